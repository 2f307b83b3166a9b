"""AliExpress' daily service score of 2024-03-31, worked out by hand; days 1 to 30 before it are Mar 1 to Mar 30."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from disputes.scoring.calendar import due_at
from disputes.scoring.grading import Score
from disputes.scoring.monthly import monthly_score, months_of
from disputes.workflows.aliexpress.daily_score import CARD

from .worked import Examples, Shop, utc

DAY = date(2024, 3, 31)
MID = date(2024, 3, 15)
example = Examples(CARD, DAY)


@example(
    "68.75",
    grade="pass",
    shown="68.75",
    points={
        "not_sold": "5", "not_received": "7.5", "not_described": "11.25",
        "description": "22.5", "service": "13.125", "logistics": "9.375",
    },
)  # fmt: skip
def worked_example_5(shop: Shop) -> None:
    """200 orders, all confirmed in the end: 3 shipped too late (1.5 %), 6 not received (3 %), 4 not as described (2 %).

    Ten reviews: description 6 x 5 and 4 x 4 = 4.6; service 7 x 5 and 3 x 4 = 4.7; logistics 5 x 5 and 5 x 4 = 4.5.
    10(1 - 1.5/3) + 15(5 - 3)/4 + 15(5 - 2)/4 + 30 x .6/.8 + 15 x .7/.8 + 15 x .5/.8
    = 5 + 7.5 + 11.25 + 22.5 + 13.125 + 9.375 = 68.75.
    """
    orders = shop.orders(197, MID)
    noon = shop.on(MID)
    shop.orders(3, MID, ship_by_at=noon - timedelta(days=9), shipped_at=noon - timedelta(days=8))
    shop.disputes(orders[:6], MID, "not_received")
    shop.disputes(orders[6:10], MID)
    for place, one in enumerate(orders[10:20]):
        stars = {"description": 5 if place < 6 else 4, "service": 5 if place < 7 else 4,
                 "logistics": 5 if place < 5 else 4}  # fmt: skip
        shop.reviews([one], MID, **stars)


@example("100", grade="excellent", values={"orders": "1", "description": None})
def one_good_order_without_a_review(shop: Shop) -> None:
    """Nothing against it: 10 + 15 + 15 + 30 + 15 + 15."""
    shop.orders(1, MID)


@example(grade=None, shown=None, why_not="no orders in 90 days")
def no_orders(shop: Shop) -> None:
    """Nothing to score."""


@example("100", values={"orders": "60", "not_sold": "0"})
def sixty_orders_in_thirty_days(shop: Shop) -> None:
    """60 in the 30 days, on day 1 and on day 30: what was not sold on day 31 is forgotten."""
    shop.orders(30, DAY - timedelta(days=1))
    shop.orders(30, DAY - timedelta(days=30))
    shop.not_sold(1, DAY - timedelta(days=31))


@example("17300/183", shown="94.54", values={"orders": "61", "not_sold": "100/61"}, points={"not_sold": "830/183"})
def fifty_nine_orders_in_thirty_days(shop: Shop) -> None:
    """59 are too few, so 90 days count: the 2 of day 31 too, 1 of 61 not sold.

    10(1 - (100/61)/3) = 10(1 - 100/183) = 830/183 points, and 90 for the rest: 94.5355…
    """
    shop.orders(59, DAY - timedelta(days=30))
    shop.orders(1, DAY - timedelta(days=31))
    shop.not_sold(1, DAY - timedelta(days=31))


@example(values={"orders": "2"})
def the_long_window_ends_with_day_90(shop: Shop) -> None:
    """Day 1 and day 90 (2024-01-01, over a leap February) are in; day 0 and day 91 are not."""
    for age in (0, 1, 90, 91):
        shop.orders(1, DAY - timedelta(days=age))


@example("90", grade="excellent", points={"not_sold": "0"})
def exactly_three_percent_not_sold(shop: Shop) -> None:
    """3 of 100: no points for it, 90 for the rest: exactly enough for excellent."""
    shop.orders(97, MID)
    shop.not_sold(3, MID)


@example("-10", grade="fail", shown="0.00", points={"not_sold": "-100"}, consequences=("lower search ranking",))
def the_raw_total_is_kept_below_nothing(shop: Shop) -> None:
    """20 of 100 not sold: -100 + 90 = -10, shown as 0."""
    shop.orders(80, MID)
    shop.not_sold(20, MID)


@example("-10", points={"not_sold": "-100"}, shown="0.00")
def worse_than_the_worst(shop: Shop) -> None:
    """All 5 of 5 not sold: still -100; no order was traded, so there is no dispute rate: full points."""
    shop.not_sold(5, MID)


@example("40", grade="fail", points={"not_sold": "-50"})
def halfway_down(shop: Shop) -> None:
    """23 of 200 not sold: 11.5 %, -100(11.5 - 3)/17 = -50; -50 + 90 = 40."""
    shop.orders(177, MID)
    shop.not_sold(23, MID)


@example("80", grade="good", points={"not_received": "0", "not_described": "10"})
def exactly_eighty(shop: Shop) -> None:
    """Of 300: 15 not received, 5.00 %: 0 points. 7 not as described, 7/3 %: 15(5 - 7/3)/4 = 10. 10 + 0 + 10 + 60."""
    orders = shop.orders(300, MID)
    shop.disputes(orders[:15], MID, "not_received")
    shop.disputes(orders[15:22], MID)


@example("60", grade="pass", points={"not_received": "5", "description": "0"})
def exactly_sixty(shop: Shop) -> None:
    """Description 4.0: 0 of 30. Of 300, 11 not received, 11/3 %: 15(5 - 11/3)/4 = 5. 10 + 5 + 15 + 0 + 15 + 15."""
    orders = shop.orders(300, MID)
    shop.disputes(orders[:11], MID, "not_received")
    shop.reviews(orders[:2], MID, description=4)


@example("58.75", grade="fail", points={"not_received": "3.75"}, consequences=("lower search ranking",))
def one_dispute_below_sixty(shop: Shop) -> None:
    """As exactly sixty, with 12 of 300 not received: 4 %, 15/4 = 3.75 points."""
    orders = shop.orders(300, MID)
    shop.disputes(orders[:12], MID, "not_received")
    shop.reviews(orders[:2], MID, description=4)


@example("100", values={"not_received": "1", "not_described": "1", "description": "4.8"})
def one_percent_and_four_point_eight_cost_nothing(shop: Shop) -> None:
    """1 of 100 each, and stars 5, 5, 5, 5, 4 = 4.80: the corners where full points begin."""
    orders = shop.orders(100, MID)
    shop.disputes(orders[:1], MID, "not_received")
    shop.disputes(orders[1:2], MID)
    shop.reviews(orders[2:6], MID, description=5)
    shop.reviews(orders[6:7], MID, description=4)


@example(
    "100",
    values={
        "not_received": "0", "not_received_before_exemption": "4",
        "not_described": "1", "not_described_before_exemption": "2",
    },
)  # fmt: skip
def points_are_given_after_exemption(shop: Shop) -> None:
    """Of 100: 4 not received, platform's logistics; not as described, 1 under guarantee and 1 the seller's, although
    the platform's logistics brought it."""
    orders = shop.orders(100, MID)
    shop.disputes(orders[:4], MID, "not_received", platform_logistics=True)
    shop.disputes(orders[4:5], MID, guarantee=True)
    shop.disputes(orders[5:6], MID, platform_logistics=True)


@example("100", values={"online_48": "25", "online_72": "50"})
def online_within_48_and_72_hours(shop: Shop) -> None:
    """Four orders online after exactly 48 h, 48 h and a microsecond, 72 h and a microsecond, and never: 1/4 and 2/4."""
    paid = shop.on(MID) - timedelta(days=10)
    for late in (timedelta(hours=48), timedelta(hours=48, microseconds=1), timedelta(hours=72, microseconds=1)):
        shop.orders(1, MID, paid_at=paid, online_at=paid + late)
    shop.orders(1, MID, paid_at=paid)


@example(values={"description": "5"})
def reviews_of_orders_that_are_not_complete(shop: Shop) -> None:
    """5 stars from a completed order; 1 star from one that is under dispute and was never confirmed."""
    shop.reviews(shop.orders(1, MID), MID, description=5)
    open_order = shop.orders(1, MID, confirmed_at=None)
    shop.disputes(open_order, MID)
    shop.reviews(open_order, MID, description=1)


@example(values={"orders": "3", "description": "4"})
def days_are_los_angeles_days(shop: Shop) -> None:
    """Mar 31 07:00 UTC begins Mar 31 (summer, UTC-7): the day itself is out, 06:59 is in. Too few orders: 90 days.

    Jan 1 08:00 UTC begins day 90 (winter, UTC-8), 07:59 is day 91. Mar 10 10:00 UTC is when the clocks jump.
    The reviews: 4 stars at 06:59, 1 star at 07:00.
    """
    for instant in ("2024-03-31 06:59", "2024-03-31 07:00", "2024-01-01 08:00", "2024-01-01 07:59", "2024-03-10 10:00"):
        (order,) = shop.orders(1, MID, confirmed_at=utc(instant), paid_at=utc("2023-12-01 00:00"))
        if instant.startswith("2024-03-31"):
            stars = 4 if instant.endswith("59") else 1
            shop.facts("review", [order], {"given_at": utc(instant), "description": stars})


@pytest.fixture(scope="module")
def scores() -> dict[str, list[Score]]:
    return example.scores()


@pytest.mark.parametrize("name", example.all)
def test_worked_by_hand(name: str, scores: dict[str, list[Score]]) -> None:
    (score,) = scores[name]
    assert example.all[name].faults(score) == {}


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2024, 3, 31), (date(2024, 1, 1), date(2024, 3, 31))),
        (date(2024, 2, 29), (date(2023, 12, 1), date(2024, 2, 29))),
    ],
)
def test_a_monthly_score_is_of_a_quarter(day: date, quarter: tuple[date, date]) -> None:
    assert months_of(CARD, day) == quarter


def test_a_monthly_score_is_due_on_the_second() -> None:
    """March's on April 2, 00:00 in Los Angeles: 07:00 UTC."""
    assert CARD.monthly is not None
    assert due_at(CARD.monthly.schedule, CARD.zone, DAY) == utc("2024-04-02 07:00")


@pytest.mark.parametrize(
    ("total", "days", "mean", "grade", "consequences"),
    [
        # 45 days at 59.9 and 45 at 60.1: 5,400 in 90 days, exactly 60.
        ("5400.0", 90, "60", "pass", ()),
        # The same with one day at 59.8: 5,399.9 / 90 = 59.9988…, which 60.00 shows; still below 60.
        ("5399.9", 90, "53999/900", "fail", ("account closed",)),
        # 60 days at 90 and 30 at -10: the raw totals count, 5,100 / 90.
        ("5100.0", 90, "170/3", "fail", ("account closed",)),
        # A shop that had its first order ten days ago: ten days at 80.
        ("800", 10, "80", "good", ()),
    ],
)
def test_the_quarter_decides_whether_the_shop_may_continue(
    total: str, days: int, mean: str, grade: str, consequences: tuple[str, ...]
) -> None:
    row = {"marketplace": "default", "seller": "s", "total": Decimal(total), "days": days}
    score = monthly_score(CARD, row, DAY)
    assert (score.total, score.grade, score.consequences) == (Fraction(mean), grade, consequences)
