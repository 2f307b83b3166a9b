"""Databases to measure on: made once with what a workload needs, then copied afresh for every run and side."""

import os
import shutil
import sqlite3
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

import psycopg
from disputes.storage.sqlite import journal_mode
from sqlalchemy import URL, make_url

from tests.postgres_server import a_server

from .floor_postgresql import PostgresFloor
from .floor_sqlite import SqliteFloor
from .rows import COLUMNS, Tables, Written

_LOOKS = 200


class Floor(Protocol):
    """The workloads by hand."""

    def file(self, one: Written) -> None:
        """One filing."""
        ...

    def act(self, one: Written) -> None:
        """One answer."""
        ...

    def burst(self, firings: Mapping[str, Written], now: int, batch: int) -> None:
        """Everything due at `now`."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


class Databases(ABC):
    """Databases of one kind, named by URL."""

    name: str

    @abstractmethod
    def new(self) -> str:
        """An empty database."""

    @abstractmethod
    def copy(self, url: str) -> str:
        """A copy of a database that nobody uses, on disk before it is returned."""

    @abstractmethod
    def drop(self, url: str) -> None:
        """Remove a database."""

    @abstractmethod
    def floor(self, url: str) -> Floor:
        """The workloads by hand, on this database."""

    @abstractmethod
    def dump(self, url: str) -> Tables:
        """All rows."""

    @abstractmethod
    def settings(self) -> Mapping[str, str]:
        """The version and the settings that decide how fast a commit is."""

    @abstractmethod
    def settle(self, url: str) -> None:
        """Bring a database that was filled to rest: statistics up to date, nothing left to write."""


class SqliteDatabases(Databases):
    """Files in a folder."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()

    def new(self) -> str:
        """An empty database."""
        return f"sqlite:///{self._folder / f'{next(self._numbers)}.db'}"

    def copy(self, url: str) -> str:
        """A copy of a database that nobody uses, on disk before it is returned."""
        made = self.new()
        shutil.copyfile(_file(url), _file(made))
        with _file(made).open("rb+") as file:
            os.fsync(file.fileno())
        return made

    def drop(self, url: str) -> None:
        """Remove a database."""
        for file in self._folder.glob(f"{_file(url).name}*"):
            file.unlink()

    def floor(self, url: str) -> Floor:
        """The workloads by hand, on this database."""
        return SqliteFloor(_file(url))

    def dump(self, url: str) -> Tables:
        """All rows."""
        connection = sqlite3.connect(_file(url))
        try:
            return {table: connection.execute(_everything(table)).fetchall() for table in COLUMNS}
        finally:
            connection.close()

    def settings(self) -> Mapping[str, str]:
        """The version and the settings that decide how fast a commit is."""
        return {"SQLite": sqlite3.sqlite_version, "journal_mode": journal_mode(), "synchronous": "FULL"}

    def settle(self, url: str) -> None:
        """Nothing to do: the engine keeps no statistics here, and a copy is synced when it is made."""


class PostgresDatabases(Databases):
    """Databases on a server."""

    name = "PostgreSQL"

    def __init__(self, server: str) -> None:
        self._server = make_url(server).set(drivername="postgresql+psycopg")
        self._numbers = count()

    def new(self) -> str:
        """An empty database."""
        return self._make("template0")

    def copy(self, url: str) -> str:
        """A copy of a database that nobody uses, on disk before it is returned."""
        made = self._make(str(make_url(url).database))
        self._order("CHECKPOINT")
        return made

    def drop(self, url: str) -> None:
        """Remove a database."""
        self._order(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")

    def floor(self, url: str) -> Floor:
        """The workloads by hand, on this database."""
        return PostgresFloor(_conninfo(make_url(url)))

    def dump(self, url: str) -> Tables:
        """All rows."""
        with psycopg.connect(_conninfo(make_url(url))) as connection:
            return {table: connection.execute(_everything(table).encode()).fetchall() for table in COLUMNS}

    def settings(self) -> Mapping[str, str]:
        """The version and the settings that decide how fast a commit is."""
        names = ("server_version", "fsync", "synchronous_commit", "full_page_writes")
        with psycopg.connect(_conninfo(self._server)) as connection:
            found = {name: connection.execute(f"SHOW {name}".encode()).fetchone() for name in names}
        shown = {name: str(row[0]) if row else "" for name, row in found.items()}
        return {"PostgreSQL": shown.pop("server_version").split()[0], **shown}

    def settle(self, url: str) -> None:
        """Bring a database that was filled to rest: statistics up to date, nothing left to write."""
        self._order("VACUUM (ANALYZE)", make_url(url))
        self._order("CHECKPOINT")

    def _make(self, template: str) -> str:
        name = f"disputes_bench_{os.getpid()}_{next(self._numbers)}"
        self._order(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _order(self, statement: str, url: URL | None = None) -> None:
        with psycopg.connect(_conninfo(url or self._server), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def sqlite_databases() -> Generator[Databases]:
    """Files in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="disputes-bench-") as folder:
        yield SqliteDatabases(Path(folder))


@contextmanager
def postgres_databases() -> Generator[Databases]:
    """On the server that DISPUTES_TEST_POSTGRES_URL names, else on one of our own."""
    given = os.environ.get("DISPUTES_TEST_POSTGRES_URL")
    if given:
        yield PostgresDatabases(given)
        return
    with a_server() as url:
        # The tests' server does not sync; what is measured does.
        with psycopg.connect(_conninfo(make_url(url)), autocommit=True) as connection:
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                connection.execute(f"ALTER SYSTEM SET {setting} = on".encode())
            connection.execute("SELECT pg_reload_conf()")
        databases = PostgresDatabases(url)
        # The server reads its settings again soon after it was asked to, not at once; whoever measures refuses `off`.
        for _ in range(_LOOKS):
            if databases.settings()["fsync"] == databases.settings()["full_page_writes"] == "on":
                break
        yield databases


def _file(url: str) -> Path:
    return Path(str(make_url(url).database))


def _conninfo(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _everything(table: str) -> str:
    return f"SELECT {', '.join(COLUMNS[table])} FROM {table} ORDER BY {', '.join(COLUMNS[table][:2])}"
