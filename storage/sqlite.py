"""The SQLite store: one file, one writer at a time, every commit on disk before it is reported.

What is set and why (docs/decisions/0006-sqlite.md): transactions begin with BEGIN IMMEDIATE, since one that
reads first and then writes fails at once when somebody else wrote in between; reads have an engine of their
own that cannot write; WAL is used only from SQLite 3.51.3 on, since earlier ones can corrupt the file.
"""

import sqlite3
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from ..engine.errors import Busy, InvalidInput, Refused
from . import schema
from .sql import SqlTransaction
from .tables import TEXT

WAL_IS_SAFE_FROM = (3, 51, 3)
BUSY_TIMEOUT_SECONDS = 30


def journal_mode() -> str:
    """WAL where it is safe, else TRUNCATE."""
    return "WAL" if sqlite3.sqlite_version_info >= WAL_IS_SAFE_FROM else "TRUNCATE"


class SqliteStore:
    """Keeps disputes in an SQLite file, which is made and migrated when it is first used."""

    def __init__(self, url: URL) -> None:
        if url.database in (None, "", ":memory:"):
            raise InvalidInput("url", "must name a file, such as sqlite:///disputes.db; in memory, use memory://")
        self._url = url
        self._writer = _engine(url, "BEGIN IMMEDIATE", read_only=False)
        self._reader = _engine(url, "BEGIN", read_only=True)
        self._ready = False

    @contextmanager
    def writing(self, session: object | None = None) -> Generator[SqlTransaction]:
        """A transaction that commits at its end, also when it ends in Refused; or part of the session's."""
        if session is not None:
            with _joined(session) as transaction, transaction.savepoint():
                yield transaction
            return
        self.migrate()
        refusal: Refused | None = None
        with _busy(), self._writer.begin() as connection:
            try:
                yield SqlTransaction(connection)
            except Refused as error:
                refusal = error
        if refusal:
            raise refusal

    @contextmanager
    def reading(self, session: object | None = None) -> Generator[SqlTransaction]:
        """A consistent read; or one within the session's transaction."""
        if session is not None:
            with _joined(session) as transaction:
                yield transaction
            return
        self.migrate()
        with _busy(), self._reader.begin() as connection:
            yield SqlTransaction(connection)

    def migrate(self) -> None:
        """Make or renew the tables; SchemaOutdated when they are newer than this version."""
        if self._ready:
            return
        with _busy():
            with self._reader.begin() as connection:
                current = schema.found(connection) == schema.HEAD
            if not current:
                schema.upgrade(self._writer, self._url)
        self._ready = True

    def describe(self) -> Mapping[str, str]:
        """What this store is and how it is set, for `disputes doctor`."""
        with _busy(), self._reader.begin() as connection:
            return {
                "store": "SQLite",
                "url": self._url.render_as_string(),
                "sqlite": sqlite3.sqlite_version,
                "journal_mode": self._journal_mode(),
                "why": _why_this_mode(),
                "synchronous": "FULL",
                "personal_texts": str(_count(connection)),
                "schema": str(schema.found(connection)),
                "schema_wanted": schema.HEAD,
            }

    def _journal_mode(self) -> str:
        # A setting of each connection: ask one that writes, without beginning a transaction.
        raw = self._writer.raw_connection()
        try:
            return str(raw.cursor().execute("PRAGMA journal_mode").fetchone()[0])
        finally:
            raw.close()

    def close(self) -> None:
        """Close all connections."""
        self._writer.dispose()
        self._reader.dispose()


def _count(connection: Connection) -> int:
    """How many personal texts are kept; 0 while there are no tables."""
    if schema.found(connection) is None:
        return 0
    return connection.execute(select(func.count()).select_from(TEXT)).scalar_one()


def _why_this_mode() -> str:
    if journal_mode() == "WAL":
        return "readers and the writer do not wait for each other"
    return f"WAL can corrupt a file before SQLite 3.51.3; this is {sqlite3.sqlite_version}"


def _engine(url: URL, begin: str, *, read_only: bool) -> Engine:
    timeout = float(str(url.query.get("timeout", BUSY_TIMEOUT_SECONDS)))
    engine = create_engine(url, connect_args={"timeout": timeout, "check_same_thread": False})

    def connect(connection: sqlite3.Connection, _record: object) -> None:
        # The driver must not begin transactions by itself: ours begin as `begin` says.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {int(timeout * 1000)}")
        connection.execute("PRAGMA foreign_keys = ON")
        if read_only:
            connection.execute("PRAGMA query_only = ON")
            return
        connection.execute(f"PRAGMA journal_mode = {journal_mode()}")
        connection.execute("PRAGMA synchronous = FULL")

    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", start)
    return engine


@contextmanager
def _busy() -> Generator[None]:
    """A lock that was not had in time is Busy, not a database's error text."""
    try:
        yield
    except OperationalError as error:
        if "locked" in str(error.orig) or "busy" in str(error.orig):
            raise Busy(
                "Somebody else kept the database locked for too long; nothing was done, try again. "
                "How long to wait: sqlite:///file.db?timeout=60 (seconds)."
            ) from error
        raise


@contextmanager
def _joined(session: object) -> Generator[SqlTransaction]:
    """The transaction that a session carries: ours, or a host's SQLAlchemy session or connection."""
    if isinstance(session, SqlTransaction):
        yield session
        return
    connection = _connection(session)
    # The driver has perhaps not begun: then releasing our savepoint would commit (pitfalls: SQLite).
    raw: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite" and not raw.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    yield SqlTransaction(connection)


def _connection(session: object) -> Connection:
    if isinstance(session, Session):
        session.flush()
        return session.connection()
    if isinstance(session, Connection):
        return session
    raise InvalidInput("session", f"must be an SQLAlchemy Session or Connection, not {type(session).__name__}")
