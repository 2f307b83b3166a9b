"""Time rule 1: one clock, and per dispute time never goes back, also between processes whose clocks differ."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from disputes import Engine, InvalidInput, ManualClock
from hypothesis import strategies as st

from ..support import BUYER, DAY, IMAGE, SELLER, START, a_claim, an_order
from .invariants import check_all
from .programmes import Play, a_clock
from .steps import MOMENT, Programme
from .stores import Databases, examples
from .strategies import WITH_OUTAGES, programmes

SKEWS = st.sampled_from((MOMENT, timedelta(seconds=2), timedelta(hours=1), DAY, 6 * DAY))


@dataclass
class Skewed:
    """A clock that runs ahead of another one."""

    of: ManualClock
    by: timedelta

    def now(self) -> datetime:
        """The other clock's time and more."""
        return self.of.now() + self.by


@examples(
    50,
    10,
    programme=programmes(14, *WITH_OUTAGES),
    skew=SKEWS,
    who=st.lists(st.sampled_from((0, 0, 1, 2)), min_size=1, max_size=12),
)
def test_time_never_goes_back_when_clocks_differ(
    databases: Databases, programme: Programme, skew: timedelta, who: list[int]
) -> None:
    """Two processes take turns, one of them ahead, and tick in between: every dispute stays sound."""
    with databases.new() as database:
        clock = a_clock()
        engines = database.engine(clock), database.engine(Skewed(clock, skew))
        play = Play(engines[0], clock, programme.facts)
        for number, step in enumerate(programme.steps):
            turn = who[number % len(who)]
            play.engine = engines[turn % 2]
            if turn == 2:
                engines[1].tick()
            play.step(step)
            for engine in engines:
                check_all(engine, play.ids)
        for engine in engines:
            check_all(engine, play.ids)


def test_an_event_is_not_before_the_last_one(databases: Databases) -> None:
    """A clock that lags: what it does happens at the last event's time, and is recorded then."""
    with databases.new() as database:
        clock = a_clock()
        behind, ahead = database.engine(clock), database.engine(Skewed(clock, 2 * DAY))
        dispute = ahead.file(an_order(), a_claim(), by=BUYER)
        after = behind.act(dispute.id, "reject", by=SELLER)
        assert after.entered_state_at == START + 2 * DAY
        last = behind.history(dispute.id)[-1]
        assert (last.occurred_at, last.recorded_at) == (START + 2 * DAY, START + 2 * DAY)
        assert behind.get(dispute.id) == ahead.get(dispute.id) == after


def test_a_lagging_clock_ticks_what_it_reads(databases: Databases) -> None:
    """Per dispute it is at least as late as its last event: reads and ticks go by that, on every clock."""
    with databases.new() as database:
        clock = a_clock()
        behind, ahead = database.engine(clock), database.engine(Skewed(clock, 8 * DAY))
        order = an_order(promised_delivery_at=START + 20 * DAY)
        dispute = behind.file(order, a_claim("in_transit"), by=BUYER)
        behind.act(dispute.id, "reject", by=SELLER)
        ahead.update_order(order.id, promised_delivery_at=START)
        assert behind.get(dispute.id).state == "arbitration"
        behind.tick()
        assert all(event.recorded_at for event in behind.history(dispute.id))


def test_a_lagging_clock_opens_no_window_again(databases: Databases) -> None:
    """What a process that is ahead has fired stays: the seller's time is over for all."""
    with databases.new() as database:
        clock = a_clock()
        behind, ahead = database.engine(clock), database.engine(Skewed(clock, 5 * DAY))
        dispute = behind.file(an_order(), a_claim(), by=BUYER)
        ahead.tick()
        assert behind.get(dispute.id).stage == "resolved"
        allowed = [item.action for item in behind.actions(dispute.id, by=SELLER) if item.allowed]
        assert allowed == []


def test_all_of_one_command_happens_at_one_instant(databases: Databases) -> None:
    """Filing and its routing; and the record's own times are those of its events."""
    with databases.new() as database:
        engine = database.engine(a_clock())
        dispute = engine.file(an_order(), a_claim(evidence=[IMAGE]), by=BUYER)
        history = engine.history(dispute.id)
        assert [event.action for event in history] == ["file", "route"]
        assert {event.occurred_at for event in history} == {event.recorded_at for event in history} == {START}
        assert (dispute.filed_at, dispute.entered_state_at, dispute.evidence[0].submitted_at) == (START,) * 3


def test_a_manual_clock_moves_forward_only() -> None:
    """It is a clock, not a time machine; and it says so."""
    clock = a_clock()
    for move in (lambda: clock.set(START - MOMENT), lambda: clock.advance(days=-1)):
        with pytest.raises(InvalidInput) as wrong:
            move()
        assert wrong.value.field == "clock"
    assert clock.now() == START
    assert clock.set(START) == START


def test_a_naive_start_is_no_instant() -> None:
    """A clock without a zone would be read differently on every machine."""
    with pytest.raises(InvalidInput) as wrong:
        ManualClock(START.replace(tzinfo=None))
    assert wrong.value.field == "start"


def test_engines_read_the_clock_they_are_given(databases: Databases) -> None:
    """The clock is the engine's only source of time."""
    with databases.new() as database:
        clock = a_clock()
        engine: Engine = database.engine(clock)
        assert engine.clock is clock
        clock.advance(days=1)
        assert engine.tick().now == START + DAY
