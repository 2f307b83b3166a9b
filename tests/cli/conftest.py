"""Fixtures: the command, and a shop's database to run it on, its disputes as old as real time asks for."""

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from disputes import Dispute, DisputeEngine, ManualClock, Order, SystemClock

from ..support import BUYER, DAY, a_claim, an_order
from .command import Cli

OpenShop = Callable[..., AbstractContextManager[DisputeEngine]]


def now() -> datetime:
    """Real time, which the command reads."""
    return SystemClock().now()


def order_at(filed_at: datetime, **facts: Any) -> Order:
    """An order that may be disputed at an instant."""
    return an_order(**{"shipped_at": filed_at - 20 * DAY, "promised_delivery_at": filed_at - 10 * DAY} | facts)


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """The command in an empty folder."""
    return Cli(tmp_path)


@pytest.fixture
def shop(cli: Cli) -> OpenShop:
    """Opens the shop's database as the command will find it, some days ago or now."""

    @contextmanager
    def opened(days_ago: float = 0) -> Generator[DisputeEngine]:
        with DisputeEngine(cli.url, clock=ManualClock(now() - timedelta(days=days_ago))) as engine:
            yield engine

    return opened


@pytest.fixture
def file_days_ago(shop: OpenShop) -> Callable[..., Dispute]:
    """Files a dispute in the shop, so many days ago."""

    def file(days_ago: float = 0, claim: Any = None, **facts: Any) -> Dispute:
        with shop(days_ago) as engine:
            order = order_at(engine.clock.now(), **facts)
            return engine.file(order, claim or a_claim(), by=BUYER)

    return file
