"""Fixtures of the time rules: databases of each kind, new for every example."""

import pytest

from ..conftest import STORES
from .stores import Databases


@pytest.fixture(scope="session")
def in_memory(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """New databases in memory."""
    return Databases("memory", tmp_path_factory.mktemp("in_memory"))


@pytest.fixture(scope="session")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """New SQLite databases."""
    return Databases("sqlite", tmp_path_factory.mktemp("on_sqlite"))


@pytest.fixture(scope="session", params=STORES)
def databases(request: pytest.FixtureRequest, in_memory: Databases, on_sqlite: Databases) -> Databases:
    """New databases of each kind in turn."""
    return in_memory if request.param == "memory" else on_sqlite
