"""AliExpress' cards, plainly (platform-rules 4.1 to 4.4)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from fractions import Fraction

from .reading import Record, Seller, ages, clamp, mean, percent, within

Answer = tuple[Fraction | None, str | None]
NO_SCORE: Answer = (None, None)


def indicators(seller: Seller, day: date) -> Answer:
    """4.1: qualified up to 5 % of disputes for not as described and from 4.5 stars on."""
    first = day.replace(day=1)
    orders = seller.assessed(first, day)
    joined = seller.day(seller.facts["joined_at"]) or day
    new = (day - joined).days < 90 and not seller.facts.get("linked_to")
    if seller.facts["evading"] or new or len(orders) < 30:
        return NO_SCORE
    rate = dispute_rate(seller, orders, "not_as_described", exempting=False) or 0
    stars = mean([one.get("description") for one in seller.counting_reviews(first, day)])
    bad = rate > 5 or (stars is not None and stars < Fraction("4.5"))
    return None, "not qualified" if bad else "qualified"


def level(seller: Seller, day: date) -> Answer:
    """4.2: fail first, then excellent, good, pass."""
    first = day - timedelta(days=89)
    orders = seller.assessed(first, day)
    if not orders:
        return NO_SCORE
    bad = Fraction(100 * sum(is_bad(seller, one) for one in orders), len(orders))
    liable = Fraction(100 * sum(is_liable(seller, one) for one in orders), len(orders))
    positive = positive_rate(seller, first, day)
    if bad >= 12 or liable >= Fraction("0.8"):
        return None, "fail"
    if len(orders) >= 90 and bad < Fraction("3.5") and positive is not None and positive >= 97:
        return None, "excellent"
    return None, "good" if len(orders) >= 30 and bad < 6 else "pass"


def daily(seller: Seller, day: date) -> Answer:
    """4.3: 100 points over 30 days with 60 orders, else over 90."""
    first, last = ages(day, 1, 30)
    if len(seller.assessed(first, last)) < 60:
        first, last = ages(day, 1, 90)
    orders = seller.assessed(first, last)
    if not orders:
        return NO_SCORE
    unsold = Fraction(100 * sum(bool(seller.not_sold_on(one)) for one in orders), len(orders))
    total = 10 * (1 - unsold / 3) if unsold <= 3 else -100 * min(Fraction(1), (unsold - 3) / 17)
    for reason in ("not_received", "not_as_described"):
        rate = dispute_rate(seller, orders, reason, exempting=True)
        total += 15 * clamp((5 - rate) / 4) if rate is not None else 15
    given = [one for one in seller.counting_reviews(first, last) if completed_at(seller, one)]
    for dimension, weight in (("description", 30), ("service", 15), ("logistics", 15)):
        stars = mean([one.get(dimension) for one in given])
        total += weight * clamp((stars - 4) / Fraction("0.8")) if stars is not None else weight
    return total, "excellent" if total >= 90 else "good" if total >= 80 else "pass" if total >= 60 else "fail"


def rating(seller: Seller, day: date) -> Answer:
    """4.4: three dimensions over three windows."""
    first, last = ages(day, 0, 90)
    serious = [one for one in seller.of("violations") if one.get("serious") and not one.get("revoked_at")]
    caught = any(within(seller.day(one["found_at"]), first, last) for one in serious)
    if len(seller.assessed(first, last)) < 5 or caught or not seller.facts["company_verified"]:
        return NO_SCORE
    total = Fraction(0)
    for dimension, weight in (("description", 40), ("logistics", 35), ("service", 25)):
        stars = windowed(seller, dimension, day)
        if stars is None:
            return NO_SCORE
        total += weight * stars / 100
    return total, "top" if total >= Fraction("4.8") else "rated"


def windowed(seller: Seller, dimension: str, day: date) -> Fraction | None:
    above, below = Fraction(0), 0
    for newest, oldest, weight in ((0, 30, 50), (31, 60, 30), (61, 90, 20)):
        first, last = ages(day, newest, oldest)
        stars = [one.get(dimension) for one in seller.counting_reviews(first, last) if in_time(seller, one)]
        back = [one for one in returns(seller) if within(one, first, last)]
        if dimension != "logistics":
            stars += [1 for one in back if dimension == "description" or one >= date(2024, 5, 1)]
        found = mean(stars)
        if found is not None:
            above, below = above + weight * found, below + weight
    return above / below if below else None


def in_time(seller: Seller, review: Record) -> bool:
    """Of an order complete within 90 days of the payment, given within 30 days of signing."""
    done, order = completed_at(seller, review), seller.orders[review["order"]]
    if done is None or done - order["paid_at"] > timedelta(days=90):
        return False
    return review["given_at"] - (order.get("signed_at") or done) <= timedelta(days=30)


def completed_at(seller: Seller, review: Record) -> datetime | None:
    order = seller.orders[review["order"]]
    return order.get("completed_at") or order.get("confirmed_at") or order.get("timed_out_at")


def returns(seller: Seller) -> Iterable[date]:
    """The first day of each order's returns for "not as described"."""
    for order in seller.orders.values():
        ended = [
            seller.day(one["ended_at"])
            for one in seller.disputes_of(order)
            if one["with_return"] and one["category_of_reason"] == "not_as_described" and one.get("ended_at")
            and one["resolution"] not in ("withdrawn", "return_expired")
        ]  # fmt: skip
        yield from sorted(one for one in ended if one)[:1]


def is_exempt(dispute: Record) -> bool:
    return dispute["guarantee"] or dispute["platform_logistics"] or dispute.get("liable") == "carrier"


def dispute_rate(seller: Seller, orders: list[Record], reason: str, *, exempting: bool) -> Fraction | None:
    """Of the orders confirmed, timed out or disputed, those disputed for a reason and not withdrawn."""
    traded = [one for one in orders if one.get("confirmed_at") or one.get("timed_out_at") or seller.disputes_of(one)]
    counted = 0
    for order in traded:
        open_ones = [one for one in seller.disputes_of(order) if not one.get("withdrawn_at")]
        counted += any(one["category_of_reason"] == reason and not (exempting and is_exempt(one)) for one in open_ones)
    return percent(counted, len(traded))


def is_bad(seller: Seller, order: Record) -> bool:
    ever = seller.counting_reviews(date.min, date.max)
    kinds = ("stars", "description", "service", "logistics")
    low = any((one.get(kind) or 5) <= 3 for one in ever if one["order"] == order["id"] for kind in kinds)
    disputes = seller.disputes_of(order)
    judged = any(one.get("arbitrated_at") and not is_exempt(one) for one in disputes)
    return low or judged or bool(seller.not_sold_on(order)) or any(one.get("timed_out_at") for one in disputes)


def is_liable(seller: Seller, order: Record) -> bool:
    return any(one.get("resolution") == "ruled" and one["liable"] == "seller" for one in seller.disputes_of(order))


def positive_rate(seller: Seller, first: date, last: date) -> Fraction | None:
    heard = [one["stars"] for one in seller.counting_reviews(first, last) if one.get("stars") and is_heard(seller, one)]
    positive = sum(stars >= 4 for stars in heard)
    return percent(positive, positive + sum(stars <= 2 for stars in heard))


def is_heard(seller: Seller, review: Record) -> bool:
    order = seller.orders[review["order"]]
    if order["paid"] >= 500:
        return True
    for one in seller.disputes_of(order):
        withdrawn, reviewed = one.get("withdrawn_at"), one.get("arbitrated_at")
        left_early = withdrawn and (reviewed is None or withdrawn < reviewed)
        if (one["category_of_reason"] == "not_received" or one["with_return"]) and not left_early:
            return False
    return True
