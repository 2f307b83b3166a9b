"""Deadlines as expressions over named time points, and the calendars they count in.

`after(RESPONSE_WINDOW, "claim_submitted")` reads: the response window after the claim was submitted.
A time point that is not known yet makes `after` unknown; `earliest`, `latest` and `first_known`
pass over what is unknown.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

Mark = Literal["stated", "found", "default"]
Calendar = Literal["elapsed", "local_end_of_day", "business_days"]
Points = Callable[[str], datetime | None]

_ISO_8601 = TypeAdapter(timedelta)


@dataclass(frozen=True)
class Duration:
    """A named length of time of a rule, as ISO 8601 text, with the calendar it counts in.

    `elapsed`: 1 day is 24 hours. `local_end_of_day`: whole days, up to the end of the local day.
    `business_days`: whole days, Monday to Friday without the workflow's holidays, at the same local time.
    `mark` and `source` say where the number comes from.
    """

    name: str
    iso: str
    mark: Mark
    source: str
    calendar: Calendar = "elapsed"

    @cached_property
    def span(self) -> timedelta:
        """The length; ValueError when `iso` is no ISO 8601 duration."""
        try:
            if not self.iso.startswith("P"):
                raise ValueError(self.iso)
            return _ISO_8601.validate_python(self.iso)
        except ValueError:
            raise ValueError(f"{self.iso!r} is not an ISO 8601 duration such as P5D or PT48H") from None

    def __str__(self) -> str:
        if "T" in self.iso:
            return f"{self.span / timedelta(hours=1):g} hours"
        days = self.span.days
        kind = {"elapsed": "", "local_end_of_day": "local ", "business_days": "business "}[self.calendar]
        return f"{days} {kind}day{'' if days == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class HolidayRange:
    """Local days, the first and the last included: `durations` that begin on one of them are longer by `by`."""

    name: str
    first: date
    last: date
    by: Duration
    durations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Zone:
    """The marketplace's time zone, and the holidays frozen into a workflow version.

    `holidays` are no business days; `ranges` lengthen named durations.
    """

    name: str
    holidays: frozenset[date] = frozenset()
    ranges: tuple[HolidayRange, ...] = ()

    def add(self, duration: Duration, start: datetime) -> datetime:
        """The instant a duration after another, counted in the duration's own calendar, holidays added."""
        return self._count(duration, start) + self._lengthening(duration, start)

    def _lengthening(self, duration: Duration, start: datetime) -> timedelta:
        if not self.ranges:
            return timedelta()
        day = start.astimezone(ZoneInfo(self.name)).date()
        added = (r.by.span for r in self.ranges if duration.name in r.durations and r.first <= day <= r.last)
        return max(added, default=timedelta())

    def _count(self, duration: Duration, start: datetime) -> datetime:
        if duration.calendar == "elapsed":
            return start + duration.span
        local = start.astimezone(ZoneInfo(self.name))
        if duration.calendar == "local_end_of_day":
            day = local.date() + duration.span + timedelta(days=1)
            return self._instant(day, time())
        if not self._is_business_day(local.date()):
            # Work begins with the next business day: a later start never gives an earlier deadline.
            local = datetime.combine(self._business_day(local.date(), 1), time())
        return self._instant(self._business_day(local.date(), duration.span.days), local.time())

    def _is_business_day(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.holidays

    def _business_day(self, day: date, count: int) -> date:
        while count:
            day += timedelta(days=1)
            count -= self._is_business_day(day)
        return day

    def _instant(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, tzinfo=ZoneInfo(self.name)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Point:
    """A named time point, such as `filed`."""

    name: str

    def instant(self, points: Points, zone: Zone) -> datetime | None:
        """When it was, or None while it is not known."""
        return points(self.name)

    def parts(self) -> Iterator["Point | Duration"]:
        """Every time point and duration the expression names."""
        yield self

    def words(self) -> str:
        """The expression as people say it."""
        return self.name.replace("_", " ")

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class After:
    """A duration after another instant."""

    duration: Duration
    of: "Deadline"

    def instant(self, points: Points, zone: Zone) -> datetime | None:
        """When it is, or None while what it counts from is not known."""
        start = self.of.instant(points, zone)
        return None if start is None else zone.add(self.duration, start)

    def parts(self) -> Iterator[Point | Duration]:
        """Every time point and duration the expression names."""
        yield self.duration
        yield from self.of.parts()

    def words(self) -> str:
        """The expression as people say it."""
        return f"{self.duration} after {self.of.words()}"

    def __str__(self) -> str:
        return f"after({self.duration.name}, {self.of})"


def _first(instants: Collection[datetime]) -> datetime:
    return next(iter(instants))


_CHOICES: dict[str, Callable[[Collection[datetime]], datetime]] = {
    "earliest": min,
    "latest": max,
    "first_known": _first,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """The earliest, latest or first of those instants that are known."""

    which: Literal["earliest", "latest", "first_known"]
    of: tuple["Deadline", ...]

    def instant(self, points: Points, zone: Zone) -> datetime | None:
        """When it is, or None while none of them is known."""
        known = [at for part in self.of if (at := part.instant(points, zone)) is not None]
        return _CHOICES[self.which](known) if known else None

    def parts(self) -> Iterator[Point | Duration]:
        """Every time point and duration the expression names."""
        for part in self.of:
            yield from part.parts()

    def words(self) -> str:
        """The expression as people say it."""
        parts = [part.words() for part in self.of]
        if len(parts) == 1:
            return parts[0]
        if self.which == "first_known":
            return " (else ".join(parts) + ")" * (len(parts) - 1)
        return f"the {'earlier' if self.which == 'earliest' else 'later'} of {' and '.join(parts)}"

    def __str__(self) -> str:
        return f"{self.which}({', '.join(map(str, self.of))})"


Deadline = Point | After | Choice


def _deadline(of: "Deadline | str") -> Deadline:
    return Point(of) if isinstance(of, str) else of


def after(duration: Duration, of: Deadline | str) -> After:
    """A duration after a time point or another deadline."""
    return After(duration, _deadline(of))


def earliest(*of: Deadline | str) -> Choice:
    """The earliest of those that are known."""
    return Choice("earliest", tuple(map(_deadline, of)))


def latest(*of: Deadline | str) -> Choice:
    """The latest of those that are known."""
    return Choice("latest", tuple(map(_deadline, of)))


def first_known(*of: Deadline | str) -> Choice:
    """The first that is known."""
    return Choice("first_known", tuple(map(_deadline, of)))
