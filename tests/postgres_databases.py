"""Empty PostgreSQL databases with the tables made: used again once they are emptied, which is quicker than new."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from itertools import count

from disputes.storage.open import open_store
from disputes.storage.tables import metadata
from sqlalchemy import Engine, create_engine, make_url, text


class PostgresDatabases:
    """Makes databases on a server, each for one user at a time."""

    def __init__(self, server: str) -> None:
        self._server = make_url(server)
        self._numbers = count()
        self._free: list[str] = []
        self._made: list[str] = []

    @contextmanager
    def new(self) -> Generator[str]:
        """The URL of an empty database."""
        name = self._free.pop() if self._free else self._make()
        url = self._server.set(database=name).render_as_string(hide_password=False)
        try:
            yield url
        finally:
            self._empty(url)
            self._free.append(name)

    def remove(self) -> None:
        """Drop all databases that were made."""
        with (
            _administrator(self._server.render_as_string(hide_password=False)) as server,
            server.connect() as connection,
        ):
            for name in self._made:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))

    def _make(self) -> str:
        name = f"disputes_test_{os.getpid()}_{next(self._numbers)}"
        server = self._server.render_as_string(hide_password=False)
        with _administrator(server) as engine, engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
        self._made.append(name)
        store = open_store(self._server.set(database=name).render_as_string(hide_password=False))
        store.migrate()
        store.close()
        return name

    def _empty(self, url: str) -> None:
        tables = ", ".join(table.name for table in metadata.sorted_tables)
        with _administrator(url) as engine, engine.connect() as connection:
            connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY"))


@contextmanager
def _administrator(url: str) -> Generator[Engine]:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        yield engine
    finally:
        engine.dispose()
