"""One declaration, many databases: the same scores to the digit, and SQL for those that are not at hand."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from disputes.scoring.facts import TABLES
from disputes.scoring.grading import Grader, Score
from disputes.scoring.ibis_adapter import load_ibis
from disputes.scoring.measuring import measure
from disputes.scoring.sources import Facts
from disputes.storage.warehouse import Warehouse
from disputes.workflows import cards

from .market import LOS_ANGELES, SHANGHAI, Market
from .random_market import RandomMarket

DAY = date(2020, 5, 31)
DAYS = (DAY, DAY - timedelta(days=31))
SELLERS = 60
"""`make spark` takes two thousand."""
ZONES = (LOS_ANGELES, SHANGHAI)
DIALECTS = ("clickhouse", "bigquery", "trino", "snowflake")
"""Of databases that no test has at hand; DuckDB, PostgreSQL and Spark run for real."""


def scores(card: str, facts: Facts) -> dict[tuple[date, str, str | None], Score]:
    """Every score of a card on both days, by whose it is."""
    chosen = cards.get(card)
    return by_seller(list(Grader(chosen).grades(measure(chosen, facts, DAYS).to_pyarrow())))


def by_seller(found: list[Score]) -> dict[tuple[date, str, str | None], Score]:
    by = {(one.day, one.seller, one.category): one for one in found}
    assert len(by) == len(found), "a score twice"
    return by


@pytest.mark.parametrize("zone", ZONES)
def test_postgresql_gives_the_same_scores(
    open_warehouse: Callable[[str], Warehouse], postgres_warehouse_url: str, zone: str
) -> None:
    records = RandomMarket(Random(f"engines {zone}"), SELLERS, DAY, zone).records
    markets = [_loaded(Market(zone, open_warehouse(url)), records) for url in ("duckdb://", postgres_warehouse_url)]
    for card in (card for card in cards.all() if card.zone == zone):
        expected, found = (scores(card.id, market.facts()) for market in markets)
        assert found == expected, card.id
        assert any(one.why_not is None for one in expected.values()), card.id
        for market in markets:
            assert by_seller(market.scores(card, *DAYS)) == expected, "compiled once"
            for day in DAYS:
                alone = {key: one for key, one in expected.items() if key[0] == day}
                assert by_seller(market.scores(card, day)) == alone, "compiled once for one day"


def test_no_card_counts_days_elsewhere() -> None:
    assert {card.zone for card in cards.all()} == set(ZONES)


def _loaded(market: Market, records: dict[str, list[dict[str, object]]]) -> Market:
    for fact, rows in records.items():
        market.load(fact, *rows)
    return market


@pytest.mark.parametrize("card", cards.ids())
def test_every_card_is_sql_for_every_engine(card: str) -> None:
    """Also over tables of the user's whose columns admit no nulls."""
    ibis = load_ibis()
    required = {"string": "!string", "boolean": "!boolean"}
    facts = {
        name: ibis.table({column: required.get(kind, kind) for column, kind in table.schema().items()}, name=name)
        for name, table in TABLES.items()
    }
    table = measure(cards.get(card), facts, [DAY])
    for dialect in DIALECTS:
        assert ibis.to_sql(table, dialect=dialect).lstrip().upper().startswith(("SELECT", "WITH")), dialect
