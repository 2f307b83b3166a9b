"""The frozen holidays are those that the generator writes, and business days pass over them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from disputes import workflows
from disputes.tools import freeze_holidays
from disputes.workflows.holidays import US_FEDERAL

PACIFIC = ZoneInfo("America/Los_Angeles")
EBAY = workflows.get("ebay@1")


def test_the_frozen_holidays_are_what_the_generator_writes() -> None:
    """When this fails after an upgrade of `holidays`: run `make holidays`, and give ebay a new version."""
    assert freeze_holidays.FILE.read_text(encoding="utf-8") == freeze_holidays.text()


def test_every_year_has_its_eleven_holidays_or_the_day_they_are_observed_on() -> None:
    for year in freeze_holidays.YEARS:
        weekdays = [day for day in US_FEDERAL if day.year == year and day.weekday() < 5]
        # New Year's Day of the year after is observed on 31 December where it is a Saturday.
        assert 10 <= len(weekdays) <= 12, year


def test_three_business_days_pass_over_thanksgiving_and_the_weekend() -> None:
    wednesday = datetime(2026, 11, 25, 15, 30, tzinfo=PACIFIC)
    after = EBAY.zone.add(EBAY.durations["RESPONSE_WINDOW"], wednesday.astimezone(UTC))
    assert after == datetime(2026, 12, 1, 15, 30, tzinfo=PACIFIC)
    assert EBAY.zone.holidays == US_FEDERAL
