"""Temu's reviews count double for a big shop: what is told of one review is its own stars, and what is said that one
more would change is really so.

A dimension is (k x sum of stars + 50 x 4.5) / (k x reviews + 50); the rating is half logistics.
"""

from collections.abc import Iterator
from dataclasses import replace
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


@pytest.mark.parametrize(("stars", "says"), [(1, "one more review of 1 star"), (5, "one more review of 5 stars")])
@pytest.mark.parametrize("seller", SHOPS)
def test_what_one_more_review_would_change_is_really_so(market: Market, seller: str, stars: int, says: str) -> None:
    """The same shop with that review really has the rating that was told."""
    said = next(one for one in _logistics(market, seller).changes if one.says == says)
    really = market.score(CARD, DAY, f"{seller}-{stars}")
    assert (said.points, said.total) == (really.points["logistics"], really.total)


def test_one_more_review_weighs_more_of_a_big_shop(market: Market) -> None:
    """10 stars in 3 reviews. Big: half of (2 x 15 + 225) / 58, small: half of (15 + 225) / 54."""
    points = {name: _logistics(market, name).changes[-1].points for name in SHOPS}
    assert points == {"big": Fraction(255, 116), "small": Fraction(240, 108), "unknown": Fraction(240, 108)}


def test_without_a_weight_of_one_more_nothing_is_told(market: Market) -> None:
    """A card of one's own may weigh its rows in a way that only its database can count."""
    unsaid = tuple(replace(one, weighs=None) for one in CARD.indicators)
    (one,) = explain(replace(CARD, indicators=unsaid), market.facts(), "big", DAY)
    assert {reason.name: len(reason.changes) for reason in one.reasons} == {
        "reviews": 1, "logistics": 0, "description": 0, "service": 0,
    }  # fmt: skip
