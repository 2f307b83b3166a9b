"""Refund orders: money that a dispute told the platform to move, and whether the platform has moved it.

They are a projection of the history: an event's effect orders, the event `record_refund` completes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, cast

from .deadlines import Duration
from .money import Money
from .records import Dispute, Event

RefundKind = Literal["refund", "recover"]
RefundStatus = Literal["ordered", "completed", "late"]

RECORD_REFUND = "record_refund"

REFUND_WINDOW = Duration(
    "REFUND_WINDOW",
    "PT72H",
    "default",
    "AliExpress' store rating asks for refunds within 72 hours (stated); for other marketplaces our default",
)
"""How long the platform has to execute a refund order; one executed at that very instant is late."""


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """Money that the platform is to pay the buyer (`refund`) or to take back (`recover`), once.

    `effect_id` is the effect's in the feed of events. `completed_at` is when the platform said it was done,
    `reference` its own id for it. `late`: not done in time, or not done and the time is over.
    """

    effect_id: str
    dispute_id: str
    marketplace: str
    order_id: str
    line: str
    buyer: str
    seller: str
    kind: RefundKind
    amount: Money
    ordered_at: datetime
    due_at: datetime
    completed_at: datetime | None = None
    reference: str | None = None
    late: bool = False

    def as_of(self, now: datetime) -> "RefundOrder":
        """The same, late or not at this instant: a deadline is over from its instant on (time rule 3)."""
        return replace(self, late=self.due_at <= (self.completed_at or now))


@dataclass(frozen=True, slots=True)
class RefundQuery:
    """Which refund orders to find as of `now`, by due time; `after` is the sort key of the last one seen."""

    now: datetime
    status: RefundStatus | None = None
    kind: RefundKind | None = None
    seller: str | None = None
    buyer: str | None = None
    order: str | None = None
    marketplace: str | None = None
    dispute: str | None = None
    after: tuple[datetime, str] | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Completion:
    """That an order was executed; the reference is sealed, for it may be an account's."""

    dispute_id: str
    effect_id: str
    completed_at: datetime
    reference: str | None


def dispute_of_effect(effect_id: str) -> str | None:
    """The dispute that an effect with this id belongs to; None for what is no effect's id."""
    parts = effect_id.rsplit(":", 2)
    return parts[0] if len(parts) == 3 and parts[0] else None


def orders_in(dispute: Dispute, events: Iterable[Event]) -> Iterator[RefundOrder]:
    """The refund orders that these events of a dispute gave."""
    order = dispute.order
    for event in events:
        for effect in event.effects:
            if effect.amount is not None:
                yield RefundOrder(
                    effect_id=effect.id,
                    dispute_id=dispute.id,
                    marketplace=order.marketplace,
                    order_id=order.id,
                    line=order.line,
                    buyer=order.buyer,
                    seller=order.seller,
                    kind=cast(RefundKind, effect.kind),
                    amount=effect.amount,
                    ordered_at=event.occurred_at,
                    due_at=event.occurred_at + REFUND_WINDOW.span,
                )


def completions_in(events: Iterable[Event]) -> Iterator[Completion]:
    """The executions that these events recorded."""
    for event in events:
        if event.action == RECORD_REFUND:
            effect_id = cast(str, event.details["effect_id"])
            reference = cast("str | None", event.details.get("reference"))
            yield Completion(event.dispute_id, effect_id, event.occurred_at, reference)


def completed(order: RefundOrder, completion: Completion) -> RefundOrder:
    """The order as it stands once it was executed."""
    return replace(order, completed_at=completion.completed_at, reference=completion.reference)


def refund_faults(dispute: Dispute, events: Iterable[Event], kept: Iterable[RefundOrder]) -> Iterator[str]:
    """Where the orders that the store keeps are not those of the history, and executions of what nobody ordered."""
    orders: dict[str, RefundOrder] = {}
    for event in events:
        orders |= {order.effect_id: order for order in orders_in(dispute, [event])}
        for completion in completions_in([event]):
            order = orders.get(completion.effect_id)
            if order is None or order.completed_at is not None:
                yield f"event {event.seq} records {completion.effect_id}, which was not waiting to be executed"
            else:
                orders[order.effect_id] = completed(order, completion)
    # A deadline is kept as it was given, also when a later version gives another.
    given = {order.effect_id: replace(order, due_at=order.ordered_at) for order in kept}
    told = {name: replace(order, due_at=order.ordered_at) for name, order in orders.items()}
    for name in sorted(given.keys() | told.keys()):
        if given.get(name) != told.get(name):
            yield f"refund order {name} is not what the history says"
