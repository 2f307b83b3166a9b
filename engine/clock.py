"""The only place that reads time. Instants are aware and UTC, to the microsecond."""

import time
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Protocol

from .errors import InvalidInput


class Clock(Protocol):
    """Where the engine gets the time from."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock; freezegun freezes it, and with it the engine."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)


class UtcClock:
    """Another clock, such as a host's own: its answers are checked and turned to UTC, here and nowhere else."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        """The present instant in UTC; InvalidInput when the clock's answer names none."""
        answer: object = self._clock.now()
        if not isinstance(answer, datetime):
            raise InvalidInput("clock", f"must answer with a datetime, not {type(answer).__name__}")
        return answer if answer.tzinfo is UTC else utc(answer, "clock")


class ManualClock:
    """A clock that stands still until it is told to move, and moves forward only.

    >>> clock = ManualClock(datetime(2026, 1, 1, tzinfo=UTC))
    >>> clock.advance(days=5).isoformat()
    '2026-01-06T00:00:00+00:00'
    """

    def __init__(self, start: datetime) -> None:
        self._now = utc(start, "start")
        self._lock = Lock()

    def now(self) -> datetime:
        """The instant this clock stands at."""
        return self._now

    def advance(
        self,
        by: timedelta | None = None,
        *,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
        microseconds: float = 0,
    ) -> datetime:
        """Move forward by a span, given as a timedelta or in parts, and return the new instant."""
        span = (by or timedelta()) + timedelta(
            days=days, hours=hours, minutes=minutes, seconds=seconds, microseconds=microseconds
        )
        with self._lock:
            return self._move(self._now + span)

    def set(self, instant: datetime) -> datetime:
        """Move forward to an instant and return it."""
        with self._lock:
            return self._move(utc(instant, "instant"))

    def _move(self, instant: datetime) -> datetime:
        if instant < self._now:
            raise InvalidInput("clock", f"time moves forward only: it is {self._now}, not to become {instant}")
        self._now = instant
        return instant


def elapsed_seconds() -> float:
    """Seconds that have passed since some start, also while the machine slept; setting the clock does not move it."""
    return time.clock_gettime(_SINCE_BOOT) if _SINCE_BOOT is not None else time.monotonic()


_SINCE_BOOT: int | None = getattr(time, "CLOCK_BOOTTIME", None)


def utc(instant: datetime, field: str) -> datetime:
    """The same instant in UTC; InvalidInput for a naive one, which names no instant."""
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise InvalidInput(field, "must be an instant with a time zone, not a naive datetime")
    return instant.astimezone(UTC)
