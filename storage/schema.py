"""The database's schema: which version it has, and how it gets to the one that this code needs."""

from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, Engine, func, inspect, select, text

from ..engine.errors import SchemaOutdated
from .tables import TEXT

if TYPE_CHECKING:
    from alembic.config import Config

VERSION_TABLE = "dispute_schema_version"
HEAD = "0004"
"""The newest migration in migrations/versions."""
KNOWN = ("0001", "0002", "0003", HEAD)
"""Every migration that this version can go on from."""


def found(connection: Connection) -> str | None:
    """The version of the database's tables, None when it has none."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()


def count_texts(connection: Connection) -> int:
    """How many personal texts are kept; 0 while there are no tables."""
    if found(connection) is None:
        return 0
    return connection.execute(select(func.count()).select_from(TEXT)).scalar_one()


def upgrade(engine: Engine, url: URL) -> None:
    """Make or renew the tables in one transaction; SchemaOutdated when they are newer than this code."""
    with engine.connect() as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("dispute schema", 0))))
        version = found(connection)
        if version == HEAD:
            return
        if version is not None and version not in KNOWN:
            raise SchemaOutdated(version, HEAD, url.render_as_string())
        _run(connection)


def _run(connection: Connection) -> None:
    from alembic import command

    command.upgrade(config(connection), "head")


def config(connection: Connection) -> "Config":
    """Alembic's configuration for a connection, without a file."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", "disputes:storage/migrations")
    settings.attributes["connection"] = connection
    return settings
