"""A store in memory: the same promises as a database, for tests, simulations and what-if."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from heapq import heappop, heappush
from itertools import count, takewhile
from threading import RLock
from typing import TypeVar

from ..engine.delivery import Entry, Feed, Subject
from ..engine.errors import InvalidInput, Refused
from ..engine.inputs import Actor
from ..engine.personal import PersonalText
from ..engine.ports import Claimed, Claims, Overdue, Query, Step
from ..engine.reading import sort_key
from ..engine.records import Dispute, Event, Heartbeat, Hold, Outcome
from ..engine.refunds import RefundOrder, RefundQuery, completed, completions_in, orders_in
from ..engine.sellers import Standing
from .matching import fits, matches, sortable
from .memory_deliveries import MemoryDeliveries

K = TypeVar("K")
V = TypeVar("V")


class MemoryStore:
    """Keeps disputes in dictionaries; one writer at a time, and a failed transaction is undone."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._tables = _Tables()

    @contextmanager
    def writing(self, session: object | None = None) -> "Generator[_Tables]":
        """A transaction, or part of the one that is open."""
        tables = self._joined(session)
        with self._lock, tables.savepoint():
            yield tables

    @contextmanager
    def reading(self, session: object | None = None) -> "Generator[_Tables]":
        """A read while nobody writes."""
        with self._lock:
            yield self._joined(session)

    def _joined(self, session: object | None) -> "_Tables":
        if session not in (None, self._tables):
            raise InvalidInput("session", "a memory:// store has no sessions of a host's database")
        return self._tables

    def migrate(self) -> None:
        """Nothing to make: dictionaries have no schema."""

    def describe(self) -> Mapping[str, str]:
        """What this store is."""
        return {"store": "memory", "url": "memory://"}

    def close(self) -> None:
        """Nothing to let go of."""


class _Tables:
    """All that is kept, with a log of how to undo what the open transaction did."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], object]] = []
        self._depth = 0
        self._disputes: dict[str, Dispute] = {}
        self._events: dict[str, list[Event]] = defaultdict(list)
        self._commands: dict[str, tuple[str, int]] = {}
        self._lines: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._texts: dict[str, dict[str, PersonalText]] = defaultdict(dict)
        self._outcome_feed: list[tuple[str, int]] = []
        self._event_feed: list[tuple[str, int]] = []
        self._outcomes: dict[tuple[str, int], Outcome] = {}
        self._failures: dict[str, tuple[int, str, bool]] = {}
        self._holds: dict[str, Hold] = {}
        self._heartbeats: dict[str, Heartbeat] = {}
        self._definitions: dict[str, tuple[str, str]] = {}
        self._due: list[tuple[datetime, str]] = []
        self._refunds: dict[str, RefundOrder] = {}
        self._standings: dict[tuple[str, str], list[Standing]] = defaultdict(list)
        self._standing_commands: dict[str, list[Standing]] = {}
        self.deliveries = MemoryDeliveries(self._undo, self._delivery_entries, self._last_position)

    @contextmanager
    def savepoint(self) -> Generator[None]:
        """A part that an exception undoes; a refusal is no failure and keeps what fired."""
        start = len(self._undo)
        self._depth += 1
        try:
            yield
        except Refused:
            raise
        except BaseException:
            while len(self._undo) > start:
                self._undo.pop()()
            raise
        finally:
            self._depth -= 1
            if self._depth == 0:
                self._undo.clear()

    def _put(self, table: dict[K, V], key: K, value: V) -> None:
        if key in table:
            before = table[key]
            self._undo.append(lambda: table.__setitem__(key, before))
        else:
            self._undo.append(lambda: table.pop(key))
        table[key] = value

    def _add(self, table: list[V], value: V) -> None:
        table.append(value)
        self._undo.append(table.pop)

    # Reads

    def dispute(self, dispute_id: str) -> Dispute | None:
        """The dispute as recorded."""
        return self._disputes.get(dispute_id)

    def workflows_of(self, dispute_ids: Collection[str]) -> Mapping[str, str]:
        """The workflow version, `aliexpress@2`, that each of these disputes runs under."""
        return {id: self._disputes[id].workflow_id for id in dispute_ids if id in self._disputes}

    def history(self, dispute_id: str) -> list[Event]:
        """All events of a dispute by `seq`."""
        return list(self._events.get(dispute_id, ()))

    def texts(self, dispute_ids: Collection[str]) -> Mapping[str, PersonalText]:
        """The personal texts of these disputes under their references."""
        return {name: text for one in dispute_ids for name, text in self._texts.get(one, {}).items()}

    def find(self, query: Query) -> list[Dispute]:
        """At most `limit` disputes that match, in order."""
        found = (dispute for dispute in self._disputes.values() if matches(query, dispute))
        keys = sorted(sortable(sort_key(query, dispute)) for dispute in found)
        start = bisect_right(keys, sortable(query.after)) if query.after else 0
        return [self._disputes[dispute_id] for _, _, dispute_id in keys[start : start + query.limit]]

    def outcomes(self, after: int, limit: int) -> list[Outcome]:
        """Outcomes with a position above `after`, by position."""
        return [self._outcomes[key] for key in self._outcome_feed[after : after + limit]]

    def events(self, after: int, limit: int) -> list[Event]:
        """Events with a position above `after`, by position."""
        feed = self._event_feed[after : after + limit]
        return [self._events[dispute_id][seq - 1] for dispute_id, seq in feed]

    def holds(self, released_since: datetime | None = None) -> list[Hold]:
        """All holds that stand; with `released_since` also those that were released then or later."""
        return [
            hold
            for hold in self._holds.values()
            if hold.released_at is None or (released_since is not None and hold.released_at >= released_since)
        ]

    def next_due_at(self, workflows: Collection[str]) -> datetime | None:
        """The earliest due time of a timer of these workflows that is not parked, held or behind a held one."""
        holds = self.holds()
        for due_at, dispute_id in self._waiting():
            dispute = self._disputes[dispute_id]
            no_later = [timer.action for timer in dispute.timers if timer.due_at <= due_at]
            held_back = any(hold.covers(dispute_id, action) for action in no_later for hold in holds)
            if dispute.workflow_id in workflows and not held_back:
                return due_at
        return None

    def heartbeats(self) -> list[Heartbeat]:
        """The daemons that have been seen, the latest first."""
        return sorted(self._heartbeats.values(), key=lambda one: one.seen_at, reverse=True)

    def overdue(self, now: datetime, limit: int) -> list[Overdue]:
        """Disputes with timers due at `now`, the most overdue first."""
        found: dict[str, Overdue] = {}
        for due_at, dispute_id in self._entries():
            if due_at > now or len(found) == limit:
                break
            dispute = self._disputes[dispute_id]
            timer = min(dispute.timers, key=lambda timer: (timer.due_at, timer.name))
            item = Overdue(dispute_id, dispute.workflow_id, timer.action, due_at, self._is_parked(dispute_id))
            found.setdefault(dispute_id, item)
        return list(found.values())

    def fired(self, since: datetime, until: datetime, timers: Collection[str], limit: int) -> list[Event]:
        """Events of these timers that occurred at or after `since` and before `until`, by time."""
        events = (self._events[dispute_id][seq - 1] for dispute_id, seq in self._event_feed)
        found = [
            event
            for event in events
            if event.actor.role == "system" and event.action in timers and since <= event.occurred_at < until
        ]
        return sorted(found, key=lambda event: event.occurred_at)[:limit]

    def refund(self, effect_id: str) -> RefundOrder | None:
        """The refund order with this effect's id."""
        return self._refunds.get(effect_id)

    def refunds(self, query: RefundQuery) -> list[RefundOrder]:
        """At most `limit` refund orders that match, by due time."""
        found = (order for order in self._refunds.values() if fits(query, order))
        keyed = sorted(((order.due_at, order.effect_id), order) for order in found)
        return [order for key, order in keyed if query.after is None or key > query.after][: query.limit]

    def current_standings(self, marketplace: str, sellers: Collection[str]) -> list[Standing]:
        """The latest version of each of these sellers' standings."""
        found = (self._standings.get((marketplace, seller)) for seller in sellers)
        return [versions[-1] for versions in found if versions]

    def standing_versions(self, marketplace: str, seller: str) -> list[Standing]:
        """All versions of a seller's standing, the oldest first."""
        return list(self._standings.get((marketplace, seller), ()))

    def standings_of(self, command_id: str) -> list[Standing]:
        """The versions that a command added."""
        return self._standing_commands.get(command_id, [])

    def definition(self, workflow_id: str) -> tuple[str, str] | None:
        """The digest and JSON of a workflow version, as of its first use."""
        return self._definitions.get(workflow_id)

    def command(self, command_id: str) -> Event | None:
        """The event that a command added."""
        place = self._commands.get(command_id)
        return self._events[place[0]][place[1] - 1] if place else None

    def _last_position(self, feed: Feed) -> int:
        return len(self._event_feed if feed == "events" else self._outcome_feed)

    def _delivery_entries(self, after: int, limit: int) -> list[Entry]:
        return [self._entry(event) for event in self.events(after, limit)]

    def _entry(self, event: Event) -> Entry:
        order = self._disputes[event.dispute_id].order
        subject = Subject(event.dispute_id, order.marketplace, order.id, order.line, order.buyer, order.seller)
        revisions = takewhile(bool, (self._outcomes.get((event.dispute_id, number)) for number in count(1)))
        return Entry(event, subject, next((one for one in revisions if one and one.seq == event.seq), None))

    # Writes

    def lock(self, dispute_id: str) -> Dispute | None:
        """The store's own lock is held by every writer: read it."""
        return self._disputes.get(dispute_id)

    def lock_order(self, marketplace: str, order_id: str, line: str | None) -> list[Dispute]:
        """The disputes of an order, or of one line of it, the oldest first."""
        found = [self._disputes[one] for one in self._lines.get((marketplace, order_id), ())]
        return [dispute for dispute in found if line in (None, dispute.order.line)]

    def claim(
        self, now: datetime, limit: int, workflows: Collection[str], after: tuple[datetime, str] | None
    ) -> Claims:
        """Disputes of these workflows that have timers due at `now`, the most overdue first."""
        claimed: dict[str, Claimed] = {}
        last: tuple[datetime, str] | None = None
        for entry in self._waiting():
            if entry[0] > now or len(claimed) == limit:
                break
            dispute = self._disputes[entry[1]]
            if (after is None or entry > after) and dispute.workflow_id in workflows:
                claimed[dispute.id] = Claimed(dispute.id, dispute)
                last = entry
        return Claims(tuple(claimed.values()), last if len(claimed) == limit else None)

    def append(self, steps: Sequence[Step]) -> None:
        """Write disputes, timers, events, texts, outcomes and refund orders; counts of failures start anew."""
        for step in steps:
            dispute = step.dispute
            if step.before is None:
                self._add(self._lines[dispute.order.marketplace, dispute.order.id], dispute.id)
            self._put_dispute(dispute)
            self._put(self._failures, dispute.id, (0, "", False))
            for event in step.events:
                self._add_event(event)
            for text in step.texts:
                self._put(self._texts[dispute.id], text.reference, text)
            if step.outcome:
                self._add_outcome(step.outcome)
            for order in orders_in(dispute, step.events):
                self._put(self._refunds, order.effect_id, order)
            for done in completions_in(step.events):
                self._put(self._refunds, done.effect_id, completed(self._refunds[done.effect_id], done))

    def _put_dispute(self, dispute: Dispute) -> None:
        before = self._disputes.get(dispute.id)
        if before:
            self._undo.append(lambda: self._await(before))
        self._put(self._disputes, dispute.id, dispute)
        self._await(dispute)

    def _add_event(self, event: Event) -> None:
        self._add(self._event_feed, (event.dispute_id, event.seq))
        self._add(self._events[event.dispute_id], replace(event, position=len(self._event_feed)))
        if event.command_id:
            self._put(self._commands, event.command_id, (event.dispute_id, event.seq))

    def _add_outcome(self, outcome: Outcome) -> None:
        key = (outcome.dispute_id, outcome.revision)
        self._add(self._outcome_feed, key)
        self._put(self._outcomes, key, replace(outcome, position=len(self._outcome_feed)))

    def count_failure(self, dispute_id: str, error: str, park_at: int, now: datetime) -> int:
        """Count a failed firing, park the dispute at the `park_at`-th, and return the count."""
        attempts = self._failures.get(dispute_id, (0, "", False))[0] + 1
        self._put(self._failures, dispute_id, (attempts, error, attempts >= park_at))
        return attempts

    def beat(self, heartbeat: Heartbeat) -> None:
        """Keep a daemon's last sign of life."""
        self._put(self._heartbeats, heartbeat.id, heartbeat)

    def unpark(self, dispute_id: str) -> bool:
        """Let a parked dispute's timers fire again; False when there is no such dispute."""
        if dispute_id not in self._disputes:
            return False
        self._put(self._failures, dispute_id, (0, "", False))
        return True

    def stamp(self) -> None:
        """Positions are given when events are added: nothing commits out of order here."""

    def lock_holds(self) -> None:
        """One writer at a time: nobody else goes on anyway."""

    def lock_standings(self) -> None:
        """One writer at a time: nobody else goes on anyway."""

    def add_standings(self, versions: Sequence[Standing], command_id: str | None) -> None:
        """Add versions of standings."""
        for one in versions:
            self._add(self._standings[one.key], one)
        if command_id and versions:
            self._put(self._standing_commands, command_id, list(versions))

    def put_hold(self, hold: Hold) -> None:
        """Place a hold."""
        self._put(self._holds, hold.id, hold)

    def release_hold(self, hold_id: str, by: Actor, now: datetime) -> bool:
        """End a hold that stands; False when there is none."""
        hold = self._holds.get(hold_id)
        if hold is None or hold.released_at is not None:
            return False
        self._put(self._holds, hold_id, replace(hold, released_at=now))
        return True

    @contextmanager
    def session(self) -> "Generator[object]":
        """This transaction itself: a memory store has no sessions of a host's database."""
        yield self

    def erase_texts(self, dispute_id: str) -> None:
        """Remove all personal texts of a dispute."""
        self._put(self._texts, dispute_id, {})

    def add_definition(self, workflow_id: str, digest: str, definition: str, now: datetime) -> None:
        """Keep a workflow version's definition at its first use."""
        self._put(self._definitions, workflow_id, (digest, definition))

    # Timers: a heap of due times, in which entries that no longer count are passed over.

    def _await(self, dispute: Dispute) -> None:
        for timer in dispute.timers:
            heappush(self._due, (timer.due_at, dispute.id))

    def _waiting(self) -> Iterator[tuple[datetime, str]]:
        """Due times of disputes that are not parked, the earliest first."""
        return (entry for entry in self._entries() if not self._is_parked(entry[1]))

    def _entries(self) -> Iterator[tuple[datetime, str]]:
        """Due times that count, the earliest first; all stay in the heap."""
        taken: list[tuple[datetime, str]] = []
        try:
            while self._due:
                entry = heappop(self._due)
                if (not taken or entry != taken[-1]) and self._counts(*entry):
                    taken.append(entry)
                    yield entry
        finally:
            for entry in taken:
                heappush(self._due, entry)

    def _counts(self, due_at: datetime, dispute_id: str) -> bool:
        dispute = self._disputes.get(dispute_id)
        return dispute is not None and any(timer.due_at == due_at for timer in dispute.timers)

    def _is_parked(self, dispute_id: str) -> bool:
        return self._failures.get(dispute_id, (0, "", False))[2]
