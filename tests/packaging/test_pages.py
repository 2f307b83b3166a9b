"""The generated pages of docs/ are current, and none is left over from a workflow or a card that is gone."""

from pathlib import Path

import pytest
from disputes.tools.pages import DOCS, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_current(name: str) -> None:
    page: Path = DOCS / name
    assert page.exists(), "run `make docs`"
    assert page.read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"


@pytest.mark.parametrize("folder", ["workflows", "scores"])
def test_no_page_is_left_over(folder: str) -> None:
    generated = {f"{folder}/{page.name}" for page in (DOCS / folder).iterdir()}
    assert generated == {name for name in PAGES if name.startswith(f"{folder}/")}
