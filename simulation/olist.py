"""Reads orders in the layout of the public Olist data set: orders, their lines, the customers' reviews.

Times are local to America/Sao_Paulo and written without zone; amounts are Brazilian reais. What was paid
for a line is its price plus its freight. Of several reviews of one order the one with the worst score
counts, and of those the earliest. Payments are not needed; the sellers' file, when there is one, gives
the addresses that goods go back to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ..engine.money import Money
from ..engine.problems import Problems
from .csv_tables import Folder, Row

ZONE = ZoneInfo("America/Sao_Paulo")
CURRENCY = "BRL"

ORDERS = "olist_orders_dataset"
LINES = "olist_order_items_dataset"
REVIEWS = "olist_order_reviews_dataset"
SELLERS = "olist_sellers_dataset"

ORDER_COLUMNS = (
    "order_id",
    "customer_id",
    "order_status",
    "order_purchase_timestamp",
    "order_delivered_carrier_date",
    "order_delivered_customer_date",
    "order_estimated_delivery_date",
)
LINE_COLUMNS = ("order_id", "order_item_id", "seller_id", "price", "freight_value")
REVIEW_COLUMNS = (
    "review_id",
    "order_id",
    "review_score",
    "review_comment_title",
    "review_comment_message",
    "review_creation_date",
    "review_answer_timestamp",
)
SELLER_COLUMNS = ("seller_id", "seller_zip_code_prefix", "seller_city", "seller_state")


@dataclass(frozen=True, slots=True)
class OlistLine:
    """One line of an order; `number` is its place in the order, `paid` its price plus freight."""

    number: str
    seller: str
    paid: Money
    return_address: str | None = None


@dataclass(frozen=True, slots=True)
class OlistReview:
    """What the customer said when: 1 to 5 stars, and words or an empty text."""

    id: str
    score: int
    words: str
    asked_at: datetime
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class OlistOrder:
    """An order as it stands in the files, all instants in UTC; it may have no lines and no review."""

    id: str
    customer: str
    status: str
    purchased_at: datetime
    shipped_at: datetime | None
    delivered_at: datetime | None
    promised_at: datetime
    lines: tuple[OlistLine, ...] = ()
    review: OlistReview | None = None


def read_olist(folder: Path) -> tuple[OlistOrder, ...]:
    """All orders of a folder, by id. InvalidInput lists every problem with its file and line."""
    problems = Problems()
    if not folder.is_dir():
        problems.add(str(folder), "must be a folder with the Olist files")
        problems.raise_if_any()
    files = Folder(folder, ZONE, problems)
    orders = _orders(files)
    lines = _lines(files, orders, _addresses(files))
    reviews = _reviews(files, orders)
    problems.raise_if_any()
    return tuple(
        replace(order, lines=tuple(lines.get(id, {}).values()), review=reviews.get(id))
        for id, order in sorted(orders.items())
    )


def _orders(files: Folder) -> dict[str, OlistOrder]:
    found: dict[str, OlistOrder] = {}
    for row in files.rows(ORDERS, ORDER_COLUMNS):
        order = OlistOrder(
            id=row.id("order_id"),
            customer=row.id("customer_id"),
            status=row.id("order_status"),
            purchased_at=row.required_instant("order_purchase_timestamp"),
            shipped_at=row.instant("order_delivered_carrier_date"),
            delivered_at=row.instant("order_delivered_customer_date"),
            promised_at=row.required_instant("order_estimated_delivery_date"),
        )
        if order.id in found:
            row.report(f"order_id {order.id} stands in this file twice")
        found[order.id] = order
    return found


def _lines(
    files: Folder, orders: Mapping[str, OlistOrder], addresses: Mapping[str, str]
) -> dict[str, dict[str, OlistLine]]:
    """The lines of each order under their numbers."""
    found: dict[str, dict[str, OlistLine]] = {}
    for row in files.rows(LINES, LINE_COLUMNS):
        order = orders.get(_known_order(row, orders))
        seller = row.id("seller_id")
        line = OlistLine(row.id("order_item_id"), seller, _paid(row), addresses.get(seller))
        if order is None:
            continue
        if order.customer == seller:
            row.report(f"seller_id {seller} is the order's customer: nobody buys from himself")
        if found.setdefault(order.id, {}).setdefault(line.number, line) is not line:
            row.report(f"order_item_id {line.number} of order {order.id} stands in this file twice")
    return found


def _paid(row: Row) -> Money:
    paid = row.money("price", CURRENCY).amount + row.money("freight_value", CURRENCY).amount
    if paid == 0:
        row.report("price and freight_value must not both be zero: nothing was paid")
    return Money(paid, CURRENCY)


def _reviews(files: Folder, orders: Mapping[str, OlistOrder]) -> dict[str, OlistReview]:
    """Each order's review: of several the worst, and of those the earliest answered."""
    found: dict[str, OlistReview] = {}
    for row in files.rows(REVIEWS, REVIEW_COLUMNS):
        order, review = _known_order(row, orders), _review(row)
        found[order] = min(found.get(order, review), review, key=_worst_first)
    return found


def _worst_first(review: OlistReview) -> tuple[int, datetime, str]:
    return review.score, review.answered_at, review.id


def _review(row: Row) -> OlistReview:
    title, message = row.text("review_comment_title").strip(), row.text("review_comment_message").strip()
    return OlistReview(
        id=row.id("review_id"),
        score=row.whole("review_score", 1, 5),
        words=f"{title}: {message}" if title and message else title or message,
        asked_at=row.required_instant("review_creation_date"),
        answered_at=row.required_instant("review_answer_timestamp"),
    )


def _addresses(files: Folder) -> dict[str, str]:
    """Where goods go back to, by seller."""
    return {
        row.id("seller_id"): (
            f"{row.text('seller_zip_code_prefix')} {row.text('seller_city')}, {row.text('seller_state')}"
        )
        for row in files.rows(SELLERS, SELLER_COLUMNS, optional=True)
    }


def _known_order(row: Row, orders: Mapping[str, OlistOrder]) -> str:
    id = row.id("order_id")
    if orders and id and id not in orders:  # Without any order its file is the problem, and was reported.
        row.report(f"order_id {id} is not in {ORDERS}")
    return id
