"""The page on scores: its Python runs, its commands are there."""

import re
from pathlib import Path

import pytest
from disputes.interfaces.cli.score_app import SCORE_COMMANDS

PAGE = (Path(__file__).parents[2] / "docs" / "scores.md").read_text(encoding="utf-8")


def test_its_python_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snippets = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    assert len(snippets) >= 5
    monkeypatch.chdir(tmp_path)
    exec(compile("\n".join(snippets), "scores.md", "exec"), {})


def test_its_commands_are_there() -> None:
    named = set(re.findall(r"disputes score ([a-z]+)", PAGE))
    assert named >= {"load", "run", "show", "explain", "enable", "cards", "card", "facts"}
    assert named <= {entry.name for entry in SCORE_COMMANDS}
