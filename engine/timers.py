"""Which timers run after a transition, and which is due next.

A timer runs in its states: moving inside them leaves it alone, leaving them cancels it. It starts again
when a time point it counts from is marked again, and moves when a fact it counts from changes.
"""

from datetime import datetime

from .definition import REMINDER, TimerRule, Workflow
from .draft import Command, Draft
from .inputs import SYSTEM
from .records import Dispute, Timer


def arm_timers(draft: Draft, before: Dispute | None) -> tuple[Timer, ...]:
    """The timers that wait after the draft's transition; `before` is the dispute as it was (None: not filed)."""
    fired = draft.command.timer
    waiting = {timer.name: timer for timer in before.timers if timer.name != fired} if before else {}
    armed: list[Timer] = []
    for rule in draft.workflow.timers:
        armed += _timers_of(rule, draft, before, waiting)
    return tuple(sorted(armed, key=lambda timer: (timer.due_at, timer.name)))


def _timers_of(rule: TimerRule, draft: Draft, before: Dispute | None, waiting: dict[str, Timer]) -> list[Timer]:
    if draft.state not in rule.runs_in:
        return []
    if before is None or before.state not in rule.runs_in or not rule.points().isdisjoint(draft.marked):
        return _arm(rule, draft)
    if draft.command.action in rule.stopped_by:
        return []
    if draft.facts_changed and _has_moved(rule, draft, before, rule.action in waiting):
        return _arm(rule, draft)
    return [timer for timer in waiting.values() if rule.action in (timer.name, timer.hangs_on)]


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
    due_at = max(instant, draft.now)
    timers = [Timer(rule.action, rule.action, due_at, draft.now, expression)]
    for number, lead in enumerate(rule.reminders, 1):
        if (remind_at := due_at - lead.span) > draft.now:
            name = f"{rule.action}.{REMINDER}.{number}"
            text = f"{lead} before {rule.action}"
            timers.append(Timer(name, REMINDER, remind_at, draft.now, text, hangs_on=rule.action))
    return timers


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
