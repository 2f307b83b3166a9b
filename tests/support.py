"""What the tests share: an order and a claim to start from, and a time that is moved by hand."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Protocol

import freezegun
from disputes import Actor, Claim, Clock, Evidence, ManualClock, Money, Order, Plan, SystemClock

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""A Monday; US clocks go forward on the Sunday after it, so local days in between have 23 hours once."""

DAY = timedelta(days=1)
BUYER, SELLER, PLATFORM = Actor.buyer("b-204"), Actor.seller("s-17"), Actor.platform("p-1")
ACTORS = {"buyer": BUYER, "seller": SELLER, "platform": PLATFORM}
IMAGE = Evidence("image", "s3://evidence/1.jpg", "ab" * 32, 81_920)


def usd(cents: int) -> Money:
    """US dollars, in cents."""
    return Money(cents, "USD")


def refund(cents: int) -> Plan:
    """A refund in US dollars, in cents."""
    return Plan.refund(usd(cents))


def an_order(**facts: Any) -> Order:
    """A line of 45.99 USD, shipped 20 days before START and promised for 10 days before it."""
    given: dict[str, Any] = {
        "id": "8190021",
        "line": "1",
        "buyer": "b-204",
        "seller": "s-17",
        "paid": usd(4599),
        "shipped_at": START - 20 * DAY,
        "promised_delivery_at": START - 10 * DAY,
    }
    return Order(**(given | facts))


def a_claim(reason: str = "not_received", cents: int = 1250, **details: Any) -> Claim:
    """A claim of 12.50 USD for goods that did not arrive."""
    return Claim(reason, plan=refund(cents), **details)


class Timeline(Protocol):
    """A time that stands still until a test moves it."""

    clock: Clock

    def move_to(self, instant: datetime) -> None:
        """Go forward to an instant."""
        ...


class _Manual:
    def __init__(self, start: datetime) -> None:
        self.clock: Clock = ManualClock(start)

    def move_to(self, instant: datetime) -> None:
        assert isinstance(self.clock, ManualClock)
        self.clock.set(instant)


class _Frozen:
    def __init__(self, frozen: Any) -> None:
        self.clock: Clock = SystemClock()
        self._frozen = frozen

    def move_to(self, instant: datetime) -> None:
        self._frozen.move_to(instant)


TimeKind = Literal["manual", "freezegun"]
KEEPS_TIME = ("sqlalchemy", "psycopg", "anyio", "ibis", "pandas", "pyarrow", "duckdb", "numpy")
"""Modules that keep the machine's time. freezegun looks at every attribute of every other module: Ibis would load its
backends then, and compiled modules that are first loaded under a frozen `datetime` crash."""

NEVER_ASKED = (
    "alembic",
    "mako",
    "pydantic",
    "pygments",
    "rich",
    "sqlglot",
    "_pytest",
    "hypothesis",
    "execnet",
    "xdist",
)
"""Modules that the engine asks for no time, left out because looking at them takes longer than many a test. So pytest
measures true durations, too. A host's plain freezegun is tried in packaging/test_frozen.py."""


@contextmanager
def timeline(kind: TimeKind, start: datetime = START) -> Generator[Timeline]:
    """The engine's own clock, or the machine's clock frozen by freezegun."""
    if kind == "manual":
        yield _Manual(start)
        return
    with freezegun.freeze_time(start, ignore=[*KEEPS_TIME, *NEVER_ASKED]) as frozen:
        yield _Frozen(frozen)
