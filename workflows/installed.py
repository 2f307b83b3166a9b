"""Workflows that other distributions offer, by entry points of the group `disputes.workflows`."""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from ..engine.definition import Workflow
from ..engine.errors import WorkflowInvalid

GROUP = "disputes.workflows"


@cache
def installed() -> tuple[Workflow, ...]:
    """The workflows of every installed distribution; each entry point names a Workflow or several of them.

    Looked up once a process. WorkflowInvalid says which entry point cannot be loaded, and why: without it,
    disputes under its workflows would be left lying.
    """
    found = sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value))
    return tuple(workflow for point in found for workflow in _offered(point))


def _offered(point: EntryPoint) -> Iterator[Workflow]:
    try:
        loaded = cast("object", point.load())
    except Exception as error:
        raise _faulty(point, f"It cannot be loaded: {type(error).__name__}: {error}") from error
    several = cast("Iterable[object]", loaded) if isinstance(loaded, list | tuple) else (loaded,)
    for one in several:
        if not isinstance(one, Workflow):
            raise _faulty(point, f"It is of type {type(one).__name__}, not a Workflow or a list of them.")
        yield one


def _faulty(point: EntryPoint, fault: str) -> WorkflowInvalid:
    distribution = f" of {point.dist.name}" if point.dist else ""
    return WorkflowInvalid(f"{point.name} (entry point {point.value}{distribution})", [fault])
