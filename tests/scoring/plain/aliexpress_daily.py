"""AliExpress' daily service score, plainly (platform-rules 4.3)."""

from datetime import date, timedelta
from fractions import Fraction

from .aliexpress import completed_at, is_exempt
from .reading import Answer, Record, Seller, Values, ages, band, clamp, mean, percent


def score(seller: Seller, day: date) -> Answer:
    """100 points over 30 days with 60 orders, else over 90."""
    span = ages(day, 1, 30)
    if len(seller.assessed(*span)) < 60:
        span = ages(day, 1, 90)
    orders = seller.assessed(*span)
    given = [one for one in seller.counting_reviews(*span) if completed_at(seller.everyone[one["order"]])]
    values: Values = {
        "orders": Fraction(len(orders)),
        "not_sold": seller.not_sold_rate(orders),
        "not_received": seller.dispute_rate(orders, "not_received", is_exempt),
        "not_described": seller.dispute_rate(orders, "not_as_described", is_exempt),
        "not_received_before_exemption": seller.dispute_rate(orders, "not_received"),
        "not_described_before_exemption": seller.dispute_rate(orders, "not_as_described"),
        "online_48": percent(sum(is_online(one, 48) for one in orders), len(orders)),
        "online_72": percent(sum(is_online(one, 72) for one in orders), len(orders)),
    }
    values |= {kind: mean([one.get(kind) for one in given]) for kind in ("description", "service", "logistics")}
    if not orders:
        return Answer(None, None, values)
    total = points(values)
    return Answer(total, band(total, (90, "excellent"), (80, "good"), (60, "pass"), rest="fail"), values)


def points(values: Values) -> Fraction:
    """The raw total, which may fall below nothing; what nobody said or did costs nothing."""
    unsold = values["not_sold"] or Fraction(0)
    total = 10 * (1 - unsold / 3) if unsold <= 3 else -100 * min(Fraction(1), (unsold - 3) / 17)
    for name in ("not_received", "not_described"):
        rate = values[name]
        total += 15 * clamp((5 - rate) / 4) if rate is not None else 15
    for name, weight in (("description", 30), ("service", 15), ("logistics", 15)):
        stars = values[name]
        total += weight * clamp((stars - 4) / Fraction(8, 10)) if stars is not None else weight
    return total


def is_online(order: Record, hours: int) -> bool:
    """Whether its tracking number was online within so many hours of the payment."""
    online = order.get("online_at")
    return online is not None and online - order["paid_at"] <= timedelta(hours=hours)
