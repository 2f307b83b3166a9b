"""The host's transaction carries commands: nothing of ours survives what the host does not commit."""

import asyncio
import subprocess
import sys
from pathlib import Path
from shutil import copy

import pytest
from disputes import DisputeEngine, ManualClock
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from ..support import BUYER, START, a_claim, an_order

CRASH = """
import os, sys
from datetime import UTC, datetime, timedelta
from disputes import Actor, Claim, DisputeEngine, ManualClock, Money, Order, Plan
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

start = datetime(2026, 3, 2, 9, tzinfo=UTC)
order = Order(id="1", buyer="b", seller="s", paid=Money(4599, "USD"), shipped_at=start - timedelta(days=20))
engine = DisputeEngine(sys.argv[1], clock=ManualClock(start))
host = create_engine(sys.argv[1])
with Session(host) as session:
    session.execute(text("CREATE TABLE IF NOT EXISTS host_order (id TEXT)"))
    session.commit()
    session.execute(text("INSERT INTO host_order VALUES ('1')"))
    claim = Claim("customs", plan=Plan.refund(Money(1250, "USD")), text="Never came")
    print(engine.file(order, claim, by=Actor.buyer("b"), session=session).state, flush=True)
    session.flush()
    os._exit(9)
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def shared_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database that several processes can open."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgres_url")
    return f"sqlite:///{copy(request.getfixturevalue('migrated'), tmp_path / 'disputes.db')}"


def test_a_crash_between_flush_and_commit_leaves_nothing(shared_url: str) -> None:
    ran = subprocess.run([sys.executable, "-c", CRASH, shared_url], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout.strip()) == (9, "seller_response"), ran.stderr
    with DisputeEngine(shared_url, clock=ManualClock(START)) as engine:
        assert engine.find() == ()
        assert engine.events() == []
        assert engine.next_due_at() is None


def test_an_async_host_carries_commands_through_run_sync(postgres_url: str) -> None:
    async def host(engine: DisputeEngine) -> None:
        async_engine = create_async_engine(postgres_url)
        async with AsyncSession(async_engine) as session:
            first = await session.run_sync(lambda s: engine.file(an_order(), a_claim(), by=BUYER, session=s))
            assert await session.run_sync(lambda s: engine.get(first.id, session=s)) == first
            await session.rollback()
        async with AsyncSession(async_engine) as session:
            await session.run_sync(lambda s: engine.file(an_order(line="2"), a_claim(), by=BUYER, session=s))
            await session.commit()
        await async_engine.dispose()

    with DisputeEngine(postgres_url, clock=ManualClock(START)) as engine:
        asyncio.run(host(engine))
        assert [one.order.line for one in engine.find()] == ["2"]
