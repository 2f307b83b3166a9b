"""One poisoned dispute holds up nobody: it is tried five times, then parked and reported."""

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from disputes import Dispute, Engine, ManualClock, Tick, Workflow, workflows
from disputes.engine.conditions import Guard, Situation

from ..rules.stores import Database, Databases
from ..support import BUYER, DAY, PLATFORM, START, a_claim, an_order

ATTEMPTS = 5


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Databases:
    """SQLite databases, whose rows can be damaged."""
    return Databases("sqlite", tmp_path)


def _file(engine: Engine, number: int, workflow: str = "aliexpress") -> Dispute:
    return engine.file(an_order(id=f"order-{number}"), a_claim(), workflow, by=BUYER)


def _damage(database: Database, dispute_id: str, body: str) -> None:
    with sqlite3.connect(database.url.removeprefix("sqlite:///")) as connection:
        changed = connection.execute("UPDATE dispute_record SET body = ? WHERE id = ?", (body, dispute_id))
        assert changed.rowcount == 1
    connection.close()


def _ticks(engine: Engine, count: int) -> list[Tick]:
    return [engine.tick() for _ in range(count)]


DAMAGES = ["", "{", "null", "[]", "{}", '{"plans": 5}', '"text"', "\ufffd" * 50]


@pytest.mark.parametrize("body", DAMAGES)
def test_a_damaged_record_is_parked_and_the_others_fire(on_sqlite: Databases, body: str) -> None:
    """Five failed ticks, one report; the rest of the batch ends on time."""
    with on_sqlite.new() as database:
        clock = ManualClock(START)
        engine = database.engine(clock)
        poisoned, *others = [_file(engine, number) for number in range(4)]
        _damage(database, poisoned.id, body)
        clock.set(START + 5 * DAY)
        _check_parked(engine, poisoned, others)
        assert _column(database, poisoned.id, "attempts") == ATTEMPTS, "what is parked is left alone"


def _check_parked(engine: Engine, poisoned: Dispute, others: list[Dispute]) -> None:
    first, *next_ticks = _ticks(engine, ATTEMPTS)
    assert {fired.dispute_id for fired in first.fired} == {one.id for one in others}
    assert all(engine.get(one.id).stage == "resolved" for one in others)
    assert [tick.fired for tick in next_ticks] == [()] * (ATTEMPTS - 1)
    assert [len(tick.parked) for tick in (first, *next_ticks)] == [0] * (ATTEMPTS - 1) + [1]
    (parked,) = next_ticks[-1].parked
    assert (parked.dispute_id, parked.attempts) == (poisoned.id, ATTEMPTS)
    assert parked.error
    assert engine.tick().fired == ()
    assert engine.next_due_at() is None, "what is parked is not next due"


def test_a_poisoned_dispute_is_not_called_held(on_sqlite: Databases) -> None:
    """`held` are those that a hold keeps back, and there is none."""
    with on_sqlite.new() as database:
        clock = ManualClock(START)
        engine = database.engine(clock)
        _damage(database, _file(engine, 1).id, "{")
        clock.set(START + 5 * DAY)
        assert [tick.held for tick in _ticks(engine, ATTEMPTS + 1)] == [()] * (ATTEMPTS + 1)


def test_a_record_that_is_mended_in_time_fires(on_sqlite: Databases) -> None:
    """Late, at its own due time; the failures before do not count any more."""
    with on_sqlite.new() as database:
        clock = ManualClock(START)
        engine = database.engine(clock)
        dispute = _file(engine, 1)
        body = _column(database, dispute.id, "body")
        _damage(database, dispute.id, "{")
        clock.set(START + 6 * DAY)
        assert all(tick.parked == () for tick in _ticks(engine, ATTEMPTS - 1))
        _damage(database, dispute.id, body)
        assert engine.tick().fired[-1].lateness == DAY
        assert engine.get(dispute.id).resolved_at == START + 5 * DAY
        assert engine.verify(dispute.id) == ()


def _column(database: Database, dispute_id: str, name: str) -> Any:
    with sqlite3.connect(database.url.removeprefix("sqlite:///")) as connection:
        statement = f"SELECT {name} FROM dispute_record WHERE id = ?"
        (found,) = connection.execute(statement, (dispute_id,)).fetchone()
    connection.close()
    return found


def test_one_damaged_record_hides_no_other_from_reads(on_sqlite: Databases) -> None:
    """Commands and reads of the others go on."""
    with on_sqlite.new() as database:
        clock = ManualClock(START)
        engine = database.engine(clock)
        poisoned, other = _file(engine, 1), _file(engine, 2)
        _damage(database, poisoned.id, "{")
        assert engine.act(other.id, "withdraw", by=BUYER).stage == "resolved"
        assert engine.get(other.id).stage == "resolved"
        assert len(engine.outcomes()) == 1
        assert {event.dispute_id for event in engine.events()} == {poisoned.id, other.id}


def _faulty(tried: list[str]) -> Workflow:
    """AliExpress, but the seller's timeout fails for one order, and counts how often."""

    def fails(situation: Situation) -> bool:
        if situation.order.id == "order-0":
            tried.append(situation.order.id)
            raise ZeroDivisionError("a fault in a workflow")
        return True

    shipped = workflows.get("aliexpress")
    guard = Guard("faulty", fails, "faulty", "It is faulty.")
    rows = (
        replace(row, when=(guard,)) if row.action == "seller_response_timeout" else row for row in shipped.transitions
    )
    return replace(shipped, name="faulty", version=1, transitions=tuple(rows))


def test_a_decision_that_fails_is_parked_and_the_others_fire(databases: Databases) -> None:
    """On every store: an error in a workflow strands its own disputes only."""
    with databases.new() as database:
        clock = ManualClock(START)
        tried: list[str] = []
        engine = database.engine(clock, [_faulty(tried)])
        poisoned, *others = [_file(engine, number, "faulty") for number in range(4)]
        clock.set(START + 5 * DAY)
        _check_parked(engine, poisoned, others)
        assert len(tried) == ATTEMPTS, "what is parked is left alone"
        assert engine.history(others[0].id)[-1].action == "seller_response_timeout"
        assert [event.action for event in engine.events() if event.dispute_id == poisoned.id] == ["file", "route"]


@pytest.mark.parametrize("lines", [40, 620])
def test_one_tick_drains_everything_that_is_due(databases: Databases, lines: int) -> None:
    """More than a batch, filed over a month, with several timers overdue each: nothing is left."""
    with databases.new() as database:
        clock = ManualClock(START)
        engine = database.engine(clock)
        _file_over_a_month(engine, clock, lines)
        clock.advance(days=60)
        tick = engine.tick()
        assert len({fired.dispute_id for fired in tick.fired}) == lines
        assert (tick.held, tick.parked, engine.next_due_at()) == ((), (), None)
        assert len(engine.outcomes(limit=10_000)) == lines


def _file_over_a_month(engine: Engine, clock: ManualClock, lines: int) -> None:
    with engine.transaction() as session:
        for number in range(lines):
            clock.advance(timedelta(days=30) / lines)
            order = an_order(id=f"order-{number}", promised_delivery_at=None)
            engine.file(order, a_claim(), by=BUYER, session=session)


def test_a_hold_is_not_taken_for_a_failure(databases: Databases) -> None:
    """However often a held timer is passed over, it is not parked."""
    with databases.new() as database:
        clock = ManualClock(START)
        engine = database.engine(clock)
        dispute = _file(engine, 1)
        hold = engine.hold(why="an outage", by=PLATFORM, timers=["seller_response_timeout"])
        clock.set(START + 6 * DAY)
        assert [tick.parked for tick in _ticks(engine, 2 * ATTEMPTS)] == [()] * 2 * ATTEMPTS
        engine.resume(hold.id, by=PLATFORM)
        engine.tick()
        assert engine.get(dispute.id).stage == "resolved"
