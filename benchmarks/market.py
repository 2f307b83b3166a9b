"""The orders, claims and answers of the workloads: numbered, so that every run does the same."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from disputes import Actor, Claim, Dispute, Engine, Evidence, Money, Order, Plan

START = datetime(2026, 3, 2, 9, tzinfo=UTC)

_REASONS = ("wrong_description", "quality", "damaged", "short_shipment", "counterfeit")
_MEDALS = ("gold", "silver", None)
_CURRENCIES = ("USD", "EUR", "BRL")
_TEXTS = (
    "The colour is not the one in the pictures, and the seam came off on the first day.",
    "Half of the set is missing. I have asked the seller twice and got no answer.",
    "The screen arrived broken; the parcel was not padded.",
)


def file_one(engine: Engine, number: int, session: object | None = None) -> Dispute:
    """A buyer files a dispute on an order that came late and is not what it should be."""
    promised = START - timedelta(days=number % 7 + 2)
    currency = _CURRENCIES[number % 3]
    paid = 1_999 + number * 37 % 20_000
    order = Order(
        id=f"81{number:010}",
        buyer=f"buyer-{number * 7919 % 99_991}",
        seller=f"seller-{number % 997}",
        paid=Money(paid, currency),
        shipped_at=promised - timedelta(days=12),
        promised_delivery_at=promised,
        delivered_at=promised - timedelta(days=1),
        seller_medal=_MEDALS[number % 3],
    )
    digest = sha256(str(number).encode()).hexdigest()
    photo = Evidence("image", f"s3://evidence/{number:010}.jpg", digest, 81_920)
    claim = Claim(
        _REASONS[number % 5],
        plan=Plan.refund(Money(paid // 2, currency)),
        received=True,
        evidence=(photo,),
        text=_TEXTS[number % 3],
    )
    return engine.file(order, claim, by=Actor.buyer(order.buyer), command_id=f"file-{number}", session=session)


def reject_one(engine: Engine, dispute_id: str, seller: str, paid: Money, number: int) -> Dispute:
    """The seller refuses the claim and offers less."""
    return engine.act(
        dispute_id,
        "reject",
        by=Actor.seller(seller),
        command_id=f"reject-{number}",
        plan=Plan.refund(Money(paid.amount // 5, paid.currency)),
        note="The goods are as pictured; we offer a fifth as a courtesy.",
    )
