"""The SQLite store: one file, one writer at a time, every commit on disk before it is reported.

What is set and why (docs/decisions/0006-sqlite.md): transactions begin with BEGIN IMMEDIATE, since one that
reads first and then writes fails at once when somebody else wrote in between; reads have an engine of their
own that cannot write; WAL is used only from SQLite 3.51.3 on, since earlier ones can corrupt the file.
"""

import sqlite3
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError

from ..engine.errors import Busy, InvalidInput
from . import schema
from .sql_store import SqlStore

WAL_IS_SAFE_FROM = (3, 51, 3)
BUSY_TIMEOUT_SECONDS = 30


def journal_mode() -> str:
    """WAL where it is safe, else TRUNCATE."""
    return "WAL" if sqlite3.sqlite_version_info >= WAL_IS_SAFE_FROM else "TRUNCATE"


class SqliteStore(SqlStore):
    """Keeps disputes in an SQLite file, which is made and migrated when it is first used."""

    def __init__(self, url: URL) -> None:
        if url.database in (None, "", ":memory:"):
            raise InvalidInput("url", "must name a file, such as sqlite:///disputes.db; in memory, use memory://")
        writer = _engine(url, "BEGIN IMMEDIATE", read_only=False)
        super().__init__(url, writer, _engine(url, "BEGIN", read_only=True))

    def describe(self) -> Mapping[str, str]:
        """What this store is and how it is set, for `disputes doctor`."""
        with self._in_words(), self._reader.begin() as connection:
            return {
                "store": "SQLite",
                "url": self._url.render_as_string(),
                "sqlite": sqlite3.sqlite_version,
                "journal_mode": self._journal_mode(),
                "why": _why_this_mode(),
                "synchronous": "FULL",
                "personal_texts": str(schema.count_texts(connection)),
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

    def _meet_other_schema(self, found: str | None) -> None:
        """The embedded default looks after itself."""
        self.migrate()

    @contextmanager
    def _in_words(self) -> Generator[None]:
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

    def _begin_within(self, connection: Connection) -> None:
        # The driver has perhaps not begun: then releasing our savepoint would commit.
        raw: Any = connection.connection.driver_connection
        if not raw.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")


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
