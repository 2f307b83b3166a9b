"""What the engine needs of a store, each method one sentence that names its change of state.

All records go in and out sealed: personal texts stand apart, under the references in the records' tokens.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from .delivery import Deliveries
from .inputs import Actor
from .personal import PersonalText
from .records import Dispute, Event, Heartbeat, Hold, Outcome, Stage, Turn
from .refunds import RefundOrder, RefundQuery
from .sellers import Standing

OrderBy = Literal["due", "filed"]


@dataclass(frozen=True, slots=True)
class Step:
    """What one decision writes: a dispute before and after, its new events, texts and outcome."""

    before: Dispute | None
    dispute: Dispute
    events: tuple[Event, ...]
    outcome: Outcome | None = None
    texts: tuple[PersonalText, ...] = ()


@dataclass(frozen=True, slots=True)
class Claimed:
    """A dispute with an overdue timer, locked for firing; `error` says why it could not be read."""

    dispute_id: str
    dispute: Dispute | None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Claims:
    """Some of the disputes with overdue timers; `after` is where to go on, None when there are no more."""

    items: tuple[Claimed, ...]
    after: tuple[datetime, str] | None


@dataclass(frozen=True, slots=True)
class Query:
    """Which disputes to find, and in which order; `after` is the sort key of the last one seen."""

    stage: Stage | None = None
    state: str | None = None
    turn: Turn | None = None
    seller: str | None = None
    buyer: str | None = None
    order: str | None = None
    line: str | None = None
    workflow: str | None = None
    version: int | None = None
    reason: str | None = None
    marketplace: str | None = None
    due_before: datetime | None = None
    order_by: OrderBy = "due"
    after: tuple[datetime | None, str] | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Overdue:
    """A dispute whose timers are overdue and have not been fired, with the next of them."""

    dispute_id: str
    workflow_id: str
    action: str
    due_at: datetime
    parked: bool


class Reading(Protocol):
    """Reads of what is recorded, as of one instant."""

    def dispute(self, dispute_id: str) -> Dispute | None:
        """The dispute as recorded."""
        ...

    def workflows_of(self, dispute_ids: Collection[str]) -> Mapping[str, str]:
        """The workflow version, `aliexpress@2`, that each of these disputes runs under."""
        ...

    def history(self, dispute_id: str) -> list[Event]:
        """All events of a dispute by `seq`."""
        ...

    def texts(self, dispute_ids: Collection[str]) -> Mapping[str, PersonalText]:
        """The personal texts of these disputes under their references."""
        ...

    def find(self, query: Query) -> list[Dispute]:
        """At most `limit` disputes that match, in order."""
        ...

    def outcomes(self, after: int, limit: int) -> list[Outcome]:
        """Outcomes with a position above `after`, by position."""
        ...

    def events(self, after: int, limit: int) -> list[Event]:
        """Events with a position above `after`, by position."""
        ...

    def holds(self, released_since: datetime | None = None) -> list[Hold]:
        """All holds that stand; with `released_since` also those that were released then or later."""
        ...

    def next_due_at(self, workflows: Collection[str]) -> datetime | None:
        """The earliest due time of a timer of these workflows that is not parked, held or behind a held one."""
        ...

    def heartbeats(self) -> list[Heartbeat]:
        """The daemons that have been seen, the latest first."""
        ...

    def overdue(self, now: datetime, limit: int) -> list[Overdue]:
        """Disputes with timers due at `now`, the most overdue first."""
        ...

    def fired(self, since: datetime, until: datetime, timers: Collection[str], limit: int) -> list[Event]:
        """Events of these timers that occurred at or after `since` and before `until`, by time."""
        ...

    def refund(self, effect_id: str) -> RefundOrder | None:
        """The refund order with this effect's id."""
        ...

    def refunds(self, query: RefundQuery) -> list[RefundOrder]:
        """At most `limit` refund orders that match, by due time."""
        ...

    def current_standings(self, marketplace: str, sellers: Collection[str]) -> list[Standing]:
        """The latest version of each of these sellers' standings."""
        ...

    def standing_versions(self, marketplace: str, seller: str) -> list[Standing]:
        """All versions of a seller's standing, the oldest first."""
        ...

    def standings_of(self, command_id: str) -> list[Standing]:
        """The versions that a command added."""
        ...

    def definition(self, workflow_id: str) -> tuple[str, str] | None:
        """The digest and JSON of a workflow version, as of its first use."""
        ...

    def command(self, command_id: str) -> Event | None:
        """The event that a command added."""
        ...

    @property
    def deliveries(self) -> Deliveries:
        """What goes to subscribers and endpoints."""
        ...


class Transaction(Reading, Protocol):
    """Reads and writes that happen together or not at all."""

    def lock(self, dispute_id: str) -> Dispute | None:
        """Lock a dispute until the end of the transaction and read it."""
        ...

    def lock_order(self, marketplace: str, order_id: str, line: str | None) -> list[Dispute]:
        """Lock an order, or one line of it, against filing, and lock and read its disputes, the oldest first."""
        ...

    def claim(
        self, now: datetime, limit: int, workflows: Collection[str], after: tuple[datetime, str] | None
    ) -> Claims:
        """Lock at most `limit` disputes of these workflows that have timers due at `now`, the most overdue first.

        `after` is where the claim before stopped; disputes that are parked or locked by others are passed over.
        """
        ...

    def append(self, steps: Sequence[Step]) -> None:
        """Write disputes, timers, events, texts, outcomes and refund orders; counts of failures start anew."""
        ...

    def lock_standings(self) -> None:
        """Keep others who do the same from going on until the end of the transaction."""
        ...

    def add_standings(self, versions: Sequence[Standing], command_id: str | None) -> None:
        """Add versions of standings."""
        ...

    def count_failure(self, dispute_id: str, error: str, park_at: int, now: datetime) -> int:
        """Count a failed firing, park the dispute at the `park_at`-th, and return the count."""
        ...

    def beat(self, heartbeat: Heartbeat) -> None:
        """Keep a daemon's last sign of life."""
        ...

    def unpark(self, dispute_id: str) -> bool:
        """Let a parked dispute's timers fire again, its failures forgotten; False when there is no such dispute."""
        ...

    def stamp(self) -> None:
        """Give every event and outcome without a position the next one."""
        ...

    def lock_holds(self) -> None:
        """Keep others who do the same from going on until the end of the transaction."""
        ...

    def put_hold(self, hold: Hold) -> None:
        """Place a hold."""
        ...

    def release_hold(self, hold_id: str, by: Actor, now: datetime) -> bool:
        """End a hold that stands; False when there is none."""
        ...

    def erase_texts(self, dispute_id: str) -> None:
        """Remove all personal texts of a dispute."""
        ...

    def add_definition(self, workflow_id: str, digest: str, definition: str, now: datetime) -> None:
        """Keep a workflow version's definition at its first use."""
        ...

    def savepoint(self) -> AbstractContextManager[None]:
        """A part of the transaction that an exception undoes alone."""
        ...

    def session(self) -> AbstractContextManager[object]:
        """What a host's code works with inside this transaction, and passes on as `session=`."""
        ...


class Store(Protocol):
    """Where disputes are kept."""

    def writing(self, session: object | None = None) -> AbstractContextManager[Transaction]:
        """A transaction that commits at its end, also when it ends in Refused: timers that fired before stay fired.

        Any other exception undoes it. With `session` it is a part of that session's transaction, which commits.
        """
        ...

    def reading(self, session: object | None = None) -> AbstractContextManager[Reading]:
        """A consistent read; or one within the transaction that `session` carries."""
        ...

    def migrate(self) -> None:
        """Make or renew the tables; SchemaOutdated when they are newer than this version."""
        ...

    def describe(self) -> Mapping[str, str]:
        """What the store is and how it is set, in words."""
        ...

    def close(self) -> None:
        """Let go of files and connections; a closed store is not used again."""
        ...
