"""Fixtures: receivers on loopback, and an engine on each store whose time stands still."""

from collections.abc import Iterator

import pytest
from disputes import DeliverySettings, DisputeEngine, Limits, ManualClock

# Its types must be made before time is frozen.
from disputes.interfaces.delivery import messages as _messages  # noqa: F401 # pyright: ignore[reportUnusedImport]

from ..support import START
from .receivers import Receivers, receivers

QUICK = DeliverySettings(stop_seconds=0.1, limits=Limits(connect_seconds=0.3, attempt_seconds=0.3, rest_seconds=0.05))
"""Short limits: hostile receivers take real time."""


@pytest.fixture
def net() -> Iterator[Receivers]:
    """Receivers that are closed at the end."""
    with receivers() as made:
        yield made


@pytest.fixture
def clock() -> ManualClock:
    """The time of the test."""
    return ManualClock(START)


@pytest.fixture
def engine(url: str, clock: ManualClock) -> Iterator[DisputeEngine]:
    """An engine on each store."""
    with DisputeEngine(url, clock=clock, delivery=QUICK) as made:
        yield made
