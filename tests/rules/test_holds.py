"""Time rule 9, as far as there is something to hold: while a hold covers an overdue timer, the clock stands."""

from datetime import timedelta
from typing import Any

import pytest
from disputes import Dispute, Engine, Refused
from disputes.engine.records import Hold
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ..support import BUYER, DAY, PLATFORM, SELLER, START, a_claim, an_order
from .invariants import RUNS_IN, check, fired_at
from .programmes import AFTERWARDS, Play, a_clock, played
from .steps import Programme
from .stores import Databases, examples, share_of
from .stories import told
from .strategies import programmes

COVERED = st.sampled_from(((), ("seller_response_timeout",), ("platform_intervention", "reminder"), tuple(RUNS_IN)))
SPANS = st.sampled_from((timedelta(hours=1), DAY, 3 * DAY, 5 * DAY, 7 * DAY, 40 * DAY))


@examples(60, 10, programme=programmes(), timers=COVERED, held_for=SPANS, of_one=st.booleans(), ticks=st.booleans())
def test_a_released_hold_leaves_no_trace_when_nobody_acted(
    databases: Databases, programme: Programme, timers: tuple[str, ...], held_for: timedelta, of_one: bool, ticks: bool
) -> None:
    """What it kept back fires at its own due time: the history is as without the hold."""
    with databases.new() as database, databases.new() as other:
        clocks = a_clock(), a_clock()
        held = played(database.engine(clocks[0]), clocks[0], programme)
        free = Play(other.engine(clocks[1]), clocks[1], programme.facts).repeat(held.script)
        only = held.ids[-1] if of_one and held.ids else None
        hold = held.engine.hold(why="an outage", by=PLATFORM, timers=timers, dispute_id=only)
        clocks[0].advance(held_for)
        if ticks:
            held.engine.tick()
        _check_held(held.engine, held.ids, hold)
        held.engine.resume(hold.id, by=PLATFORM)
        assert held.engine.holds() == []
        clocks[0].advance(AFTERWARDS)
        clocks[1].set(clocks[0].now())
        held.engine.tick()
        assert told(held) == told(free)


def _check_held(engine: Engine, dispute_ids: list[str], hold: Hold) -> None:
    """Nothing that the hold covers has fired, nobody can act on what it keeps back, and reads say that it is late."""
    held = set(engine.tick().held)
    for dispute_id in dispute_ids:
        dispute = engine.get(dispute_id)
        late = [timer for timer in dispute.timers if timer.due_at <= engine.clock.now()]
        assert dispute.overdue == bool(late) == (dispute_id in held)
        assert not late or any(hold.covers(dispute_id, timer.action) for timer in late)
        refused = [_refusal(engine, dispute, by) for by in (BUYER, SELLER)]
        assert (refused == ["clock_held"] * 2) == bool(late)


def _refusal(engine: Engine, dispute: Dispute, by: Any) -> str:
    """Why a party cannot act: it tries something that is refused in any case."""
    with pytest.raises(Refused) as refused:
        engine.act(dispute.id, "delete_evidence", by=by, evidence_id="e99")
    return refused.value.code


def _overdue_and_held(engine: Engine, clock: Any) -> tuple[Dispute, Hold]:
    dispute = engine.file(an_order(), a_claim(), by=BUYER)
    hold = engine.hold(why="an outage", by=PLATFORM, timers=["seller_response_timeout"])
    clock.set(START + 6 * DAY)
    return dispute, hold


def test_a_held_timer_does_not_fire(databases: Databases) -> None:
    """The reminder that is not covered fires; the covered timeout does not, however often one ticks."""
    with databases.new() as database:
        clock = a_clock()
        engine = database.engine(clock)
        dispute, hold = _overdue_and_held(engine, clock)
        assert [fired.timer for fired in engine.tick().fired] == ["reminder"]
        for _ in range(7):
            tick = engine.tick()
            assert (tick.fired, tick.held, tick.parked) == ((), (dispute.id,), ())
        assert engine.holds() == [hold]
        assert [item.action for item in engine.agenda(dispute.id) if item.overdue] == ["seller_response_timeout"]
        check(engine, dispute.id)


def test_what_waits_behind_a_held_timer_is_not_next_due(databases: Databases) -> None:
    """The platform's intervention on the seventh day comes after the held timeout: a daemon would wake in vain."""
    with databases.new() as database:
        clock = a_clock()
        engine = database.engine(clock)
        _, hold = _overdue_and_held(engine, clock)
        engine.tick()
        assert engine.next_due_at() is None
        other = engine.file(an_order(id="another", promised_delivery_at=START - 5 * DAY), a_claim(), by=BUYER)
        assert engine.next_due_at() == min(timer.due_at for timer in other.timers), "its reminder comes first"
        engine.resume(hold.id, by=PLATFORM)
        assert engine.next_due_at() == START + 5 * DAY


@pytest.mark.parametrize("by", [BUYER, SELLER], ids=["buyer", "seller"])
@pytest.mark.parametrize("action", ["withdraw", "reject", "withdraw_plan"])
def test_parties_wait_while_the_clock_is_held(databases: Databases, by: Any, action: str) -> None:
    """They are told so, before anything else is decided; nothing is added."""
    with databases.new() as database:
        clock = a_clock()
        engine = database.engine(clock)
        dispute, _ = _overdue_and_held(engine, clock)
        engine.tick()
        before = engine.history(dispute.id)
        with pytest.raises(Refused) as refused:
            engine.act(dispute.id, action, by=by)
        assert refused.value.code == "clock_held"
        assert engine.history(dispute.id) == before


def test_after_the_release_it_fires_at_its_due_time(databases: Databases) -> None:
    """Recorded late, but as of the fifth day."""
    with databases.new() as database:
        clock = a_clock()
        engine = database.engine(clock)
        dispute, hold = _overdue_and_held(engine, clock)
        engine.resume(hold.id, by=PLATFORM)
        (_, fired) = engine.tick().fired
        assert (fired.timer, fired.lateness) == ("seller_response_timeout", DAY)
        assert engine.get(dispute.id).resolved_at == START + 5 * DAY


def test_every_process_honours_a_hold(databases: Databases) -> None:
    """A hold stands in the database, not in the process that placed it."""
    with databases.new() as database:
        clock = a_clock()
        one, other = database.engine(clock), database.engine(clock)
        dispute, hold = _overdue_and_held(one, clock)
        other.tick()
        assert fired_at(other.history(dispute.id), "seller_response_timeout") == []
        assert other.holds() == [hold]
        other.resume(hold.id, by=PLATFORM)
        assert one.holds() == []
        assert one.get(dispute.id).stage == "resolved"


def test_what_has_fired_is_not_undone_by_a_hold(databases: Databases) -> None:
    """A hold that comes too late holds nothing."""
    with databases.new() as database:
        clock = a_clock()
        engine = database.engine(clock)
        dispute = engine.file(an_order(), a_claim(), by=BUYER)
        clock.set(START + 5 * DAY)
        engine.tick()
        engine.hold(why="an outage", by=PLATFORM)
        assert engine.get(dispute.id).stage == "resolved"
        assert engine.tick().held == ()


@settings(max_examples=share_of(25))
@given(programme=programmes())
def test_a_hold_on_one_dispute_holds_no_other(in_memory: Databases, programme: Programme) -> None:
    """The others end as if there were no hold."""
    with in_memory.new() as database:
        clock = a_clock()
        play = played(database.engine(clock), clock, programme)
        assume(play.ids)
        play.engine.tick()
        play.engine.hold(why="an outage", by=PLATFORM, dispute_id=play.ids[0])
        first = play.engine.get(play.ids[0])
        play.finish().engine.tick()
        assert all(play.engine.get(one).stage == "resolved" for one in play.ids[1:])
        assert play.engine.get(play.ids[0]).state == first.state
