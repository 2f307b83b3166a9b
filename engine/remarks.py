"""What a definition's author may want to look at: nothing here keeps it from going live."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from .conditions import Is
from .deadlines import Duration, Point
from .definition import REMINDER, TimerRule, Transition, Workflow
from .graph import Graph
from .scenes import flat
from .timing import count


def remarks(graph: Graph, *, endless: bool) -> Iterator[str]:
    """Every warning, each as a sentence with its place."""
    workflow = graph.workflow
    yield from _together(graph)
    yield from _turns(graph)
    yield from _idle_rows(workflow)
    yield from _idle_stops(graph)
    yield from _unread(workflow)
    yield from _not_extendable(workflow)
    if endless:
        yield "After the end a dispute can be taken up again without a limit: there is no last word."
    yield from _own_numbers(workflow)


def _together(graph: Graph) -> Iterator[str]:
    """Timers that are due at the same instant."""
    for one, other in combinations(graph.workflow.timers, 2):
        states = {node.state for node in graph.edges if {one.action, other.action} <= node.timers}
        if states and _same_deadlines(graph.workflow, one, other):
            yield (
                f"The timers {one.action} and {other.action} are due at the same instant in "
                f"{' and '.join(sorted(states))}: {one.action} fires first, being the first in the list."
            )


def _same_deadlines(workflow: Workflow, one: TimerRule, other: TimerRule) -> bool:
    mine, theirs = ({count(due.at, workflow.zone) for due in rule.due} for rule in (one, other))
    return bool((mine & theirs) - {None})


def _turns(graph: Graph) -> Iterator[str]:
    """States where it is the turn of somebody who can do nothing."""
    for state in graph.workflow.states:
        if state.turn != "nobody" and state.name in graph.acts and state.turn not in graph.acts[state.name]:
            yield f"In {state.name} it is the {state.turn}'s turn, and the {state.turn} can do nothing there."


def _idle_rows(workflow: Workflow) -> Iterator[str]:
    """Rows that leave everything as it is."""
    stopping = {action for rule in workflow.timers for action in rule.stopped_by}
    for number, row in enumerate(workflow.transitions, 1):
        moves = row.to is not None and {row.to} != {*row.from_}
        does = moves or row.changes or row.marks or row.ends or row.effects or row.action in stopping
        if not does and (row.by != ("timer",) or row.action == REMINDER):
            yield f"transition {number} ({row.action}) changes nothing and tells nobody."


def _idle_stops(graph: Graph) -> Iterator[str]:
    """Timers that are stopped by what cannot be done while they run."""
    for rule in graph.workflow.timers:
        for action in rule.stopped_by:
            rows = (row for row in graph.workflow.transitions if row.action == action)
            if not any({*row.from_} & {*rule.runs_in} for row in rows):
                yield f"The timer {rule.action} is stopped by {action}, which cannot be done where it runs."


def _unread(workflow: Workflow) -> Iterator[str]:
    """What the host is asked for and nothing looks at; calendars that nothing counts in."""
    rows = (condition for row in workflow.transitions for condition in row.when)
    dues = (one for rule in workflow.timers for due in rule.due for one in due.when)
    facts = {one.fact for one in flat((*rows, *dues)) if isinstance(one, Is)}
    points = {part.name for part in workflow.parts() if isinstance(part, Point)}
    for name in (rule.name for rule in workflow.facts if rule.name not in facts):
        yield f"The fact {name!r} is asked of every order, and nothing looks at it."
    for name in sorted(set(workflow.times) - points):
        yield f"The time {name!r} is asked of every order, and nothing counts from it."
    business = any(duration.calendar == "business_days" for duration in workflow.durations.values())
    if workflow.zone.holidays and not business:
        yield f"{len(workflow.zone.holidays)} holidays are frozen, and nothing counts in business days."


def _not_extendable(workflow: Workflow) -> Iterator[str]:
    """Timers that move a dispute and cannot be extended, where others can."""
    if not any(rule.extendable for rule in workflow.timers):
        return
    fixed = [rule.action for rule in workflow.timers if not rule.extendable and _moves(workflow.transitions, rule)]
    if fixed:
        yield f"Nobody can extend {' and '.join(fixed)}, while other timers can be extended."


def _moves(rows: Iterable[Transition], rule: TimerRule) -> bool:
    return any(row.to for row in rows if row.action == rule.action)


def _own_numbers(workflow: Workflow) -> Iterator[str]:
    """How many numbers rest on no source."""
    numbers: list[Duration | object] = [*workflow.durations.values(), *workflow.evidence_limits]
    own = [one for one in numbers if getattr(one, "mark", None) == "default"]
    if own:
        yield f"{len(own)} of {len(numbers)} numbers are our own defaults, found in no source."
