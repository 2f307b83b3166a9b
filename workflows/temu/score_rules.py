"""The numbers of Temu's rating and of its fines, each with its mark and source."""

from ...scoring.numbers import Choice, Number
from ...scoring.windows import Window

_PRODUCT = "product source documents"
_QUALITY = "Temu quality-score rules, January 2025"
_OURS = "our default: no public document gives it"


def _default(name: str, text: str, unit: str) -> Number:
    return Number(name, text, unit, "default", _OURS)


def _found(name: str, text: str, unit: str) -> Number:
    return Number(name, text, unit, "found", _QUALITY)


ZONE = Choice("ZONE", "Asia/Shanghai", "default", _OURS)
"""Whose local days count."""
WITHOUT_DATA = Choice(
    "WITHOUT_DATA",
    "a dimension without a review stays at the imagined ones, without those there is no rating",
    "default",
    _OURS,
)

WINDOW = Window(_default("WINDOW_NEWEST", "1", "days"), _default("WINDOW_OLDEST", "90", "days"))
FEWEST_REVIEWS = _default("FEWEST_REVIEWS", "1", "reviews")
MOST_STARS = _default("MOST_STARS", "5", "stars")
LOGISTICS = Number("LOGISTICS", "2.5", "of 5 stars", "stated", _PRODUCT)
DESCRIPTION = _default("DESCRIPTION", "1.25", "of 5 stars")
SERVICE = _default("SERVICE", "1.25", "of 5 stars")

BIG_TURNOVER = Number("BIG_TURNOVER", "100000000", "US cents a month", "stated", _PRODUCT)
BIG_WEIGHT = Number("BIG_WEIGHT", "2", "times", "stated", _PRODUCT)
PRIOR_REVIEWS = _default("PRIOR_REVIEWS", "50", "reviews")
PRIOR_STARS = _default("PRIOR_STARS", "4.5", "stars")

UNSETTLED_FROM = _found("UNSETTLED_FROM", "90", "quality points")
SMALL_FINE_FROM = _found("SMALL_FINE_FROM", "70", "quality points")
MIDDLE_FINE_FROM = _default("MIDDLE_FINE_FROM", "60", "quality points")
NO_FINE = _found("NO_FINE", "0", "times the declared price")
SMALL_FINE = _found("SMALL_FINE", "1.5", "times the declared price")
MIDDLE_FINE = _default("MIDDLE_FINE", "2.5", "times the declared price")
LARGE_FINE = _default("LARGE_FINE", "5", "times the declared price")
