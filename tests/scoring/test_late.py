"""What comes late recomputes every published day that counts it, also through its order."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from disputes import ManualClock
from disputes.interfaces.scoring import Scores

from .market import SHANGHAI, Market, at

ORDERED = date(2020, 4, 21)
SCORED = date(2020, 5, 8)
NEWS = date(2020, 5, 10)
News = Callable[[Market, list[str]], None]


def a_dispute(market: Market, orders: list[str]) -> None:
    market.disputes(orders[:1], NEWS)


def a_review(market: Market, orders: list[str]) -> None:
    market.each("reviews", orders[:1], SCORED - timedelta(days=1), "given_at", description=1)


def an_upheld_complaint(market: Market, orders: list[str]) -> None:
    known = {"seller": "s", "review": f"reviews-{orders[-1]}", "ground": "insult", "upheld": True}
    market.load("review_complaints", {"id": "c", "filed_at": at(NEWS, SHANGHAI)} | known)


def a_test_order_after_all(market: Market, orders: list[str]) -> None:
    """Its shipment was false, and counts no more."""
    noon = at(ORDERED, SHANGHAI)
    again = {"seller": "s", "buyer": f"b-{orders[1]}", "paid": 2000, "paid_at": noon - timedelta(days=20)}
    market.load("orders", {"id": orders[1], "version": 2, "kind": "test", "confirmed_at": noon} | again)


@pytest.fixture(scope="module")
def shop() -> Iterator[tuple[Scores, Market, list[str]]]:
    """Forty orders of April 21, one with a bad review and one with a false number, scored every day from May 1 on."""
    clock = ManualClock(at(SCORED, SHANGHAI))
    with Scores(clock=clock) as scores:
        market = Market(SHANGHAI, scores.warehouse)
        orders = market.orders(40, ORDERED)
        market.each("reviews", orders[-1:], ORDERED + timedelta(days=5), "given_at", description=1)
        market.each("shipments", orders[1:2], ORDERED, "entered_at", false=True)
        market.facts()
        scores.enable("dhgate", since=date(2020, 5, 1))
        scores.run_due()
        yield scores, market, orders


@pytest.mark.parametrize("news", [a_dispute, a_review, an_upheld_complaint, a_test_order_after_all])
def test_late_news_leaves_no_published_score_behind(shop: tuple[Scores, Market, list[str]], news: News) -> None:
    """After the round, computing every published day anew changes nothing."""
    scores, market, orders = shop
    news(market, orders)
    market.facts()
    (late,) = scores.run_due()
    assert late.late
    assert SCORED in {change.after.day for change in late.revised}
    days = [date(2020, 5, 1) + timedelta(days=number) for number in range(8)]
    assert scores.run("dhgate", days=days).revised == ()
