"""Sends what is due to the endpoints: derives it from the feed, leases it, posts it, and notes how it went.

No transaction is open during a request. Several processes share the work by leases; one that is killed in the
middle of a request leaves a lease that runs out, and the message is sent again.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import groupby
from random import Random
from threading import Lock
from typing import Literal, TypeVar

from ...engine.clock import elapsed_seconds
from ...engine.context import Context
from ...engine.delivery import Deliveries, Delivery, Endpoint, Entry, Lease, Message, Room
from ...engine.errors import Busy, InvalidInput
from ...engine.logs import LOG, in_short, plain
from ...engine.ports import Transaction
from .addresses import read_url
from .client import Answer, AttemptFailed, Client
from .delivering import closed
from .messages import in_mode, messages_of
from .schedule import THROTTLING, asked_for, next_attempt
from .settings import DeliverySettings
from .signing import signed_headers

PAGE = 50
"""Default: so many events of the feed are put on their way in one transaction,"""
ROUND = 50
"""Default: and to so many endpoints."""
GONE = 410
TRIES = 3
"""Default: so often is done in all what the database was too busy for."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request: to which endpoint, what came back, or why nothing did."""

    endpoint_id: str
    message_id: str
    type: str
    status: int | None
    failure: str | None
    seconds: float
    retry_after: str | None = None

    @property
    def arrived(self) -> bool:
        """Whether the receiver took it: a status of 200 to 299."""
        return self.failure is None


@dataclass(frozen=True, slots=True)
class _Leased:
    delivery: Delivery
    endpoint: Endpoint
    token: str


@dataclass(frozen=True, slots=True)
class _Noted:
    """What the log says once it is committed."""

    level: Literal["info", "warning", "error"]
    what: str
    more: Mapping[str, object] = field(default_factory=dict[str, object])


def _in_some_try(work: Callable[[], T]) -> T:
    """What the work returns, begun anew while the database is too busy for it."""
    for _ in range(TRIES - 1):
        try:
            return work()
        except Busy as error:
            LOG.warning("the database was busy and is asked again", error=in_short(error))
    return work()


def _position(endpoint: Endpoint) -> int:
    return endpoint.position


class Sender:
    """Sends from this process, with threads of its own for the requests; `close` ends them."""

    def __init__(self, context: Context, settings: DeliverySettings, random: Random) -> None:
        self._context = context
        self._settings = settings
        self._random = random
        self._client = Client(settings.limits, settings.tls, settings.resolve)
        self._pool = ThreadPoolExecutor(settings.concurrency, thread_name_prefix="dispute-webhook")
        self._beginning = Lock()
        self._running: dict[Future[Attempt | None], bool] = {}

    def derive(self, stop: Callable[[], bool] = lambda: False) -> bool:
        """Put new events of the feed on their way to the endpoints that want them; whether there may be more to do.

        Endpoints that another process has in hand are its to serve.
        """
        store, settings = self._context.store, self._settings
        with store.writing() as transaction:
            transaction.stamp()
            behind = transaction.deliveries.behind(ROUND, settings.most_waiting)
        if not behind or stop():
            return False
        with store.writing() as transaction:
            return self._derive(transaction, behind)

    def _derive(self, transaction: Transaction, endpoint_ids: list[str]) -> bool:
        """The next page of each endpoint; those at the same position share it. False when others have them all."""
        locked = transaction.deliveries.lock_endpoints(endpoint_ids)
        enabled = sorted((one for one in locked if one.disabled_at is None), key=_position)
        for position, sharing in groupby(enabled, _position):
            entries = transaction.deliveries.entries(position, PAGE)
            if entries:
                self._put_on_their_way(transaction.deliveries, list(sharing), entries)
        return bool(locked)

    def _put_on_their_way(self, kept: Deliveries, endpoints: list[Endpoint], entries: list[Entry]) -> None:
        now, ids = self._context.clock.now(), self._context.ids
        messages = [message for entry in entries for message in messages_of(entry)]
        kept.add(
            [
                Delivery(ids.uuid7(now), endpoint.id, message, 0, now, now)
                for endpoint in endpoints
                for message in messages
                if endpoint.wants(message.type)
            ]
        )
        kept.advance([endpoint.id for endpoint in endpoints], entries[-1].event.position or 0)

    def send_some(self, done: Callable[[], None] = lambda: None) -> int:
        """Begin requests for what is due, as many as there is room for; `done` is called after each. How many."""
        begun = 0
        for failing, free in self._free():
            for future in (futures := self._submit(self._claim(free, failing=failing))):
                self._running[future] = failing
                future.add_done_callback(lambda future: (self._running.pop(future, None), done()))
            begun += len(futures)
        return begun

    def send_due(self) -> list[Attempt]:
        """Send everything that is due now, and what becomes due by that; every attempt."""
        attempts: list[Attempt] = []
        while futures := self._begin_due():
            attempts += [attempt for future in futures if (attempt := future.result())]
        return attempts

    def _begin_due(self) -> list[Future[Attempt | None]]:
        """Begin what there is room for; `close` waits for this, so that nothing is leased or left open after it."""
        with self._beginning:
            while not self._is_closed() and _in_some_try(partial(self.derive, self._is_closed)):
                pass
            if self._is_closed():
                raise closed()
            futures: list[Future[Attempt | None]] = []
            for failing, free in self._free():
                futures += self._submit(_in_some_try(partial(self._claim, free, failing=failing)))
            return futures

    def _submit(self, leased: list[_Leased]) -> list[Future[Attempt | None]]:
        """Put requests on their way: before anything more is claimed, which may fail and would leave them waiting."""
        return [self._pool.submit(self._deliver, one) for one in leased]

    def _is_closed(self) -> bool:
        return self._client.aborted

    @property
    def running(self) -> int:
        """How many requests are under way."""
        return len(self._running)

    def close(self) -> None:
        """Give requests under way a moment, then end them: those messages are sent again by whoever is next."""
        wait(list(self._running), timeout=self._settings.stop_seconds)
        self._client.abort()
        with self._beginning:
            self._pool.shutdown(wait=True)

    def try_out(self, endpoint: Endpoint, message: Message) -> Attempt:
        """Send a message once, at once, whatever comes back."""
        return self._post(endpoint, message)

    def _free(self) -> tuple[tuple[bool, int], tuple[bool, int]]:
        """For how many requests there is room, to endpoints that do not fail and to those that do."""
        most, running = self._settings.concurrency, list(self._running.values())
        free = most - len(running)
        return (False, free), (True, min(free, max(most // 2, 1) - sum(running)))

    def _claim(self, free: int, *, failing: bool) -> list[_Leased]:
        settings, now = self._settings, self._context.clock.now()
        if free <= 0:
            return []
        lease = Lease(self._context.ids.token(), now + settings.lease_time)
        with self._context.store.writing() as transaction:
            claimed = transaction.deliveries.claim(now, lease, Room(free, settings.per_endpoint, failing))
            found = {id: transaction.deliveries.endpoint(id) for id in {one.endpoint_id for one in claimed}}
        return [_Leased(one, endpoint, lease.token) for one in claimed if (endpoint := found[one.endpoint_id])]

    def _deliver(self, leased: _Leased) -> Attempt | None:
        """Post one message and note how it went; None when this process is ending and the attempt was cut off."""
        attempt = self._post(leased.endpoint, leased.delivery.message)
        cut_off = self._client.aborted and not attempt.arrived
        try:
            noted = _in_some_try(lambda: self._give_back(leased) if cut_off else self._written_down(leased, attempt))
        except Exception as error:  # The database is away, say: the lease runs out and it is sent again.
            LOG.error("how a webhook went could not be noted", delivery=leased.delivery.id, error=in_short(error))
            return None
        if noted is None:
            return None
        getattr(LOG, noted.level)(noted.what, **_facts(attempt, leased.delivery), **noted.more)
        return attempt

    def _give_back(self, leased: _Leased) -> None:
        with self._context.store.writing() as transaction:
            transaction.deliveries.put_off(leased.delivery, leased.token, self._context.clock.now(), None)

    def _written_down(self, leased: _Leased, attempt: Attempt) -> _Noted:
        with self._context.store.writing() as transaction:
            return self._note(transaction, leased, attempt)

    def _post(self, endpoint: Endpoint, message: Message) -> Attempt:
        began, now = elapsed_seconds(), self._context.clock.now()
        headers, body = in_mode(message, endpoint.mode)
        signed = signed_headers(endpoint.signing(now), message.id, now, body)
        answer, failure = None, None
        try:
            target = read_url(endpoint.url, internal=endpoint.internal)
            all_headers = [("User-Agent", "dispute-engine"), *headers, *signed]
            answer = self._client.post(target, all_headers, body.encode(), internal=endpoint.internal)
            failure = None if 200 <= answer.status < 300 else f"status {answer.status}"
        except (AttemptFailed, InvalidInput) as error:
            failure = plain(str(error))
        answer = answer or Answer(0)
        took = round(elapsed_seconds() - began, 3)
        return Attempt(endpoint.id, message.id, message.type, answer.status or None, failure, took, answer.retry_after)

    def _note(self, transaction: Transaction, leased: _Leased, attempt: Attempt) -> _Noted:
        # Endpoints are locked before deliveries, everywhere: two that lock the other way round wait for ever.
        deliveries, one, now = transaction.deliveries, leased.delivery, self._context.clock.now()
        if attempt.failure is None:
            if leased.endpoint.failures:
                deliveries.note_success(one.endpoint_id)
            deliveries.finish(one, leased.token)
            return _Noted("info", "webhook delivered")
        if attempt.status == GONE:
            return self._disable(deliveries, one, now)
        return self._fail(transaction, leased, attempt, now)

    def _disable(self, deliveries: Deliveries, one: Delivery, now: datetime) -> _Noted:
        endpoint = deliveries.endpoint(one.endpoint_id)
        why = endpoint.disabled_why if endpoint else None
        deliveries.disable(one.endpoint_id, why or "the receiver answered 410 Gone", now)
        deliveries.count_attempt(one.id)
        return _Noted("error", "webhook endpoint disabled")

    def _fail(self, transaction: Transaction, leased: _Leased, attempt: Attempt, now: datetime) -> _Noted:
        deliveries, one, failure = transaction.deliveries, leased.delivery, attempt.failure or ""
        asked = asked_for(attempt.retry_after, now)
        due = next_attempt(one.attempts + 1, now, asked, self._random)
        pause = asked or next_attempt(1, now, None, self._random)
        deliveries.note_failure(one.endpoint_id, pause if attempt.status in THROTTLING else None)
        if due is None:
            deliveries.bury(one, leased.token, failure, now)
            return _Noted("error", "webhook is a dead letter")
        deliveries.put_off(one, leased.token, due, failure)
        return _Noted("warning", "webhook failed", {"retry_at": due.isoformat()})


def _facts(attempt: Attempt, delivery: Delivery) -> dict[str, object]:
    """What the log says of an attempt: never the URL, which may hold a receiver's token."""
    return {
        "endpoint": attempt.endpoint_id,
        "webhook": attempt.message_id,
        "type": attempt.type,
        "attempt": delivery.attempts + 1,
        "status": attempt.status,
        "failure": attempt.failure,
        "seconds": attempt.seconds,
    }
