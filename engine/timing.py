"""Deadlines that count from one point, compared: which timer is always first, which window never opens."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import timedelta

from .conditions import NotAfter, NotBefore
from .deadlines import After, Choice, Deadline, Point, Zone
from .definition import TimerRule, Transition, Workflow
from .spans import longest, shortest


@dataclass(frozen=True, slots=True)
class Count:
    """A deadline that counts from one point: at the least and at the most so long after it."""

    point: str
    least: timedelta
    most: timedelta


def count(deadline: Deadline, zone: Zone) -> Count | None:
    """A deadline as a count from one point; None when it looks at several."""
    match deadline:
        case Point():
            return Count(deadline.name, timedelta(), timedelta())
        case After():
            of = count(deadline.of, zone)
            more = deadline.duration
            return of and Count(of.point, of.least + shortest(more, zone), of.most + longest(more, zone))
        case Choice():
            return count(deadline.of[0], zone) if len(deadline.of) == 1 else None


def counts(workflow: Workflow, rule: TimerRule) -> list[Count] | None:
    """Every deadline of a timer as a count, all from the same point; None when they are not."""
    found = [count(due.at, workflow.zone) for due in rule.due]
    known = [one for one in found if one]
    return known if len(known) == len(found) and len({one.point for one in known}) == 1 else None


def most(workflow: Workflow, rule: TimerRule) -> timedelta | None:
    """For how long a timer can run from its point, extensions included."""
    found = counts(workflow, rule)
    if not found:
        return None
    return max(one.most for one in found) + (rule.extendable.span if rule.extendable else timedelta())


def always_before(workflow: Workflow, rule: TimerRule, fresh: Container[str]) -> TimerRule | None:
    """Another timer that is due before this one whenever this one runs, and leaves its states.

    `fresh` timers start only when their points are marked: extending one does not add to a late start.
    """
    mine = counts(workflow, rule)
    for other in workflow.timers if mine else ():
        theirs = counts(workflow, other)
        if other is rule or not theirs or not mine or theirs[0].point != mine[0].point:
            continue
        covers = {*rule.runs_in} <= {*other.runs_in} and _always_ends(workflow, other, fresh)
        if covers and _last(workflow, other) < min(one.least for one in mine):
            return other
    return None


def _always_ends(workflow: Workflow, rule: TimerRule, fresh: Container[str]) -> bool:
    """Whether a timer, once its point is known, surely fires and leaves its states, unless parties have."""
    rows = [row for row in workflow.transitions if row.action == rule.action and "timer" in row.by]
    leaves = bool(rows) and all(row.to and not {*row.targets} & {*rule.runs_in} for row in rows)
    counted = rule.extendable is None or rule.action in fresh
    return leaves and counted and not rule.stopped_by and any(not due.when for due in rule.due)


def _last(workflow: Workflow, rule: TimerRule) -> timedelta:
    """For how long a timer can run, pauses included."""
    pause = workflow.pausable.span if workflow.pausable else timedelta()
    return (most(workflow, rule) or timedelta()) + pause


def never_open(workflow: Workflow, row: Transition, fresh: Container[str]) -> str | None:
    """Why the window of a row is never open once its points are known; None when it may be."""
    opens = [one for condition in row.when if isinstance(condition, NotBefore) for one in _count(workflow, condition)]
    closes = [one for condition in row.when if isinstance(condition, NotAfter) for one in _count(workflow, condition)]
    for start in opens:
        if any(end.point == start.point and end.most < start.least for end in closes):
            return "its window closes before it opens"
        timers = [_that_ends(workflow, state, start, fresh) for state in row.from_]
        if timers and all(timers):
            return f"before its window opens, {timers[0]} is due and leaves {row.from_[0]}"
    return None


def _count(workflow: Workflow, window: NotBefore | NotAfter) -> list[Count]:
    found = count(window.deadline, workflow.zone)
    return [found] if found else []


def _that_ends(workflow: Workflow, state: str, start: Count, fresh: Container[str]) -> str | None:
    """A timer that always ends a state before a window that counts from the same point opens."""
    for rule in workflow.timers:
        found = counts(workflow, rule) if state in rule.runs_in else None
        before = bool(found) and found[0].point == start.point and _last(workflow, rule) < start.least
        if before and _always_ends(workflow, rule, fresh):
            return rule.action
    return None
