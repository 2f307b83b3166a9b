"""Column types that mean the same on every database: instants as integer microseconds, ids that sort by bytes."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Boolean, Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
NEVER = 2**63 - 1
"""Sorts after every instant."""

WholeNumber = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits everywhere: SQLite's STRICT tables call it INTEGER."""

Flag = Boolean(create_constraint=False).with_variant(Integer(), "sqlite")

Key = Text().with_variant(Text(collation="C"), "postgresql")
"""Ids and codes: compared byte by byte, so that every store sorts alike."""


def microseconds(instant: datetime) -> int:
    """Microseconds since 1970 UTC, by integer arithmetic; ValueError for a naive datetime."""
    if instant.tzinfo is None:
        raise ValueError(f"a naive datetime is no instant: {instant!r}")
    return (instant - EPOCH) // _MICROSECOND


def instant_of(value: int) -> datetime:
    """The instant of a count of microseconds."""
    return EPOCH + timedelta(microseconds=value)


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept as microseconds since 1970 UTC."""

    impl: TypeEngine[Any] | type[TypeEngine[Any]] = WholeNumber
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """To the database."""
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        return None if value is None else instant_of(value)


class InstantOrNever(Instant):
    """An instant; None is kept as a value that sorts after all of them."""

    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int:
        """To the database."""
        return NEVER if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        return None if value is None or value == NEVER else instant_of(value)
