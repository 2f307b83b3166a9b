"""The daemon's guard: a clock that jumps against the time that has passed must not refund (time rule 9)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from ..engine.engine import Engine
from ..engine.inputs import SYSTEM
from ..engine.logs import LOG

JUMP_LIMIT = timedelta(minutes=1)
"""How far the clock may move against elapsed time before timers that move money are held."""


class ClockGuard:
    """Compares the clock with the time that has passed; a jump holds the timers that move money (time rule 9)."""

    def __init__(self, engine: Engine, limit: timedelta, elapsed: Callable[[], float]) -> None:
        self._engine = engine
        self._limit = limit
        self._elapsed = elapsed
        self._seen: tuple[datetime, float] | None = None

    def look(self) -> datetime:
        """The present instant, up to which timers may fire; if the clock has jumped, what moves money is held."""
        now, elapsed = self._engine.clock.now(), self._elapsed()
        before, then = self._seen or (now, elapsed)
        jump = (now - before) - timedelta(seconds=elapsed - then)
        if abs(jump) > self._limit:
            self._hold(f"the clock jumped by {jump} between {before.isoformat()} and {now.isoformat()}")
        # Only now: a jump that could not be held is seen again at the next look.
        self._seen = (now, elapsed)
        return now

    def _hold(self, why: str) -> None:
        placed = self._engine.hold(why=why, by=SYSTEM, timers=sorted(self._engine.money_timers))
        LOG.error("timers held", hold=placed.id, why=why)
