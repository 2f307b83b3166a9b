"""Every card agrees, to the last digit, with a plain calculator that was written from the rules alone."""

import os
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from random import Random

import pytest
from disputes.workflows import cards

from .market import Market
from .plain import dhgate
from .plain.reading import Seller, sellers
from .random_market import RandomMarket

SELLERS = int(os.environ.get("DISPUTES_PLAIN_SELLERS", "250"))
"""How many random sellers each card is held against; `make test` takes the default."""
Answer = tuple[Fraction | None, str | None]
PLAIN: dict[str, Callable[[Seller, date], Answer]] = {"dhgate@1": dhgate.score}
DAY = date(2020, 5, 31)


@pytest.mark.parametrize("name", PLAIN)
def test_a_card_and_its_plain_calculator_agree(name: str) -> None:
    card = cards.get(name)
    market = Market(card.zone)
    records = RandomMarket(Random(f"{name} 2020"), SELLERS, DAY, card.zone).records
    for fact, rows in records.items():
        market.load(fact, *rows)
    found = {one.seller: (one.total, one.grade) for one in market.scores(card, DAY)}
    differing = {
        name_of: (found[name_of], expected)
        for name_of, seller in sellers(records, card.zone).items()
        if found[name_of] != (expected := PLAIN[name](seller, DAY))
    }
    assert differing == {}
    assert len({grade for _, grade in found.values()}) > 1, "the random sellers are all alike"
