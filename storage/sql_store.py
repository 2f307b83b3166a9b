"""What the SQL stores share: transactions of their own or within a host's session, and the state of the schema."""

from abc import ABC, abstractmethod
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from typing import ClassVar

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.orm import Session

from ..engine.errors import InvalidInput, Refused
from . import schema
from .sql import SqlTransaction


class SqlStore(ABC):
    """Keeps disputes in a database; what is peculiar to one is in its subclass."""

    transaction: ClassVar[type[SqlTransaction]] = SqlTransaction

    def __init__(self, url: URL, writer: Engine, reader: Engine) -> None:
        self._url = url
        self._writer = writer
        self._reader = reader
        self._ready = False

    @contextmanager
    def writing(self, session: object | None = None) -> Generator[SqlTransaction]:
        """A transaction that commits at its end, also when it ends in Refused; or part of the session's."""
        if session is not None:
            self._ensure_schema()
            with self._in_words():
                joined = self._joined(session, writes=True)
                with joined.savepoint():
                    yield joined
            return
        self._ensure_schema()
        refusal: Refused | None = None
        with self._in_words(), self._writer.begin() as connection:
            try:
                yield self.transaction(connection)
            except Refused as error:
                refusal = error
        if refusal:
            raise refusal

    @contextmanager
    def reading(self, session: object | None = None) -> Generator[SqlTransaction]:
        """A consistent read; or one within the session's transaction."""
        if session is not None:
            self._ensure_schema()
            with self._in_words():
                yield self._joined(session, writes=False)
            return
        self._ensure_schema()
        with self._in_words(), self._reader.begin() as connection:
            yield self.transaction(connection)

    def migrate(self) -> None:
        """Make or renew the tables; SchemaOutdated when they are newer than this version."""
        with self._in_words():
            schema.upgrade(self._writer, self._url)
        self._ready = True

    def close(self) -> None:
        """Close all connections."""
        self._writer.dispose()
        self._reader.dispose()

    def _ensure_schema(self) -> None:
        if self._ready:
            return
        with self._in_words(), self._reader.begin() as connection:
            found = schema.found(connection)
        if found != schema.HEAD:
            self._meet_other_schema(found)
        self._ready = True

    @abstractmethod
    def _meet_other_schema(self, found: str | None) -> None:
        """The database's tables are not this version's: renew them, or say how."""

    @abstractmethod
    def _in_words(self) -> AbstractContextManager[None]:
        """Turns the driver's errors into ours."""

    def _joined(self, session: object, *, writes: bool) -> SqlTransaction:
        """The transaction that a session carries: ours, or a host's SQLAlchemy session or connection."""
        if isinstance(session, SqlTransaction):
            return session
        connection = _connection(session)
        if connection.dialect.name != self._writer.dialect.name:
            ours, theirs = self._writer.dialect.name, connection.dialect.name
            raise InvalidInput("session", f"is of another database: {theirs}, while the engine is on {ours}")
        if writes:
            self._begin_within(connection)
        return self.transaction(connection)

    @abstractmethod
    def _begin_within(self, connection: Connection) -> None:
        """Make sure that the host's transaction has begun, so that our savepoint is within it."""


def _connection(session: object) -> Connection:
    if isinstance(session, Session):
        session.flush()
        return session.connection()
    if isinstance(session, Connection):
        return session
    raise InvalidInput("session", f"must be an SQLAlchemy Session or Connection, not {type(session).__name__}")
