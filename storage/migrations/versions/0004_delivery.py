"""Subscribers' cursors, HTTP endpoints, and what is on its way to them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLAG = sa.Boolean(create_constraint=False).with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _subscribers()
    _endpoints()
    _deliveries()


def _subscribers() -> None:
    op.create_table(
        "dispute_subscriber",
        sa.Column("name", KEY, nullable=False),
        sa.Column("feed", KEY, nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("moved_at", NUMBER, nullable=False),
        sa.Column("attempts", NUMBER, nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("retry_at", NUMBER, nullable=True),
        sa.CheckConstraint("name <> ''", name="ck_dispute_subscriber_name_filled"),
        sa.CheckConstraint("feed IN ('events', 'outcomes')", name="ck_dispute_subscriber_feed"),
        sa.CheckConstraint("position >= 0", name="ck_dispute_subscriber_position"),
        sa.CheckConstraint("(attempts = 0) = (retry_at IS NULL)", name="ck_dispute_subscriber_attempts"),
        sa.PrimaryKeyConstraint("name", name="pk_dispute_subscriber"),
        sqlite_strict=True,
    )


def _endpoints() -> None:
    op.create_table(
        "dispute_endpoint",
        sa.Column("id", KEY, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("types", sa.Text(), nullable=False),
        sa.Column("mode", KEY, nullable=False),
        sa.Column("internal", FLAG, nullable=False),
        sa.Column("secrets", sa.Text(), nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("added_at", NUMBER, nullable=False),
        sa.Column("disabled_at", NUMBER, nullable=True),
        sa.Column("disabled_why", sa.Text(), nullable=True),
        sa.Column("failures", NUMBER, nullable=False),
        sa.Column("paused_until", NUMBER, nullable=True),
        sa.CheckConstraint("id <> ''", name="ck_dispute_endpoint_id_filled"),
        sa.CheckConstraint("url <> ''", name="ck_dispute_endpoint_url_filled"),
        sa.CheckConstraint("mode IN ('structured', 'binary')", name="ck_dispute_endpoint_mode"),
        sa.CheckConstraint("position >= 0", name="ck_dispute_endpoint_position"),
        sa.CheckConstraint("failures >= 0", name="ck_dispute_endpoint_failures"),
        sa.CheckConstraint("(disabled_at IS NULL) = (disabled_why IS NULL)", name="ck_dispute_endpoint_disabled"),
        sa.PrimaryKeyConstraint("id", name="pk_dispute_endpoint"),
        sqlite_strict=True,
    )


def _deliveries() -> None:
    op.create_table(
        "dispute_delivery",
        sa.Column("number", NUMBER, autoincrement=True, nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("endpoint_id", KEY, nullable=False),
        sa.Column("subject", KEY, nullable=False),
        sa.Column("message_id", KEY, nullable=False),
        sa.Column("type", KEY, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("follows", FLAG, nullable=False),
        sa.Column("attempts", NUMBER, nullable=False),
        sa.Column("due_at", NUMBER, nullable=False),
        sa.Column("added_at", NUMBER, nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("dead_at", NUMBER, nullable=True),
        sa.Column("lease_token", KEY, nullable=True),
        sa.Column("leased_until", NUMBER, nullable=True),
        sa.CheckConstraint("id <> ''", name="ck_dispute_delivery_id_filled"),
        sa.CheckConstraint("subject <> ''", name="ck_dispute_delivery_subject_filled"),
        sa.CheckConstraint("attempts >= 0", name="ck_dispute_delivery_attempts"),
        sa.CheckConstraint("(lease_token IS NULL) = (leased_until IS NULL)", name="ck_dispute_delivery_lease"),
        sa.CheckConstraint("dead_at IS NULL OR lease_token IS NULL", name="ck_dispute_delivery_dead"),
        sa.ForeignKeyConstraint(["endpoint_id"], ["dispute_endpoint.id"], name="fk_dispute_delivery_endpoint_id"),
        sa.PrimaryKeyConstraint("number", name="pk_dispute_delivery"),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    _index("uq_dispute_delivery_id", "id", unique=True)
    _index("uq_dispute_delivery_endpoint_id_message_id", "endpoint_id", "message_id", unique=True)
    _index("ix_dispute_delivery_endpoint_id_subject_number", "endpoint_id", "subject", "number")
    _index("ix_dispute_delivery_lease_token", "lease_token")
    is_next = sa.text("dead_at IS NULL AND NOT follows")
    op.create_index(
        "ix_dispute_delivery_waiting",
        "dispute_delivery",
        ["due_at", "number"],
        sqlite_where=is_next,
        postgresql_where=is_next,
    )


def _index(name: str, *columns: str, unique: bool = False) -> None:
    op.create_index(name, "dispute_delivery", list(columns), unique=unique)
