"""`engine.endpoints`: the HTTP receivers that this database knows, their secrets, and their dead letters."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, cast

from pydantic import Field

from ...engine.context import Context
from ...engine.delivery import Backlog, Deliveries, Delivery, Endpoint, Mode, Secret
from ...engine.errors import InvalidInput, NotFound, Refused, suggestion
from ...engine.fields import Id, ListOrTuple, Text, check_field
from .addresses import read_url
from .messages import CHOOSABLE, a_test
from .positions import Position, check_not_beyond
from .sender import Attempt, Sender
from .signing import check_secret, new_secret

OVERLAP = timedelta(hours=24)
"""Default: for so long the old secret signs beside the new one."""
LONGEST_OVERLAP = timedelta(days=366)
"""Default: at most so long: a secret that was replaced is not to sign for ever."""
MOST_LISTED = 10_000
_Limit = Annotated[int, Field(ge=1, le=MOST_LISTED)]
_Letters = tuple[Id, ...]
_Types = Annotated[tuple[Id, ...], ListOrTuple]


class Endpoints:
    """Adds, lists, changes and tries endpoints; InvalidInput names what is wrong, NotFound an unknown id.

    >>> endpoint = engine.endpoints.add("https://shop.example/hooks", events=["dispute.resolved"])
    >>> endpoint.secrets[0].value
    'whsec_…'
    """

    def __init__(self, context: Context, sender: Callable[[], Sender]) -> None:
        self._context = context
        self._sender = sender

    def add(
        self,
        url: str,
        *,
        events: Iterable[str] = (),
        mode: Mode = "structured",
        secret: str | None = None,
        internal: bool = False,
        after: int | None = None,
        session: object | None = None,
    ) -> Endpoint:
        """Send messages of these types (all, when none is named) to a URL from now on, or after a position.

        `internal` allows plain HTTP and private addresses: for receivers of the platform's own, never for a URL
        that came from outside. Without `secret` one is made; it is in the answer's `secrets`.
        """
        read_url(check_field("url", url, Text), internal=check_field("internal", internal, bool))
        types = _known_types(events)
        value = self._secret(secret)
        check_field("mode", mode, Mode)
        check_field("after", after, Position | None)
        with self._context.store.writing(session) as transaction:
            transaction.stamp()
            last = transaction.deliveries.last_position("events")
            position = last if after is None else check_not_beyond(after, last)
            now = self._context.clock.now()
            id = self._context.ids.uuid7(now)
            endpoint = Endpoint(id, url, types, mode, internal, (Secret(value),), position, now)
            transaction.deliveries.add_endpoint(endpoint)
        return endpoint

    def all(self, *, session: object | None = None) -> list[Endpoint]:
        """Every endpoint, the oldest first."""
        with self._context.store.reading(session) as reading:
            return reading.deliveries.endpoints()

    def get(self, endpoint_id: str, *, session: object | None = None) -> Endpoint:
        """One endpoint."""
        with self._context.store.reading(session) as reading:
            return _known(reading.deliveries, endpoint_id)

    def remove(self, endpoint_id: str, *, session: object | None = None) -> None:
        """Forget an endpoint, what waits for it and its dead letters."""
        with self._context.store.writing(session) as transaction:
            _known(transaction.deliveries, endpoint_id)
            transaction.deliveries.remove_endpoint(endpoint_id)

    def rotate(
        self,
        endpoint_id: str,
        *,
        overlap: timedelta = OVERLAP,
        secret: str | None = None,
        session: object | None = None,
    ) -> Endpoint:
        """Replace an endpoint's secret; for the overlap both sign, so that the receiver can change over in peace."""
        value = self._secret(secret)
        if not timedelta() <= check_field("overlap", overlap, timedelta) <= LONGEST_OVERLAP:
            raise InvalidInput("overlap", f"must be 0 to {LONGEST_OVERLAP.days} days")
        check_field("endpoint_id", endpoint_id, Id)
        with self._context.store.writing(session) as transaction:
            # Locked: of two that rotate at the same time, the second replaces the first one's secret.
            endpoint = transaction.deliveries.lock_endpoint(endpoint_id)
            if endpoint is None:
                raise NotFound(endpoint_id, "endpoint")
            now = self._context.clock.now()
            until = now + overlap
            old = (replace(one, until=min(one.until or until, until)) for one in endpoint.signing(now))
            secrets = (Secret(value), *(one for one in old if one.until and one.until > now))
            transaction.deliveries.set_secrets(endpoint_id, secrets)
        return replace(endpoint, secrets=secrets)

    def _secret(self, given: str | None) -> str:
        if given is None:
            return new_secret(self._context.ids)
        return check_secret(check_field("secret", given, str))

    def disable(self, endpoint_id: str, *, why: str, session: object | None = None) -> None:
        """Send nothing more to an endpoint, for this reason; what waits for it becomes dead letters."""
        check_field("why", why, Text)
        with self._context.store.writing(session) as transaction:
            _known(transaction.deliveries, endpoint_id)
            transaction.deliveries.disable(endpoint_id, why, self._context.clock.now())

    def enable(self, endpoint_id: str, *, session: object | None = None) -> None:
        """Send to an endpoint again, from where it had come to in the feed; its dead letters wait for `replay`."""
        with self._context.store.writing(session) as transaction:
            _known(transaction.deliveries, endpoint_id)
            transaction.deliveries.enable(endpoint_id)

    def test(self, endpoint_id: str) -> Attempt:
        """Send a message of the type `endpoint.test` at once, once, and say what came back.

        Refused (engine_closed) after the engine's `close`.
        """
        sender, endpoint, now = self._sender(), self.get(endpoint_id), self._context.clock.now()
        return sender.try_out(endpoint, a_test(f"test:{self._context.ids.uuid7(now)}", endpoint_id, now))

    def dead(
        self, endpoint_id: str | None = None, *, limit: int = 500, session: object | None = None
    ) -> list[Delivery]:
        """Dead letters, of one endpoint or of all: the schedule was over, or their endpoint was disabled."""
        check_field("limit", limit, _Limit)
        with self._context.store.reading(session) as reading:
            if endpoint_id is not None:
                _known(reading.deliveries, endpoint_id)
            return reading.deliveries.dead(endpoint_id, limit)

    def replay(self, *delivery_ids: str, endpoint_id: str | None = None, session: object | None = None) -> int:
        """Send dead letters again: those named, or all of an endpoint (at most 10,000); how many there were.

        They come after what was delivered meanwhile: receivers tell by `sequence` that they are late.
        NotFound names the first id that is no dead letter's; Refused (endpoint_disabled): enable it first.
        """
        if bool(delivery_ids) == (endpoint_id is not None):
            raise InvalidInput("delivery_ids", "name dead letters, or an endpoint for all of its")
        check_field("delivery_ids", delivery_ids, _Letters)
        now = self._context.clock.now()
        with self._context.store.writing(session) as transaction:
            deliveries = transaction.deliveries
            if endpoint_id is not None:
                _check_enabled(_known(deliveries, endpoint_id))
                delivery_ids = tuple(one.id for one in deliveries.dead(endpoint_id, MOST_LISTED))
            _check_letters(deliveries, delivery_ids)
            return deliveries.replay(delivery_ids, now)

    def backlogs(self, *, session: object | None = None) -> Mapping[str, Backlog]:
        """What waits for each endpoint for which something does, by the endpoint's id."""
        with self._context.store.reading(session) as reading:
            return reading.deliveries.backlogs()


def _known(deliveries: Deliveries, endpoint_id: str) -> Endpoint:
    endpoint = deliveries.endpoint(check_field("endpoint_id", endpoint_id, Id))
    if endpoint is None:
        raise NotFound(endpoint_id, "endpoint")
    return endpoint


def _check_letters(deliveries: Deliveries, delivery_ids: Collection[str]) -> None:
    """Each is a dead letter, of an endpoint that is not disabled."""
    there = {one.id: one.endpoint_id for one in deliveries.lock_letters(delivery_ids)}
    for id in delivery_ids:
        if id not in there:
            raise NotFound(id, "dead letter")
    for endpoint_id in sorted(set(there.values())):
        _check_enabled(_known(deliveries, endpoint_id))


def _check_enabled(endpoint: Endpoint) -> None:
    if endpoint.disabled_at is not None:
        why = (
            f"Endpoint {endpoint.id} is disabled ({endpoint.disabled_why}), so nothing is sent to it: enable it first."
        )
        raise Refused("endpoint_disabled", why)


def _known_types(events: object) -> tuple[str, ...]:
    if not isinstance(events, Iterable):
        raise InvalidInput("events", "must be names of types, such as ['dispute.resolved']; none for all")
    given = (events,) if isinstance(events, str) else tuple(cast("Iterable[object]", events))
    types = check_field("events", given, _Types)
    for name in types:
        if name not in CHOOSABLE:
            there = ", ".join(CHOOSABLE)
            raise InvalidInput("events", f"no type is called {name!r}; there are {there}{suggestion(name, CHOOSABLE)}")
    return tuple(dict.fromkeys(types))
