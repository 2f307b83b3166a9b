"""The floor on PostgreSQL: the rows of each workload, read and written by hand with psycopg, and nothing else.

The same transactions and settings as the engine's; all values were built before. The few rows of a command are
written with `executemany`, a batch with binary arrays, one statement per table: each is the quicker way there (on a
batch by a factor of two; arrays in text form are slower than both).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from disputes.storage.tables import metadata
from psycopg.rows import TupleRow
from sqlalchemy import BigInteger

from .rows import ADDED, CHANGING, COLUMNS, Row, Written


def _select(table: str) -> str:
    return f"SELECT {', '.join(COLUMNS[table])} FROM {table}"


def _insert(table: str) -> bytes:
    columns = ADDED[table]
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})".encode()


def _arrays(table: str, names: Sequence[str]) -> str:
    """The placeholders of one array for each column."""
    types = metadata.tables[table].columns
    whole = {name: isinstance(getattr(types[name].type, "impl", types[name].type), BigInteger) for name in names}
    return ", ".join(f"%b::{'bigint' if whole[name] else 'text'}[]" for name in names)


def _insert_many(table: str) -> bytes:
    columns = ADDED[table]
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT * FROM unnest({_arrays(table, columns)})".encode()


COMMAND = (_select("dispute_event") + " WHERE command_id = %s").encode()
LOCK_ORDER = b"SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
OF_LINE = (
    _select("dispute_record")
    + " WHERE marketplace = %s AND order_id = %s AND line = %s ORDER BY filed_at, id FOR UPDATE"
).encode()
LOCK = (_select("dispute_record") + " WHERE id = %s FOR UPDATE").encode()
TIMERS = (_select("dispute_timer") + " WHERE dispute_id = ANY(%s) ORDER BY due_at, name").encode()
TEXTS = (_select("dispute_text") + " WHERE dispute_id = %s").encode()
HOLDS = (_select("dispute_hold") + " WHERE released_at IS NULL").encode()
CLAIM = f"""
    SELECT {", ".join(f"r.{column}" for column in COLUMNS["dispute_record"])}
    FROM dispute_timer t JOIN dispute_record r ON r.id = t.dispute_id
    WHERE t.due_at <= %s AND r.parked_at IS NULL AND r.workflow = 'aliexpress' AND r.workflow_version = 2
    ORDER BY t.due_at, t.dispute_id LIMIT %s FOR UPDATE OF r SKIP LOCKED
""".encode()
_KEYED = ("id", "version", *CHANGING)
_CHANGES = ", ".join(f"{name} = %s" for name in CHANGING)
CHANGE = f"UPDATE dispute_record SET {_CHANGES} WHERE id = %s AND version = %s".encode()
CHANGE_ALL = f"""
    UPDATE dispute_record r SET {", ".join(f"{name} = v.new_{name}" for name in CHANGING)}
    FROM unnest({_arrays("dispute_record", _KEYED)}) AS v(id, seen, {", ".join(f"new_{name}" for name in CHANGING)})
    WHERE r.id = v.id AND r.version = v.seen
""".encode()
DISARM = b"DELETE FROM dispute_timer WHERE dispute_id = %s AND name = %s"
DISARM_ALL = b"""
    DELETE FROM dispute_timer t USING unnest(%b::text[], %b::text[]) AS v(dispute_id, name)
    WHERE t.dispute_id = v.dispute_id AND t.name = v.name
"""
ADD_RECORD = _insert("dispute_record")
ADD_TIMER = _insert("dispute_timer")
ADD_EVENT = _insert("dispute_event")
ADD_TEXT = _insert("dispute_text")
ADD_EVENTS = _insert_many("dispute_event")
ADD_OUTCOMES = _insert_many("dispute_outcome")
ADD_REFUNDS = _insert_many("dispute_refund")


def _turned(rows: Sequence[Row]) -> list[list[Any]]:
    """Columns instead of rows."""
    return [list(column) for column in zip(*rows, strict=True)]


class PostgresFloor:
    """One connection, set like the engine's."""

    def __init__(self, conninfo: str) -> None:
        self._connection: psycopg.Connection[TupleRow] = psycopg.connect(conninfo)
        self._cursor = self._connection.cursor()

    def file(self, one: Written) -> None:
        """Was the command carried out before, is the line disputed; then the new rows."""
        run, run_many = self._cursor.execute, self._cursor.executemany
        run(COMMAND, (one.command_id,)).fetchone()
        run(LOCK_ORDER, (f"dispute order {one.order_key[0]!r} {one.order_key[1]!r}",)).fetchone()
        run(OF_LINE, one.order_key).fetchall()
        run(ADD_RECORD, one.record)
        run_many(ADD_TIMER, one.armed)
        run_many(ADD_EVENT, one.events)
        run_many(ADD_TEXT, one.texts)
        self._connection.commit()

    def act(self, one: Written) -> None:
        """The dispute with its timers and texts; then its new state, its history, the timers that go."""
        run, run_many = self._cursor.execute, self._cursor.executemany
        run(LOCK, (one.dispute_id,)).fetchone()
        run(TIMERS, ([one.dispute_id],)).fetchall()
        run(COMMAND, (one.command_id,)).fetchone()
        run(CHANGE, (*one.changed, one.dispute_id, one.seen))
        run_many(DISARM, one.gone)
        for row in one.events:
            run(ADD_EVENT, row)
        for row in one.texts:
            run(ADD_TEXT, row)
        run(TEXTS, (one.dispute_id,)).fetchall()
        self._connection.commit()

    def burst(self, firings: Mapping[str, Written], now: int, batch: int) -> None:
        """Batch by batch: what is due, with all its timers; then states, histories, outcomes, refund orders."""
        while self._batch(firings, now, batch) == batch:
            pass

    def _batch(self, firings: Mapping[str, Written], now: int, batch: int) -> int:
        run = self._cursor.execute
        run(HOLDS).fetchall()
        ids: list[Any] = [row[0] for row in run(CLAIM, (now, batch)).fetchall()]
        if ids:
            run(TIMERS, (ids,)).fetchall()
            due = [firings[one] for one in ids]
            run(CHANGE_ALL, _turned([(one.dispute_id, one.seen, *one.changed) for one in due]))
            run(DISARM_ALL, _turned([key for one in due for key in one.gone]))
            run(ADD_EVENTS, _turned([row for one in due for row in one.events]))
            run(ADD_OUTCOMES, _turned([row for one in due for row in one.outcomes]))
            run(ADD_REFUNDS, _turned([row for one in due for row in one.refunds]))
        self._connection.commit()
        return len(ids)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
