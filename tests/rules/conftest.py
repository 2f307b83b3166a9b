"""Fixtures of the time rules: databases of each kind, new for every example."""

import pytest

from ..conftest import STORES
from ..postgres_databases import PostgresDatabases
from .stores import Databases


@pytest.fixture(scope="session")
def in_memory(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """New databases in memory."""
    return Databases("memory", tmp_path_factory.mktemp("in_memory"))


@pytest.fixture(scope="session")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """New SQLite databases."""
    return Databases("sqlite", tmp_path_factory.mktemp("on_sqlite"))


@pytest.fixture(scope="session")
def on_postgresql(tmp_path_factory: pytest.TempPathFactory, postgres_databases: PostgresDatabases) -> Databases:
    """New PostgreSQL databases."""
    return Databases("postgresql", tmp_path_factory.mktemp("on_postgresql"), postgres_databases)


@pytest.fixture(scope="session", params=STORES)
def databases(request: pytest.FixtureRequest) -> Databases:
    """New databases of each kind in turn."""
    kinds = {"memory": "in_memory", "sqlite": "on_sqlite", "postgresql": "on_postgresql"}
    return request.getfixturevalue(kinds[request.param])
