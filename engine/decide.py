"""The decision: what a command does to a dispute, or why it is refused. Pure: no I/O, no clock, no randomness."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import cast

from .agenda import allowed_actions
from .built_in import BUILT_IN
from .cases import Case
from .definition import RESOLVED, ROUTE, SETTLED, Transition, Workflow
from .draft import Command, Draft
from .endings import adopt, conclude, payment, settle_on
from .errors import InvalidInput, Refused
from .inputs import Order, Plan
from .log import Log
from .machine import Row
from .plans import check_plan
from .records import Dispute, Event, Outcome
from .sellers import Standing
from .timers import arm_timers


@dataclass(frozen=True, slots=True)
class Decision:
    """What a command does: the dispute before and after, the events added, the outcome if it ended."""

    before: Dispute | None
    dispute: Dispute
    events: tuple[Event, ...]
    outcome: Outcome | None = None


def decide(workflow: Workflow, dispute: Dispute | None, command: Command) -> Decision:
    """What this command does now to the dispute (None: it is filed); Refused says why not.

    Timers that are overdue have fired before: this does not look for them.
    """
    order = dispute.order if dispute else _order(command)
    draft = Draft(workflow, dispute, command, order)
    log = Log(dispute, command)
    outcome = None
    if built_in := BUILT_IN.get(command.action):
        _change(built_in, draft, dispute)
        log.add(draft, command.action, ())
    else:
        row = _take(draft, dispute)
        outcome = _end(draft, log, row)
        while routes := _rows_here(draft, ROUTE):
            log.add(draft, ROUTE, _route(draft, routes).effects)
    return _decision(draft, dispute, log, outcome)


def _order(command: Command) -> Order:
    """The order of a dispute that is filed, or taken over, with the medal of the seller's standing."""
    case = command.details.get("case")
    order = case.order if isinstance(case, Case) else cast(Order, command.details["order"])
    standing = command.details.get("standing")
    return replace(order, seller_medal=standing.medal) if isinstance(standing, Standing) else order


def _end(draft: Draft, log: Log, row: Transition) -> Outcome | None:
    """Note what was done; the outcome if the dispute has ended by it."""
    if row.ends is None or draft.workflow.state_by_name[draft.state].stage != "resolved":
        if row.ends:
            settle_on(draft, row.ends)
            draft.mark((SETTLED,))
        log.add(draft, draft.command.action, row.effects)
        return None
    refund = adopt(draft, row.ends)
    draft.mark((RESOLVED,))
    effects = (*row.effects, "replace") if draft.adopted_plan == Plan.replacement() else row.effects
    log.add(draft, draft.command.action, effects, payment(draft, refund))
    return conclude(draft, log.dispute_id, log.events[-1].seq, refund)


def _change(built_in: Callable[[Draft], None], draft: Draft, dispute: Dispute | None) -> None:
    try:
        built_in(draft)
    except Refused as refusal:
        raise _with_allowed(refusal, draft, dispute) from None


def _with_allowed(refusal: Refused, draft: Draft, dispute: Dispute | None) -> Refused:
    """The refusal with what this actor may do instead."""
    allowed = allowed_actions(draft.workflow, dispute, draft.command.actor, draft.now) if dispute else ()
    return Refused(refusal.code, refusal.why, allowed, refusal.rules)


def _take(draft: Draft, dispute: Dispute | None) -> Transition:
    """The row that is taken; a refusal says what this actor may do instead."""
    try:
        check_plan(draft)
        rows = _rows_here(draft, draft.command.action) or _nothing_here(draft)
        row = draft.workflow.executor.run(rows, draft)
        if row is None:
            failure = draft.failure
            assert failure is not None, "a row fails only by a condition, which leaves its failure"
            raise Refused(failure.code, failure.why, rules=failure.rules)
    except Refused as refusal:
        raise _with_allowed(refusal, draft, dispute) from None
    return row


def _rows_here(draft: Draft, action: str) -> list[Row]:
    role = "system" if action == ROUTE else draft.role
    details: Mapping[str, object] = {} if action == ROUTE else draft.details
    rows = draft.workflow.executor.rows(action)
    return [row for row in rows if draft.state in row.sources and row.fits(role, details)]


def _nothing_here(draft: Draft) -> list[Row]:
    """Why no row applies: it is not this actor's action, or not in this state."""
    action, role = draft.command.action, draft.role
    rows = draft.workflow.executor.rows(action)
    if not any(role in row.transition.by for row in rows):
        by = sorted({who for row in rows for who in row.transition.by})
        whose = "happens by itself" if by == ["timer"] or by == ["system"] else f"is for {' or '.join(by)}"
        raise Refused("wrong_actor", f"{action} {whose}, not for the {role}.")
    states = sorted({state for row in rows if row.fits(role, draft.details) for state in row.sources})
    if not states:
        raise _no_such_choice(rows, role)
    raise Refused("wrong_state", f"{action} is not possible in {draft.state}; it is in {' or '.join(states)}.")


def _no_such_choice(rows: list[Row], role: str) -> InvalidInput:
    """The details choose a row that this actor does not have in any state: accepting one's own plan."""
    given = [row.transition.given for row in rows if role in row.transition.by]
    name = next(iter(given[0]))
    return InvalidInput(name, f"must be one of {', '.join(sorted({str(one[name]) for one in given}))}")


def _route(draft: Draft, rows: list[Row]) -> Transition:
    draft.act_as_system({})
    row = draft.workflow.executor.run(rows, draft)
    assert row is not None, f"{draft.workflow.id} has no way on from {draft.state}"
    return row


def _decision(draft: Draft, dispute: Dispute | None, log: Log, outcome: Outcome | None) -> Decision:
    state = draft.workflow.state_by_name[draft.state]
    entered = dispute.entered_state_at if dispute and dispute.state == draft.state else draft.now
    timers, paused_timers = arm_timers(draft, dispute)
    after = Dispute(
        id=log.dispute_id,
        workflow=draft.workflow.name,
        workflow_version=draft.workflow.version,
        state=state.name,
        stage=state.stage,
        turn=state.turn,
        order=draft.order,
        reason=draft.reason,
        category=draft.category,
        received=draft.received,
        text=draft.text,
        plans=draft.plans,
        filed_at=draft.filed_at,
        entered_state_at=entered,
        version=log.events[-1].seq,
        adopted_plan=draft.adopted_plan,
        outcome=outcome or draft.outcome,
        resolved_at=draft.now if outcome else (dispute.resolved_at if dispute else None),
        evidence=draft.evidence,
        evidence_count=draft.evidence_count,
        points=draft.points,
        timers=timers,
        ruling=draft.ruling,
        accepted_by=draft.accepted_by,
        agent=draft.agent,
        last_event_at=draft.now,
        digest=log.digest,
        settlement=draft.settlement,
        delays=draft.delays,
        paused_at=draft.paused_at,
        paused_for=draft.paused_for,
        paused_timers=paused_timers,
    )
    return Decision(dispute, after, log.events, outcome)
