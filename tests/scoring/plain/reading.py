"""Facts as plain dictionaries, and the sums that plain calculators share: loops, no database, nothing of the engine's.

Written from the rules alone, to be held against the cards; slow and obvious on purpose.
"""

from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

Record = dict[str, Any]
Records = dict[str, list[Record]]


class Seller:
    """One seller's real orders, with what hangs on them, read in a zone."""

    def __init__(self, facts: Record, records: Records, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self.facts = facts
        self.all = records
        self.orders = {one["id"]: one for one in self.of("orders") if one.get("kind", "real") == "real"}

    def of(self, fact: str) -> list[Record]:
        """The seller's facts of a kind."""
        return self.all.get(fact, [])

    def on_orders(self, fact: str) -> list[Record]:
        """Those that hang on a real order of any seller; here sellers' facts hang on their own orders."""
        return [one for one in self.of(fact) if one["order"] in self.orders]

    def day(self, instant: datetime | None) -> date | None:
        """The local day of an instant."""
        return instant.astimezone(self.zone).date() if instant else None

    def disputes_of(self, order: Record) -> list[Record]:
        """The disputes of all lines of an order."""
        return [one for one in self.of("disputes") if one["order"] == order["id"]]

    def not_sold_on(self, order: Record) -> date | None:
        """When it was certain that an order was not sold: cancelled for the seller's reason, or not shipped in time."""
        if order.get("cancelled_at"):
            return self.day(order["cancelled_at"]) if order.get("cancelled_for") == "seller" else None
        deadline, shipped = order.get("ship_by_at"), order.get("shipped_at")
        if deadline and (shipped is None or shipped > deadline):
            return self.day(deadline)
        return None

    def assessed_on(self, order: Record) -> date | None:
        """The first day on which it was confirmed, timed out, disputed or not sold."""
        days = [self.day(order.get("confirmed_at")), self.day(order.get("timed_out_at")), self.not_sold_on(order)]
        days += [self.day(one["filed_at"]) for one in self.disputes_of(order)]
        return min((day for day in days if day), default=None)

    def assessed(self, first: date, last: date) -> list[Record]:
        """The real orders assessed from one day to another."""
        return [one for one in self.orders.values() if within(self.assessed_on(one), first, last)]

    def counting_reviews(self, first: date, last: date) -> list[Record]:
        """Reviews given from one day to another that are not filtered, nor removed after a complaint."""
        removed = {one["review"] for one in self.of("review_complaints") if one.get("upheld")}
        return [
            one
            for one in self.on_orders("reviews")
            if within(self.day(one["given_at"]), first, last) and not one.get("filtered") and one["id"] not in removed
        ]


def sellers(records: Records, zone: str) -> dict[str, Seller]:
    """Every seller with the facts of its own."""
    own: dict[str, Records] = {one["id"]: {} for one in records["sellers"]}
    for fact, rows in records.items():
        for row in rows:
            if fact != "sellers":
                own[row["seller"]].setdefault(fact, []).append(row)
    return {one["id"]: Seller(one, own[one["id"]], zone) for one in records["sellers"]}


def within(day: date | None, first: date, last: date) -> bool:
    return day is not None and first <= day <= last


def ages(day: date, newest: int, oldest: int) -> tuple[date, date]:
    return day - timedelta(days=oldest), day - timedelta(days=newest)


def percent(part: int, whole: int) -> Fraction | None:
    return Fraction(100 * part, whole) if whole else None


def mean(values: list[Any]) -> Fraction | None:
    known = [Fraction(one) for one in values if one is not None]
    return sum(known, Fraction()) / len(known) if known else None


def clamp(value: Fraction) -> Fraction:
    return max(Fraction(0), min(Fraction(1), value))
