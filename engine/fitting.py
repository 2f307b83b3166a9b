"""Whether rows fit the actions that bring their details, the facts that they ask for, and what carries them out."""

from collections.abc import Iterator

from .conditions import Condition, Is
from .definition import ROUTE, Transition, Workflow
from .scenes import Vocabulary, flat

_NEEDED = {"open_claim": ("claim",), "take_ruling": ("plan", "winner"), "delete_evidence": ("evidence_id",)}
"""The details without which a change cannot be made."""
_WITHOUT_ACTOR = frozenset({"void_agreement"})
"""The changes that need nobody who makes them."""


def fitting(workflow: Workflow) -> Iterator[str]:
    """Rows that could be taken and then not be carried out, or never be taken for what they ask."""
    values = Vocabulary(workflow)
    for number, row in enumerate(workflow.transitions, 1):
        where = f"transition {number} ({row.action})"
        yield from _details(workflow, row, where)
        yield from _by_itself(row, where)
        yield from _values(values, row.when, where)
        yield from _ruling(workflow, row, where)
    for rule in workflow.timers:
        for due in rule.due:
            yield from _values(values, due.when, f"timer {rule.action}")
    yield from _ranges(workflow)


def _details(workflow: Workflow, row: Transition, where: str) -> Iterator[str]:
    for by in row.by:
        action = workflow.action(row.action, by)
        if action is None:
            continue
        takes = (*action.takes, *action.may_take)
        for name in row.given:
            if name not in takes:
                yield f"{where}: it asks for {name!r}, which {row.action} of the {by} does not take."
        for change in row.changes:
            for name in _NEEDED.get(change, ()):
                if name not in takes:
                    yield f"{where}: {change} needs {name!r}, which {row.action} of the {by} does not take."


def _ruling(workflow: Workflow, row: Transition, where: str) -> Iterator[str]:
    """Endings as the platform rules, where nothing takes its ruling down."""
    ends = row.ends
    if ends is None or ends.plan != "platform" or (ends.winner and ends.liable):
        return
    if "platform" in row.by and "take_ruling" not in row.changes:
        yield f"{where}: it ends as the platform rules, and take_ruling is not among its changes: nobody would win."
    elif not any("take_ruling" in one.changes for one in workflow.transitions):
        yield f"{where}: it ends as the platform rules, and no row takes a ruling (take_ruling): nobody would win."


def _by_itself(row: Transition, where: str) -> Iterator[str]:
    """What the engine does not do for rows that nobody takes."""
    if row.action == ROUTE and row.ends:
        yield f"{where}: routing carries out no `ends`; end the dispute by the row before it."
    if row.by in {("timer",), ("system",)}:
        for change in row.changes:
            if change not in _WITHOUT_ACTOR:
                yield f"{where}: {change} is something a party does, and nobody takes this row."


def _values(values: Vocabulary, conditions: tuple[Condition, ...], where: str) -> Iterator[str]:
    """Facts that are asked for a value that they cannot have."""
    for one in flat(conditions):
        possible = values.possible(one.fact) if isinstance(one, Is) else ()
        if isinstance(one, Is) and possible and one.value not in possible:
            there = " or ".join("not known" if value is None else str(value) for value in possible)
            yield f"{where}: the fact {one.fact!r} is never {one.value!r}; it is {there}."


def _ranges(workflow: Workflow) -> Iterator[str]:
    for one in workflow.zone.ranges:
        for name in one.durations:
            if name not in workflow.durations:
                yield f"The holiday range {one.name!r} lengthens {name!r}, and nothing counts with it."
