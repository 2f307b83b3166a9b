"""The floor on SQLite: the rows of each workload, read and written by hand with `sqlite3`, and nothing else.

The same transactions and settings as the engine's; all values were built before.
"""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from disputes.storage.sqlite import journal_mode

from .rows import ADDED, CHANGING, COLUMNS, Written


def _select(table: str) -> str:
    return f"SELECT {', '.join(COLUMNS[table])} FROM {table}"


def _insert(table: str) -> str:
    columns = ADDED[table]
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


COMMAND = _select("dispute_event") + " WHERE command_id = ?"
OF_LINE = _select("dispute_record") + " WHERE marketplace = ? AND order_id = ? AND line = ? ORDER BY filed_at, id"
RECORD = _select("dispute_record") + " WHERE id = ?"
TIMERS = _select("dispute_timer") + " WHERE dispute_id IN ({}) ORDER BY due_at, name"
TEXTS = _select("dispute_text") + " WHERE dispute_id = ?"
HOLDS = _select("dispute_hold") + " WHERE released_at IS NULL"
CLAIM = f"""
    SELECT {", ".join(f"r.{column}" for column in COLUMNS["dispute_record"])}
    FROM dispute_timer t JOIN dispute_record r ON r.id = t.dispute_id
    WHERE t.due_at <= ? AND r.parked_at IS NULL AND r.workflow = 'aliexpress' AND r.workflow_version = 2
    ORDER BY t.due_at, t.dispute_id LIMIT ?
"""
CHANGE = f"UPDATE dispute_record SET {', '.join(f'{name} = ?' for name in CHANGING)} WHERE id = ? AND version = ?"
DISARM = "DELETE FROM dispute_timer WHERE dispute_id = ? AND name = ?"
ADD_RECORD = _insert("dispute_record")
ADD_TIMER = _insert("dispute_timer")
ADD_EVENT = _insert("dispute_event")
ADD_TEXT = _insert("dispute_text")
ADD_OUTCOME = _insert("dispute_outcome")
ADD_REFUND = _insert("dispute_refund")


class SqliteFloor:
    """One connection, set like the engine's."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None)
        for setting in ("foreign_keys = ON", f"journal_mode = {journal_mode()}", "synchronous = FULL"):
            self._connection.execute(f"PRAGMA {setting}")

    def file(self, one: Written) -> None:
        """Was the command carried out before, is the line disputed; then the new rows."""
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        run(COMMAND, (one.command_id,)).fetchone()
        run(OF_LINE, one.order_key).fetchall()
        run(ADD_RECORD, one.record)
        self._connection.executemany(ADD_TIMER, one.armed)
        self._connection.executemany(ADD_EVENT, one.events)
        self._connection.executemany(ADD_TEXT, one.texts)
        run("COMMIT")

    def act(self, one: Written) -> None:
        """The dispute with its timers and texts; then its new state, its history, the timers that go."""
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        run(RECORD, (one.dispute_id,)).fetchone()
        run(TIMERS.format("?"), (one.dispute_id,)).fetchall()
        run(COMMAND, (one.command_id,)).fetchone()
        run(CHANGE, (*one.changed, one.dispute_id, one.seen))
        self._connection.executemany(DISARM, one.gone)
        self._connection.executemany(ADD_EVENT, one.events)
        self._connection.executemany(ADD_TEXT, one.texts)
        run(TEXTS, (one.dispute_id,)).fetchall()
        run("COMMIT")

    def burst(self, firings: Mapping[str, Written], now: int, batch: int) -> None:
        """Batch by batch: what is due, with all its timers; then states, histories, outcomes, refund orders."""
        while self._batch(firings, now, batch) == batch:
            pass

    def _batch(self, firings: Mapping[str, Written], now: int, batch: int) -> int:
        run, run_many = self._connection.execute, self._connection.executemany
        run("BEGIN IMMEDIATE")
        run(HOLDS).fetchall()
        ids: list[Any] = [row[0] for row in run(CLAIM, (now, batch))]
        if ids:
            run(TIMERS.format(", ".join("?" * len(ids))), ids).fetchall()
            due = [firings[one] for one in ids]
            run_many(CHANGE, [(*one.changed, one.dispute_id, one.seen) for one in due])
            run_many(DISARM, [key for one in due for key in one.gone])
            run_many(ADD_EVENT, [row for one in due for row in one.events])
            run_many(ADD_OUTCOME, [row for one in due for row in one.outcomes])
            run_many(ADD_REFUND, [row for one in due for row in one.refunds])
        run("COMMIT")
        return len(ids)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
