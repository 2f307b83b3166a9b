"""What is true of every dispute at every moment."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from disputes import Dispute, Engine, Event, Timer, workflows
from disputes.engine.replay import replay

from .programmes import plain_record

RUNS_IN = {
    "platform_intervention": {"seller_response", "negotiation"},
    "seller_response_timeout": {"seller_response"},
    "plan_acceptance_timeout": {"plan_proposed"},
    "arbitration_default": {"arbitration"},
    "arbitration_sla": {"arbitration"},
}
"""Where AliExpress' timers run (platform-rules, section 1)."""

REMINDED_BEFORE = timedelta(days=2)
"""The seller is warned when two days are left."""


def check_all(engine: Engine, dispute_ids: Sequence[str]) -> None:
    """All invariants of these disputes."""
    for dispute_id in dispute_ids:
        check(engine, dispute_id)


def check(engine: Engine, dispute_id: str) -> None:
    """All invariants of one dispute, as recorded and as projected."""
    assert engine.verify(dispute_id) == ()
    dispute, history = engine.get(dispute_id), engine.history(dispute_id)
    _check_history(dispute, history)
    _check_end(dispute, history)
    _check_money(dispute, history)
    for timer in dispute.timers:
        _check_timer(dispute, history, timer)
    rebuilt = replay(workflows.get(dispute.workflow_id), history)
    assert plain_record(rebuilt) == plain_record(replace(dispute, overdue=False)), (
        "the history does not rebuild the record"
    )


def _check_history(dispute: Dispute, history: Sequence[Event]) -> None:
    assert [event.seq for event in history] == list(range(1, len(history) + 1)), "seq has gaps"
    assert dispute.version == len(history), "the version is not the number of events"
    assert [(event.action, event.from_state, event.to_state) for event in history[:1]] == [("file", None, "filed")]
    assert history[1].action == "route"
    states = [event.to_state for event in history]
    assert [event.from_state for event in history[1:]] == states[:-1], "a state is not where the last event led"
    assert dispute.state == states[-1]
    _check_times(dispute, history)


def _check_times(dispute: Dispute, history: Sequence[Event]) -> None:
    times = [event.occurred_at for event in history]
    assert times == sorted(times), "time went back"
    assert dispute.filed_at == times[0]
    assert dispute.filed_at <= dispute.entered_state_at <= times[-1]
    recorded = [event.recorded_at for event in history]
    assert all(at is None or at >= event.occurred_at for at, event in zip(recorded, history, strict=True))
    known = [at for at in recorded if at is not None]
    assert recorded[: len(known)] == known, "what is projected comes before what is recorded"


def _check_end(dispute: Dispute, history: Sequence[Event]) -> None:
    """Nothing waits in an ended dispute; it has one outcome, of the event that ended it, and is not left again."""
    ended = [event for event in history if event.to_state == "resolved" and event.from_state != "resolved"]
    assert len(ended) <= 1
    if not ended:
        assert (dispute.outcome, dispute.resolved_at, dispute.adopted_plan) == (None, None, None)
        assert dispute.stage != "resolved"
        assert dispute.timers, "an open dispute waits for something"
        return
    assert (dispute.stage, dispute.turn, dispute.timers, dispute.due_at) == ("resolved", "nobody", (), None)
    assert dispute.outcome is not None
    assert dispute.outcome.resolved_at == dispute.resolved_at == ended[0].occurred_at
    assert {event.action for event in history[ended[0].seq :]} <= {"erase"}, "something happened after the end"


def _check_money(dispute: Dispute, history: Sequence[Event]) -> None:
    """The refund is ordered once, at the end, and never above what was paid and not refunded elsewhere."""
    orders = [effect for event in history for effect in event.effects if effect.kind == "refund"]
    ids = [effect.id for event in history for effect in event.effects]
    assert len(set(ids)) == len(ids), "an effect's id comes twice"
    outcome = dispute.outcome
    if outcome is None:
        assert orders == []
        return
    elsewhere = dispute.order.refunded.amount if dispute.order.refunded else 0
    assert 0 <= outcome.refund.amount <= dispute.order.paid.amount - elsewhere
    assert outcome.refund.currency == dispute.order.paid.currency
    assert [effect.amount for effect in orders] == ([outcome.refund] if outcome.refund.amount else [])


def _check_timer(dispute: Dispute, history: Sequence[Event], timer: Timer) -> None:
    """Armed by an event, never due before it, in one of its states; a reminder hangs on a timer that waits."""
    assert timer.armed_at in {event.occurred_at for event in history}
    assert timer.due_at >= timer.armed_at, "due before the event that armed it"
    assert dispute.state in RUNS_IN[timer.hangs_on or timer.action]
    if timer.hangs_on:
        announced = next(one for one in dispute.timers if one.action == timer.hangs_on)
        assert timer.due_at == announced.due_at - REMINDED_BEFORE
        assert timer.armed_at == announced.armed_at


def fired_at(history: Sequence[Event], action: str) -> list[datetime]:
    """When a timer fired, each time."""
    return [event.occurred_at for event in history if event.action == action and event.actor.role == "system"]
