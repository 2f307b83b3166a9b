"""Why a seller has its score: what is told equals what is graded, and what would change is really so."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import pytest
from disputes import NotFound
from disputes.scoring.blaming import Blame
from disputes.scoring.card import Card
from disputes.scoring.changing import Change, better_grade
from disputes.scoring.explaining import Explanation, explain
from disputes.scoring.grading import Score
from disputes.workflows.aliexpress.daily_score import CARD as DAILY
from disputes.workflows.aliexpress.service_indicators import CARD_BY_CATEGORY
from disputes.workflows.aliexpress.service_level import CARD as LEVEL
from disputes.workflows.dhgate.capability import CARD as DHGATE

from .market import LOS_ANGELES, SHANGHAI, Market, at
from .test_dhgate import sold, worked_example_2
from .worked import Shop

DAY = date(2020, 5, 1)
Alter = Callable[[Shop], object]


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def base(shop: Shop) -> None:
    """40 orders of 35 buyers, one of them not sold, two disputes not as described and one not received; 10 reviews;
    20 numbers, 15 known, one false; 30 products, one violating. One order of 1.00 USD that counts nowhere."""
    orders = [f"{shop.seller}-{number}" for number in range(40)]
    for number, order in enumerate(orders):
        buyer = f"{shop.seller}-buyer-{max(number, 5)}"
        gone = {"confirmed_at": None, "cancelled_at": shop.on(ago(10)), "cancelled_for": "seller"}
        sold(shop, 1, ago(10), id=order, buyer=buyer, **(gone if number == 39 else {}))
    for number, (category, how) in enumerate(
        (("not_as_described", "agreed"), ("not_as_described", "ruled"), ("not_received", "agreed"))
    ):
        ended = {"answered_at": shop.on(ago(7)), "ended_at": shop.on(ago(6)), "resolution": how}
        shop.disputes([orders[number]], ago(9), category, **ended)
    shop.disputes(orders[3:4], ago(9), "not_received", withdrawn_at=shop.on(ago(8)))
    shop.disputes(sold(shop, 1, paid=100), ago(9), "not_received")
    for number in range(10):
        shop.reviews([orders[number]], ago(5), description=4, logistics=5 - (number < 2), service=5)
    for number in range(20):
        tracked = {"tracked_at": shop.on(ago(18))} if number < 15 else {}
        shop.facts("shipment", [orders[number]], {"entered_at": shop.on(ago(20)), "false": number == 0} | tracked)
    shop.load("listings", 29, listed_at=shop.on(ago(50)))
    bad = {"id": f"{shop.seller}-bad", "seller": shop.seller, "listed_at": shop.on(ago(50))}
    shop.market.load("listings", bad)
    shop.load("violations", 1, listing=bad["id"], what="copy", found_at=shop.on(ago(20)))


def answered(*hours: timedelta) -> Alter:
    """Orders without fault, each disputed for the buyer's own reason, and answered after so long."""

    def build(shop: Shop) -> None:
        sold(shop, 5)
        for number, after in enumerate(hours):
            order = f"{shop.seller}-{number}"
            sold(shop, 1, id=order)
            shop.disputes([order], ago(9), "buyer_reason", answered_at=shop.on(ago(9)) + after)

    return build


def near(shop: Shop) -> None:
    """20 orders without fault, and ten reviews of 3 stars."""
    sold(shop, 19)
    sold(shop, 1, id=f"{shop.seller}-order")
    for _ in range(10):
        shop.reviews([f"{shop.seller}-order"], ago(5), description=3)


def _now_sold(shop: Shop) -> None:
    """The order that was not sold is corrected: it was."""
    noon = shop.on(ago(10))
    shop.market.load("orders", {
        "id": f"{shop.seller}-39", "version": 2, "seller": shop.seller, "buyer": f"{shop.seller}-buyer-39",
        "paid": 2000, "paid_at": noon - timedelta(days=20), "confirmed_at": noon,
    })  # fmt: skip


def _now_gone(shop: Shop) -> None:
    """One more is corrected: it was not sold."""
    noon = shop.on(ago(10))
    shop.market.load("orders", {
        "id": f"{shop.seller}-38", "version": 2, "seller": shop.seller, "buyer": f"{shop.seller}-buyer-38",
        "paid": 2000, "paid_at": noon - timedelta(days=20), "cancelled_at": noon, "cancelled_for": "seller",
    })  # fmt: skip


def _gone(shop: Shop) -> None:
    """A new order of a new buyer that is not sold."""
    sold(shop, 1, ago(3), confirmed_at=None, cancelled_at=shop.on(ago(3)), cancelled_for="seller")


def _false(shop: Shop) -> None:
    entered = {"entered_at": shop.on(ago(20)), "tracked_at": shop.on(ago(18)), "false": True}
    shop.facts("shipment", [f"{shop.seller}-5"], entered)


REALLY: dict[tuple[str, str], Alter] = {
    ("not_sold", "one more: orders not sold"): _now_gone,
    ("not_sold", "one fewer: orders not sold"): _now_sold,
    ("not_sold", "one more order without fault"): lambda shop: sold(shop, 1, ago(3)),
    ("not_sold", "one more order with a fault"): _gone,
    ("orders", "one more order"): lambda shop: sold(shop, 1, ago(3)),
    ("repeat_buyers", "one more: buyers with two orders or more"): lambda shop: sold(
        shop, 1, ago(3), buyer=f"{shop.seller}-buyer-20"
    ),
    ("not_received", "one more: disputes: not received"): lambda shop: shop.disputes(
        [f"{shop.seller}-9"], ago(4), "not_received"
    ),
    ("violating", "one more product without fault"): lambda shop: shop.load(
        "listings", 1, listed_at=shop.on(ago(50))
    ),
    ("tracking", "one more tracking number without fault"): lambda shop: shop.facts(
        "shipment", [f"{shop.seller}-5"], {"entered_at": shop.on(ago(20)), "tracked_at": shop.on(ago(18))}
    ),
    ("false_tracking", "one more tracking number with a fault"): _false,
    ("product_reviews", "one more review of 5 stars"): lambda shop: shop.reviews(
        [f"{shop.seller}-20"], ago(2), description=5
    ),
    ("service_reviews", "one more review of 1 star"): lambda shop: shop.reviews(
        [f"{shop.seller}-20"], ago(2), service=1
    ),
}  # fmt: skip
"""Changes that are told of, and how they are made in the facts."""


@dataclass
class Told:
    """One market: a shop as told, and shops like it that differ in one thing."""

    market: Market
    scores: dict[str, Score]
    explanation: Explanation

    def change(self, indicator: str, says: str) -> Change:
        reason = next(one for one in self.explanation.reasons if one.name == indicator)
        return next(one for one in reason.changes if one.says == says)


def _shop(market: Market, seller: str, *builds: Alter) -> Shop:
    shop = Shop(market, seller)
    for build in builds:
        build(shop)
    market.load("sellers", {"id": seller} | shop.known)
    return shop


@pytest.fixture(scope="module")
def told() -> Iterator[Told]:
    market = Market(SHANGHAI)
    _shop(market, "s-17", base)
    _shop(market, "example-2", worked_example_2)
    _shop(market, "few", lambda shop: sold(shop, 2), lambda shop: sold(shop, 1, ago(90)))
    for number, alter in enumerate(REALLY.values()):
        _shop(market, f"v{number}", base, alter)
    _shop(market, "near", near)
    _shop(market, "slow", answered(timedelta(hours=24), timedelta(hours=24, microseconds=1)))
    _shop(market, "quick", answered(timedelta(0), timedelta(hours=48)))
    for count in (9, 10):
        _shop(market, f"near{count}", near, lambda shop, count=count: [
            shop.reviews([f"{shop.seller}-order"], ago(2), description=5) for _ in range(count)
        ])  # fmt: skip
    scores = {one.seller: one for one in market.scores(DHGATE, DAY)}
    (explanation,) = explain(DHGATE, market.facts(), "s-17", DAY)
    yield Told(market, scores, explanation)
    market.warehouse.close()


def test_what_is_told_is_what_is_graded(told: Told) -> None:
    score, one = told.scores["s-17"], told.explanation
    assert (one.total, one.shown, one.grade) == (score.total, score.shown, score.grade)
    assert {reason.name: reason.value for reason in one.reasons} == dict(score.values)
    assert {reason.name: reason.points for reason in one.reasons if reason.most is not None} == dict(score.points)
    sums = {reason.name: tuple((w.numerator, w.denominator) for w in reason.windows) for reason in one.reasons}
    assert sums == dict(score.counts)


def test_an_indicator_with_its_days_formula_and_marks(told: Told) -> None:
    """1 of 40 is 2.5 %: half of 15. Tracking counts other days than the rest."""
    reasons = {reason.name: reason for reason in told.explanation.reasons}
    reason = reasons["not_sold"]
    assert (reason.shown, reason.points, reason.most) == ("2.5 %", Fraction(15, 2), 15)
    assert reason.formula == "15 points at 0 %, falling to 0 at 5* %"
    (window,) = reason.windows
    assert (window.first, window.last, window.numerator, window.denominator) == (ago(90), ago(1), 1, 40)
    assert reasons["tracking"].windows[0].first == ago(97)
    marks = {number.name: number.mark for number in reason.numbers}
    assert marks["NOT_SOLD_POINTS"] == "stated"
    assert marks["NOT_SOLD_LIMIT"] == "default"
    assert "WINDOW_OLDEST" in marks


def test_the_rows_that_cost_points_are_those_that_count(told: Told) -> None:
    cost = {reason.name: reason.cost for reason in told.explanation.reasons}
    assert [row.id for row in cost["not_sold"].rows] == ["s-17-39"]
    assert cost["not_sold"].rows[0].disputes == ()
    assert {row.id for row in cost["not_described"].rows} == {"s-17-0", "s-17-1"}
    # Neither the withdrawn dispute nor the one of the order of 1.00 USD.
    assert [row.id for row in cost["not_received"].rows] == ["s-17-2"]
    disputes = told.market.facts()["disputes"]
    known = disputes.filter(disputes.order == "s-17-2").to_pyarrow()["id"].to_pylist()
    assert list(cost["not_received"].rows[0].disputes) == known
    assert [row.id for row in cost["violating"].rows] == ["s-17-bad"]
    assert {row.order for row in cost["logistics_reviews"].rows} == {"s-17-0", "s-17-1"}
    assert {row.value for row in cost["product_reviews"].rows} == {Fraction(4)}
    assert (cost["tracking"].count, cost["false_tracking"].count, cost["service_reviews"].count) == (5, 1, 0)
    assert cost["refund_response"].rows[0].value == 48
    # 39 orders of 35 buyers, of whom one came five times again.
    once = {row.id for row in cost["repeat_buyers"].rows}
    assert (cost["repeat_buyers"].count, len(once)) == (34, 20)
    assert once <= {f"s-17-buyer-{number}" for number in range(6, 40)}


def _cost_of(told: Told, seller: str, indicator: str) -> Blame:
    (one,) = explain(DHGATE, told.market.facts(), seller, DAY)
    return next(reason.cost for reason in one.reasons if reason.name == indicator)


def test_what_earns_all_points_has_cost_none(told: Told) -> None:
    """One answer in 24 hours and one in 24 hours and a microsecond: the second alone is too slow, and costs points.

    One dispute answered at once, and one in two days, are 24 hours in the mean: all points, so nothing cost any.
    """
    cost = {name: _cost_of(told, name, "refund_response") for name in ("slow", "quick")}
    assert [(row.order, row.day) for row in cost["slow"].rows] == [("slow-1", ago(9))]
    assert cost["quick"] == Blame()


@pytest.mark.parametrize(("number", "change"), list(enumerate(REALLY)), ids=[says for _, says in REALLY])
def test_what_one_more_would_change_is_really_so(told: Told, number: int, change: tuple[str, str]) -> None:
    """The same shop, with that one fact more or corrected, really has the score that was told."""
    said, really = told.change(*change), told.scores[f"v{number}"]
    assert (said.total, said.grade) == (really.total, really.grade)
    assert said.points == really.points.get(change[0])


def test_the_least_way_to_a_better_grade(told: Told) -> None:
    """85 - 10 = 75. Ten reviews of 3 stars and k of 5 have a mean of 4, five points, from k = 10 on: 80, good."""
    (one,) = explain(DHGATE, told.market.facts(), "near", DAY)
    assert (one.total, one.grade, one.better_grade) == (75, "pass", "good")
    way = next(way for way in one.ways_up if way.indicator == "product_reviews")
    assert (way.steps, way.says, way.grade) == (10, "10 more reviews of 5 stars", "good")
    assert {name: told.scores[name].grade for name in ("near9", "near10")} == {"near9": "pass", "near10": "good"}
    assert [found.steps for found in one.ways_up] == sorted(found.steps for found in one.ways_up)


def test_lists_are_cut_but_counted(told: Told) -> None:
    (one,) = explain(DHGATE, told.market.facts(), "example-2", DAY, most=3)
    cost = {reason.name: reason.cost for reason in one.reasons}
    assert (cost["tracking"].count, len(cost["tracking"].rows)) == (95, 3)
    assert one.total == Fraction(285, 4)
    text = json.loads(json.dumps(one.to_json()))
    assert (text["total"], text["shown"], text["grade"], text["day"]) == ("71.25", "71.25", "pass", "2020-05-01")
    assert text["reasons"][1]["windows"] == [
        {"first": "2020-02-01", "last": "2020-04-30", "numerator": 2, "denominator": 200, "weight": None, "times": 1}
    ]


def test_whether_there_will_be_a_score_next_time(told: Told) -> None:
    """Of three orders one is 90 days old: tomorrow it counts no more."""
    (one,) = explain(DHGATE, told.market.facts(), "few", DAY)
    assert (one.grade, one.next_time.day, one.next_time.scored) == ("good", DAY + timedelta(days=1), False)
    few = next(need for need in one.next_time.needed if not need.holds)
    assert few.missing == "fewer than 3 orders above 1 USD: 2, so 1 missing"
    assert told.explanation.next_time.scored
    assert all(need.holds for need in told.explanation.next_time.needed)


def test_nothing_is_known_of_a_seller(told: Told) -> None:
    with pytest.raises(NotFound) as found:
        explain(DHGATE, told.market.facts(), "nobody", DAY)
    assert str(found.value) == "There is no seller 'nobody' in marketplace 'default', nor in any other."


def test_a_seller_is_known_in_other_marketplaces(told: Told) -> None:
    """`far` is known in one, and has an order in another."""
    order = {"id": "far", "buyer": "b", "paid": 1, "paid_at": at(ago(3), SHANGHAI), "seller": "far"}
    told.market.load("sellers", {"id": "far", "marketplace": "dhgate"})
    told.market.load("orders", order | {"marketplace": "b2b"})
    with pytest.raises(NotFound) as found:
        explain(DHGATE, told.market.facts(), "far", DAY)
    known = "but in 'b2b' and in 'dhgate': --marketplace b2b."
    assert str(found.value) == f"There is no seller 'far' in marketplace 'default', {known}"


@pytest.fixture(scope="module")
def american() -> Iterator[Market]:
    """Shops on AliExpress: `busy` with 70 orders in 30 days, `calm` with 10, and 60 in the days before."""
    market = Market(LOS_ANGELES)
    _shop(market, "busy", lambda shop: shop.not_sold(1, ago(5)), lambda shop: shop.orders(69, ago(5)),
          lambda shop: shop.not_sold(2, ago(60)))  # fmt: skip
    calm = _shop(market, "calm", lambda shop: shop.orders(9, ago(5)), lambda shop: shop.orders(60, ago(60)))
    calm.orders(1, ago(5), id="calm-late")
    calm.disputes(["calm-late"], ago(4), timed_out_at=calm.on(ago(1)), arbitrated_at=calm.on(ago(1)))
    calm.disputes(["calm-late"], ago(3))
    toys = _shop(market, "toys", lambda shop: shop.orders(40, date(2020, 4, 10), category="toys"))
    for category in ("toys", "tools"):
        toys.orders(1, date(2020, 4, 11), category=category, id=f"bad-{category}")
        toys.disputes([f"bad-{category}"], date(2020, 4, 12))
    yield market
    market.warehouse.close()


def _only(card: Card, market: Market, seller: str) -> Explanation:
    (one,) = explain(card, market.facts(), seller, DAY)
    return one


def test_an_adaptive_window_is_the_one_that_counted(american: Market) -> None:
    reasons = {seller: {one.name: one for one in _only(DAILY, american, seller).reasons} for seller in ("busy", "calm")}
    (busy,), (calm,) = reasons["busy"]["not_sold"].windows, reasons["calm"]["not_sold"].windows
    assert (busy.first, busy.numerator, busy.denominator) == (ago(30), 1, 70)
    assert (calm.first, calm.denominator) == (ago(90), 70)
    assert reasons["busy"]["not_sold"].cost.count == 1
    # One more order in the 30 days counts in both windows, and the short one is still the one that counts.
    more = next(one for one in reasons["busy"]["not_sold"].changes if one.says == "one more order without fault")
    assert more.points == 10 - 10 * (Fraction(100, 71) / 3)


def test_an_order_with_several_disputes_names_those_that_cost(american: Market) -> None:
    one = _only(LEVEL, american, "calm")
    cost = next(reason.cost for reason in one.reasons if reason.name == "bad_experience")
    assert [row.id for row in cost.rows] == ["calm-late"]
    assert len(cost.rows[0].disputes) == 1
    assert one.better_grade == better_grade(LEVEL, american.score(LEVEL, DAY, "calm"))


def test_each_category_is_explained_by_itself(american: Market) -> None:
    found = explain(CARD_BY_CATEGORY, american.facts(), "toys", date(2020, 4, 30))
    cost = {one.category: next(r.cost for r in one.reasons if r.name == "not_described") for one in found}
    assert {category: [row.id for row in one.rows] for category, one in cost.items()} == {
        "toys": ["bad-toys"],
        "tools": ["bad-tools"],
    }


def test_no_category_counts_anything(american: Market) -> None:
    with pytest.raises(NotFound) as found:
        explain(CARD_BY_CATEGORY, american.facts(), "toys", date(2020, 1, 31))
    counts = "aliexpress_indicators_by_category@1 counts anything on 2020-01-31."
    assert str(found.value) == f"There is no seller 'toys' in marketplace 'default' of whom {counts}"


def test_grades_that_one_condition_is_enough_for_come_last() -> None:
    assert LEVEL.ranked == ("excellent", "good", "pass", "fail")
