"""Temu's reviews count double for a big shop: what is told of one review is its own stars, and what is said that one
more would change is really so.

A dimension is (k x sum of stars + 50 x 4.5) / (k x reviews + 50); the rating is half logistics.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from disputes.scoring.explaining import Reason, explain
from disputes.workflows.aliexpress.store_rating import CARD as RATING
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


def _worked(reason: Reason) -> Fraction:
    """What the calculation, as it is written, comes to; stars are marks, not arithmetic."""
    assert reason.calculation
    return eval(re.sub(r"(\d+(?:\.\d+)?)\*?(?: %)?", r'Fraction("\1")', reason.calculation).replace(" x ", " * "))


def test_the_sums_are_those_of_the_reviews_and_the_calculation_adds_up(market: Market) -> None:
    """10 stars in 3 reviews, of a big shop twice each, beside 50 imagined reviews of 4.5 stars, which are ours."""
    found = {name: _logistics(market, name) for name in SHOPS}
    sums = {
        name: [(one.numerator, one.denominator, one.times) for one in reason.windows] for name, reason in found.items()
    }
    assert sums == {"big": [(10, 3, 2)], "small": [(10, 3, 1)], "unknown": [(10, 3, 1)]}
    assert found["big"].calculation == "(2 x 10 + 50* x 4.5*) / (2 x 3 + 50*)"
    assert found["small"].calculation == "(10 + 50* x 4.5*) / (3 + 50*)"
    assert {name: _worked(reason) for name, reason in found.items()} == {
        name: reason.value for name, reason in found.items()
    }
    assert found["big"].counts == "mean stars of reviews, with 50* reviews of 4.5* stars imagined beside them"


def test_the_weights_of_several_windows_stand_with_their_sums(market: Market) -> None:
    """Reviews of 20, 50 and 80 days before weigh 50 %, 30 % and 20 %, as far as there are any."""
    for seller, backs in {"all": (20, 50, 80), "two": (20, 80), "one": (50,)}.items():
        shop = Shop(market, seller)
        for stars, back in enumerate(backs, start=2):
            on = DAY - timedelta(days=back)
            shop.reviews(shop.orders(1, on), on, logistics=stars, description=stars, service=stars)
        market.load("sellers", {"id": seller, "company_verified": True} | shop.known)
    found: dict[str, Reason] = {}
    for seller in ("all", "two", "one"):
        (one,) = explain(RATING, market.facts(), seller, DAY)
        found[seller] = next(reason for reason in one.reasons if reason.name == "logistics")
    assert {name: reason.calculation for name, reason in found.items()} == {
        "all": "(50 % x 2 / 1 + 30 % x 3 / 1 + 20 % x 4 / 1) / (50 % + 30 % + 20 %)",
        "two": "(50 % x 2 / 1 + 20 % x 3 / 1) / (50 % + 20 %)",
        "one": "2 / 1",
    }
    assert {name: _worked(reason) for name, reason in found.items()} == {
        name: reason.value for name, reason in found.items()
    }
