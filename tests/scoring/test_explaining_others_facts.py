"""Facts that name one seller and hang on what is another's: an explanation counts them as the score does."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from disputes.scoring.card import Card
from disputes.scoring.explaining import Explanation, explain
from disputes.scoring.grading import Score
from disputes.workflows.aliexpress.daily_score import CARD as DAILY
from disputes.workflows.dhgate.capability import CARD as DHGATE

from .market import Market, at

DAY = date(2020, 5, 1)


def market_of_two(zone: str) -> Market:
    """Sellers s and t with 40 orders each. Of s are a dispute, a review and a number on orders of t, and a complaint
    and a violation on t's review and product."""
    market = Market(zone)

    def ago(days: int) -> object:
        return at(DAY - timedelta(days=days), zone)

    market.load("sellers", {"id": "t", "verified": True, "joined_at": ago(900)})
    usual = {"paid": 2000, "paid_at": ago(30), "confirmed_at": ago(5)}
    for seller in "st":
        market.load("orders", *(
            {"id": f"{seller}{number}", "seller": seller, "buyer": f"b{number}"} | usual for number in range(40)
        ))  # fmt: skip
    of = {"seller": "s", "order": "t0"}
    dispute = {"buyer": "b0", "line": "1", "reason": "r", "category_of_reason": "not_received"}
    market.load("disputes", {"id": "d", "filed_at": ago(8)} | of | dispute)
    market.load("reviews", {"id": "r", "given_at": ago(3), "description": 1} | of)
    market.load("reviews", {"id": "r-t", "seller": "t", "order": "t1", "given_at": ago(3), "description": 2})
    market.load("review_complaints", {"id": "c", "seller": "s", "review": "r-t", "filed_at": ago(2),
                                      "ground": "insult", "upheld": True})  # fmt: skip
    market.load("shipments", {"id": "n", "entered_at": ago(20), "false": True} | of)
    market.load("listings", {"id": "l", "seller": "t", "listed_at": ago(50)})
    market.load("violations", {"id": "v", "seller": "s", "listing": "l", "what": "copy", "found_at": ago(9)})
    return market


def told(one: Explanation | Score) -> tuple[Fraction | None, str | None, str | None]:
    return one.total, one.grade, one.why_not


@pytest.mark.parametrize("card", [DHGATE, DAILY], ids=lambda card: card.id)
def test_an_explanation_counts_what_the_score_counts(card: Card) -> None:
    market = market_of_two(card.zone)
    scores = {one.seller: one for one in market.scores(card, DAY)}
    found = {seller: explain(card, market.facts(), seller, DAY) for seller in "st"}
    for seller, (one,) in found.items():
        assert told(one) == told(scores[seller])
        sums = {
            reason.name: tuple((sum.numerator, sum.denominator) for sum in reason.windows) for reason in one.reasons
        }
        assert sums == scores[seller].counts


def test_what_cost_points_is_listed_for_the_seller_that_it_counts_for() -> None:
    """The review, of one star, costs s the points; the violation costs t, whose product it is."""
    market = market_of_two(DHGATE.zone)
    found = {seller: explain(DHGATE, market.facts(), seller, DAY)[0] for seller in "st"}
    listed = {
        (seller, reason.name): [row.id for row in reason.cost.rows] for seller, one in found.items()
        for reason in one.reasons if reason.name in ("product_reviews", "violating", "false_tracking")
    }  # fmt: skip
    assert listed == {
        ("s", "product_reviews"): ["r"], ("s", "violating"): [], ("s", "false_tracking"): ["n"],
        ("t", "product_reviews"): [], ("t", "violating"): ["l"], ("t", "false_tracking"): [],
    }  # fmt: skip
