"""One day, two days: whatever counts, its unit agrees with it."""

import re
from fractions import Fraction

import pytest
from disputes.scoring.describing import described
from disputes.scoring.numbers import Number, so_many
from disputes.scoring.wording import formula, valued
from disputes.workflows import cards

ONE_OF_MANY = re.compile(r"\b1\*? (?:of \w+ )?(?!is\b|stars of\b)(?:working |US )?[a-z]+s\b")


@pytest.mark.parametrize(
    ("count", "unit", "said"),
    [
        ("1", "days", "1 day"), ("2", "days", "2 days"), ("0", "orders", "0 orders"), ("1.5", "hours", "1.5 hours"),
        ("1", "days after shipment", "1 day after shipment"), ("1", "working days", "1 working day"),
        ("100000000", "US cents a month", "1,000,000 USD a month"), ("202405", "year and month", "2024-05"),
        ("1", "day of the month", "day 1 of the month"),
        ("1", "of 5 stars", "1 of 5 stars"), ("1", "%", "1 %"), ("1", "", "1"), ("1.0", "points", "1.0 points"),
    ],
)  # fmt: skip
def test_a_number_with_its_unit(count: str, unit: str, said: str) -> None:
    assert str(Number("N", count, unit, "default", "a test")) == said


def test_counts() -> None:
    assert [so_many(count, "orders") for count in (0, 1, 2, 1000)] == [
        "0 orders",
        "1 order",
        "2 orders",
        "1,000 orders",
    ]
    assert (so_many(1, "penalty points"), so_many(1, "review_complaints")) == ("1 penalty point", "1 review_complaint")
    assert [valued(Fraction(one), "stars") for one in (1, 2)] == ["1 star", "2 stars"]
    assert valued(Fraction(10_001, 10_000), "hours") == "1 hour", "as it is shown, rounded"


def test_no_card_says_one_days() -> None:
    for card in cards.all():
        text = [cell for section in described(card) for row in section.rows for cell in row]
        text += [formula(part, card.indicator(part.indicator).unit) for part in card.parts]
        assert [one for one in text if ONE_OF_MANY.search(one)] == [], card.id
    assert ONE_OF_MANY.search("mean of the daily scores of 1 months"), "it would be found"
