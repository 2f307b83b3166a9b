"""Warehouses on both databases."""

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from disputes.storage.warehouse import Warehouse
from sqlalchemy import create_engine, make_url, text

_NUMBERS = count()


@pytest.fixture
def postgres_warehouse_url(postgres_server: str) -> Iterator[str]:
    """A PostgreSQL database with nothing in it."""
    name = f"scores_test_{os.getpid()}_{next(_NUMBERS)}"
    server = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
        yield make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture(params=["duckdb", "postgresql"])
def warehouse_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new, empty database of each kind."""
    if request.param == "duckdb":
        return f"duckdb:///{tmp_path / 'scores.duckdb'}"
    return request.getfixturevalue("postgres_warehouse_url")


@pytest.fixture
def open_warehouse() -> Iterator[Callable[[str], Warehouse]]:
    """Opens warehouses and closes them."""
    opened: list[Warehouse] = []

    def open_one(url: str) -> Warehouse:
        opened.append(Warehouse(url))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()
