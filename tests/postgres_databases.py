"""Empty PostgreSQL databases with the tables made: used again once they are emptied, which is quicker than new.

Emptied by DELETE over a connection that stays open: TRUNCATE makes every file of the tables and indexes anew, and
took as long as a short test. Where a trigger refuses DELETE it is TRUNCATE all the same, if there are rows at all.
What a test makes beside the engine's tables, its host's or a warehouse's, is dropped.
"""

import os
from collections.abc import Generator
from contextlib import contextmanager
from itertools import count

from disputes.storage.open import open_store
from disputes.storage.schema import VERSION_TABLE
from disputes.storage.tables import metadata
from sqlalchemy import Engine, create_engine, make_url, text

_APPEND_ONLY = ("dispute_event", "dispute_standing")


class PostgresDatabases:
    """Makes databases on a server, each for one user at a time."""

    def __init__(self, server: str) -> None:
        self._server = make_url(server)
        self._numbers = count()
        self._free: list[str] = []
        self._made: dict[str, Engine] = {}

    @contextmanager
    def new(self) -> Generator[str]:
        """The URL of an empty database."""
        name = self._free.pop() if self._free else self._make()
        try:
            yield self._url(name)
        finally:
            self._empty(name)
            self._free.append(name)

    def remove(self) -> None:
        """Drop all databases that were made."""
        with _administrator(self._url()) as server, server.connect() as connection:
            for name, engine in self._made.items():
                engine.dispose()
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))

    def _url(self, database: str | None = None) -> str:
        return self._server.set(database=database or self._server.database).render_as_string(hide_password=False)

    def _make(self) -> str:
        name = f"disputes_test_{os.getpid()}_{next(self._numbers)}"
        with _administrator(self._url()) as engine, engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
        self._made[name] = create_engine(self._url(name), isolation_level="AUTOCOMMIT", pool_pre_ping=True)
        store = open_store(self._url(name))
        store.migrate()
        store.close()
        return name

    def _empty(self, name: str) -> None:
        tables = [table for table in reversed(metadata.sorted_tables) if table.name not in _APPEND_ONLY]
        deletes = "; ".join(f"DELETE FROM {table.name}" for table in tables)
        sequences = "SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence"
        with self._made[name].connect() as connection:
            made = set(
                connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars()
            )
            for table in sorted(made - set(metadata.tables) - {VERSION_TABLE}):
                connection.execute(text(f'DROP TABLE "{table}" CASCADE'))
            for table in _APPEND_ONLY:
                if connection.execute(text(f"SELECT EXISTS (SELECT FROM {table})")).scalar():
                    connection.execute(text(f"TRUNCATE {table}"))
            connection.execute(text(f"{deletes}; {sequences}"))


@contextmanager
def _administrator(url: str) -> Generator[Engine]:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        yield engine
    finally:
        engine.dispose()
