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

from .market import Market
from .random_market import RandomMarket

DAY = date(2020, 5, 31)
DAYS = (DAY, DAY - timedelta(days=31))
SELLERS = 60
"""`make spark` takes two thousand."""
DIALECTS = ("clickhouse", "bigquery", "trino", "snowflake")
"""Of databases that no test has at hand; DuckDB, PostgreSQL and Spark run for real."""


def scores(card: str, facts: Facts) -> dict[tuple[date, str, str | None], Score]:
    """Every score of a card on both days, by whose it is."""
    chosen = cards.get(card)
    found = list(Grader(chosen).grades(measure(chosen, facts, DAYS).to_pyarrow()))
    by = {(one.day, one.seller, one.category): one for one in found}
    assert len(by) == len(found), "a score twice"
    return by


def test_postgresql_gives_the_same_scores(
    open_warehouse: Callable[[str], Warehouse], postgres_warehouse_url: str
) -> None:
    for zone in sorted({card.zone for card in cards.all()}):
        there = open_warehouse(postgres_warehouse_url)
        here = open_warehouse("duckdb://")
        records = RandomMarket(Random(f"engines {zone}"), SELLERS, DAY, zone).records
        facts = [_loaded(Market(zone, warehouse), records) for warehouse in (here, there)]
        for card in (card.id for card in cards.all() if card.zone == zone):
            expected, found = (scores(card, one) for one in facts)
            assert found == expected
            assert any(one.total is not None or one.grade is not None for one in expected.values()), card


def _loaded(market: Market, records: dict[str, list[dict[str, object]]]) -> Facts:
    for fact, rows in records.items():
        market.load(fact, *rows)
    return market.facts()


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
