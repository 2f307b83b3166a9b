"""Subscribers in the host's process: each has a cursor in the database and gets every record after it, in order."""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from threading import local
from typing import Any

from ...engine.context import Context
from ...engine.delivery import Cursor, Feed
from ...engine.errors import InvalidInput, Refused
from ...engine.fields import Id, check_field
from ...engine.logs import LOG, in_short
from ...engine.ports import Reading, Transaction
from ...engine.reading import recorded_events
from ...engine.records import Event, Outcome
from .positions import Position, check_not_beyond
from .schedule import back_off

PAGE = 100
"""Default: so many records at the most are handled before the cursor moves: those a crash may have handled again."""

Record = Event | Outcome
Handler = Callable[..., object]


LEAST_WAIT = timedelta(milliseconds=100)
"""Default: so long at the least until one that failed is looked at again: another process may have it in hand."""


class _Undone(Exception):
    """Carries a handler's failure out of its transaction's part, also when that is a refusal, which would be kept."""

    def __init__(self, error: BaseException) -> None:
        self.error = error
        super().__init__(str(error))


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A handler under its name; `in_transaction` it takes a session, and its cursor moves with what it writes."""

    name: str
    feed: Feed
    handler: Handler
    in_transaction: bool


class Subscribers:
    """The subscribers of this process, and the turns in which they are served."""

    def __init__(self, context: Context, random: Random) -> None:
        self._context = context
        self._random = random
        self._known: dict[str, Subscriber] = {}
        self._of_thread = local()

    def __len__(self) -> int:
        return len(self._known)

    def add(self, name: str, handler: Handler, feed: Feed, in_transaction: bool, after: int) -> None:
        """Know a handler from now on; its cursor begins at `after` unless there is one of that name."""
        for field, value, kind in (("name", name, Id), ("feed", feed, Feed), ("after", after, Position)):
            check_field(field, value, kind)
        check_field("in_transaction", in_transaction, bool)
        if not callable(handler):
            raise InvalidInput("handler", f"must be a function that takes a record, not {type(handler).__name__}")
        now = self._context.clock.now()
        with self._context.store.writing() as transaction:
            deliveries = transaction.deliveries
            if after and name not in {cursor.name for cursor in deliveries.cursors()}:
                transaction.stamp()
                check_not_beyond(after, deliveries.last_position(feed))
            kept = deliveries.add_cursor(Cursor(name, feed, after, now))
        if kept.feed != feed:
            raise InvalidInput("feed", f"subscriber {name!r} reads {kept.feed}: give the other feed another name")
        self._known[name] = Subscriber(name, feed, handler, in_transaction)

    def remove(self, name: str) -> bool:
        """Forget a subscriber and its cursor; False when there is none."""
        check_field("name", name, Id)
        within = self._within()
        if within and within.in_transaction and within.name == name:
            raise InvalidInput("name", "must not be the handler's own in its transaction: unsubscribe after it")
        self._known.pop(name, None)
        with self._context.store.writing() as transaction:
            return transaction.deliveries.remove_cursor(name)

    def run_once(self, stop: Callable[[], bool] = lambda: False) -> int:
        """Serve each subscriber a page at the most; how many records were handled. Refused within a handler."""
        if within := self._within():
            why = f"The handler of subscriber {within.name!r} delivers: it would be called with the same record again."
            raise Refused("within_handler", why)
        if not self._known:
            return 0
        with self._context.store.writing() as transaction:
            transaction.stamp()
            cursors = {cursor.name: cursor for cursor in transaction.deliveries.cursors()}
        handled = 0
        for subscriber in list(self._known.values()):
            cursor = cursors.get(subscriber.name)
            if cursor and not stop():
                handled += self._serve_apart(subscriber, cursor, stop)
        return handled

    def until_next(self, most: timedelta) -> timedelta:
        """How long until a subscriber that failed is to be called again; at most `most`."""
        with self._context.store.reading() as reading:
            cursors = reading.deliveries.cursors()
        again = [cursor.retry_at for cursor in cursors if cursor.name in self._known and cursor.retry_at]
        soonest = min(again, default=None)
        return min(max(soonest - self._context.clock.now(), LEAST_WAIT), most) if soonest else most

    def _serve_apart(self, subscriber: Subscriber, cursor: Cursor, stop: Callable[[], bool]) -> int:
        """Serve one; what fails beside its handler (its commit, say) is its own failure, too, and no other's."""
        try:
            return self._serve(subscriber, cursor, stop)
        except Exception as error:
            self._note_apart(subscriber, error)
            return 0

    def _note_apart(self, subscriber: Subscriber, error: Exception) -> None:
        try:
            with self._context.store.writing() as transaction:
                if cursor := transaction.deliveries.lock_cursor(subscriber.name):
                    self._fail(transaction, subscriber, cursor.position, cursor.attempts, error)
        except Exception as failure:  # The database is away, say: the log is all there is.
            facts = {"error": in_short(error), "not_noted": in_short(failure)}
            LOG.error("subscriber failed", subscriber=subscriber.name, **facts)

    def _serve(self, subscriber: Subscriber, cursor: Cursor, stop: Callable[[], bool]) -> int:
        if cursor.retry_at and cursor.retry_at > self._context.clock.now():
            return 0
        if not subscriber.in_transaction:
            return self._serve_page(subscriber, cursor, stop)
        handled = 0
        while handled < PAGE and not stop() and self._serve_one(subscriber):
            handled += 1
        return handled

    def _serve_page(self, subscriber: Subscriber, cursor: Cursor, stop: Callable[[], bool]) -> int:
        """At least once: the cursor moves after the handler is done. No transaction is open while it works."""
        with self._context.store.reading() as reading:
            records = _records(reading, subscriber.feed, cursor.position, PAGE)
        handled, position, failure = 0, cursor.position, None
        for record in records:
            if stop():
                break
            try:
                with self._calling(subscriber):
                    subscriber.handler(record)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # The host's code: not even its SystemExit holds up others.
                failure = error
                break
            handled, position = handled + 1, record.position or position
        self._note(subscriber, cursor, position, failure)
        return handled

    def _note(self, subscriber: Subscriber, cursor: Cursor, position: int, failure: BaseException | None) -> None:
        with self._context.store.writing() as transaction:
            deliveries, now = transaction.deliveries, self._context.clock.now()
            moved = position > cursor.position
            if moved and not deliveries.move_cursor(cursor.name, cursor.position, position, now):
                LOG.warning("another process has served the subscriber meanwhile", subscriber=cursor.name)
            elif failure is not None:
                self._fail(transaction, subscriber, position, 0 if moved else cursor.attempts, failure)

    def _serve_one(self, subscriber: Subscriber) -> bool:
        """Exactly once: what the handler writes with its session is kept if and only if the cursor moves."""
        with self._context.store.writing() as transaction:
            cursor = transaction.deliveries.lock_cursor(subscriber.name)
            now = self._context.clock.now()
            if cursor is None or (cursor.retry_at and cursor.retry_at > now):
                return False
            records = _records(transaction, subscriber.feed, cursor.position, 1)
            for record in records:
                try:
                    with self._calling(subscriber):
                        _handle(transaction, subscriber, record)
                except _Undone as undone:
                    self._fail(transaction, subscriber, cursor.position, cursor.attempts, undone.error)
                    return False
                position = record.position or cursor.position
                transaction.deliveries.move_cursor(cursor.name, cursor.position, position, now)
            return bool(records)

    @contextmanager
    def _calling(self, subscriber: Subscriber) -> Generator[None]:
        """Note whose handler this thread is in: it must not wait for its own lock, nor be called within itself."""
        self._of_thread.within = subscriber
        try:
            yield
        finally:
            self._of_thread.within = None

    def _within(self) -> Subscriber | None:
        return getattr(self._of_thread, "within", None)

    def _fail(
        self, transaction: Transaction, subscriber: Subscriber, position: int, attempts: int, failure: BaseException
    ) -> None:
        retry_at = back_off(attempts + 1, self._context.clock.now(), self._random)
        text = in_short(failure)
        transaction.deliveries.fail_cursor(subscriber.name, position, text, retry_at)
        LOG.error("subscriber failed", subscriber=subscriber.name, after=position, attempts=attempts + 1, error=text)


def _handle(transaction: Transaction, subscriber: Subscriber, record: Record) -> None:
    try:
        with transaction.savepoint(), transaction.session() as session:
            try:
                subscriber.handler(record, session)
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                raise _Undone(error) from error
    except _Undone:
        raise
    except Exception as error:  # What it wrote could not be flushed.
        raise _Undone(error) from error


def _records(reading: Reading, feed: Feed, after: int, limit: int) -> Sequence[Any]:
    return recorded_events(reading, after, limit) if feed == "events" else reading.outcomes(after, limit)
