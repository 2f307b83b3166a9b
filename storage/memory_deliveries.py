"""Deliveries in memory: the same promises as in a database."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any, TypeVar

from ..engine.delivery import Backlog, Cursor, Delivery, Endpoint, Entry, Feed, Lease, Room, Secret

K = TypeVar("K")
V = TypeVar("V")
Read = Callable[[int, int], list[Entry]]


@dataclass(frozen=True, slots=True)
class _Kept:
    number: int
    delivery: Delivery
    lease: Lease | None = None

    @property
    def waits(self) -> bool:
        return self.delivery.dead_at is None

    def is_leased(self, now: datetime) -> bool:
        return self.lease is not None and self.lease.until > now


class MemoryDeliveries:
    """Keeps cursors, endpoints and deliveries; the tables' log of changes undoes what fails."""

    def __init__(self, undo: list[Callable[[], object]], entries: Read, last: Callable[[Feed], int]) -> None:
        self._undo = undo
        self._numbers = count(1)
        self._cursors: dict[str, Cursor] = {}
        self._endpoints: dict[str, Endpoint] = {}
        self._deliveries: dict[str, _Kept] = {}
        self._read, self._last = entries, last

    def _put(self, table: dict[K, V], key: K, value: V | None) -> None:
        """Replace what stands under a key; None removes it."""
        before = table.get(key)
        self._undo.append(lambda: _set(table, key, before))
        _set(table, key, value)

    # Subscribers

    def cursors(self) -> list[Cursor]:
        """All subscribers' cursors by name."""
        return [self._cursors[name] for name in sorted(self._cursors)]

    def add_cursor(self, cursor: Cursor) -> Cursor:
        """Keep a subscriber's cursor unless there is one of that name, and return the one that is kept."""
        if cursor.name not in self._cursors:
            self._put(self._cursors, cursor.name, cursor)
        return self._cursors[cursor.name]

    def lock_cursor(self, name: str) -> Cursor | None:
        """The store's own lock is held by every writer: read it."""
        return self._cursors.get(name)

    def move_cursor(self, name: str, seen: int, position: int, now: datetime) -> bool:
        """Move a cursor on; False when it is not where it was seen."""
        moved = {"position": position, "moved_at": now, "attempts": 0, "failure": None, "retry_at": None}
        return self._change_cursor(name, seen, **moved)

    def fail_cursor(self, name: str, seen: int, failure: str, retry_at: datetime) -> bool:
        """Count a failure behind where the cursor was seen; False when it is elsewhere."""
        attempts = self._cursors[name].attempts + 1 if name in self._cursors else 0
        return self._change_cursor(name, seen, attempts=attempts, failure=failure, retry_at=retry_at)

    def _change_cursor(self, name: str, seen: int, **changes: Any) -> bool:
        cursor = self._cursors.get(name)
        if cursor is None or cursor.position != seen:
            return False
        self._put(self._cursors, name, replace(cursor, **changes))
        return True

    def remove_cursor(self, name: str) -> bool:
        """Forget a subscriber; False when there is none."""
        known = name in self._cursors
        self._put(self._cursors, name, None)
        return known

    def last_position(self, feed: Feed) -> int:
        """The last position that the sequencer has given in a feed."""
        return self._last(feed)

    def length(self, feed: Feed) -> int:
        """How many records a feed has: here each has its position at once."""
        return self._last(feed)

    # Endpoints

    def endpoints(self) -> list[Endpoint]:
        """All endpoints, the oldest first."""
        return [self._endpoints[one] for one in sorted(self._endpoints)]

    def endpoint(self, endpoint_id: str) -> Endpoint | None:
        """One endpoint."""
        return self._endpoints.get(endpoint_id)

    def lock_endpoint(self, endpoint_id: str) -> Endpoint | None:
        """The store's own lock is held by every writer: read it."""
        return self._endpoints.get(endpoint_id)

    def lock_endpoints(self, endpoint_ids: Collection[str]) -> list[Endpoint]:
        """The store's own lock is held by every writer: read them."""
        return [one for id in sorted(endpoint_ids) if (one := self._endpoints.get(id))]

    def add_endpoint(self, endpoint: Endpoint) -> None:
        """Keep a new endpoint."""
        self._put(self._endpoints, endpoint.id, endpoint)

    def remove_endpoint(self, endpoint_id: str) -> bool:
        """Forget an endpoint and all its deliveries; False when there is none."""
        if endpoint_id not in self._endpoints:
            return False
        for kept in self._of(endpoint_id):
            self._put(self._deliveries, kept.delivery.id, None)
        self._put(self._endpoints, endpoint_id, None)
        return True

    def set_secrets(self, endpoint_id: str, secrets: Sequence[Secret]) -> None:
        """Replace an endpoint's secrets."""
        self._change(endpoint_id, secrets=tuple(secrets))

    def disable(self, endpoint_id: str, why: str, now: datetime) -> None:
        """Send nothing more to an endpoint, for this reason from now on; what waits becomes dead letters."""
        if endpoint := self._endpoints.get(endpoint_id):
            self._change(endpoint_id, disabled_at=endpoint.disabled_at or now, disabled_why=why)
        for kept in self._of(endpoint_id):
            if kept.waits:
                dead = replace(kept.delivery, dead_at=now, failure=why)
                self._put(self._deliveries, dead.id, _Kept(kept.number, dead))

    def enable(self, endpoint_id: str) -> None:
        """Send to an endpoint again, from where it had come to."""
        self._change(endpoint_id, disabled_at=None, disabled_why=None, failures=0, paused_until=None)

    def note_success(self, endpoint_id: str) -> None:
        """The endpoint took a message: it does not count as failing any more; a rest it asked for stays."""
        self._change(endpoint_id, failures=0)

    def note_failure(self, endpoint_id: str, paused_until: datetime | None) -> None:
        """Count an attempt that failed, and with an instant send nothing before it; the later of two holds."""
        if endpoint := self._endpoints.get(endpoint_id):
            until = max(filter(None, (paused_until, endpoint.paused_until)), default=None)
            self._change(endpoint_id, failures=endpoint.failures + 1, paused_until=until)

    def advance(self, endpoint_ids: Collection[str], position: int) -> None:
        """Note how far these endpoints have come in the feed."""
        for endpoint_id in endpoint_ids:
            self._change(endpoint_id, position=position)

    def _change(self, endpoint_id: str, **changes: Any) -> None:
        if endpoint := self._endpoints.get(endpoint_id):
            self._put(self._endpoints, endpoint_id, replace(endpoint, **changes))

    def behind(self, limit: int, most_waiting: int) -> list[str]:
        """Enabled endpoints that have not come to the end of the feed and have less than so much waiting."""
        last, backlogs = self.last_position("events"), self.backlogs()
        found = [
            one
            for one in self._endpoints.values()
            if one.disabled_at is None
            and one.position < last
            and backlogs.get(one.id, Backlog()).waiting < most_waiting
        ]
        return [one.id for one in sorted(found, key=lambda one: (one.position, one.id))][:limit]

    # Messages

    def _of(self, endpoint_id: str) -> list[_Kept]:
        return [kept for kept in self._deliveries.values() if kept.delivery.endpoint_id == endpoint_id]

    def entries(self, after: int, limit: int) -> list[Entry]:
        """Events with a position above `after`, by position, each with its subject and outcome."""
        return self._read(after, limit)

    def add(self, deliveries: Sequence[Delivery]) -> None:
        """Put messages on their way; those that are on it already to the same endpoint are left out."""
        there = {(kept.delivery.endpoint_id, kept.delivery.message.id) for kept in self._deliveries.values()}
        for delivery in deliveries:
            if (delivery.endpoint_id, delivery.message.id) not in there:
                self._put(self._deliveries, delivery.id, _Kept(next(self._numbers), delivery))

    def claim(self, now: datetime, lease: Lease, room: Room) -> list[Delivery]:
        """Lease deliveries that are due: per endpoint and subject only the first that waits, while none is leased."""
        claimed: list[_Kept] = []
        busy = Counter(kept.delivery.endpoint_id for kept in self._deliveries.values() if kept.is_leased(now))
        for kept in self._due(now, room.failing):
            if len(claimed) < room.limit and busy[kept.delivery.endpoint_id] < room.per_endpoint:
                busy[kept.delivery.endpoint_id] += 1
                claimed.append(kept)
        for kept in claimed:
            self._put(self._deliveries, kept.delivery.id, replace(kept, lease=lease))
        return [kept.delivery for kept in sorted(claimed, key=lambda kept: kept.number)]

    def _due(self, now: datetime, failing: bool) -> list[_Kept]:
        found = [kept for kept in self._firsts(now) if kept.delivery.due_at <= now and self._open(kept, now, failing)]
        return sorted(found, key=lambda kept: (kept.delivery.due_at, kept.number))

    def _firsts(self, now: datetime | None) -> Iterator[_Kept]:
        """The first that waits of each endpoint and subject, unless it, or a later one, is being sent."""
        waiting: dict[tuple[str, str], list[_Kept]] = {}
        for kept in sorted(self._deliveries.values(), key=lambda kept: kept.number):
            if kept.waits:
                waiting.setdefault((kept.delivery.endpoint_id, kept.delivery.message.subject), []).append(kept)
        for several in waiting.values():
            if not any(kept.lease is not None if now is None else kept.is_leased(now) for kept in several):
                yield several[0]

    def _open(self, kept: _Kept, now: datetime, failing: bool) -> bool:
        endpoint = self._endpoints[kept.delivery.endpoint_id]
        if endpoint.disabled_at is not None or (endpoint.failures > 0) != failing:
            return False
        return endpoint.paused_until is None or endpoint.paused_until <= now

    def _leased(self, delivery_id: str, token: str) -> _Kept | None:
        kept = self._deliveries.get(delivery_id)
        return kept if kept and kept.lease and kept.lease.token == token else None

    def finish(self, delivery: Delivery, token: str) -> bool:
        """Forget a delivery that arrived; False when the lease is not ours any more."""
        kept = self._leased(delivery.id, token)
        if kept:
            self._put(self._deliveries, delivery.id, None)
        return kept is not None

    def put_off(self, delivery: Delivery, token: str, due_at: datetime, failure: str | None) -> bool:
        """Give a leased delivery back, due later; a failure is counted. False when the lease is not ours any more."""
        return self._give_back(delivery, token, failure, due_at=due_at)

    def bury(self, delivery: Delivery, token: str, failure: str, now: datetime) -> bool:
        """Make a leased delivery a dead letter; False when the lease is not ours any more."""
        return self._give_back(delivery, token, failure, dead_at=now)

    def _give_back(self, delivery: Delivery, token: str, failure: str | None, **changes: Any) -> bool:
        kept = self._leased(delivery.id, token)
        if kept is None:
            return False
        if failure is not None:
            changes |= {"failure": failure, "attempts": kept.delivery.attempts + 1}
        self._put(self._deliveries, delivery.id, _Kept(kept.number, replace(kept.delivery, **changes)))
        return True

    def count_attempt(self, delivery_id: str) -> None:
        """Count an attempt that failed of a delivery that is a dead letter by now."""
        kept = self._deliveries.get(delivery_id)
        if kept and not kept.waits:
            counted = replace(kept.delivery, attempts=kept.delivery.attempts + 1)
            self._put(self._deliveries, delivery_id, replace(kept, delivery=counted))

    def dead(self, endpoint_id: str | None, limit: int) -> list[Delivery]:
        """Dead letters, of one endpoint or of all, in the order in which they were to arrive."""
        found = [kept for kept in self._deliveries.values() if not kept.waits]
        ordered = [kept.delivery for kept in sorted(found, key=lambda kept: kept.number)]
        return [one for one in ordered if endpoint_id in (None, one.endpoint_id)][:limit]

    def lock_letters(self, delivery_ids: Collection[str]) -> list[Delivery]:
        """Those of the deliveries that are dead letters."""
        found = [kept for one in delivery_ids if (kept := self._deliveries.get(one)) and not kept.waits]
        return [kept.delivery for kept in sorted(found, key=lambda kept: kept.number)]

    def replay(self, delivery_ids: Collection[str], now: datetime) -> int:
        """Send dead letters again, their attempts forgotten; how many there were."""
        again = [kept for one in delivery_ids if (kept := self._deliveries.get(one)) and not kept.waits]
        for kept in again:
            delivery = replace(kept.delivery, dead_at=None, attempts=0, due_at=now)
            self._put(self._deliveries, delivery.id, _Kept(kept.number, delivery))
        return len(again)

    def backlogs(self) -> Mapping[str, Backlog]:
        """What waits for each endpoint for which something does."""
        found: dict[str, Backlog] = {}
        for kept in self._deliveries.values():
            before, one = found.get(kept.delivery.endpoint_id, Backlog()), kept.delivery
            if kept.waits:
                oldest = min(before.oldest or one.added_at, one.added_at)
                found[one.endpoint_id] = Backlog(before.waiting + 1, before.dead, oldest)
            else:
                found[one.endpoint_id] = replace(before, dead=before.dead + 1)
        return found

    def next_delivery_at(self) -> datetime | None:
        """When the next delivery is due, leased ones aside; None when none waits."""
        found = [kept.delivery for kept in self._firsts(None)]
        enabled = [(one, end) for one in found if (end := self._endpoints[one.endpoint_id]).disabled_at is None]
        return min((max(one.due_at, end.paused_until or one.due_at) for one, end in enabled), default=None)


def _set(table: dict[K, V], key: K, value: V | None) -> None:
    if value is None:
        table.pop(key, None)
    else:
        table[key] = value
