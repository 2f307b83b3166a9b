"""A row for each refund order, also for those ordered so far, and the versions of the sellers' standings."""

from json import loads

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

REFUND_WINDOW = 72 * 3600 * 1_000_000
"""Microseconds, as of this migration."""
BATCH = 1_000
ORDERED = sa.text(
    "SELECT number, dispute_id, effects, occurred_at FROM dispute_event "
    """WHERE number > :after AND effects LIKE '%"amount":{%' ORDER BY number LIMIT :limit"""
)
INSERT = sa.text(
    "INSERT INTO dispute_refund (dispute_id, effect_id, kind, amount, ordered_at, due_at) "
    "VALUES (:dispute_id, :effect_id, :kind, :amount, :ordered_at, :due_at)"
)

APPEND_ONLY_SQLITE = tuple(
    f"CREATE TRIGGER dispute_standing_no_{what} BEFORE {what} ON dispute_standing "
    "BEGIN SELECT RAISE(ABORT, 'dispute_standing is append-only'); END"
    for what in ("update", "delete")
)
APPEND_ONLY_POSTGRESQL = (
    "CREATE FUNCTION dispute_standing_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE check_violation USING MESSAGE = 'dispute_standing is append-only'; "
    "END $$",
    "CREATE TRIGGER dispute_standing_append_only BEFORE UPDATE OR DELETE ON dispute_standing "
    "FOR EACH ROW EXECUTE FUNCTION dispute_standing_append_only()",
)


def upgrade() -> None:
    _make_refunds()
    _make_standings()
    _fill_refunds()


def _make_refunds() -> None:
    op.create_table(
        "dispute_refund",
        sa.Column("dispute_id", KEY, nullable=False),
        sa.Column("effect_id", KEY, nullable=False),
        sa.Column("kind", KEY, nullable=False),
        sa.Column("amount", NUMBER, nullable=False),
        sa.Column("ordered_at", NUMBER, nullable=False),
        sa.Column("due_at", NUMBER, nullable=False),
        sa.Column("completed_at", NUMBER, nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.CheckConstraint("effect_id <> ''", name="ck_dispute_refund_effect_id_filled"),
        sa.CheckConstraint("kind IN ('refund', 'recover')", name="ck_dispute_refund_kind"),
        sa.CheckConstraint("amount > 0", name="ck_dispute_refund_amount"),
        sa.CheckConstraint("due_at >= ordered_at", name="ck_dispute_refund_due_at"),
        sa.CheckConstraint("completed_at >= ordered_at", name="ck_dispute_refund_completed_at"),
        sa.CheckConstraint("reference IS NULL OR completed_at IS NOT NULL", name="ck_dispute_refund_reference"),
        sa.ForeignKeyConstraint(["dispute_id"], ["dispute_record.id"], name="fk_dispute_refund_dispute_id"),
        sa.PrimaryKeyConstraint("dispute_id", "effect_id", name="pk_dispute_refund"),
        sqlite_strict=True,
    )
    op.create_index("ix_dispute_refund_due_at_effect_id", "dispute_refund", ["due_at", "effect_id"], unique=False)
    op.create_index(
        "ix_dispute_refund_open",
        "dispute_refund",
        ["due_at", "effect_id"],
        unique=False,
        sqlite_where=sa.text("completed_at IS NULL"),
        postgresql_where=sa.text("completed_at IS NULL"),
    )


def _make_standings() -> None:
    op.create_table(
        "dispute_standing",
        sa.Column("marketplace", KEY, nullable=False),
        sa.Column("seller", KEY, nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("medal", KEY, nullable=True),
        sa.Column("level", KEY, nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", NUMBER, nullable=False),
        sa.Column("command_id", KEY, nullable=True),
        sa.CheckConstraint("marketplace <> ''", name="ck_dispute_standing_marketplace_filled"),
        sa.CheckConstraint("seller <> ''", name="ck_dispute_standing_seller_filled"),
        sa.CheckConstraint("command_id <> ''", name="ck_dispute_standing_command_id_filled"),
        sa.CheckConstraint("version >= 1", name="ck_dispute_standing_version"),
        sa.CheckConstraint("medal IN ('gold', 'silver')", name="ck_dispute_standing_medal"),
        sa.PrimaryKeyConstraint("marketplace", "seller", "version", name="pk_dispute_standing"),
        sqlite_strict=True,
    )
    op.create_index(
        "uq_dispute_standing_command_id_marketplace_seller",
        "dispute_standing",
        ["command_id", "marketplace", "seller"],
        unique=True,
    )
    statements = APPEND_ONLY_SQLITE if op.get_bind().dialect.name == "sqlite" else APPEND_ONLY_POSTGRESQL
    for statement in statements:
        op.execute(statement)


def _fill_refunds() -> None:
    """Refunds that were ordered before this migration, none of them recorded as executed yet."""
    connection, last = op.get_bind(), 0
    while events := connection.execute(ORDERED, {"after": last, "limit": BATCH}).all():
        rows = [row for event in events for row in _refunds(event.dispute_id, event.effects, event.occurred_at)]
        connection.execute(INSERT, rows)
        last = events[-1].number


def _refunds(dispute_id: str, effects: str, occurred_at: int) -> list[dict[str, object]]:
    return [
        {
            "dispute_id": dispute_id,
            "effect_id": effect["id"],
            "kind": effect["kind"],
            "amount": effect["amount"]["amount"],
            "ordered_at": occurred_at,
            "due_at": occurred_at + REFUND_WINDOW,
        }
        for effect in loads(effects)
        if effect["amount"]
    ]
