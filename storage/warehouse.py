"""Where facts and published scores are kept: DuckDB, embedded, or PostgreSQL, read through one Ibis connection."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from typing import Any

from ..scoring.facts import TABLES, FactTable
from ..scoring.ibis_adapter import Table, load_arrow, load_ibis
from .loading import PREFIX, TOUCHED, Loaded, replace_rows
from .warehouse_databases import columns_of, open_database

OWN_TABLES: Mapping[str, Mapping[str, str]] = {
    "dispute_score_load": {
        "load": "int64", "marketplace": "string", "fact": "string", "rows": "int64", "loaded_at": "int64",
    },
    TOUCHED: {
        "load": "int64", "marketplace": "string", "seller": "string", "first_day": "date", "last_day": "date",
    },
    "dispute_score_zone": {"marketplace": "string", "zone": "string"},
    "dispute_score_marketplace": {"marketplace": "string", "card": "string", "zone": "string", "since": "int64"},
    "dispute_score_run": {
        "run": "int64", "kind": "string", "marketplace": "string", "card": "string", "period": "string",
        "first_day": "date", "last_day": "date", "cut_off": "int64", "computed_at": "int64", "scored": "int64",
        "new": "int64", "revised": "int64",
    },
    "dispute_score_cursor": {"feed": "string", "position": "int64", "mark": "string"},
    "dispute_score": {
        "marketplace": "string", "card": "string", "period": "string", "day": "date", "seller": "string",
        "category": "string", "revision": "int64", "total": "decimal(18, 10)", "shown": "string", "grade": "string",
        "why_not": "string", "counts": "string", "cut_off": "int64", "computed_at": "int64", "run": "int64",
    },
}  # fmt: skip

INDEXES: Mapping[str, tuple[str, ...]] = {
    "dispute_score": ("marketplace, card, seller", "marketplace, card, day"),
    TOUCHED: ('"load"',),
}
"""What our own tables are looked up by, where the database keeps indexes."""


class Warehouse:
    """Facts and scores on one connection: DuckDB lets one process at a time have the file, PostgreSQL many.

    It makes its own tables, all of them named `dispute_…`, and touches nothing else. Busy when another process has
    the file, or writes for longer than half a minute; Unavailable when there is no reaching the database.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._database = open_database(url)
        self.connection = self._database.ibis
        self._make_tables()

    @cached_property
    def facts(self) -> dict[str, Table]:
        """The fact tables by name."""
        return {name: self.connection.table(PREFIX + name) for name in TABLES}

    def table(self, name: str) -> Table:
        """One of our own tables, such as `dispute_score`."""
        return self.connection.table(name)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def transaction(self) -> AbstractContextManager[None]:
        """All of it or nothing, one writer at a time; within another, a part of that."""
        return self._database.transaction()

    def load(self, table: FactTable, rows: Any, loaded_at: int) -> Loaded:
        """Take in an Arrow table of facts: by id, a later version in place of an earlier one.

        InvalidInput when an id comes with other content under a version that is known, and nothing is taken in.
        """
        with self.transaction():
            number = self.cut_off() + 1
            taken = replace_rows(self._database, table, rows, number)
            common: dict[str, Any] = {"load": number, "fact": table.name, "loaded_at": loaded_at}
            self.append(
                "dispute_score_load",
                [common | {"marketplace": one.marketplace, "rows": one.rows} for one in taken],
            )
        fresh, corrected = sum(one.rows for one in taken), sum(one.corrected for one in taken)
        return Loaded(table.name, fresh - corrected, corrected, rows.num_rows - fresh)

    def cut_off(self) -> int:
        """The number of the last load: what a score counted is known by it."""
        ((last,),) = self._database.execute('SELECT max("load") FROM dispute_score_load')
        return last or 0

    def last_run(self) -> int:
        """The number of the last run that published scores, 0 before the first."""
        ((last,),) = self._database.execute("SELECT max(run) FROM dispute_score_run")
        return last or 0

    def cursor(self, feed: str) -> int:
        """How far a feed has been taken in: the position that was noted last, 0 at first."""
        return self.marked_cursor(feed)[0]

    def marked_cursor(self, feed: str) -> tuple[int, str | None]:
        """How far a feed has been taken in, and the mark by which its record there is known again."""
        table = self.table("dispute_score_cursor")
        last = table.filter(table.feed == feed).order_by(load_ibis().desc("position")).limit(1)
        rows = last.to_pyarrow().to_pylist()
        return (rows[0]["position"], rows[0]["mark"]) if rows else (0, None)

    def move_cursor(self, feed: str, position: int, mark: str | None = None) -> None:
        """Note how far a feed has been taken in; positions only grow."""
        self.append("dispute_score_cursor", [{"feed": feed, "position": position, "mark": mark}])

    def append(self, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add rows to one of our own tables; what a row leaves out is null."""
        if rows:
            schema = load_ibis().schema(OWN_TABLES[name]).to_pyarrow()
            self.put(name, load_arrow().Table.from_pylist([dict(row) for row in rows], schema))

    def put(self, name: str, rows: Any) -> None:
        """Add the rows of an Arrow table to one of our own tables, columns by name."""
        self._database.put(name, rows)

    def execute(self, sql: str) -> list[tuple[Any, ...]]:
        """Carry out one statement on our own tables, such as the changes that Ibis has none for; its rows."""
        return self._database.execute(sql)

    def query(self, sql: str, schema: Any) -> Any:
        """The rows of a query as an Arrow table of this schema."""
        return self._database.query(sql, schema)

    @contextmanager
    def staged(self, name: str, schema: Mapping[str, str], rows: Any) -> Generator[Table]:
        """An Arrow table as a temporary table with these columns, for as long as the block lasts."""
        # One that an error left behind: in a broken transaction it could not be dropped.
        self._database.execute(f"DROP TABLE IF EXISTS {name}")
        self._database.stage(name, schema, rows)
        yield self.connection.table(name)
        self._database.execute(f"DROP TABLE {name}")

    def _make_tables(self) -> None:
        """Make what is not there: of an older warehouse the columns that have come since."""
        missing = self._missing()
        if not missing:
            return
        with self.transaction():
            # Looked at again: another process may have made them while this one waited.
            for name, (columns, known) in self._missing().items():
                self._make(name, columns, known=known)

    def _make(self, name: str, columns: Mapping[str, str], *, known: bool) -> None:
        database = self._database
        if known:
            for column, kind in columns.items():
                database.execute(f'ALTER TABLE "{name}" ADD COLUMN {columns_of(database, {column: kind})}')
            return
        database.execute(f'CREATE TABLE "{name}" ({columns_of(database, columns)})')
        if database.keyed:
            self._index(name, columns)

    def _index(self, name: str, columns: Mapping[str, str]) -> None:
        if name.startswith(PREFIX):
            self._database.execute(f'CREATE UNIQUE INDEX ON "{name}" (marketplace, id)')
            if "order" in columns:
                self._database.execute(f'CREATE INDEX ON "{name}" (marketplace, "order")')
        for keys in INDEXES.get(name, ()):
            self._database.execute(f'CREATE INDEX ON "{name}" ({keys})')

    def _missing(self) -> dict[str, tuple[Mapping[str, str], bool]]:
        """The tables that lack columns, or are not there at all: which columns, and whether the table is there."""
        found = self._database.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name LIKE 'dispute_%'"
        )
        have: dict[str, set[str]] = {}
        for table, column in found:
            have.setdefault(table, set()).add(column)
        wanted = {PREFIX + name: table.schema() for name, table in TABLES.items()} | dict(OWN_TABLES)
        lacks = {
            name: {column: kind for column, kind in schema.items() if column not in have.get(name, ())}
            for name, schema in wanted.items()
        }
        return {name: (columns, name in have) for name, columns in lacks.items() if columns}
