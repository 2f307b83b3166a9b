"""What comes late recomputes every published day that counts it, also through its order."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from disputes import DisputeEngine, ManualClock
from disputes.interfaces.scores.rounds import score_round
from disputes.interfaces.scores.scoring import Scores
from disputes.workflows import cards

from .market import LOS_ANGELES, SHANGHAI, Market, at

ORDERED = date(2020, 4, 21)
SCORED = date(2020, 5, 8)
NEWS = date(2020, 5, 10)
MAY = [date(2020, 5, number) for number in range(1, 9)]
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
    assert scores.run("dhgate", days=MAY).revised == ()


def a_dispute_of_another_order(market: Market, orders: list[str], version: int) -> None:
    """It was filed for the first order, and turns out to be about one that was never in the window."""
    order = orders[2] if version == 1 else "elsewhere"
    filed = {"filed_at": at(date(2020, 4, 20), SHANGHAI), "buyer": "b", "line": "1"}
    market.load("disputes", {
        "id": "moved", "version": version, "seller": "s", "order": order, "reason": "not_received",
        "category_of_reason": "not_received", **filed,
    })  # fmt: skip


def a_complaint_about_another_review(market: Market, orders: list[str], version: int) -> None:
    """It removed a bad review, and turns out to be about one that nobody knows."""
    if version == 1:
        market.each("reviews", orders[5:6], SCORED - timedelta(days=9), "given_at", description=1)
    review = f"reviews-{orders[5]}" if version == 1 else "elsewhere"
    known = {"seller": "s", "review": review, "ground": "insult", "upheld": True}
    market.load("review_complaints", {"id": "moved", "version": version, "filed_at": at(NEWS, SHANGHAI)} | known)


def a_violation_on_anothers_product(market: Market, orders: list[str], version: int) -> None:
    """First on nobody's product, then on the one of s, though it is t's violation: the product counts for s."""
    if version == 1:
        market.load("listings", {"id": "of-s", "seller": "s", "listed_at": at(date(2020, 4, 1), SHANGHAI)})
    found = {"found_at": at(date(2020, 4, 30), SHANGHAI), "what": "brand", "seller": "t"}
    market.load("violations", {"id": "of-t", "version": version} | found | ({"listing": "of-s"} if version > 1 else {}))


@pytest.mark.parametrize(
    "news", [a_dispute_of_another_order, a_complaint_about_another_review, a_violation_on_anothers_product]
)
def test_a_correction_touches_what_the_corrected_hung_together_with(
    shop: tuple[Scores, Market, list[str]], news: Callable[[Market, list[str], int], None]
) -> None:
    scores, market, orders = shop
    for version in (1, 2):
        news(market, orders, version)
        market.facts()
        (late,) = scores.run_due()
        assert scores.run("dhgate", days=MAY).revised == ()
    assert late.revised


def test_a_test_order_takes_its_refunds_along() -> None:
    """Of AliExpress' loan: ordered long after the dispute's end, when the order turns out to be a test."""
    clock, ended = ManualClock(at(date(2020, 7, 20), LOS_ANGELES)), at(date(2020, 3, 25), LOS_ANGELES)
    with Scores(clock=clock) as scores:
        market = Market(LOS_ANGELES, scores.warehouse)
        (order,) = market.orders(1, date(2020, 3, 20))
        market.disputes([order], date(2020, 3, 24), ended_at=ended, resolution="agreed")
        market.load("refunds", {"id": "r", "seller": "s", "dispute": f"disputes-{order}",
                                "ordered_at": at(date(2020, 7, 1), LOS_ANGELES)})  # fmt: skip
        market.facts()
        scores.enable("aliexpress_loan", since=date(2020, 7, 19))
        scores.run_due()
        known = {"seller": "s", "buyer": f"b-{order}", "paid": 2000, "paid_at": ended - timedelta(days=25)}
        market.load("orders", {"id": order, "version": 2, "kind": "test", "confirmed_at": ended} | known)
        market.facts()
        (late,) = scores.run_due()
        assert late.revised
        assert scores.run("aliexpress_loan", days=late.days).revised == ()


def a_product_of_long_ago(market: Market) -> None:
    """On offer since February of last year, and still: listed before any window begins."""
    listed = {"seller": "s", "listed_at": at(date(2019, 2, 1), SHANGHAI)}
    market.load("listings", {"id": "l"} | listed)
    found = {
        "found_at": at(date(2020, 4, 30), SHANGHAI),
        "what": "brand",
        "listing": "l",
        "revoked_at": at(SCORED, SHANGHAI),
    }
    market.load("violations", {"id": "v", "seller": "s"} | found)


def test_a_product_that_is_still_on_offer_counts_on_every_day_since(shop: tuple[Scores, Market, list[str]]) -> None:
    scores, market, _ = shop
    a_product_of_long_ago(market)
    market.facts()
    (late,) = scores.run_due()
    assert {change.after.day for change in late.revised} == set(MAY)
    ((_, before),), ((_, after),) = (one.counts["violating"] for one in (late.revised[0].before, late.revised[0].after))
    assert after == before + 1


def test_only_who_is_touched_is_computed_again(shop: tuple[Scores, Market, list[str]]) -> None:
    scores, market, _ = shop
    market.load("sellers", *({"id": f"other-{number}", "verified": True} for number in range(20)))
    market.facts()
    scores.run("dhgate", days=MAY)
    market.orders(1, date(2020, 5, 2), seller="other-7")
    market.facts()
    (late,) = scores.run_due()
    assert {(change.after.seller, change.after.day) for change in late.revised} == {("other-7", day) for day in MAY[2:]}
    assert late.unchanged == 0


def test_who_loses_the_last_order_is_told_so(shop: tuple[Scores, Market, list[str]]) -> None:
    """A seller of whom nothing is known but orders, which turn out to be another's."""
    scores, market, _ = shop
    (order,) = market.orders(1, date(2020, 5, 2), seller="unknown")
    market.facts()
    scores.run("dhgate", days=MAY)
    noon = at(date(2020, 5, 2), SHANGHAI)
    market.load("orders", {"id": order, "version": 2, "seller": "s", "buyer": "b", "paid": 2000,
                           "paid_at": noon, "confirmed_at": noon})  # fmt: skip
    market.facts()
    scores.run_due()
    newest = {one.day: one.counts["orders"] for one in scores.history("dhgate", "unknown")}
    assert set(newest.values()) == {((0, 0),)}


def test_the_daemon_revises_for_late_facts_once_a_local_day(tmp_path: Path) -> None:
    """Scored at noon of May 8; news of May 7 at one and at two o'clock waits for the next day's first round."""
    url, clock = f"duckdb:///{tmp_path / 'scores.duckdb'}", ManualClock(at(SCORED, SHANGHAI))
    with DisputeEngine("memory://", clock=clock) as engine:

        def news(seller: str) -> None:
            noon = at(SCORED - timedelta(days=1), SHANGHAI)
            with Scores(url, clock=clock) as scores:
                market = Market(SHANGHAI, scores.warehouse)
                sold = {"seller": seller, "buyer": "b", "paid": 2000, "paid_at": noon, "confirmed_at": noon}
                market.load("orders", {"id": f"of-{seller}"} | sold)
                market.facts()
                scores.enable("dhgate")

        news("known in time")
        assert [(run.late, run.new) for run in score_round(engine, url)] == [(False, 2)]
        for seller in ("at one", "at two"):
            clock.advance(hours=1)
            news(seller)
            assert score_round(engine, url) == ()
        clock.advance(days=1)
        late, due = score_round(engine, url)
        assert (late.late, late.days, late.new) == (True, (SCORED,), 2)
        assert (due.days, due.new) == ((SCORED + timedelta(days=1),), 4)


def test_a_card_that_fails_does_not_keep_the_others(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A house's own card that this process was not given."""
    url, clock = f"duckdb:///{tmp_path / 'scores.duckdb'}", ManualClock(at(SCORED, SHANGHAI))
    own = replace(cards.get("shein"), name="own")
    with Scores(url, clock=clock, cards=[own]) as scores:
        Market(SHANGHAI, scores.warehouse).facts()
        scores.enable("own", "dhgate")
    with DisputeEngine("memory://", clock=clock) as engine:
        assert [run.card for run in score_round(engine, url)] == ["dhgate@1"]
    (failure,) = caplog.records
    assert (failure.getMessage(), vars(failure)["card"]) == ("scores failed", "own@1")
