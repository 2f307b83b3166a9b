"""Deliveries in a database: subscribers' cursors, endpoints, and what is on its way to them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    type_coerce,
    update,
)

from ..engine.delivery import (
    Backlog,
    Cursor,
    Delivery,
    Endpoint,
    Entry,
    Feed,
    Lease,
    Room,
    Secret,
    Subject,
)
from ..engine.records import Outcome
from . import feeds
from .delivery_rows import delivery_of, delivery_row, endpoint_of, endpoint_row, secrets_json
from .delivery_tables import DELIVERY, ENDPOINT, SUBSCRIBER
from .rows import event_of, outcome_of
from .tables import EVENT, OUTCOME, RECORD
from .types import Instant

_FEEDS = {"events": EVENT, "outcomes": OUTCOME}
_WAITS = DELIVERY.c.dead_at.is_(None)
_IS_NEXT = text("dispute_delivery.dead_at IS NULL AND NOT follows")
"""As the index of what may be sent says it."""
_FRONT = 20
"""A claim looks at so many times as many deliveries as it wants."""


class SqlDeliveries:
    """Reads and writes of deliveries within one database transaction; `alone` keeps other claims out until its end."""

    def __init__(self, connection: Connection, alone: Callable[[], None]) -> None:
        self._connection = connection
        self._alone = alone

    # Subscribers

    def cursors(self) -> list[Cursor]:
        """All subscribers' cursors by name."""
        return [_cursor(row) for row in self._connection.execute(select(SUBSCRIBER).order_by(SUBSCRIBER.c.name))]

    def add_cursor(self, cursor: Cursor) -> Cursor:
        """Keep a subscriber's cursor unless there is one of that name, and return the one that is kept."""
        self._alone()
        known = next((one for one in self.cursors() if one.name == cursor.name), None)
        if known is None:
            row = {name: getattr(cursor, name) for name in SUBSCRIBER.c.keys()}  # noqa: SIM118 - no dictionary
            self._connection.execute(insert(SUBSCRIBER).values(row))
        return known or cursor

    def lock_cursor(self, name: str) -> Cursor | None:
        """Lock a cursor until the end of the transaction; None when another process has it."""
        statement = select(SUBSCRIBER).where(SUBSCRIBER.c.name == name).with_for_update(skip_locked=True)
        row = self._connection.execute(statement).one_or_none()
        return _cursor(row) if row else None

    def move_cursor(self, name: str, seen: int, position: int, now: datetime) -> bool:
        """Move a cursor on; False when it is not where it was seen."""
        moved = {"position": position, "moved_at": now, "attempts": 0, "failure": None, "retry_at": None}
        return self._update_cursor(name, seen, moved)

    def fail_cursor(self, name: str, seen: int, failure: str, retry_at: datetime) -> bool:
        """Count a failure behind where the cursor was seen; False when it is elsewhere."""
        counted = {"attempts": SUBSCRIBER.c.attempts + 1, "failure": failure, "retry_at": retry_at}
        return self._update_cursor(name, seen, counted)

    def _update_cursor(self, name: str, seen: int, values: Mapping[str, Any]) -> bool:
        where = (SUBSCRIBER.c.name == name, SUBSCRIBER.c.position == seen)
        return self._connection.execute(update(SUBSCRIBER).where(*where).values(**values)).rowcount == 1

    def remove_cursor(self, name: str) -> bool:
        """Forget a subscriber; False when there is none."""
        return self._connection.execute(delete(SUBSCRIBER).where(SUBSCRIBER.c.name == name)).rowcount == 1

    def last_position(self, feed: Feed) -> int:
        """The last position that the sequencer has given in a feed."""
        last = select(func.coalesce(func.max(_FEEDS[feed].c.position), 0))
        return self._connection.execute(last).scalar_one()

    def length(self, feed: Feed) -> int:
        """How many records a feed has, those included that the sequencer has yet to give a position."""
        table = _FEEDS[feed]
        unplaced = select(func.count()).select_from(table).where(table.c.position.is_(None))
        return self.last_position(feed) + self._connection.execute(unplaced).scalar_one()

    # Endpoints

    def endpoints(self) -> list[Endpoint]:
        """All endpoints, the oldest first."""
        return [endpoint_of(row) for row in self._connection.execute(select(ENDPOINT).order_by(ENDPOINT.c.id))]

    def endpoint(self, endpoint_id: str) -> Endpoint | None:
        """One endpoint."""
        return self._endpoint(select(ENDPOINT).where(ENDPOINT.c.id == endpoint_id))

    def lock_endpoint(self, endpoint_id: str) -> Endpoint | None:
        """Lock one endpoint until the end of the transaction, waiting for whoever has it, and read it."""
        return self._endpoint(select(ENDPOINT).where(ENDPOINT.c.id == endpoint_id).with_for_update())

    def lock_endpoints(self, endpoint_ids: Collection[str]) -> list[Endpoint]:
        """Lock these endpoints until the end of the transaction, those left out that another process has."""
        wanted = select(ENDPOINT).where(ENDPOINT.c.id.in_(endpoint_ids)).order_by(ENDPOINT.c.id)
        return [endpoint_of(row) for row in self._connection.execute(wanted.with_for_update(skip_locked=True))]

    def _endpoint(self, statement: Select[Any]) -> Endpoint | None:
        row = self._connection.execute(statement).one_or_none()
        return endpoint_of(row) if row else None

    def add_endpoint(self, endpoint: Endpoint) -> None:
        """Keep a new endpoint."""
        self._connection.execute(insert(ENDPOINT).values(endpoint_row(endpoint)))

    def remove_endpoint(self, endpoint_id: str) -> bool:
        """Forget an endpoint and all its deliveries; False when there is none."""
        # The row is locked first: whoever derives deliveries for it is done then, or finds none.
        if self.lock_endpoint(endpoint_id) is None:
            return False
        self._connection.execute(delete(DELIVERY).where(DELIVERY.c.endpoint_id == endpoint_id))
        return self._connection.execute(delete(ENDPOINT).where(ENDPOINT.c.id == endpoint_id)).rowcount == 1

    def set_secrets(self, endpoint_id: str, secrets: Sequence[Secret]) -> None:
        """Replace an endpoint's secrets."""
        self._change(endpoint_id, secrets=secrets_json(secrets))

    def disable(self, endpoint_id: str, why: str, now: datetime) -> None:
        """Send nothing more to an endpoint, for this reason from now on; what waits becomes dead letters."""
        self._alone()
        since = func.coalesce(ENDPOINT.c.disabled_at, literal(now, Instant()))
        self._change(endpoint_id, disabled_at=since, disabled_why=why)
        dead = {"dead_at": now, "failure": why, "lease_token": None, "leased_until": None}
        self._connection.execute(update(DELIVERY).where(DELIVERY.c.endpoint_id == endpoint_id, _WAITS).values(dead))

    def enable(self, endpoint_id: str) -> None:
        """Send to an endpoint again, from where it had come to."""
        self._change(endpoint_id, disabled_at=None, disabled_why=None, failures=0, paused_until=None)

    def note_success(self, endpoint_id: str) -> None:
        """The endpoint took a message: it does not count as failing any more; a rest it asked for stays."""
        self._change(endpoint_id, failures=0)

    def note_failure(self, endpoint_id: str, paused_until: datetime | None) -> None:
        """Count an attempt that failed, and with an instant send nothing before it; the later of two holds."""
        self._change(endpoint_id, failures=ENDPOINT.c.failures + 1)
        if paused_until:
            sooner = or_(ENDPOINT.c.paused_until.is_(None), ENDPOINT.c.paused_until < paused_until)
            paused = update(ENDPOINT).where(ENDPOINT.c.id == endpoint_id, sooner).values(paused_until=paused_until)
            self._connection.execute(paused)

    def _change(self, endpoint_id: str, **values: Any) -> None:
        self._connection.execute(update(ENDPOINT).where(ENDPOINT.c.id == endpoint_id).values(**values))

    def behind(self, limit: int, most_waiting: int) -> list[str]:
        """Enabled endpoints that have not come to the end of the feed and have less than so much waiting."""
        waiting = select(func.count()).where(DELIVERY.c.endpoint_id == ENDPOINT.c.id, _WAITS).scalar_subquery()
        statement = (
            select(ENDPOINT.c.id)
            .where(
                ENDPOINT.c.disabled_at.is_(None),
                ENDPOINT.c.position < self.last_position("events"),
                waiting < most_waiting,
            )
            .order_by(ENDPOINT.c.position, ENDPOINT.c.id)
            .limit(limit)
        )
        return list(self._connection.execute(statement).scalars())

    # Messages

    def entries(self, after: int, limit: int) -> list[Entry]:
        """Events with a position above `after`, by position, each with its subject and outcome."""
        events = [event_of(row) for row in feeds.after(self._connection, EVENT, after, limit)]
        ids = {event.dispute_id for event in events}
        subjects, outcomes = self._subjects(ids), self._outcomes(ids)
        return [
            Entry(event, subjects[event.dispute_id], outcomes.get((event.dispute_id, event.seq))) for event in events
        ]

    def _subjects(self, ids: Collection[str]) -> dict[str, Subject]:
        columns = (RECORD.c[name] for name in ("id", "marketplace", "order_id", "line", "buyer", "seller"))
        rows = self._connection.execute(select(*columns).where(RECORD.c.id.in_(ids)))
        return {row.id: Subject(*row) for row in rows}

    def _outcomes(self, ids: Collection[str]) -> dict[tuple[str, int], Outcome]:
        rows = self._connection.execute(select(OUTCOME).where(OUTCOME.c.dispute_id.in_(ids)))
        return {(one.dispute_id, one.seq): one for row in rows if (one := outcome_of(row)).seq is not None}

    def add(self, deliveries: Sequence[Delivery]) -> None:
        """Put messages on their way; those that are on it already to the same endpoint are left out."""
        endpoints, ids = {one.endpoint_id for one in deliveries}, {one.message.id for one in deliveries}
        known = select(DELIVERY.c.endpoint_id, DELIVERY.c.message_id).where(
            DELIVERY.c.endpoint_id.in_(endpoints), DELIVERY.c.message_id.in_(ids)
        )
        there = {(row.endpoint_id, row.message_id) for row in self._connection.execute(known)}
        rows = [delivery_row(one) for one in deliveries if (one.endpoint_id, one.message.id) not in there]
        if rows:
            self._connection.execute(insert(DELIVERY), rows)
            self._line_up(endpoints, {one.message.subject for one in deliveries})

    def _line_up(self, endpoint_ids: Collection[str], subjects: Collection[str]) -> None:
        """Note anew what follows what. Who changes what waits for an endpoint has locked it, so that none is missed."""
        other = DELIVERY.alias("other")
        same = (other.c.endpoint_id == DELIVERY.c.endpoint_id, other.c.subject == DELIVERY.c.subject)
        before = exists().where(*same, other.c.dead_at.is_(None), other.c.number < DELIVERY.c.number)
        where = (DELIVERY.c.endpoint_id.in_(endpoint_ids), DELIVERY.c.subject.in_(subjects), _WAITS)
        changed = DELIVERY.c.follows != before
        self._connection.execute(update(DELIVERY).where(*where, changed).values(follows=before))

    def advance(self, endpoint_ids: Collection[str], position: int) -> None:
        """Note how far these endpoints have come in the feed."""
        moved = update(ENDPOINT).where(ENDPOINT.c.id.in_(endpoint_ids)).values(position=position)
        self._connection.execute(moved)

    def claim(self, now: datetime, lease: Lease, room: Room) -> list[Delivery]:
        """Lease deliveries that are due: per endpoint and subject only the first that waits, while none is leased.

        Those that somebody else is changing are left for the next time.
        """
        # One claims at a time: two that saw the same rows could lease two deliveries of one subject.
        self._alone()
        due = list(self._connection.execute(_select_due(now, room)).scalars())
        # Others lock an endpoint and then its deliveries; who claims has no endpoint, so it waits for no delivery.
        free = select(DELIVERY.c.id).where(DELIVERY.c.id.in_(due), *_is_due(now)).order_by(DELIVERY.c.id)
        ids = list(self._connection.execute(free.with_for_update(skip_locked=True)).scalars())
        if not ids:
            return []
        leased = {"lease_token": lease.token, "leased_until": lease.until}
        self._connection.execute(update(DELIVERY).where(DELIVERY.c.id.in_(ids)).values(leased))
        rows = select(DELIVERY).where(DELIVERY.c.lease_token == lease.token).order_by(DELIVERY.c.number)
        return [delivery_of(row) for row in self._connection.execute(rows)]

    def finish(self, delivery: Delivery, token: str) -> bool:
        """Forget a delivery that arrived; False when the lease is not ours any more."""
        self.lock_endpoint(delivery.endpoint_id)
        gone = self._connection.execute(delete(DELIVERY).where(*_leased(delivery, token))).rowcount == 1
        self._line_up([delivery.endpoint_id], [delivery.message.subject])
        return gone

    def put_off(self, delivery: Delivery, token: str, due_at: datetime, failure: str | None) -> bool:
        """Give a leased delivery back, due later; a failure is counted. False when the lease is not ours any more."""
        counted = {} if failure is None else {"attempts": DELIVERY.c.attempts + 1, "failure": failure}
        return self._give_back(delivery, token, due_at=due_at, **counted)

    def bury(self, delivery: Delivery, token: str, failure: str, now: datetime) -> bool:
        """Make a leased delivery a dead letter; False when the lease is not ours any more."""
        self.lock_endpoint(delivery.endpoint_id)
        counted = DELIVERY.c.attempts + 1
        buried = self._give_back(delivery, token, dead_at=now, failure=failure, attempts=counted)
        self._line_up([delivery.endpoint_id], [delivery.message.subject])
        return buried

    def _give_back(self, delivery: Delivery, token: str, **values: Any) -> bool:
        given = update(DELIVERY).where(*_leased(delivery, token))
        return self._connection.execute(given.values(lease_token=None, leased_until=None, **values)).rowcount == 1

    def count_attempt(self, delivery_id: str) -> None:
        """Count an attempt that failed of a delivery that is a dead letter by now."""
        letter = (DELIVERY.c.id == delivery_id, DELIVERY.c.dead_at.is_not(None))
        self._connection.execute(update(DELIVERY).where(*letter).values(attempts=DELIVERY.c.attempts + 1))

    def dead(self, endpoint_id: str | None, limit: int) -> list[Delivery]:
        """Dead letters, of one endpoint or of all, in the order in which they were to arrive."""
        statement = select(DELIVERY).where(DELIVERY.c.dead_at.is_not(None)).order_by(DELIVERY.c.number).limit(limit)
        if endpoint_id is not None:
            statement = statement.where(DELIVERY.c.endpoint_id == endpoint_id)
        return [delivery_of(row) for row in self._connection.execute(statement)]

    def lock_letters(self, delivery_ids: Collection[str]) -> list[Delivery]:
        """Those of the deliveries that are dead letters; nobody replays or disables until the transaction's end."""
        self._alone()
        found = select(DELIVERY).where(*_letters(delivery_ids)).order_by(DELIVERY.c.number)
        return [delivery_of(row) for row in self._connection.execute(found)]

    def replay(self, delivery_ids: Collection[str], now: datetime) -> int:
        """Send dead letters again, their attempts forgotten; how many there were."""
        found = self.lock_letters(delivery_ids)
        for endpoint_id in sorted({one.endpoint_id for one in found}):
            self.lock_endpoint(endpoint_id)
        again = update(DELIVERY).where(*_letters(delivery_ids)).values(dead_at=None, attempts=0, due_at=now)
        count = self._connection.execute(again).rowcount
        self._line_up({one.endpoint_id for one in found}, {one.message.subject for one in found})
        return count

    def backlogs(self) -> Mapping[str, Backlog]:
        """What waits for each endpoint for which something does."""
        statement = select(
            DELIVERY.c.endpoint_id,
            func.count().filter(_WAITS).label("waiting"),
            func.count().filter(DELIVERY.c.dead_at.is_not(None)).label("dead"),
            func.min(DELIVERY.c.added_at).filter(_WAITS).label("oldest"),
        ).group_by(DELIVERY.c.endpoint_id)
        rows = self._connection.execute(statement)
        return {row.endpoint_id: Backlog(row.waiting, row.dead, row.oldest) for row in rows}

    def next_delivery_at(self) -> datetime | None:
        """When the next delivery is due, leased ones aside; None when none waits."""
        paused = ENDPOINT.c.paused_until > DELIVERY.c.due_at
        due = type_coerce(func.min(case((paused, ENDPOINT.c.paused_until), else_=DELIVERY.c.due_at)), Instant)
        statement = (
            select(due)
            .join_from(DELIVERY, ENDPOINT, ENDPOINT.c.id == DELIVERY.c.endpoint_id)
            .where(_WAITS, DELIVERY.c.lease_token.is_(None), ENDPOINT.c.disabled_at.is_(None), _IS_NEXT)
        )
        return self._connection.execute(statement).scalar()


def _is_due(now: datetime) -> tuple[Any, ...]:
    free = or_(DELIVERY.c.leased_until.is_(None), DELIVERY.c.leased_until <= now)
    return _IS_NEXT, DELIVERY.c.due_at <= now, free


def _select_due(now: datetime, room: Room) -> Select[Any]:
    """Ids of what may be sent, the longest due first, and never more of one endpoint than it has room for."""
    order = (DELIVERY.c.due_at, DELIVERY.c.number)
    sent = DELIVERY.alias("sent")
    leased = (sent.c.lease_token.is_not(None), sent.c.leased_until > now)
    busy = (
        select(sent.c.endpoint_id, func.count().label("sending")).where(*leased).group_by(sent.c.endpoint_id).subquery()
    )
    # A dead letter that is sent again comes before one that may be under way.
    in_the_way = exists().where(
        *leased, sent.c.endpoint_id == DELIVERY.c.endpoint_id, sent.c.subject == DELIVERY.c.subject
    )
    sending = func.coalesce(busy.c.sending, 0)
    # The front of the queue is enough: an endpoint that fills it has no more room after this claim.
    front = (
        select(DELIVERY.c.id, DELIVERY.c.endpoint_id, *order, sending.label("sending"))
        .join(ENDPOINT, ENDPOINT.c.id == DELIVERY.c.endpoint_id)
        .outerjoin(busy, busy.c.endpoint_id == DELIVERY.c.endpoint_id)
        .where(
            *_is_due(now),
            ENDPOINT.c.disabled_at.is_(None),
            or_(ENDPOINT.c.paused_until.is_(None), ENDPOINT.c.paused_until <= now),
            (ENDPOINT.c.failures > 0) if room.failing else (ENDPOINT.c.failures == 0),
            sending < room.per_endpoint,
            ~in_the_way,
        )
        .order_by(*order)
        .limit(_FRONT * room.limit)
        .subquery()
    )
    place = func.row_number().over(partition_by=front.c.endpoint_id, order_by=(front.c.due_at, front.c.number))
    ranked = select(front, (place + front.c.sending).label("place")).subquery()
    return (
        select(ranked.c.id)
        .where(ranked.c.place <= room.per_endpoint)
        .order_by(ranked.c.due_at, ranked.c.number)
        .limit(room.limit)
    )


def _leased(delivery: Delivery, token: str) -> tuple[Any, ...]:
    return DELIVERY.c.id == delivery.id, DELIVERY.c.lease_token == token


def _letters(delivery_ids: Collection[str]) -> tuple[Any, ...]:
    return DELIVERY.c.id.in_(delivery_ids), DELIVERY.c.dead_at.is_not(None)


def _cursor(row: Row[Any]) -> Cursor:
    return Cursor(row.name, row.feed, row.position, row.moved_at, row.attempts, row.failure, row.retry_at)
