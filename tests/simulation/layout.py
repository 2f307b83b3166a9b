"""Small folders in the Olist layout, made for one test each. No row of the real data stands here."""

from collections.abc import Mapping, Sequence
from pathlib import Path

ORDERS = "olist_orders_dataset.csv"
LINES = "olist_order_items_dataset.csv"
REVIEWS = "olist_order_reviews_dataset.csv"
SELLERS = "olist_sellers_dataset.csv"

Row = Mapping[str, str]


def an_order(id: str = "o1", **given: str) -> Row:
    """Bought 1 March, shipped 3 March, promised for 20 March, never delivered; times are São Paulo's."""
    return {
        "order_id": id,
        "customer_id": f"customer-of-{id}",
        "order_status": "shipped",
        "order_purchase_timestamp": "2018-03-01 10:00:00",
        "order_delivered_carrier_date": "2018-03-03 12:00:00",
        "order_delivered_customer_date": "",
        "order_estimated_delivery_date": "2018-03-20 00:00:00",
    } | given


def a_line(order: str = "o1", number: str = "1", **given: str) -> Row:
    """A line of 99.90 with 15.10 freight."""
    return {
        "order_id": order,
        "order_item_id": number,
        "seller_id": "s1",
        "price": "99.90",
        "freight_value": "15.10",
    } | given


def a_review(order: str = "o1", words: str = "", stars: int = 1, **given: str) -> Row:
    """A review answered on 21 March at 9 in the morning."""
    return {
        "review_id": f"r-{order}",
        "order_id": order,
        "review_score": str(stars),
        "review_comment_title": "",
        "review_comment_message": words,
        "review_creation_date": "2018-03-21 00:00:00",
        "review_answer_timestamp": "2018-03-21 09:00:00",
    } | given


def write(folder: Path, name: str, rows: Sequence[Row], header: Sequence[str] = ()) -> None:
    """Write one file; a field with a comma or a quote is the test's own business."""
    columns = list(header or rows[0])
    lines = [",".join(columns), *(",".join(row[column] for column in columns) for row in rows)]
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def make_folder(
    folder: Path,
    orders: Sequence[Row] | None = None,
    lines: Sequence[Row] | None = None,
    reviews: Sequence[Row] | None = None,
) -> Path:
    """A folder with the three files that must be there; by default one order that never came."""
    write(folder, ORDERS, [an_order()] if orders is None else orders)
    write(folder, LINES, [a_line()] if lines is None else lines)
    write(folder, REVIEWS, reviews or [], list(a_review()))
    return folder
