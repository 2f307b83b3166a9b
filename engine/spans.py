"""How long a duration can be at the most and at the least, wherever in the calendar it begins.

Business days begin on every day of the week and before every frozen holiday; a local day has 23 to 25 hours.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from .deadlines import Duration, Zone

_DAY = timedelta(days=1)
_RULES_OF = range(2020, 2041)
"""The years whose changes of the clock are looked at: what a zone did before is history."""


def longest(duration: Duration, zone: Zone) -> timedelta:
    """The most elapsed time that it can be, the longest holiday range that names it included."""
    ranges = (one.by.span for one in zone.ranges if duration.name in one.durations)
    return _longest(duration, zone) + max(ranges, default=timedelta())


@cache
def _longest(duration: Duration, zone: Zone) -> timedelta:
    if duration.calendar == "elapsed":
        return duration.span
    if duration.calendar == "local_end_of_day":
        # From midnight to the end of the last day, with the hour that a change of the clock adds.
        return duration.span + _DAY + change_of_clock(zone.name)
    return _business_days(duration.span.days, zone.holidays) + change_of_clock(zone.name)


def shortest(duration: Duration, zone: Zone) -> timedelta:
    """The least elapsed time that it can be."""
    if duration.calendar == "elapsed":
        return duration.span
    return max(duration.span - change_of_clock(zone.name), timedelta())


def _business_days(count: int, holidays: frozenset[date]) -> timedelta:
    """The most days that so many business days take; those that begin on a day off begin at its midnight."""
    # Every day of a week without holidays, and every start from which one of them comes before the end.
    week = {date(1901, 1, 7) + day * _DAY for day in range(7)}
    starts = week | {day - _DAY * before for day in holidays for before in range(2 * count + 14)}
    return max(_end(start, count, holidays) - start for start in starts)


def _end(start: date, count: int, holidays: frozenset[date]) -> date:
    def works(day: date) -> bool:
        return day.weekday() < 5 and day not in holidays

    day = start
    while not works(day):
        day += _DAY
    while count:
        day += _DAY
        count -= works(day)
    return day


@cache
def change_of_clock(zone: str) -> timedelta:
    """By how much local time and elapsed time can differ: an hour where clocks change, nothing elsewhere."""
    months = (datetime(year, month, 1, tzinfo=UTC) for year in _RULES_OF for month in range(1, 13))
    offsets = {month.astimezone(ZoneInfo(zone)).utcoffset() or timedelta() for month in months}
    return max(offsets) - min(offsets)
