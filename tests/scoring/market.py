"""A small marketplace in memory: facts put in as people would say them, cards evaluated on a day."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from disputes.scoring.calendar import own_period
from disputes.scoring.card import Card
from disputes.scoring.grading import Grader, Score
from disputes.scoring.sources import Facts
from disputes.storage.fact_rows import fact_table, to_arrow
from disputes.storage.measured import measured
from disputes.storage.warehouse import Warehouse

SHANGHAI = "Asia/Shanghai"
LOS_ANGELES = "America/Los_Angeles"


def at(day: date, zone: str, hour: int = 12) -> datetime:
    """An instant on a local day."""
    return datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(UTC)


class Market:
    """A warehouse in memory with one seller `s`, verified and open, who joined long ago."""

    def __init__(self, zone: str, warehouse: Warehouse | None = None) -> None:
        self.zone = zone
        self.warehouse = warehouse or Warehouse("duckdb://")
        self._next = 0
        self._waiting: dict[str, list[dict[str, Any]]] = {}
        self.load("sellers", {"id": "s", "verified": True, "company_verified": True, "enterprise": True,
                              "joined_at": at(date(2015, 1, 1), zone)})  # fmt: skip

    def load(self, fact: str, *records: dict[str, Any]) -> None:
        """Facts, their versions 1 unless said; taken in together before the next score."""
        self._waiting.setdefault(fact, []).extend(records)

    def facts(self) -> Facts:
        """The fact tables, with all that was loaded."""
        for fact, records in self._waiting.items():
            table = fact_table(fact)
            self.warehouse.load(table, to_arrow(table, records, self.zone), 0)
        self._waiting.clear()
        return self.warehouse.facts

    def orders(self, count: int, day: date, **changes: Any) -> list[str]:
        """So many orders of `s`, each of another buyer, of 20 USD, confirmed on a day; their ids."""
        ids = [f"o{self._next + number}" for number in range(count)]
        self._next += count
        noon = at(day, self.zone)
        usual = {"seller": "s", "paid": 2000, "paid_at": noon - timedelta(days=20), "confirmed_at": noon}
        self.load("orders", *({"id": one, "buyer": f"b-{one}"} | usual | changes for one in ids))
        return ids

    def each(self, fact: str, orders: list[str], day: date, field: str, **more: Any) -> None:
        """One fact of a kind for each of these orders, its instant `field` on a day."""
        instant = at(day, self.zone)
        self.load(
            fact, *({"id": f"{fact}-{one}", "seller": "s", "order": one, field: instant} | more for one in orders)
        )

    def disputes(self, orders: list[str], day: date, **changes: Any) -> None:
        """One dispute on each of these orders, filed on a day: not received, unless said otherwise."""
        usual = {"buyer": "b", "line": "1", "reason": "not_received", "category_of_reason": "not_received"}
        self.each("disputes", orders, day, "filed_at", **(usual | changes))

    def score(self, card: Card, day: date, seller: str = "s") -> Score:
        """The seller's score on a day."""
        return next(one for one in self.scores(card, day) if one.seller == seller)

    def scores(self, card: Card, *days: date) -> list[Score]:
        """Every score of a card on a day, or on several at once."""
        self.facts()
        return list(Grader(card).grades(measured(self.warehouse, card, days, "default", own_period(card))))
