"""The PostgreSQL store (14 to 18, psycopg 3): many processes on one database.

A dispute's row lock guards all that belongs to it; timer rows are never locked. Filing takes an advisory lock
on the order, since there is no row to lock yet. Every statement sees what was committed before it
(READ COMMITTED), so what is read under a lock is current; reads see one instant (REPEATABLE READ).
"""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import ClassVar

from sqlalchemy import URL, Connection, create_engine, func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from ..engine.errors import Busy, CommandConflict, SchemaOutdated, Unavailable
from ..engine.records import Dispute
from . import schema
from .sql import SqlTransaction
from .sql_store import SqlStore

LOCK_TIMEOUT_SECONDS = 30

# SQLSTATE codes: lock_not_available, deadlock_detected, serialization_failure, admin_shutdown, too_many_connections.
_PASSING = frozenset({"55P03", "40P01", "40001", "57P01", "53300"})


class PostgresTransaction(SqlTransaction):
    """Reads and writes within one transaction on PostgreSQL."""

    def lock_order(self, marketplace: str, order_id: str, line: str | None) -> list[Dispute]:
        """Lock an order against filing, and lock and read its disputes, the oldest first."""
        # In a statement of its own: the next one sees what the one who had the lock before has committed.
        self._wait_for(f"dispute order {marketplace!r} {order_id!r}")
        return super().lock_order(marketplace, order_id, line)

    def stamp(self) -> None:
        """Give every event and outcome without a position the next one; one process at a time does."""
        self._wait_for("dispute sequencer")
        super().stamp()

    def lock_holds(self) -> None:
        """Keep others who do the same from going on until the end of the transaction."""
        self._wait_for("dispute holds")

    def lock_standings(self) -> None:
        """Keep others who do the same from going on until the end of the transaction."""
        self._wait_for("dispute standings")

    def _claim_alone(self) -> None:
        self._wait_for("dispute deliveries")

    def _wait_for(self, name: str) -> None:
        key = func.hashtextextended(name, 0)
        self._connection.execute(select(func.pg_advisory_xact_lock(key)))


class PostgresStore(SqlStore):
    """Keeps disputes in PostgreSQL; the tables are made by `disputes migrate`."""

    transaction: ClassVar[type[SqlTransaction]] = PostgresTransaction

    def __init__(self, url: URL) -> None:
        timeout = float(str(url.query.get("lock_timeout", LOCK_TIMEOUT_SECONDS)))
        url = url.difference_update_query(["lock_timeout"])
        timeouts = f"-c lock_timeout={int(timeout * 1000)}"
        options = {"options": timeouts, "application_name": "dispute-engine"}
        writer = create_engine(url, connect_args=options, pool_pre_ping=True, isolation_level="READ COMMITTED")
        reader = writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        super().__init__(url, writer, reader)

    def describe(self) -> Mapping[str, str]:
        """What this store is and how it is set, for `disputes doctor`."""
        with self._in_words(), self._reader.begin() as connection:
            settings = {name: _setting(connection, name) for name in ("server_version", "synchronous_commit", "fsync")}
            return {
                "store": "PostgreSQL",
                "url": self._url.render_as_string(),
                **settings,
                "personal_texts": str(schema.count_texts(connection)),
                "schema": str(schema.found(connection)),
                "schema_wanted": schema.HEAD,
            }

    def _meet_other_schema(self, found: str | None) -> None:
        """Others may be at work here: only `migrate` changes tables."""
        raise SchemaOutdated(found, schema.HEAD, self._url.render_as_string())

    @contextmanager
    def _in_words(self) -> Generator[None]:
        """What passes when tried again is Busy; a command id used twice at the same moment is a conflict."""
        try:
            yield
        except IntegrityError as error:
            if "uq_dispute_event_command_id" in str(error.orig):
                raise CommandConflict("", "at the same moment") from error
            raise
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) in _PASSING:
                raise Busy(f"The database could not do it now; nothing was done, try again: {error.orig}") from error
            if isinstance(error, OperationalError) or error.connection_invalidated:
                raise Unavailable(
                    f"The database cannot be reached; whether the command was carried out is not known, "
                    f"so send it again under the same id: {error.orig}"
                ) from error
            raise

    def _begin_within(self, connection: Connection) -> None:
        """The driver begins with the first statement."""


def _setting(connection: Connection, name: str) -> str:
    return str(connection.execute(text(f"SHOW {name}")).scalar_one())
