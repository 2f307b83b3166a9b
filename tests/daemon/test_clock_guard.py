"""A clock that jumps against elapsed time holds what moves money, whatever else happens at that moment."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from disputes import Actor, Busy, DisputeEngine, Hold, ManualClock
from disputes.interfaces.clock_guard import ClockGuard
from disputes.interfaces.daemon import Daemon
from disputes.interfaces.scores.rounds import ScoreClock
from disputes.interfaces.scores.scoring import Scores

from ..support import BUYER, DAY, PLATFORM, START, a_claim, an_order
from .test_moving_clock import SteppingClock
from .waiting import wait_for


class Elapsed:
    """Elapsed time that a test moves."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        """Seconds since some start."""
        return self.seconds


@contextmanager
def guarded(engine: DisputeEngine, elapsed: Elapsed) -> Generator[Daemon]:
    """A running daemon that looks every few milliseconds."""
    daemon = Daemon(engine, pause=timedelta(milliseconds=20), elapsed=elapsed)
    daemon.start()
    try:
        yield daemon
    finally:
        daemon.stop()


def actions(engine: DisputeEngine, dispute_id: str) -> list[str]:
    """What has been recorded in a dispute."""
    return [event.action for event in engine.history(dispute_id) if event.recorded_at]


def test_a_jump_of_ten_days_holds_instead_of_refunding(postgres_url: str) -> None:
    clock, elapsed = ManualClock(START), Elapsed()
    with DisputeEngine(postgres_url, clock=clock) as engine, guarded(engine, elapsed):
        dispute = engine.file(an_order(), a_claim(), by=BUYER)
        clock.advance(days=10)
        # The reminder moves no money: that it has fired shows that a tick came after the hold.
        wait_for("the reminder has fired", lambda: "reminder" in actions(engine, dispute.id))
        [hold] = engine.holds()
        assert set(hold.timers) == engine.money_timers
        assert (hold.by, hold.dispute_id) == (Actor.system(), None)
        assert "jumped by 10 days" in hold.why
        held = engine.get(dispute.id)
        assert (held.state, held.overdue, held.outcome) == ("seller_response", True, None)
        assert engine.outcomes() == []

        engine.resume(hold.id, by=PLATFORM)
        wait_for("the dispute has ended", engine.outcomes)
        *_, last = engine.history(dispute.id)
        assert (last.action, last.occurred_at) == ("seller_response_timeout", START + 5 * DAY)
        assert engine.holds() == []
        assert engine.verify(dispute.id) == ()


def test_a_jump_publishes_no_scores_until_somebody_has_judged_it(postgres_url: str, tmp_path: Path) -> None:
    clock, elapsed, url = ManualClock(START), Elapsed(), f"duckdb:///{tmp_path / 'scores.duckdb'}"
    with DisputeEngine(postgres_url, clock=clock) as engine:
        with Scores(url, clock=clock) as scores:
            scores.enable("dhgate")
        rounds = ScoreClock(engine, url, elapsed=elapsed)
        (today,) = rounds.round()
        clock.advance(days=400)
        assert rounds.round() == ()
        (hold,) = engine.holds()
        engine.resume(hold.id, by=PLATFORM)
        days, _ = rounds.round()
        assert days.days[-1] - today.days[-1] == 400 * DAY


def test_a_jump_back_holds_too(postgres_url: str) -> None:
    """Elapsed time goes on while the clock stands: as if the clock had been set back."""
    clock, elapsed = ManualClock(START), Elapsed()
    with DisputeEngine(postgres_url, clock=clock) as engine, guarded(engine, elapsed):
        elapsed.seconds += 3_600
        [hold] = wait_for("a hold", engine.holds)
        assert hold.why == "the clock jumped by -1:00:00, from 2026-03-02 10:00:00 UTC to 2026-03-02 09:00:00 UTC"


def test_time_that_passes_is_no_jump(postgres_url: str) -> None:
    """A machine that slept ten days finds its deadlines passed: both clocks say so."""
    clock, elapsed = ManualClock(START), Elapsed()
    with DisputeEngine(postgres_url, clock=clock) as engine:
        guard = ClockGuard(engine, timedelta(minutes=1), elapsed)
        guard.look()
        for _ in range(3):
            clock.advance(days=10, seconds=59)
            elapsed.seconds += 10 * 86_400
            guard.look()
        assert engine.holds() == []
        clock.advance(seconds=61)
        guard.look()
        assert len(engine.holds()) == 1


def test_a_clock_within_the_limit_fires(postgres_url: str) -> None:
    clock, elapsed = ManualClock(START), Elapsed()
    with DisputeEngine(postgres_url, clock=clock) as engine:
        engine.file(an_order(), a_claim(), by=BUYER)
        clock.advance(days=5, seconds=-59)
        with guarded(engine, elapsed):
            clock.advance(seconds=59)
            wait_for("the dispute has ended", engine.outcomes)
        assert engine.holds() == []


class AwayAtFirst(DisputeEngine):
    """The database is away when the first holds are to be placed."""

    away = 2

    def hold(
        self,
        *,
        why: str,
        by: Actor,
        timers: Sequence[str] = (),
        dispute_id: str | None = None,
        session: object | None = None,
    ) -> Hold:
        """Place a hold, unless the database is away."""
        if self.away:
            self.away -= 1
            raise Busy("The database is away.")
        return super().hold(why=why, by=by, timers=timers, dispute_id=dispute_id, session=session)


def test_a_jump_while_the_database_is_away_is_not_forgotten(postgres_url: str) -> None:
    clock, elapsed = ManualClock(START), Elapsed()
    with AwayAtFirst(postgres_url, clock=clock) as engine, guarded(engine, elapsed):
        dispute = engine.file(an_order(), a_claim(), by=BUYER)
        clock.advance(days=10)
        wait_for("a hold or a refund", lambda: engine.holds() or engine.outcomes())
        wait_for("a tick has come after it", lambda: "reminder" in actions(engine, dispute.id))
        assert engine.outcomes() == [], "it has refunded instead of holding"
        assert engine.holds()


@pytest.mark.parametrize("readings", range(1, 13))
def test_no_refund_at_whichever_reading_the_clock_jumps(postgres_url: str, readings: int) -> None:
    """Between the guard's look and the firing there is no instant that nobody has judged."""
    clock = SteppingClock(START)
    # The test looks by a clock of its own, so that the daemon's readings are the only ones that count.
    with (
        DisputeEngine(postgres_url, clock=clock) as engine,
        DisputeEngine(postgres_url, clock=ManualClock(START)) as own,
    ):
        dispute = own.file(an_order(), a_claim(), by=BUYER)
        clock.set(START, START + 10 * DAY, readings)
        with guarded(engine, Elapsed()):
            wait_for("the reminder has fired", lambda: "reminder" in actions(own, dispute.id))
            wait_for("a hold", own.holds)
        assert own.outcomes() == []


def test_a_tick_until_an_instant_fires_nothing_due_later() -> None:
    clock = ManualClock(START)
    with DisputeEngine("memory://", clock=clock) as engine:
        engine.file(an_order(), a_claim(), by=BUYER)
        assert engine.tick_until(START + 10 * DAY).fired == (), "the clock has not come so far"
        clock.advance(days=10)
        judged = engine.tick_until(START + 4 * DAY)
        assert (judged.now, [fired.timer for fired in judged.fired]) == (START + 4 * DAY, ["reminder"])
        assert [fired.timer for fired in engine.tick().fired] == ["seller_response_timeout"]
