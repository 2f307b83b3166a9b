"""The risk data of AliExpress' advance loan, plainly (platform-rules 4.7); 90 days that end the day before (ours)."""

from datetime import date, timedelta
from fractions import Fraction

from .aliexpress import positive_rate
from .reading import Answer, Record, Seller, Values, ages, percent


def score(seller: Seller, day: date) -> Answer:
    """Good with 95 % positive reviews, at most 5 % disputes, and no violation; not assessed without orders."""
    first, last = ages(day, 1, 90)
    orders = seller.assessed(first, last)
    returned = sum(1 for one in orders if is_returned(seller, one))
    values: Values = {
        "orders": Fraction(len(orders)),
        "positive": positive_rate(seller, first, last),
        "disputes": seller.dispute_rate(orders),
        "returns": percent(returned, len(orders)),
        "not_sold": seller.not_sold_rate(orders),
        "chargebacks": Fraction(len(seller.during(seller.on_orders("chargebacks"), "filed_at", first, last))),
        "refunds": Fraction(len(seller.refunds(first, last))),
        "violations": Fraction(len(seller.violations(first, last))),
    }
    return Answer(None, grade(values) if orders and is_assessed(seller, day) else None, values)


def grade(values: Values) -> str:
    positive, disputes = values["positive"], values["disputes"]
    if positive is None or disputes is None:
        return "bad"
    return "good" if positive >= 95 and disputes <= 5 and not values["violations"] else "bad"


def is_assessed(seller: Seller, day: date) -> bool:
    """45 days after joining or on application; not once it was left, nor when the enterprise or shop is gone."""
    facts, joined = seller.facts, seller.day(seller.facts.get("joined_at"))
    due = facts.get("loan_choice") == "applied" or (joined is not None and day - joined >= timedelta(days=45))
    gone = facts.get("loan_choice") == "left" or facts["enterprise_cancelled"] or not seller.is_open(day)
    return due and not gone


def is_returned(seller: Seller, order: Record) -> bool:
    return any(one["with_return"] and not one.get("withdrawn_at") for one in seller.disputes_of(order))
