"""From sums to indicators, points, a total and a grade: exact fractions, no database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from .card import SCALES, TOTAL, Card, Case, Condition, Grade, Indicator, Requirement
from .measuring import Sum, sums_of
from .numbers import round_half_up
from .windows import Adaptive

Counts = tuple[int, int]
ROWS_AT_ONCE = 10_000


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


class Reading(NamedTuple):
    """One indicator of one seller: its sums, its value in its unit, and the points it gives (None: no score)."""

    counts: tuple[Counts, ...]
    value: Fraction | None
    points: Fraction | None


class _Reader:
    """Reads one indicator; equal sums are worked out once, since a hundred thousand sellers have many alike."""

    def __init__(self, card: Card, indicator: Indicator, columns: Sequence[tuple[str, str]]) -> None:
        self._card = card
        self._indicator = indicator
        self._columns = columns
        self._known: dict[tuple[Counts, ...], Reading] = {}
        self._part = any(part.indicator == indicator.name for part in card.parts)

    def read(self, row: Mapping[str, Any]) -> Reading:
        counts = tuple([(row[numerator] or 0, row[denominator] or 0) for numerator, denominator in self._columns])
        return self._known.get(counts) or self._work_out(counts)

    def _work_out(self, counts: tuple[Counts, ...]) -> Reading:
        value = value_of(self._card, self._indicator, counts)
        points = points_of(self._card, self._indicator.name, value) if self._part else None
        self._known[counts] = reading = Reading(counts, value, points)
        return reading


class Grader:
    """Grades the measured rows of a card."""

    def __init__(self, card: Card) -> None:
        self._card = card
        self._readers = {place: _readers(card, place) for place in (0, 1)}
        self._parts = tuple(part.indicator for part in card.parts)

    def grades(self, table: Any) -> Iterator[Score]:
        """The scores of a measured Arrow table, in its order."""
        names = table.column_names
        for batch in table.to_batches(ROWS_AT_ONCE):
            # By columns: Arrow takes several times as long to make the rows itself.
            for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                yield self.grade(dict(zip(names, values, strict=True)))

    def grade(self, row: Mapping[str, Any]) -> Score:
        """The score of one measured row."""
        readings = {name: reader.read(row) for name, reader in self._readers_for(row).items()}
        values = {name: one.value for name, one in readings.items()}
        points = {name: readings[name].points for name in self._parts}
        lacking = self._lacking(row, values)
        missing = lacking.says if lacking else _without_data(points)
        total = total_of(points.values()) if points and missing is None else None
        given = grade_of(self._card.grades, values, total) if missing is None else None
        return Score(
            self._card.id,
            row["marketplace"],
            row["seller"],
            row["score_day"],
            row.get("category"),
            total,
            None if total is None else shown(self._card, total),
            given.name if given else None,
            missing,
            {name: one for name, one in points.items() if one is not None},
            values,
            {name: one.counts for name, one in readings.items()},
            given.consequences if given else lacking.consequences if lacking else (),
        )

    def _readers_for(self, row: Mapping[str, Any]) -> Mapping[str, _Reader]:
        """Of an adaptive card the short window's when it holds enough orders."""
        window = self._card.window
        if not isinstance(window, Adaptive):
            return self._readers[0]
        ((orders, _),) = self._readers[0]["orders"].read(row).counts
        return self._readers[0 if orders >= window.at_least.value else 1]

    def _lacking(self, row: Mapping[str, Any], values: Mapping[str, Fraction | None]) -> Requirement | None:
        """The first requirement that the seller does not meet."""
        case = Case(row["score_day"], row, values.__getitem__, bool(row.get("linked_to")))
        return next((one for one in self._card.requirements if not one.holds(case)), None)


def _without_data(points: Mapping[str, Fraction | None]) -> str | None:
    """Which parts have no value that must have one; None when all have."""
    unknown = [name for name, one in points.items() if one is None]
    return f"no data for {', '.join(unknown)}" if unknown else None


def _readers(card: Card, place: int) -> dict[str, _Reader]:
    """A reader for each indicator; those over an adaptive window of the card read its short or its long one."""
    sums: dict[str, list[Sum]] = {}
    for one in sums_of(card):
        sums.setdefault(one.indicator.name, []).append(one)
    readers: dict[str, _Reader] = {}
    for name, found in sums.items():
        indicator = found[0].indicator
        adaptive = isinstance(card.window, Adaptive) and not indicator.windows
        chosen = found[place : place + 1] if adaptive else found
        readers[name] = _Reader(card, indicator, [one.columns for one in chosen])
    return readers


def total_of(points: Iterable[Fraction | None]) -> Fraction:
    """The exact sum: over one denominator, made small once at the end, which is several times quicker."""
    over, under = 0, 1
    for one in points:
        if one:
            over, under = over * one.denominator + one.numerator * under, under * one.denominator
    return Fraction(over, under)


def total_from(card: Card, counts: Mapping[str, tuple[Counts, ...]]) -> Fraction:
    """The total of a card's sums, exact."""
    indicators = (card.indicator(part.indicator) for part in card.parts)
    return total_of(points_of(card, one.name, value_of(card, one, counts[one.name])) for one in indicators)


def value_of(card: Card, indicator: Indicator, counts: tuple[Counts, ...]) -> Fraction | None:
    """An indicator in its unit; None without rows."""
    if indicator.unit == "count":
        return Fraction(sum(numerator for numerator, _ in counts))
    scale, prior = SCALES[indicator.unit], indicator.prior
    if prior is None and len(counts) == 1:
        ((over, under),) = counts
        return Fraction(scale.numerator * over, scale.denominator * under) if under else None
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
