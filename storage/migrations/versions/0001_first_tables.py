"""The first tables: disputes, timers, histories, outcomes, personal texts, holds, workflow definitions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()

# A history is only ever added to; the sequencer alone may give an entry its position, once.
APPEND_ONLY_SQLITE = (
    """
    CREATE TRIGGER dispute_event_unchanged
    BEFORE UPDATE OF number, dispute_id, seq, action, actor_role, actor_id, from_state, to_state, occurred_at,
        recorded_at, details, effects, command_id, digest ON dispute_event
    BEGIN SELECT RAISE(ABORT, 'a history is append-only: an event cannot be changed'); END
    """,
    """
    CREATE TRIGGER dispute_event_placed_once
    BEFORE UPDATE OF position ON dispute_event WHEN OLD.position IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'a history is append-only: an event has its position for good'); END
    """,
    """
    CREATE TRIGGER dispute_event_kept
    BEFORE DELETE ON dispute_event
    BEGIN SELECT RAISE(ABORT, 'a history is append-only: an event cannot be deleted'); END
    """,
)

APPEND_ONLY_POSTGRESQL = (
    """
    CREATE FUNCTION dispute_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE check_violation USING MESSAGE = 'a history is append-only: an event cannot be deleted';
        ELSIF OLD.position IS NOT NULL AND NEW.position IS DISTINCT FROM OLD.position THEN
            RAISE check_violation USING MESSAGE = 'a history is append-only: an event has its position for good';
        ELSIF (to_jsonb(NEW) - 'position') <> (to_jsonb(OLD) - 'position') THEN
            RAISE check_violation USING MESSAGE = 'a history is append-only: an event cannot be changed';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER dispute_event_append_only BEFORE UPDATE OR DELETE ON dispute_event
    FOR EACH ROW EXECUTE FUNCTION dispute_event_append_only()
    """,
)


def upgrade() -> None:
    op.create_table(
        "dispute_record",
        sa.Column("id", KEY, nullable=False),
        sa.Column("workflow", KEY, nullable=False),
        sa.Column("workflow_version", NUMBER, nullable=False),
        sa.Column("state", KEY, nullable=False),
        sa.Column("stage", KEY, nullable=False),
        sa.Column("turn", KEY, nullable=False),
        sa.Column("marketplace", KEY, nullable=False),
        sa.Column("order_id", KEY, nullable=False),
        sa.Column("line", KEY, nullable=False),
        sa.Column("buyer", KEY, nullable=False),
        sa.Column("seller", KEY, nullable=False),
        sa.Column("reason", KEY, nullable=False),
        sa.Column("category", KEY, nullable=False),
        sa.Column("paid_amount", NUMBER, nullable=False),
        sa.Column("currency", KEY, nullable=False),
        sa.Column("filed_at", NUMBER, nullable=False),
        sa.Column("entered_state_at", NUMBER, nullable=False),
        sa.Column("resolved_at", NUMBER, nullable=True),
        sa.Column("last_event_at", NUMBER, nullable=False),
        sa.Column("due_at", NUMBER, nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("digest", KEY, nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("attempts", NUMBER, server_default="0", nullable=False),
        sa.Column("failure", TEXT, nullable=True),
        sa.Column("parked_at", NUMBER, nullable=True),
        sa.CheckConstraint("(stage = 'resolved') = (resolved_at IS NOT NULL)", name="ck_dispute_record_resolved"),
        sa.CheckConstraint("buyer <> ''", name="ck_dispute_record_buyer_filled"),
        sa.CheckConstraint("id <> ''", name="ck_dispute_record_id_filled"),
        sa.CheckConstraint("line <> ''", name="ck_dispute_record_line_filled"),
        sa.CheckConstraint("marketplace <> ''", name="ck_dispute_record_marketplace_filled"),
        sa.CheckConstraint("order_id <> ''", name="ck_dispute_record_order_id_filled"),
        sa.CheckConstraint("reason <> ''", name="ck_dispute_record_reason_filled"),
        sa.CheckConstraint("seller <> ''", name="ck_dispute_record_seller_filled"),
        sa.CheckConstraint(
            "stage IN ('filed', 'seller_response', 'negotiation', 'arbitration', 'returning', 'resolved')",
            name="ck_dispute_record_stage",
        ),
        sa.CheckConstraint("state <> ''", name="ck_dispute_record_state_filled"),
        sa.CheckConstraint("turn IN ('buyer', 'seller', 'platform', 'nobody')", name="ck_dispute_record_turn"),
        sa.CheckConstraint("workflow <> ''", name="ck_dispute_record_workflow_filled"),
        sa.CheckConstraint("attempts >= 0", name="ck_dispute_record_attempts"),
        sa.CheckConstraint(
            "filed_at <= entered_state_at AND entered_state_at <= last_event_at",
            name="ck_dispute_record_times",
        ),
        sa.CheckConstraint("length(currency) = 3", name="ck_dispute_record_currency"),
        sa.CheckConstraint("paid_amount > 0", name="ck_dispute_record_paid_amount"),
        sa.CheckConstraint("version >= 1", name="ck_dispute_record_version"),
        sa.CheckConstraint("workflow_version >= 1", name="ck_dispute_record_workflow_version"),
        sa.PrimaryKeyConstraint("id", name="pk_dispute_record"),
        sqlite_strict=True,
    )
    op.create_index("ix_dispute_record_buyer_due_at_id", "dispute_record", ["buyer", "due_at", "id"], unique=False)
    op.create_index("ix_dispute_record_due_at_id", "dispute_record", ["due_at", "id"], unique=False)
    op.create_index("ix_dispute_record_filed_at_id", "dispute_record", ["filed_at", "id"], unique=False)
    op.create_index(
        "ix_dispute_record_marketplace_order_id", "dispute_record", ["marketplace", "order_id"], unique=False
    )
    op.create_index("ix_dispute_record_seller_due_at_id", "dispute_record", ["seller", "due_at", "id"], unique=False)
    op.create_index("ix_dispute_record_stage_due_at_id", "dispute_record", ["stage", "due_at", "id"], unique=False)
    op.create_index(
        "uq_dispute_record_open_line",
        "dispute_record",
        ["marketplace", "order_id", "line"],
        unique=True,
        sqlite_where=sa.text("stage <> 'resolved'"),
        postgresql_where=sa.text("stage <> 'resolved'"),
    )
    op.create_table(
        "dispute_workflow",
        sa.Column("id", KEY, nullable=False),
        sa.Column("digest", KEY, nullable=False),
        sa.Column("definition", TEXT, nullable=False),
        sa.Column("first_used_at", NUMBER, nullable=False),
        sa.CheckConstraint("id <> ''", name="ck_dispute_workflow_id_filled"),
        sa.CheckConstraint("length(digest) = 64", name="ck_dispute_workflow_digest"),
        sa.PrimaryKeyConstraint("id", name="pk_dispute_workflow"),
        sqlite_strict=True,
    )
    op.create_table(
        "dispute_event",
        sa.Column("number", NUMBER, autoincrement=True, nullable=False),
        sa.Column("dispute_id", KEY, nullable=False),
        sa.Column("seq", NUMBER, nullable=False),
        sa.Column("action", KEY, nullable=False),
        sa.Column("actor_role", KEY, nullable=False),
        sa.Column("actor_id", KEY, nullable=True),
        sa.Column("from_state", KEY, nullable=True),
        sa.Column("to_state", KEY, nullable=False),
        sa.Column("occurred_at", NUMBER, nullable=False),
        sa.Column("recorded_at", NUMBER, nullable=False),
        sa.Column("details", TEXT, nullable=False),
        sa.Column("effects", TEXT, nullable=False),
        sa.Column("command_id", KEY, nullable=True),
        sa.Column("digest", KEY, nullable=False),
        sa.Column("position", NUMBER, nullable=True),
        sa.CheckConstraint("(actor_role = 'system') = (actor_id IS NULL)", name="ck_dispute_event_actor"),
        sa.CheckConstraint("action <> ''", name="ck_dispute_event_action_filled"),
        sa.CheckConstraint(
            "actor_role IN ('buyer', 'seller', 'platform', 'system')", name="ck_dispute_event_actor_role"
        ),
        sa.CheckConstraint("command_id <> ''", name="ck_dispute_event_command_id_filled"),
        sa.CheckConstraint("to_state <> ''", name="ck_dispute_event_to_state_filled"),
        sa.CheckConstraint("(seq = 1) = (from_state IS NULL)", name="ck_dispute_event_from_state"),
        sa.CheckConstraint("length(digest) = 64", name="ck_dispute_event_digest"),
        sa.CheckConstraint("position >= 1", name="ck_dispute_event_position"),
        sa.CheckConstraint("seq >= 1", name="ck_dispute_event_seq"),
        sa.ForeignKeyConstraint(["dispute_id"], ["dispute_record.id"], name="fk_dispute_event_dispute_id"),
        sa.PrimaryKeyConstraint("number", name="pk_dispute_event"),
        sa.UniqueConstraint("command_id", name="uq_dispute_event_command_id"),
        sa.UniqueConstraint("position", name="uq_dispute_event_position"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "ix_dispute_event_unplaced",
        "dispute_event",
        ["number"],
        unique=False,
        sqlite_where=sa.text("position IS NULL"),
        postgresql_where=sa.text("position IS NULL"),
    )
    op.create_index("uq_dispute_event_dispute_id_seq", "dispute_event", ["dispute_id", "seq"], unique=True)
    op.create_table(
        "dispute_hold",
        sa.Column("id", KEY, nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.Column("placed_by", TEXT, nullable=False),
        sa.Column("placed_at", NUMBER, nullable=False),
        sa.Column("timers", TEXT, nullable=False),
        sa.Column("dispute_id", KEY, nullable=True),
        sa.Column("released_by", TEXT, nullable=True),
        sa.Column("released_at", NUMBER, nullable=True),
        sa.CheckConstraint("id <> ''", name="ck_dispute_hold_id_filled"),
        sa.CheckConstraint("why <> ''", name="ck_dispute_hold_why_filled"),
        sa.ForeignKeyConstraint(["dispute_id"], ["dispute_record.id"], name="fk_dispute_hold_dispute_id"),
        sa.PrimaryKeyConstraint("id", name="pk_dispute_hold"),
        sqlite_strict=True,
    )
    op.create_table(
        "dispute_outcome",
        sa.Column("number", NUMBER, autoincrement=True, nullable=False),
        sa.Column("dispute_id", KEY, nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("seller", KEY, nullable=False),
        sa.Column("resolution", KEY, nullable=False),
        sa.Column("decided_by", KEY, nullable=False),
        sa.Column("winner", KEY, nullable=False),
        sa.Column("liable", KEY, nullable=False),
        sa.Column("paid_amount", NUMBER, nullable=False),
        sa.Column("refund_amount", NUMBER, nullable=False),
        sa.Column("filed_at", NUMBER, nullable=False),
        sa.Column("resolved_at", NUMBER, nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("position", NUMBER, nullable=True),
        sa.CheckConstraint(
            "decided_by IN ('parties', 'timer', 'platform', 'buyer')", name="ck_dispute_outcome_decided_by"
        ),
        sa.CheckConstraint(
            "liable IN ('seller', 'buyer', 'carrier', 'platform', 'nobody')", name="ck_dispute_outcome_liable"
        ),
        sa.CheckConstraint("winner IN ('buyer', 'seller', 'both', 'nobody')", name="ck_dispute_outcome_winner"),
        sa.CheckConstraint("position >= 1", name="ck_dispute_outcome_position"),
        sa.CheckConstraint(
            "refund_amount >= 0 AND refund_amount <= paid_amount", name="ck_dispute_outcome_refund_amount"
        ),
        sa.CheckConstraint("resolved_at >= filed_at", name="ck_dispute_outcome_resolved_at"),
        sa.CheckConstraint("revision >= 1", name="ck_dispute_outcome_revision"),
        sa.ForeignKeyConstraint(["dispute_id"], ["dispute_record.id"], name="fk_dispute_outcome_dispute_id"),
        sa.PrimaryKeyConstraint("number", name="pk_dispute_outcome"),
        sa.UniqueConstraint("position", name="uq_dispute_outcome_position"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_dispute_outcome_seller_resolved_at", "dispute_outcome", ["seller", "resolved_at"], unique=False)
    op.create_index(
        "ix_dispute_outcome_unplaced",
        "dispute_outcome",
        ["number"],
        unique=False,
        sqlite_where=sa.text("position IS NULL"),
        postgresql_where=sa.text("position IS NULL"),
    )
    op.create_index(
        "uq_dispute_outcome_dispute_id_revision", "dispute_outcome", ["dispute_id", "revision"], unique=True
    )
    op.create_table(
        "dispute_text",
        sa.Column("dispute_id", KEY, nullable=False),
        sa.Column("reference", KEY, nullable=False),
        sa.Column("salt", KEY, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.CheckConstraint("reference <> ''", name="ck_dispute_text_reference_filled"),
        sa.ForeignKeyConstraint(["dispute_id"], ["dispute_record.id"], name="fk_dispute_text_dispute_id"),
        sa.PrimaryKeyConstraint("dispute_id", "reference", name="pk_dispute_text"),
        sqlite_strict=True,
    )
    op.create_table(
        "dispute_timer",
        sa.Column("dispute_id", KEY, nullable=False),
        sa.Column("name", KEY, nullable=False),
        sa.Column("action", KEY, nullable=False),
        sa.Column("due_at", NUMBER, nullable=False),
        sa.Column("armed_at", NUMBER, nullable=False),
        sa.Column("expression", TEXT, nullable=False),
        sa.Column("hangs_on", KEY, nullable=True),
        sa.CheckConstraint("action <> ''", name="ck_dispute_timer_action_filled"),
        sa.CheckConstraint("name <> ''", name="ck_dispute_timer_name_filled"),
        sa.CheckConstraint("due_at >= armed_at", name="ck_dispute_timer_due_at"),
        sa.ForeignKeyConstraint(["dispute_id"], ["dispute_record.id"], name="fk_dispute_timer_dispute_id"),
        sa.PrimaryKeyConstraint("dispute_id", "name", name="pk_dispute_timer"),
        sqlite_strict=True,
    )
    op.create_index("ix_dispute_timer_due_at_dispute_id", "dispute_timer", ["due_at", "dispute_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        for trigger in APPEND_ONLY_SQLITE:
            op.execute(trigger)
    else:
        for statement in APPEND_ONLY_POSTGRESQL:
            op.execute(statement)
