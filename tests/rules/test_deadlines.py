"""Time rules 2 and 3: deadlines are half-open, come from their expressions, and are never before their cause."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from disputes import AgendaItem, Dispute, Engine, Refused, Timer, workflows
from disputes.engine.deadlines import Duration
from hypothesis import given, settings
from hypothesis import strategies as st

from ..support import BUYER, DAY, IMAGE, PLATFORM, SELLER, START, a_claim, an_order, refund, usd
from .invariants import REMINDED_BEFORE, fired_at
from .programmes import Play, a_clock, played
from .steps import MOMENT, Programme
from .stores import Database, Databases
from .strategies import programmes

ALIEXPRESS = workflows.get("aliexpress")


# Rule 3: half-open


OFFSETS = st.sampled_from((-MOMENT, timedelta(), MOMENT))


@settings(max_examples=100)
@given(programme=programmes(), offset=OFFSETS)
def test_a_deadline_is_half_open(in_memory: Databases, programme: Programme, offset: timedelta) -> None:
    """One microsecond before it nothing has happened yet; at the instant, it has: read or recorded."""
    with in_memory.new() as database:
        clock = a_clock()
        play = played(database.engine(clock), clock, programme)
        for dispute_id in play.ids:
            if item := _next(play, dispute_id, offset):
                before = len(play.engine.history(dispute_id))
                clock.set(item.due_at + offset)
                due = [(item.action, item.due_at)] if offset >= timedelta() else []
                assert _first_new(play.engine, dispute_id, before) == due
                play.engine.tick()
                assert _first_new(play.engine, dispute_id, before) == due


@settings(max_examples=100)
@given(programme=programmes(), offset=OFFSETS, ticked=st.booleans())
def test_a_command_comes_after_the_timers_of_its_instant(
    in_memory: Databases, programme: Programme, offset: timedelta, ticked: bool
) -> None:
    """Whoever acts at the deadline finds that the timer has fired; one microsecond earlier, it has not."""
    with in_memory.new() as database:
        clock = a_clock()
        play = played(database.engine(clock), clock, programme)
        for dispute_id in play.ids:
            if item := _next(play, dispute_id, offset):
                before = len(play.engine.history(dispute_id))
                clock.set(item.due_at + offset)
                if ticked:
                    play.engine.tick()
                taken = _submits(play.engine, dispute_id)
                own = [("submit_evidence", clock.now())]
                due = [(item.action, item.due_at)] if offset >= timedelta() else own
                assert _first_new(play.engine, dispute_id, before) == due
                assert taken or play.engine.get(dispute_id).stage == "resolved", "only an ended dispute refuses it"


def _next(play: Play, dispute_id: str, offset: timedelta) -> AgendaItem | None:
    """What is due next, unless the clock has passed the instant to look at."""
    agenda = play.engine.agenda(dispute_id)
    return agenda[0] if agenda and agenda[0].due_at + offset >= play.clock.now() else None


def _first_new(engine: Engine, dispute_id: str, before: int) -> list[tuple[str, datetime]]:
    return [(event.action, event.occurred_at) for event in engine.history(dispute_id)[before : before + 1]]


def _submits(engine: Engine, dispute_id: str) -> bool:
    """Whether evidence is taken: it is at any time before the end, and moves nothing."""
    try:
        engine.act(dispute_id, "submit_evidence", by=SELLER, evidence=[IMAGE])
    except Refused as refusal:
        return refusal.code != "wrong_state"
    return True


def _until_response(engine: Engine) -> Dispute:
    return engine.file(an_order(), a_claim(), by=BUYER)


def _until_negotiation(engine: Engine) -> Dispute:
    return engine.act(_until_response(engine).id, "reject", by=SELLER)


def _until_arbitration(engine: Engine) -> Dispute:
    return engine.file(an_order(after_sales_guarantee=True), a_claim(), by=BUYER)


def _until_proposal(engine: Engine) -> Dispute:
    dispute = _until_arbitration(engine)
    return engine.act(dispute.id, "propose_plan", by=PLATFORM, plan=refund(700), winner="buyer")


LAST_MOMENTS: dict[str, tuple[Any, timedelta, Any, dict[str, Any]]] = {
    "seller_response_timeout": (_until_response, 5 * DAY, SELLER, {"action": "reject"}),
    "platform_intervention": (_until_negotiation, 7 * DAY, BUYER, {"action": "modify_claim", "reason": "customs"}),
    "arbitration_default": (_until_arbitration, 30 * DAY, PLATFORM, {"action": "take_case"}),
    "plan_acceptance_timeout": (_until_proposal, 3 * DAY, SELLER, {"action": "accept_plan", "of": "platform"}),
}
"""How to get there, the window, and what may be done until its last moment but not at its end."""


@pytest.mark.parametrize("timer", LAST_MOMENTS)
@pytest.mark.parametrize("ticked", [False, True], ids=["unticked", "ticked"])
def test_the_last_moment_is_one_microsecond_before(databases: Databases, timer: str, ticked: bool) -> None:
    """The windows of the AliExpress rules, to the microsecond."""
    begin, window, by, details = LAST_MOMENTS[timer]
    with databases.new() as database:
        clock = a_clock()
        engine = database.engine(clock)
        dispute = begin(engine)
        clock.set(START + window - MOMENT)
        if ticked:
            engine.tick()
        assert fired_at(engine.history(dispute.id), timer) == []
        engine.act(dispute.id, by=by, **details)


@pytest.mark.parametrize("timer", LAST_MOMENTS)
@pytest.mark.parametrize("ticked", [False, True], ids=["unticked", "ticked"])
def test_at_the_deadline_it_is_too_late(databases: Databases, timer: str, ticked: bool) -> None:
    """The timer has fired, at its due time, and that stays although the command is refused."""
    begin, window, by, details = LAST_MOMENTS[timer]
    with databases.new() as database:
        clock = a_clock()
        engine = database.engine(clock)
        dispute = begin(engine)
        clock.set(START + window)
        if ticked:
            engine.tick()
        with pytest.raises(Refused) as refused:
            engine.act(dispute.id, by=by, **details)
        assert refused.value.code in {"wrong_state", "reason_fixed"}
        fed = [event for event in engine.events() if event.dispute_id == dispute.id]
        assert fired_at(fed, timer) == [START + window]
        assert fed[-1].action == timer


# Rule 3: the order at one instant


def _tied(database: Database, timers: tuple[Any, ...]) -> tuple[Engine, Dispute]:
    """A dispute whose seller's time ends at the very instant at which the platform intervenes."""
    clock = a_clock()
    engine = database.engine(clock, (replace(ALIEXPRESS, name="tied", version=1, timers=timers),))
    dispute = engine.file(an_order(), a_claim(), "tied", by=BUYER)
    clock.advance(days=2)
    engine.act(dispute.id, "modify_claim", by=BUYER, plan=refund(1000))
    agenda = {item.action: item.due_at for item in engine.agenda(dispute.id)}
    assert agenda["platform_intervention"] == agenda["seller_response_timeout"] == START + 7 * DAY
    clock.set(START + 7 * DAY)
    return engine, engine.get(dispute.id)


def test_the_intervention_beats_the_seller_s_timeout(databases: Databases) -> None:
    """AliExpress: at the same instant the platform intervenes, and the seller has not timed out."""
    with databases.new() as database:
        engine, dispute = _tied(database, ALIEXPRESS.timers)
        assert dispute.state == "arbitration"
        engine.tick()
        assert engine.get(dispute.id).state == "arbitration"
        assert fired_at(engine.history(dispute.id), "seller_response_timeout") == []


def test_the_workflow_s_order_decides_among_timers_of_one_instant(databases: Databases) -> None:
    """With the timers in the opposite order, the timeout comes first."""
    with databases.new() as database:
        engine, dispute = _tied(database, tuple(reversed(ALIEXPRESS.timers)))
        assert dispute.outcome is not None
        assert dispute.outcome.resolution == "seller_timeout"
        engine.tick()
        assert engine.get(dispute.id).outcome == dispute.outcome


# Rule 2: expressions


@settings(max_examples=100)
@given(programme=programmes())
def test_every_timer_is_due_when_its_expression_says(in_memory: Databases, programme: Programme) -> None:
    """The stored instant is that of the stored expression, or that of the event that armed it if this is later."""
    with in_memory.new() as database:
        clock = a_clock()
        play = Play(database.engine(clock), clock, programme.facts)
        for step in programme.steps:
            play.step(step)
            for dispute_id in play.ids:
                dispute = play.engine.get(dispute_id)
                for timer in dispute.timers:
                    assert timer.due_at == max(_instant(dispute, timer), timer.armed_at), timer


def _instant(dispute: Dispute, timer: Timer) -> datetime:
    if timer.hangs_on:
        announced = next(one for one in dispute.timers if one.name == timer.hangs_on)
        return announced.due_at - REMINDED_BEFORE
    instant = eval(timer.expression, {}, _vocabulary(dispute))
    assert isinstance(instant, datetime)
    return instant


def _vocabulary(dispute: Dispute) -> dict[str, Any]:
    """The words of an expression; what is not known yet is None."""
    order = dispute.order
    facts = {"promised_delivery": order.promised_delivery_at, "completed": order.completed_at}
    words: dict[str, Callable[..., datetime | None]] = {
        "after": _after,
        "latest": lambda *of: max(_known(of)),
        "earliest": lambda *of: min(_known(of)),
        "first_known": lambda *of: next(iter(_known(of)), None),
    }
    return {**words, **ALIEXPRESS.durations, **facts, **dispute.points}


def _known(instants: Iterable[datetime | None]) -> list[datetime]:
    return [instant for instant in instants if instant]


def _after(duration: Duration, start: datetime) -> datetime:
    if duration.calendar == "elapsed":
        return start + duration.span
    return ALIEXPRESS.zone.add(duration, start)


@pytest.mark.parametrize("late", [timedelta(), DAY, 20 * DAY])
def test_a_deadline_that_lies_in_the_past_is_due_at_once(databases: Databases, late: timedelta) -> None:
    """Never before the event that armed it: the intervention comes at the update that made it due."""
    with databases.new() as database:
        clock = a_clock()
        engine = database.engine(clock)
        order = an_order(promised_delivery_at=START + 90 * DAY)
        dispute = engine.file(order, a_claim("in_transit"), by=BUYER)
        engine.act(dispute.id, "reject", by=SELLER)
        clock.set(START + 7 * DAY + late)
        (updated,) = engine.update_order(order.id, promised_delivery_at=START + DAY, refunded=usd(1))
        assert engine.get(dispute.id).state == "arbitration"
        assert fired_at(engine.history(dispute.id), "platform_intervention") == [START + 7 * DAY + late]
        assert updated.id == dispute.id


@pytest.mark.parametrize("lead", ["P2D", "P5D", "P6D"])
def test_a_reminder_is_not_due_before_its_timer_was_armed(databases: Databases, lead: str) -> None:
    """Whatever time it announces its timer ahead."""
    reminder = Duration("LEAD", lead, "default", "a test")
    timers = (replace(rule, reminders=(reminder,) if rule.reminders else ()) for rule in ALIEXPRESS.timers)
    with databases.new() as database:
        clock = a_clock()
        engine = database.engine(clock, (replace(ALIEXPRESS, name="ahead", version=1, timers=tuple(timers)),))
        dispute = engine.file(an_order(), a_claim(), "ahead", by=BUYER)
        assert all(timer.due_at >= timer.armed_at for timer in dispute.timers)
        clock.advance(days=6)
        reminded = fired_at(engine.history(dispute.id), "reminder")
        assert reminded == ([START + 3 * DAY] if lead == "P2D" else [])
