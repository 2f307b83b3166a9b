"""A load costs what it brings and what is there, not one times the other."""

from pathlib import Path
from typing import Any

import pytest
from disputes.scoring.facts import TABLES
from disputes.scoring.ibis_adapter import load_arrow, load_ibis
from disputes.storage.loading import TOUCHED, replace_rows
from disputes.storage.warehouse import Warehouse
from disputes.storage.warehouse_databases import DuckDB

PAIRWISE = ("NESTED_LOOP_JOIN", "BLOCKWISE_NL_JOIN", "CROSS_PRODUCT", "DELIM_SCAN")
"""DuckDB's words for looking at every pair of rows, or at a subquery for every row."""


class Explaining(DuckDB):
    """Keeps the plan of each statement that notes whose days were touched."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.plans: list[str] = []

    def execute(self, sql: str) -> list[tuple[Any, ...]]:
        if sql.startswith(f"INSERT INTO {TOUCHED}"):
            self.plans += [plan for _, plan in super().execute(f"EXPLAIN (FORMAT json) {sql}")]
        return super().execute(sql)


@pytest.mark.parametrize("fact", [name for name, table in TABLES.items() if table.dated])
def test_nothing_is_compared_pair_by_pair(tmp_path: Path, fact: str) -> None:
    url, table = f"duckdb:///{tmp_path / 'scores.duckdb'}", TABLES[fact]
    Warehouse(url).close()
    database = Explaining(url)
    schema = load_ibis().schema(table.schema()).to_pyarrow()
    rows = load_arrow().Table.from_pylist(
        [{"marketplace": "default", "id": "one", "version": 1, "seller": "s"}], schema
    )
    with database.transaction():
        replace_rows(database, table, rows, 1)
    database.close()
    (plan,) = database.plans
    assert "HASH_JOIN" in plan
    assert not [one for one in PAIRWISE if one in plan]
