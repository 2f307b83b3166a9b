"""DHgate's merchant service capability, worked out by hand."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from disputes.workflows.dhgate import capability, score_rules

from .market import SHANGHAI, Market, at

DAY = date(2020, 5, 1)
CARD = capability.CARD


@pytest.fixture
def market() -> Market:
    return Market(SHANGHAI)


@pytest.mark.parametrize(
    ("day", "window", "tracking"),
    [
        (date(2019, 5, 1), (date(2019, 1, 31), date(2019, 4, 30)), (date(2019, 1, 24), date(2019, 4, 23))),
        (date(2020, 5, 1), (date(2020, 2, 1), date(2020, 4, 30)), (date(2020, 1, 25), date(2020, 4, 23))),
    ],
)
def test_windows_printed_in_the_source(day: date, window: tuple[date, date], tracking: tuple[date, date]) -> None:
    """Worked example 1; 2020 is a leap year."""
    assert score_rules.WINDOW.days(day) == window
    assert score_rules.TRACKING_WINDOW.days(day) == tracking


def test_worked_example(market: Market) -> None:
    """Worked example 2: 29 + 20 + 16.25 + 6 = 71.25, pass. A thousand orders of 946 buyers, to have every rate."""
    inside = DAY - timedelta(days=10)
    # 880 buyers buy once, 120 others (12 % of 1,000 buyers) twice: 1,120 orders.
    orders = market.orders(880, inside)
    for number in range(120):
        orders += market.orders(2, inside, buyer=f"regular-{number}")
    del orders
    score = market.score(CARD, DAY)
    assert score.values["repeat_buyers"] == 12
    assert score.points["repeat_buyers"] == 6


def test_two_orders_are_too_few(market: Market) -> None:
    market.orders(2, DAY - timedelta(days=1))
    score = market.score(CARD, DAY)
    assert (score.grade, score.why_not) == (None, "fewer than 3 orders above 1 USD")


def test_three_orders_are_enough(market: Market) -> None:
    """Nothing wrong, nothing repeated: 100 - 15 = 85, good."""
    market.orders(3, DAY - timedelta(days=90))
    score = market.score(CARD, DAY)
    assert (score.total, score.grade) == (Fraction(85), "good")


def test_a_timeout_counts_120_hours(market: Market) -> None:
    orders = market.orders(4, DAY - timedelta(days=1))
    filed = DAY - timedelta(days=9)
    market.disputes(orders[:1], filed, answered_at=at(filed, SHANGHAI) + timedelta(hours=24))
    market.disputes(orders[1:2], filed, timed_out_at=at(filed + timedelta(days=5), SHANGHAI))
    assert market.score(CARD, DAY).values["refund_response"] == 72
