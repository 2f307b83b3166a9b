"""Shein's grade, worked out by hand for 2026-03-01: 2025-12-01 ... 2026-02-28 count.

Half a point for each percent of products ordered again, and of sizes that fitted.
"""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from disputes.scoring.grading import Score
from disputes.workflows.shein.grade import CARD

from .market import SHANGHAI
from .worked import Examples, Shop

DAY = date(2026, 3, 1)
YESTERDAY, LONG_AGO = DAY - timedelta(days=1), DAY - timedelta(days=200)
example = Examples(CARD, DAY, SHANGHAI)


def seller(shop: Shop, reordered: int, products: int, fits: int, sizes: int) -> None:
    """Of so many products so many ordered again, of so many sizes so many right."""
    shop.load("listings", reordered, listed_at=shop.on(LONG_AGO), reordered_at=shop.on(YESTERDAY))
    shop.load("listings", products - reordered, listed_at=shop.on(LONG_AGO))
    orders = shop.orders(sizes, YESTERDAY)
    shop.reviews(orders[:fits], YESTERDAY, size_fits=True)
    shop.reviews(orders[fits:], YESTERDAY, size_fits=False)


@example("90", grade="S", values={"reorders": "90", "size": "90"})
def exactly_90(shop: Shop) -> None:
    """45 + 45."""
    seller(shop, 9, 10, 9, 10)


@example("89.5", grade="A", shown="89.50")
def below_90(shop: Shop) -> None:
    """45 + 44.5: 89 of 100 sizes."""
    seller(shop, 9, 10, 89, 100)


@example("75", grade="A")
def exactly_75(shop: Shop) -> None:
    """30 + 45."""
    seller(shop, 6, 10, 9, 10)


@example("74.5", grade="B")
def below_75(shop: Shop) -> None:
    """30 + 44.5."""
    seller(shop, 6, 10, 89, 100)


@example("60", grade="B")
def exactly_60(shop: Shop) -> None:
    """25 + 35."""
    seller(shop, 5, 10, 7, 10)


@example("59.5", grade="C")
def below_60(shop: Shop) -> None:
    """25 + 34.5."""
    seller(shop, 5, 10, 69, 100)


@example("100", grade="S")
def everything(shop: Shop) -> None:
    """50 + 50 of one product and one size."""
    seller(shop, 1, 1, 1, 1)


@example("0", grade="C")
def nothing(shop: Shop) -> None:
    """0 + 0."""
    seller(shop, 0, 1, 0, 1)


@example("125/3", grade="C", shown="41.67")
def thirds(shop: Shop) -> None:
    """1 of 3 is 16 2/3 points, 1 of 2 is 25."""
    seller(shop, 1, 3, 1, 2)


@example(why_not="no data for reorders", grade=None)
def no_products(shop: Shop) -> None:
    """Without products there is no rate."""
    seller(shop, 0, 0, 5, 5)


@example(why_not="no data for size", grade=None)
def no_sizes(shop: Shop) -> None:
    """Reviews that say nothing of the size are none."""
    seller(shop, 1, 1, 0, 0)
    shop.reviews(shop.orders(3, YESTERDAY), YESTERDAY, description=5)


@example("50", values={"reorders": "0"})
def ordered_again_on_the_day_of_the_score(shop: Shop) -> None:
    """One day late; the window's last day is the day before."""
    seller(shop, 0, 0, 1, 1)
    shop.load("listings", 1, listed_at=shop.on(LONG_AGO), reordered_at=shop.on(DAY))


@example("100", values={"reorders": "100"})
def ordered_again_before_the_window(shop: Shop) -> None:
    """Once is enough, whenever it was."""
    seller(shop, 0, 0, 1, 1)
    shop.load("listings", 1, listed_at=shop.on(LONG_AGO), reordered_at=shop.on(LONG_AGO))


@example("75", values={"reorders": "50"})
def on_offer_until_day_90_and_91(shop: Shop) -> None:
    """1 of 2: one that left on 2025-12-01 was on offer in the window, one that left the day before was not, nor is
    one that is listed on the day of the score."""
    seller(shop, 1, 1, 1, 1)
    shop.load("listings", 1, listed_at=shop.on(LONG_AGO), delisted_at=shop.on(date(2025, 12, 1)))
    shop.load("listings", 1, listed_at=shop.on(LONG_AGO), delisted_at=shop.on(date(2025, 11, 30)))
    shop.load("listings", 1, listed_at=shop.on(DAY))


@example("100", values={"size": "100"})
def sizes_of_day_90_and_91(shop: Shop) -> None:
    """The wrong size was found on day 91."""
    seller(shop, 1, 1, 0, 0)
    shop.reviews(shop.orders(1, LONG_AGO), date(2025, 12, 1), size_fits=True)
    shop.reviews(shop.orders(1, LONG_AGO), date(2025, 11, 30), size_fits=False)


@example(why_not="the shop is closed or has left")
def a_seller_who_left(shop: Shop) -> None:
    """It has no grade."""
    shop.known["status"] = "left"
    seller(shop, 1, 1, 1, 1)


@pytest.fixture(scope="module")
def scores() -> Mapping[str, list[Score]]:
    return example.scores()


@pytest.mark.parametrize("name", example.all)
def test_a_worked_example(name: str, scores: Mapping[str, list[Score]]) -> None:
    (score,) = scores[name]
    assert example.all[name].faults(score) == {}
