"""Time rules 7 and 8: timers name their states and what restarts them; they fire late rather than never."""

from datetime import timedelta

import pytest
from disputes import Dispute, Engine, Event, Timer
from hypothesis import given, settings
from hypothesis import strategies as st

from ..support import BUYER, DAY, PLATFORM, SELLER, START, a_claim, an_order, refund
from .invariants import REMINDED_BEFORE, RUNS_IN, fired_at
from .programmes import Play, a_clock
from .steps import MOMENT, Programme, Ticks
from .stores import Databases, examples, share_of
from .strategies import TICKS, programmes

RESTARTED_BY: dict[str, set[tuple[str, str]]] = {
    "seller_response_timeout": {("modify_claim", "buyer"), ("propose_plan", "buyer")},
    "plan_acceptance_timeout": {("propose_plan", "platform")},
}
MOVED_BY = {"platform_intervention": {"update_order", "modify_claim"}, "arbitration_sla": {"update_order"}}
"""New facts: the promised date and the medal; the claim's reason may become `in_transit`."""

STOPPED_BY = {"arbitration_sla": {"take_case"}}


# Rule 7


@settings(max_examples=share_of(80))
@given(programme=programmes())
def test_timers_run_in_their_states_and_restart_by_their_events(in_memory: Databases, programme: Programme) -> None:
    """Whatever happens: leaving the states cancels, moving inside them leaves alone, only its events restart."""
    with in_memory.new() as database:
        clock = a_clock()
        play = Play(database.engine(clock), clock, programme.facts)
        for step in programme.steps:
            before = {one: play.engine.get(one) for one in play.ids}
            seen = {one: len(play.engine.history(one)) for one in play.ids}
            play.step(step)
            for dispute_id, earlier in before.items():
                new = play.engine.history(dispute_id)[seen[dispute_id] :]
                _check_timers(earlier, new, play.engine.get(dispute_id))


def _check_timers(before: Dispute, new: list[Event], after: Dispute) -> None:
    old, now = _by_name(before), _by_name(after)
    for action, states in RUNS_IN.items():
        if after.state not in states:
            assert action not in now, "a timer waits in a state where it does not run"
        elif not _entered(new, states) and not _touched(new, action):
            assert now.get(action) == old.get(action), "moving inside its states changes a timer"
        elif any((event.action, event.actor.role) in RESTARTED_BY.get(action, ()) for event in new[-1:]):
            assert now[action].armed_at == new[-1].occurred_at, "its event restarts a timer"


def _by_name(dispute: Dispute) -> dict[str, Timer]:
    return {timer.name: timer for timer in dispute.timers}


def _entered(new: list[Event], states: set[str]) -> bool:
    return any(event.from_state not in states for event in new)


def _touched(new: list[Event], action: str) -> bool:
    """Whether an event may have restarted, moved, stopped or fired a timer."""
    by_name = MOVED_BY.get(action, set[str]()) | STOPPED_BY.get(action, set[str]()) | {action}
    restarted = RESTARTED_BY.get(action, set[tuple[str, str]]())
    return any(event.action in by_name or (event.action, event.actor.role) in restarted for event in new)


HOURS = st.lists(st.integers(1, 60), max_size=4)


@settings(max_examples=share_of(60))
@given(hours=HOURS)
def test_reminders_hang_on_their_timer(in_memory: Databases, hours: list[int]) -> None:
    """Each restart of the seller's clock moves its reminder along; one that fired fires again for the new clock."""
    with in_memory.new() as database:
        clock = a_clock()
        engine = database.engine(clock)
        dispute = engine.file(an_order(), a_claim(), by=BUYER)
        starts = [START]
        for number, some in enumerate(hours):
            starts.append(clock.advance(hours=some))
            engine.act(dispute.id, "modify_claim", by=BUYER, plan=refund(100 + number))
        end = min(START + 7 * DAY, starts[-1] + 5 * DAY)
        clock.advance(days=30)
        spans = zip(starts, [*starts[1:], end], strict=True)
        expected = [at for start, until in spans if (at := start + 5 * DAY - REMINDED_BEFORE) < until]
        until_then = [at for at in fired_at(engine.history(dispute.id), "reminder") if at < end]
        assert until_then == expected


LAPSES = {
    "answered": (SELLER, "reject"),
    "withdrawn": (BUYER, "withdraw"),
}


@pytest.mark.parametrize("how", LAPSES)
def test_a_reminder_lapses_with_its_timer(databases: Databases, how: str) -> None:
    """Once the seller's clock has stopped, nobody is warned of it."""
    by, action = LAPSES[how]
    with databases.new() as database:
        clock = a_clock()
        engine = database.engine(clock)
        dispute = engine.file(an_order(), a_claim(), by=BUYER)
        clock.set(START + 3 * DAY - MOMENT)
        after = engine.act(dispute.id, action, by=by)
        assert [timer for timer in after.timers if timer.hangs_on] == []
        clock.advance(days=40)
        engine.tick()
        assert fired_at(engine.history(dispute.id), "reminder") == []


def test_moving_inside_its_states_leaves_a_timer_alone(databases: Databases) -> None:
    """The seventh day is counted from the filing, however often the parties move between its states."""
    with databases.new() as database:
        clock = a_clock()
        engine = database.engine(clock)
        dispute = engine.file(an_order(), a_claim(), by=BUYER)
        armed = _by_name(dispute)["platform_intervention"]
        for cents in (100, 200, 300):
            clock.advance(days=1)
            rejected = engine.act(dispute.id, "reject", by=SELLER, plan=refund(cents))
            assert _by_name(rejected).keys() == {"platform_intervention"}
            changed = engine.act(dispute.id, "modify_claim", by=BUYER, plan=refund(cents + 1))
            assert _by_name(changed)["seller_response_timeout"].due_at == clock.now() + 5 * DAY
            assert _by_name(rejected)["platform_intervention"] == _by_name(changed)["platform_intervention"] == armed


def test_a_new_proposal_restarts_the_acceptance_window(databases: Databases) -> None:
    """The three days count from the plan that lies before the parties."""
    with databases.new() as database:
        clock = a_clock()
        engine = database.engine(clock)
        dispute = engine.file(an_order(after_sales_guarantee=True), a_claim(), by=BUYER)
        for cents in (100, 200):
            clock.advance(days=2)
            proposed = engine.act(dispute.id, "propose_plan", by=PLATFORM, plan=refund(cents), winner="both")
            assert proposed.state == "plan_proposed"
            assert {name: timer.due_at for name, timer in _by_name(proposed).items()} == {
                "plan_acceptance_timeout": clock.now() + 3 * DAY
            }
        clock.advance(days=3)
        ended = engine.get(dispute.id)
        assert ended.resolved_at == START + 7 * DAY
        assert ended.adopted_plan == refund(200)


# Rule 8


@examples(50, 12, programme=programmes(), ticks=TICKS, late=st.integers(0, 5_000_000))
def test_lateness_is_recorded(databases: Databases, programme: Programme, ticks: Ticks, late: int) -> None:
    """What a tick fires occurred at its due time, is recorded at the tick's, and is as late as lies between."""
    with databases.new() as database:
        clock = a_clock()
        play = Play(database.engine(clock), clock, programme.facts, ticks).run(programme)
        clock.advance(timedelta(seconds=late, microseconds=late))
        _check_tick(play.engine)


def _check_tick(engine: Engine) -> None:
    last = max((event.position or 0 for event in engine.events(limit=10_000)), default=0)
    tick = engine.tick()
    new = {(event.dispute_id, event.action, event.occurred_at): event for event in engine.events(last, limit=10_000)}
    assert len(new) == len(tick.fired), "every timer that fired is one event, and nothing else is new"
    for fired in tick.fired:
        event = new[fired.dispute_id, fired.timer, fired.due_at]
        assert event.recorded_at == tick.now
        assert fired.lateness == tick.now - fired.due_at >= timedelta()


@pytest.mark.parametrize("late", [timedelta(), MOMENT, 3 * DAY, 400 * DAY])
def test_a_timer_fires_late_rather_than_never(databases: Databases, late: timedelta) -> None:
    """After any outage: at its own instant, recorded now."""
    with databases.new() as database:
        clock = a_clock()
        engine = database.engine(clock)
        dispute = engine.file(an_order(), a_claim(), by=BUYER)
        clock.set(START + 5 * DAY + late)
        (_, timeout) = engine.tick().fired
        assert (timeout.timer, timeout.due_at, timeout.lateness) == (
            "seller_response_timeout",
            START + 5 * DAY,
            late,
        )
        ended = engine.get(dispute.id)
        assert (ended.resolved_at, engine.history(dispute.id)[-1].recorded_at) == (START + 5 * DAY, clock.now())
