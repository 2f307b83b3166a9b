"""Scores on schedule: due days, missed runs, late facts, months, revisions."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from disputes import InvalidInput, ManualClock
from disputes.interfaces.scores.scoring import Scores
from disputes.scoring.card import Part
from disputes.scoring.declaring import falling
from disputes.scoring.numbers import Number
from disputes.scoring.windows import Window
from disputes.workflows.dhgate.capability import CARD

from .market import SHANGHAI, Market, at

ENABLED = date(2020, 4, 1)
ONE = Number("ONE", "1", "days", "default", "a test")
HUNDRED = Number("HUNDRED", "100", "%", "default", "a test")


class Shop:
    """A marketplace under DHgate's card, its clock at noon of a local day."""

    def __init__(self) -> None:
        self.clock = ManualClock(at(ENABLED, SHANGHAI))
        self.scores = Scores(clock=self.clock, cards=[CARD])
        self.market = Market(SHANGHAI, self.scores.warehouse)

    def until(self, day: date) -> None:
        self.clock.advance(at(day, SHANGHAI) - self.clock.now())

    def orders(self, count: int, day: date, **changes: object) -> list[str]:
        ids = self.market.orders(count, day, **changes)
        self.market.facts()
        return ids


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.scores.close()


def test_a_missed_week_is_caught_up_once_and_a_month_follows(shop: Shop) -> None:
    """Enabled on April 1, looked at on April 8, May 4 and May 5: DHgate's month is published on the fifth."""
    shop.orders(3, date(2020, 3, 20))
    shop.scores.enable("dhgate")
    shop.until(date(2020, 4, 8))
    (run,) = shop.scores.run_due()
    assert (run.period, run.days[0], run.days[-1], run.new) == ("day", ENABLED, date(2020, 4, 8), 8)
    assert shop.scores.run_due() == ()
    shop.until(date(2020, 5, 4))
    assert [run.period for run in shop.scores.run_due()] == ["day"]
    assert shop.scores.next_due_at() == datetime(2020, 5, 4, 16, tzinfo=UTC)
    shop.until(date(2020, 5, 5))
    daily, monthly = shop.scores.run_due()
    assert (daily.days, monthly.days) == ((date(2020, 5, 5),), (date(2020, 4, 30),))
    (april,) = shop.scores.distribution("dhgate", date(2020, 4, 30), period="month")
    assert (april.total, april.shown, april.grade) == (Decimal("85.0000000000"), "85.00", "good")


@pytest.mark.parametrize("older", [False, True])
def test_late_facts_recompute_the_days_and_months_they_touch(shop: Shop, older: bool) -> None:
    """An order of March 31 that turns out not to have been sold: April's 30 days lose all 15 points for it.

    One of four orders is 25 %, beyond the 5 % from which there are none: 85 - 15 = 70 on each day of April. An
    older warehouse has runs without numbers.
    """
    ids = shop.orders(4, date(2020, 3, 31))
    shop.scores.enable("dhgate")
    shop.until(date(2020, 5, 5))
    shop.scores.run_due()
    if older:
        for table in ("dispute_score", "dispute_score_run"):
            shop.scores.warehouse.execute(f"UPDATE {table} SET run = NULL")
        shop.scores.warehouse.execute("DELETE FROM dispute_score_cursor")
    sold = at(date(2020, 3, 31), SHANGHAI)
    shop.market.load("orders", {
        "id": ids[0], "version": 2, "seller": "s", "buyer": f"b-{ids[0]}", "paid": 2000,
        "paid_at": sold - timedelta(days=20), "cancelled_at": sold, "cancelled_for": "seller",
    })  # fmt: skip
    shop.market.facts()
    runs = {(run.period, run.late): run for run in shop.scores.run_due()}
    assert runs.keys() == {("day", True), ("month", True)}
    assert [change.after.day for change in runs["day", True].revised] == [
        ENABLED + timedelta(days=number) for number in range(35)
    ]
    (change,) = runs["month", True].revised
    assert (change.before.shown, change.after.shown) == ("85.00", "70.00")
    assert (change.before.revision, change.after.revision) == (1, 2)
    assert change.before.cut_off < change.after.cut_off
    assert shop.scores.run_due() == ()
    assert [one.revision for one in shop.scores.history("dhgate", "s") if one.period == "month"] == [1, 2]


def test_the_same_run_again_publishes_nothing(shop: Shop) -> None:
    shop.orders(3, date(2020, 3, 20))
    first = shop.scores.run("dhgate", days=[date(2020, 3, 25), date(2020, 3, 28)])
    again = shop.scores.run("dhgate", days=[date(2020, 3, 25), date(2020, 3, 28)])
    assert (first.new, again.new, again.revised, again.unchanged) == (2, 0, (), 2)


def test_days_that_somebody_asked_for_are_not_the_schedules(shop: Shop) -> None:
    """Neither does an old day make all since then due, nor a later one those between done."""
    shop.orders(3, date(2020, 3, 20))
    shop.until(date(2020, 4, 8))
    shop.scores.run("dhgate", days=[date(2020, 3, 25), date(2020, 4, 7)])
    shop.scores.enable("dhgate", since=ENABLED)
    (run,) = shop.scores.run_due()
    assert (run.days[0], run.days[-1], run.new, run.unchanged) == (ENABLED, date(2020, 4, 8), 7, 1)


def test_nothing_is_published_before_it_is_due(shop: Shop) -> None:
    """A day not yet begun, a month before its publishing day: they would move medals."""
    shop.orders(3, date(2020, 3, 20))
    with pytest.raises(InvalidInput, match="the score of 2020-04-02 is due on 2020-04-02; explain says how it would"):
        shop.scores.run("dhgate", days=[ENABLED, date(2020, 4, 2)])
    with pytest.raises(InvalidInput, match="the score of 2020-03-31 is due on 2020-04-05"):
        shop.scores.run("dhgate", days=[date(2020, 3, 31)], period="month")
    assert shop.scores.history("dhgate", "s") == []


def test_days_computed_afterwards_reach_their_month(shop: Shop) -> None:
    """85 each day from April 20 on; 70 before, when an order of four was not sold: 11 x 85 and 19 x 70 in April."""
    shop.orders(3, date(2020, 3, 20))
    bought = at(date(2020, 1, 1), SHANGHAI)
    shop.orders(1, date(2020, 1, 20), confirmed_at=None, paid_at=bought, cancelled_at=at(date(2020, 1, 20), SHANGHAI),
                cancelled_for="seller")  # fmt: skip
    shop.scores.enable("dhgate", since=date(2020, 4, 20))
    shop.until(date(2020, 5, 5))
    shop.scores.run_due()
    shop.scores.run("dhgate", days=[date(2020, 4, number) for number in range(1, 20)])
    (late,) = shop.scores.run_due()
    (change,) = late.revised
    assert (change.before.shown, change.after.shown) == ("85.00", "75.50")
    assert shop.scores.run_due() == ()


def test_one_marketplace_has_one_zone(shop: Shop) -> None:
    other = replace(CARD, name="other", zone="America/Los_Angeles")
    scores = Scores(clock=shop.clock, cards=[CARD, other])
    scores.enable("dhgate")
    with pytest.raises(InvalidInput, match="counts days in America/Los_Angeles, default in Asia/Shanghai"):
        scores.enable("other")
    with pytest.raises(InvalidInput, match="counts days in America/Los_Angeles, default in Asia/Shanghai"):
        scores.run("other", days=[ENABLED])
    assert scores.enabled() == ["dhgate@1"]


def test_ten_decimals_decide_no_grade(shop: Shop) -> None:
    """Three days at 59 1/3, 60 1/3 and 60 1/3: each ends in endless threes, and their mean is 60 exactly, a pass.

    A card of two parts: 30 points, falling to none at 100 % not sold, and 40 points, none at 100 % not described.
    Of 90 orders, 32 and 0 are bad on day one (30 x 58/90 = 19 1/3, and 40), 29 and 0 on the others (20 1/3, and 40).
    """
    card = replace(CARD, name="thirds", parts=(
        Part("not_sold", falling(Number("A", "30", "points", "default", "a test"), none_at=HUNDRED)),
        Part("not_described", falling(Number("B", "40", "points", "default", "a test"), none_at=HUNDRED)),
    ), window=Window(ONE, ONE), exclusions=())  # fmt: skip
    shop.until(date(2020, 5, 5))
    scores = Scores(clock=shop.clock, cards=[card])
    market = Market(SHANGHAI, scores.warehouse)
    for number, bad in ((1, 32), (2, 29), (3, 29)):
        day = date(2020, 4, number)
        market.orders(90 - bad, day)
        market.orders(bad, day, confirmed_at=None, cancelled_at=at(day, SHANGHAI), cancelled_for="seller")
    market.facts()
    scores.run("thirds", days=[date(2020, 4, number) for number in (2, 3, 4)])
    scores.run("thirds", days=[date(2020, 4, 30)], period="month")
    (april,) = scores.distribution("thirds", date(2020, 4, 30), period="month")
    daily = [one.total for one in scores.history("thirds", "s") if one.period == "day"]
    assert daily == [Decimal("59.3333333333"), Decimal("60.3333333333"), Decimal("60.3333333333")]
    assert (april.total, april.grade) == (60, "pass")
