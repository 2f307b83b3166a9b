"""What an actor may do now, what happens by itself, and why."""

from datetime import datetime, timedelta

from .built_in import CLOCK_ACTIONS, CLOCK_COMMANDS, clock_failure
from .conditions import Failure, durations
from .deadlines import Duration
from .definition import PAUSE_ENDS, Action, By, Due, Workflow
from .draft import Command, Draft
from .inputs import Actor
from .machine import Row
from .records import ActionItem, AgendaItem, Delay, Dispute, Timer
from .timers import in_order


def allowed_actions(workflow: Workflow, dispute: Dispute, actor: Actor, now: datetime) -> tuple[str, ...]:
    """The names of the actions that this actor may take now."""
    return tuple(item.action for item in action_items(workflow, dispute, actor, now) if item.allowed)


def action_items(workflow: Workflow, dispute: Dispute, actor: Actor, now: datetime) -> list[ActionItem]:
    """Every action of this actor's role, allowed or not, with the reason and the deadline."""
    deadline = _deadline(workflow, dispute)
    return [_item(workflow, dispute, action, actor, now, deadline) for action in _actions_of(workflow, actor.role)]


def _actions_of(workflow: Workflow, role: By) -> list[Action]:
    everybodys = [*workflow.actions, *CLOCK_ACTIONS]
    return [action for action in everybodys if role in action.by and action.name != "file"]


def _item(
    workflow: Workflow, dispute: Dispute, action: Action, actor: Actor, now: datetime, deadline: Timer | None
) -> ActionItem:
    failure = _failure(workflow, dispute, action.name, actor, now)
    if failure:
        return ActionItem(
            action.name, False, failure.why, takes=action.takes, may_take=action.may_take, rules=failure.rules
        )
    return ActionItem(
        action.name,
        True,
        action.meaning,
        due_at=deadline.due_at if deadline else None,
        on_silence=deadline.action if deadline else None,
        takes=action.takes,
        may_take=action.may_take,
        rules=_rules(workflow, deadline) if deadline else (),
    )


def _failure(workflow: Workflow, dispute: Dispute, action: str, actor: Actor, now: datetime) -> Failure | None:
    """Why this actor may not do it now, whatever the details; None if it may."""
    if action in CLOCK_COMMANDS:
        return clock_failure(Draft(workflow, dispute, Command(action, actor, now), dispute.order), action)
    rows = [row for row in workflow.executor.rows(action) if actor.role in row.transition.by]
    here = [row for row in rows if dispute.state in row.sources]
    if not here:
        states = sorted({state for row in rows for state in row.sources})
        return Failure("wrong_state", f"Not in {dispute.state}; it is possible in {' or '.join(states)}.")
    draft = Draft(workflow, dispute, Command(action, actor, now), dispute.order)
    failures = [_row_failure(row, draft) for row in here]
    # The row that came closest says why, the last of equals: as for a command.
    return None if None in failures else max(reversed([one for one in failures if one]), key=lambda one: one[0])[1]


def _row_failure(row: Row, draft: Draft) -> tuple[int, Failure] | None:
    """Why a row cannot be taken, and after how many of its conditions."""
    conditions = [condition for condition in row.transition.when if not condition.reads_details]
    found = ((number, condition.failure(draft)) for number, condition in enumerate(conditions))
    return next(((number, failure) for number, failure in found if failure), None)


def _deadline(workflow: Workflow, dispute: Dispute) -> Timer | None:
    """The next timer that changes where the dispute stands."""
    return next((timer for timer in in_order(workflow, dispute) if _moves(workflow, timer)), None)


def _moves(workflow: Workflow, timer: Timer) -> bool:
    return any(row.transition.to for row in workflow.executor.rows(timer.action))


def agenda_items(workflow: Workflow, dispute: Dispute, now: datetime) -> list[AgendaItem]:
    """What happens by itself, in order; an item is overdue when a hold keeps it back."""
    return [
        AgendaItem(
            timer.action,
            timer.due_at,
            dispute.turn,
            _why(workflow, timer, dispute.delays.get(timer.hangs_on or timer.action)),
            timer.due_at <= now,
            _rules(workflow, timer),
        )
        for timer in in_order(workflow, dispute)
    ]


def _why(workflow: Workflow, timer: Timer, delay: Delay | None) -> str:
    if timer.action == PAUSE_ENDS:
        return f"The clock is paused and runs again: {timer.expression}."
    rule = workflow.timer_by_name[timer.hangs_on or timer.action]
    if timer.hangs_on:
        return f"{timer.expression.capitalize()}: a reminder goes out, nothing else happens."
    counted = _due(workflow, timer)
    words = counted.at.words() if counted else timer.expression
    return f"{words.capitalize()}{_later(delay)}. {rule.meaning}"


def _later(delay: Delay | None) -> str:
    """What was added to a deadline."""
    parts = (
        [
            f"{span / timedelta(days=1):.3g} days {how}"
            for span, how in ((delay.extended, "of extension"), (delay.paused, "of pauses"))
            if span
        ]
        if delay
        else []
    )
    return "".join(f", and {part}" for part in parts)


def _due(workflow: Workflow, timer: Timer) -> Due | None:
    """The deadline by which the timer was armed."""
    rule = workflow.timer_by_name[timer.hangs_on or timer.action]
    return next((due for due in rule.due if str(due.at) == timer.expression), None)


def _rules(workflow: Workflow, timer: Timer) -> tuple[Duration, ...]:
    """The numbers behind a timer; behind a reminder its lead."""
    if timer.action == PAUSE_ENDS:
        return (workflow.pausable,) if workflow.pausable else ()
    rule = workflow.timer_by_name[timer.hangs_on or timer.action]
    leads = tuple(lead for lead in rule.reminders if timer.hangs_on and timer.expression.startswith(f"{lead} before"))
    counted = _due(workflow, timer)
    return (*leads, *(durations(counted.at) if counted else ()))
