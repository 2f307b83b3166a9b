"""What follows from several monthly scores: DHgate's three months running, and six in a calendar year."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from disputes.scoring.consequences import imposed, monthly_totals
from disputes.scoring.published import Period, Published
from disputes.scoring.windows import month_end
from disputes.workflows.dhgate.capability import CARD

BAN = "no upload, listing or update of products"
CLOSED = "account closed"
LEAST = "0.0000000001"
"""The least that a published total differs by."""


def history(first: str, text: str) -> dict[date, Decimal | None]:
    """Monthly totals from a month on; `-` is a month without a score."""
    year, month = map(int, first.split("-"))
    totals: dict[date, Decimal | None] = {}
    for word in text.split():
        totals[month_end(date(year, month, 1))] = None if word == "-" else Decimal(word)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return totals


def in_force(totals: dict[date, Decimal | None]) -> dict[str, date]:
    assert CARD.monthly
    return {one.consequence: one.since for one in imposed(CARD.monthly.lasting, totals)}


@pytest.mark.parametrize(
    ("first", "totals", "expected"),
    [
        ("2020-01", "", {}),
        ("2020-01", "59 59", {}),  # two are not three
        ("2020-01", "59 59 59", {BAN: date(2020, 3, 31)}),
        ("2020-01", "59 59 60", {}),  # 60.00 is not below 60
        ("2020-01", f"59 59 {Decimal(60) - Decimal(LEAST)}", {BAN: date(2020, 3, 31)}),
        ("2020-01", "59 60 59 59", {}),  # not running
        ("2020-01", "59 59 59 59", {BAN: date(2020, 3, 31)}),  # still that of March
        ("2020-01", "59 59 59 60", {}),  # lifts after a month of 60
        ("2020-01", "59 59 59 -", {BAN: date(2020, 3, 31)}),  # a month without a score lifts nothing
        ("2020-01", "59 59 - 59", {}),  # and is not below 60
        ("2020-01", "59 59 - 59 59 59", {BAN: date(2020, 6, 30)}),
        ("2020-01", "59 59 59 60 59 59", {}),  # the count began anew; five in the year
        ("2020-01", "59 59 59 60 59 59 59", {BAN: date(2020, 7, 31), CLOSED: date(2020, 7, 31)}),
        ("2019-11", "59 59 59", {BAN: date(2020, 1, 31)}),  # running over the new year
        ("2020-01", "59 70 59 70 59 70 59 70 59 70 59", {CLOSED: date(2020, 11, 30)}),  # six, never two running
        ("2020-01", "59 70 59 70 59 70 59 70 59 70 59 99", {CLOSED: date(2020, 11, 30)}),  # final
        ("2020-01", "59 70 59 70 59 70 59 70 59 70 70 70 59", {}),  # the sixth is January's: another year
        ("2020-07", "59 59 59 59 59 60 59", {}),  # five in 2020 (lifted in December), one in 2021
        ("2020-12", "59 59 59 59 59 59", {BAN: date(2021, 2, 28)}),  # one in 2020, five in 2021
        ("2020-12", "59 59 59 59 59 59 59", {BAN: date(2021, 2, 28), CLOSED: date(2021, 6, 30)}),
        ("2024-01", "70 59.9", {}),
        ("2023-12", "59 59 59", {BAN: date(2024, 2, 29)}),  # a leap year
    ],
)
def test_dhgate(first: str, totals: str, expected: dict[str, date]) -> None:
    assert in_force(history(first, totals)) == expected


def test_a_month_that_nobody_scored_is_a_month_without_a_score() -> None:
    totals = history("2020-01", "59 59 59 59")
    del totals[date(2020, 3, 31)]
    assert in_force(totals) == {}


def test_it_says_which_months_count_and_what_is_final() -> None:
    assert CARD.monthly
    ban, closed = imposed(CARD.monthly.lasting, history("2020-01", "59 59 59 59 59 59"))
    assert (ban.months, ban.final) == ((date(2020, 1, 31), date(2020, 2, 29), date(2020, 3, 31)), False)
    assert (len(closed.months), closed.final) == (6, True)


def test_exact_means_are_compared_unrounded() -> None:
    third = Fraction(60) - Fraction(1, 10**30)
    assert CARD.monthly
    months = dict.fromkeys(history("2020-01", "1 1 1"), third)
    assert [one.consequence for one in imposed(CARD.monthly.lasting, months)] == [BAN]


def published(period: Period, day: date, revision: int, total: str) -> Published:
    at = datetime(2020, 5, 5, tzinfo=UTC)
    return Published("m", "dhgate@1", period, day, "s", None, revision, Decimal(total), total, None, None, 1, at)


def test_an_overturned_month_counts_as_it_stands() -> None:
    """Three months below 60, then March is revised to 60: the ban is gone."""
    january, february, march = sorted(history("2020-01", "1 1 1"))
    versions = [
        published("month", march, 2, "60"),
        published("month", january, 1, "59"),
        published("month", february, 1, "59"),
        published("month", march, 1, "59"),
        published("day", march, 1, "10"),
    ]
    assert in_force(monthly_totals(versions)) == {}
    assert in_force(monthly_totals(versions[1:])) == {BAN: march}
