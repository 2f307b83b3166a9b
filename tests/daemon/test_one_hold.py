"""A machine's clock jumps for all its daemons: they place one hold between them, and one `resume` lets go."""

import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from disputes import Actor, DisputeEngine, Hold, ManualClock
from disputes.interfaces.clock_guard import JUMP_LIMIT, ClockGuard

from ..support import BUYER, DAY, PLATFORM, START, a_claim, an_order
from .fleet import a_fleet
from .test_clock_guard import Elapsed
from .test_moving_clock import SteppingClock
from .waiting import pause, wait_for

on_databases = pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)


class SlowHold(DisputeEngine):
    """Takes a while to place a hold: time enough for others to do the same."""

    def hold(
        self,
        *,
        why: str,
        by: Actor,
        timers: Sequence[str] = (),
        dispute_id: str | None = None,
        session: object | None = None,
    ) -> Hold:
        """Place a hold, slowly."""
        pause(0.1)
        return super().hold(why=why, by=by, timers=timers, dispute_id=dispute_id, session=session)


@contextmanager
def two_guards(url: str) -> Generator[tuple[ManualClock, list[ClockGuard], DisputeEngine]]:
    """Two daemons' guards that share a clock and have looked once, and the first one's engine."""
    clock = ManualClock(START)
    with SlowHold(url, clock=clock) as one, SlowHold(url, clock=clock) as other:
        guards = [ClockGuard(engine, JUMP_LIMIT, Elapsed()) for engine in (one, other)]
        for guard in guards:
            guard.look()
        yield clock, guards, one


@on_databases
def test_two_daemons_that_look_at_the_same_moment_place_one(url: str) -> None:
    with two_guards(url) as (clock, guards, engine):
        clock.advance(days=10)
        together = threading.Barrier(2)
        judged: list[datetime] = []

        def look(guard: ClockGuard) -> None:
            together.wait()
            judged.append(guard.look())

        threads = [threading.Thread(target=look, args=(guard,)) for guard in guards]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert judged == [START + 10 * DAY] * 2
        assert len(engine.holds()) == 1


@on_databases
def test_one_that_looks_after_the_hold_was_let_go_does_not_hold_again(url: str) -> None:
    """Its clock jumped before the operator judged the hold."""
    with two_guards(url) as (clock, (first, second), engine):
        clock.advance(days=10)
        first.look()
        engine.resume(engine.holds()[0].id, by=PLATFORM)
        second.look()
        first.look()
        assert engine.holds() == []


@on_databases
def test_a_jump_after_the_hold_was_let_go_is_another(url: str) -> None:
    with two_guards(url) as (clock, guards, engine):
        for _ in range(2):
            clock.advance(days=10)
            for guard in guards:
                guard.look()
            [hold] = engine.holds()
            engine.resume(hold.id, by=PLATFORM)


def test_whoever_puts_the_clock_right_and_lets_go_is_not_asked_again() -> None:
    clock = SteppingClock(START)
    with DisputeEngine("memory://", clock=clock) as engine:
        guard = ClockGuard(engine, JUMP_LIMIT, Elapsed())
        guard.look()
        clock.set(START + 10 * DAY, START + 10 * DAY, 0)
        guard.look()
        [hold] = engine.holds()
        clock.set(START, START, 0)
        engine.resume(hold.id, by=PLATFORM)
        guard.look()
        assert engine.holds() == []


def test_a_hold_let_go_by_a_clock_that_was_ahead_judges_nothing() -> None:
    """Put right, that clock says that it is let go ten days from now; a jump until then is another."""
    clock = SteppingClock(START)
    with DisputeEngine("memory://", clock=clock) as engine:
        guard = ClockGuard(engine, JUMP_LIMIT, Elapsed())
        guard.look()
        clock.set(START + 10 * DAY, START + 10 * DAY, 0)
        guard.look()
        engine.resume(engine.holds()[0].id, by=PLATFORM)
        clock.set(START, START, 0)
        guard.look()
        assert len(engine.holds()) == 1


@on_databases
def test_the_clock_put_right_again_is_covered_by_the_hold_that_stands(url: str) -> None:
    """Elapsed time that goes on while the clock stands is a clock that was set back."""
    with two_guards(url) as (clock, _, engine):
        elapsed = Elapsed()
        guard = ClockGuard(engine, JUMP_LIMIT, elapsed)
        guard.look()
        clock.advance(days=10)
        guard.look()
        elapsed.seconds += 10 * 86_400
        guard.look()
        assert len(engine.holds()) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"why": "an outage of the portal", "timers": ["seller_response_timeout"]},
        {"why": "an outage of the portal"},
        {"why": "the clock jumped by what I think", "by": PLATFORM},
    ],
    ids=["some timers", "all timers", "the platform's"],
)
def test_a_hold_for_another_cause_does_not_stand_in(other: dict[str, str]) -> None:
    """Whoever ends it knows nothing of the clock."""
    with two_guards("memory://") as (clock, (guard, _), engine):
        theirs = engine.hold(**{"by": Actor.system()} | other)  # pyright: ignore[reportArgumentType]
        clock.advance(days=10)
        guard.look()
        [mine] = [hold for hold in engine.holds() if hold.id != theirs.id]
        assert mine.why.startswith("the clock jumped by 10 days")


def test_one_hold_of_one_dispute_does_not_stand_in() -> None:
    with two_guards("memory://") as (clock, (guard, _), engine):
        dispute = engine.file(an_order(), a_claim(), by=BUYER)
        engine.hold(why="the clock jumped by 1 day", by=Actor.system(), dispute_id=dispute.id)
        clock.advance(days=10)
        guard.look()
        assert len(engine.holds()) == 2


@on_databases
def test_three_daemons_on_a_machine_whose_clock_jumps(url: str, tmp_path: Path) -> None:
    """Five of these days are 100 seconds: nothing is due by itself while this runs, all is after the jump."""
    clock = tmp_path / "ahead"
    clock.write_text("0")
    with a_fleet(url, tmp_path, day=20) as fleet:
        daemons = [fleet.start_daemon(clock) for _ in range(3)]
        wait_for("all have looked", lambda: len(fleet.engine.heartbeats()) == 3)
        clock.write_text("500")
        for daemon in daemons:
            wait_for(f"{daemon.name} has seen it", lambda daemon=daemon: "held" in daemon.said(), 20)
        [hold] = fleet.engine.holds()
        assert set(hold.timers) == fleet.engine.money_timers
        assert fleet.engine.outcomes() == []

        fleet.engine.resume(hold.id, by=PLATFORM)
        [outcome] = wait_for("the dispute has ended", fleet.engine.outcomes)
        assert fleet.engine.holds() == []
        *_, last = fleet.engine.history(outcome.dispute_id)
        assert last.occurred_at - outcome.filed_at == timedelta(seconds=5 * 20)
        assert fleet.engine.verify(outcome.dispute_id) == ()
