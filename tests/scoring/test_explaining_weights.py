"""Temu's reviews count double for a big shop: what is told of one review is its own stars, and what is said that one
more would change is really so.

A dimension is (k x sum of stars + 50 x 4.5) / (k x reviews + 50); the rating is half logistics.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

import pytest
from disputes.scoring.explaining import Reason, explain
from disputes.workflows.temu.rating import CARD

from .market import SHANGHAI, Market
from .worked import Shop

DAY = date(2026, 3, 1)
YESTERDAY = DAY - timedelta(days=1)
MILLION = 100_000_000
SHOPS = {"big": MILLION, "small": MILLION - 1, "unknown": None}
STARS = (2, 3, 5)


def _shop(market: Market, seller: str, turnover: int | None, *more: int) -> None:
    """Reviews of 2, 3 and 5 stars, alike in each dimension; and of logistics alone some more."""
    shop = Shop(market, seller)
    for stars in STARS:
        shop.reviews(shop.orders(1, YESTERDAY), YESTERDAY, logistics=stars, description=stars, service=stars)
    for stars in more:
        shop.reviews(shop.orders(1, YESTERDAY), YESTERDAY, logistics=stars)
    market.load("sellers", {"id": seller, "turnover": turnover} | shop.known)


@pytest.fixture(scope="module")
def market() -> Iterator[Market]:
    market = Market(SHANGHAI)
    for seller, turnover in SHOPS.items():
        _shop(market, seller, turnover)
        for stars in (1, 5):
            _shop(market, f"{seller}-{stars}", turnover, stars)
    yield market
    market.warehouse.close()


def _logistics(market: Market, seller: str) -> Reason:
    (one,) = explain(CARD, market.facts(), seller, DAY)
    return next(reason for reason in one.reasons if reason.name == "logistics")


@pytest.mark.parametrize("seller", SHOPS)
def test_a_review_is_told_with_its_own_stars(market: Market, seller: str) -> None:
    assert [row.value for row in _logistics(market, seller).cost.rows] == [Fraction(2), Fraction(3)]
