"""Taking in facts: by id, a later version in place of an earlier one.

Plain SQL, the same on DuckDB and PostgreSQL: Ibis has no DELETE, its MERGE joins on one column only, and compiling
the rest costs half a second a load.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..engine.problems import SHOWN_PROBLEMS, Problems
from ..scoring.facts import KEY, TABLES, FactTable
from .warehouse_databases import Database

PREFIX = "dispute_fact_"
TOUCHED = "dispute_score_touched"
STAGE, FRESH = "dispute_score_stage", "dispute_score_fresh"
_FOR_EVER = "DATE '9999-12-31'"


class _Link(NamedTuple):
    """Facts of another kind (`other`) that news of a fact (`new`) changes the meaning of, and how they are found."""

    other: str
    condition: str
    through: str = ""


def _via(fact: str, condition: str) -> str:
    return f'JOIN "{PREFIX}{fact}" AS middle ON middle.marketplace = new.marketplace AND {condition}'


_OF_ORDER = 'other."order" = new.id'
_THE_ORDER = 'other.id = new."order"'
# By joins alone: databases look at every pair of rows for a subquery in a join's condition.
_TOGETHER: Mapping[str, tuple[_Link, ...]] = {
    "orders": (
        *(_Link(fact, _OF_ORDER) for fact in ("disputes", "reviews", "shipments", "chargebacks")),
        _Link("refunds", "other.dispute = middle.id", _via("disputes", 'middle."order" = new.id')),
    ),
    "disputes": (
        _Link("orders", _THE_ORDER),
        _Link("reviews", 'other."order" = new."order"'),
        _Link("refunds", "other.dispute = new.id"),
    ),
    "reviews": (_Link("orders", _THE_ORDER),),
    "review_complaints": (
        _Link("reviews", "other.id = new.review"),
        _Link("orders", 'other.id = middle."order"', _via("reviews", "middle.id = new.review")),
    ),
}
"""What hangs together: a dispute counts on its order's day."""
_ANOTHERS: Mapping[str, _Link] = {"violations": _Link("listings", "other.id = new.listing")}
"""Facts whose sellers a fact counts for, too, on its own days."""
_SAME = "old.marketplace = new.marketplace AND old.id = new.id"


@dataclass(frozen=True)
class Loaded:
    """What a load of facts did: rows that were new, that corrected an earlier version, that were known already."""

    fact: str
    new: int
    corrected: int
    known: int


@dataclass(frozen=True)
class Taken:
    """How many rows a load brought one marketplace, and how many of them as corrections."""

    marketplace: str
    rows: int
    corrected: int


def replace_rows(database: Database, table: FactTable, rows: Any, number: int) -> list[Taken]:
    """Take in an Arrow table of facts as load `number`, within a transaction, and note whose days it touched.

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
    taken = _taken(database, table)
    if taken:
        _note_touched(database, table, number)
        _replace(database, table, ", ".join(f'"{name}"' for name in schema), number)
    for name in (STAGE, FRESH):
        database.execute(f"DROP TABLE {name}")
    return taken


def _replace(database: Database, table: FactTable, columns: str, number: int) -> None:
    database.execute(f'DELETE FROM "{PREFIX}{table.name}" AS old USING {FRESH} AS new WHERE {_SAME}')
    database.execute(f'INSERT INTO "{PREFIX}{table.name}" ({columns}, "load") SELECT {columns}, {number} FROM {FRESH}')


def _taken(database: Database, table: FactTable) -> list[Taken]:
    found = database.execute(
        f"SELECT new.marketplace, count(*), count(old.id) FROM {FRESH} AS new"
        f' LEFT JOIN "{PREFIX}{table.name}" AS old ON {_SAME} GROUP BY new.marketplace ORDER BY new.marketplace'
    )
    return [Taken(*row) for row in found]


def _note_touched(database: Database, table: FactTable, number: int) -> None:
    """Keep of each seller the days that count what came, what it replaces, and what both hang together with."""
    if not table.dated:
        return
    known = f'SELECT old.* FROM "{PREFIX}{table.name}" AS old JOIN {FRESH} AS new ON {_SAME}'
    parts = [part for rows in (FRESH, f"({known})") for part in _touching(table, f"{rows} AS new")]
    database.execute(
        f'INSERT INTO {TOUCHED} ("load", marketplace, seller, first_day, last_day)'
        f" SELECT {number}, marketplace, seller, min(first_day), max(last_day) FROM ({' UNION ALL '.join(parts)}) AS t"
        " WHERE first_day IS NOT NULL GROUP BY marketplace, seller ORDER BY marketplace, seller"
    )


def _touching(table: FactTable, rows: str) -> Iterator[str]:
    """The days that count these rows, which are called `new`, and what hangs together with them."""
    yield _days_of(table, "new", rows)
    for link in _TOGETHER.get(table.name, ()):
        yield _days_of(TABLES[link.other], "other", _joined(rows, link))
    if table.name in _ANOTHERS:
        yield _days_of(table, "new", _joined(rows, _ANOTHERS[table.name]), whose="other")


def _joined(rows: str, link: _Link) -> str:
    other = f'"{PREFIX}{link.other}" AS other ON other.marketplace = new.marketplace AND {link.condition}'
    return f"{rows} {link.through} JOIN {other}"


def _days_of(table: FactTable, side: str, source: str, whose: str | None = None) -> str:
    """The seller of each row and the first and last day that count it; nulls are passed over."""
    days = [f'{side}."{day}"' for day in table.counted_days]
    lasts = [f'coalesce({side}."{table.until}", {_FOR_EVER})'] if table.until else []
    return (
        f"SELECT {side}.marketplace, {whose or side}.seller, least({', '.join(days)}) AS first_day,"
        f" greatest({', '.join(days + lasts)}) AS last_day FROM {source}"
    )


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
