"""Taking in facts: by id, a later version in place of an earlier one.

Plain SQL, the same on DuckDB and PostgreSQL: Ibis has no DELETE, its MERGE joins on one column only, and compiling
the rest costs half a second a load.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..engine.problems import SHOWN_PROBLEMS, Problems
from ..scoring.facts import KEY, TABLES, FactTable
from .warehouse_databases import Database

PREFIX = "dispute_fact_"
STAGE, FRESH = "dispute_score_stage", "dispute_score_fresh"
_ENDS = (("least", "min"), ("greatest", "max"))
_OF_ORDER = 'other."order" = new.id'
_THE_ORDER = 'other.id = new."order"'
_ORDER_OF_REVIEW = (
    f'other.id = (SELECT review."order" FROM "{PREFIX}reviews" AS review'
    " WHERE review.marketplace = new.marketplace AND review.id = new.review)"
)
_TOGETHER: Mapping[str, tuple[tuple[str, str], ...]] = {
    "orders": tuple((fact, _OF_ORDER) for fact in ("disputes", "reviews", "shipments", "chargebacks")),
    "disputes": (("orders", _THE_ORDER), ("reviews", 'other."order" = new."order"')),
    "reviews": (("orders", _THE_ORDER),),
    "review_complaints": (("reviews", "other.id = new.review"), ("orders", _ORDER_OF_REVIEW)),
}
"""Facts of other kinds that news of a fact changes the meaning of: a dispute counts on its order's day."""
_SAME = "old.marketplace = new.marketplace AND old.id = new.id"


@dataclass(frozen=True)
class Loaded:
    """What a load of facts did: rows that were new, that corrected an earlier version, that were known already."""

    fact: str
    new: int
    corrected: int
    known: int


@dataclass(frozen=True)
class Touched:
    """Of one marketplace, how many rows a load brought, how many of them as corrections, and of which days."""

    marketplace: str
    rows: int
    corrected: int
    first_day: date | None
    last_day: date | None

    def row(self) -> dict[str, Any]:
        """What is kept of it in the table of loads."""
        return {"marketplace": self.marketplace, "rows": self.rows,
                "first_day": self.first_day, "last_day": self.last_day}  # fmt: skip


def replace_rows(database: Database, table: FactTable, rows: Any, number: int) -> list[Touched]:
    """Take in an Arrow table of facts as load `number`, within a transaction; what it touched.

    InvalidInput when one version of an id has several contents: nothing must be kept of the load then.
    """
    schema = {name: kind for name, kind in table.schema().items() if name != "load"}
    database.stage(STAGE, schema, rows.select(list(schema)))
    _refuse_conflicts(database, table, list(schema))
    database.execute(
        f"CREATE TEMPORARY TABLE {FRESH} AS SELECT DISTINCT ON (marketplace, id) * FROM {STAGE} AS new WHERE NOT EXISTS"
        f' (SELECT 1 FROM "{PREFIX}{table.name}" AS old WHERE {_SAME} AND old.version >= new.version)'
        " ORDER BY marketplace, id, version DESC"
    )
    touched = _touched(database, table)
    if touched:
        _replace(database, table, ", ".join(f'"{name}"' for name in schema), number)
    for name in (STAGE, FRESH):
        database.execute(f"DROP TABLE {name}")
    return touched


def _replace(database: Database, table: FactTable, columns: str, number: int) -> None:
    database.execute(f'DELETE FROM "{PREFIX}{table.name}" AS old USING {FRESH} AS new WHERE {_SAME}')
    database.execute(f'INSERT INTO "{PREFIX}{table.name}" ({columns}, "load") SELECT {columns}, {number} FROM {FRESH}')


def _touched(database: Database, table: FactTable) -> list[Touched]:
    """Of each marketplace, what came, and the days that count it: its own and those of what it hangs together with."""
    days = [f'{side}."{day}"' for side in ("new", "old") for day in table.counted_days]
    found = database.execute(
        f"SELECT new.marketplace, count(*), count(old.id), {_span(days)} FROM {FRESH} AS new"
        f' LEFT JOIN "{PREFIX}{table.name}" AS old ON {_SAME} GROUP BY new.marketplace ORDER BY new.marketplace'
    )
    ends = {marketplace: [first, last] for marketplace, _, _, first, last in found}
    for other, condition in _TOGETHER.get(table.name, ()):
        for marketplace, *span in database.execute(_related(TABLES[other], condition)):
            ends[marketplace] += span
    known = {marketplace: [day for day in days if day] for marketplace, days in ends.items()}
    return [
        Touched(
            marketplace, rows, corrected, min(known[marketplace], default=None), max(known[marketplace], default=None)
        )
        for marketplace, rows, corrected, _, _ in found
    ]


def _related(table: FactTable, condition: str) -> str:
    days = [f'other."{day}"' for day in table.counted_days]
    return (
        f'SELECT new.marketplace, {_span(days)} FROM {FRESH} AS new JOIN "{PREFIX}{table.name}" AS other'
        f" ON other.marketplace = new.marketplace AND {condition} GROUP BY new.marketplace"
    )


def _span(days: list[str]) -> str:
    """The first and the last of these days over all rows; nulls are passed over."""
    if not days:
        return "NULL, NULL"
    return ", ".join(f"{pick}({', '.join(f'{end}({day})' for day in days)})" for pick, end in _ENDS)


def _refuse_conflicts(database: Database, table: FactTable, columns: list[str]) -> None:
    """InvalidInput when one version of a fact comes with several contents, or is known with another."""
    names = ", ".join(f'"{name}"' for name in columns)
    differs = " OR ".join(
        f'new."{name}" IS DISTINCT FROM old."{name}"' for name in columns if name not in (*KEY, "version")
    )
    disagreeing = (
        f"SELECT id, version FROM (SELECT DISTINCT {names} FROM {STAGE}) AS given"
        " GROUP BY marketplace, id, version HAVING count(*) > 1"
    )
    differing = (
        f'SELECT DISTINCT new.id, new.version FROM {STAGE} AS new JOIN "{PREFIX}{table.name}" AS old'
        f" ON {_SAME} AND old.version = new.version WHERE {differs}"
    )
    problems = Problems()
    for where, query in (("stands here", disagreeing), ("is known", differing)):
        for fact, version in database.execute(f"{query} ORDER BY 1, 2 LIMIT {SHOWN_PROBLEMS + 1}"):
            rule = f"{where} with other content: a correction needs a higher version"
            problems.add(f"{table.name} {fact} version {version}", rule)
    problems.raise_if_any()
