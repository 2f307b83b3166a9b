"""From sums to indicators, points, a total and a grade: exact fractions, no database."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .card import SCALES, TOTAL, Card, Case, Condition, Grade, Indicator
from .measuring import Sum, sums_of
from .numbers import round_half_up
from .windows import Adaptive

Counts = tuple[int, int]


@dataclass(frozen=True)
class Score:
    """A seller's score on a day.

    `total` is exact, None for cards without points or where a part has no value that must have one; `shown` is
    how it is printed. `values` are the indicators in their units, None without rows; `counts` their sums, of each
    window. `grade` is None, and `why_not` says why, when the seller is not scored.
    """

    card: str
    marketplace: str
    seller: str
    day: date
    category: str | None = None
    total: Fraction | None = None
    shown: Decimal | None = None
    grade: str | None = None
    why_not: str | None = None
    points: Mapping[str, Fraction] = field(default_factory=dict[str, Fraction])
    values: Mapping[str, Fraction | None] = field(default_factory=dict[str, "Fraction | None"])
    counts: Mapping[str, tuple[Counts, ...]] = field(default_factory=dict[str, tuple[Counts, ...]])
    consequences: tuple[str, ...] = ()


class Grader:
    """Grades the measured rows of a card; the points of equal sums are worked out once."""

    def __init__(self, card: Card) -> None:
        self._card = card
        self._sums: dict[str, list[Sum]] = {}
        for one in sums_of(card):
            self._sums.setdefault(one.indicator.name, []).append(one)
        self._values: dict[tuple[str, tuple[Counts, ...]], Fraction | None] = {}
        self._points: dict[tuple[str, Fraction | None], Fraction | None] = {}

    def grade(self, row: Mapping[str, Any]) -> Score:
        """The score of one measured row."""
        counts = self._counts(row)
        values = {name: self._value(name, one) for name, one in counts.items()}
        score = Score(
            self._card.id,
            row["marketplace"],
            row["seller"],
            row["score_day"],
            row.get("category"),
            values=values,
            counts=counts,
        )
        return self._graded(score, row)

    def _graded(self, score: Score, row: Mapping[str, Any]) -> Score:
        case = Case(row["score_day"], dict(row), score.values.__getitem__, bool(row.get("linked_to")))
        lacking = next((one for one in self._card.requirements if not one.holds(case)), None)
        missing = lacking.says if lacking else None
        points = self._parts(score.values)
        known = {name: one for name, one in points.items() if one is not None}
        if missing is None and len(known) < len(points):
            missing = f"no data for {', '.join(name for name in points if name not in known)}"
        total = sum(known.values(), Fraction()) if points and len(known) == len(points) else None
        given = grade_of(self._card.grades, score.values, total) if missing is None else None
        deciding = given or lacking
        return replace(
            score,
            total=total if missing is None else None,
            shown=shown(self._card, total) if missing is None and total is not None else None,
            grade=given.name if given else None,
            why_not=missing,
            points=known,
            consequences=deciding.consequences if deciding else (),
        )

    def _counts(self, row: Mapping[str, Any]) -> dict[str, tuple[Counts, ...]]:
        found = {
            name: tuple((row[one.columns[0]] or 0, row[one.columns[1]] or 0) for one in sums)
            for name, sums in self._sums.items()
        }
        if isinstance(self._card.window, Adaptive):
            short = found["orders"][0][0] >= self._card.window.at_least.value
            found = {
                name: pairs if self._card.indicator(name).windows else (pairs[0 if short else 1],)
                for name, pairs in found.items()
            }
        return found

    def _value(self, name: str, counts: tuple[Counts, ...]) -> Fraction | None:
        key = (name, counts)
        if key not in self._values:
            self._values[key] = value_of(self._card, self._card.indicator(name), counts)
        return self._values[key]

    def _parts(self, values: Mapping[str, Fraction | None]) -> dict[str, Fraction | None]:
        found: dict[str, Fraction | None] = {}
        for part in self._card.parts:
            key = (part.indicator, values[part.indicator])
            if key not in self._points:
                self._points[key] = points_of(self._card, part.indicator, values[part.indicator])
            found[part.indicator] = self._points[key]
        return found


def value_of(card: Card, indicator: Indicator, counts: tuple[Counts, ...]) -> Fraction | None:
    """An indicator in its unit; None without rows."""
    if indicator.unit == "count":
        return Fraction(sum(numerator for numerator, _ in counts))
    scale, prior = SCALES[indicator.unit], indicator.prior
    if prior:
        counts = tuple((n + prior.count.value * prior.mean.value / scale, d + prior.count.value) for n, d in counts)  # type: ignore[misc]
    windows = indicator.windows if isinstance(indicator.windows, tuple) else ()
    weights = [one.weight.value if one.weight else Fraction(1) for one in windows] if len(counts) > 1 else [Fraction(1)]
    known = [(weight, Fraction(n) / d) for weight, (n, d) in zip(weights, counts, strict=True) if d]
    if not known:
        return None
    return scale * sum(weight * value for weight, value in known) / sum(weight for weight, _ in known)


def points_of(card: Card, name: str, value: Fraction | None) -> Fraction | None:
    """The points of an indicator's value; None when the card then gives no score at all."""
    part = next(one for one in card.parts if one.indicator == name)
    if value is not None:
        return part.curve.points(value)
    without = card.indicator(name).without
    return {"full": part.curve.most, "nothing": Fraction(), "no score": None}[without]


def grade_of(grades: tuple[Grade, ...], values: Mapping[str, Fraction | None], total: Fraction | None) -> Grade | None:
    """The first grade whose conditions hold, unrounded."""
    return next((one for one in grades if one.fits(lambda name: total if name == TOTAL else values[name])), None)


def beside(card: Card, score: Score) -> dict[Condition, bool | None]:
    """The thresholds shown beside a score, and whether each is kept; None where nothing is known of it."""
    values = {one: score.total if one.of == TOTAL else score.values[one.of] for one in card.beside}
    return {one: None if value is None else one.holds(value) for one, value in values.items()}


def shown(card: Card, total: Fraction) -> Decimal:
    """A total as it is printed: rounded half up, and not below what the card shows at least."""
    floor = card.shown_from
    return round_half_up(max(total, floor.value) if floor else total, card.decimals)
