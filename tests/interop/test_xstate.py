"""An interpreter that shares no code with the engine, XState, takes the same paths through the exported machines."""

import os

import pytest
from disputes import Workflow, workflows

from .constructed import CONSTRUCTED
from .node import missing, taken
from .sequences import Path, walk
from .wording import Json

SEQUENCES = int(os.environ.get("DISPUTES_INTEROP_SEQUENCES", "60"))
"""How many of each workflow; `make interop` takes thousands."""

MANY = 1000
"""From so many on, nearly every row has its turn."""

WORKFLOWS = (*workflows.all(), *CONSTRUCTED)
ALL = pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda workflow: workflow.id)


@pytest.fixture(scope="module", autouse=True)
def needs_node() -> None:
    """Skips, saying how to get it, where there is no XState to compare with."""
    if why := missing():
        pytest.skip(why)


def _difference(path: Path, other: Json) -> str:
    """Where two paths part, with what led there."""
    for number, (mine, theirs) in enumerate(zip(path.steps, other["steps"], strict=True)):
        if mine != theirs:
            asked = "\n".join(map(str, path.sent[: number + 1]))
            return f"{path.workflow}: after\n{asked}\nthe engine: {mine}\nXState:     {theirs}"
    return f"{path.workflow}: {path.sent}\nthe engine: {path.taken}\nXState:     {other}"


@ALL
def test_xstate_takes_the_paths_of_the_engine(workflow: Workflow) -> None:
    paths = [walk(workflow, seed) for seed in range(SEQUENCES)]
    runs = taken(workflow, paths)
    for path, run in zip(paths, runs, strict=True):
        assert path.taken == run["path"], _difference(path, run["path"])
    rows = {row for run in runs for row in run["rows"]}
    _check_that_much_was_tried(workflow, paths, rows)


def _check_that_much_was_tried(workflow: Workflow, paths: list[Path], rows: set[int]) -> None:
    """Sequences that try nothing agree as well: nearly every row is taken, and as much is refused."""
    never = [f"{number} {row.action}" for number, row in enumerate(workflow.transitions, 1) if number not in rows]
    assert len(never) <= len(workflow.transitions) * (0.2 if SEQUENCES >= MANY else 0.5), never
    assert sum(not step["accepted"] for path in paths for step in path.steps) > len(paths)
