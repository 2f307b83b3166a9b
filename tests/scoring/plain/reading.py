"""Facts as plain dictionaries, and the sums that plain calculators share: loops, no database, nothing of the engine's.

Written from the rules alone, to be held against the cards; slow and obvious on purpose.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

Record = dict[str, Any]
Records = dict[str, list[Record]]
Values = dict[str, Fraction | None]


class Answer(NamedTuple):
    """What a card should say: the total, the grade (both None when there is no score), every indicator."""

    total: Fraction | None
    grade: str | None
    values: Values


class Seller:
    """One seller's real orders, with what hangs on them, read in a zone.

    `everyone` are all sellers' real orders: of an order of several sellers each answers for what hangs on it of his.
    """

    def __init__(self, facts: Record, records: Records, zone: str, everyone: dict[str, Record]) -> None:
        self.zone = zone
        self.facts = facts
        self.all = records
        self.everyone = everyone
        self.orders = {one["id"]: everyone[one["id"]] for one in self.of("orders") if one["id"] in everyone}
        self.disputed: dict[str, list[Record]] = {}
        for one in self.of("disputes"):
            self.disputed.setdefault(one["order"], []).append(one)

    def only(self, counts: Callable[[Record], bool]) -> "Seller":
        """The same seller as if there were only the orders that count."""
        counting = {name: order for name, order in self.everyone.items() if counts(order)}
        return Seller(self.facts, self.all, self.zone, counting)

    def of(self, fact: str) -> list[Record]:
        """The seller's facts of a kind."""
        return self.all.get(fact, [])

    def on_orders(self, fact: str) -> list[Record]:
        """Those that hang on an order that counts."""
        return [one for one in self.of(fact) if one["order"] in self.everyone]

    def day(self, instant: datetime | None) -> date | None:
        """The local day of an instant."""
        return local_day(instant, self.zone) if instant else None

    def disputes_of(self, order: Record) -> list[Record]:
        """The seller's disputes of all lines of an order."""
        return self.disputed.get(order["id"], [])

    def not_sold_on(self, order: Record) -> date | None:
        """When it was certain that an order was not sold: not shipped before it was due, or cancelled for him."""
        days: list[date | None] = []
        deadline, shipped, cancelled = order.get("ship_by_at"), order.get("shipped_at"), order.get("cancelled_at")
        if deadline and (shipped is None or shipped >= deadline) and (cancelled is None or cancelled >= deadline):
            days.append(self.day(deadline))
        if cancelled and order.get("cancelled_for") == "seller":
            days.append(self.day(cancelled))
        return min((day for day in days if day), default=None)

    def assessed_on(self, order: Record) -> date | None:
        """The first day on which it was confirmed, timed out, disputed or not sold."""
        days = [self.day(order.get("confirmed_at")), self.day(order.get("timed_out_at")), self.not_sold_on(order)]
        days += [self.day(one["filed_at"]) for one in self.disputes_of(order)]
        return min((day for day in days if day), default=None)

    def assessed(self, first: date, last: date) -> list[Record]:
        """The real orders assessed from one day to another."""
        return [one for one in self.orders.values() if within(self.assessed_on(one), first, last)]

    def during(self, rows: list[Record], instant: str, first: date, last: date) -> list[Record]:
        """Those whose instant lies on one of these days."""
        return [one for one in rows if within(self.day(one.get(instant)), first, last)]

    def counting_reviews(self, first: date = date.min, last: date = date.max) -> list[Record]:
        """Reviews given from one day to another that are not filtered, nor removed after a complaint."""
        removed = {one["review"] for one in self.of("review_complaints") if one.get("upheld")}
        given = self.during(self.on_orders("reviews"), "given_at", first, last)
        return [one for one in given if not one.get("filtered") and one["id"] not in removed]

    def violations(self, first: date, last: date) -> list[Record]:
        """Violations found from one day to another that were not taken back."""
        return [one for one in self.during(self.of("violations"), "found_at", first, last) if not one.get("revoked_at")]

    def listings(self, first: date, last: date) -> list[Record]:
        """Products on offer on any of these days."""
        offered = [one for one in self.of("listings") if local_day(one["listed_at"], self.zone) <= last]
        return [one for one in offered if (self.day(one.get("delisted_at")) or last) >= first]

    def refunds(self, first: date, last: date) -> list[Record]:
        """Refunds ordered from one day to another, but for test and wash orders."""
        disputes = {one["id"]: one for one in self.of("disputes")}
        ordered = self.during(self.of("refunds"), "ordered_at", first, last)
        return [one for one in ordered if disputes[one["dispute"]]["order"] in self.everyone]

    def is_open(self, day: date) -> bool:
        """Neither closed nor left by a day."""
        closed_on = self.day(self.facts.get("closed_at"))
        return self.facts.get("status", "open") == "open" or (closed_on is not None and closed_on > day)

    def dispute_rate(
        self, orders: list[Record], category: str | None = None, exempt: Callable[[Record], bool] = lambda _: False
    ) -> Fraction | None:
        """Of the orders confirmed, timed out or disputed, those with a dispute that counts and was not withdrawn."""
        traded = counted = 0
        for order in orders:
            disputes = self.disputes_of(order)
            if order.get("confirmed_at") or order.get("timed_out_at") or disputes:
                traded += 1
                kept = [one for one in disputes if not one.get("withdrawn_at") and not exempt(one)]
                counted += any(category in (None, one["category_of_reason"]) for one in kept)
        return percent(counted, traded)

    def not_sold_rate(self, orders: list[Record]) -> Fraction | None:
        """Of the assessed orders, those not sold."""
        return percent(sum(1 for one in orders if self.not_sold_on(one)), len(orders))


@cache
def local_day(instant: datetime, zone: str) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()


def sellers(records: Records, zone: str) -> dict[str, Seller]:
    """Every seller with the facts of its own."""
    own: dict[str, Records] = {one["id"]: {} for one in records["sellers"]}
    for fact, rows in records.items():
        for row in rows:
            if fact != "sellers":
                own[row["seller"]].setdefault(fact, []).append(row)
    real = {one["id"]: lapsed(one) for one in records["orders"] if one.get("kind", "real") == "real"}
    return {one["id"]: Seller(one, own[one["id"]], zone, real) for one in records["sellers"]}


def lapsed(order: Record) -> Record:
    """An order that was shipped, and of which nothing else is said, times out after 30 days or its own."""
    told = order.get("confirmed_at") or order.get("timed_out_at") or order.get("cancelled_at")
    if told or not order.get("shipped_at"):
        return order
    return order | {"timed_out_at": order["shipped_at"] + timedelta(days=order.get("auto_confirm_days", 30))}


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


def band(total: Fraction, *bands: tuple[int, str], rest: str) -> str:
    """The first grade whose least total is reached, unrounded."""
    return next((name for least, name in bands if total >= least), rest)
