"""Commands that every workflow has: new facts about the order, the removal of personal data, the clock."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import cast

from .cases import Case
from .conditions import Failure
from .definition import PAUSE_ENDS, Action, TimerRule
from .draft import Draft
from .errors import InvalidInput, Refused, suggestion
from .footing import Footing, gaps
from .inputs import Party
from .records import Delay, Ruling, Settlement
from .refunds import RECORD_REFUND
from .timers import held_off

UPDATE_ORDER = "update_order"
ERASE = "erase"
EXTEND = "extend"
PAUSE = "pause"
RESUME = "resume"

MIGRATE = "migrate"
ADOPT = "adopt"

MIGRATION = Action(MIGRATE, ("platform",), "Go on under another version of the workflow.", ("to",), ("states", "why"))
CLOCK_ACTIONS = (
    Action(EXTEND, ("platform",), "Give more time: a waiting timer is due later.", ("timer", "duration"), ("why",)),
    Action(PAUSE, ("platform",), "Stop the dispute's clock.", (), ("why",)),
    Action(
        RESUME, ("platform",), "Let the dispute's clock run again; every timer is due later by the pause.", (), ("why",)
    ),
)
"""What the platform may do to a dispute's clock, decided before timers that are overdue (time rule 9)."""

CLOCK_COMMANDS = frozenset(action.name for action in CLOCK_ACTIONS)


def _update_order(draft: Draft) -> None:
    """New facts replace the old ones; timers that count from them are armed again."""
    draft.order = draft.order.with_facts(draft.details)
    draft.facts_changed = True


def _erase(_draft: Draft) -> None:
    """The record stays as it is: the texts go from the store."""


def _record_refund(_draft: Draft) -> None:
    """The dispute stays as it is: money that it ordered has moved."""


def _platform_only(draft: Draft) -> None:
    if draft.role not in {"platform", "timer"}:
        raise Refused("wrong_actor", f"{draft.command.action} is for platform, not for the {draft.role}.")


def clock_failure(draft: Draft, action: str) -> Failure | None:
    """Why the platform may not do this to the dispute's clock now, whatever the details; None if it may."""
    workflow, cap = draft.workflow, draft.workflow.pausable
    if action == EXTEND:
        waiting = {timer.name for timer in draft.timers}
        if not any(rule.extendable and rule.action in waiting for rule in workflow.timers):
            return Failure("not_extendable", "No timer is waiting that could be extended.")
    elif action == RESUME:
        if draft.paused_at is None:
            return Failure("not_paused", "The dispute's clock is running.")
    elif cap is None:
        return Failure("not_pausable", f"{workflow.id} lets nobody pause a dispute.")
    elif draft.paused_at is not None:
        return Failure("already_paused", f"The clock has been paused since {draft.paused_at.isoformat()}.")
    elif not draft.timers:
        return Failure("no_clock", "No timer runs in this dispute that could be paused.")
    elif draft.paused_for >= cap.span:
        return Failure("above_cap", f"A dispute may be paused for {cap} in all, and has been.", (cap,))
    return None


def _check_clock(draft: Draft, action: str) -> None:
    _platform_only(draft)
    if failure := clock_failure(draft, action):
        raise Refused(failure.code, failure.why, rules=failure.rules)


def _extend(draft: Draft) -> None:
    """A waiting timer is due later, with its reminders; its rule says by how much at the most."""
    _platform_only(draft)
    name, by = cast(str, draft.details["timer"]), cast(timedelta, draft.details["duration"])
    rule = _rule(draft, name)
    if by <= timedelta():
        raise InvalidInput("duration", "must be above zero: a deadline is moved to later only")
    if rule.action not in {timer.name for timer in draft.timers}:
        waiting = ", ".join(sorted(t.name for t in draft.timers if not t.hangs_on)) or "none"
        raise Refused("not_waiting", f"{name} is not waiting; these timers are: {waiting}.")
    if rule.extendable is None:
        raise Refused("not_extendable", f"{draft.workflow.id} lets nobody extend {name}.")
    before = draft.delays.get(name, Delay())
    if by > rule.extendable.span - before.extended:
        raise Refused(
            "above_cap",
            f"{name} may be extended by {rule.extendable} in all, and has been by {_days(before.extended)} already.",
            rules=(rule.extendable,),
        )
    draft.delays[name] = Delay(before.extended + by, before.paused)
    draft.timers = held_off(draft, rule, by)


def _days(span: timedelta) -> str:
    return f"{span / timedelta(days=1):g} days"


def _rule(draft: Draft, name: str) -> TimerRule:
    rules = draft.workflow.timer_by_name
    if name not in rules:
        raise InvalidInput("timer", f"{draft.workflow.id} has no timer {name!r}{suggestion(name, rules)}")
    return rules[name]


def _pause(draft: Draft) -> None:
    """The clock stops: no timer fires until it is resumed, at the latest when the time for pauses is used up."""
    _check_clock(draft, PAUSE)
    draft.paused_at = draft.now


def _resume(draft: Draft) -> None:
    """The clock goes on: every timer is due later by as long as it was stopped."""
    _check_clock(draft, RESUME)
    stopped_at = cast(datetime, draft.paused_at)
    for timer in draft.timers:
        if timer.hangs_on is None:  # Reminders move with their timer.
            stopped = draft.now - max(stopped_at, timer.armed_at)
            before = draft.delays.get(timer.name, Delay())
            draft.delays[timer.name] = Delay(before.extended, before.paused + stopped)
            draft.timers = held_off(draft, draft.workflow.timer_by_name[timer.name], stopped)
    draft.paused_for += draft.now - stopped_at
    draft.paused_at = None


def _migrate(draft: Draft) -> None:
    """The dispute goes on under the draft's workflow: its state there, its timers by the new numbers."""
    workflow, states = draft.workflow, cast("Mapping[str, str]", draft.details.get("states", {}))
    state = states.get(draft.state, draft.state)
    if state not in workflow.state_by_name:
        known = ", ".join(workflow.state_by_name)
        raise Refused(
            "no_such_state",
            f"{workflow.id} has no state {state!r}: say where its disputes go, such as states={{{draft.state!r}: …}}; "
            f"it has {known}.",
        )
    if draft.reason not in workflow.categories:
        raise Refused("no_such_reason", f"{workflow.id} knows no reason {draft.reason!r}.")
    if draft.paused_at is not None and workflow.pausable is None:
        raise Refused("not_pausable", f"The dispute's clock is paused, and {workflow.id} lets nobody pause: resume it.")
    _check_footing(draft, state)
    draft.state, draft.category = state, workflow.categories[draft.reason]


def _adopt(draft: Draft) -> None:
    """The dispute stands where the other system had it; its deadlines count from the time points it brings."""
    case = cast(Case, draft.details["case"])
    draft.state, draft.filed_at = case.state, case.filed_at
    draft.reason, draft.category = case.claim.reason, draft.workflow.categories[case.claim.reason]
    draft.received, draft.text = case.claim.received, case.claim.text
    draft.plans |= {"buyer": case.claim.plan, **case.plans}
    draft.add_evidence(case.claim.evidence, "buyer")
    draft.points = {**case.times, "filed": case.filed_at}
    draft.accepted_by = case.accepted_by
    if case.proposed:
        draft.ruling = Ruling(case.proposed.winner, case.proposed.liable)
    if one := case.agreed:
        draft.settlement = Settlement(one.resolution, one.decided_by, one.winner, one.liable)
        draft.adopted_plan = draft.plans[one.plan]


def _check_footing(draft: Draft, state: str) -> None:
    """Refused when the dispute could not go on from there: no deadline would run, or a plan is missing."""
    workflow = draft.workflow
    if workflow.state_by_name[state].stage == "filed" or draft.ended != (
        workflow.state_by_name[state].stage == "resolved"
    ):
        raise Refused("no_such_state", f"{state} is no state in which an open dispute of {workflow.id} can stand.")
    plans: set[Party] = {party for party, plan in draft.plans.items() if plan}
    footing = Footing(state, draft.points.keys(), plans, draft.ruling is not None, draft.settlement is not None)
    if missing := [f"{name} {rule}" for name, rule in gaps(workflow, footing)]:
        raise Refused("cannot_stand", f"The dispute cannot go on from {state}: {'; '.join(missing)}.")


BUILT_IN: dict[str, Callable[[Draft], None]] = {
    UPDATE_ORDER: _update_order,
    ERASE: _erase,
    RECORD_REFUND: _record_refund,
    EXTEND: _extend,
    PAUSE: _pause,
    RESUME: _resume,
    PAUSE_ENDS: _resume,
    MIGRATE: _migrate,
    ADOPT: _adopt,
}
"""These move no state and stand in no workflow."""
