"""The page on webhooks: its Python runs, its tables are the code's."""

import re
from pathlib import Path

import pytest
from disputes.interfaces.delivery.addresses import REFUSED
from disputes.interfaces.delivery.messages import TYPES

PAGE = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text(encoding="utf-8")


def test_its_python_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snippets = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    assert len(snippets) >= 5
    monkeypatch.chdir(tmp_path)
    exec(compile("\n".join(snippets), "webhooks.md", "exec"), {})


def test_it_names_every_refused_network_and_every_type() -> None:
    rows = re.findall(r"^\| `([0-9a-f:./]+)` \| (.*) \|$", PAGE, flags=re.MULTILINE)
    assert tuple(rows) == REFUSED
    assert [name for name in TYPES if f"`{name}`" not in PAGE] == []
