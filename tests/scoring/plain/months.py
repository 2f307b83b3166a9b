"""Monthly scores that are means of daily ones, plainly (platform-rules 4.3 and 4.5)."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

from .reading import Answer, Seller, band, mean

Daily = Callable[[Seller, date], Answer]


def score(seller: Seller, daily: Daily, first: date, last: date) -> Answer:
    """The mean over the days that have a score; graded as it is, unrounded."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    total: Fraction | None = mean([daily(seller, day).total for day in days])
    if total is None:
        return Answer(None, None, {})
    return Answer(total, band(total, (90, "excellent"), (80, "good"), (60, "pass"), rest="fail"), {})
