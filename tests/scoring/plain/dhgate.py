"""DHgate's merchant service capability, plainly (platform-rules 4.5)."""

from datetime import date, timedelta
from fractions import Fraction

from .reading import Answer, Record, Seller, Values, ages, band, clamp, mean, percent


def score(seller: Seller, day: date) -> Answer:
    """100 points over the last 90 days; orders up to 1 USD count nowhere."""
    seller = seller.only(lambda order: order["paid"] > 100)
    orders = seller.assessed(*ages(day, 1, 90))
    values = {"orders": Fraction(len(orders))}
    values |= product(seller, orders, day) | logistics(seller, orders, day) | service(seller, day) | repeat(orders)
    if len(orders) < 3 or not seller.facts["verified"] or not seller.is_open(day):
        return Answer(None, None, values)
    total = points(values)
    return Answer(total, band(total, (90, "excellent"), (80, "good"), (60, "pass"), rest="fail"), values)


def points(values: Values) -> Fraction:
    """What the values are worth; without any disputes, reviews, products or numbers, all of it."""

    def falling(name: str, points: int, limit: int) -> Fraction:
        rate = values[name]
        return points * clamp(1 - rate / limit) if rate is not None else Fraction(points)

    total = falling("not_sold", 15, 5) + falling("not_described", 5, 5) + falling("violating", 5, 5)
    total += falling("false_tracking", 5, 3) + falling("not_received", 5, 5)
    for name in ("product_reviews", "logistics_reviews", "service_reviews"):
        stars = values[name]
        total += 10 * clamp((stars - 3) / 2) if stars is not None else 10
    tracked, hours, agreed = values["tracking"], values["refund_response"], values["settlement"]
    total += 10 * clamp((tracked - 60) / 35) if tracked is not None else 10
    total += 5 * clamp((120 - hours) / 96) if hours is not None else 5
    total += 5 * agreed / 100 if agreed is not None else 5
    return total + 15 * min(Fraction(1), (values["repeat_buyers"] or 0) / Fraction(30))


def product(seller: Seller, orders: list[Record], day: date) -> Values:
    first, last = ages(day, 1, 90)
    listed = seller.listings(first, last)
    violating = {one.get("listing") for one in seller.violations(first, last)}
    return {
        "not_sold": seller.not_sold_rate(orders),
        "not_described": disputed(seller, orders, "not_as_described"),
        "violating": percent(sum(1 for one in listed if one["id"] in violating), len(listed)),
        "product_reviews": mean([one.get("description") for one in seller.counting_reviews(first, last)]),
    }


def logistics(seller: Seller, orders: list[Record], day: date) -> Values:
    numbers = seller.during(seller.on_orders("shipments"), "entered_at", *ages(day, 8, 97))
    return {
        "tracking": percent(sum(1 for one in numbers if one.get("tracked_at")), len(numbers)),
        "false_tracking": percent(sum(1 for one in numbers if one["false"]), len(numbers)),
        "not_received": disputed(seller, orders, "not_received"),
        "logistics_reviews": mean([one.get("logistics") for one in seller.counting_reviews(*ages(day, 1, 90))]),
    }


def service(seller: Seller, day: date) -> Values:
    first, last = ages(day, 1, 90)
    disputes = seller.during(seller.on_orders("disputes"), "filed_at", first, last)
    closed = seller.during(seller.on_orders("disputes"), "ended_at", first, last)
    return {
        "refund_response": mean([answer_hours(one) for one in disputes]),
        "settlement": percent(sum(1 for one in closed if one["resolution"] == "agreed"), len(closed)),
        "service_reviews": mean([one.get("service") for one in seller.counting_reviews(first, last)]),
    }


def repeat(orders: list[Record]) -> Values:
    buyers = [order["buyer"] for order in orders]
    return {"repeat_buyers": percent(sum(1 for one in set(buyers) if buyers.count(one) >= 2), len(set(buyers)))}


def answer_hours(dispute: Record) -> Fraction | None:
    if dispute.get("timed_out_at"):
        return Fraction(120)
    if not dispute.get("answered_at"):
        return None
    return Fraction((dispute["answered_at"] - dispute["filed_at"]) // timedelta(microseconds=1), 3_600_000_000)


def disputed(seller: Seller, orders: list[Record], category: str) -> Fraction | None:
    """Per assessed order: those with a dispute of a category that was not withdrawn."""
    kept = [[one for one in seller.disputes_of(order) if not one.get("withdrawn_at")] for order in orders]
    return percent(sum(any(one["category_of_reason"] == category for one in of) for of in kept), len(orders))
