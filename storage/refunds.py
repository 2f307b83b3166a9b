"""Rows of refund orders: written with the events that order and complete them, read with their disputes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, insert, select, update

from ..engine.errors import DisputeError
from ..engine.money import Money
from ..engine.ports import Step
from ..engine.refunds import RefundOrder, RefundQuery, completions_in, dispute_of_effect, orders_in
from .finding import beyond
from .tables import RECORD, REFUND

_COMPLETE = (
    update(REFUND)
    .where(
        REFUND.c.dispute_id == bindparam("of"), REFUND.c.effect_id == bindparam("done"), REFUND.c.completed_at.is_(None)
    )
    .values(completed_at=bindparam("at"), reference=bindparam("under"))
)

_WITH_DISPUTE: Select[Any] = select(
    REFUND, *(RECORD.c[name] for name in ("marketplace", "order_id", "line", "buyer", "seller", "currency"))
).join(RECORD, RECORD.c.id == REFUND.c.dispute_id)
_ONE = _WITH_DISPUTE.where(REFUND.c.dispute_id == bindparam("of"), REFUND.c.effect_id == bindparam("effect"))


def write(connection: Connection, steps: Sequence[Step]) -> None:
    """Add the orders that these steps give, and note the executions that they record."""
    ordered = [_row(order) for step in steps for order in orders_in(step.dispute, step.events)]
    if ordered:
        connection.execute(insert(REFUND), ordered)
    done = [
        {"of": one.dispute_id, "done": one.effect_id, "at": one.completed_at, "under": one.reference}
        for step in steps
        for one in completions_in(step.events)
    ]
    if done and connection.execute(_COMPLETE, done).rowcount != len(done):
        raise DisputeError("A refund was recorded by somebody else under its dispute's lock.")


def one(connection: Connection, effect_id: str) -> RefundOrder | None:
    """The refund order with this effect's id."""
    row = connection.execute(_ONE, {"of": dispute_of_effect(effect_id), "effect": effect_id}).first()
    return _order(row) if row else None


def matching(connection: Connection, query: RefundQuery) -> list[RefundOrder]:
    """At most `limit` refund orders that match, by due time."""
    statement = _WITH_DISPUTE.where(*_filters(query)).order_by(REFUND.c.due_at, REFUND.c.effect_id)
    if query.after is not None:
        statement = statement.where(beyond(REFUND.c.due_at, REFUND.c.effect_id, query.after))
    return [_order(row) for row in connection.execute(statement.limit(query.limit))]


def _filters(query: RefundQuery) -> list[ColumnElement[bool]]:
    wanted = {
        REFUND.c.kind: query.kind,
        REFUND.c.dispute_id: query.dispute,
        RECORD.c.seller: query.seller,
        RECORD.c.buyer: query.buyer,
        RECORD.c.order_id: query.order,
        RECORD.c.marketplace: query.marketplace,
    }
    filters = [column == value for column, value in wanted.items() if value is not None]
    if query.status == "completed":
        filters.append(REFUND.c.completed_at.is_not(None))
    elif query.status is not None:
        filters.append(REFUND.c.completed_at.is_(None))
    if query.status == "late":
        filters.append(REFUND.c.due_at <= query.now)
    return filters


def _row(order: RefundOrder) -> dict[str, Any]:
    return {
        "dispute_id": order.dispute_id,
        "effect_id": order.effect_id,
        "kind": order.kind,
        "amount": order.amount.amount,
        "ordered_at": order.ordered_at,
        "due_at": order.due_at,
    }


def _order(row: Row[Any]) -> RefundOrder:
    return RefundOrder(
        effect_id=row.effect_id,
        dispute_id=row.dispute_id,
        marketplace=row.marketplace,
        order_id=row.order_id,
        line=row.line,
        buyer=row.buyer,
        seller=row.seller,
        kind=row.kind,
        amount=Money(row.amount, row.currency),
        ordered_at=row.ordered_at,
        due_at=row.due_at,
        completed_at=row.completed_at,
        reference=row.reference,
    )
