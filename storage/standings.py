"""Rows of sellers' standings: versions that are only ever added."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, exists, not_, select

from ..engine.inputs import SYSTEM, Actor
from ..engine.sellers import Standing
from .tables import STANDING

_NEWER = STANDING.alias()
_OVERTAKEN = exists().where(
    _NEWER.c.marketplace == STANDING.c.marketplace,
    _NEWER.c.seller == STANDING.c.seller,
    _NEWER.c.version == STANDING.c.version + 1,
)
_CURRENT = select(STANDING).where(
    STANDING.c.marketplace == bindparam("on"),
    STANDING.c.seller.in_(bindparam("sellers", expanding=True)),
    not_(_OVERTAKEN),
)
"""Built once: every filing without a medal asks."""


def current(connection: Connection, marketplace: str, sellers: Collection[str]) -> list[Standing]:
    """The latest version of each of these sellers' standings."""
    rows = connection.execute(_CURRENT, {"on": marketplace, "sellers": list(sellers)})
    return [_standing(row) for row in rows]


def versions(connection: Connection, marketplace: str, seller: str) -> list[Standing]:
    """All versions of a seller's standing, the oldest first."""
    return _read(connection, STANDING.c.marketplace == marketplace, STANDING.c.seller == seller)


def of_command(connection: Connection, command_id: str) -> list[Standing]:
    """The versions that a command added."""
    return _read(connection, STANDING.c.command_id == command_id)


def _read(connection: Connection, *wanted: ColumnElement[bool]) -> list[Standing]:
    statement = select(STANDING).where(*wanted).order_by(STANDING.c.seller, STANDING.c.version)
    return [_standing(row) for row in connection.execute(statement)]


def row(standing: Standing, command_id: str | None) -> dict[str, Any]:
    """A version's row."""
    return {
        "marketplace": standing.marketplace,
        "seller": standing.seller,
        "version": standing.version,
        "medal": standing.medal,
        "level": standing.level,
        "source": standing.source,
        "set_by": str(standing.by),
        "set_at": standing.set_at,
        "command_id": command_id,
    }


def _standing(row: Row[Any]) -> Standing:
    role, _, actor_id = row.set_by.partition(":")
    by = SYSTEM if role == "system" else Actor(role, actor_id)
    return Standing(row.seller, row.medal, row.level, row.source, row.marketplace, row.version, row.set_at, by)
