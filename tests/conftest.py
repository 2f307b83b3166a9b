"""Fixtures: an engine on every store, under either kind of frozen time."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copy

import pytest
from disputes import Clock, DisputeEngine, Workflow
from hypothesis import HealthCheck, settings

from .postgres_databases import PostgresDatabases
from .postgres_server import a_server
from .support import START, Timeline, timeline

settings.register_profile(
    "repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("repeatable")

STORES = ("memory", "sqlite", "postgresql")
POSTGRES_URL = "DISPUTES_TEST_POSTGRES_URL"
MakeEngine = Callable[..., DisputeEngine]


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with the tables made, to copy: migrating takes longer than most tests."""
    file = tmp_path_factory.mktemp("migrated") / "disputes.db"
    with DisputeEngine(f"sqlite:///{file}") as engine:
        engine.migrate()
    return file


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server: the one that DISPUTES_TEST_POSTGRES_URL names, or one of our own."""
    if given := os.environ.get(POSTGRES_URL):
        yield given
        return
    with a_server() as started:
        yield started


@pytest.fixture(scope="session")
def postgres_databases(postgres_server: str) -> Iterator[PostgresDatabases]:
    """Makes databases of this process's own on the server."""
    databases = PostgresDatabases(postgres_server)
    yield databases
    databases.remove()


@pytest.fixture
def postgres_url(postgres_databases: PostgresDatabases) -> Iterator[str]:
    """An empty PostgreSQL database with the tables made."""
    with postgres_databases.new() as url:
        yield url


@pytest.fixture(params=STORES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new, empty database of each kind."""
    if request.param == "memory":
        return "memory://"
    if request.param == "postgresql":
        return request.getfixturevalue("postgres_url")
    return f"sqlite:///{copy(request.getfixturevalue('migrated'), tmp_path / 'disputes.db')}"


@pytest.fixture(params=["manual", "freezegun"])
def time(request: pytest.FixtureRequest) -> Iterator[Timeline]:
    """Frozen time that begins at START: the engine's own clock, or freezegun."""
    with timeline(request.param, START) as frozen:
        yield frozen


@pytest.fixture
def make_engine(url: str) -> Iterator[MakeEngine]:
    """Opens engines on the test's database and closes them."""
    opened: list[DisputeEngine] = []

    def make(clock: Clock | None = None, workflows: tuple[Workflow, ...] = ()) -> DisputeEngine:
        engine = DisputeEngine(url, clock=clock, workflows=workflows)
        opened.append(engine)
        return engine

    yield make
    for engine in opened:
        engine.close()


@pytest.fixture
def engine(make_engine: MakeEngine, time: Timeline) -> DisputeEngine:
    """An engine on each store under each kind of frozen time."""
    return make_engine(time.clock)
