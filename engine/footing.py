"""What a dispute must know to go on from a state that it was put in, rather than came to by the workflow's rows."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from .definition import SETTLED, Workflow
from .inputs import Party


@dataclass(frozen=True, slots=True)
class Footing:
    """A state, and what is known there: time points, whose plans, whether there is a ruling and a settlement."""

    state: str
    points: Collection[str]
    plans: Collection[Party]
    ruled: bool
    settled: bool


def marks_of(workflow: Workflow) -> set[str]:
    """The time points that a workflow's rows set; others are the order's, or the engine's."""
    return {name for row in workflow.transitions for name in row.marks} | {SETTLED}


def gaps(workflow: Workflow, footing: Footing) -> Iterator[tuple[str, str]]:
    """What is missing, each with the reason: deadlines would not run, or plans be executed that nobody made."""
    state, marks = footing.state, marks_of(workflow)
    for rule in workflow.timers:
        if state in rule.runs_in:
            for name in sorted((rule.points() & marks) - {*footing.points, "filed"}):
                yield f"times.{name}", f"is required in {state}: {rule.action} counts from it"
    for row in workflow.transitions:
        ends = row.ends
        if ends is None or state not in row.from_:
            continue
        if ends.plan == "adopted" and not footing.settled:
            yield "agreed", f"is required in {state}: {row.action} executes the adopted plan"
        if "timer" not in row.by:
            continue
        if ends.plan in {"seller", "platform"} and ends.plan not in footing.plans:
            yield f"plans.{ends.plan}", f"is required in {state}: {row.action} executes it"
        if ends.plan == "platform" and not footing.ruled:
            yield "proposed", f"is required in {state}: say who wins and who is liable"
