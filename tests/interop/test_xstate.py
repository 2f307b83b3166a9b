"""An interpreter that shares no code with the engine, XState, takes the same paths through the exported machines."""

import os
from collections import Counter

import pytest
from disputes import Workflow, workflows

from .node import missing, taken
from .sequences import Path, walk

SEQUENCES = int(os.environ.get("DISPUTES_INTEROP_SEQUENCES", "150"))
"""How many of each workflow; `make interop` takes thousands."""

ALL = pytest.mark.parametrize("workflow", workflows.all(), ids=lambda workflow: workflow.id)


@pytest.fixture(scope="module", autouse=True)
def needs_node() -> None:
    """Skips, saying how to get it, where there is no XState to compare with."""
    if why := missing():
        pytest.skip(why)


def _difference(path: Path, other: dict[str, object]) -> str:
    """Where two paths part, with what led there."""
    for number, (mine, theirs) in enumerate(zip(path.steps, other["steps"], strict=True)):  # pyright: ignore
        if mine != theirs:
            asked = "\n".join(map(str, path.sent[: number + 1]))
            return f"{path.workflow}: after\n{asked}\nthe engine: {mine}\nXState:     {theirs}"
    return f"{path.workflow}:\nthe engine: {path.taken}\nXState:     {other}"


@ALL
def test_xstate_takes_the_paths_of_the_engine(workflow: Workflow) -> None:
    paths = [walk(workflow, seed) for seed in range(SEQUENCES)]
    for path, other in zip(paths, taken(paths), strict=True):
        assert path.taken == other, _difference(path, other)


@ALL
def test_the_sequences_come_about(workflow: Workflow) -> None:
    """Guards the test above against sequences that try nothing."""
    paths = [walk(workflow, seed) for seed in range(150)]
    states = {entry["to"] for path in paths for entry in path.history} - {"filed"}
    assert states >= set(workflow.state_by_name) - {"filed"}
    counted = Counter(entry["action"] for path in paths for entry in path.history)
    assert sum(counted.values()) > 4 * len(paths)
    refused = [step for path in paths for step in path.steps if not step["accepted"]]
    assert len(refused) > len(paths)
