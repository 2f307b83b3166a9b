"""The pages under docs that are made from the code say what the code says."""

import runpy
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGES = runpy.run_path(str(DOCS / "made.py"))["PAGES"]


@pytest.mark.parametrize("page", PAGES)
def test_a_made_page_is_current(page: str) -> None:
    assert (DOCS / page).read_text(encoding="utf-8") == PAGES[page](), "run `make docs` and commit the result"
