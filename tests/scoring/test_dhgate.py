"""DHgate's merchant service capability, worked out by hand for 2020-05-01: 2020-02-01 ... 2020-04-30 count, of
tracking numbers those entered 2020-01-25 ... 2020-04-23. 2020 is a leap year.

A shop with nothing wrong, no disputes and no buyer twice has 35 + 30 + 20 + 0 = 85 points.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from disputes.scoring.grading import Score
from disputes.scoring.monthly import monthly_score
from disputes.workflows.dhgate import score_rules
from disputes.workflows.dhgate.capability import CARD

from .market import SHANGHAI
from .worked import Examples, Shop

DAY = date(2020, 5, 1)
FEW = "fewer than 3 orders above 1 USD"
example = Examples(CARD, DAY, SHANGHAI)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


USUAL = ago(10)


def sold(shop: Shop, count: int, day: date = USUAL, **changes: object) -> list[str]:
    """So many orders of a verified shop, each of another buyer."""
    shop.known["verified"] = True
    return [shop.orders(1, day, **{"buyer": shop.id("buyer")} | changes)[0] for _ in range(count)]


@example(
    "71.25",
    shown="71.25",
    grade="pass",
    values={"not_sold": "1", "not_described": "1", "violating": "0", "product_reviews": "4.6", "tracking": "81",
            "false_tracking": "0.6", "not_received": "2", "logistics_reviews": "4.4", "refund_response": "48",
            "settlement": "80", "service_reviews": "4.7", "repeat_buyers": "12"},
    points={"not_sold": "12", "not_described": "4", "violating": "5", "product_reviews": "8", "tracking": "6",
            "false_tracking": "4", "not_received": "3", "logistics_reviews": "7", "refund_response": "3.75",
            "settlement": "4", "service_reviews": "8.5", "repeat_buyers": "6"},
)  # fmt: skip
def worked_example_2(shop: Shop) -> None:
    """200 orders of 175 buyers: 154 buy once, 17 twice, 4 three times; 21 of 175 are 12 %. 2 not sold; of the
    disputes 2 not as described, 4 not received, 4 for the buyer's own reason, 8 of the 10 agreed. 500 numbers, 405
    known to the carrier, 3 false. 29 + 20 + 16.25 + 6."""
    orders = sold(shop, 152)
    gone = sold(shop, 2, confirmed_at=None, cancelled_at=shop.on(ago(10)), cancelled_for="seller")
    for number in range(21):
        orders += sold(shop, 2 if number < 17 else 3, buyer=f"regular-{number}")
    assert len(orders) + len(gone) == 200
    for count, first, category in ((2, 0, "not_as_described"), (4, 2, "not_received"), (4, 6, "buyer_reason")):
        for number in range(first, first + count):
            shop.disputes(
                [orders[number]], ago(10), category, answered_at=shop.on(ago(8)), ended_at=shop.on(ago(7)),
                resolution="agreed" if number < 8 else "ruled",
            )  # fmt: skip
    for stars in range(10):
        given = {"description": 4 + (stars < 6), "logistics": 4 + (stars < 4), "service": 4 + (stars < 7)}
        shop.reviews([orders[stars]], ago(5), **given)
    for number in range(500):
        tracked = {"tracked_at": shop.on(ago(19))} if number < 405 else {}
        shop.facts("shipment", [orders[number % 150]], {"entered_at": shop.on(ago(20)), "false": number < 3} | tracked)
    shop.load("listings", 30, listed_at=shop.on(ago(50)))


@example(why_not=FEW, grade=None)
def two_orders(shop: Shop) -> None:
    """2 are fewer than 3."""
    sold(shop, 2)


@example("85", grade="good", points={"repeat_buyers": "0", "settlement": "5", "refund_response": "5"})
def exactly_three_orders_on_day_90(shop: Shop) -> None:
    """2020-02-01 is day 90: 85. Without disputes response and settlement give full points."""
    sold(shop, 3, date(2020, 2, 1))


@example(why_not=FEW)
def one_of_three_on_day_91(shop: Shop) -> None:
    """2020-01-31 is day 91."""
    sold(shop, 2)
    sold(shop, 1, date(2020, 1, 31))


@example(why_not=FEW)
def the_day_itself_does_not_count(shop: Shop) -> None:
    """The newest day is the day before."""
    sold(shop, 2, ago(1))
    sold(shop, 1, DAY)


@example("85", values={"orders": "3"})
def the_leap_day_counts(shop: Shop) -> None:
    """All three on 29 February."""
    sold(shop, 3, date(2020, 2, 29))


@example(why_not=FEW)
def an_order_of_1_00_usd(shop: Shop) -> None:
    """Orders of 1.00 USD or less count nowhere: two are left."""
    sold(shop, 2)
    sold(shop, 1, paid=100)


@example("70", values={"orders": "4", "not_sold": "25"})
def a_buyer_who_gives_up_after_the_deadline(shop: Shop) -> None:
    """Three orders are sold. One that still waited at its deadline is not, whoever cancelled it then; one that the
    buyer cancelled a moment before is no order any more. 1/4 costs all 15 of 85."""
    sold(shop, 3)
    noon = shop.on(ago(10))
    waiting: dict[str, Any] = {"confirmed_at": None, "ship_by_at": noon, "cancelled_for": "buyer"}
    sold(shop, 1, **waiting, cancelled_at=noon)
    sold(shop, 1, **waiting, cancelled_at=noon - timedelta(microseconds=1))


@example("70", values={"orders": "4", "not_sold": "25"})
def an_order_shipped_at_its_very_deadline(shop: Shop) -> None:
    """It had to be shipped before: 1 of 4 is not sold. One that was shipped a moment before is."""
    noon = shop.on(ago(10))
    sold(shop, 2)
    sold(shop, 1, ship_by_at=noon, shipped_at=noon - timedelta(microseconds=1))
    sold(shop, 1, ship_by_at=noon, shipped_at=noon)


@example(why_not=FEW)
def not_sold_on_the_day_of_the_deadline(shop: Shop) -> None:
    """The third order was due on day 91; that the seller cancelled it on day 89 does not bring it into the window."""
    sold(shop, 2)
    late: dict[str, Any] = {"confirmed_at": None, "ship_by_at": shop.on(ago(91)), "cancelled_at": shop.on(ago(89))}
    sold(shop, 1, **late, cancelled_for="seller")


@example("85", values={"orders": "3"})
def an_order_of_1_01_usd(shop: Shop) -> None:
    """1.01 USD counts."""
    sold(shop, 2)
    sold(shop, 1, paid=101)


@example("85", values={"not_received": "0", "product_reviews": None, "tracking": None})
def what_hangs_on_a_small_order_counts_nowhere(shop: Shop) -> None:
    """The dispute, the one-star review and the unknown number are of an order of 1.00 USD."""
    sold(shop, 3)
    small = sold(shop, 1, paid=100)
    shop.disputes(small, ago(9), "not_received", timed_out_at=shop.on(ago(4)))
    shop.reviews(small, ago(9), description=1, logistics=1, service=1)
    shop.facts("shipment", small, {"entered_at": shop.on(ago(20)), "false": True})


@example("85", values={"tracking": "100"})
def numbers_entered_on_day_8_and_97(shop: Shop) -> None:
    """Both are known to the carrier: 2 of 2. Those of day 7 and 98 are not, and do not count."""
    orders = sold(shop, 3)
    for days in (8, 97):
        shop.facts("shipment", orders[:1], {"entered_at": shop.on(ago(days)), "tracked_at": shop.on(ago(1))})
    for days in (7, 98):
        shop.facts("shipment", orders[:1], {"entered_at": shop.on(ago(days)), "false": True})


@example("80", values={"tracking": "77.5", "false_tracking": "0"}, points={"tracking": "5"})
def tracking_of_77_5_percent(shop: Shop) -> None:
    """31 of 40: 10 x 17.5 / 35 = 5, five fewer than 10."""
    orders = sold(shop, 40)
    shop.facts("shipment", orders[:31], {"entered_at": shop.on(ago(8)), "tracked_at": shop.on(ago(7))})
    shop.facts("shipment", orders[31:], {"entered_at": shop.on(ago(97))})


@example("60", grade="pass", shown="60.00")
def exactly_60_points(shop: Shop) -> None:
    """1 of 20 not sold is 5 %: 0 of 15 points. A product mean of 3 stars: 0 of 10. 85 - 25 = 60."""
    orders = sold(shop, 19)
    shop.not_sold(1, ago(10))
    shop.reviews(orders[:1], ago(1), description=3)


@example("59.875", grade="fail", shown="59.88", consequences=())
def just_below_60_points(shop: Shop) -> None:
    """As before, and the mean of 40 stars for service is 4.975: 10 x 1.975 / 2 = 9.875."""
    orders = sold(shop, 38)
    sold(shop, 2, confirmed_at=None, cancelled_at=shop.on(ago(10)), cancelled_for="seller")
    shop.reviews(orders[:1], ago(1), description=3)
    shop.reviews(orders[:39], ago(1), service=5)
    shop.reviews(orders[:1], ago(2), service=5)
    shop.reviews(orders[:1], ago(3), service=4)


@example("82.5", values={"refund_response": "72"}, points={"refund_response": "2.5"})
def a_timeout_counts_120_hours(shop: Shop) -> None:
    """24 and 120 hours are 72 in the mean: 5 x 48 / 96 = 2.5. Disputes for the buyer's own reason cost no more."""
    orders = sold(shop, 4)
    shop.disputes(orders[:1], ago(9), "buyer_reason", answered_at=shop.on(ago(8)))
    shop.disputes(orders[1:2], ago(9), "buyer_reason", timed_out_at=shop.on(ago(4)))


@example("80", points={"refund_response": "0"})
def only_timeouts(shop: Shop) -> None:
    """A mean of 120 hours gives nothing."""
    shop.disputes(sold(shop, 4)[:1], ago(9), "buyer_reason", timed_out_at=shop.on(ago(4)))


@example("85", values={"refund_response": None})
def an_answer_still_awaited(shop: Shop) -> None:
    """Neither answered nor timed out: it has no time yet."""
    shop.disputes(sold(shop, 4)[:1], ago(2), "buyer_reason")


@example("81.25", points={"settlement": "1.25"})
def one_dispute_of_four_agreed(shop: Shop) -> None:
    """Ruled, timed out and withdrawn are closed as well: 5 x 1/4."""
    orders = sold(shop, 4)
    for order, how in zip(orders, ("agreed", "ruled", "seller_timeout", "withdrawn"), strict=True):
        ended = {"answered_at": shop.on(ago(9)), "ended_at": shop.on(ago(3)), "resolution": how}
        shop.disputes([order], ago(9), "buyer_reason", **ended)


@example("85", values={"not_received": "0"})
def a_withdrawn_dispute_leaves_the_rate(shop: Shop) -> None:
    """And it closed before the window, so the settlement does not know it."""
    orders = sold(shop, 3)
    shop.disputes(orders[:1], ago(95), "not_received", withdrawn_at=shop.on(ago(94)))
    sold(shop, 3)


@example("100", values={"repeat_buyers": "30"}, points={"repeat_buyers": "15"}, grade="excellent")
def three_of_ten_buyers_come_again(shop: Shop) -> None:
    """30 % gives all 15."""
    sold(shop, 7)
    for number in range(3):
        sold(shop, 2, buyer=f"regular-{number}")


@example("90", values={"repeat_buyers": "10"}, points={"repeat_buyers": "5"}, grade="excellent")
def one_of_ten_buyers_comes_again(shop: Shop) -> None:
    """10 % gives 5: exactly 90 is excellent. One whose second order is of 1.00 USD came once."""
    sold(shop, 8)
    sold(shop, 2, buyer="regular")
    sold(shop, 1, buyer="small")
    sold(shop, 1, buyer="small", paid=100)


@example("80", values={"violating": "5"}, points={"violating": "0"}, grade="good")
def one_of_twenty_products_violates(shop: Shop) -> None:
    """5 % gives none of 5 points: exactly 80 is good. The violation that was taken back does not count."""
    sold(shop, 3)
    shop.load("listings", 18, listed_at=shop.on(ago(200)))
    shop.market.load(
        "listings", *({"id": name, "seller": shop.seller, "listed_at": shop.on(ago(200))} for name in "xy")
    )
    shop.load("violations", 1, listing="x", what="copy", found_at=shop.on(ago(90)))
    shop.load("violations", 1, listing="y", what="copy", found_at=shop.on(ago(9)), revoked_at=shop.on(ago(8)))


@example("85", values={"product_reviews": "5"})
def a_review_removed_after_a_complaint(shop: Shop) -> None:
    """The one star is gone."""
    orders = sold(shop, 3)
    shop.reviews(orders[:1], ago(1), description=5)
    (insult,) = shop.reviews(orders[1:2], ago(1), description=1)
    shop.load("review_complaints", 1, review=insult, filed_at=shop.on(ago(1)), ground="insult", upheld=True)


@example(why_not="the shop is not verified")
def unverified(shop: Shop) -> None:
    """Three orders do not help."""
    sold(shop, 3)
    shop.known["verified"] = False


@example(why_not="the shop is closed or has left")
def closed(shop: Shop) -> None:
    """Closed."""
    sold(shop, 3)
    shop.known |= {"status": "closed"}


@example(why_not="the shop is closed or has left")
def left(shop: Shop) -> None:
    """Left the day before."""
    sold(shop, 3)
    shop.known |= {"status": "left", "closed_at": shop.on(ago(1))}


@example("85")
def closed_later(shop: Shop) -> None:
    """It was open on the day of the score."""
    sold(shop, 3)
    shop.known |= {"status": "closed", "closed_at": shop.on(DAY + timedelta(days=1))}


@example(why_not=FEW)
def orders_for_test_and_wash(shop: Shop) -> None:
    """They are never assessed."""
    sold(shop, 2)
    sold(shop, 5, kind="test")
    sold(shop, 5, kind="wash")


@pytest.fixture(scope="module")
def scores() -> Mapping[str, list[Score]]:
    return example.scores()


@pytest.mark.parametrize("name", example.all)
def test_a_worked_example(name: str, scores: Mapping[str, list[Score]]) -> None:
    (score,) = scores[name]
    assert example.all[name].faults(score) == {}


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


@pytest.mark.parametrize(
    ("totals", "mean", "grade"),
    [
        # Worked example 3: binary floats would give 59.999...
        (["59.9"] * 15 + ["60.1"] * 15, Fraction(60), "pass"),
        # One day more at 59.9: 1858.9 / 31 is below 60.
        (["59.9"] * 16 + ["60.1"] * 15, Fraction(18_599, 310), "fail"),
        # The least that a published total can be below 60, on one of 30 days.
        (["60"] * 29 + ["59.9999999999"], Fraction(60) - Fraction(1, 300_000_000_000), "fail"),
        # Days without a score are not in the mean: 80 of one day.
        (["80"], Fraction(80), "good"),
    ],
)
def test_a_month_is_the_mean_of_its_scored_days(totals: list[str], mean: Fraction, grade: str) -> None:
    row = {"marketplace": "m", "seller": "s", "total": sum(map(Decimal, totals)), "days": len(totals)}
    month = monthly_score(CARD, row, date(2020, 4, 30))
    assert (month.total, month.grade) == (mean, grade)
    assert month.consequences == (("restricted rights",) if grade == "fail" else ())


def test_a_month_without_scores_has_none() -> None:
    month = monthly_score(CARD, {"marketplace": "m", "seller": "s", "total": None, "days": 0}, date(2020, 4, 30))
    assert (month.total, month.grade, month.why_not) == (None, None, "no day of the month has a score")
