"""Temu's rating, Shein's grade and AliExpress' risk data for loans, plainly (platform-rules 4.6 and 4.7)."""

from datetime import date
from fractions import Fraction

from .aliexpress import positive_rate
from .reading import Seller, ages, percent, within

Answer = tuple[Fraction | None, str | None]
NO_SCORE: Answer = (None, None)


def temu(seller: Seller, day: date) -> Answer:
    """Half logistics, a quarter description, a quarter service; 50 reviews of 4.5 stars are imagined in each."""
    given = seller.counting_reviews(*ages(day, 1, 90))
    if is_closed(seller, day) or not given:
        return NO_SCORE
    times = 2 if (seller.facts.get("turnover") or 0) >= 1_000_000_00 else 1
    total = Fraction(0)
    for dimension, weight in (("logistics", 50), ("description", 25), ("service", 25)):
        stars = [one[dimension] for one in given if one.get(dimension)] * times
        total += weight * (sum(stars) + 50 * Fraction("4.5")) / (len(stars) + 50) / 100
    return total, None


def shein(seller: Seller, day: date) -> Answer:
    """Half the re-order rate, half the size accuracy, in percent."""
    first, last = ages(day, 1, 90)
    offered = [
        one
        for one in seller.of("listings")
        if (seller.day(one["listed_at"]) or day) <= last and (seller.day(one.get("delisted_at")) or last) >= first
    ]
    again = [one for one in offered if (seller.day(one.get("reordered_at")) or day) <= last]
    fits = [one["size_fits"] for one in seller.counting_reviews(first, last) if one.get("size_fits") is not None]
    reorders, size = percent(len(again), len(offered)), percent(sum(fits), len(fits))
    if is_closed(seller, day) or reorders is None or size is None:
        return NO_SCORE
    total = (reorders + size) / 2
    return total, "S" if total >= 90 else "A" if total >= 75 else "B" if total >= 60 else "C"


def loan(seller: Seller, day: date) -> Answer:
    """Good: 95 % of positive reviews, at most 5 % of disputed orders, no violations."""
    facts, (first, last) = seller.facts, ages(day, 1, 90)
    joined = seller.day(facts["joined_at"]) or day
    early = (day - joined).days < 45 and facts.get("loan_choice") != "applied"
    if facts.get("enterprise_cancelled") or facts.get("loan_choice") == "left" or is_closed(seller, day) or early:
        return NO_SCORE
    found = [one for one in seller.of("violations") if within(seller.day(one["found_at"]), first, last)]
    positive, disputes = positive_rate(seller, first, last), disputed(seller, first, last)
    steady = positive is not None and positive >= 95 and disputes is not None and disputes <= 5
    return None, "good" if steady and all(one.get("revoked_at") for one in found) else "bad"


def disputed(seller: Seller, first: date, last: date) -> Fraction | None:
    """Orders with a dispute that was not withdrawn, of those confirmed, timed out or disputed."""
    traded = [
        one
        for one in seller.assessed(first, last)
        if one.get("confirmed_at") or one.get("timed_out_at") or seller.disputes_of(one)
    ]
    kept = [one for one in traded if any(not dispute.get("withdrawn_at") for dispute in seller.disputes_of(one))]
    return percent(len(kept), len(traded))


def is_closed(seller: Seller, day: date) -> bool:
    """Closed or left by that day."""
    closed_on = seller.day(seller.facts.get("closed_at"))
    return seller.facts.get("status", "open") != "open" and not (closed_on and closed_on > day)
