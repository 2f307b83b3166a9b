"""Shein's grade, plainly (platform-rules 4.6); the 90 days before (ours)."""

from datetime import date

from .reading import Answer, Seller, Values, ages, band, percent


def score(seller: Seller, day: date) -> Answer:
    """Half products ordered again, half sizes as described."""
    first, last = ages(day, 1, 90)
    offered = seller.listings(first, last)
    again = [one for one in offered if (seller.day(one.get("reordered_at")) or date.max) <= last]
    said = [one["size_fits"] for one in seller.counting_reviews(first, last) if one.get("size_fits") is not None]
    values: Values = {"reorders": percent(len(again), len(offered)), "size": percent(sum(said), len(said))}
    reorders, size = values["reorders"], values["size"]
    if reorders is None or size is None or not seller.is_open(day):
        return Answer(None, None, values)
    total = (reorders + size) / 2
    return Answer(total, band(total, (90, "S"), (75, "A"), (60, "B"), rest="C"), values)
