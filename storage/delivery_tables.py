"""The tables of delivery: how far subscribers have come, endpoints, and what is on its way to them."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Text, text
from sqlmodel import Field

from .tables import DisputeTable, table_of
from .types import Flag, Instant, Key, WholeNumber

_STRICT = {"sqlite_strict": True}


def _kept(kind: Any, *constraints: Any, default: Any = ..., **options: Any) -> Any:
    nullable = default is None
    return Field(default=default, sa_column=Column(kind, *constraints, nullable=nullable, **options))


class SubscriberRow(DisputeTable, table=True):
    """A subscriber in a process of the host's, and how far it has come in its feed."""

    __tablename__: ClassVar[Any] = "dispute_subscriber"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("name <> ''", name="name_filled"),
        CheckConstraint("feed IN ('events', 'outcomes')", name="feed"),
        CheckConstraint("position >= 0", name="position"),
        CheckConstraint("(attempts = 0) = (retry_at IS NULL)", name="attempts"),
        _STRICT,
    )

    name: str = _kept(Key, primary_key=True)
    feed: str = _kept(Key)
    position: int = _kept(WholeNumber)
    moved_at: datetime = _kept(Instant)
    attempts: int = _kept(WholeNumber)
    failure: str | None = _kept(Text, default=None)
    retry_at: datetime | None = _kept(Instant, default=None)


class EndpointRow(DisputeTable, table=True):
    """An HTTP endpoint; its secrets are needed to sign, so they stand here as they are."""

    __tablename__: ClassVar[Any] = "dispute_endpoint"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("id <> ''", name="id_filled"),
        CheckConstraint("url <> ''", name="url_filled"),
        CheckConstraint("mode IN ('structured', 'binary')", name="mode"),
        CheckConstraint("position >= 0", name="position"),
        CheckConstraint("failures >= 0", name="failures"),
        CheckConstraint("(disabled_at IS NULL) = (disabled_why IS NULL)", name="disabled"),
        _STRICT,
    )

    id: str = _kept(Key, primary_key=True)
    url: str = _kept(Text)
    types: str = _kept(Text)
    mode: str = _kept(Key)
    internal: bool = _kept(Flag)
    secrets: str = _kept(Text)
    position: int = _kept(WholeNumber)
    added_at: datetime = _kept(Instant)
    disabled_at: datetime | None = _kept(Instant, default=None)
    disabled_why: str | None = _kept(Text, default=None)
    failures: int = _kept(WholeNumber)
    paused_until: datetime | None = _kept(Instant, default=None)


def _is_next() -> Any:
    return text("dead_at IS NULL AND NOT follows")


class DeliveryRow(DisputeTable, table=True):
    """A message on its way to an endpoint, or a dead letter; one that arrived is gone from here.

    One that `follows` has another of the same endpoint and subject before it: claims look at the others only.
    """

    __tablename__: ClassVar[Any] = "dispute_delivery"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("id <> ''", name="id_filled"),
        CheckConstraint("subject <> ''", name="subject_filled"),
        CheckConstraint("attempts >= 0", name="attempts"),
        CheckConstraint("(lease_token IS NULL) = (leased_until IS NULL)", name="lease"),
        CheckConstraint("dead_at IS NULL OR lease_token IS NULL", name="dead"),
        Index("uq_dispute_delivery_id", "id", unique=True),
        Index("uq_dispute_delivery_endpoint_id_message_id", "endpoint_id", "message_id", unique=True),
        Index("ix_dispute_delivery_endpoint_id_subject_number", "endpoint_id", "subject", "number"),
        Index("ix_dispute_delivery_waiting", "due_at", "number", sqlite_where=_is_next(), postgresql_where=_is_next()),
        Index("ix_dispute_delivery_lease_token", "lease_token"),
        {**_STRICT, "sqlite_autoincrement": True},
    )

    number: int | None = Field(default=None, sa_column=Column(WholeNumber, primary_key=True, autoincrement=True))
    id: str = _kept(Key)
    endpoint_id: str = _kept(Key, ForeignKey("dispute_endpoint.id"))
    subject: str = _kept(Key)
    message_id: str = _kept(Key)
    type: str = _kept(Key)
    body: str = _kept(Text)
    follows: bool = _kept(Flag)
    attempts: int = _kept(WholeNumber)
    due_at: datetime = _kept(Instant)
    added_at: datetime = _kept(Instant)
    failure: str | None = _kept(Text, default=None)
    dead_at: datetime | None = _kept(Instant, default=None)
    lease_token: str | None = _kept(Key, default=None)
    leased_until: datetime | None = _kept(Instant, default=None)


SUBSCRIBER = table_of(SubscriberRow)
ENDPOINT = table_of(EndpointRow)
DELIVERY = table_of(DeliveryRow)
