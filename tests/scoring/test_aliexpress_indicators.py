"""AliExpress' service indicators of February 2024, a leap February, worked out by hand."""

from datetime import date, timedelta

import pytest
from disputes.scoring.calendar import due_at
from disputes.scoring.grading import Score
from disputes.workflows.aliexpress.service_indicators import BANNED, CARD, NEW

from .worked import Examples, Shop, utc

LAST = date(2024, 2, 29)
MID = date(2024, 2, 10)
example = Examples(CARD, LAST)


@example(grade="qualified", values={"not_described": "5", "description": "4.5"})
def exactly_five_percent_and_four_and_a_half_stars(shop: Shop) -> None:
    """2 of 40 orders disputed as not as described: 5.00 %. Stars 4 and 5: 4.50. Both are just good enough."""
    orders = shop.orders(40, MID)
    shop.disputes(orders[:2], MID)
    shop.reviews(orders[2:3], MID, description=4)
    shop.reviews(orders[3:4], MID, description=5)


@example(grade="not qualified", values={"not_described": "200/39"})
def just_above_five_percent(shop: Shop) -> None:
    """2 of 39: 5.13 %."""
    orders = shop.orders(39, MID)
    shop.disputes(orders[:2], MID)
    shop.reviews(orders[2:3], MID, description=5)


@example(grade="not qualified", values={"not_described": "0", "description": "22/5"})
def just_below_four_and_a_half_stars(shop: Shop) -> None:
    """Stars 4, 4, 4, 5, 5: 4.40. No dispute."""
    orders = shop.orders(30, MID)
    shop.reviews(orders[:3], MID, description=4)
    shop.reviews(orders[3:5], MID, description=5)


@example(grade="qualified", values={"orders": "30", "description": None})
def thirty_orders_without_reviews(shop: Shop) -> None:
    """Exactly 30 orders are enough; without stars the disputes alone decide, and there are none."""
    shop.orders(30, MID)


@example(grade="not qualified", values={"not_described": "6", "description": None})
def too_many_disputes_without_reviews(shop: Shop) -> None:
    """3 of 50: 6 %, whatever stars might have said."""
    orders = shop.orders(50, MID)
    shop.disputes(orders[:3], MID)


@example(grade=None, why_not="fewer than 30 orders in the month", values={"orders": "29"})
def twenty_nine_orders(shop: Shop) -> None:
    """Below the least volume: not scored this month, though a month before there were 30."""
    shop.orders(29, MID)
    shop.orders(30, date(2024, 1, 31))


@example(grade=None, why_not="fewer than 30 orders in the month", values={"orders": "0"})
def no_orders(shop: Shop) -> None:
    """Known, but nothing sold."""


@example(grade="qualified", values={"orders": "31"})
def the_leap_day_is_in_the_month(shop: Shop) -> None:
    """30 on Feb 1 and one on Feb 29; those of Jan 31 and Mar 1 are not."""
    shop.orders(30, date(2024, 2, 1))
    shop.orders(1, LAST)
    shop.orders(7, date(2024, 1, 31))
    shop.orders(7, date(2024, 3, 1))


@example(values={"orders": "2"})
def the_month_is_los_angeles_month(shop: Shop) -> None:
    """UTC-8: Feb 1 08:00 UTC is its first minute, 07:59 is January; Mar 1 07:59 UTC is its last, 08:00 is March."""
    for instant in ("2024-02-01 08:00", "2024-02-01 07:59", "2024-03-01 07:59", "2024-03-01 08:00"):
        shop.orders(1, MID, confirmed_at=utc(instant), paid_at=utc("2024-01-01 00:00"))


@example(grade=None, why_not="new: not scored in the first 90 days")
def day_89_of_a_new_shop(shop: Shop) -> None:
    """Dec 2 to Feb 29 are 89 days: 29 of December's, 31, 29. Grace is what is told, whatever the orders say."""
    shop.known["joined_at"] = shop.on(date(2023, 12, 2))
    shop.orders(30, MID)


@example(grade="qualified")
def day_90_of_a_new_shop(shop: Shop) -> None:
    """Dec 1 to Feb 29 are 90 days: the grace is over."""
    shop.known["joined_at"] = shop.on(date(2023, 12, 1))
    shop.orders(30, MID)


@example(grade="qualified")
def a_linked_account_gets_no_grace(shop: Shop) -> None:
    """Joined yesterday, by somebody who has a shop already: scored."""
    shop.known |= {"joined_at": shop.on(LAST - timedelta(days=1)), "linked_to": "day_90_of_a_new_shop"}
    shop.orders(30, MID)


@example(grade=None, why_not="opened to evade the rating: banned", consequences=BANNED)
def an_account_that_evades_is_banned(shop: Shop) -> None:
    """Its orders would have made it qualified."""
    shop.known |= {"evading": True, "linked_to": "day_90_of_a_new_shop"}
    shop.orders(30, MID)


@example(values={"not_described": "10", "not_described_after_exemption": "5"})
def both_counts_are_kept(shop: Shop) -> None:
    """Of 40: one the seller's, one under guarantee, one the carrier's, one that came by the platform's logistics.

    These take over what they did not deliver (decision 2), not what was not as described: 4/40 before, 2/40 after.
    """
    orders = shop.orders(40, MID)
    shop.disputes(orders[:1], MID)
    shop.disputes(orders[1:2], MID, guarantee=True)
    shop.disputes(orders[2:3], MID, liable="carrier")
    shop.disputes(orders[3:4], MID, platform_logistics=True)


@example(values={"not_described": "5"})
def what_does_not_count_as_not_as_described(shop: Shop) -> None:
    """Of 20: one counts; not received, the buyer's own reason, and a withdrawn one do not. 1/20."""
    orders = shop.orders(20, MID)
    shop.disputes(orders[:1], MID)
    shop.disputes(orders[1:2], MID, "not_received")
    shop.disputes(orders[2:3], MID, "buyer_reason")
    shop.disputes(orders[3:4], MID, withdrawn_at=shop.on(MID), resolution="withdrawn")


@example(values={"not_described": "12.5", "orders": "10"})
def orders_not_sold_are_no_part_of_a_dispute_rate(shop: Shop) -> None:
    """5 confirmed, 2 timed out, 1 disputed and never confirmed, 2 not sold: 1/(5 + 2 + 1), of 10 assessed."""
    shop.orders(5, MID)
    shop.orders(2, MID, confirmed_at=None, timed_out_at=shop.on(MID))
    shop.disputes(shop.orders(1, MID, confirmed_at=None), MID)
    shop.not_sold(2, MID)


@pytest.fixture(scope="module")
def scores() -> dict[str, list[Score]]:
    return example.scores()


@pytest.mark.parametrize("name", example.all)
def test_worked_by_hand(name: str, scores: dict[str, list[Score]]) -> None:
    (score,) = scores[name]
    assert example.all[name].faults(score) == {}


def test_how_alike_linked_shops_products_are_is_said() -> None:
    (new,) = [one for one in CARD.requirements if one.code == NEW.code]
    assert [str(one) for one in new.numbers] == ["90 days", "30 %"]


def test_they_are_due_on_the_second() -> None:
    """February's on March 2, 00:00 in Los Angeles: 08:00 UTC."""
    assert due_at(CARD.schedule, CARD.zone, LAST) == utc("2024-03-02 08:00")
