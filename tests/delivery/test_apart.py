"""Subscribers do not hold up each other, whatever fails in one of them; on every store."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from disputes import DisputeEngine, ManualClock, Outcome
from disputes.interfaces.delivery.subscribers import LEAST_WAIT
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from .stories import ended


def raises(error: BaseException) -> Callable[..., None]:
    """A handler that fails in this way."""

    def handler(*_: object) -> None:
        raise error

    return handler


class Mute(Exception):
    """An error whose text cannot be had."""

    def __str__(self) -> str:
        raise ValueError


FAILURES = {
    "NUL": OSError("a\x00b"),
    "a lone surrogate": OSError("a\ud800b"),
    "no text": Mute(),
    "an exit": SystemExit(1),
    "a task that was cancelled": asyncio.CancelledError(),
}


@pytest.mark.parametrize("in_transaction", [False, True])
def test_those_that_fail_in_odd_ways(engine: DisputeEngine, in_transaction: bool) -> None:
    seen: list[int | None] = []
    for kind, error in FAILURES.items():
        engine.subscribe(kind, raises(error), in_transaction=in_transaction)  # pyright: ignore
    engine.subscribe("zealous", lambda outcome: seen.append(outcome.position))
    ended(engine, 1)
    ended(engine, 2)
    assert engine.deliver().handled == 2
    *faulty, sound = engine.subscribers()
    assert (seen, sound.name, sound.position) == ([1, 2], "zealous", 2)
    assert [(one.position, one.attempts) for one in faulty] == [(0, 1)] * len(FAILURES)
    assert all(one.failure and one.failure.isprintable() and one.retry_at for one in faulty)
    assert engine.deliver().handled == 0, "they are called again later, not at once"


def test_one_whose_commit_fails(postgres_url: str, clock: ManualClock) -> None:
    """Its handler is content; the host's deferred constraint is not, once the engine commits."""
    seen: list[int | None] = []

    def book(outcome: Outcome, session: Session) -> None:
        session.execute(text("INSERT INTO shop_twice VALUES (1)"))
        session.execute(text("INSERT INTO shop_twice VALUES (1)"))

    host = create_engine(postgres_url)
    with host.begin() as connection:
        connection.execute(text("CREATE TABLE shop_twice (one INTEGER UNIQUE DEFERRABLE INITIALLY DEFERRED)"))
    try:
        with DisputeEngine(postgres_url, clock=clock) as engine:
            engine.subscribe("a faulty one", book, in_transaction=True)
            engine.subscribe("a sound one", lambda outcome: seen.append(outcome.position))
            ended(engine)
            assert engine.deliver().handled == 1
            faulty, _ = engine.subscribers()
    finally:
        with host.begin() as connection:
            connection.execute(text("DROP TABLE shop_twice"))
        host.dispose()
    assert seen == [1]
    assert (faulty.position, faulty.attempts) == (0, 1)
    assert "duplicate key" in (faulty.failure or "")


def test_an_interruption_by_the_keyboard_is_not_swallowed(engine: DisputeEngine) -> None:
    engine.subscribe("one", raises(KeyboardInterrupt()))
    ended(engine)
    with pytest.raises(KeyboardInterrupt):
        engine.deliver()


def test_one_that_another_process_has_in_hand_is_no_reason_to_hurry(postgres_url: str, clock: ManualClock) -> None:
    """Its time to be called again has come, but there is nothing to do: the loop must not spin meanwhile."""
    with DisputeEngine(postgres_url, clock=clock) as engine, DisputeEngine(postgres_url) as other:
        engine.subscribe("one", raises(OSError("away")), in_transaction=True)
        ended(engine)
        engine.deliver()
        clock.advance(hours=1)
        with other.transaction() as transaction:
            assert transaction.deliveries.lock_cursor("one")
            assert engine.deliver().handled == 0
            assert engine._subscribers.until_next(timedelta(seconds=5)) == LEAST_WAIT  # pyright: ignore
        assert engine._subscribers.until_next(LEAST_WAIT / 2) == LEAST_WAIT / 2  # pyright: ignore


def test_a_handler_in_a_transaction_that_would_wait_for_itself(engine: DisputeEngine) -> None:
    """It unsubscribes itself: refused at once, on every store."""
    engine.subscribe("one", lambda outcome, session: engine.unsubscribe("one"), in_transaction=True)
    ended(engine)
    assert engine.deliver().handled == 0
    [cursor] = engine.subscribers()
    assert "unsubscribe after it" in (cursor.failure or "")
    assert engine.unsubscribe("one")


@pytest.mark.parametrize("in_transaction", [False, True])
def test_a_handler_that_delivers_is_refused_at_once(engine: DisputeEngine, in_transaction: bool) -> None:
    """It would be called with the same record again, within itself."""
    calls: list[object] = []

    def handler(*_: object) -> None:
        calls.append(None)
        engine.deliver()

    engine.subscribe("one", handler, in_transaction=in_transaction)  # pyright: ignore
    ended(engine)
    assert engine.deliver().handled == 0
    [cursor] = engine.subscribers()
    assert (len(calls), cursor.position, cursor.attempts) == (1, 0, 1)
    assert "The handler of subscriber 'one' delivers" in (cursor.failure or "")
