"""AliExpress' service indicators by category, of February 2024, a leap February, worked out by hand.

An order counts for the category it is sold under, and with it its disputes and reviews, whenever they came.
"""

from datetime import date, timedelta

import pytest
from disputes.scoring.grading import Score
from disputes.workflows.aliexpress.service_indicators import BANNED, CARD_BY_CATEGORY

from .worked import Example, Examples, Shop, utc

LAST = date(2024, 2, 29)
MID = date(2024, 2, 10)
FEW = "fewer than 30 orders in the month"
example = Examples(CARD_BY_CATEGORY, LAST)


@example(categories={
    "shoes": {"grade": "qualified", "values": {"not_described": "10/3", "description": "5"}},
    "hats": {"grade": "not qualified", "values": {"not_described": "20/3", "description": None}},
    "belts": {"grade": None, "why_not": FEW, "values": {"orders": "29", "not_described": "0"}},
})  # fmt: skip
def three_categories(shop: Shop) -> None:
    """Shoes: 30 orders, 1 disputed: 3.33 %. Hats: 30, 2 disputed: 6.67 %. Belts: 29 orders, too few."""
    shoes = shop.orders(30, MID, category="shoes")
    hats = shop.orders(30, MID, category="hats")
    shop.orders(29, MID, category="belts")
    shop.disputes([*shoes[:1], *hats[:2]], MID)
    shop.reviews(shoes[1:2], MID, description=5)


@example(categories={
    "shoes": {"grade": "qualified", "values": {"not_described": "5", "description": "4.5"}},
    "hats": {"grade": "not qualified", "values": {"not_described": "200/39", "description": "5"}},
    "belts": {"grade": "not qualified", "values": {"not_described": "0", "description": "22/5"}},
})  # fmt: skip
def just_good_enough_and_just_not(shop: Shop) -> None:
    """Shoes: 2 of 40 are 5.00 %, stars 4 and 5 are 4.50. Hats: 2 of 39 are 5.13 %. Belts: 4, 4, 4, 5, 5 are 4.40."""
    shoes = shop.orders(40, MID, category="shoes")
    hats = shop.orders(39, MID, category="hats")
    belts = shop.orders(30, MID, category="belts")
    shop.disputes([*shoes[:2], *hats[:2]], MID)
    shop.reviews([shoes[2], *belts[:3]], MID, description=4)
    shop.reviews([shoes[3], hats[3], *belts[3:5]], MID, description=5)


@example(categories={
    "shoes": {"grade": None, "why_not": FEW, "values": {"orders": "29"}},
    "hats": {"grade": None, "why_not": FEW, "values": {"orders": "29"}},
})  # fmt: skip
def enough_as_a_shop_but_in_no_category(shop: Shop) -> None:
    """58 orders, 29 in each: the least volume is each category's own."""
    shop.orders(29, MID, category="shoes")
    shop.orders(29, MID, category="hats")


@example(categories={
    "shoes": {"grade": "qualified", "values": {"orders": "30"}},
    "hats": {"grade": None, "why_not": FEW, "values": {"orders": "29"}},
})  # fmt: skip
def the_leap_day_is_in_the_month(shop: Shop) -> None:
    """Shoes: 29 on Feb 1, one on Feb 29. Hats: 29 on Feb 28, one on Jan 31, one on Mar 1: those two do not count."""
    shop.orders(29, date(2024, 2, 1), category="shoes")
    shop.orders(1, LAST, category="shoes")
    for count, day in ((29, date(2024, 2, 28)), (1, date(2024, 1, 31)), (1, date(2024, 3, 1))):
        shop.orders(count, day, category="hats")


@example(categories={"shoes": {"values": {"orders": "1"}}, "hats": {"values": {"orders": "1"}}})
def the_month_is_los_angeles_month(shop: Shop) -> None:
    """UTC-8: shoes come with the first minute of Feb 1, hats with the last of Feb 29; belts are a minute outside."""
    for category, instant in (("shoes", "2024-02-01 08:00"), ("hats", "2024-03-01 07:59"),
                              ("belts", "2024-02-01 07:59"), ("belts", "2024-03-01 08:00")):  # fmt: skip
        shop.orders(1, MID, category=category, confirmed_at=utc(instant), paid_at=utc("2024-01-01 00:00"))


@example(categories={
    None: {"grade": "qualified", "values": {"orders": "40", "not_described": "5"}},
    "shoes": {"grade": "qualified", "values": {"orders": "30", "not_described": "0"}},
})  # fmt: skip
def orders_without_a_category(shop: Shop) -> None:
    """They are judged together, by themselves: 2 of 40; the shoes know nothing of their disputes."""
    shop.disputes(shop.orders(40, MID)[:2], MID)
    shop.orders(30, MID, category="shoes")


@example(categories={
    "shoes": {"grade": None, "why_not": FEW, "values": {"orders": "29"}},
    "boots": {"grade": None, "why_not": FEW, "values": {"orders": "1", "not_described": "100", "description": "2"}},
})  # fmt: skip
def a_category_changed_by_a_correction(shop: Shop) -> None:
    """One of 30 shoes is corrected to boots: its dispute and its review go along, and the shoes are too few."""
    shop.orders(29, MID, category="shoes")
    shop.orders(1, MID, category="shoes", id="mistaken", version=1)
    shop.orders(1, MID, category="boots", id="mistaken", version=2)
    shop.disputes(["mistaken"], MID)
    shop.reviews(["mistaken"], MID, description=2)


@example(categories={
    "shoes": {"grade": "qualified", "values": {"not_described": "0", "orders": "30"}},
    "hats": {"grade": "not qualified", "values": {"not_described": "10"}},
})  # fmt: skip
def a_chargeback_here_and_a_dispute_there(shop: Shop) -> None:
    """3 of 30 hats are disputed. Three shoes were charged back: that is no indicator of this card."""
    shoes = shop.orders(30, MID, category="shoes")
    shop.disputes(shop.orders(30, MID, category="hats")[:3], MID)
    shop.facts("chargeback", shoes[:3], {"filed_at": shop.on(MID)})


@example(categories={
    "shoes": {"grade": "not qualified", "values": {"not_described": "10", "not_described_after_exemption": "5"}},
    "hats": {"grade": "qualified", "values": {"not_described": "2.5", "not_described_after_exemption": "2.5"}},
})  # fmt: skip
def both_counts_are_kept_in_each(shop: Shop) -> None:
    """Shoes, 40: two the seller's, one under guarantee, one the carrier's: 4/40 before, 2/40 after. Hats: 1/40."""
    shoes = shop.orders(40, MID, category="shoes")
    shop.disputes(shoes[:2], MID)
    shop.disputes(shoes[2:3], MID, guarantee=True)
    shop.disputes(shoes[3:4], MID, liable="carrier")
    shop.disputes(shop.orders(40, MID, category="hats")[:1], MID)


@example(categories={
    "shoes": {"grade": "qualified", "values": {"orders": "30", "description": None}},
    "hats": {"grade": None, "why_not": FEW, "values": {"orders": "0", "not_described": None, "description": "3"}},
})  # fmt: skip
def a_review_of_an_order_of_the_month_before(shop: Shop) -> None:
    """Hats were all sold in January: reviewed in February they have stars, but no order; shoes have no stars of it."""
    shop.orders(30, MID, category="shoes")
    hats = shop.orders(30, date(2024, 1, 31), category="hats")
    shop.reviews(hats[:1], date(2024, 2, 1), description=3)
    shop.reviews(hats[1:2], date(2024, 1, 31), description=1)


@example(categories={
    "shoes": {"values": {"orders": "30", "not_described": "5"}},
    "hats": {"values": {"orders": "3", "not_described": "0"}},
})  # fmt: skip
def what_is_not_sold_and_what_was_withdrawn(shop: Shop) -> None:
    """Shoes: 10 not sold and 20 confirmed, one of these disputed on two lines: 1/20. Hats: the dispute is withdrawn."""
    shoes = shop.orders(20, MID, category="shoes")
    shop.orders(10, MID, category="shoes", confirmed_at=None, cancelled_at=shop.on(MID), cancelled_for="seller")
    shop.disputes(shoes[:1], MID)
    shop.disputes(shoes[:1], MID, line="2")
    hats = shop.orders(3, MID, category="hats")
    shop.disputes(hats[:1], MID, withdrawn_at=shop.on(MID), resolution="withdrawn")


@example(categories={
    "shoes": {"grade": None, "why_not": "new: not scored in the first 90 days"},
    "hats": {"grade": None, "why_not": "new: not scored in the first 90 days"},
})  # fmt: skip
def day_89_of_a_new_shop(shop: Shop) -> None:
    """Dec 2 to Feb 29 are 89 days: grace is the shop's, so every category has it."""
    shop.known["joined_at"] = shop.on(date(2023, 12, 2))
    shop.orders(30, MID, category="shoes")
    shop.orders(1, MID, category="hats")


@example(categories={"shoes": {"grade": "qualified"}, "hats": {"grade": None, "why_not": FEW}})
def day_90_of_a_new_shop(shop: Shop) -> None:
    """Dec 1 to Feb 29 are 90 days: the grace is over, for the shoes; the hats are too few."""
    shop.known["joined_at"] = shop.on(date(2023, 12, 1))
    shop.orders(30, MID, category="shoes")
    shop.orders(29, MID, category="hats")


@example(categories={
    "shoes": {"grade": None, "why_not": "opened to evade the rating: banned", "consequences": BANNED},
})  # fmt: skip
def an_account_that_evades_is_banned(shop: Shop) -> None:
    """The category would have been qualified."""
    shop.known |= {"evading": True, "joined_at": shop.on(LAST - timedelta(days=1))}
    shop.orders(30, MID, category="shoes")


@example(categories={})
def no_category_without_orders(shop: Shop) -> None:
    """Test orders are none, and January's are January's: there is no category to speak of."""
    shop.orders(30, MID, category="shoes", kind="test")
    shop.orders(30, date(2024, 1, 31), category="hats")


@pytest.fixture(scope="module")
def scores() -> dict[str, list[Score]]:
    return example.scores()


@pytest.mark.parametrize("name", example.all)
def test_worked_by_hand(name: str, scores: dict[str, list[Score]]) -> None:
    wanted = example.all[name].says["categories"]
    found = {one.category: one for one in scores.get(name, [])}
    assert found.keys() == wanted.keys()
    faults = {one: Example(example.all[name].build, None, says).faults(found[one]) for one, says in wanted.items()}
    assert faults == {one: {} for one in wanted}
