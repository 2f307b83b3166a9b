"""Time rule 6: facts change by events only, and move the timers that count from them, and no others."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from disputes import Dispute, Engine, Order, Timer
from hypothesis import given, settings
from hypothesis import strategies as st

from ..support import BUYER, DAY, PLATFORM, SELLER, START, a_claim, an_order, refund, usd
from .invariants import check, fired_at
from .programmes import ORDER_ID, a_clock, played
from .steps import MOMENT, Programme
from .stores import Databases
from .strategies import programmes

COUNT_FROM = {"promised_delivery_at": {"platform_intervention"}, "seller_medal": {"arbitration_sla"}}
"""Which timers depend on which fact: the intervention (goods in transit) and the platform's time to handle it."""

CHANGES = st.sampled_from(
    (
        {"promised_delivery_at": START + 9 * DAY},
        {"promised_delivery_at": START - 9 * DAY},
        {"promised_delivery_at": START + 15 * DAY, "seller_medal": "gold"},
        {"seller_medal": "gold"},
        {"seller_medal": "silver"},
        {"shipped_at": START - 30 * DAY},
        {"delivered_at": START - DAY},
        {"completed_at": START + DAY},
        {"after_sales_guarantee": True},
        {"platform_logistics": True},
        {"return_address": "3 Main St"},
        {"refunded": usd(4599)},
    )
)


@settings(max_examples=120)
@given(programme=programmes(), facts=CHANGES)
def test_new_facts_move_only_the_timers_that_count_from_them(
    in_memory: Databases, programme: Programme, facts: dict[str, Any]
) -> None:
    """The other timers keep their due time and the event that armed them."""
    with in_memory.new() as database:
        clock = a_clock()
        play = played(database.engine(clock), clock, programme)
        before = {dispute_id: play.engine.get(dispute_id) for dispute_id in play.ids}
        may_move = set[str]().union(*(COUNT_FROM.get(name, set[str]()) for name in facts))
        for after in play.engine.update_order(ORDER_ID, **facts):
            earlier = before[after.id]
            assert _others(after, may_move) == _others(earlier, may_move)
            assert after.version == earlier.version + 1, "facts change by one event"
            assert after.state == earlier.state
            assert {name: getattr(after.order, name) for name in facts} == facts
            check(play.engine, after.id)


def _others(dispute: Dispute, may_move: set[str]) -> list[Timer]:
    return [timer for timer in dispute.timers if timer.action not in may_move]


@settings(max_examples=40)
@given(programme=programmes(), facts=CHANGES)
def test_update_order_returns_the_open_disputes_that_took_the_facts(
    in_memory: Databases, programme: Programme, facts: dict[str, Any]
) -> None:
    """All that have not ended, are appealed, or may still be taken up again; of another order or line, none."""
    with in_memory.new() as database:
        clock = a_clock()
        play = played(database.engine(clock), clock, programme)
        is_open = [one for one in play.ids if play.engine.get(one).is_pending or _may_go_on(play.engine, one)]
        histories = {one: play.engine.history(one) for one in play.ids}
        assert play.engine.update_order("other", **facts) == ()
        assert play.engine.update_order(ORDER_ID, "other", **facts) == ()
        assert play.engine.update_order(ORDER_ID, marketplace="other", **facts) == ()
        assert {one: play.engine.history(one) for one in play.ids} == histories
        assert sorted(one.id for one in play.engine.update_order(ORDER_ID, **facts)) == sorted(is_open)


def _may_go_on(engine: Engine, dispute_id: str) -> bool:
    return any(item.allowed for by in (BUYER, SELLER, PLATFORM) for item in engine.actions(dispute_id, by=by))


PROMISED = st.integers(-5, 40).map(lambda days: START + days * DAY)


@settings(max_examples=60)
@given(first=PROMISED, second=PROMISED, after=st.integers(0, 6), rejected=st.booleans())
def test_the_intervention_waits_for_the_promised_date_of_goods_in_transit(
    in_memory: Databases, first: datetime, second: datetime, after: int, rejected: bool
) -> None:
    """Seven days after filing and not before the promised delivery, as it is known at that time."""
    with in_memory.new() as database:
        clock = a_clock()
        engine = database.engine(clock)
        order = an_order(promised_delivery_at=first)
        dispute = engine.file(order, a_claim("in_transit"), by=BUYER)
        if rejected:
            engine.act(dispute.id, "reject", by=SELLER)
        assert _intervention(engine, dispute.id) == max(START + 7 * DAY, first)
        now = clock.advance(days=after)
        if engine.get(dispute.id).stage != "resolved":
            engine.update_order(order.id, promised_delivery_at=second)
            assert _intervention(engine, dispute.id) == max(START + 7 * DAY, second, now)


def _intervention(engine: Engine, dispute_id: str) -> datetime:
    return next(item.due_at for item in engine.agenda(dispute_id) if item.action == "platform_intervention")


def _arbitration(engine: Engine, medal: str | None) -> Dispute:
    order = an_order(seller_medal=medal, after_sales_guarantee=True)
    return engine.file(order, a_claim(), by=BUYER)


HANDLED_WITHIN: dict[str | None, timedelta] = {"gold": DAY, "silver": 2 * DAY, None: 7 * DAY - timedelta(hours=1)}
"""24 hours, 48 hours, five business days to the same local time: daylight saving time begins in between."""


@pytest.mark.parametrize("before", HANDLED_WITHIN)
@pytest.mark.parametrize("after", ["gold", "silver"])
def test_the_medal_moves_the_platform_s_time(databases: Databases, before: str | None, after: str) -> None:
    """A new medal counts from the beginning of the arbitration, not from when it came."""
    with databases.new() as database:
        clock = a_clock()
        engine = database.engine(clock)
        dispute = _arbitration(engine, before)
        assert _sla(engine, dispute.id) == [START + HANDLED_WITHIN[before]]
        clock.advance(hours=5)
        engine.update_order(ORDER_ID, seller_medal=after)
        assert _sla(engine, dispute.id) == [START + HANDLED_WITHIN[after]]


def _sla(engine: Engine, dispute_id: str) -> list[datetime]:
    return [item.due_at for item in engine.agenda(dispute_id) if item.action == "arbitration_sla"]


def test_a_timer_that_was_stopped_stays_stopped(databases: Databases) -> None:
    """Taking the case stops the platform's reminder; a new medal does not bring it back."""
    with databases.new() as database:
        clock = a_clock()
        engine = database.engine(clock)
        dispute = _arbitration(engine, "silver")
        engine.act(dispute.id, "take_case", by=PLATFORM)
        assert _sla(engine, dispute.id) == []
        clock.advance(hours=5)
        engine.update_order(ORDER_ID, seller_medal="gold")
        assert _sla(engine, dispute.id) == []
        clock.advance(days=10)
        assert fired_at(engine.history(dispute.id), "arbitration_sla") == []


@settings(max_examples=60)
@given(
    plan=st.integers(1, 4599),
    refunds=st.lists(st.integers(0, 4599), min_size=1, max_size=3),
    at_start=st.one_of(st.none(), st.integers(0, 4599)),
)
def test_a_refund_elsewhere_lowers_what_is_paid(
    in_memory: Databases, plan: int, refunds: list[int], at_start: int | None
) -> None:
    """`refunded` is the total refunded elsewhere; the dispute pays at most the rest."""
    with in_memory.new() as database:
        clock = a_clock()
        engine = database.engine(clock)
        known = None if at_start is None or plan + at_start > 4599 else at_start
        order = an_order(refunded=None if known is None else usd(known))
        dispute = engine.file(order, a_claim(cents=plan), by=BUYER)
        for total in refunds:
            clock.advance(hours=1)
            engine.update_order(order.id, refunded=usd(total))
        clock.advance(days=6)
        outcome = engine.get(dispute.id).outcome
        assert outcome is not None
        assert outcome.refund == usd(min(plan, 4599 - refunds[-1]))


def test_facts_of_the_order_are_those_of_the_filing_until_an_event_says_otherwise(databases: Databases) -> None:
    """Another object of the same order changes nothing, not even at a later filing on another line."""
    with databases.new() as database:
        clock = a_clock()
        engine = database.engine(clock)
        order = an_order(promised_delivery_at=START + 10 * DAY)
        dispute = engine.file(order, a_claim("in_transit"), by=BUYER)
        changed: Order = an_order(line="2", promised_delivery_at=START + 2 * DAY)
        engine.file(changed, a_claim("in_transit"), by=BUYER)
        assert engine.get(dispute.id).order == order
        assert _intervention(engine, dispute.id) == START + 10 * DAY


def test_a_fact_counts_from_its_own_instant_on(databases: Databases) -> None:
    """What was overdue by the old facts has fired before the new ones are heard, whoever ticks."""
    with databases.new() as database:
        clock = a_clock()
        engine = database.engine(clock)
        order = an_order(promised_delivery_at=START + 6 * DAY)
        dispute = engine.file(order, a_claim("in_transit"), by=BUYER)
        engine.act(dispute.id, "reject", by=SELLER, plan=refund(100))
        clock.set(START + 7 * DAY + MOMENT)
        engine.update_order(order.id, promised_delivery_at=START + 20 * DAY)
        actions = [event.action for event in engine.history(dispute.id)]
        assert actions[-2:] == ["platform_intervention", "update_order"]
        assert engine.get(dispute.id).state == "arbitration"
