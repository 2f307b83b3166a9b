"""Monthly scores that are means of daily ones."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from .card import Card
from .grading import Score, grade_of, shown
from .ibis_adapter import Table, load_ibis
from .windows import month_end, previous_month_end


def months_of(card: Card, day: date) -> tuple[date, date]:
    """The first and the last day whose daily scores a month's score is the mean of; `day` is the month's last."""
    if card.monthly is None:
        raise ValueError(f"{card.id} has no monthly score")
    last = first = month_end(day)
    for _ in range(int(card.monthly.months.value) - 1):
        first = previous_month_end(first)
    return first.replace(day=1), last


def daily_totals(card: Card, daily: Table, day: date) -> Table:
    """Each seller's sum of daily totals and the number of days that have one; `daily` are the latest revisions."""
    ibis = load_ibis()
    first, last = months_of(card, day)
    rows = daily.filter(
        daily.card == card.id,
        daily.period == "day",
        daily.day.between(ibis.date(first.year, first.month, first.day), ibis.date(last.year, last.month, last.day)),
    )
    grouped = rows.group_by(["marketplace", "seller", "category"])
    return grouped.agg(total=rows.total.cast("decimal(38, 10)").sum(), days=rows.total.count())


def monthly_score(card: Card, row: Mapping[str, Any], day: date) -> Score:
    """The mean over the days that have a score, exact; without one, no score."""
    if card.monthly is None:
        raise ValueError(f"{card.id} has no monthly score")
    score = Score(card.id, row["marketplace"], row["seller"], month_end(day), row.get("category") or None)
    if not row["days"]:
        return replace(score, why_not="no day of the month has a score")
    mean = Fraction(row["total"]) / row["days"]
    given = grade_of(card.monthly.grades, {}, mean)
    return replace(
        score,
        total=mean,
        shown=shown(card, mean),
        grade=given.name if given else None,
        consequences=given.consequences if given else (),
    )
