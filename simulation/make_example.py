"""Makes the shipped example: invented orders in the Olist layout, one kind after another, always the same.

`python -m disputes.simulation.make_example [FOLDER]` writes them; no line of it comes from the real data set.
"""

import csv
import io
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from .example_orders import KINDS, Kind

SEED = 377
FIRST_DAY = datetime(2024, 2, 1)  # noqa: DTZ001 - the layout's times are local and without zone
DAYS = 60
"""The orders are placed evenly over so many days."""

CITIES = (("01310", "sao paulo", "SP"), ("30110", "belo horizonte", "MG"), ("80010", "curitiba", "PR"))
SELLERS = 14

HEADERS = {
    "olist_orders_dataset": (
        "order_id",
        "customer_id",
        "order_status",
        "order_purchase_timestamp",
        "order_approved_at",
        "order_delivered_carrier_date",
        "order_delivered_customer_date",
        "order_estimated_delivery_date",
    ),
    "olist_order_items_dataset": (
        "order_id",
        "order_item_id",
        "product_id",
        "seller_id",
        "shipping_limit_date",
        "price",
        "freight_value",
    ),
    "olist_order_reviews_dataset": (
        "review_id",
        "order_id",
        "review_score",
        "review_comment_title",
        "review_comment_message",
        "review_creation_date",
        "review_answer_timestamp",
    ),
    "olist_sellers_dataset": ("seller_id", "seller_zip_code_prefix", "seller_city", "seller_state"),
}


def write_example(folder: Path) -> None:
    """Write the example's files into a folder."""
    for name, text in example_files().items():
        (folder / name).write_text(text, encoding="utf-8", newline="")


def example_files() -> dict[str, str]:
    """The example's files, by name: always the same."""
    maker = _Maker(Random(SEED))
    kinds = [(kind, number) for kind in KINDS for number in range(kind.count)]
    maker.random.shuffle(kinds)
    for place, (kind, number) in enumerate(kinds):
        day = FIRST_DAY + timedelta(days=DAYS * place / len(kinds))
        maker.order(kind, number, day + timedelta(seconds=maker.random.randint(0, 40_000)))
    return {f"{name}.csv": _csv(header, maker.tables[name]) for name, header in HEADERS.items()}


def _csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


class _Maker:
    """The tables as they grow, and the generator that everything is drawn from."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.tables: dict[str, list[tuple[str, ...]]] = {name: [] for name in HEADERS}
        self._sellers = [self._id() for _ in range(SELLERS)]
        for number, seller in enumerate(self._sellers):
            self._add("olist_sellers_dataset", seller, *CITIES[number % len(CITIES)])

    def order(self, kind: Kind, number: int, purchased: datetime) -> None:
        """Add one order of a kind, with its lines and its review."""
        order = self._id()
        self._add(
            "olist_orders_dataset",
            order,
            self._id(),
            kind.status,
            _text(purchased),
            _text(self._later(purchased, 0.3)),
            _text(self._later(purchased, kind.shipped)),
            _text(self._later(purchased, kind.delivered)),
            _text(_midnight(purchased + timedelta(days=kind.promised))),
        )
        sellers = self.random.sample(self._sellers, kind.sellers)
        for line in range(kind.lines):
            self._line(order, line + 1, sellers[line % len(sellers)], purchased)
        if kind.stars:
            words = kind.words[number % len(kind.words)] if kind.words else ""
            self._review(order, kind.stars, words, self._later(purchased, kind.answered) or purchased)

    def _line(self, order: str, number: int, seller: str, purchased: datetime) -> None:
        limit = _text(purchased + timedelta(days=5))
        price, freight = self.random.randint(1_500, 39_000), self.random.randint(700, 3_200)
        amounts = f"{price / 100:.2f}", f"{freight / 100:.2f}"
        self._add("olist_order_items_dataset", order, str(number), self._id(), seller, limit, *amounts)

    def _review(self, order: str, stars: int, words: str, answered: datetime) -> None:
        asked = _text(_midnight(answered))
        self._add("olist_order_reviews_dataset", self._id(), order, str(stars), "", words, asked, _text(answered))

    def _add(self, table: str, *values: str) -> None:
        self.tables[table].append(values)

    def _id(self) -> str:
        return f"{self.random.getrandbits(128):032x}"

    def _later(self, purchased: datetime, days: float | None) -> datetime | None:
        """So many days after the purchase, give or take two hours."""
        if days is None:
            return None
        return purchased + timedelta(days=days, seconds=self.random.randint(-7_200, 7_200))


def _midnight(instant: datetime) -> datetime:
    return instant.replace(hour=0, minute=0, second=0)


def _text(instant: datetime | None) -> str:
    return instant.replace(microsecond=0).isoformat(sep=" ") if instant else ""


if __name__ == "__main__":
    write_example(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "example")
