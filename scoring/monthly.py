"""Monthly scores that are means of daily ones."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from .card import Card, Monthly
from .grading import Score, grade_of, shown, total_from
from .ibis_adapter import Table, load_ibis
from .published import Published
from .windows import later, month_end, previous_month_end

KEPT_WITHIN = Fraction(1, 10**10)
"""Daily totals are kept with ten decimals: a mean of them is nearer than this to the exact one."""


def months_of(card: Card, day: date) -> tuple[date, date]:
    """The first and the last day whose daily scores a month's score is the mean of; `day` is the month's last."""
    last = first = month_end(day)
    for _ in range(int(_monthly(card).months.value) - 1):
        first = previous_month_end(first)
    return first.replace(day=1), last


def reach(card: Card, first: date, last: date) -> tuple[date, date]:
    """The ends of the first and the last month whose score is a mean of daily scores of any of these days."""
    end = month_end(last)
    for _ in range(int(_monthly(card).months.value) - 1):
        end = month_end(later(end, 1))
    return month_end(first), end


def days_of(card: Card, daily: Table, day: date) -> Table:
    """The daily scores, the latest revisions of which `daily` has, that a month's score is the mean of."""
    ibis = load_ibis()
    first, last = months_of(card, day)
    return daily.filter(
        daily.card == card.id,
        daily.period == "day",
        daily.day.between(ibis.date(first.year, first.month, first.day), ibis.date(last.year, last.month, last.day)),
    )


def daily_totals(card: Card, daily: Table, day: date) -> Table:
    """Each seller's sum of daily totals and the number of days that have one."""
    rows = days_of(card, daily, day)
    grouped = rows.group_by(["marketplace", "seller", "category"])
    return grouped.agg(total=rows.total.cast("decimal(38, 10)").sum(), days=rows.total.count())


def monthly_score(card: Card, row: Mapping[str, Any], day: date) -> Score:
    """The mean over the days that have a score; without one, no score."""
    score = Score(card.id, row["marketplace"], row["seller"], month_end(day), row.get("category") or None)
    if not row["days"]:
        return replace(score, why_not="no day of the month has a score")
    return with_mean(card, score, Fraction(row["total"]) / row["days"])


def with_mean(card: Card, score: Score, mean: Fraction) -> Score:
    """A month's score with its mean and the grade that this gives."""
    given = grade_of(_monthly(card).grades, lambda _: None, mean)
    return replace(
        score,
        total=mean,
        shown=shown(card, mean),
        grade=given.name if given else None,
        consequences=given.consequences if given else (),
    )


def is_doubtful(card: Card, score: Score) -> bool:
    """Whether the mean is so near to a grade's bound, or to where its rounding turns, that the decimals which daily
    totals are kept with could decide: then their sums have to be asked."""
    if score.total is None:
        return False
    bounds = [one.bound.value for grade in _monthly(card).grades for one in grade.conditions]
    turn = (score.total * 10**card.decimals + Fraction(1, 2)) % 1
    near = min(turn, 1 - turn) <= KEPT_WITHIN * 10**card.decimals
    return near or any(abs(score.total - bound) <= KEPT_WITHIN for bound in bounds)


def exact_mean(card: Card, days: Iterable[Published]) -> Fraction:
    """The mean of daily totals worked out anew from the sums that were published with them."""
    totals = [total_from(card, one.counts) for one in days if one.total is not None]
    return sum(totals, Fraction()) / len(totals)


def _monthly(card: Card) -> Monthly:
    if card.monthly is None:
        raise ValueError(f"{card.id} has no monthly score")
    return card.monthly
