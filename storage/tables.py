"""The tables. Invariants that the code keeps, the database repeats as CHECK and UNIQUE.

They have a MetaData of their own and names that begin with `dispute_`, so that they live in a host's database.
"""

from datetime import datetime
from typing import Any, ClassVar, cast

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, MetaData, Table, Text, text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from ..engine.records import STAGES
from .types import Instant, InstantOrNever, Key, WholeNumber

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)
_REGISTRY = registry(metadata=metadata)


class DisputeTable(SQLModel, registry=_REGISTRY):
    """The root of the engine's tables."""

    metadata: ClassVar[MetaData] = metadata  # pyright: ignore[reportIncompatibleVariableOverride]


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _filled(*columns: str) -> list[CheckConstraint]:
    return [CheckConstraint(f"{column} <> ''", name=f"{column}_filled") for column in columns]


def _key(**options: Any) -> Any:
    return Field(sa_column=Column(Key, nullable=False, **options))


def _maybe_key(**options: Any) -> Any:
    return Field(default=None, sa_column=Column(Key, nullable=True, **options))


def _number(**options: Any) -> Any:
    return Field(sa_column=Column(WholeNumber, nullable=False, **options))


def _instant(**options: Any) -> Any:
    return Field(sa_column=Column(Instant, nullable=False, **options))


def _maybe_instant() -> Any:
    return Field(default=None, sa_column=Column(Instant, nullable=True))


def _json() -> Any:
    return Field(sa_column=Column(Text, nullable=False))


def _maybe_text() -> Any:
    return Field(default=None, sa_column=Column(Text, nullable=True))


def _of_dispute(**options: Any) -> Any:
    return Field(sa_column=Column(Key, ForeignKey("dispute_record.id"), nullable=False, **options))


_STRICT = {"sqlite_strict": True}


class RecordRow(DisputeTable, table=True):
    """A dispute as it stands; `body` is the JSON of what no query asks for."""

    __tablename__: ClassVar[Any] = "dispute_record"
    __table_args__: ClassVar[Any] = (
        *_filled("id", "workflow", "state", "marketplace", "order_id", "line", "buyer", "seller", "reason"),
        _one_of("stage", STAGES),
        _one_of("turn", ("buyer", "seller", "platform", "nobody")),
        CheckConstraint("(stage = 'resolved') = (resolved_at IS NOT NULL)", name="resolved"),
        CheckConstraint("workflow_version >= 1", name="workflow_version"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("paid_amount > 0", name="paid_amount"),
        CheckConstraint("length(currency) = 3", name="currency"),
        CheckConstraint("attempts >= 0", name="attempts"),
        CheckConstraint("filed_at <= entered_state_at AND entered_state_at <= last_event_at", name="times"),
        Index(
            "uq_dispute_record_open_line",
            "marketplace",
            "order_id",
            "line",
            unique=True,
            sqlite_where=text("stage <> 'resolved'"),
            postgresql_where=text("stage <> 'resolved'"),
        ),
        Index(None, "marketplace", "order_id"),
        Index(None, "due_at", "id"),
        Index(None, "filed_at", "id"),
        Index(None, "seller", "due_at", "id"),
        Index(None, "buyer", "due_at", "id"),
        Index(None, "stage", "due_at", "id"),
        _STRICT,
    )

    id: str = _key(primary_key=True)
    workflow: str = _key()
    workflow_version: int = _number()
    state: str = _key()
    stage: str = _key()
    turn: str = _key()
    marketplace: str = _key()
    order_id: str = _key()
    line: str = _key()
    buyer: str = _key()
    seller: str = _key()
    reason: str = _key()
    category: str = _key()
    paid_amount: int = _number()
    currency: str = _key()
    filed_at: datetime = _instant()
    entered_state_at: datetime = _instant()
    resolved_at: datetime | None = _maybe_instant()
    last_event_at: datetime = _instant()
    due_at: datetime | None = Field(default=None, sa_column=Column(InstantOrNever, nullable=False))
    version: int = _number()
    digest: str = _key()
    body: str = _json()
    attempts: int = _number(server_default="0")
    failure: str | None = _maybe_text()
    parked_at: datetime | None = _maybe_instant()


class TimerRow(DisputeTable, table=True):
    """A waiting timer; one that fired or was cancelled is gone from here and stands in the history."""

    __tablename__: ClassVar[Any] = "dispute_timer"
    __table_args__: ClassVar[Any] = (
        *_filled("name", "action"),
        CheckConstraint("due_at >= armed_at", name="due_at"),
        Index(None, "due_at", "dispute_id"),
        _STRICT,
    )

    dispute_id: str = _of_dispute(primary_key=True)
    name: str = _key(primary_key=True)
    action: str = _key()
    due_at: datetime = _instant()
    armed_at: datetime = _instant()
    expression: str = _json()
    hangs_on: str | None = _maybe_key()


def _unplaced(table: str) -> Index:
    """Finds the rows that the sequencer has not given a position yet."""
    where = text("position IS NULL")
    return Index(f"ix_{table}_unplaced", "number", sqlite_where=where, postgresql_where=where)


def _row_number() -> Any:
    return Field(default=None, sa_column=Column(WholeNumber, primary_key=True, autoincrement=True))


def _position() -> Any:
    return Field(default=None, sa_column=Column(WholeNumber, nullable=True, unique=True))


_COUNTED = {**_STRICT, "sqlite_autoincrement": True}


class EventRow(DisputeTable, table=True):
    """One entry of a history: never changed after it was written, but for its position in the feed."""

    __tablename__: ClassVar[Any] = "dispute_event"
    __table_args__: ClassVar[Any] = (
        *_filled("action", "to_state", "command_id"),
        _one_of("actor_role", ("buyer", "seller", "platform", "system")),
        CheckConstraint("(actor_role = 'system') = (actor_id IS NULL)", name="actor"),
        CheckConstraint("seq >= 1", name="seq"),
        CheckConstraint("(seq = 1) = (from_state IS NULL)", name="from_state"),
        CheckConstraint("length(digest) = 64", name="digest"),
        CheckConstraint("position >= 1", name="position"),
        Index("uq_dispute_event_dispute_id_seq", "dispute_id", "seq", unique=True),
        _unplaced("dispute_event"),
        _COUNTED,
    )

    number: int | None = _row_number()
    dispute_id: str = _of_dispute()
    seq: int = _number()
    action: str = _key()
    actor_role: str = _key()
    actor_id: str | None = _maybe_key()
    from_state: str | None = _maybe_key()
    to_state: str = _key()
    occurred_at: datetime = _instant()
    recorded_at: datetime = _instant()
    details: str = _json()
    effects: str = _json()
    command_id: str | None = _maybe_key(unique=True)
    digest: str = _key()
    position: int | None = _position()


class OutcomeRow(DisputeTable, table=True):
    """How a dispute ended, by revision; `body` is the JSON of what no query asks for."""

    __tablename__: ClassVar[Any] = "dispute_outcome"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("revision >= 1", name="revision"),
        CheckConstraint("refund_amount >= 0 AND refund_amount <= paid_amount", name="refund_amount"),
        CheckConstraint("resolved_at >= filed_at", name="resolved_at"),
        CheckConstraint("position >= 1", name="position"),
        _one_of("winner", ("buyer", "seller", "both", "nobody")),
        _one_of("liable", ("seller", "buyer", "carrier", "platform", "nobody")),
        _one_of("decided_by", ("parties", "timer", "platform", "buyer")),
        Index("uq_dispute_outcome_dispute_id_revision", "dispute_id", "revision", unique=True),
        Index(None, "seller", "resolved_at"),
        _unplaced("dispute_outcome"),
        _COUNTED,
    )

    number: int | None = _row_number()
    dispute_id: str = _of_dispute()
    revision: int = _number()
    seller: str = _key()
    resolution: str = _key()
    decided_by: str = _key()
    winner: str = _key()
    liable: str = _key()
    paid_amount: int = _number()
    refund_amount: int = _number()
    filed_at: datetime = _instant()
    resolved_at: datetime = _instant()
    body: str = _json()
    position: int | None = _position()


class TextRow(DisputeTable, table=True):
    """A personal text, to which histories refer; erased by deleting the row."""

    __tablename__: ClassVar[Any] = "dispute_text"
    __table_args__: ClassVar[Any] = (*_filled("reference"), _STRICT)

    dispute_id: str = _of_dispute(primary_key=True)
    reference: str = _key(primary_key=True)
    salt: str = _key()
    text: str = _json()


class HoldRow(DisputeTable, table=True):
    """A hold on timers; one that was released stays as its trace."""

    __tablename__: ClassVar[Any] = "dispute_hold"
    __table_args__: ClassVar[Any] = (*_filled("id", "why"), _STRICT)

    id: str = _key(primary_key=True)
    why: str = _json()
    placed_by: str = _json()
    placed_at: datetime = _instant()
    timers: str = _json()
    dispute_id: str | None = Field(default=None, sa_column=Column(Key, ForeignKey("dispute_record.id"), nullable=True))
    released_by: str | None = _maybe_text()
    released_at: datetime | None = _maybe_instant()


class RefundRow(DisputeTable, table=True):
    """A refund order, or one to take money back: when it left, and when the platform executed it."""

    __tablename__: ClassVar[Any] = "dispute_refund"
    __table_args__: ClassVar[Any] = (
        *_filled("effect_id"),
        _one_of("kind", ("refund", "recover")),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("due_at >= ordered_at", name="due_at"),
        CheckConstraint("completed_at >= ordered_at", name="completed_at"),
        CheckConstraint("reference IS NULL OR completed_at IS NOT NULL", name="reference"),
        Index(None, "due_at", "effect_id"),
        Index(
            "ix_dispute_refund_open",
            "due_at",
            "effect_id",
            sqlite_where=text("completed_at IS NULL"),
            postgresql_where=text("completed_at IS NULL"),
        ),
        _STRICT,
    )

    dispute_id: str = _of_dispute(primary_key=True)
    effect_id: str = _key(primary_key=True)
    kind: str = _key()
    amount: int = _number()
    ordered_at: datetime = _instant()
    due_at: datetime = _instant()
    completed_at: datetime | None = _maybe_instant()
    reference: str | None = _maybe_text()


class StandingRow(DisputeTable, table=True):
    """One version of a seller's standing on a marketplace: never changed after it was written."""

    __tablename__: ClassVar[Any] = "dispute_standing"
    __table_args__: ClassVar[Any] = (
        *_filled("marketplace", "seller", "command_id"),
        CheckConstraint("version >= 1", name="version"),
        _one_of("medal", ("gold", "silver")),
        Index("uq_dispute_standing_command_id_marketplace_seller", "command_id", "marketplace", "seller", unique=True),
        _STRICT,
    )

    marketplace: str = _key(primary_key=True)
    seller: str = _key(primary_key=True)
    version: int = _number(primary_key=True, autoincrement=False)
    medal: str | None = _maybe_key()
    level: str | None = _maybe_key()
    source: str | None = _maybe_text()
    set_by: str = _json()
    set_at: datetime = _instant()
    command_id: str | None = _maybe_key()


class WorkflowRow(DisputeTable, table=True):
    """A workflow version's definition, as of its first use: a version cannot drift."""

    __tablename__: ClassVar[Any] = "dispute_workflow"
    __table_args__: ClassVar[Any] = (
        *_filled("id"),
        CheckConstraint("length(digest) = 64", name="digest"),
        _STRICT,
    )

    id: str = _key(primary_key=True)
    digest: str = _key()
    definition: str = _json()
    first_used_at: datetime = _instant()


class DaemonRow(DisputeTable, table=True):
    """A daemon and its last sign of life."""

    __tablename__: ClassVar[Any] = "dispute_daemon"
    __table_args__: ClassVar[Any] = (
        *_filled("id"),
        CheckConstraint("seen_at >= started_at", name="seen_at"),
        _STRICT,
    )

    id: str = _key(primary_key=True)
    host: str = _json()
    pid: int = _number()
    started_at: datetime = _instant()
    seen_at: datetime = _instant()
    stopped_at: datetime | None = _maybe_instant()


def table_of(row: type[DisputeTable]) -> Table:
    """The table behind a row class: the one typed door to what SQLModel leaves untyped."""
    return cast(Table, row.__table__)  # pyright: ignore[reportUnknownMemberType, reportAttributeAccessIssue]


RECORD = table_of(RecordRow)
TIMER = table_of(TimerRow)
EVENT = table_of(EventRow)
OUTCOME = table_of(OutcomeRow)
TEXT = table_of(TextRow)
HOLD = table_of(HoldRow)
REFUND = table_of(RefundRow)
STANDING = table_of(StandingRow)
WORKFLOW = table_of(WorkflowRow)
DAEMON = table_of(DaemonRow)
