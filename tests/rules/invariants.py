"""What is true of every dispute at every moment."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import accumulate

from disputes import Dispute, Engine, Event, Timer, workflows
from disputes.engine.replay import replay

from .stories import plain_record

RUNS_IN = {
    "platform_intervention": {"seller_response", "negotiation"},
    "seller_response_timeout": {"seller_response"},
    "plan_acceptance_timeout": {"plan_proposed"},
    "arbitration_default": {"arbitration"},
    "arbitration_sla": {"arbitration"},
    "return_shipment_timeout": {"returning"},
    "return_confirmation_timeout": {"return_shipped"},
    "appeal_default": {"appealed"},
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
    _check_clock(dispute)
    for timer in _all_timers(dispute):
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
    """An ended dispute has an outcome, and is left again only for an appeal; it waits for nothing but for that."""
    stages = {state.name: state.stage for state in workflows.get(dispute.workflow_id).states}
    ended = [event for event in history if stages[event.to_state] == "resolved"]
    if not ended:
        assert (dispute.outcome, dispute.resolved_at) == (None, None)
        assert dispute.stage != "resolved"
        assert (dispute.adopted_plan is not None) == (dispute.stage == "returning"), "a plan is adopted or it is not"
        assert dispute.timers, "an open dispute waits for something"
        return
    assert dispute.stage == "resolved"
    assert history[-len(ended) :] == ended, "a dispute that has ended stays so"
    assert dispute.outcome is not None
    assert dispute.outcome.resolved_at == dispute.resolved_at
    assert dispute.resolved_at in {event.occurred_at for event in ended}
    if dispute.state == "resolved":
        assert (dispute.turn, dispute.timers, dispute.due_at) == ("nobody", (), None)


def _check_money(dispute: Dispute, history: Sequence[Event]) -> None:
    """What is moved adds up to the outcome's refund, never above what was paid, never below nothing."""
    ids = [effect.id for event in history for effect in event.effects]
    assert len(set(ids)) == len(ids), "an effect's id comes twice"
    signs = {"refund": 1, "recover": -1}
    moved = [(signs[e.kind], e.amount) for event in history for e in event.effects if e.kind in signs]
    totals = list(accumulate(sign * amount.amount for sign, amount in moved if amount))
    assert len(totals) == len(moved), "money is moved without an amount"
    assert all(0 <= total <= dispute.order.paid.amount for total in totals)
    assert all(amount and amount.amount > 0 and amount.currency == dispute.order.paid.currency for _, amount in moved)
    outcome = dispute.outcome
    assert (totals[-1] if totals else 0) == (outcome.refund.amount if outcome else 0)
    if outcome is None:
        return
    assert len(totals) <= outcome.revision, "each outcome moves money once"
    assert [sign for sign, _ in moved][:1] != [-1], "money is recovered before it was paid"
    assert outcome.refund.currency == dispute.order.paid.currency
    plan = dispute.adopted_plan
    assert outcome.refund.amount <= (plan.amount.amount if plan and plan.amount else 0), "more than was adopted"


def _check_timer(dispute: Dispute, history: Sequence[Event], timer: Timer) -> None:
    """Armed by an event, never due before it, in one of its states; a reminder hangs on a timer that waits."""
    assert timer.armed_at in {event.occurred_at for event in history}
    assert timer.due_at >= timer.armed_at, "due before the event that armed it"
    if timer.action == "pause_timeout":
        assert dispute.timers == (timer,), "nothing else waits in a pause"
        assert dispute.paused_at == timer.armed_at
        return
    rule = workflows.get(dispute.workflow_id).timer_by_name[timer.hangs_on or timer.action]
    assert dispute.state in rule.runs_in
    if timer.hangs_on:
        announced = next(one for one in _all_timers(dispute) if one.action == timer.hangs_on)
        assert announced.due_at - timer.due_at in {lead.span for lead in rule.reminders}


def _all_timers(dispute: Dispute) -> tuple[Timer, ...]:
    """The timers that run, and those that a pause keeps."""
    return (*dispute.timers, *dispute.paused_timers)


def _check_clock(dispute: Dispute) -> None:
    """Within the caps; a clock that is stopped keeps its timers, one that runs has none put aside."""
    workflow = workflows.get(dispute.workflow_id)
    assert (dispute.paused_at is not None) == bool(dispute.paused_timers)
    cap = workflow.pausable.span if workflow.pausable else timedelta()
    assert dispute.paused_for <= cap, "paused for longer than the cap"
    for name, delay in dispute.delays.items():
        rule = workflow.timer_by_name[name]
        assert delay.extended <= (rule.extendable.span if rule.extendable else timedelta())
        assert delay.paused <= cap
        assert name in {timer.name for timer in _all_timers(dispute)}, "a delay of nothing"


def fired_at(history: Sequence[Event], action: str) -> list[datetime]:
    """When a timer fired, each time."""
    return [event.occurred_at for event in history if event.action == action and event.actor.role == "system"]
