"""The statements that find disputes: by what people look for, and by what is due."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Select,
    and_,
    bindparam,
    exists,
    not_,
    or_,
    select,
    true,
    tuple_,
)

from ..engine.ports import Query
from ..engine.records import Hold
from .tables import EVENT, RECORD, TIMER


def select_matching(query: Query) -> Select[Any]:
    """Disputes that match, in order, from after the query's sort key on."""
    order = RECORD.c.due_at if query.order_by == "due" else RECORD.c.filed_at
    statement = select(RECORD).where(*_filters(query)).order_by(order, RECORD.c.id).limit(query.limit)
    if query.after is None:
        return statement
    return statement.where(beyond(order, RECORD.c.id, query.after))


def select_fired(since: datetime, until: datetime, timers: Collection[str], limit: int) -> Select[Any]:
    """Events of timers that occurred in a window, by time."""
    when = EVENT.c.occurred_at
    mine = (EVENT.c.actor_role == "system", EVENT.c.action.in_(sorted(timers)))
    return select(EVENT).where(*mine, when >= since, when < until).order_by(when, EVENT.c.number).limit(limit)


def beyond(instant: Column[datetime], dispute_id: Column[str], key: tuple[datetime | None, str]) -> ColumnElement[bool]:
    """The row comes after a sort key."""
    # Bound by the column's own type: it has a value for None, which sorts last.
    values = (bindparam(None, key[0], instant.type), bindparam(None, key[1], dispute_id.type))
    return tuple_(instant, dispute_id) > tuple_(*values)


def _filters(query: Query) -> list[ColumnElement[bool]]:
    wanted = {
        RECORD.c.stage: query.stage,
        RECORD.c.state: query.state,
        RECORD.c.turn: query.turn,
        RECORD.c.seller: query.seller,
        RECORD.c.buyer: query.buyer,
        RECORD.c.order_id: query.order,
        RECORD.c.line: query.line,
        RECORD.c.workflow: query.workflow,
        RECORD.c.workflow_version: query.version,
        RECORD.c.reason: query.reason,
        RECORD.c.marketplace: query.marketplace,
    }
    filters = [column == value for column, value in wanted.items() if value is not None]
    if query.due_before is not None:
        filters.append(RECORD.c.due_at < query.due_before)
    return filters


def select_due(
    now: datetime, limit: int, workflows: Collection[str], after: tuple[datetime, str] | None
) -> Select[Any, Any]:
    """Timers due at `now` of disputes of these workflows, which are locked; the most overdue first."""
    statement = (
        select(TIMER.c.due_at, TIMER.c.dispute_id)
        .join(RECORD, RECORD.c.id == TIMER.c.dispute_id)
        .where(TIMER.c.due_at <= now, RECORD.c.parked_at.is_(None), _of_workflows(workflows))
        .order_by(TIMER.c.due_at, TIMER.c.dispute_id)
        .limit(limit)
        .with_for_update(of=RECORD, skip_locked=True)
    )
    return statement if after is None else statement.where(beyond(TIMER.c.due_at, TIMER.c.dispute_id, after))


def select_next_due(workflows: Collection[str], holds: Collection[Hold]) -> Select[Any]:
    """The earliest due time of a timer that would fire: of these workflows, not parked, held or behind a held one."""
    statement = (
        select(TIMER.c.due_at)
        .join(RECORD, RECORD.c.id == TIMER.c.dispute_id)
        .where(RECORD.c.parked_at.is_(None), _of_workflows(workflows))
        .order_by(TIMER.c.due_at)
        .limit(1)
    )
    return statement.where(not_(_is_held_back(holds))) if holds else statement


def _is_held_back(holds: Collection[Hold]) -> ColumnElement[bool]:
    """A hold covers the timer, or one of the same dispute that comes no later: that one has to fire first."""
    first = TIMER.alias()
    no_later = and_(first.c.dispute_id == TIMER.c.dispute_id, first.c.due_at <= TIMER.c.due_at)
    return exists().where(no_later, or_(False, *(_covered(first, hold) for hold in holds)))


def _covered(timer: FromClause, hold: Hold) -> ColumnElement[bool]:
    covered: list[ColumnElement[bool]] = [timer.c.action.in_(hold.timers)] if hold.timers else []
    if hold.dispute_id is not None:
        covered.append(timer.c.dispute_id == hold.dispute_id)
    return and_(true(), *covered)


def _of_workflows(workflows: Collection[str]) -> ColumnElement[bool]:
    """The dispute runs under one of these versions."""
    versions = (name.partition("@") for name in sorted(workflows))
    return or_(
        False,
        *(and_(RECORD.c.workflow == name, RECORD.c.workflow_version == int(version)) for name, _, version in versions),
    )
