"""AliExpress' seller service level, worked out by hand: 2024-01-02 to 2024-03-31 are its 90 days."""

from datetime import date
from typing import Any

import pytest
from disputes.scoring.grading import Score
from disputes.workflows.aliexpress.service_level import CARD, PRIVILEGES

from .market import at
from .worked import Examples, Shop, utc

LAST = date(2024, 3, 31)
FIRST = date(2024, 1, 2)
MID = date(2024, 2, 15)
NOON = at(MID, CARD.zone)
RULED: dict[str, Any] = {"arbitrated_at": NOON, "resolution": "ruled", "liable": "seller", "ended_at": NOON}
example = Examples(CARD, LAST)


@example(
    grade="excellent",
    values={"bad_experience": "3", "liability": "0.5", "positive": "19400/197", "orders": "200"},
    consequences=PRIVILEGES["gold"],
)
def worked_example_4(shop: Shop) -> None:
    """Orders 1 to 6 are bad ones, 4 of them for two reasons: 6 of 200 = 3 %. One was ruled against the seller.

    194 reviews of 5 stars; 1, 2 and 3 are reviewed with 2 stars: 194/197 = 98.48 %.
    """
    orders = shop.orders(194, MID)
    shop.reviews(orders, MID, stars=5)
    one, two, three, four, five, six = [*shop.orders(4, MID), *shop.not_sold(1, MID), *shop.orders(1, MID)]
    shop.reviews([one, two], MID, stars=2)
    shop.reviews([three], MID, stars=2, description=3, service=4, logistics=5)
    shop.facts("review", [four], {"given_at": shop.on(MID), "description": 5, "logistics": 1})
    shop.disputes([four], MID, arbitrated_at=shop.on(MID), resolution="ruled", liable="seller", ended_at=shop.on(MID))
    shop.disputes([six], MID, arbitrated_at=shop.on(MID), timed_out_at=shop.on(MID))
    assert five


@example(grade=None, why_not="no orders in 90 days")
def no_orders(shop: Shop) -> None:
    """Nothing sold: no level."""


@example(grade="good", values={"orders": "89"})
def one_order_short_of_excellent(shop: Shop) -> None:
    """89 of 90 orders, all reviewed with 5 stars."""
    shop.reviews(shop.orders(89, MID), MID, stars=5)


@example(grade="excellent", values={"orders": "90", "positive": "100"})
def ninety_orders(shop: Shop) -> None:
    """Exactly 90, on the first and the last of the 90 days."""
    shop.reviews(shop.orders(45, FIRST), MID, stars=5)
    shop.orders(45, LAST)


@example(grade="pass", values={"orders": "29"})
def one_order_short_of_good(shop: Shop) -> None:
    """29 of 30 orders."""
    shop.orders(29, MID)


@example(grade="good", values={"orders": "30"})
def orders_that_nobody_confirmed(shop: Shop) -> None:
    """30 shipped on March 1, whose 30 days end on March 31; those of the 2nd, and those with 60 days, wait."""
    march = date(2024, 3, 1)
    silent = {"confirmed_at": None, "completed_at": shop.on(MID)}
    shop.orders(30, march, shipped_at=shop.on(march), **silent)
    shop.orders(5, march, shipped_at=shop.on(date(2024, 3, 2)), **silent)
    shop.orders(5, march, shipped_at=shop.on(march), auto_confirm_days=60, **silent)


@example(grade="good", values={"orders": "30", "positive": None})
def no_reviews_are_not_excellent(shop: Shop) -> None:
    """30 orders without a review: good asks for no positive rate."""
    shop.orders(30, MID)


@example(grade="good", values={"orders": "90", "positive": None})
def ninety_orders_without_a_review(shop: Shop) -> None:
    """Excellent asks for 97 % positive; where there are no reviews there is no such rate."""
    shop.orders(90, MID)


@example(grade="good", values={"bad_experience": "3.5"})
def exactly_three_and_a_half_percent_bad(shop: Shop) -> None:
    """7 of 200 not sold: 3.50 % is not below 3.5 %."""
    shop.reviews(shop.orders(193, MID), MID, stars=5)
    shop.not_sold(7, MID)


@example(grade="excellent", values={"positive": "97"})
def exactly_ninety_seven_percent_positive(shop: Shop) -> None:
    """97 reviews of 4 stars and 3 of 1 star: 97/100. 3 bad of 200 orders = 1.5 %."""
    orders = shop.orders(200, MID)
    shop.reviews(orders[:97], MID, stars=4)
    shop.reviews(orders[97:100], MID, stars=1)


@example(grade="good", values={"positive": "9600/99", "bad_experience": "1.5"})
def just_below_ninety_seven_percent_positive(shop: Shop) -> None:
    """96 of 99 = 96.97 %: shown as 97 %, yet below it."""
    orders = shop.orders(200, MID)
    shop.reviews(orders[:96], MID, stars=5)
    shop.reviews(orders[96:99], MID, stars=2)


@example(grade="pass", values={"bad_experience": "6"})
def exactly_six_percent_bad(shop: Shop) -> None:
    """6 of 100: not below 6 %, so not good; below 12 %, so no fail."""
    shop.orders(94, MID)
    shop.not_sold(6, MID)


@example(grade="fail", values={"bad_experience": "12", "liability": "0"})
def exactly_twelve_percent_bad(shop: Shop) -> None:
    """3 of 25: 12.00 % fails."""
    shop.orders(22, MID)
    shop.not_sold(3, MID)


@example(grade="fail", values={"bad_experience": "0.8", "liability": "0.8"})
def exactly_point_eight_percent_liable(shop: Shop) -> None:
    """1 ruling of 125 orders: 0.80 % fails, though only one order was bad (0.8 %: it was in arbitration)."""
    shop.reviews(shop.orders(124, MID), MID, stars=5)
    shop.disputes(shop.orders(1, MID), MID, **RULED)


@example(grade="excellent", values={"liability": "100/126"})
def just_below_point_eight_percent_liable(shop: Shop) -> None:
    """1 ruling of 126 orders: 0.79 %."""
    shop.reviews(shop.orders(125, MID), MID, stars=5)
    shop.disputes(shop.orders(1, MID), MID, **RULED)


@example(values={"liability": "0", "bad_experience": "2"})
def a_timeout_is_a_bad_experience_but_no_ruling(shop: Shop) -> None:
    """1 of 50 unanswered for five days, its outcome says that the seller is liable: 2 % bad, 0 % ruled."""
    shop.orders(49, MID)
    gone: dict[str, Any] = {"timed_out_at": shop.on(MID), "resolution": "seller_timeout", "liable": "seller"}
    shop.disputes(shop.orders(1, MID), MID, **gone)


@example(values={"bad_experience": "2"})
def arbitration_counts_whoever_wins_and_whatever_follows(shop: Shop) -> None:
    """Of 50: one withdrawn during the review counts; guarantee and carrier cases do not. 1/50."""
    shop.orders(47, MID)
    review: dict[str, Any] = {"arbitrated_at": shop.on(MID), "ended_at": shop.on(MID)}
    shop.disputes(shop.orders(1, MID), MID, **review, withdrawn_at=shop.on(MID), resolution="withdrawn")
    shop.disputes(shop.orders(1, MID), MID, **review, guarantee=True, resolution="ruled", liable="platform")
    shop.disputes(shop.orders(1, MID), MID, **review, resolution="ruled", liable="carrier")


@example(values={"bad_experience": "4", "liability": "2"})
def two_lines_of_an_order_are_one_order(shop: Shop) -> None:
    """Of 50 orders one had both its lines ruled against the seller, another one line in arbitration: 2/50 and 1/50."""
    shop.orders(48, MID)
    both = shop.orders(1, MID)
    shop.disputes(both, MID, **RULED)
    shop.disputes(both, MID, **RULED, line="2")
    shop.disputes(shop.orders(1, MID), MID, arbitrated_at=shop.on(MID))


@example(values={"bad_experience": "60", "positive": "50"})
def three_stars_are_neutral_in_any_rating(shop: Shop) -> None:
    """Of 10: 3 stars, description 3, service 3, logistics 3, and 2 and 1 star are bad; all fours are not: 6/10.

    Positive: the three of 4 stars and none neutral, against three of 1 or 2 stars: 3/6.
    """
    orders = shop.orders(10, MID)
    shop.reviews(orders[:1], MID, stars=3)
    shop.reviews(orders[1:2], MID, stars=4, description=3, service=5, logistics=5)
    shop.reviews(orders[2:3], MID, stars=4, description=5, service=3, logistics=5)
    shop.reviews(orders[3:4], MID, stars=1, description=5, service=5, logistics=3)
    shop.reviews(orders[4:6], MID, stars=2)
    shop.reviews(orders[6:7], MID, stars=4, description=4, service=4, logistics=4)


@example(values={"positive": "50"})
def reviews_of_cheap_disputed_orders_are_not_heard(shop: Shop) -> None:
    """One review of 5 stars; four of 1 star, of which only that of the order of exactly 5.00 is heard: 1/2.

    Not heard: 4.99 and not received; 4.99 and with return; 4.99 and withdrawn under review.
    """
    shop.reviews(shop.orders(1, MID), MID, stars=5)
    cheap, exact = shop.orders(3, MID, paid=499), shop.orders(1, MID, paid=500)
    shop.disputes(cheap[:1], MID, "not_received")
    shop.disputes(cheap[1:2], MID, with_return=True)
    shop.disputes(cheap[2:], MID, "not_received", arbitrated_at=shop.on(MID), withdrawn_at=shop.on(MID))
    shop.disputes(exact, MID, "not_received")
    shop.reviews([*cheap, *exact], MID, stars=1)


@example(values={"positive": "50", "bad_experience": "50"})
def of_an_order_of_several_sellers_each_answers_for_his_own(shop: Shop) -> None:
    """Two orders of 4.99 USD, rated 5 and 1: another seller's parts of them were not received, which silences neither
    and doubles neither; and the other's bad review is no bad experience of this shop's. 1/2 and 1/2."""
    orders = shop.orders(2, MID, paid=499)
    shop.reviews(orders[:1], MID, stars=5)
    shop.reviews(orders[1:], MID, stars=1)
    shop.disputes(orders, MID)
    shop.disputes(orders, MID, "not_received", seller="another")
    shop.reviews(orders[:1], MID, stars=1, seller="another")


@example(values={"positive": "25"})
def reviews_of_other_cheap_orders_are_heard(shop: Shop) -> None:
    """One of 5 stars against three of 1 star, all of 4.99 USD: no dispute, not as described without return, and not
    received but withdrawn before arbitration. 1/4."""
    orders = shop.orders(4, MID, paid=499)
    shop.reviews(orders[:1], MID, stars=5)
    shop.reviews(orders[1:], MID, stars=1)
    shop.disputes(orders[2:3], MID)
    shop.disputes(orders[3:], MID, "not_received", withdrawn_at=shop.on(MID), resolution="withdrawn")


@example(values={"positive": "100", "bad_experience": "0"})
def a_review_removed_after_a_complaint_is_gone(shop: Shop) -> None:
    """Two reviews of 1 star: one removed for an insult, one filtered as advertising. What is left is 1/1."""
    orders = shop.orders(3, MID)
    shop.reviews(orders[:1], MID, stars=5)
    (insult,) = shop.reviews(orders[1:2], MID, stars=1)
    shop.reviews(orders[2:], MID, stars=1, filtered="advertising")
    shop.load("review_complaints", 1, review=insult, filed_at=shop.on(MID), ground="insult", upheld=True)


@example(values={"orders": "3"})
def days_are_los_angeles_days(shop: Shop) -> None:
    """Winter is UTC-8, summer UTC-7. In: Jan 2 00:00 and 23:59 local before Apr 1; out: one minute beyond either.

    2024-01-02 08:00 UTC is Jan 2 00:00; 07:59 is Jan 1. 2024-04-01 06:59 UTC is Mar 31 23:59; 07:00 is Apr 1.
    The third in: 2024-03-10 10:00 UTC, the instant at which clocks jump from 02:00 to 03:00.
    """
    for instant in ("2024-01-02 08:00", "2024-01-02 07:59", "2024-04-01 06:59", "2024-04-01 07:00", "2024-03-10 10:00"):
        shop.orders(1, MID, confirmed_at=utc(instant), paid_at=utc("2023-12-01 00:00"))


@example(values={"orders": "1"})
def orders_for_tests_and_for_washing_are_none(shop: Shop) -> None:
    """One real order, one test order, one wash order: one."""
    shop.orders(1, MID)
    shop.orders(1, MID, kind="test")
    shop.orders(1, MID, kind="wash")


@pytest.fixture(scope="module")
def scores() -> dict[str, list[Score]]:
    return example.scores()


@pytest.mark.parametrize("name", example.all)
def test_worked_by_hand(name: str, scores: dict[str, list[Score]]) -> None:
    (score,) = scores[name]
    assert example.all[name].faults(score) == {}


def test_the_medals() -> None:
    assert [CARD.medal(grade) for grade in ("excellent", "good", "pass", "fail", None)] == [
        "gold", "silver", None, None, None,
    ]  # fmt: skip
