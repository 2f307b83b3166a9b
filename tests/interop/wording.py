"""Orders, claims and instants in the words of the exported machine."""

from datetime import UTC, datetime, timedelta
from typing import Any

from disputes import Claim, Order, Plan
from disputes.engine.inputs import TIME_FACTS

Json = dict[str, Any]
MILLISECOND = timedelta(milliseconds=1)


def millis(instant: datetime) -> int:
    """An instant in XState's unit."""
    since = instant - datetime(1970, 1, 1, tzinfo=UTC)
    assert not since % MILLISECOND, "XState counts in milliseconds"
    return since // MILLISECOND


def order_json(order: Order) -> Json:
    """An order as the machine's context has it."""
    known: dict[str, datetime | None] = {name: order.fact_at(name) for name in (*TIME_FACTS, *order.times)}
    return {
        "paid": order.paid.amount,
        "refunded": order.refunded.amount if order.refunded else 0,
        "seller_medal": order.seller_medal,
        "after_sales_guarantee": order.after_sales_guarantee,
        "platform_logistics": order.platform_logistics,
        "return_address": order.return_address,
        "facts": dict(order.facts),
        "times": {name: millis(at) for name, at in known.items() if at},
    }


def claim_json(claim: Claim) -> Json:
    """A claim as an event carries it."""
    evidence = plain(claim.evidence)
    return {"reason": claim.reason, "plan": plain(claim.plan), "received": claim.received, "evidence": evidence}


def plain(value: object) -> object:
    """A detail as an event carries it: of evidence only how much it is."""
    if isinstance(value, Plan):
        made = {"kind": value.kind, "amount": value.amount and value.amount.amount, "freight": value.freight}
        return {name: one for name, one in made.items() if one is not None}
    return ["file"] * len(value) if isinstance(value, tuple) else value  # pyright: ignore[reportUnknownArgumentType]
