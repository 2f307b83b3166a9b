"""Checks a definition when it is made, and whole before it goes live; names all offenders at once."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta

from .changes import CHANGES
from .conditions import BUILT_IN_FACTS, AnyOf, Condition, Is, named_parts
from .deadlines import Duration, Point
from .definition import FILE, FILED, REMINDER, RESOLVED, ROUTE, SETTLED, TimerRule, Transition, Workflow
from .effects import EFFECTS
from .errors import WorkflowInvalid, suggestion
from .fitting import fitting
from .inputs import TIME_FACTS

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_LONGEST = timedelta(days=3653)
_POINTS_OF_FACTS = frozenset(TIME_FACTS)
_POINTS_OF_CHANGES = frozenset({"seller_answered", RESOLVED, SETTLED})


def check_made(workflow: Workflow) -> None:
    """WorkflowInvalid with every fault that shows without a walk; of a definition with one, those of a walk too."""
    if faults := _shown(workflow):
        raise WorkflowInvalid(workflow.id, [*faults, *_walked(workflow)])


def check(workflow: Workflow) -> None:
    """WorkflowInvalid with every fault of the definition; nothing when it is sound."""
    if faults := [*_shown(workflow), *_walked(workflow)]:
        raise WorkflowInvalid(workflow.id, faults)


def _shown(workflow: Workflow) -> list[str]:
    checks = (_names, _effects, _numbers, _actors, _timers, _paths, fitting)
    return [fault for one in checks for fault in one(workflow)]


def _walked(workflow: Workflow) -> list[str]:
    """The faults that a walk finds, which takes names and numbers as they are."""
    if any(True for one in (_names, _numbers) for _ in one(workflow)):
        return []
    return list(workflow.proof.faults)


def _names(workflow: Workflow) -> Iterator[str]:
    """Names that nothing defines, and names that are defined twice."""
    if not _NAME.fullmatch(workflow.name):
        yield f"The name {workflow.name!r} must be small letters, digits, - or _, and begin with a letter."
    if workflow.version < 1:
        yield f"The version must be 1 or more, not {workflow.version}."
    states = [state.name for state in workflow.states]
    yield from _twice("state", states)
    yield from _twice("timer", (rule.action for rule in workflow.timers))
    yield from _twice("reason", [*workflow.reasons, *(r for rs in workflow.reasons.values() for r in rs)])
    if FILED not in states:
        yield f"There is no state {FILED!r}: every dispute begins there."
    marked = {point for row in workflow.transitions for point in row.marks}
    points = marked | _POINTS_OF_FACTS | _POINTS_OF_CHANGES | set(workflow.times)
    facts = [*BUILT_IN_FACTS, *(rule.name for rule in workflow.facts)]
    for where, row in _places(workflow):
        yield from _unknown(where, "state", [*row.from_, *row.targets], states)
        yield from _unknown(where, "fact", _facts(row.when), facts)
        yield from _unknown(where, "change", row.changes, CHANGES)
        named = [part.name for condition in row.when for part in named_parts(condition) if isinstance(part, Point)]
        yield from _unknown(where, "time point", named, points)
    for rule in workflow.timers:
        used = [condition for due in rule.due for condition in due.when]
        yield from _unknown(f"timer {rule.action}", "fact", _facts(used), facts)
        yield from _unknown(f"timer {rule.action}", "state", rule.runs_in, states)
        yield from _unknown(f"timer {rule.action}", "time point", sorted(rule.points()), points)


def _effects(workflow: Workflow) -> Iterator[str]:
    """Effects that no host could carry out, since nothing declares them."""
    for where, row in _places(workflow):
        yield from _unknown(where, "effect", row.effects, [*EFFECTS, *workflow.effects])
    for name in workflow.effects.keys() & EFFECTS.keys():
        yield f"The effect {name!r} is built in: give yours another name."


def _facts(conditions: Iterable[Condition]) -> Iterator[str]:
    for condition in conditions:
        if isinstance(condition, AnyOf):
            yield from _facts(condition.of)
        elif isinstance(condition, Is):
            yield condition.fact


def _places(workflow: Workflow) -> Iterator[tuple[str, Transition]]:
    for number, row in enumerate(workflow.transitions, 1):
        yield f"transition {number} ({row.action})", row


def _twice(kind: str, names: Iterable[str]) -> Iterator[str]:
    for name, count in Counter(names).items():
        if count > 1:
            yield f"The {kind} {name!r} is defined {count} times."


def _unknown(where: str, kind: str, used: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    known = list(known)
    for name in used:
        if name not in known:
            yield f"{where}: there is no {kind} {name!r}{suggestion(name, known)}."


def _numbers(workflow: Workflow) -> Iterator[str]:
    """Durations that are none, and one name for two of them."""
    seen: dict[str, Duration] = {}
    for part in workflow.parts():
        if not isinstance(part, Duration):
            continue
        if seen.setdefault(part.name, part) != part:
            yield f"Two different durations are called {part.name}: {seen[part.name].iso} and {part.iso}."
        try:
            if part.span.total_seconds() <= 0:
                yield f"The duration {part.name} is not above zero: {part.iso}."
            elif part.span > _LONGEST:
                yield f"The duration {part.name} is longer than ten years: {part.iso}."
        except (ValueError, OverflowError) as error:
            yield f"The duration {part.name} cannot be read: {error}."


def _actors(workflow: Workflow) -> Iterator[str]:
    """Rows that nobody can take, and actions without a row."""
    timers = {rule.action for rule in workflow.timers} | {REMINDER}
    for where, row in _places(workflow):
        for by in row.by:
            declared = (by == "timer" and row.action in timers) or (by == "system" and row.action == ROUTE)
            if not declared and workflow.action(row.action, by) is None:
                yield f"{where}: no actor can take it, since {row.action} is not declared for {by}."
    taken = {(row.action, by) for row in workflow.transitions for by in row.by}
    for action in workflow.actions:
        for by in action.by:
            if (action.name, by) not in taken:
                yield f"The action {action.name} is declared for {by}, but no transition has it."


def _timers(workflow: Workflow) -> Iterator[str]:
    """Timers that do nothing in a state where they run."""
    for rule in workflow.timers:
        for state in rule.runs_in:
            if not _fires_in(workflow, rule.action, state):
                yield f"The timer {rule.action} runs in {state}, but no transition fires it there."
            if rule.reminders and not _fires_in(workflow, REMINDER, state):
                yield f"The timer {rule.action} has reminders in {state}, but no transition sends one there."
        yield from _blind(workflow, rule)


def _blind(workflow: Workflow, rule: TimerRule) -> Iterator[str]:
    if not rule.due:
        yield f"The timer {rule.action} has no due time."
    for action in rule.stopped_by:
        if all(row.action != action for row in workflow.transitions):
            yield f"The timer {rule.action} is stopped by {action!r}, which no transition has."


def _fires_in(workflow: Workflow, action: str, state: str) -> bool:
    return any(row.action == action and "timer" in row.by and state in row.from_ for row in workflow.transitions)


def _paths(workflow: Workflow) -> Iterator[str]:
    """States that are never reached, cannot be left, or from which no end can be reached."""
    steps = {(source, to) for row in workflow.transitions for to in row.targets for source in row.from_}
    reached = _closure({FILED}, steps)
    resolved = {state.name for state in workflow.states if state.stage == "resolved"}
    ending = _closure(resolved, {(to, source) for source, to in steps})
    if not any(row.action == FILE and row.to == FILED for row in workflow.transitions):
        yield f"No transition files a dispute: there must be one {FILE!r} to {FILED!r}."
    if not resolved:
        yield "No state has the stage 'resolved': no dispute could end."
    for state in workflow.states:
        if state.name not in reached:
            yield f"The state {state.name!r} cannot be reached."
        elif state.name not in ending:
            yield f"From the state {state.name!r} no end can be reached."


def _closure(start: set[str], steps: set[tuple[str, str]]) -> set[str]:
    reached = set(start)
    while more := {to for source, to in steps if source in reached} - reached:
        reached |= more
    return reached
