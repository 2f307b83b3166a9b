"""The daemon's guard: a clock that jumps against the time that has passed must not refund (time rule 9)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from ..engine.engine import Engine
from ..engine.inputs import SYSTEM
from ..engine.logs import LOG
from ..engine.records import Hold

JUMP_LIMIT = timedelta(minutes=1)
"""How far the clock may move against elapsed time before timers that move money are held."""
_JUMPED = "the clock jumped by "
"""By these words guards know each other's holds: others by the system end for other reasons."""


class ClockGuard:
    """Compares the clock with the time that has passed; a jump holds the timers that move money (time rule 9)."""

    def __init__(self, engine: Engine, limit: timedelta, elapsed: Callable[[], float]) -> None:
        self._engine = engine
        self._limit = limit
        self._elapsed = elapsed
        self._seen: tuple[datetime, float] | None = None

    def look(self) -> datetime:
        """The present instant, up to which timers may fire; if the clock has jumped, what moves money is held."""
        now, elapsed = self._engine.now(), self._elapsed()
        before, then = self._seen or (now, elapsed)
        passed = timedelta(seconds=elapsed - then)
        jump = now - before - passed
        if abs(jump) > self._limit:
            self._hold(
                f"{_JUMPED}{_in_words(jump)}, from {_to_second(before + passed)} to {_to_second(now)}", now - passed
            )
        # Only now: a jump that could not be held is seen again at the next look.
        self._seen = (now, elapsed)
        return now

    def holds(self) -> bool:
        """Whether timers are held because the clock has jumped."""
        return any(self._is_of_jump(one) for one in self._engine.holds())

    def _hold(self, why: str, since: datetime) -> None:
        """Hold what moves money, unless another daemon has: one jump, one hold to let go."""
        timers = self._engine.money_timers
        with self._engine.transaction() as transaction:
            transaction.lock_holds()
            known = (hold for hold in transaction.holds(since) if self._is_of_jump(hold) and timers <= {*hold.timers})
            placed = next(known, None)
            if placed is None:
                placed = self._engine.hold(why=why, by=SYSTEM, timers=sorted(timers), session=transaction)
        if placed.released_at is None:
            LOG.error("timers held", hold=placed.id, why=why)
        else:
            LOG.warning("the clock jumped and somebody has let go since", hold=placed.id, why=why)

    def _is_of_jump(self, hold: Hold) -> bool:
        """Whether a guard placed this hold, and it stands or was let go after the jump, which has thus been judged."""
        # What was let go while the clock was ahead lies in the future of a clock that was put right: no judgement.
        let_go_since = hold.released_at is None or hold.released_at <= self._engine.now()
        return hold.by == SYSTEM and hold.dispute_id is None and hold.why.startswith(_JUMPED) and let_go_since


def _in_words(jump: timedelta) -> str:
    """To the second, with a sign when the clock was set back: timedelta would say `-1 day, 23:00:00`."""
    span = timedelta(seconds=round(abs(jump).total_seconds()))
    return f"-{span}" if jump < timedelta() else f"{span}"


def _to_second(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%d %H:%M:%S UTC")
