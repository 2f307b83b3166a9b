"""AliExpress' store rating of five stars, plainly (platform-rules 4.4)."""

from datetime import date, timedelta
from fractions import Fraction

from .aliexpress import completed_at
from .reading import Answer, Record, Seller, Values, ages, mean, percent, within

SPANS = ((0, 30, 50), (31, 60, 30), (61, 90, 20))
SHARES = {"description": 40, "logistics": 35, "service": 25}
BOTH_SINCE = date(2024, 5, 1)
"""Since when a return counts in the service as well."""


def score(seller: Seller, day: date) -> Answer:
    """Three dimensions over three spans of the last 91 days."""
    values = {name: dimension(seller, name, day) for name in SHARES} | beside(seller, day)
    if values["serious_violations"] or (values["orders"] or 0) < 5 or not seller.facts["company_verified"]:
        return Answer(None, None, values)
    stars = {name: values[name] for name in SHARES}
    if None in stars.values():
        return Answer(None, None, values)
    total = sum((Fraction(SHARES[name], 100) * (one or 0) for name, one in stars.items()), Fraction())
    return Answer(total, "top" if total >= Fraction(48, 10) else "rated", values)


def dimension(seller: Seller, kind: str, day: date) -> Fraction | None:
    """The mean of the spans that have a star, by the spans' weights."""
    weighted: list[tuple[int, Fraction]] = []
    for newest, oldest, weight in SPANS:
        first, last = ages(day, newest, oldest)
        stars = [one.get(kind) for one in seller.counting_reviews(first, last) if is_in_time(seller, one)]
        stars += [1 for one in sent_back(seller) if within(one, first, last) and returns_count(kind, one)]
        found = mean(stars)
        if found is not None:
            weighted.append((weight, found))
    if not weighted:
        return None
    return sum((weight * one for weight, one in weighted), Fraction()) / sum(weight for weight, _ in weighted)


def is_in_time(seller: Seller, review: Record) -> bool:
    """Of an order complete within 90 days of payment, and given within 30 days of signing."""
    order = seller.everyone[review["order"]]
    complete = completed_at(order)
    if complete is None or complete - order["paid_at"] > timedelta(days=90):
        return False
    return review["given_at"] - (order.get("signed_at") or complete) <= timedelta(days=30)


def returns_count(kind: str, day: date) -> bool:
    return kind == "description" or (kind == "service" and day >= BOTH_SINCE)


def sent_back(seller: Seller) -> list[date]:
    """The first day on which a return for "not as described" ended, of each order that has one."""
    days: list[date] = []
    for order, disputes in seller.disputed.items():
        back = [
            seller.day(one.get("ended_at"))
            for one in disputes
            if order in seller.everyone
            and one["with_return"]
            and one["category_of_reason"] == "not_as_described"
            and one.get("resolution") not in ("withdrawn", "return_expired")
        ]
        days += sorted(one for one in back if one)[:1]
    return days


def beside(seller: Seller, day: date) -> Values:
    """What decides whether there is a rating, and what is shown with it."""
    first, last = ages(day, 0, 90)
    orders, reviews = seller.assessed(first, last), seller.counting_reviews(first, last)
    asked = seller.during(seller.of("messages"), "asked_at", first, last)
    replied = sum(is_done(one, "asked_at", "replied_at", 12) and not one["reply_templated"] for one in asked)
    refunds = seller.refunds(first, last)
    promised = [one for one in orders if one["worry_free"] and one.get("promised_at")]
    own = [one for one in reviews if one.get("replied_at") and not one["reply_templated"]]
    return {
        "orders": Fraction(len(orders)),
        "serious_violations": Fraction(sum(1 for one in seller.violations(first, last) if one["serious"])),
        "disputes": seller.dispute_rate(orders),
        "first_replies": percent(replied, len(asked)),
        "refunds": percent(sum(is_done(one, "ordered_at", "completed_at", 72) for one in refunds), len(refunds)),
        "worry_free": percent(sum(is_punctual(one) for one in promised), len(promised)),
        "review_replies": percent(len(own), len(reviews)),
    }


def is_done(record: Record, asked: str, done: str, hours: int) -> bool:
    """What is done at its deadline is late."""
    return record.get(done) is not None and record[done] - record[asked] < timedelta(hours=hours)


def is_punctual(order: Record) -> bool:
    signed = order.get("signed_at")
    return signed is not None and signed <= order["promised_at"]
