"""The feeds' positions: given by one sequencer after the commit, so that no reader misses a late one.

Writers insert rows without a position. The sequencer stamps the rows it sees with contiguous positions, in
the order in which they were written; readers ask for positions above the last one they saw.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, bindparam, func, select, update


def after(connection: Connection, table: Table, position: int, limit: int) -> Sequence[Row[Any]]:
    """At most `limit` rows above a position, in order."""
    statement = select(table).where(table.c.position > position).order_by(table.c.position).limit(limit)
    return connection.execute(statement).all()


def stamp(connection: Connection, table: Table) -> None:
    """Give every row without a position the next one. One at a time: the caller's transaction is exclusive."""
    numbers = connection.execute(
        select(table.c.number).where(table.c.position.is_(None)).order_by(table.c.number)
    ).scalars()
    unplaced = list(numbers)
    if not unplaced:
        return
    last: int = connection.execute(select(func.coalesce(func.max(table.c.position), 0))).scalar_one()
    placed = [{"row": number, "place": place} for place, number in enumerate(unplaced, last + 1)]
    statement = update(table).where(table.c.number == bindparam("row")).values(position=bindparam("place"))
    connection.execute(statement, placed)
