"""What is delivered to whom: subscribers with cursors, endpoints with secrets, messages on their way, and their store.

Everything is derived from the feeds, which have their order from the sequencer: nobody who files or answers
a dispute waits for a receiver.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from .records import Event, Outcome

Feed = Literal["events", "outcomes"]
Mode = Literal["structured", "binary"]


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a named subscriber has come in its feed; `attempts` counts failures at the record after `position`."""

    name: str
    feed: Feed
    position: int
    moved_at: datetime
    attempts: int = 0
    failure: str | None = None
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Secret:
    """A signing secret, `whsec_` and base64; one that was replaced signs along `until` then."""

    value: str = field(repr=False)
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An HTTP receiver: what it wants (no types: all), how, and how far it has come in the feed of events.

    `internal` allows plain HTTP and private addresses. `failures` counts attempts that failed in a row;
    nothing is sent before `paused_until`, or while it is disabled.
    """

    id: str
    url: str
    types: tuple[str, ...]
    mode: Mode
    internal: bool
    secrets: tuple[Secret, ...]
    position: int
    added_at: datetime
    disabled_at: datetime | None = None
    disabled_why: str | None = None
    failures: int = 0
    paused_until: datetime | None = None

    def wants(self, type: str) -> bool:
        """Whether messages of this type are for it."""
        return not self.types or type in self.types

    def signing(self, now: datetime) -> tuple[Secret, ...]:
        """The secrets that sign now, the newest first."""
        return tuple(secret for secret in self.secrets if secret.until is None or secret.until > now)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a dispute is about: the order line and its parties."""

    dispute_id: str
    marketplace: str
    order_id: str
    line: str
    buyer: str
    seller: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the feed with the outcome that came with it; personal texts are sealed."""

    event: Event
    subject: Subject
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: CloudEvents attributes and data as JSON; `subject` is within what order is kept."""

    id: str
    type: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message on its way to one endpoint; a dead letter has `dead_at`. `attempts` counts those that failed."""

    id: str
    endpoint_id: str
    message: Message
    attempts: int
    due_at: datetime
    added_at: datetime
    failure: str | None = None
    dead_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lease:
    """Whose a delivery is while it is being sent, and until when; after that anybody may send it."""

    token: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Room:
    """How much may be claimed: in all, at one endpoint at a time, and whether of endpoints that fail."""

    limit: int
    per_endpoint: int
    failing: bool


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits for one endpoint: messages, dead letters, and since when the oldest waits."""

    waiting: int = 0
    dead: int = 0
    oldest: datetime | None = None


class Deliveries(Protocol):
    """What a store keeps of deliveries, within one transaction."""

    def cursors(self) -> list[Cursor]:
        """All subscribers' cursors by name."""
        ...

    def add_cursor(self, cursor: Cursor) -> Cursor:
        """Keep a subscriber's cursor unless there is one of that name, and return the one that is kept."""
        ...

    def lock_cursor(self, name: str) -> Cursor | None:
        """Lock a cursor until the end of the transaction; None when another process has it."""
        ...

    def move_cursor(self, name: str, seen: int, position: int, now: datetime) -> bool:
        """Move a cursor on; False when it is not where it was seen."""
        ...

    def fail_cursor(self, name: str, seen: int, failure: str, retry_at: datetime) -> bool:
        """Count a failure behind where the cursor was seen; False when it is elsewhere."""
        ...

    def remove_cursor(self, name: str) -> bool:
        """Forget a subscriber; False when there is none."""
        ...

    def last_position(self, feed: Feed) -> int:
        """The last position that the sequencer has given in a feed."""
        ...

    def length(self, feed: Feed) -> int:
        """How many records a feed has, those included that the sequencer has yet to give a position."""
        ...

    def endpoints(self) -> list[Endpoint]:
        """All endpoints, the oldest first."""
        ...

    def endpoint(self, endpoint_id: str) -> Endpoint | None:
        """One endpoint."""
        ...

    def lock_endpoint(self, endpoint_id: str) -> Endpoint | None:
        """Lock one endpoint until the end of the transaction, waiting for whoever has it, and read it."""
        ...

    def lock_endpoints(self, endpoint_ids: Collection[str]) -> list[Endpoint]:
        """Lock these endpoints until the end of the transaction, those left out that another process has."""
        ...

    def add_endpoint(self, endpoint: Endpoint) -> None:
        """Keep a new endpoint."""
        ...

    def remove_endpoint(self, endpoint_id: str) -> bool:
        """Forget an endpoint and all its deliveries; False when there is none."""
        ...

    def set_secrets(self, endpoint_id: str, secrets: Sequence[Secret]) -> None:
        """Replace an endpoint's secrets."""
        ...

    def disable(self, endpoint_id: str, why: str, now: datetime) -> None:
        """Send nothing more to an endpoint, for this reason from now on; what waits becomes dead letters."""
        ...

    def enable(self, endpoint_id: str) -> None:
        """Send to an endpoint again, from where it had come to."""
        ...

    def note_success(self, endpoint_id: str) -> None:
        """The endpoint took a message: it does not count as failing any more; a rest it asked for stays."""
        ...

    def note_failure(self, endpoint_id: str, paused_until: datetime | None) -> None:
        """Count an attempt that failed, and with an instant send nothing before it; the later of two holds."""
        ...

    def behind(self, limit: int, most_waiting: int) -> list[str]:
        """Enabled endpoints that have not come to the end of the feed and have less than so much waiting."""
        ...

    def entries(self, after: int, limit: int) -> list[Entry]:
        """Events with a position above `after`, by position, each with its subject and outcome."""
        ...

    def add(self, deliveries: Sequence[Delivery]) -> None:
        """Put messages on their way; those that are on it already to the same endpoint are left out."""
        ...

    def advance(self, endpoint_ids: Collection[str], position: int) -> None:
        """Note how far these endpoints have come in the feed."""
        ...

    def claim(self, now: datetime, lease: Lease, room: Room) -> list[Delivery]:
        """Lease deliveries that are due: per endpoint and subject only the first that waits, while none is leased.

        Those that somebody else is changing are left for the next time.
        """
        ...

    def finish(self, delivery: Delivery, token: str) -> bool:
        """Forget a delivery that arrived; False when the lease is not ours any more."""
        ...

    def put_off(self, delivery: Delivery, token: str, due_at: datetime, failure: str | None) -> bool:
        """Give a leased delivery back, due later; a failure is counted. False when the lease is not ours any more."""
        ...

    def bury(self, delivery: Delivery, token: str, failure: str, now: datetime) -> bool:
        """Make a leased delivery a dead letter; False when the lease is not ours any more."""
        ...

    def count_attempt(self, delivery_id: str) -> None:
        """Count an attempt that failed of a delivery that is a dead letter by now."""
        ...

    def dead(self, endpoint_id: str | None, limit: int) -> list[Delivery]:
        """Dead letters, of one endpoint or of all, in the order in which they were to arrive."""
        ...

    def lock_letters(self, delivery_ids: Collection[str]) -> list[Delivery]:
        """Those of the deliveries that are dead letters; nobody replays or disables until the transaction's end."""
        ...

    def replay(self, delivery_ids: Collection[str], now: datetime) -> int:
        """Send dead letters again, their attempts forgotten; how many there were."""
        ...

    def backlogs(self) -> Mapping[str, Backlog]:
        """What waits for each endpoint for which something does."""
        ...

    def next_delivery_at(self) -> datetime | None:
        """When the next delivery is due, leased ones aside; None when none waits."""
        ...
