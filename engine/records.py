"""What the engine gives out: disputes, events, timers, outcomes. All frozen, all instants aware and UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from .deadlines import Duration
from .frozen import FrozenDict
from .inputs import Actor, Evidence, Order, Party, Plan
from .money import Money

Stage = Literal["filed", "seller_response", "negotiation", "arbitration", "returning", "resolved"]
Turn = Literal["buyer", "seller", "platform", "nobody"]
Resolution = Literal["agreed", "seller_timeout", "ruled", "withdrawn", "return_expired", "platform_timeout", "lapsed"]
DecidedBy = Literal["parties", "timer", "platform", "buyer"]
Winner = Literal["buyer", "seller", "both", "nobody"]
Liable = Literal["seller", "buyer", "carrier", "platform", "nobody"]

STAGES: tuple[Stage, ...] = (
    "filed",
    "seller_response",
    "negotiation",
    "arbitration",
    "returning",
    "resolved",
)


@dataclass(frozen=True, slots=True)
class Timer:
    """A durable deadline: at `due_at` the workflow's `action` happens by itself.

    `name` is unique among a dispute's waiting timers; `expression` is what `due_at` was computed from;
    a reminder says in `hangs_on` which timer it announces.
    """

    name: str
    action: str
    due_at: datetime
    armed_at: datetime
    expression: str
    hangs_on: str | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """Something the platform must do in its own systems: `refund`, or `notify_seller` and the like.

    `id` is the same however often the event is read: do each id once.
    """

    id: str
    kind: str
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a dispute's history; `seq` counts from 1 without gaps.

    `occurred_at` is when it happened (a timer's due time), `recorded_at` when it was written: None while
    it is only projected. `digest` chains the entries: SHA-256 over the previous digest and this content.
    `position` is its place in the feed of all events, None until it has one.
    """

    dispute_id: str
    seq: int
    action: str
    actor: Actor
    from_state: str | None
    to_state: str
    occurred_at: datetime
    recorded_at: datetime | None
    details: Mapping[str, object]
    effects: tuple[Effect, ...] = ()
    command_id: str | None = None
    digest: str = ""
    position: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "details", FrozenDict(self.details))


@dataclass(frozen=True, slots=True)
class SubmittedEvidence:
    """A piece of evidence as it stands in a dispute; `id` is unique within the dispute."""

    id: str
    by: Party
    evidence: Evidence
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class Ruling:
    """Who is in the right and who bears the fault, as the platform proposes or rules, and on what ground."""

    winner: Winner
    liable: Liable
    reason_code: str | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a dispute will end once the adopted plan is carried out, such as when the goods have come back."""

    resolution: Resolution
    decided_by: DecidedBy
    winner: Winner
    liable: Liable


@dataclass(frozen=True, slots=True)
class Delay:
    """How much later a waiting timer is due than its rule says: what it was extended by, how long it was paused."""

    extended: timedelta = timedelta()
    paused: timedelta = timedelta()

    @property
    def total(self) -> timedelta:
        """Both together."""
        return self.extended + self.paused


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a dispute ended; what sellers' scores are made of.

    `refund` is the total, zero rather than None. `first_response_after` is the time from filing to the
    seller's first answer. `reason_code` is the ruling's, of those that the workflow declares. An appeal that
    is overturned gives another outcome with `revision` 2, whose `refund` is the new total. `position` is
    contiguous over all outcomes, None until it has one. `seq` is the event of the history that it came with.
    """

    dispute_id: str
    marketplace: str
    order_id: str
    line: str
    buyer: str
    seller: str
    workflow: str
    reason: str
    category: str
    resolution: Resolution
    decided_by: DecidedBy
    winner: Winner
    liable: Liable
    refund: Money
    with_return: bool
    arbitrated: bool
    seller_timed_out: bool
    after_sales_guarantee: bool
    first_response_after: timedelta | None
    filed_at: datetime
    resolved_at: datetime
    revision: int = 1
    position: int | None = None
    reason_code: str | None = None
    # Not compared: outcomes from before it was kept have none.
    seq: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute as it stands; `version` grows by one with each event of its history.

    `plans` holds each party's plan or None, `adopted_plan` the one being or having been executed.
    `settlement` says how it will end while the adopted plan is being carried out. `points` are the named time
    points that deadlines count from. `due_at` is the next deadline, reminders aside; `overdue` marks a recorded
    deadline that has passed and not been carried out yet. While its clock is paused, `timers` holds only the
    end of the pause, and `paused_timers` the rest, due as if there were no pause.
    """

    id: str
    workflow: str
    workflow_version: int
    state: str
    stage: Stage
    turn: Turn
    order: Order
    reason: str
    category: str
    received: bool
    text: str | None
    plans: Mapping[Party, Plan | None]
    filed_at: datetime
    entered_state_at: datetime
    version: int
    adopted_plan: Plan | None = None
    outcome: Outcome | None = None
    resolved_at: datetime | None = None
    evidence: tuple[SubmittedEvidence, ...] = ()
    evidence_count: int = 0
    points: Mapping[str, datetime] = field(default_factory=dict[str, datetime])
    timers: tuple[Timer, ...] = ()
    ruling: Ruling | None = None
    accepted_by: tuple[Party, ...] = ()
    agent: str | None = None
    last_event_at: datetime | None = None
    digest: str = ""
    settlement: Settlement | None = None
    delays: Mapping[str, Delay] = field(default_factory=dict[str, Delay])
    paused_at: datetime | None = None
    paused_for: timedelta = timedelta()
    paused_timers: tuple[Timer, ...] = ()
    overdue: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "plans", FrozenDict(self.plans))
        object.__setattr__(self, "points", FrozenDict(self.points))
        object.__setattr__(self, "delays", FrozenDict(self.delays))

    @property
    def due_at(self) -> datetime | None:
        """The next deadline, reminders aside; None when no timer runs."""
        return min((timer.due_at for timer in self.timers if timer.hangs_on is None), default=None)

    @property
    def is_pending(self) -> bool:
        """Whether something is still to be decided: it has not ended, or an appeal is open."""
        return self.outcome is None or self.turn != "nobody"

    @property
    def workflow_id(self) -> str:
        """The workflow with its version, such as `aliexpress@2`."""
        return f"{self.workflow}@{self.workflow_version}"

    def party(self, role: str) -> str | None:
        """The id of the buyer or the seller; None for other roles."""
        return {"buyer": self.order.buyer, "seller": self.order.seller}.get(role)


@dataclass(frozen=True, slots=True)
class ActionItem:
    """Something an actor may do now, or may not and `why`.

    `due_at` is until when, `on_silence` what happens by itself then. `rules` are the numbers behind it, each
    with its mark and source.
    """

    action: str
    allowed: bool
    why: str
    due_at: datetime | None = None
    on_silence: str | None = None
    takes: tuple[str, ...] = ()
    may_take: tuple[str, ...] = ()
    rules: tuple[Duration, ...] = ()


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """Something that will happen by itself unless somebody acts before `due_at`, and the numbers behind it."""

    action: str
    due_at: datetime
    turn: Turn
    why: str
    overdue: bool = False
    rules: tuple[Duration, ...] = ()


@dataclass(frozen=True, slots=True)
class Hold:
    """While it stands, the timers it covers do not fire: all, or those named, of all disputes or of one."""

    id: str
    why: str
    by: Actor
    placed_at: datetime
    timers: tuple[str, ...] = ()
    dispute_id: str | None = None
    released_at: datetime | None = None

    def covers(self, dispute_id: str, action: str) -> bool:
        """Whether this hold keeps a timer of this dispute from firing."""
        return (
            self.released_at is None
            and self.dispute_id in (None, dispute_id)
            and (not self.timers or action in self.timers)
        )


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A daemon's last sign of life; `stopped_at` is None while it runs, and for ever if it was killed."""

    id: str
    host: str
    pid: int
    started_at: datetime
    seen_at: datetime
    stopped_at: datetime | None = None

    def at(self, now: datetime, *, stopped: bool = False) -> "Heartbeat":
        """The same daemon, seen now."""
        return replace(self, seen_at=max(now, self.started_at), stopped_at=now if stopped else None)


@dataclass(frozen=True, slots=True)
class Fired:
    """A timer that fired; `lateness` is how long after its due time it was recorded."""

    dispute_id: str
    timer: str
    due_at: datetime
    lateness: timedelta
    order_id: str
    workflow_id: str


@dataclass(frozen=True, slots=True)
class Parked:
    """A dispute whose timers failed too often and are left alone until somebody looks."""

    dispute_id: str
    attempts: int
    error: str


@dataclass(frozen=True, slots=True)
class Tick:
    """What one drain of everything due at one instant did.

    `failed` are disputes whose timers could not be fired and will be tried again, `held` those whose overdue
    timers a hold keeps back, `foreign` those whose workflow version this process leaves to others.
    """

    now: datetime
    fired: tuple[Fired, ...] = ()
    parked: tuple[Parked, ...] = ()
    failed: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
