"""A row for each daemon, with its last sign of life."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "dispute_daemon",
        sa.Column("id", KEY, nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("pid", NUMBER, nullable=False),
        sa.Column("started_at", NUMBER, nullable=False),
        sa.Column("seen_at", NUMBER, nullable=False),
        sa.Column("stopped_at", NUMBER, nullable=True),
        sa.CheckConstraint("id <> ''", name="ck_dispute_daemon_id_filled"),
        sa.CheckConstraint("seen_at >= started_at", name="ck_dispute_daemon_seen_at"),
        sa.PrimaryKeyConstraint("id", name="pk_dispute_daemon"),
        sqlite_strict=True,
    )
