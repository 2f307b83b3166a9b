"""Refund orders: each leaves once under an id of its own, is recorded once when executed, and is seen when late."""

import re
from datetime import timedelta

import pytest
from disputes import (
    Actor,
    CommandConflict,
    DisputeEngine,
    InvalidInput,
    ManualClock,
    NotFound,
    RefundOrder,
    Refused,
)

from ..conftest import MakeEngine
from ..support import BUYER, DAY, IMAGE, PLATFORM, SELLER, START, a_claim, an_order, refund, usd
from .shop import HOUR, clock_of, money_effects, refunded

MICROSECOND = timedelta(microseconds=1)


def only(engine: DisputeEngine) -> RefundOrder:
    """The one refund order that there is."""
    (order,) = engine.refunds()
    return order


def test_a_refund_order_is_listed_until_it_is_recorded_as_executed(engine: DisputeEngine) -> None:
    dispute = refunded(engine)
    order = only(engine)
    assert order == RefundOrder(
        effect_id=f"{dispute.id}:3:refund",
        dispute_id=dispute.id,
        marketplace="default",
        order_id="8190021",
        line="1",
        buyer="b-204",
        seller="s-17",
        kind="refund",
        amount=usd(1250),
        ordered_at=START,
        due_at=START + 72 * HOUR,
    )
    clock_of(engine).advance(HOUR)
    done = engine.record_refund(order.effect_id, reference="pay-1", by=PLATFORM)
    assert (done.completed_at, done.reference, done.late) == (START + HOUR, "pay-1", False)
    assert engine.refunds("ordered") == ()
    assert engine.refunds("completed") == (done,)
    event = engine.history(dispute.id)[-1]
    assert (event.action, event.actor, event.from_state, event.to_state) == (
        "record_refund",
        PLATFORM,
        "resolved",
        "resolved",
    )
    assert event.details == {"effect_id": order.effect_id, "amount": usd(1250), "reference": "pay-1"}
    assert engine.verify(dispute.id) == ()


def test_late_is_from_the_72nd_hour_on(engine: DisputeEngine) -> None:
    refunded(engine)
    clock_of(engine).set(START + 72 * HOUR - MICROSECOND)
    assert (engine.refunds("late"), only(engine).late) == ((), False)
    clock_of(engine).advance(MICROSECOND)
    (late,) = engine.refunds("late")
    assert late.late
    done = engine.record_refund(late.effect_id)
    assert (done.late, done.completed_at) == (True, START + 72 * HOUR)
    assert engine.refunds("late") == ()
    assert engine.refunds("completed")[0].late


def test_the_same_again_does_nothing_whatever_the_command(engine: DisputeEngine) -> None:
    dispute = refunded(engine)
    effect = only(engine).effect_id
    done = engine.record_refund(effect, reference="pay-1", command_id="c-1")
    clock_of(engine).advance(DAY)
    events = engine.events()
    assert engine.record_refund(effect, reference="pay-1", command_id="c-1") == done
    assert engine.record_refund(effect, reference="pay-1", amount=usd(1250)) == done
    assert engine.record_refund(effect, reference="pay-1", command_id="c-2", by=PLATFORM) == done
    for other in ({"reference": "pay-2"}, {"reference": None}, {"reference": "pay-1", "amount": usd(1)}):
        with pytest.raises(CommandConflict):
            engine.record_refund(effect, **other)  # pyright: ignore[reportArgumentType]
        with pytest.raises(CommandConflict):
            engine.record_refund(effect, command_id="c-1", **other)  # pyright: ignore[reportArgumentType]
    other_dispute = refunded(engine, "another")
    with pytest.raises(CommandConflict):
        engine.record_refund(f"{other_dispute.id}:3:refund", reference="pay-1", command_id="c-1")
    assert [one for one in engine.events() if one.dispute_id == dispute.id] == events


def test_a_conflict_says_what_was_recorded(engine: DisputeEngine) -> None:
    refunded(engine)
    effect = only(engine).effect_id
    engine.record_refund(effect, reference="pay-1")
    at = f"{START:%Y-%m-%d %H:%M} UTC"
    said = f"Refund {effect} was recorded on {at} with reference 'pay-1', 12.50 USD; it is recorded once"
    with pytest.raises(CommandConflict, match=re.escape(said)) as caught:
        engine.record_refund(effect, reference="pay-2")
    assert "ommand" not in str(caught.value)
    refunded(engine, "another")
    [other] = engine.refunds("ordered")
    engine.record_refund(other.effect_id)
    with pytest.raises(CommandConflict, match="UTC without a reference"):
        engine.record_refund(other.effect_id, reference="pay-2")


def test_what_is_no_refund_order_is_said_to_be_none(engine: DisputeEngine) -> None:
    dispute = refunded(engine)
    notified = next(e.id for one in engine.history(dispute.id) for e in one.effects if e.kind == "notify_seller")
    for unknown in ("nothing", "a:b", ":1:refund", "no-such:3:refund", f"{dispute.id}:9:refund"):
        with pytest.raises(NotFound, match="no effect"):
            engine.record_refund(unknown)
    with pytest.raises(Refused) as refusal:
        engine.record_refund(notified)
    assert refusal.value.code == "moves_no_money"
    effect = only(engine).effect_id
    with pytest.raises(InvalidInput, match=r"12\.50 USD"):
        engine.record_refund(effect, amount=usd(1249))
    with pytest.raises(Refused) as refusal:
        engine.record_refund(effect, by=SELLER)
    assert refusal.value.code == "wrong_actor"
    with pytest.raises(NotFound):
        engine.record_refund(effect, by=Actor.seller("s-999"))
    assert only(engine).completed_at is None


def test_an_order_that_is_only_projected_yet_can_be_recorded(engine: DisputeEngine) -> None:
    """The seller was silent for five days and no daemon ran: the host has seen the effect in the history."""
    dispute = engine.file(an_order(), a_claim(), by=BUYER)
    clock_of(engine).advance(6 * DAY)
    (effect,) = money_effects(engine, dispute.id)
    assert engine.refunds() == ()
    done = engine.record_refund(effect.id)
    assert (done.ordered_at, done.completed_at) == (START + 5 * DAY, START + 6 * DAY)
    assert engine.verify(dispute.id) == ()


def test_after_an_appeal_the_difference_is_ordered_and_recorded_too(engine: DisputeEngine) -> None:
    received = a_claim("quality", received=True, evidence=[IMAGE])
    dispute = engine.file(an_order(), received, by=BUYER)
    engine.act(dispute.id, "reject", by=SELLER)
    engine.act(dispute.id, "take_case", by=PLATFORM)
    engine.act(dispute.id, "rule", by=PLATFORM, plan=refund(1000), winner="buyer", liable="seller")
    first = only(engine)
    engine.record_refund(first.effect_id, reference="pay-1")
    engine.act(dispute.id, "appeal", by=SELLER, evidence=[IMAGE])
    less = refund(400)
    engine.act(dispute.id, "decide_appeal", by=PLATFORM, overturn=True, plan=less, winner="seller", liable="nobody")
    (back,) = engine.refunds("ordered")
    assert (back.kind, back.amount) == ("recover", usd(600))
    engine.record_refund(back.effect_id, reference="pay-2")
    assert [(one.kind, one.reference) for one in engine.refunds("completed", dispute=dispute.id)] == [
        ("refund", "pay-1"),
        ("recover", "pay-2"),
    ]
    assert engine.refunds(kind="recover") == engine.refunds("completed", kind="recover")
    assert engine.verify(dispute.id) == ()


def test_an_erasure_takes_the_reference_and_leaves_that_it_was_executed(engine: DisputeEngine) -> None:
    dispute = refunded(engine)
    effect = only(engine).effect_id
    engine.record_refund(effect, reference="IBAN DE02 1203", command_id="c-1")
    engine.erase(dispute.id, why="request")
    done = only(engine)
    assert (done.completed_at, done.reference) == (START, "[erased]")
    assert "IBAN" not in repr(engine.history(dispute.id))
    assert engine.record_refund(effect, reference="IBAN DE02 1203", command_id="c-1") == done
    assert engine.record_refund(effect, reference="IBAN DE02 1203") == done
    assert engine.verify(dispute.id) == ()


def test_pages_go_on_by_due_time_and_filters_hold(engine: DisputeEngine) -> None:
    for number in range(5):
        refunded(engine, f"o-{number}", marketplace="shop-a" if number % 2 else "default")
        clock_of(engine).advance(HOUR)
    first = engine.refunds(limit=2)
    second = engine.refunds(limit=2, after=first.next)
    third = engine.refunds(limit=2, after=second.next)
    assert [one.order_id for one in (*first, *second, *third)] == [f"o-{number}" for number in range(5)]
    assert third.next is None
    assert [one.order_id for one in engine.refunds(marketplace="shop-a")] == ["o-1", "o-3"]
    assert [one.order_id for one in engine.refunds(order="o-2", seller="s-17", buyer="b-204")] == ["o-2"]
    assert engine.refunds(seller="s-999") == engine.refunds(buyer="b-999") == ()
    for wrong in ({"status": "open"}, {"kind": "replace"}, {"limit": 0}, {"after": "x"}):
        with pytest.raises(InvalidInput) as error:
            engine.refunds(**wrong)  # pyright: ignore[reportArgumentType]
        assert error.value.field in wrong


def test_one_transaction_carries_many_and_undoes_all(engine: DisputeEngine) -> None:
    for number in range(3):
        refunded(engine, f"o-{number}")
    with pytest.raises(ZeroDivisionError), engine.transaction() as session:
        for order in engine.refunds(session=session):
            engine.record_refund(order.effect_id, session=session)
        assert len(engine.refunds("completed", session=session)) == 3
        raise ZeroDivisionError
    assert len(engine.refunds("ordered")) == 3
    with engine.transaction() as session:
        for order in engine.refunds(session=session):
            engine.record_refund(order.effect_id, session=session)
    assert len(engine.refunds("completed")) == 3
    assert all(engine.verify(one.dispute_id) == () for one in engine.refunds())


def test_another_engine_on_the_same_database_sees_the_same(url: str, make_engine: MakeEngine) -> None:
    if url == "memory://":
        pytest.skip("memory is one engine's own")
    first, second = make_engine(ManualClock(START)), make_engine(ManualClock(START + DAY))
    dispute = refunded(first)
    done = second.record_refund(f"{dispute.id}:3:refund", reference="pay-1")
    assert only(first) == done
    assert first.record_refund(f"{dispute.id}:3:refund", reference="pay-1") == done
