"""Every card agrees, to the last digit, with a plain calculator that was written from the rules alone."""

import os
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from random import Random

import pytest
from disputes.workflows import cards

from .market import Market
from .plain import aliexpress, dhgate, others
from .plain.reading import Seller, sellers
from .random_market import RandomMarket

SELLERS = int(os.environ.get("DISPUTES_PLAIN_SELLERS", "250"))
"""How many random sellers each card is held against; `make test` takes the default."""
Answer = tuple[Fraction | None, str | None]
PLAIN: dict[str, tuple[Callable[[Seller, date], Answer], date]] = {
    "aliexpress_indicators@1": (aliexpress.indicators, date(2024, 2, 29)),
    "aliexpress_level@1": (aliexpress.level, date(2024, 3, 31)),
    "aliexpress_daily@1": (aliexpress.daily, date(2024, 3, 31)),
    "aliexpress_rating@1": (aliexpress.rating, date(2024, 6, 15)),
    "aliexpress_loan@1": (others.loan, date(2025, 3, 1)),
    "dhgate@1": (dhgate.score, date(2020, 5, 31)),
    "shein@1": (others.shein, date(2024, 3, 1)),
    "temu@1": (others.temu, date(2024, 3, 1)),
}
"""Each card's plain calculator, and the day it is tried on."""


@pytest.mark.parametrize("name", PLAIN)
def test_a_card_and_its_plain_calculator_agree(name: str) -> None:
    card, (score, day) = cards.get(name), PLAIN[name]
    market = Market(card.zone)
    records = RandomMarket(Random(f"{name} 2020"), SELLERS, day, card.zone).records
    for fact, rows in records.items():
        market.load(fact, *rows)
    found = {one.seller: (one.total, one.grade) for one in market.scores(card, day)}
    differing = {
        name_of: (found[name_of], expected)
        for name_of, seller in sellers(records, card.zone).items()
        if found[name_of] != (expected := score(seller, day))
    }
    assert differing == {}
    given, known = {grade for _, grade in found.values()}, {grade.name for grade in card.grades}
    assert given == {None, *known}, "the random sellers are too much alike"
