"""Facts for scores from a folder in the Olist layout: sellers, orders, shipments and reviews.

The data set has no order of one seller only: an order whose lines are of several sellers becomes one fact for
each, under the order's own id for the seller of its first line, `<order>/<seller>` for the others. Amounts are
Brazilian reais. A review has one number of stars and is about the whole order: all its sellers get it, and it stands
for each of the kinds of stars that scores ask for (our default).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..engine.money import Money
from ..engine.problems import Problems
from ..scoring.numbers import Number
from ..scoring.sources import STAR_KINDS
from .csv_tables import Folder
from .olist import CURRENCY, LINES, ZONE, OlistOrder, read_olist

MARKETPLACE = "olist"
BRL_TO_USD = Number(
    "BRL_TO_USD",
    "0.29",
    "USD",
    "default",
    "our default: about the mean of the years of the data set, 2016 to 2018; no day's rate",
)
CANCELLED = "canceled"
UNAVAILABLE = "unavailable"
"""Status of an order that the seller could not deliver: cancelled for the seller's reason (our default)."""

Record = dict[str, object]


@dataclass(frozen=True)
class OlistFacts:
    """The facts of a folder, by kind, in an order that depends on their ids only."""

    sellers: list[Record]
    orders: list[Record]
    shipments: list[Record]
    reviews: list[Record]

    def by_kind(self) -> Mapping[str, list[Record]]:
        """Each kind's records under its name."""
        return vars(self)


@dataclass(frozen=True)
class _Part:
    """What one seller sold of an order."""

    id: str
    seller: str
    paid: Money
    ship_by_at: datetime | None
    order: OlistOrder


def read_olist_facts(folder: Path) -> OlistFacts:
    """All facts of a folder. InvalidInput lists every problem with its file and line."""
    orders, limits = read_olist(folder), _shipping_limits(folder)
    parts = [part for order in orders for part in _parts(order, limits)]
    return OlistFacts(
        sellers=_sellers(parts),
        orders=[_order(part) for part in parts],
        shipments=[_shipment(part) for part in parts if part.order.shipped_at],
        reviews=[review for part in parts for review in _reviews(part)],
    )


def _sellers(parts: list[_Part]) -> list[Record]:
    """Each joined with his first order and is verified (our defaults: the files say neither)."""
    joined: dict[str, datetime] = {}
    for part in parts:
        joined[part.seller] = min(part.order.purchased_at, joined.get(part.seller, part.order.purchased_at))
    known: Record = {"verified": True, "company_verified": True, "enterprise": True}
    return [{"id": seller, "joined_at": at} | known for seller, at in sorted(joined.items())]


def _shipping_limits(folder: Path) -> dict[tuple[str, str], datetime]:
    """Until when a seller was to ship his part of an order: the latest of its lines' limits."""
    problems = Problems()
    limits: dict[tuple[str, str], datetime] = {}
    for row in Folder(folder, ZONE, problems).rows(LINES, ("order_id", "seller_id", "shipping_limit_date")):
        key = row.id("order_id"), row.id("seller_id")
        limit = row.required_instant("shipping_limit_date")
        limits[key] = max(limit, limits.get(key, limit))
    problems.raise_if_any()
    return limits


def _parts(order: OlistOrder, limits: Mapping[tuple[str, str], datetime]) -> Iterator[_Part]:
    for number, seller in enumerate(dict.fromkeys(line.seller for line in order.lines)):
        paid = sum(line.paid.amount for line in order.lines if line.seller == seller)
        id = f"{order.id}/{seller}" if number else order.id
        yield _Part(id, seller, Money(paid, CURRENCY), limits.get((order.id, seller)), order)


def _order(part: _Part) -> Record:
    """The order as scores know it; the customer confirms by taking delivery (our default, as the files have none)."""
    order = part.order
    return {
        "id": part.id, "seller": part.seller, "buyer": order.customer, "paid": part.paid,
        "paid_at": order.purchased_at, "ship_by_at": part.ship_by_at, "shipped_at": order.shipped_at,
        "promised_at": order.promised_at, "signed_at": order.delivered_at, "confirmed_at": order.delivered_at,
        "completed_at": order.delivered_at, **_cancellation(order),
    }  # fmt: skip


def _cancellation(order: OlistOrder) -> Record:
    """The files do not say when: the day of the order (our default)."""
    reasons = {CANCELLED: "buyer", UNAVAILABLE: "seller"}
    if order.status not in reasons or order.shipped_at:
        return {}
    return {"cancelled_at": order.purchased_at, "cancelled_for": reasons[order.status]}


def _shipment(part: _Part) -> Record:
    """One number for each part, known to the carrier once it has the goods."""
    shipped_at = part.order.shipped_at
    return {
        "id": part.id, "seller": part.seller, "order": part.id, "entered_at": shipped_at, "tracked_at": shipped_at,
    }  # fmt: skip


def _reviews(part: _Part) -> Iterator[Record]:
    review = part.order.review
    if review:
        yield {
            "id": f"{review.id}:{part.id}", "seller": part.seller, "order": part.id,
            "given_at": review.answered_at, **dict.fromkeys(STAR_KINDS, review.score),
        }  # fmt: skip
