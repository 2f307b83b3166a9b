"""DHgate's merchant service capability, plainly (platform-rules 4.5)."""

from datetime import date, timedelta
from fractions import Fraction

from .reading import Record, Seller, ages, clamp, mean, percent, within


def score(seller: Seller, day: date) -> tuple[Fraction | None, str | None]:
    """The total and the grade, both None when the seller is not assessed."""
    for cheap in [one for one, order in seller.orders.items() if order["paid"] <= 100]:
        del seller.orders[cheap]
    first, last = ages(day, 1, 90)
    orders = seller.assessed(first, last)
    facts = seller.facts
    gone = facts.get("status", "open") != "open"
    closed_on = seller.day(facts.get("closed_at"))
    if len(orders) < 3 or not facts["verified"] or (gone and not (closed_on and closed_on > day)):
        return None, None
    total = product(seller, orders, day) + logistics(seller, orders, day) + service(seller, day)
    buyers = [order["buyer"] for order in orders]
    repeated = [one for one in set(buyers) if buyers.count(one) >= 2]
    total += 15 * min(Fraction(1), Fraction(100 * len(repeated), len(set(buyers))) / 30)
    grade = "excellent" if total >= 90 else "good" if total >= 80 else "pass" if total >= 60 else "fail"
    return total, grade


def product(seller: Seller, orders: list[Record], day: date) -> Fraction:
    first, last = ages(day, 1, 90)
    unsold = sum(1 for one in orders if seller.not_sold_on(one))
    listed = [
        one
        for one in seller.of("listings")
        if (seller.day(one["listed_at"]) or day) <= last and (seller.day(one.get("delisted_at")) or last) >= first
    ]
    violating = {
        one.get("listing")
        for one in seller.of("violations")
        if within(seller.day(one["found_at"]), first, last) and not one.get("revoked_at")
    }
    points = falling(15, percent(unsold, len(orders)), 5)
    points += falling(5, percent(disputed(seller, orders, "not_as_described"), len(orders)), 5)
    points += falling(5, percent(sum(1 for one in listed if one["id"] in violating), len(listed)), 5)
    return points + stars(seller, "description", day)


def logistics(seller: Seller, orders: list[Record], day: date) -> Fraction:
    numbers = [one for one in seller.on_orders("shipments") if within(seller.day(one["entered_at"]), *ages(day, 8, 97))]
    tracked = percent(sum(1 for one in numbers if one.get("tracked_at")), len(numbers))
    points = 10 * clamp((tracked - 60) / 35) if tracked is not None else Fraction(10)
    points += falling(5, percent(sum(1 for one in numbers if one["false"]), len(numbers)), 3)
    points += falling(5, percent(disputed(seller, orders, "not_received"), len(orders)), 5)
    return points + stars(seller, "logistics", day)


def service(seller: Seller, day: date) -> Fraction:
    first, last = ages(day, 1, 90)
    disputes = [one for one in seller.on_orders("disputes") if within(seller.day(one["filed_at"]), first, last)]
    hours = mean([answer_hours(one) for one in disputes])
    points = 5 * clamp((120 - hours) / 96) if hours is not None else Fraction(5)
    closed = [one for one in seller.on_orders("disputes") if within(seller.day(one.get("ended_at")), first, last)]
    agreed = percent(sum(1 for one in closed if one["resolution"] == "agreed"), len(closed))
    points += 5 * agreed / 100 if agreed is not None else Fraction(5)
    return points + stars(seller, "service", day)


def answer_hours(dispute: Record) -> Fraction | None:
    if dispute.get("timed_out_at"):
        return Fraction(120)
    if not dispute.get("answered_at"):
        return None
    return Fraction((dispute["answered_at"] - dispute["filed_at"]) // timedelta(microseconds=1), 3_600_000_000)


def disputed(seller: Seller, orders: list[Record], category: str) -> int:
    """Orders with a dispute of a category that was not withdrawn."""
    return sum(
        any(one["category_of_reason"] == category and not one.get("withdrawn_at") for one in seller.disputes_of(order))
        for order in orders
    )


def falling(points: int, rate: Fraction | None, limit: int) -> Fraction:
    return points * clamp(1 - rate / limit) if rate is not None else Fraction(points)


def stars(seller: Seller, dimension: str, day: date) -> Fraction:
    found = mean([one.get(dimension) for one in seller.counting_reviews(*ages(day, 1, 90))])
    return 10 * clamp((found - 3) / 2) if found is not None else Fraction(10)
