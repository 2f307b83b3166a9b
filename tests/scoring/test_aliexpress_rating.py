"""AliExpress' store rating of 2024-06-15, worked out by hand.

Days 0 to 30 are May 16 to June 15, days 31 to 60 Apr 16 to May 15, days 61 to 90 Mar 17 to Apr 15.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from disputes.scoring.grading import Score
from disputes.scoring.review_complaints import answer_due
from disputes.scoring.thresholds import beside
from disputes.workflows.aliexpress.rules import ZONE
from disputes.workflows.aliexpress.store_rating import CARD

from .worked import Examples, Shop, utc

DAY = date(2024, 6, 15)
NEW = date(2024, 6, 1)
MIDDLE = date(2024, 5, 1)
OLD = date(2024, 4, 1)
FIVES = {"description": 5, "logistics": 5, "service": 5}
example = Examples(CARD, DAY)


def rated(shop: Shop, day: date, count: int = 5, **less: int) -> list[str]:
    """So many orders, each reviewed on its day with 5 stars, of which so many have 4 in a dimension."""
    orders = shop.orders(count, day)
    for place, one in enumerate(orders):
        shop.reviews([one], day, **{name: 4 if place < less.get(name, 0) else 5 for name in FIVES})
    return orders


def returned(shop: Shop, orders: list[str], when: datetime, **changes: Any) -> None:
    """Disputes of these orders for "not as described", ended with a return at an instant."""
    ended: dict[str, Any] = {"ended_at": when, "with_return": True, "resolution": "agreed"}
    shop.disputes(orders, MIDDLE - timedelta(days=10), **(ended | changes))


@example(
    "4.629",
    shown="4.63",
    grade="rated",
    values={"description": "4.66", "logistics": "4.5", "service": "4.76"},
    points={"description": "1.864", "logistics": "1.575", "service": "1.19"},
)
def worked_example_6(shop: Shop) -> None:
    """Ten reviews in each window: 2, 4, 6 fours make 4.8, 4.6, 4.4; 5 fours 4.5; 1, 3, 5 fours 4.9, 4.7, 4.5.

    Description .5 x 4.8 + .3 x 4.6 + .2 x 4.4 = 4.66, logistics 4.50, service 2.45 + 1.41 + .9 = 4.76.
    .4 x 4.66 + .35 x 4.5 + .25 x 4.76 = 1.864 + 1.575 + 1.19 = 4.629.
    """
    rated(shop, NEW, 10, description=2, logistics=5, service=1)
    rated(shop, MIDDLE, 10, description=4, logistics=5, service=3)
    rated(shop, OLD, 10, description=6, logistics=5, service=5)


@example("5", shown="5.00", grade="top", consequences=("search traffic +15 %",))
def five_orders_all_fives(shop: Shop) -> None:
    """Exactly 5 orders: 2 + 1.75 + 1.25."""
    rated(shop, NEW)


@example(grade=None, shown=None, why_not="fewer than 5 real orders in 90 days", values={"orders": "4"})
def four_orders(shop: Shop) -> None:
    """Four, one for a test, one before the 90 days: no rating."""
    rated(shop, NEW, 4)
    shop.orders(1, NEW, kind="test")
    shop.orders(1, DAY - timedelta(days=91))


@example(grade=None, why_not="fewer than 5 real orders in 90 days", values={"orders": "0", "description": None})
def no_orders(shop: Shop) -> None:
    """Nothing sold."""


@example(grade=None, shown=None, why_not="no data for description, logistics, service")
def no_reviews(shop: Shop) -> None:
    """Five orders, and nobody has said anything."""
    shop.orders(5, NEW)


@example(grade=None, shown=None, why_not="no data for service", values={"description": "5"})
def no_review_in_one_dimension(shop: Shop) -> None:
    """Five reviews without a word on the service."""
    shop.reviews(shop.orders(5, NEW), NEW, description=5, logistics=5)


@example(grade=None, why_not="not verified as a company")
def not_a_verified_company(shop: Shop) -> None:
    """Five stars, and nobody knows from whom."""
    shop.known["company_verified"] = False
    rated(shop, NEW)


@example(grade=None, why_not="a serious violation in 90 days")
def a_serious_violation_on_day_90(shop: Shop) -> None:
    """Found on the oldest day that counts."""
    rated(shop, NEW)
    shop.load("violations", 1, what="counterfeit", serious=True, found_at=shop.on(DAY - timedelta(days=90)))


@example("5", grade="top")
def violations_that_do_not_stand_in_the_way(shop: Shop) -> None:
    """A serious one on day 91, a serious one taken back, one that is not serious."""
    rated(shop, NEW)
    shop.load("violations", 1, what="counterfeit", serious=True, found_at=shop.on(DAY - timedelta(days=91)))
    shop.load("violations", 1, what="counterfeit", serious=True, found_at=shop.on(NEW), revoked_at=shop.on(NEW))
    shop.load("violations", 1, what="wrong_category", found_at=shop.on(NEW))


@example("4.8", shown="4.80", grade="top")
def exactly_four_point_eight(shop: Shop) -> None:
    """Description 5 fours of 10 = 4.5: 1.8 + 1.75 + 1.25."""
    rated(shop, NEW, 10, description=5)


@example("4.795", shown="4.80", grade="rated", consequences=())
def shown_as_four_point_eight(shop: Shop) -> None:
    """Description 41 fours of 80 = 4.4875: 1.795 + 3 = 4.795, shown as 4.80, but not 4.8: no bonus."""
    rated(shop, NEW, 80, description=41)


@example("4.985", shown="4.99")
def halves_are_rounded_up(shop: Shop) -> None:
    """Service 3 fours of 50 = 4.94: 3.75 + 1.235 = 4.985."""
    rated(shop, NEW, 50, service=3)


@example(values={"description": "3.5", "orders": "7"})
def borders_of_the_windows(shop: Shop) -> None:
    """Stars on days 0, 30: 5, 4; 31, 60: 3, 2; 61, 90: 1, 4; 91: 1, which is out (its order, too).

    .5 x 4.5 + .3 x 2.5 + .2 x 2.5 = 3.5. Seven orders are in: six of these, and one without a review.
    """
    for age, stars in ((0, 5), (30, 4), (31, 3), (60, 2), (61, 1), (90, 4), (91, 1)):
        day = DAY - timedelta(days=age)
        shop.reviews(shop.orders(1, day), day, description=stars)
    shop.orders(1, NEW)


@example(values={"description": "3.5"})
def windows_without_reviews_are_left_out(shop: Shop) -> None:
    """First window: 4 and 5, mean 4.5, weight 50. Second: none. Third: 1, weight 20. (225 + 20)/70 = 3.5."""
    for day, stars in ((NEW, 4), (NEW, 5), (OLD, 1)):
        shop.reviews(shop.orders(1, day), day, description=stars)


@example("71/15", values={"description": "13/3", "service": "5"})
def a_return_before_may_2024(shop: Shop) -> None:
    """Ended on Apr 30, 23:59 in Los Angeles: one star for the description alone. (5 x 5 + 1)/6 = 13/3.

    .4 x 13/3 + 1.75 + 1.25 = 26/15 + 3 = 71/15 = 4.7333….
    """
    returned(shop, rated(shop, MIDDLE)[:1], utc("2024-05-01 06:59"))


@example("137/30", shown="4.57", values={"description": "13/3", "service": "13/3", "logistics": "5"})
def a_return_since_may_2024(shop: Shop) -> None:
    """Ended on May 1, 00:00 in Los Angeles: description and service. .65 x 13/3 + 1.75 = 4.5666…."""
    returned(shop, rated(shop, MIDDLE)[:1], utc("2024-05-01 07:00"))


@example("137/30", values={"description": "13/3"})
def both_lines_of_an_order_returned(shop: Shop) -> None:
    """Two disputes, one order: deducted once."""
    orders = rated(shop, MIDDLE)[:1]
    returned(shop, orders, utc("2024-05-02 12:00"))
    returned(shop, orders, utc("2024-05-03 12:00"), line="2")


@example("5")
def disputes_without_a_return_to_deduct(shop: Shop) -> None:
    """Not received; no return; withdrawn; the return never shipped; still going on: five stars stay five."""
    orders, when = rated(shop, MIDDLE, 5), utc("2024-05-05 12:00")
    returned(shop, orders[:1], when, category="not_received")
    returned(shop, orders[1:2], when, with_return=False)
    returned(shop, orders[2:3], when, resolution="withdrawn", withdrawn_at=when)
    returned(shop, orders[3:4], when, resolution="return_expired")
    returned(shop, orders[4:5], when, ended_at=None, resolution=None)


@example(grade=None, why_not="no data for logistics", values={"description": "1", "service": "1"})
def a_return_and_no_review(shop: Shop) -> None:
    """It brings one star each, but none for the logistics."""
    returned(shop, shop.orders(5, MIDDLE)[:1], utc("2024-05-05 12:00"))


@example(values={"description": "5"})
def given_within_30_days_of_signing(shop: Shop) -> None:
    """5 stars after exactly 30 days; 1 star a microsecond later, which does not count."""
    signed = shop.on(MIDDLE)
    for late, stars in ((timedelta(), 5), (timedelta(microseconds=1), 1)):
        order = shop.orders(1, MIDDLE, signed_at=signed)
        shop.facts("review", order, {"given_at": signed + timedelta(days=30) + late, "description": stars})


@example(values={"description": "4"})
def complete_within_90_days(shop: Shop) -> None:
    """4 stars where it took exactly 90 days from the payment; 1 star where it took longer, or is not complete.

    What counts as complete is what the host says: the last was confirmed in time, and completed on day 91.
    """
    day, noon = NEW, shop.on(NEW)
    shop.reviews(shop.orders(1, day, paid_at=noon - timedelta(days=90)), day, description=4)
    shop.reviews(shop.orders(1, day, paid_at=noon - timedelta(days=90, microseconds=1)), day, description=1)
    shop.reviews(shop.orders(1, day, confirmed_at=None), day, description=1)
    late = {"paid_at": noon - timedelta(days=80), "completed_at": noon + timedelta(days=11)}
    shop.reviews(shop.orders(1, day, **late), day, description=1)


@example(values={"description": "5", "review_replies": "50"})
def reviews_that_do_not_count(shop: Shop) -> None:
    """Of five of 1 star: advertising, no content, a duplicate, many from one address, personal data. Left: two of 5.

    One of the two has a reply of its own, the other a template: 1/2.
    """
    orders = shop.orders(7, NEW)
    for one, why in zip(orders, ("advertising", "no content", "duplicate", "many from one address"), strict=False):
        shop.reviews([one], NEW, description=1, filtered=why)
    (insult,) = shop.reviews(orders[4:5], NEW, description=1)
    shop.load("review_complaints", 1, review=insult, filed_at=shop.on(NEW), ground="personal_data", upheld=True)
    shop.reviews(orders[5:6], NEW, description=5, replied_at=shop.on(NEW))
    shop.reviews(orders[6:7], NEW, description=5, replied_at=shop.on(NEW), reply_templated=True)


@example(values={"description": "3"})
def a_complaint_that_fails_changes_nothing(shop: Shop) -> None:
    """5 and 1, the second complained about in vain."""
    orders = shop.orders(2, NEW)
    shop.reviews(orders[:1], NEW, description=5)
    (kept,) = shop.reviews(orders[1:], NEW, description=1)
    shop.load("review_complaints", 1, review=kept, filed_at=shop.on(NEW), ground="insult", answered_at=shop.on(NEW))


@example(values={"description": "5"})
def washing_brings_no_review(shop: Shop) -> None:
    """A wash order's 1 star and its return count nowhere."""
    shop.reviews(shop.orders(1, NEW), NEW, description=5)
    wash = shop.orders(1, NEW, kind="wash")
    shop.reviews(wash, NEW, description=1)
    returned(shop, wash, utc("2024-05-05 12:00"))


def kept(shop: Shop, disputed: int, replies: int, refunds: int, worry_free: int, deliveries: int) -> None:
    """500 orders of which so many are disputed, so many of 20 replies within 12 hours, of 10 refunds within 72 hours,
    and of worry-free deliveries on time."""
    noon = shop.on(NEW)
    shop.disputes(shop.orders(500 - deliveries, NEW)[:disputed], NEW)
    for place in range(deliveries):
        late = timedelta(microseconds=int(place >= worry_free))
        shop.orders(1, NEW, worry_free=True, promised_at=noon, signed_at=noon + late)
    for fact, asked, answered, hours, good, of in (
        ("messages", "asked_at", "replied_at", 12, replies, 20),
        ("refunds", "ordered_at", "completed_at", 72, refunds, 10),
    ):
        more = {"dispute": "d"} if fact == "refunds" else {}
        deadline = noon + timedelta(hours=hours)
        shop.load(fact, good, **{asked: noon, answered: deadline - timedelta(microseconds=1)}, **more)
        shop.load(fact, 1, **{asked: noon}, **more)
        # At the deadline itself it is late.
        shop.load(fact, of - good - 1, **{asked: noon, answered: deadline}, **more)


@example(values={"disputes": "1.8", "first_replies": "95", "refunds": "90", "worry_free": "1200/13"})
def thresholds_just_kept(shop: Shop) -> None:
    """9 of 500 disputed = 1.80 %; 19 of 20 = 95 %; 9 of 10 = 90 %; 12 of 13 = 92.31 %."""
    kept(shop, 9, 19, 9, 12, 13)


@example(values={"disputes": "2", "first_replies": "90", "refunds": "80", "worry_free": "275/3"})
def thresholds_just_missed(shop: Shop) -> None:
    """10 of 500 = 2 %; 18 of 20 = 90 %; 8 of 10 = 80 %; 11 of 12 = 91.67 %."""
    kept(shop, 10, 18, 8, 11, 12)


@example(values={"first_replies": "50"})
def a_template_is_no_reply(shop: Shop) -> None:
    """Two messages answered after an hour, one of them by a template: 1/2."""
    asked = shop.on(NEW)
    shop.load("messages", 1, asked_at=asked, replied_at=asked + timedelta(hours=1))
    shop.load("messages", 1, asked_at=asked, replied_at=asked + timedelta(hours=1), reply_templated=True)


@pytest.fixture(scope="module")
def scores() -> dict[str, list[Score]]:
    return example.scores()


@pytest.mark.parametrize("name", example.all)
def test_worked_by_hand(name: str, scores: dict[str, list[Score]]) -> None:
    (score,) = scores[name]
    assert example.all[name].faults(score) == {}


@pytest.mark.parametrize(
    ("name", "expected"),
    [("thresholds_just_kept", True), ("thresholds_just_missed", False), ("no_orders", None)],
)
def test_thresholds_beside_the_rating(name: str, expected: bool | None, scores: dict[str, list[Score]]) -> None:
    """They are shown whether or not there is a rating; of what never happened, nothing is known."""
    (score,) = scores[name]
    found = {one.indicator: one.met for one in beside(CARD, score.total, score.values)}
    assert found == dict.fromkeys(("disputes", "first_replies", "refunds", "worry_free"), expected)


def test_what_worry_free_deliveries_keep_is_said() -> None:
    titles = {one.name: one.title for one in CARD.indicators}
    assert titles["worry_free"] == "worry-free deliveries on time, to keep 4.7 stars"


def test_a_complaint_is_answered_after_ten_working_days() -> None:
    """Filed on Friday 2024-06-07, 09:00 in Los Angeles; two weekends on, Friday 2024-06-21, 09:00."""
    due = answer_due(datetime(2024, 6, 7, 16, tzinfo=UTC), ZONE)
    assert due == datetime(2024, 6, 21, 16, tzinfo=UTC)
