"""Runs migrations on the connection that schema.py hands over, within its transaction."""

from alembic import context
from disputes.storage.schema import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    version_table=VERSION_TABLE,
)
context.run_migrations()
