"""Where facts and published scores are kept: DuckDB, embedded, or PostgreSQL, each through one Ibis connection.

Facts come in as Arrow tables and leave as Ibis tables. Ibis has no DELETE, and its MERGE joins on one column and
needs PostgreSQL 15: a newer version of a fact takes the older one's place by a DELETE and an INSERT of our own.
"""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ..engine.errors import InvalidInput, Unavailable
from ..engine.problems import SHOWN_PROBLEMS, Problems
from ..scoring.facts import KEY, TABLES, FactTable
from ..scoring.ibis_adapter import Table, load_arrow, load_ibis

PREFIX = "dispute_fact_"
OWN_TABLES: Mapping[str, Mapping[str, str]] = {
    "dispute_score_load": {
        "load": "int64", "marketplace": "string", "fact": "string", "rows": "int64", "loaded_at": "int64",
        "first_day": "date", "last_day": "date",
    },
    "dispute_score_marketplace": {"marketplace": "string", "card": "string", "zone": "string", "since": "int64"},
    "dispute_score_run": {
        "marketplace": "string", "card": "string", "period": "string", "first_day": "date", "last_day": "date",
        "cut_off": "int64", "computed_at": "int64", "scored": "int64", "new": "int64", "revised": "int64",
        "late": "boolean",
    },
    "dispute_fact_zone": {"marketplace": "string", "zone": "string"},
    "dispute_score_cursor": {"feed": "string", "position": "int64"},
    "dispute_score": {
        "marketplace": "string", "card": "string", "period": "string", "day": "date", "seller": "string",
        "category": "string", "revision": "int64", "total": "decimal(18, 10)", "shown": "string", "grade": "string",
        "why_not": "string", "counts": "string", "cut_off": "int64", "computed_at": "int64",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Loaded:
    """What a load of facts did: rows that were new, that corrected an earlier version, that were known already."""

    fact: str
    new: int
    corrected: int
    known: int


class Warehouse:
    """Facts and scores on one connection; DuckDB lets one process at a time have the file."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.connection = _connect(url)
        self._within = False
        have = set(self.connection.list_tables())
        wanted = {PREFIX + name: table.schema() for name, table in TABLES.items()} | dict(OWN_TABLES)
        for name, schema in wanted.items():
            if name not in have:
                self.connection.create_table(name, schema=load_ibis().schema(schema))

    @property
    def facts(self) -> dict[str, Table]:
        """The fact tables by name."""
        return {name: self.connection.table(PREFIX + name) for name in TABLES}

    def table(self, name: str) -> Table:
        """One of our own tables, such as `dispute_score`."""
        return self.connection.table(name)

    def close(self) -> None:
        """Let go of the database."""
        self.connection.disconnect()

    @contextmanager
    def transaction(self) -> Generator[None]:
        """All of it or nothing; within another it is a part of that one."""
        if self._within:
            yield
            return
        self._within = True
        try:
            with self._outermost():
                yield
        finally:
            self._within = False

    @contextmanager
    def _outermost(self) -> Generator[None]:
        if self.connection.name == "postgres":
            with self.connection.con.transaction():
                yield
            return
        self.connection.raw_sql("BEGIN TRANSACTION")
        try:
            yield
        except BaseException:
            self.connection.raw_sql("ROLLBACK")
            raise
        self.connection.raw_sql("COMMIT")

    def load(self, table: FactTable, rows: Any, loaded_at: int) -> Loaded:
        """Take in an Arrow table of facts: by id, a later version in place of an earlier one.

        InvalidInput when an id comes with other content under a version that is known, and nothing is taken in.
        """
        with self.transaction(), self._staged(rows) as stage:
            latest = _latest(stage)
            stored = self.facts[table.name]
            refuse_conflicts(table, stage, stored)
            known = stored.semi_join(latest, list(KEY)).count().to_pyarrow().as_py()
            fresh = latest.anti_join(stored.filter(stored.id.notnull()), _not_newer(latest, stored))
            self.connection.create_table("dispute_score_fresh", fresh, temp=True)
            try:
                return self._replace(table, int(known), rows.num_rows, loaded_at)
            finally:
                self.connection.drop_table("dispute_score_fresh")

    def _replace(self, table: FactTable, known: int, given: int, loaded_at: int) -> Loaded:
        fresh = self.connection.table("dispute_score_fresh")
        stored = self.facts[table.name]
        count = int(fresh.count().to_pyarrow().as_py())
        corrected = int(fresh.semi_join(stored, list(KEY)).count().to_pyarrow().as_py())
        if count:
            number = self.cut_off() + 1
            days = self._touched(table.days if table.dated else (), fresh, stored)
            self.connection.raw_sql(
                f'DELETE FROM "{PREFIX}{table.name}" AS old USING dispute_score_fresh AS new'
                " WHERE old.marketplace = new.marketplace AND old.id = new.id"
            )
            columns = list(table.schema())
            self.connection.insert(PREFIX + table.name, fresh.mutate(load=number).select(*columns))
            common = {"load": number, "fact": table.name, "rows": count, "loaded_at": loaded_at}
            self.append("dispute_score_load", [common | touched for touched in days])
        return Loaded(table.name, count - corrected, corrected, given - count)

    def _touched(self, names: Sequence[str], fresh: Table, stored: Table) -> list[dict[str, Any]]:
        """Of each marketplace, the first and last local day that the new rows, or those they replace, speak of."""
        ibis = load_ibis()
        both = ibis.union(
            fresh.select("marketplace", *names),
            stored.semi_join(fresh, list(KEY)).select("marketplace", *names),
        )
        rows = both.group_by("marketplace").agg(
            **{f"first_{day}": both[day].min() for day in names},
            **{f"last_{day}": both[day].max() for day in names},
        )
        found: list[dict[str, Any]] = []
        for row in rows.to_pyarrow().to_pylist():
            days = [day for name, day in row.items() if name != "marketplace" and day is not None]
            ends = {"first_day": min(days), "last_day": max(days)} if days else {"first_day": None, "last_day": None}
            found.append({"marketplace": row["marketplace"], **ends})
        return found

    def cut_off(self) -> int:
        """The number of the last load: what a score counted is known by it."""
        loads = self.table("dispute_score_load")
        return int(loads.load.max().fill_null(0).to_pyarrow().as_py())

    def lock(self) -> None:
        """Keep others who do the same from going on until the end of the transaction; DuckDB has one process anyway."""
        if self.connection.name == "postgres":
            self.connection.raw_sql('LOCK TABLE "dispute_score_cursor" IN SHARE ROW EXCLUSIVE MODE')

    def cursor(self, feed: str) -> int:
        """How far a feed has been taken in: the position that was noted last, 0 at first."""
        table = self.table("dispute_score_cursor")
        return int(table.filter(table.feed == feed).position.max().to_pyarrow().as_py() or 0)

    def move_cursor(self, feed: str, position: int) -> None:
        """Note how far a feed has been taken in; positions only grow."""
        self.append("dispute_score_cursor", [{"feed": feed, "position": position}])

    def append(self, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add rows to one of our own tables; what a row leaves out is null."""
        if rows:
            schema = load_ibis().schema(OWN_TABLES[name])
            filled = [{column: row.get(column) for column in schema} for row in rows]
            self.connection.insert(
                name, load_ibis().memtable(load_arrow().Table.from_pylist(filled, schema.to_pyarrow()))
            )

    @contextmanager
    def _staged(self, rows: Any) -> Generator[Table]:
        """An Arrow table as a temporary table."""
        name = "dispute_score_stage"
        self.connection.create_table(name, load_ibis().memtable(rows), temp=True)
        try:
            yield self.connection.table(name)
        finally:
            self.connection.drop_table(name)


def _latest(stage: Table) -> Table:
    """Of each id in a batch the latest version, once."""
    ibis = load_ibis()
    ranked = stage.distinct()
    ranked = ranked.mutate(
        rank=ibis.row_number().over(group_by=list(KEY), order_by=ibis.desc("version")),
    )
    return ranked.filter(ranked["rank"] == 0).drop("rank")


def _not_newer(new: Table, stored: Table) -> list[Any]:
    return [new.marketplace == stored.marketplace, new.id == stored.id, new.version <= stored.version]


def refuse_conflicts(table: FactTable, stage: Table, stored: Table) -> None:
    """InvalidInput when one version of a fact comes with different contents, or is known with another."""
    problems = Problems()
    given = stage.distinct()
    for where, rows in (("stands here", _disagreeing(given)), ("is known", _differing(table, given, stored))):
        for row in rows.order_by([*KEY, "version"]).limit(SHOWN_PROBLEMS + 1).to_pyarrow().to_pylist():
            rule = f"{where} with other content: a correction needs a higher version"
            problems.add(f"{table.name} {row['id']} version {row['version']}", rule)
    problems.raise_if_any()


def _disagreeing(given: Table) -> Table:
    """Versions that a batch has several contents of."""
    counted = given.group_by([*KEY, "version"]).agg(contents=given.count())
    return counted.filter(counted.contents > 1)


def _differing(table: FactTable, given: Table, stored: Table) -> Table:
    """Versions that are stored with another content."""
    content = [name for name in table.schema() if name not in {*KEY, "version", "load"}]
    joined = given.inner_join(stored, [*KEY, "version"])
    differs = [~joined[name].identical_to(joined[f"{name}_right"]) for name in content]
    return joined.filter(load_ibis().or_(*differs)).select(*KEY, "version").distinct()


def _connect(url: str) -> Any:
    ibis = load_ibis()
    scheme, _, rest = url.partition("://")
    if scheme == "duckdb":
        try:
            return ibis.duckdb.connect(rest.removeprefix("/") or ":memory:")
        except Exception as error:
            if "lock" in str(error).lower():
                raise Unavailable(f"{url} is in use by another process: DuckDB lets one at a time write") from error
            raise InvalidInput("scores", f"cannot open {url}: {error}") from error
    if scheme.partition("+")[0] in {"postgresql", "postgres"}:
        return ibis.connect("postgres://" + rest)
    raise InvalidInput("scores", f"{url!r} is neither duckdb:///file.duckdb nor postgresql://…")
