"""Subscribers in the host's process: at least once, or exactly once within a transaction; on every store."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from disputes import DisputeEngine, Event, InvalidInput, ManualClock, Outcome, Refused
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from ..daemon.waiting import wait_for
from ..support import BUYER, DAY, START, a_claim, an_order
from .stories import a_dispute, ended


def test_a_subscriber_gets_every_outcome_in_order_and_goes_on_where_it_was(url: str, clock: ManualClock) -> None:
    seen: list[int | None] = []
    if url == "memory://":
        engine = DisputeEngine(url, clock=clock)
        again = engine
    else:
        engine, again = DisputeEngine(url, clock=clock), DisputeEngine(url, clock=clock)
    with engine, again:
        engine.subscribe("scores", lambda outcome: seen.append(outcome.position))
        for number in range(3):
            ended(engine, number)
        assert engine.deliver().handled == 3
        again.subscribe("scores", lambda outcome: seen.append(outcome.position))
        ended(again, 9)
        assert again.deliver().handled == 1
        assert seen == [1, 2, 3, 4]
        assert engine.deliver().handled == 0


def test_events_come_with_their_texts_and_from_any_position(engine: DisputeEngine) -> None:
    seen: list[Event] = []
    a_dispute(engine)
    engine.subscribe("late", seen.append, feed="events", after=1)
    engine.subscribe("all", seen.append, feed="events")
    engine.deliver()
    assert sorted(event.position or 0 for event in seen) == [1, 2, 2]
    texts = [event.details["claim"].text for event in seen if event.seq == 1]  # pyright: ignore
    assert texts == ["It never came to my house"]


def test_more_than_a_page_is_drained(engine: DisputeEngine) -> None:
    for number in range(60):
        a_dispute(engine, number)
    seen: list[int | None] = []
    engine.subscribe("all", lambda event: seen.append(event.position), feed="events")
    assert engine.deliver().handled == 120
    assert seen == list(range(1, 121))


def test_one_that_fails_is_called_again_later_and_holds_up_nobody(engine: DisputeEngine, clock: ManualClock) -> None:
    seen, calls = list[int | None](), list[int | None]()

    def faulty(outcome: Outcome) -> None:
        calls.append(outcome.position)
        if outcome.position == 2 and calls.count(2) < 3:
            raise OSError("the warehouse is away")

    engine.subscribe("faulty", faulty)
    engine.subscribe("sound", lambda outcome: seen.append(outcome.position))
    for number in range(3):
        ended(engine, number)
    engine.deliver()
    assert (calls, seen) == ([1, 2], [1, 2, 3])
    faulty_one, sound = engine.subscribers()
    assert (faulty_one.position, faulty_one.attempts, sound.position) == (1, 1, 3)
    assert faulty_one.failure == "OSError: the warehouse is away"
    assert faulty_one.retry_at is not None
    assert timedelta(seconds=1) <= faulty_one.retry_at - START <= timedelta(seconds=1.1)
    engine.deliver()
    assert calls == [1, 2], "it was called before its time"
    clock.advance(seconds=1.2)
    engine.deliver()
    assert engine.subscribers()[0].attempts == 2
    clock.advance(seconds=1.2)
    engine.deliver()
    assert calls == [1, 2, 2], "the second pause is twice as long"
    clock.advance(seconds=1.2)
    engine.deliver()
    assert calls == [1, 2, 2, 2, 3]
    assert (engine.subscribers()[0].position, engine.subscribers()[0].failure) == (3, None)


def test_within_a_transaction_what_fails_is_undone_and_what_is_done_is_done_once(
    engine: DisputeEngine, clock: ManualClock
) -> None:
    """The handler files another dispute; a refusal that comes afterwards undoes that as well."""
    broken = True

    def refile(outcome: Outcome, session: Any) -> None:
        engine.file(an_order(id="another", line=outcome.line), a_claim(), by=BUYER, session=session)
        if broken:
            raise Refused("not_now", "said the host after it had written")

    engine.subscribe("refile", refile, in_transaction=True)
    ended(engine, 1)
    ended(engine, 2)
    engine.deliver()
    assert {one.order.id for one in engine.find()} == {"8190021"}
    [cursor] = engine.subscribers()
    assert (cursor.position, cursor.failure) == (0, "Refused: said the host after it had written")
    broken = False
    clock.advance(seconds=2)
    assert engine.deliver().handled == 2
    assert sorted(one.order.line for one in engine.find(order="another")) == ["1", "2"]
    assert engine.deliver().handled == 0


@pytest.fixture
def database(tmp_path: Path, postgres_url: str, request: pytest.FixtureRequest) -> str:
    """A database that a host shares with the engine."""
    return postgres_url if request.param == "postgresql" else f"sqlite:///{tmp_path / 'shared.db'}"


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_a_hosts_own_tables_move_with_the_cursor(database: str, clock: ManualClock) -> None:
    fails = iter([False, True, False])

    def book(outcome: Outcome, session: Session) -> None:
        session.execute(text("INSERT INTO shop_ledger VALUES (:order, :cents)"), _entry(outcome))
        if next(fails, False):
            raise OSError("after the insert")
        session.commit()  # Of the handler's part only: the engine commits it together with the cursor.

    with DisputeEngine(database, clock=clock) as engine:
        engine.migrate()
        host = create_engine(database)
        with host.begin() as connection:
            connection.execute(text("CREATE TABLE shop_ledger (line TEXT, cents INTEGER)"))
        engine.subscribe("ledger", book, in_transaction=True)
        for number in (1, 2, 3):
            ended(engine, number)
        engine.deliver()
        clock.advance(seconds=2)
        engine.deliver()
        with host.begin() as connection:
            booked = connection.execute(text("SELECT line, cents FROM shop_ledger ORDER BY line")).all()
            connection.execute(text("DROP TABLE shop_ledger"))
        host.dispose()
    assert [tuple(row) for row in booked] == [("1", 1250), ("2", 1250), ("3", 1250)]


def _entry(outcome: Outcome) -> dict[str, object]:
    return {"order": outcome.line, "cents": outcome.refund.amount}


def test_processes_that_share_a_subscriber_within_transactions_do_each_record_once(postgres_url: str) -> None:
    seen: list[int | None] = []
    engines = [DisputeEngine(postgres_url) for _ in range(3)]
    shipped = engines[0].clock.now() - timedelta(days=20)
    for number in range(20):
        order = an_order(id=f"o-{number}", shipped_at=shipped, promised_delivery_at=None)
        engines[0].file(order, a_claim("customs"), by=BUYER)
    for engine in engines:
        engine.subscribe("shared", lambda event, _: seen.append(event.position), feed="events", in_transaction=True)
    threads = [threading.Thread(target=engine.deliver) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    engines[0].deliver()
    for engine in engines:
        engine.close()
    assert seen == list(range(1, 41))


def test_a_cursor_that_another_process_has_moved_is_left_alone(postgres_url: str, clock: ManualClock) -> None:
    """Both have handled the record (at least once); the cursor moves once, and never back."""
    with DisputeEngine(postgres_url, clock=clock) as one, DisputeEngine(postgres_url, clock=clock) as other:
        seen: list[int | None] = []
        other.subscribe("shared", lambda outcome: seen.append(outcome.position))
        one.subscribe("shared", lambda outcome: other.deliver() and seen.append(outcome.position))
        ended(one, 1)
        ended(one, 2)
        one.deliver()
        assert seen == [1, 2, 1, 2]
        assert [cursor.position for cursor in one.subscribers()] == [2]


def test_a_running_daemon_serves_subscribers(url: str) -> None:
    seen: list[int | None] = []
    with DisputeEngine(url) as engine:
        engine.subscribe("scores", lambda event: seen.append(event.position), feed="events")
        now = engine.clock.now()
        engine.file(an_order(shipped_at=now - 20 * DAY, promised_delivery_at=None), a_claim("customs"), by=BUYER)
        engine.start()
        wait_for("both events are handled", lambda: seen == [1, 2])


def test_a_name_keeps_its_feed_and_is_forgotten_on_request(engine: DisputeEngine) -> None:
    engine.subscribe("one", print)
    with pytest.raises(InvalidInput, match="subscriber 'one' reads outcomes"):
        engine.subscribe("one", print, feed="events")
    with pytest.raises(InvalidInput, match="after"):
        engine.subscribe("two", print, after=-1)
    with pytest.raises(InvalidInput, match="feed"):
        engine.subscribe("two", print, feed="news")  # pyright: ignore
    assert engine.unsubscribe("one") is True
    assert engine.unsubscribe("one") is False
    assert engine.subscribers() == []
