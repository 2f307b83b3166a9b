"""Refunds that the platform has executed are recorded, each once; and refund orders are read."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, cast

from pydantic import ConfigDict, Field, TypeAdapter

from .carrying import carry_out, settle_locked
from .context import Context, visible
from .details import check_details
from .errors import AlreadyRecorded, InvalidInput, NotFound, Refused
from .fields import Id, check_field
from .personal import ERASED, opener
from .ports import Reading, Transaction
from .reading import Page, check_limit
from .records import Dispute
from .refunds import RECORD_REFUND, RefundKind, RefundOrder, RefundQuery, RefundStatus, dispute_of_effect
from .repeats import Request, repeated

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WORDS: dict[RefundKind, str] = {"refund": "Refund", "recover": "Recovery"}
_CURSOR = TypeAdapter(tuple[Annotated[int, Field(ge=0, lt=40_000_000_000_000_000)], Id], config=ConfigDict(strict=True))


def record(context: Context, request: Request, session: object | None) -> RefundOrder:
    """Note in the dispute's history that a refund order was executed; nothing when that stands there already."""
    details = check_details(RECORD_REFUND, request.details, ("effect_id",), ("reference", "amount"))
    effect_id = str(details["effect_id"])
    with context.store.writing(session) as transaction:
        dispute = _locked(transaction, effect_id, request)
        workflow = context.workflow_of(transaction, dispute)
        now = context.now_for(dispute)
        order = transaction.refund(effect_id)
        if order is None:
            # What is shown as ordered may be a timer's that nobody has fired yet.
            dispute = settle_locked(context, transaction, dispute, now)
            order = transaction.refund(effect_id) or _no_order(transaction, dispute, effect_id)
        request = request.with_details({"amount": order.amount, **details})
        if repeated(context, transaction, request, dispute_id=dispute.id) or order.completed_at:
            return _same(context, transaction, order, request)
        if request.details["amount"] != order.amount:
            raise InvalidInput("amount", f"must be what was ordered, {order.amount}, in one piece")
        dispute = settle_locked(context, transaction, dispute, now)
        carry_out(context, transaction, workflow, dispute, request, now)
        reference = cast("str | None", details.get("reference"))
        return replace(order, completed_at=now, reference=reference).as_of(now)


def _locked(transaction: Transaction, effect_id: str, request: Request) -> Dispute:
    dispute_id = dispute_of_effect(effect_id)
    dispute = transaction.lock(dispute_id) if dispute_id else None
    if dispute is None or dispute_id is None:
        raise NotFound(effect_id, "effect")
    visible(dispute, dispute_id, request.by)
    if request.by.role not in {"platform", "system"}:
        raise Refused("wrong_actor", f"{RECORD_REFUND} is for platform or system, not for the {request.by.role}.")
    return dispute


def _no_order(transaction: Transaction, dispute: Dispute, effect_id: str) -> RefundOrder:
    """It is an effect of another kind, or none at all."""
    effects = (effect for event in transaction.history(dispute.id) for effect in event.effects)
    if kind := next((effect.kind for effect in effects if effect.id == effect_id), None):
        raise Refused("moves_no_money", f"{effect_id} is a {kind}: only a refund or recover is recorded as executed.")
    raise NotFound(effect_id, "effect")


def _same(context: Context, transaction: Transaction, order: RefundOrder, request: Request) -> RefundOrder:
    """The order as it was recorded; AlreadyRecorded when now other things are said of it."""
    (shown,) = _shown(context, transaction, [order])
    amount, reference = request.details["amount"], request.details.get("reference")
    if amount != shown.amount or shown.reference not in (reference, ERASED):
        said = f"with reference {shown.reference!r}" if shown.reference else "without a reference"
        day = f"{shown.completed_at:%Y-%m-%d %H:%M} UTC" if shown.completed_at else "before"
        raise AlreadyRecorded(
            order.effect_id, f"{_WORDS[order.kind]} {order.effect_id} was recorded on {day} {said}, {shown.amount}"
        )
    return shown


def _shown(context: Context, reading: Reading, orders: Collection[RefundOrder]) -> list[RefundOrder]:
    """The orders as of now, with their references."""
    now = context.clock.now()
    reveal = opener(reading.texts({order.dispute_id for order in orders if order.reference}))
    return [
        replace(order, reference=reveal(order.reference) if order.reference else None).as_of(now) for order in orders
    ]


_KINDS: dict[str, Any] = {"status": RefundStatus, "kind": RefundKind}


def refunds(
    context: Context, cursor: str | None, limit: int, session: object | None, **where: Any
) -> Page[RefundOrder]:
    """A page of refund orders as recorded, by due time."""
    filters = {name: check_field(name, value, _KINDS.get(name, Id) | None) for name, value in where.items()}
    after = None if cursor is None else _key(cursor)
    query = RefundQuery(context.clock.now(), **filters, after=after, limit=check_limit(limit) + 1)
    with context.store.reading(session) as reading:
        found = reading.refunds(query)
        page = found[:limit]
        return Page(_shown(context, reading, page), _cursor(page[-1]) if len(found) > limit else None)


def _cursor(last: RefundOrder) -> str:
    microseconds = (last.due_at - _EPOCH) // timedelta(microseconds=1)
    return urlsafe_b64encode(json.dumps([microseconds, last.effect_id]).encode()).decode()


def _key(cursor: str) -> tuple[datetime, str]:
    try:
        microseconds, effect_id = _CURSOR.validate_json(urlsafe_b64decode(check_field("after", cursor, str)))
    except ValueError:
        raise InvalidInput("after", "must be the `next` of an earlier page") from None
    return _EPOCH + timedelta(microseconds=microseconds), effect_id
