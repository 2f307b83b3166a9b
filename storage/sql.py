"""The transaction that every SQL store shares: reads and writes of rows in one connection.

What differs between databases is in the stores: how a transaction begins, and what locks.
"""

from collections import defaultdict
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ..engine.errors import DisputeError, Refused
from ..engine.inputs import Actor
from ..engine.personal import PersonalText
from ..engine.ports import Claimed, Claims, Overdue, Query, Step
from ..engine.records import Dispute, Event, Heartbeat, Hold, Outcome, Timer
from ..engine.refunds import RefundOrder, RefundQuery
from ..engine.sellers import Standing
from . import feeds, finding, refunds, standings
from .deliveries import SqlDeliveries
from .rows import (
    dispute_of,
    dispute_row,
    event_of,
    event_row,
    hold_of,
    hold_row,
    outcome_of,
    outcome_row,
    text_of,
    text_row,
    timer_of,
    timer_row,
)
from .tables import DAEMON, EVENT, HOLD, OUTCOME, RECORD, STANDING, TEXT, TIMER, WORKFLOW

_UPDATE_RECORD = update(RECORD).where(RECORD.c.id == bindparam("of"), RECORD.c.version == bindparam("seen"))
_DELETE_TIMER = delete(TIMER).where(TIMER.c.dispute_id == bindparam("of"), TIMER.c.name == bindparam("called"))
_MOST_PARAMETERS = 500


def _in_parts(ids: Collection[str]) -> Iterator[list[str]]:
    """Lists that fit into one statement's parameters."""
    everything = list(ids)
    for start in range(0, len(everything), _MOST_PARAMETERS):
        yield everything[start : start + _MOST_PARAMETERS]


def _ends(steps: Sequence[Step]) -> tuple[dict[str, Dispute | None], dict[str, Dispute]]:
    """Each dispute as it was before the first of its steps, and as it is after the last."""
    first: dict[str, Dispute | None] = {}
    for step in steps:
        first.setdefault(step.dispute.id, step.before)
    return first, {step.dispute.id: step.dispute for step in steps}


def _name(timer: Timer) -> str:
    return timer.name


class SqlTransaction:
    """Reads and writes within one database transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.deliveries = SqlDeliveries(connection, self._claim_alone)

    # Reads

    def dispute(self, dispute_id: str) -> Dispute | None:
        """The dispute as recorded."""
        return self._one(select(RECORD).where(RECORD.c.id == dispute_id))

    def workflows_of(self, dispute_ids: Collection[str]) -> Mapping[str, str]:
        """The workflow version, `aliexpress@2`, that each of these disputes runs under."""
        found: dict[str, str] = {}
        for some in _in_parts(dispute_ids):
            wanted = select(RECORD.c.id, RECORD.c.workflow, RECORD.c.workflow_version).where(RECORD.c.id.in_(some))
            found |= {row.id: f"{row.workflow}@{row.workflow_version}" for row in self._connection.execute(wanted)}
        return found

    def history(self, dispute_id: str) -> list[Event]:
        """All events of a dispute by `seq`."""
        rows = self._connection.execute(select(EVENT).where(EVENT.c.dispute_id == dispute_id).order_by(EVENT.c.seq))
        return [event_of(row) for row in rows]

    def texts(self, dispute_ids: Collection[str]) -> Mapping[str, PersonalText]:
        """The personal texts of these disputes under their references."""
        found: dict[str, PersonalText] = {}
        for some in _in_parts(dispute_ids):
            rows = self._connection.execute(select(TEXT).where(TEXT.c.dispute_id.in_(some)))
            found |= {row.reference: text_of(row) for row in rows}
        return found

    def find(self, query: Query) -> list[Dispute]:
        """At most `limit` disputes that match, in order."""
        return self._loaded(self._connection.execute(finding.select_matching(query)).all())

    def outcomes(self, after: int, limit: int) -> list[Outcome]:
        """Outcomes with a position above `after`, by position."""
        return [outcome_of(row) for row in feeds.after(self._connection, OUTCOME, after, limit)]

    def events(self, after: int, limit: int) -> list[Event]:
        """Events with a position above `after`, by position."""
        return [event_of(row) for row in feeds.after(self._connection, EVENT, after, limit)]

    def holds(self, released_since: datetime | None = None) -> list[Hold]:
        """All holds that stand; with `released_since` also those that were released then or later."""
        wanted = HOLD.c.released_at.is_(None)
        if released_since is not None:
            wanted |= HOLD.c.released_at >= released_since
        statement = select(HOLD).where(wanted).order_by(HOLD.c.placed_at, HOLD.c.id)
        return [hold_of(row) for row in self._connection.execute(statement)]

    def next_due_at(self, workflows: Collection[str]) -> datetime | None:
        """The earliest due time of a timer of these workflows that is not parked, held or behind a held one."""
        return self._connection.execute(finding.select_next_due(workflows, self.holds())).scalar()

    def heartbeats(self) -> list[Heartbeat]:
        """The daemons that have been seen, the latest first."""
        rows = self._connection.execute(select(DAEMON).order_by(DAEMON.c.seen_at.desc(), DAEMON.c.id))
        return [Heartbeat(row.id, row.host, row.pid, row.started_at, row.seen_at, row.stopped_at) for row in rows]

    def overdue(self, now: datetime, limit: int) -> list[Overdue]:
        """Disputes with timers due at `now`, the most overdue first."""
        statement = (
            select(TIMER, RECORD.c.workflow, RECORD.c.workflow_version, RECORD.c.parked_at)
            .join(RECORD, RECORD.c.id == TIMER.c.dispute_id)
            .where(TIMER.c.due_at <= now)
            .order_by(TIMER.c.due_at, TIMER.c.dispute_id, TIMER.c.name)
        )
        found: dict[str, Overdue] = {}
        for row in self._connection.execute(statement):
            workflow_id, parked = f"{row.workflow}@{row.workflow_version}", row.parked_at is not None
            item = Overdue(row.dispute_id, workflow_id, row.action, row.due_at, parked)
            found.setdefault(row.dispute_id, item)
            if len(found) == limit:
                break
        return list(found.values())

    def fired(self, since: datetime, until: datetime, timers: Collection[str], limit: int) -> list[Event]:
        """Events of these timers that occurred at or after `since` and before `until`, by time."""
        return [event_of(row) for row in self._connection.execute(finding.select_fired(since, until, timers, limit))]

    def refund(self, effect_id: str) -> RefundOrder | None:
        """The refund order with this effect's id."""
        return refunds.one(self._connection, effect_id)

    def refunds(self, query: RefundQuery) -> list[RefundOrder]:
        """At most `limit` refund orders that match, by due time."""
        return refunds.matching(self._connection, query)

    def current_standings(self, marketplace: str, sellers: Collection[str]) -> list[Standing]:
        """The latest version of each of these sellers' standings."""
        return [one for some in _in_parts(sellers) for one in standings.current(self._connection, marketplace, some)]

    def standing_versions(self, marketplace: str, seller: str) -> list[Standing]:
        """All versions of a seller's standing, the oldest first."""
        return standings.versions(self._connection, marketplace, seller)

    def standings_of(self, command_id: str) -> list[Standing]:
        """The versions that a command added."""
        return standings.of_command(self._connection, command_id)

    def definition(self, workflow_id: str) -> tuple[str, str] | None:
        """The digest and JSON of a workflow version, as of its first use."""
        row = self._connection.execute(select(WORKFLOW).where(WORKFLOW.c.id == workflow_id)).first()
        return (row.digest, row.definition) if row else None

    def command(self, command_id: str) -> Event | None:
        """The event that a command added."""
        row = self._connection.execute(select(EVENT).where(EVENT.c.command_id == command_id)).first()
        return event_of(row) if row else None

    # Locks

    def lock(self, dispute_id: str) -> Dispute | None:
        """Lock a dispute until the end of the transaction and read it."""
        return self._one(select(RECORD).where(RECORD.c.id == dispute_id).with_for_update())

    def lock_order(self, marketplace: str, order_id: str, line: str | None) -> list[Dispute]:
        """Lock an order, or one line of it, and lock and read its disputes, the oldest first."""
        statement = (
            select(RECORD)
            .where(RECORD.c.marketplace == marketplace, RECORD.c.order_id == order_id)
            .order_by(RECORD.c.filed_at, RECORD.c.id)
            .with_for_update()
        )
        if line is not None:
            statement = statement.where(RECORD.c.line == line)
        return self._loaded(self._connection.execute(statement).all())

    def claim(
        self, now: datetime, limit: int, workflows: Collection[str], after: tuple[datetime, str] | None
    ) -> Claims:
        """Lock disputes of these workflows that have timers due at `now`, the most overdue first."""
        due = self._connection.execute(finding.select_due(now, limit, workflows, after)).all()
        ids = list(dict.fromkeys(row.dispute_id for row in due))
        claimed: dict[str, Claimed] = {}
        for some in _in_parts(ids):
            rows = self._connection.execute(select(RECORD).where(RECORD.c.id.in_(some))).all()
            claimed |= {item.dispute_id: item for item in self._readable(rows)}
        after = (due[-1].due_at, due[-1].dispute_id) if len(due) == limit else None
        return Claims(tuple(claimed[one] for one in ids), after)

    def _readable(self, rows: Sequence[Row[Any]]) -> Iterator[Claimed]:
        timers, outcomes = self._timers([row.id for row in rows]), self._outcomes(rows)
        for row in rows:
            try:
                yield Claimed(row.id, dispute_of(row, timers[row.id], outcomes.get(row.id)))
            except DisputeError as error:  # A damaged row must not hold up the others.
                yield Claimed(row.id, None, str(error).partition("\n")[0])

    # Writes

    def append(self, steps: Sequence[Step]) -> None:
        """Write disputes, timers, events, texts, outcomes and refund orders; counts of failures start anew."""
        self._write_records(steps)
        self._write_timers(steps)
        self._insert(EVENT, [event_row(event) for step in steps for event in step.events])
        self._insert(TEXT, [text_row(step.dispute.id, text) for step in steps for text in step.texts])
        ended = [outcome_row(step.outcome, step.dispute.order.paid) for step in steps if step.outcome]
        self._insert(OUTCOME, ended)
        refunds.write(self._connection, steps)

    def _write_records(self, steps: Sequence[Step]) -> None:
        first, last = _ends(steps)
        self._insert(RECORD, [dispute_row(last[one]) for one, before in first.items() if before is None])
        changed = [
            {"of": one, "seen": before.version, **dispute_row(last[one])} for one, before in first.items() if before
        ]
        if changed and self._connection.execute(_UPDATE_RECORD, changed).rowcount != len(changed):
            raise DisputeError("A dispute was changed by somebody else under its lock.")

    def _write_timers(self, steps: Sequence[Step]) -> None:
        first, last = _ends(steps)
        gone: list[dict[str, str]] = []
        armed: list[dict[str, Any]] = []
        for dispute_id, before in first.items():
            old, new = set(before.timers if before else ()), set(last[dispute_id].timers)
            gone += [{"of": dispute_id, "called": timer.name} for timer in sorted(old - new, key=_name)]
            armed += [timer_row(dispute_id, timer) for timer in sorted(new - old, key=_name)]
        if gone:
            self._connection.execute(_DELETE_TIMER, gone)
        self._insert(TIMER, armed)

    def _insert(self, table: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._connection.execute(insert(table), rows)

    def count_failure(self, dispute_id: str, error: str, park_at: int, now: datetime) -> int:
        """Count a failed firing, park the dispute at the `park_at`-th, and return the count."""
        where = RECORD.c.id == dispute_id
        counted = update(RECORD).where(where).values(attempts=RECORD.c.attempts + 1, failure=error)
        self._connection.execute(counted)
        attempts: int = self._connection.execute(select(RECORD.c.attempts).where(where)).scalar_one()
        if attempts >= park_at:
            self._connection.execute(update(RECORD).where(where).values(parked_at=now))
        return attempts

    def beat(self, heartbeat: Heartbeat) -> None:
        """Keep a daemon's last sign of life."""
        row = asdict(heartbeat)
        if not self._connection.execute(update(DAEMON).where(DAEMON.c.id == heartbeat.id).values(row)).rowcount:
            self._insert(DAEMON, [row])

    def unpark(self, dispute_id: str) -> bool:
        """Let a parked dispute's timers fire again; False when there is no such dispute."""
        again = update(RECORD).where(RECORD.c.id == dispute_id).values(attempts=0, failure=None, parked_at=None)
        return self._connection.execute(again).rowcount == 1

    def stamp(self) -> None:
        """Give every event and outcome without a position the next one."""
        for table in (EVENT, OUTCOME):
            feeds.stamp(self._connection, table)

    def lock_holds(self) -> None:
        """One writer at a time: nobody else goes on anyway."""

    def lock_standings(self) -> None:
        """One writer at a time: nobody else goes on anyway."""

    def add_standings(self, versions: Sequence[Standing], command_id: str | None) -> None:
        """Add versions of standings."""
        self._insert(STANDING, [standings.row(one, command_id) for one in versions])

    def put_hold(self, hold: Hold) -> None:
        """Place a hold."""
        self._insert(HOLD, [hold_row(hold)])

    def release_hold(self, hold_id: str, by: Actor, now: datetime) -> bool:
        """End a hold that stands; False when there is none."""
        ended = self._connection.execute(
            update(HOLD)
            .where(HOLD.c.id == hold_id, HOLD.c.released_at.is_(None))
            .values(released_at=now, released_by=str(by))
        )
        return ended.rowcount == 1

    def erase_texts(self, dispute_id: str) -> None:
        """Remove all personal texts of a dispute."""
        self._connection.execute(delete(TEXT).where(TEXT.c.dispute_id == dispute_id))

    def add_definition(self, workflow_id: str, digest: str, definition: str, now: datetime) -> None:
        """Keep a workflow version's definition at its first use."""
        row = {"id": workflow_id, "digest": digest, "definition": definition, "first_used_at": now}
        try:
            with self._connection.begin_nested():
                self._insert(WORKFLOW, [row])
        except IntegrityError:  # Somebody else used it first at the same moment.
            known = self.definition(workflow_id)
            if known is None or known[0] != digest:
                raise

    @contextmanager
    def savepoint(self) -> Generator[None]:
        """A part of the transaction that an exception undoes; a refusal is none and keeps what fired."""
        refusal: Refused | None = None
        with self._connection.begin_nested():
            try:
                yield
            except Refused as error:
                refusal = error
        if refusal:
            raise refusal

    @contextmanager
    def session(self) -> Generator[object]:
        """A session of SQLAlchemy on this transaction's connection: what it commits is kept if the transaction is."""
        with Session(self._connection, join_transaction_mode="create_savepoint") as session:
            yield session
            session.commit()

    def _claim_alone(self) -> None:
        """One writer at a time: nobody else claims anyway."""

    # Loading

    def _one(self, statement: Select[Any]) -> Dispute | None:
        rows = self._connection.execute(statement).all()
        return next(iter(self._loaded(rows)), None)

    def _loaded(self, rows: Sequence[Row[Any]]) -> list[Dispute]:
        timers, outcomes = (
            self._timers([row.id for row in rows if row.resolved_at is None or row.due_at is not None]),
            self._outcomes(rows),
        )
        return [dispute_of(row, timers[row.id], outcomes.get(row.id)) for row in rows]

    def _timers(self, dispute_ids: Collection[str]) -> defaultdict[str, list[Timer]]:
        found: defaultdict[str, list[Timer]] = defaultdict(list)
        for some in _in_parts(dispute_ids):
            statement = select(TIMER).where(TIMER.c.dispute_id.in_(some)).order_by(TIMER.c.due_at, TIMER.c.name)
            for row in self._connection.execute(statement):
                found[row.dispute_id].append(timer_of(row))
        return found

    def _outcomes(self, rows: Sequence[Row[Any]]) -> dict[str, Outcome]:
        ended = [row.id for row in rows if row.resolved_at is not None]
        found: dict[str, Outcome] = {}
        for some in _in_parts(ended):
            statement = select(OUTCOME).where(OUTCOME.c.dispute_id.in_(some)).order_by(OUTCOME.c.revision)
            found |= {row.dispute_id: outcome_of(row) for row in self._connection.execute(statement)}
        return found
