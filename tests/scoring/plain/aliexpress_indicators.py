"""AliExpress' two service indicators of a calendar month, plainly (platform-rules 4.1)."""

from datetime import date, timedelta
from fractions import Fraction

from .aliexpress import is_exempt
from .reading import Answer, Seller, Values, mean


def score(seller: Seller, day: date) -> Answer:
    """Qualified up to 5 % of disputes and from 4.5 stars; `day` is the last of the month."""
    first = day.replace(day=1)
    orders = seller.assessed(first, day)
    values: Values = {
        "orders": Fraction(len(orders)),
        "not_described": seller.dispute_rate(orders, "not_as_described"),
        "not_described_after_exemption": seller.dispute_rate(orders, "not_as_described", is_exempt),
        "description": mean([one.get("description") for one in seller.counting_reviews(first, day)]),
    }
    if seller.facts["evading"] or is_new(seller, day) or len(orders) < 30:
        return Answer(None, None, values)
    disputes, stars = values["not_described"], values["description"]
    fails = (disputes is not None and disputes > 5) or (stars is not None and stars < Fraction(9, 2))
    return Answer(None, "not qualified" if fails else "qualified", values)


def is_new(seller: Seller, day: date) -> bool:
    """In the grace of its first 90 days, which linked accounts do not get."""
    joined = seller.day(seller.facts.get("joined_at"))
    return not seller.facts.get("linked_to") and joined is not None and day - joined < timedelta(days=90)


def by_category(seller: Seller, day: date) -> dict[str | None, Answer]:
    """The same of each category in which the month has an order or a review."""
    first = day.replace(day=1)
    rated = [seller.everyone[one["order"]] for one in seller.counting_reviews(first, day)]
    found = {one.get("category") for one in [*seller.assessed(first, day), *rated]}
    return {one: score(seller.only(lambda order, one=one: order.get("category") == one), day) for one in found}
