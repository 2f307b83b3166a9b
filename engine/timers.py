"""Which timers run after a transition, and which is due next.

A timer runs in its states: moving inside them leaves it alone, leaving them cancels it. It starts again
when a time point it counts from is marked again, and moves when a fact it counts from changes.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from .definition import PAUSE_ENDS, REMINDER, TimerRule, Workflow
from .draft import Command, Draft
from .inputs import SYSTEM
from .records import Delay, Dispute, Timer

Timers = tuple[Timer, ...]


def arm_timers(draft: Draft, before: Dispute | None) -> tuple[Timers, Timers]:
    """The timers that run after the draft's transition, and those that a pause keeps.

    `before` is the dispute as it was (None: not filed).
    """
    fired = draft.command.timer
    waiting = {timer.name: timer for timer in draft.timers if timer.name != fired}
    armed: list[Timer] = []
    for rule in draft.workflow.timers:
        if before and (left := draft.command.migrated_from):
            armed += _migrated(rule, draft, before, left, waiting.get(rule.action))
        else:
            armed += _timers_of(rule, draft, before, waiting)
    draft.delays = {name: delay for name, delay in draft.delays.items() if any(t.name == name for t in armed)}
    timers = tuple(sorted(armed, key=lambda timer: (timer.due_at, timer.name)))
    if draft.paused_at is None or not timers:
        draft.paused_at = None
        return timers, ()
    return (_end_of_pause(draft, draft.paused_at),), timers


def _end_of_pause(draft: Draft, paused_at: datetime) -> Timer:
    cap = draft.workflow.pausable
    assert cap is not None, "only a workflow that can be paused is"
    return Timer(PAUSE_ENDS, PAUSE_ENDS, paused_at + cap.span - draft.paused_for, paused_at, f"{cap} of pauses in all")


def _timers_of(rule: TimerRule, draft: Draft, before: Dispute | None, waiting: dict[str, Timer]) -> list[Timer]:
    if draft.state not in rule.runs_in:
        return []
    if before is None or before.state not in rule.runs_in or not rule.points().isdisjoint(draft.marked):
        draft.delays.pop(rule.action, None)
        return _arm(rule, draft)
    if draft.command.action in rule.stopped_by:
        return []
    if draft.facts_changed and _has_moved(rule, draft, before, rule.action in waiting):
        _count_pause(draft, waiting.get(rule.action))
        return _arm(rule, draft)
    return [timer for timer in waiting.values() if rule.action in (timer.name, timer.hangs_on)]


def _migrated(rule: TimerRule, draft: Draft, before: Dispute, left: Workflow, waiting: Timer | None) -> list[Timer]:
    """By the new version's numbers what waited, and what the old version did not have; what is over stays over."""
    old = left.timer_by_name.get(rule.action)
    ran = old is not None and before.state in old.runs_in
    if draft.state not in rule.runs_in or (ran and not waiting):
        return []
    _count_pause(draft, waiting)
    return _arm(rule, draft)


def _count_pause(draft: Draft, waiting: Timer | None) -> None:
    """A timer armed anew in a pause keeps what the pause has put it off by so far."""
    if waiting and draft.paused_at:
        before = draft.delays.get(waiting.name, Delay())
        stopped = draft.now - max(draft.paused_at, waiting.armed_at)
        draft.delays[waiting.name] = Delay(before.extended, before.paused + stopped)


def _has_moved(rule: TimerRule, draft: Draft, before: Dispute, waits: bool) -> bool:
    """Whether new facts give another due time; one that has fired or was stopped is over."""
    was = _due(rule, Draft(draft.workflow, before, draft.command, before.order))
    return (waits or was is None) and _due(rule, draft) != was


def _due(rule: TimerRule, draft: Draft) -> tuple[str, datetime] | None:
    """The expression that applies and its instant; None while either is unknown."""
    for due in rule.due:
        if all(condition.failure(draft) is None for condition in due.when):
            instant = due.at.instant(draft.point, draft.zone)
            return (str(due.at), instant) if instant else None
    return None


def _arm(rule: TimerRule, draft: Draft) -> list[Timer]:
    due = _due(rule, draft)
    if due is None:
        return []
    expression, instant = due
    # Never before the event that armed it (time rule 2).
    due_at = max(instant + draft.delays.get(rule.action, Delay()).total, draft.now)
    return [Timer(rule.action, rule.action, due_at, draft.now, expression), *_reminders(rule, due_at, draft.now)]


def _reminders(rule: TimerRule, due_at: datetime, now: datetime) -> list[Timer]:
    """What announces the timer; a reminder whose time is over is left out."""
    return [
        Timer(f"{rule.action}.{REMINDER}.{number}", REMINDER, remind_at, now, text, hangs_on=rule.action)
        for number, lead in enumerate(rule.reminders, 1)
        if (remind_at := due_at - lead.span) > now
        for text in [f"{lead} before {rule.action}"]
    ]


def held_off(draft: Draft, rule: TimerRule, by: timedelta) -> Timers:
    """The draft's timers, one of them due later with its reminders."""
    others = [timer for timer in draft.timers if rule.action not in (timer.name, timer.hangs_on)]
    waiting = next((timer for timer in draft.timers if timer.name == rule.action), None)
    if waiting is None:
        return draft.timers
    moved = replace(waiting, due_at=waiting.due_at + by)
    return (*others, moved, *_reminders(rule, moved.due_at, draft.now))


def in_order(workflow: Workflow, dispute: Dispute) -> list[Timer]:
    """The waiting timers as they will fire: by due time, then in the workflow's order, reminders last."""
    last = len(workflow.timer_order)

    def turn(timer: Timer) -> tuple[datetime, int, str]:
        return timer.due_at, workflow.timer_order.get(timer.action, last), timer.name

    return sorted(dispute.timers, key=turn)


def next_timer(workflow: Workflow, dispute: Dispute) -> Timer | None:
    """The timer that fires first."""
    return next(iter(in_order(workflow, dispute)), None)


def firing(timer: Timer, dispute: Dispute) -> Command:
    """The command that a due timer is: at its due time, by nobody but the engine."""
    # A deadline is never before the last event: rule 1 keeps a dispute's time from going back.
    at = max(timer.due_at, dispute.last_event_at or timer.due_at)
    details = {"timer": timer.hangs_on} if timer.hangs_on else {}
    return Command(timer.action, SYSTEM, at, details, dispute.id, timer=timer.name)
