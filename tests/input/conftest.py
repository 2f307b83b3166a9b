"""Fixtures of the bad input: one shop per module and store, since what is refused leaves it as it was."""

from collections.abc import Generator

import pytest

from ..conftest import STORES
from ..rules.stores import Databases
from .shop import Shop, a_shop


@pytest.fixture(scope="session", params=STORES)
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """New databases of each kind."""
    postgres = request.getfixturevalue("postgres_databases") if request.param == "postgresql" else None
    return Databases(request.param, tmp_path_factory.mktemp(request.param), postgres)


@pytest.fixture(scope="module")
def shop(databases: Databases) -> Generator[Shop]:
    """A shop with an open dispute and an ended one, on which everything is tried."""
    with databases.new() as database:
        yield a_shop(database)


@pytest.fixture
def new_shop(databases: Databases) -> Generator[Shop]:
    """A shop of one's own, for tests that change it."""
    with databases.new() as database:
        yield a_shop(database)
