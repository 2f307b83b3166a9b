"""What queries mean, record by record: how the store in memory looks for disputes and refund orders."""

from datetime import UTC, datetime

from ..engine.ports import Query
from ..engine.records import Dispute
from ..engine.refunds import RefundOrder, RefundQuery

_Key = tuple[bool, datetime, str]
_NEVER = datetime.max.replace(tzinfo=UTC)


def sortable(key: tuple[datetime | None, str]) -> _Key:
    """Disputes without a due time come last."""
    instant, dispute_id = key
    return instant is None, instant or _NEVER, dispute_id


def fits(query: RefundQuery, order: RefundOrder) -> bool:
    """Whether a refund order is one that the query asks for."""
    wanted = (
        (query.kind, order.kind),
        (query.seller, order.seller),
        (query.buyer, order.buyer),
        (query.order, order.order_id),
        (query.marketplace, order.marketplace),
        (query.dispute, order.dispute_id),
        (query.status and query.status == "completed", order.completed_at is not None),
    )
    in_time = query.status != "late" or order.due_at <= query.now
    return in_time and all(want in (None, found) for want, found in wanted)


def matches(query: Query, dispute: Dispute) -> bool:
    """Whether a dispute is one that the query asks for."""
    order = dispute.order
    wanted = (
        (query.stage, dispute.stage),
        (query.state, dispute.state),
        (query.turn, dispute.turn),
        (query.seller, order.seller),
        (query.buyer, order.buyer),
        (query.order, order.id),
        (query.line, order.line),
        (query.workflow, dispute.workflow),
        (query.version, dispute.workflow_version),
        (query.reason, dispute.reason),
        (query.marketplace, order.marketplace),
    )
    if not all(want in (None, found) for want, found in wanted):
        return False
    return query.due_before is None or (dispute.due_at is not None and dispute.due_at < query.due_before)
