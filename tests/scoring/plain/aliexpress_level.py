"""AliExpress' seller service level, plainly (platform-rules 4.2)."""

from datetime import date, timedelta
from fractions import Fraction

from .aliexpress import STARS, is_exempt, positive_rate
from .reading import Answer, Record, Seller, Values, percent

MEDALS = {"excellent": "gold", "good": "silver"}


def score(seller: Seller, day: date) -> Answer:
    """Fail first, then excellent, good, pass, of the 90 days that end with the day."""
    first = day - timedelta(days=89)
    orders = seller.assessed(first, day)
    values: Values = {
        "orders": Fraction(len(orders)),
        "bad_experience": percent(sum(is_bad(seller, one) for one in orders), len(orders)),
        "liability": percent(sum(is_liable(seller, one) for one in orders), len(orders)),
        "positive": positive_rate(seller, first, day),
    }
    return Answer(None, grade(len(orders), values), values)


def medal(seller: Seller, day: date) -> str | None:
    """Gold for excellent, silver for good."""
    return MEDALS.get(score(seller, day).grade or "")


def grade(orders: int, values: Values) -> str | None:
    bad, liable, positive = values["bad_experience"], values["liability"], values["positive"]
    if bad is None or liable is None:
        return None
    if bad >= 12 or liable >= Fraction(8, 10):
        return "fail"
    if orders >= 90 and bad < Fraction(35, 10) and positive is not None and positive >= 97:
        return "excellent"
    return "good" if orders >= 30 and bad < 6 else "pass"


def is_bad(seller: Seller, order: Record) -> bool:
    """Low stars of any kind, not sold, arbitration filed, or five days without an answer."""
    disputes = seller.disputes_of(order)
    reviews = [one for one in seller.counting_reviews() if one["order"] == order["id"]]
    low = any(one.get(kind, 5) <= 3 for one in reviews for kind in STARS)
    arbitrated = any(one.get("arbitrated_at") and not is_exempt(one) for one in disputes)
    silent = any(one.get("timed_out_at") for one in disputes)
    return bool(low or arbitrated or silent or seller.not_sold_on(order))


def is_liable(seller: Seller, order: Record) -> bool:
    """Ruled against the seller; a timeout is no ruling."""
    return any(one.get("resolution") == "ruled" and one["liable"] == "seller" for one in seller.disputes_of(order))
