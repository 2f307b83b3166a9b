"""Temu's shop rating, plainly (platform-rules 4.6); the reviews of the 90 days before (ours)."""

from datetime import date
from fractions import Fraction

from .reading import Answer, Seller, Values, ages

SHARES = {"logistics": 50, "description": 25, "service": 25}
PRIOR, PRIOR_STARS = 50, Fraction(9, 2)


def score(seller: Seller, day: date, prior: int = PRIOR) -> Answer:
    """The mean of three means by their shares; a big shop's reviews count double."""
    reviews = seller.counting_reviews(*ages(day, 1, 90))
    values: Values = {"reviews": Fraction(len(reviews))}
    weight = 2 if seller.facts.get("turnover", 0) >= 100_000_000 else 1
    for kind in SHARES:
        stars = [one[kind] for one in reviews if one.get(kind)]
        count = prior + weight * len(stars)
        values[kind] = Fraction(prior * PRIOR_STARS + weight * sum(stars), count) if count else None
    means = [(share, values[kind]) for kind, share in SHARES.items()]
    if not reviews or not seller.is_open(day) or any(one is None for _, one in means):
        return Answer(None, None, values)
    return Answer(sum((Fraction(share, 100) * (one or 0) for share, one in means), Fraction()), None, values)
