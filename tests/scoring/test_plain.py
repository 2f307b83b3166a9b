"""Every card agrees, to the last digit, with a plain calculator that was written from the rules alone.

Totals, grades, medals and every indicator, of many random sellers. More of them, another seed or another day:
`DISPUTES_PLAIN_SELLERS=2500 DISPUTES_PLAIN_SEED=7 DISPUTES_PLAIN_DAY=2024-11-30`.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random

import pytest
from disputes.scoring.grading import Score
from disputes.workflows import cards

from .market import LOS_ANGELES, SHANGHAI, Market
from .plain import (
    aliexpress_daily,
    aliexpress_indicators,
    aliexpress_level,
    aliexpress_loan,
    aliexpress_rating,
    dhgate,
    shein,
    temu,
)
from .plain.reading import Answer, Records, Seller, sellers
from .random_market import RandomMarket

SELLERS = int(os.environ.get("DISPUTES_PLAIN_SELLERS", "250"))
"""How many random sellers each card is held against; `make test` takes the default."""
SEED = os.environ.get("DISPUTES_PLAIN_SEED", "2020")
DAY = date.fromisoformat(os.environ.get("DISPUTES_PLAIN_DAY", "2024-05-31"))
"""The last of a month; 30 days earlier returns began to count twice, 91 days earlier it was a leap year's March,
and Los Angeles has changed its clocks in between."""
PLAIN: dict[str, Callable[[Seller, date], Answer]] = {
    "aliexpress_daily@1": aliexpress_daily.score,
    "aliexpress_indicators@1": aliexpress_indicators.score,
    "aliexpress_level@1": aliexpress_level.score,
    "aliexpress_loan@1": aliexpress_loan.score,
    "aliexpress_rating@1": aliexpress_rating.score,
    "dhgate@1": dhgate.score,
    "shein@1": shein.score,
    "temu@1": temu.score,
}


@dataclass(frozen=True)
class Crowd:
    """Random sellers of one zone, in a warehouse and as plain records."""

    market: Market
    records: Records
    sellers: dict[str, Seller]


@cache
def crowd(zone: str) -> Crowd:
    """One marketplace for all cards of a zone."""
    records = RandomMarket(Random(f"{zone} {SEED}"), SELLERS, DAY, zone).records
    market = Market(zone)
    for fact, rows in records.items():
        market.load(fact, *rows)
    return Crowd(market, records, sellers(records, zone))


@pytest.fixture(scope="module", autouse=True)
def _forgotten() -> object:
    yield
    for zone in (LOS_ANGELES, SHANGHAI):
        crowd(zone).market.warehouse.close()
    crowd.cache_clear()


def answer(score: Score) -> Answer:
    """A card's score in the form of a plain calculator's."""
    return Answer(score.total, score.grade, dict(score.values))


@pytest.mark.parametrize("name", PLAIN)
def test_a_card_and_its_plain_calculator_agree(name: str) -> None:
    card = cards.get(name)
    of = crowd(card.zone)
    found = {one.seller: answer(one) for one in of.market.scores(card, DAY)}
    expected = {name_of: PLAIN[name](seller, DAY) for name_of, seller in of.sellers.items()}
    assert {one: (found[one], expected[one]) for one in expected if found[one] != expected[one]} == {}
