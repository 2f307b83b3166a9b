"""Records to rows and back. Rows never leave this room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from json import loads
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Row

from ..engine.details import canonical, dump_details, load_details
from ..engine.errors import DisputeError
from ..engine.inputs import CHANGEABLE_FACTS, SYSTEM, Actor, FactValue, MedalSaid, Order, Party, Plan
from ..engine.money import Money
from ..engine.personal import PersonalText
from ..engine.records import (
    Delay,
    Dispute,
    Effect,
    Event,
    Hold,
    Outcome,
    Ruling,
    Settlement,
    SubmittedEvidence,
    Timer,
)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What `update_order` may change of an order."""

    shipped_at: datetime | None
    promised_delivery_at: datetime | None
    delivered_at: datetime | None
    completed_at: datetime | None
    seller_medal: MedalSaid | None
    after_sales_guarantee: bool
    platform_logistics: bool
    return_address: str | None
    refunded: Money | None
    facts: dict[str, FactValue] = field(default_factory=dict[str, FactValue])
    times: dict[str, datetime] = field(default_factory=dict[str, datetime])


@dataclass(frozen=True, slots=True)
class _Body:
    """What of a dispute no query asks for."""

    facts: _Facts
    received: bool
    text: str | None
    plans: dict[Party, Plan | None]
    adopted_plan: Plan | None
    evidence: tuple[SubmittedEvidence, ...]
    evidence_count: int
    points: dict[str, datetime]
    ruling: Ruling | None
    accepted_by: tuple[Party, ...]
    agent: str | None
    settlement: Settlement | None = None
    delays: dict[str, Delay] = field(default_factory=dict[str, Delay])
    paused_at: datetime | None = None
    paused_for: timedelta = timedelta()
    paused_timers: tuple[Timer, ...] = ()


_BODY = TypeAdapter(_Body)
_OUTCOME = TypeAdapter(Outcome)
_EFFECTS = TypeAdapter(tuple[Effect, ...])


def dispute_row(dispute: Dispute) -> dict[str, Any]:
    """A dispute's row; its timers and outcome have rows of their own."""
    order = dispute.order
    return {
        "id": dispute.id,
        "workflow": dispute.workflow,
        "workflow_version": dispute.workflow_version,
        "state": dispute.state,
        "stage": dispute.stage,
        "turn": dispute.turn,
        "marketplace": order.marketplace,
        "order_id": order.id,
        "line": order.line,
        "buyer": order.buyer,
        "seller": order.seller,
        "reason": dispute.reason,
        "category": dispute.category,
        "paid_amount": order.paid.amount,
        "currency": order.paid.currency,
        "filed_at": dispute.filed_at,
        "entered_state_at": dispute.entered_state_at,
        "resolved_at": dispute.resolved_at,
        "last_event_at": dispute.last_event_at,
        "due_at": dispute.due_at,
        "version": dispute.version,
        "digest": dispute.digest,
        "body": _BODY.dump_json(_body(dispute)).decode(),
        "attempts": 0,
        "failure": None,
        "parked_at": None,
    }


def _body(dispute: Dispute) -> _Body:
    return _Body(
        facts=_Facts(*(getattr(dispute.order, name) for name in CHANGEABLE_FACTS)),
        received=dispute.received,
        text=dispute.text,
        plans=dict(dispute.plans),
        adopted_plan=dispute.adopted_plan,
        evidence=dispute.evidence,
        evidence_count=dispute.evidence_count,
        points=dict(dispute.points),
        ruling=dispute.ruling,
        accepted_by=dispute.accepted_by,
        agent=dispute.agent,
        settlement=dispute.settlement,
        delays=dict(dispute.delays),
        paused_at=dispute.paused_at,
        paused_for=dispute.paused_for,
        paused_timers=dispute.paused_timers,
    )


def dispute_of(row: Row[Any], timers: Sequence[Timer], outcome: Outcome | None) -> Dispute:
    """The dispute of a row; DisputeError when the body cannot be read."""
    try:
        body = _BODY.validate_json(row.body)
    except ValidationError as error:
        raise DisputeError(f"The record of dispute {row.id} cannot be read: {error}") from error
    return Dispute(
        id=row.id,
        workflow=row.workflow,
        workflow_version=row.workflow_version,
        state=row.state,
        stage=row.stage,
        turn=row.turn,
        order=_order(row, body.facts),
        reason=row.reason,
        category=row.category,
        received=body.received,
        text=body.text,
        plans=body.plans,
        filed_at=row.filed_at,
        entered_state_at=row.entered_state_at,
        version=row.version,
        adopted_plan=body.adopted_plan,
        # Its place in the feed is the feed's to say.
        outcome=outcome and replace(outcome, position=None),
        resolved_at=row.resolved_at,
        evidence=body.evidence,
        evidence_count=body.evidence_count,
        points=body.points,
        timers=tuple(timers),
        ruling=body.ruling,
        accepted_by=body.accepted_by,
        agent=body.agent,
        settlement=body.settlement,
        delays=body.delays,
        paused_at=body.paused_at,
        paused_for=body.paused_for,
        paused_timers=body.paused_timers,
        last_event_at=row.last_event_at,
        digest=row.digest,
    )


def _order(row: Row[Any], facts: _Facts) -> Order:
    changeable: dict[str, Any] = {name: getattr(facts, name) for name in CHANGEABLE_FACTS}
    return Order(
        id=row.order_id,
        buyer=row.buyer,
        seller=row.seller,
        paid=Money(row.paid_amount, row.currency),
        line=row.line,
        marketplace=row.marketplace,
        **changeable,
    )


def timer_row(dispute_id: str, timer: Timer) -> dict[str, Any]:
    """A waiting timer's row."""
    return {
        "dispute_id": dispute_id,
        "name": timer.name,
        "action": timer.action,
        "due_at": timer.due_at,
        "armed_at": timer.armed_at,
        "expression": timer.expression,
        "hangs_on": timer.hangs_on,
    }


def timer_of(row: Row[Any]) -> Timer:
    """The timer of a row."""
    return Timer(row.name, row.action, row.due_at, row.armed_at, row.expression, row.hangs_on)


def event_row(event: Event) -> dict[str, Any]:
    """An event's row, without a position yet."""
    return {
        "dispute_id": event.dispute_id,
        "seq": event.seq,
        "action": event.action,
        "actor_role": event.actor.role,
        "actor_id": event.actor.id,
        "from_state": event.from_state,
        "to_state": event.to_state,
        "occurred_at": event.occurred_at,
        "recorded_at": event.recorded_at,
        "details": canonical(dump_details(event.details)),
        "effects": _EFFECTS.dump_json(event.effects).decode(),
        "command_id": event.command_id,
        "digest": event.digest,
    }


def event_of(row: Row[Any]) -> Event:
    """The event of a row."""
    details: Mapping[str, object] = loads(row.details)
    return Event(
        dispute_id=row.dispute_id,
        seq=row.seq,
        action=row.action,
        actor=SYSTEM if row.actor_role == "system" else Actor(row.actor_role, row.actor_id),
        from_state=row.from_state,
        to_state=row.to_state,
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
        details=load_details(details),
        effects=_EFFECTS.validate_json(row.effects) if row.effects != "[]" else (),
        command_id=row.command_id,
        digest=row.digest,
        position=row.position,
    )


def outcome_row(outcome: Outcome, paid: Money) -> dict[str, Any]:
    """An outcome's row, without a position yet."""
    return {
        "dispute_id": outcome.dispute_id,
        "revision": outcome.revision,
        "seller": outcome.seller,
        "resolution": outcome.resolution,
        "decided_by": outcome.decided_by,
        "winner": outcome.winner,
        "liable": outcome.liable,
        "paid_amount": paid.amount,
        "refund_amount": outcome.refund.amount,
        "filed_at": outcome.filed_at,
        "resolved_at": outcome.resolved_at,
        "body": _OUTCOME.dump_json(outcome).decode(),
    }


def outcome_of(row: Row[Any]) -> Outcome:
    """The outcome of a row."""
    return replace(_OUTCOME.validate_json(row.body), position=row.position)


def text_row(dispute_id: str, text: PersonalText) -> dict[str, Any]:
    """A personal text's row."""
    return {"dispute_id": dispute_id, "reference": text.reference, "salt": text.salt, "text": text.text}


def text_of(row: Row[Any]) -> PersonalText:
    """The personal text of a row."""
    return PersonalText(row.reference, row.salt, row.text)


def hold_row(hold: Hold) -> dict[str, Any]:
    """A hold's row."""
    return {
        "id": hold.id,
        "why": hold.why,
        "placed_by": str(hold.by),
        "placed_at": hold.placed_at,
        "timers": canonical(list(hold.timers)),
        "dispute_id": hold.dispute_id,
    }


def hold_of(row: Row[Any]) -> Hold:
    """The hold of a row."""
    role, _, actor_id = row.placed_by.partition(":")
    by = SYSTEM if role == "system" else Actor(role, actor_id)
    return Hold(row.id, row.why, by, row.placed_at, tuple(loads(row.timers)), row.dispute_id, row.released_at)
