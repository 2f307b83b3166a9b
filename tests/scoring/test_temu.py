"""Temu's shop rating and fines, worked out by hand for 2026-03-01: reviews of 2025-12-01 ... 2026-02-28 count.

A dimension is (k x sum of stars + 50 x 4.5) / (k x reviews + 50), k = 2 for shops with 1,000,000 USD a month, else
1; the rating is half logistics, a quarter description, a quarter service.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from disputes import InvalidInput, Money, Scores, load_facts
from disputes.scoring.grading import Score
from disputes.workflows.temu import score_rules
from disputes.workflows.temu.fines import fine
from disputes.workflows.temu.rating import CARD, with_prior

from .market import SHANGHAI
from .worked import Examples, Shop

DAY = date(2026, 3, 1)
YESTERDAY = DAY - timedelta(days=1)
MILLION = 100_000_000
BARE = with_prior(replace(score_rules.PRIOR_REVIEWS, text="0"), "bare")
example, bare = Examples(CARD, DAY, SHANGHAI), Examples(BARE, DAY, SHANGHAI)


def rated(shop: Shop, count: int, stars: dict[str, int], day: date = YESTERDAY) -> list[str]:
    """So many reviews, each of an order of its own."""
    return shop.reviews(shop.orders(count, day), day, **stars)


def alike(stars: int) -> dict[str, int]:
    return {"logistics": stars, "description": stars, "service": stars}


@example(None, why_not="no reviews")
def no_reviews(shop: Shop) -> None:
    """The prior alone makes no rating."""


@example("4.75", shown="4.75", grade=None, why_not=None, values={"logistics": "4.75"})
def fifty_of_five_stars(shop: Shop) -> None:
    """(250 + 225) / 100 in each; a turnover that nobody knows counts once."""
    rated(shop, 50, alike(5))


@example("29/6", shown="4.83")
def exactly_a_million(shop: Shop) -> None:
    """(500 + 225) / 150 = 29/6: the same stars weigh more beside the prior."""
    shop.known["turnover"] = MILLION
    rated(shop, 50, alike(5))


@example("4.75")
def a_cent_below_a_million(shop: Shop) -> None:
    """999,999.99 USD counts once."""
    shop.known["turnover"] = MILLION - 1
    rated(shop, 50, alike(5))


@example("13/6", shown="2.17")
def a_big_shop_with_one_star(shop: Shop) -> None:
    """(100 + 225) / 150 = 13/6: doubling works downward as well."""
    shop.known["turnover"] = 5 * MILLION
    rated(shop, 50, alike(1))


@example("2.75")
def a_small_shop_with_one_star(shop: Shop) -> None:
    """(50 + 225) / 100."""
    rated(shop, 50, alike(1))


@example("226/51", shown="4.43")
def one_bad_review_decides_little(shop: Shop) -> None:
    """(1 + 225) / 51."""
    rated(shop, 1, alike(1))


@example("4.625", shown="4.63", values={"description": "4.5", "service": "4.5"})
def stars_for_logistics_only(shop: Shop) -> None:
    """Logistics 4.75, the others stay at the prior: 2.375 + 1.125 + 1.125."""
    rated(shop, 50, {"logistics": 5})


@example("4.25", points={"logistics": "2.125", "description": "1.1875", "service": "0.9375"})
def three_dimensions(shop: Shop) -> None:
    """4 / 5 / 3 stars are 4.25 / 4.75 / 3.75: half of the first, a quarter of each other."""
    rated(shop, 50, {"logistics": 4, "description": 5, "service": 3})


@example("230/51", values={"reviews": "1"})
def day_90_counts_and_91_does_not(shop: Shop) -> None:
    """5 stars on 2025-12-01; 1 star the day before, and 1 star on the day of the score."""
    rated(shop, 1, alike(5), date(2025, 12, 1))
    rated(shop, 1, alike(1), date(2025, 11, 30))
    rated(shop, 1, alike(1), DAY)


@example("230/51", values={"reviews": "1"})
def what_does_not_count(shop: Shop) -> None:
    """A filtered review, one removed after a complaint, and one of a test order."""
    rated(shop, 1, alike(5))
    shop.reviews(shop.orders(1, YESTERDAY), YESTERDAY, filtered="advertising", **alike(1))
    (insult,) = rated(shop, 1, alike(1))
    shop.load("review_complaints", 1, review=insult, filed_at=shop.on(YESTERDAY), ground="insult", upheld=True)
    shop.reviews(shop.orders(1, YESTERDAY, kind="test"), YESTERDAY, **alike(1))


@example(None, why_not="the shop is closed or has left")
def a_closed_shop(shop: Shop) -> None:
    """Closed shops are not rated."""
    shop.known["status"] = "closed"
    rated(shop, 5, alike(5))


@bare("4.5")
def without_a_prior(shop: Shop) -> None:
    """Two reviews of 4 and 5 stars: their mean."""
    rated(shop, 1, alike(4))
    rated(shop, 1, alike(5))


@bare("4.5")
def without_a_prior_doubling_cancels_out(shop: Shop) -> None:
    """(2 x 9) / (2 x 2) is the same mean."""
    shop.known["turnover"] = MILLION
    rated(shop, 1, alike(4))
    rated(shop, 1, alike(5))


@bare(None, why_not="no data for description, service")
def without_a_prior_every_dimension_needs_stars(shop: Shop) -> None:
    """There is nothing to take in their stead."""
    rated(shop, 1, {"logistics": 5})


@pytest.fixture(scope="module")
def scores() -> Mapping[str, list[Score]]:
    return example.scores() | bare.scores()


@pytest.mark.parametrize("name", [*example.all, *bare.all])
def test_a_worked_example(name: str, scores: Mapping[str, list[Score]]) -> None:
    (score,) = scores[name]
    assert (example.all | bare.all)[name].faults(score) == {}


def test_a_card_with_another_prior_has_a_name_of_its_own() -> None:
    assert (BARE.id, CARD.id) == ("bare@1", "temu@1")


@pytest.mark.parametrize(
    ("quality", "declared", "multiple", "amount"),
    [
        (100, 1000, "0", 0),  # 90-100: the order is not settled, and that is all
        (90, 1000, "0", 0),
        (89, 1000, "1.5", 1500),  # 70-90: and 1.5 x 10.00
        (70, 1000, "1.5", 1500),
        (69, 1000, "2.5", 2500),  # 60-70: 2.5 x
        (60, 1000, "2.5", 2500),
        (59, 1000, "5", 5000),  # below 60: 5 x
        (0, 1000, "5", 5000),
        (75, 999, "1.5", 1499),  # 1.5 x 9.99 = 14.985, half a cent up
        (65, 1, "2.5", 3),  # 2.5 x 0.01 = 0.025
        (75, 0, "1.5", 0),
    ],
)
def test_a_fine(quality: int, declared: int, multiple: str, amount: int) -> None:
    found = fine(quality, Money(declared, "USD"))
    assert (found.multiple.value, found.amount) == (Fraction(multiple), Money(amount, "USD"))
    assert found.consequences[0] == "order not settled"
    assert len(found.consequences) == (1 if multiple == "0" else 2)


def test_the_fine_of_an_order_by_its_products_quality() -> None:
    """A product of 65 quality points, declared at 9.99 EUR: 2.5 x 9.99 = 24.975, half a cent up."""
    with Scores() as scores:
        listed = {"seller": "s", "listed_at": datetime(2025, 1, 1, tzinfo=UTC)}
        products = [{"id": "mug", "quality": 65} | listed, {"id": "new"} | listed]
        load_facts(scores.warehouse, "listings", products, zone="Asia/Shanghai")
        with pytest.raises(InvalidInput, match="marketplace: no card with fines grades default: enable temu"):
            scores.fine("mug", Money(999, "EUR"))
        scores.enable("temu")
        found = scores.fine("mug", Money(999, "EUR"))
        assert (found.amount, found.multiple.mark) == (Money(2498, "EUR"), "default")
        assert found.consequences == ("order not settled", "fine of a multiple of the declared price")
        for unknown in ("new", "cup"):
            with pytest.raises(InvalidInput, match=f"listing: no quality score of '{unknown}' is known in default"):
                scores.fine(unknown, Money(999, "EUR"))
        with pytest.raises(InvalidInput, match="declared"):
            scores.fine("mug", 9.99)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("quality", [-1, 101])
def test_a_quality_score_outside_of_0_to_100(quality: int) -> None:
    with pytest.raises(InvalidInput, match=f"quality: must be from 0 to 100, not {quality}"):
        fine(quality, Money(1000, "USD"))
