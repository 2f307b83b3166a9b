"""Runs migrations on the connection that schema.py hands over, within its transaction."""

from alembic import context
from disputes.storage.schema import VERSION_TABLE
from disputes.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    include_name=lambda name, kind, _parents: kind != "table" or str(name).startswith("dispute_"),
)
context.run_migrations()
