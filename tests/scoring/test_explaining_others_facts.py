"""Facts that name one seller and hang on what is another's: an explanation counts them as the score does."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from disputes.scoring.card import Card
from disputes.scoring.explaining import MOST_LISTED, Explanation, explain
from disputes.scoring.grading import Score
from disputes.workflows.aliexpress.service_level import CARD as LEVEL
from disputes.workflows.dhgate.capability import CARD as DHGATE

from .market import Market, at

DAY = date(2020, 5, 1)


def market_of_two(zone: str) -> Market:
    """Sellers s and t with 40 orders each, and a dispute of each on one order of t. Of s are besides a review and a
    number on that order, a complaint against a review of t, and a violation on a product of t."""
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
    market.load("disputes", {"id": "d-t", "filed_at": ago(8)} | of | dispute | {"seller": "t", "line": "2"})
    market.load("reviews", {"id": "r", "given_at": ago(3), "description": 1, "stars": 5} | of)
    market.load("reviews", {"id": "r-t", "seller": "t", "order": "t1", "given_at": ago(3), "description": 2})
    market.load("review_complaints", {"id": "c", "seller": "s", "review": "r-t", "filed_at": ago(2),
                                      "ground": "insult", "upheld": True})  # fmt: skip
    market.load("shipments", {"id": "n", "entered_at": ago(20), "false": True} | of)
    market.load("listings", {"id": "l", "seller": "t", "listed_at": ago(50)})
    market.load("violations", {"id": "v", "seller": "s", "listing": "l", "what": "copy", "found_at": ago(9)})
    return market


def told(one: Explanation | Score) -> tuple[Fraction | None, str | None, str | None]:
    return one.total, one.grade, one.why_not


ONCE = sorted(f"b{number}" for number in range(40))
LISTED = {
    ("dhgate@1", "s"): {
        "product_reviews": ["r"], "tracking": ["n"], "false_tracking": ["n"], "repeat_buyers": ONCE[:MOST_LISTED],
    },
    ("dhgate@1", "t"): {"not_received": ["t0"], "violating": ["l"], "repeat_buyers": ONCE[1:][:MOST_LISTED]},
    ("aliexpress_level@1", "s"): {},
    ("aliexpress_level@1", "t"): {},
}  # fmt: skip
"""What cost each its points. The review, of one star, is of s; the violation is on a product of t; and each buyer of
either came once, t's first, whose order was disputed, on an earlier day than the others."""


@pytest.mark.parametrize("card", [DHGATE, LEVEL], ids=lambda card: card.id)
def test_an_explanation_counts_what_the_score_counts(card: Card) -> None:
    market = market_of_two(card.zone)
    scores = {one.seller: one for one in market.scores(card, DAY)}
    for seller in "st":
        (one,) = explain(card, market.facts(), seller, DAY)
        assert told(one) == told(scores[seller])
        sums = {
            reason.name: tuple((sum.numerator, sum.denominator) for sum in reason.windows) for reason in one.reasons
        }
        assert sums == scores[seller].counts
        listed = {reason.name: [row.id for row in reason.cost.rows] for reason in one.reasons if reason.cost.count}
        assert listed == LISTED[card.id, seller]


def test_a_review_counts_once_whoever_has_a_dispute_on_its_order() -> None:
    """Two sellers have disputes on the order; s, who was given the one review, has one of one positive."""
    market = market_of_two(LEVEL.zone)
    scores = {one.seller: one for one in market.scores(LEVEL, DAY)}
    assert scores["s"].counts["positive"] == ((1, 1),)
    assert scores["t"].counts["positive"] == ((0, 0),)
