"""The two databases a warehouse can be kept in: how rows come in, and what keeps writers from one another.

Facts and scores leave through Ibis. They come in by SQL: Ibis sends Arrow rows to PostgreSQL one by one, and
compiles each statement anew, which takes longer than the statement.
"""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Protocol

from ..engine.errors import Busy, InvalidInput, Unavailable
from ..scoring.ibis_adapter import load_arrow, load_ibis

LOCK_TIMEOUT_SECONDS = 30
ROWS_AT_ONCE = 50_000
SQL_TYPES: Mapping[str, str] = {"string": "text", "int64": "bigint", "boolean": "boolean", "date": "date"}
# SQLSTATE codes: lock_not_available, deadlock_detected, serialization_failure, admin_shutdown, too_many_connections.
_PASSING = frozenset({"55P03", "40P01", "40001", "57P01", "53300"})


class Database(Protocol):
    """What a warehouse asks of its database."""

    ibis: Any
    text: str
    keyed: bool

    def execute(self, sql: str) -> list[tuple[Any, ...]]:
        """Carry out one statement; its rows."""
        ...

    def query(self, sql: str, schema: Any) -> Any:
        """The rows of a query as an Arrow table of this schema."""
        ...

    def transaction(self) -> Any:
        """All of it or nothing, one writer at a time; within another, a part of that."""
        ...

    def put(self, table: str, rows: Any) -> None:
        """Add an Arrow table's rows, its columns by name."""
        ...

    def stage(self, name: str, schema: Mapping[str, str], rows: Any) -> None:
        """Keep an Arrow table as a temporary table of this schema."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...


class DuckDB:
    """A file, or memory. One process at a time has the file; a transaction that a crash cuts short never was."""

    text = "text"
    keyed = False  # An index would hold every id of ten million facts in memory; loads keep ids unique.

    def __init__(self, url: str) -> None:
        self.ibis = _open_file(url)
        self._within = False

    def execute(self, sql: str) -> list[tuple[Any, ...]]:
        return self.ibis.con.execute(sql).fetchall()

    def query(self, sql: str, schema: Any) -> Any:
        return self.ibis.con.execute(sql).to_arrow_table().cast(schema)

    @contextmanager
    def transaction(self) -> Generator[None]:
        if self._within:
            yield
            return
        self.execute("BEGIN TRANSACTION")
        self._within = True
        try:
            yield
        except BaseException:
            self.execute("ROLLBACK")
            raise
        else:
            self.execute("COMMIT")
        finally:
            self._within = False

    def put(self, table: str, rows: Any) -> None:
        with self._named(rows) as name:
            self.execute(f'INSERT INTO "{table}" BY NAME SELECT * FROM {name}')

    def stage(self, name: str, schema: Mapping[str, str], rows: Any) -> None:
        self.execute(f"CREATE TEMPORARY TABLE {name} ({columns_of(self, schema)})")
        self.put(name, rows)

    def close(self) -> None:
        self.ibis.disconnect()

    @contextmanager
    def _named(self, rows: Any) -> Generator[str]:
        self.ibis.con.register("dispute_score_rows", rows)
        try:
            yield "dispute_score_rows"
        finally:
            self.ibis.con.unregister("dispute_score_rows")


class PostgreSQL:
    """A server that many processes share: they read side by side, and write one after the other."""

    text = 'text COLLATE "C"'
    keyed = True

    def __init__(self, url: str) -> None:
        self._psycopg = _load_psycopg()
        with self._in_words():
            self._connection = self._psycopg.connect(
                url.replace("postgresql+psycopg://", "postgresql://", 1),
                autocommit=True,
                application_name="dispute-engine scores",
                options=f"-c lock_timeout={LOCK_TIMEOUT_SECONDS * 1000}",
            )
        self.ibis = load_ibis().postgres.from_connection(self._connection)

    def execute(self, sql: str) -> list[tuple[Any, ...]]:
        with self._in_words():
            cursor = self._connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def query(self, sql: str, schema: Any) -> Any:
        arrow = load_arrow()
        return arrow.Table.from_struct_array(arrow.array(self.execute(sql), arrow.struct(schema)))

    @contextmanager
    def transaction(self) -> Generator[None]:
        with self._in_words(), self._connection.transaction():
            # In a statement of its own: the next one sees what the one who had the lock before has committed.
            self._connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('dispute scores', 0))")
            yield

    def put(self, table: str, rows: Any) -> None:
        names = ", ".join(f'"{name}"' for name in rows.column_names)
        copying = f'COPY "{table}" ({names}) FROM STDIN (FORMAT csv)'
        with self._in_words(), self._connection.cursor() as cursor, cursor.copy(copying) as copy:
            for batch in rows.to_batches(ROWS_AT_ONCE):
                copy.write(_csv(batch))

    def stage(self, name: str, schema: Mapping[str, str], rows: Any) -> None:
        self.execute(f"CREATE TEMPORARY TABLE {name} ({columns_of(self, schema)})")
        self.put(name, rows)
        self.execute(f"ANALYZE {name}")

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def _in_words(self) -> Generator[None]:
        try:
            yield
        except self._psycopg.OperationalError as error:
            if error.sqlstate in _PASSING:
                raise Busy(f"The scores could not be written now; nothing was done, try again: {error}") from error
            raise Unavailable(f"The database of the scores cannot be reached: {error}") from error


def open_database(url: str) -> Database:
    """The database at a URL; InvalidInput when it is of no known kind."""
    scheme = url.partition("://")[0]
    if scheme == "duckdb":
        return DuckDB(url)
    if scheme in {"postgresql", "postgresql+psycopg"}:
        return PostgreSQL(url)
    raise InvalidInput("scores", f"{url!r} is neither duckdb:///file.duckdb nor postgresql://user@host/database")


def columns_of(database: Database, schema: Mapping[str, str]) -> str:
    """The columns of a table in SQL."""
    types = {**SQL_TYPES, "string": database.text}
    return ", ".join(f'"{name}" {types.get(kind, kind)}' for name, kind in schema.items())


def _open_file(url: str) -> Any:
    path = url.partition("://")[2].removeprefix("/")
    try:
        return load_ibis().duckdb.connect(path or ":memory:")
    except Exception as error:
        if "lock" in str(error).lower():
            raise Busy(
                f"{url} is in use by another process: DuckDB lets one at a time have the file. "
                "For several processes keep the scores in PostgreSQL."
            ) from error
        raise InvalidInput("scores", f"cannot open {url}: {error}") from error


def _load_psycopg() -> Any:
    try:
        return import_module("psycopg")
    except ModuleNotFoundError as error:
        raise InvalidInput("scores", "PostgreSQL needs its driver: pip install 'dispute-engine[postgres]'") from error


def _csv(batch: Any) -> bytes:
    """Rows for COPY; null is what is not quoted."""
    csv = load_arrow("pyarrow.csv")
    sink = load_arrow().BufferOutputStream()
    csv.write_csv(batch, sink, csv.WriteOptions(include_header=False, quoting_style="all_valid"))
    return sink.getvalue().to_pybytes()
