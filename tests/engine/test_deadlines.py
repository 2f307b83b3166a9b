"""Deadlines as expressions, and the calendars they count in."""

from datetime import UTC, date, datetime, timedelta

import pytest
from disputes.engine.deadlines import Duration, Zone, after, earliest, first_known, latest

LOS_ANGELES = Zone("America/Los_Angeles")
POINTS = {"filed": datetime(2026, 3, 2, 9, tzinfo=UTC), "promised_delivery": datetime(2026, 3, 20, tzinfo=UTC)}


def days(count: int, calendar: str = "elapsed") -> Duration:
    """A duration of so many days."""
    return Duration(f"D{count}", f"P{count}D", "default", "a test", calendar)  # pyright: ignore[reportArgumentType]


def at(text: str) -> datetime:
    """An instant written as in RFC 3339."""
    return datetime.fromisoformat(text).astimezone(UTC)


def test_a_day_is_24_hours_also_when_the_clocks_change() -> None:
    # Daylight saving time began in Los Angeles on 2026-03-08.
    assert LOS_ANGELES.add(days(1), at("2026-03-07T12:00:00-08:00")) == at("2026-03-08T13:00:00-07:00")


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-03-02T01:00:00-08:00", 1, "2026-03-03T01:00:00-08:00"),  # Monday
        ("2026-03-02T01:00:00-08:00", 5, "2026-03-09T01:00:00-07:00"),  # same local time over the change of clocks
        ("2026-03-06T18:30:00-08:00", 1, "2026-03-09T18:30:00-07:00"),  # Friday to Monday
        ("2026-03-07T10:00:00-08:00", 1, "2026-03-10T00:00:00-07:00"),  # Saturday: work begins on Monday at 0:00
        ("2026-03-08T10:00:00-07:00", 5, "2026-03-16T00:00:00-07:00"),  # Sunday
        ("2026-03-01T23:30:00-08:00", 1, "2026-03-03T00:00:00-08:00"),  # Sunday there, Monday already in UTC
    ],
)
def test_business_days_are_monday_to_friday_in_the_platforms_zone(start: str, count: int, end: str) -> None:
    assert LOS_ANGELES.add(days(count, "business_days"), at(start)) == at(end)


def test_business_days_pass_over_the_holidays_of_the_version() -> None:
    zone = Zone("America/Los_Angeles", frozenset({date(2026, 3, 3), date(2026, 3, 4)}))
    assert zone.add(days(1, "business_days"), at("2026-03-02T09:00:00-08:00")) == at("2026-03-05T09:00:00-08:00")


def test_a_later_start_never_gives_an_earlier_business_day() -> None:
    starts = [at("2026-03-04T00:00:00-08:00") + timedelta(hours=hours) for hours in range(0, 24 * 10, 5)]
    ends = [LOS_ANGELES.add(days(5, "business_days"), start) for start in starts]
    assert ends == sorted(ends)


def test_a_local_end_of_day_is_the_next_midnight_there() -> None:
    assert LOS_ANGELES.add(days(2, "local_end_of_day"), at("2026-03-06T15:00:00-08:00")) == at(
        "2026-03-09T00:00:00-07:00"
    )


def test_expressions_pass_over_what_is_not_known() -> None:
    a, b = after(days(7), "filed"), after(days(7), "completed")
    assert a.instant(POINTS.get, LOS_ANGELES) == POINTS["filed"] + timedelta(days=7)
    assert b.instant(POINTS.get, LOS_ANGELES) is None
    assert latest(a, "promised_delivery").instant(POINTS.get, LOS_ANGELES) == POINTS["promised_delivery"]
    assert earliest(a, "promised_delivery").instant(POINTS.get, LOS_ANGELES) == POINTS["filed"] + timedelta(days=7)
    assert latest(a, b).instant(POINTS.get, LOS_ANGELES) == POINTS["filed"] + timedelta(days=7)
    assert first_known("completed", "promised_delivery").instant(POINTS.get, LOS_ANGELES) == POINTS["promised_delivery"]
    assert first_known("completed").instant(POINTS.get, LOS_ANGELES) is None


def test_expressions_read_as_they_are_written() -> None:
    assert str(latest(after(days(7), "filed"), "promised_delivery")) == "latest(after(D7, filed), promised_delivery)"


@pytest.mark.parametrize(
    ("iso", "calendar", "words"),
    [
        ("P5D", "elapsed", "5 days"),
        ("P1D", "elapsed", "1 day"),
        ("PT48H", "elapsed", "48 hours"),
        ("P5D", "business_days", "5 business days"),
        ("P1D", "local_end_of_day", "1 local day"),
    ],
)
def test_durations_read_as_people_say_them(iso: str, calendar: str, words: str) -> None:
    assert str(Duration("X", iso, "default", "a test", calendar)) == words  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("iso", ["5 days", "", "P", "PD", "5", "P5X"])
def test_a_duration_is_iso_8601(iso: str) -> None:
    with pytest.raises(ValueError, match="ISO 8601"):
        _ = Duration("X", iso, "default", "a test").span
