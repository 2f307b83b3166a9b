"""Every card agrees, to the last digit, with a plain calculator that was written from the rules alone.

Totals, grades, medals and every indicator, of many random sellers; `make thorough` takes thousands. Another seed or
another day: `DISPUTES_PLAIN_SEED=7 DISPUTES_PLAIN_DAY=2024-11-30`.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

import pytest
from disputes.scoring.grading import Score
from disputes.scoring.monthly import daily_totals, monthly_score
from disputes.scoring.numbers import Number
from disputes.scoring.windows import month_end
from disputes.storage.published import TABLE, latest, publish
from disputes.workflows import cards
from disputes.workflows.temu.rating import with_prior

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
from .plain import months as plain_months
from .plain.reading import Answer, Record, Records, Seller, sellers
from .random_market import RandomMarket

SELLERS = int(os.environ.get("DISPUTES_PLAIN_SELLERS", "250"))
"""How many random sellers each card is held against; `make test` takes the default."""
MONTHLY_SELLERS = max(20, SELLERS // 25)
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
    return crowd_of(zone, SELLERS)


def crowd_of(zone: str, count: int) -> Crowd:
    """So many random sellers of a zone."""
    records = RandomMarket(Random(f"{zone} {SEED}"), count, DAY, zone).records
    market = Market(zone)
    for fact, rows in records.items():
        market.load(fact, *rows)
    return Crowd(market, records, sellers(records, zone))


@pytest.fixture(scope="module", autouse=True)
def _forgotten() -> Iterator[None]:
    yield
    for zone in (LOS_ANGELES, SHANGHAI):
        crowd(zone).market.warehouse.close()
    crowd.cache_clear()


def answer(score: Score) -> Answer:
    """A card's score in the form of a plain calculator's."""
    return Answer(score.total, score.grade, dict(score.values))


def differing(found: dict[Any, Answer], expected: dict[Any, Answer]) -> dict[Any, object]:
    """Where the two say different things, and what."""
    return {key: (found.get(key), expected.get(key)) for key in found | expected if found.get(key) != expected.get(key)}


@pytest.mark.parametrize("name", PLAIN)
def test_a_card_and_its_plain_calculator_agree(name: str) -> None:
    card = cards.get(name)
    of = crowd(card.zone)
    found = {one.seller: answer(one) for one in of.market.scores(card, DAY) if one.seller in of.sellers}
    assert differing(found, {one: PLAIN[name](seller, DAY) for one, seller in of.sellers.items()}) == {}
    given, known = {one.grade for one in found.values()}, {grade.name for grade in card.grades}
    assert given == {None, *known}, "the random sellers are too much alike"


@pytest.mark.parametrize("name", PLAIN)
def test_several_days_at_once_are_the_same_as_one_by_one(name: str) -> None:
    card = cards.get(name)
    of, days = crowd(card.zone), [month_end(DAY - timedelta(days=31)), DAY - timedelta(days=1), DAY]
    if name.startswith("aliexpress_indicators"):
        del days[1]
    found = {(one.seller, one.day): answer(one) for one in of.market.scores(card, *days) if one.seller in of.sellers}
    expected = {(one, day): PLAIN[name](seller, day) for one, seller in of.sellers.items() for day in days}
    assert differing(found, expected) == {}


def test_category_indicators_agree() -> None:
    card = cards.get("aliexpress_indicators_by_category")
    of = crowd(card.zone)
    scores = [one for one in of.market.scores(card, DAY) if one.seller in of.sellers]
    expected = {
        (name, category): found
        for name, seller in of.sellers.items()
        for category, found in aliexpress_indicators.by_category(seller, DAY).items()
    }
    assert differing({(one.seller, one.category): answer(one) for one in scores}, expected) == {}
    assert {one.grade for one in scores} == {None, "qualified", "not qualified"}


def test_medals_agree() -> None:
    card, of = cards.get("aliexpress_level"), crowd(LOS_ANGELES)
    found = {one.seller: card.medal(one.grade) for one in of.market.scores(card, DAY) if one.seller in of.sellers}
    assert found == {name: aliexpress_level.medal(seller, DAY) for name, seller in of.sellers.items()}
    assert set(found.values()) == {None, "silver", "gold"}


@pytest.mark.parametrize("prior", [0, 1])
def test_temu_agrees_with_other_priors(prior: int) -> None:
    card, of = with_prior(Number("PRIOR", str(prior), "reviews", "default", "a test"), "other"), crowd(SHANGHAI)
    found = {one.seller: answer(one) for one in of.market.scores(card, DAY) if one.seller in of.sellers}
    assert differing(found, {one: temu.score(seller, DAY, prior) for one, seller in of.sellers.items()}) == {}


@pytest.mark.parametrize(("name", "months"), [("dhgate@1", 1), ("aliexpress_daily@1", 3)])
def test_monthly_means_agree(name: str, months: int) -> None:
    card, of = cards.get(name), crowd_of(cards.get(name).zone, MONTHLY_SELLERS)
    first = DAY.replace(day=1)
    for _ in range(months - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    days = [first + timedelta(days=number) for number in range(-1, (DAY - first).days + 2)]
    warehouse = of.market.warehouse
    publish(warehouse, of.market.scores(card, *days), "day", warehouse.cut_off(), datetime(2030, 1, 1, tzinfo=UTC))
    rows = daily_totals(card, latest(warehouse.table(TABLE)), DAY).to_pyarrow().to_pylist()
    warehouse.close()
    found = {row["seller"]: monthly_score(card, row, DAY) for row in rows}
    grades: set[str | None] = set()
    for one, seller in of.sellers.items():
        expected = plain_months.score(seller, PLAIN[name], first, DAY)
        grades.add(expected.grade)
        assert found[one].grade == expected.grade
        assert (found[one].total is None) == (expected.total is None)
        # Published daily totals keep ten decimals.
        assert abs((found[one].total or 0) - (expected.total or 0)) <= Fraction(1, 10**10)
    assert len(grades) >= 3, "the random sellers are too much alike"


@pytest.mark.parametrize("zone", [LOS_ANGELES, SHANGHAI])
def test_neither_the_order_of_loading_nor_corrections_change_a_score(zone: str) -> None:
    of, random = crowd_of(zone, max(60, SELLERS // 8)), Random(f"bites {SEED}")
    market = Market(zone)
    for fact, rows in in_bites(random, of.records):
        market.load(fact, *rows)
        market.facts()
    for name, score in PLAIN.items():
        card = cards.get(name)
        if card.zone == zone:
            found = {one.seller: answer(one) for one in market.scores(card, DAY) if one.seller in of.sellers}
            assert differing(found, {one: score(seller, DAY) for one, seller in of.sellers.items()}) == {}, name
    of.market.warehouse.close()
    market.warehouse.close()


def in_bites(random: Random, records: Records) -> list[tuple[str, list[Record]]]:
    """The same facts in a random order and in parts; of every third there is an earlier version too, with what is
    true of another, loaded before it, with it or after it."""
    bites: list[tuple[str, list[Record]]] = []
    for fact, rows in records.items():
        given = [row | {"version": 2} for row in rows]
        given += [random.choice(rows) | {"id": row["id"], "version": 1} for row in random.sample(rows, len(rows) // 3)]
        random.shuffle(given)
        third = len(given) // 3
        bites += [(fact, part) for part in (given[:third], given[third : 2 * third], given[2 * third :])]
    random.shuffle(bites)
    return bites
