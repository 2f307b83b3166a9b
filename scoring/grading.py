"""From sums to indicators, points, a total and a grade: exact fractions, no database."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from .card import SCALES, TOTAL, Card, Case, Grade, Indicator, Part, Requirement
from .measuring import Sum, sums_of
from .numbers import round_half_up
from .windows import Adaptive

Counts = tuple[int, int]
Value = Callable[[str], Fraction | None]
"""Gives an indicator's value by its name."""
ROWS_AT_ONCE = 10_000


class Reading(NamedTuple):
    """One indicator of one seller: its sums, a numerator and a denominator for each window, and its value in its unit.

    `over` / `under` are the points it gives: over 0 for an indicator that gives none, or where there is then no score.
    """

    name: str
    sums: tuple[int, ...]
    value: Fraction | None
    over: int
    under: int

    @property
    def counts(self) -> tuple[Counts, ...]:
        """The sums in pairs, one for each window."""
        return _in_pairs(self.sums)

    @property
    def points(self) -> Fraction | None:
        """The points it gives; None for no points at all."""
        return Fraction(self.over, self.under) if self.under else None


@dataclass(frozen=True, slots=True)
class Score:
    """A seller's score on a day.

    `total` is exact, None for cards without points or where a part has no value that must have one; `shown` is
    how it is printed. `readings` are the indicators. `grade` is None, and `why_not` says why, when the seller is not
    scored.
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
    readings: tuple[Reading, ...] = ()
    consequences: tuple[str, ...] = ()

    @property
    def points(self) -> Mapping[str, Fraction]:
        """The points of the indicators that give any."""
        return {one.name: one.points for one in self.readings if one.points is not None}

    @property
    def values(self) -> Mapping[str, Fraction | None]:
        """The indicators in their units, None without rows."""
        return {one.name: one.value for one in self.readings}

    @property
    def counts(self) -> Mapping[str, tuple[Counts, ...]]:
        """The indicators' sums, of each window."""
        return {one.name: one.counts for one in self.readings}


class _Readings(dict[tuple[int, ...], Reading]):
    """The readings of one indicator by its sums: equal ones, and many sellers have them, are worked out once."""

    def __init__(self, card: Card, indicator: Indicator, sums: Sequence[Sum]) -> None:
        super().__init__()
        self._indicator = indicator
        self._columns = [name for one in sums for name in one.columns]
        self._part = next((part for part in card.parts if part.indicator == indicator.name), None)

    def of(self, columns: Mapping[str, Sequence[int]]) -> Iterator[Reading]:
        """The readings of many rows, given by their columns."""
        return map(self.__getitem__, zip(*(columns[name] for name in self._columns), strict=True))

    def __missing__(self, sums: tuple[int, ...]) -> Reading:
        value = value_of(self._indicator, _in_pairs(sums))
        points = points_of(self._part, self._indicator, value) if self._part else None
        over, under = (0, 0) if points is None else points.as_integer_ratio()
        self[sums] = reading = Reading(self._indicator.name, sums, value, over, under)
        return reading


class Grader:
    """Grades the measured rows of a card."""

    def __init__(self, card: Card) -> None:
        self._card = card
        self._places = [_readings(card, place) for place in ((0, 1) if isinstance(card.window, Adaptive) else (0,))]
        self._sums = {name for one in sums_of(card) for name in one.columns}
        self._place_of = {one.name: place for place, one in enumerate(card.indicators)}
        self._parts = [self._place_of[part.indicator] for part in card.parts]

    def grades(self, table: Any) -> Iterator[Score]:
        """The scores of a measured Arrow table, in its order."""
        for batch in table.to_batches(ROWS_AT_ONCE):
            columns = (column.to_pylist() for column in batch.columns)
            yield from self._grades(dict(zip(table.column_names, columns, strict=True)))

    def grade(self, row: Mapping[str, Any]) -> Score:
        """The score of one measured row."""
        return next(self._grades({name: [value] for name, value in row.items()}))

    def _grades(self, columns: Mapping[str, Sequence[Any]]) -> Iterator[Score]:
        """By columns: Arrow takes several times as long to make the rows itself, and so do their look-ups."""
        names = [name for name in columns if name not in self._sums]
        facts = zip(*(columns[name] for name in names), strict=True)
        for known, readings in zip(facts, self._read(columns), strict=True):
            yield self._score(dict(zip(names, known, strict=True)), readings)

    def _read(self, columns: Mapping[str, Sequence[Any]]) -> Iterator[tuple[Reading, ...]]:
        """The readings of each row; of an adaptive card the short window's where it holds enough orders."""
        read = [zip(*(one.of(columns) for one in place), strict=True) for place in self._places]
        window = self._card.window
        if not isinstance(window, Adaptive):
            return read[0]
        orders, enough = self._place_of["orders"], window.at_least.value
        return (short if short[orders].sums[0] >= enough else long for short, long in zip(*read, strict=True))

    def _score(self, facts: Mapping[str, Any], readings: tuple[Reading, ...]) -> Score:
        def value(name: str) -> Fraction | None:
            return readings[self._place_of[name]].value

        lacking = self._lacking(facts, value)
        parts = [readings[place] for place in self._parts]
        missing = lacking.says if lacking else _without_data(parts)
        total = total_of(parts) if parts and missing is None else None
        given = grade_of(self._card.grades, value, total) if missing is None else None
        return Score(
            self._card.id,
            facts["marketplace"],
            facts["seller"],
            facts["score_day"],
            facts.get("category"),
            total,
            None if total is None else shown(self._card, total),
            given.name if given else None,
            missing,
            readings,
            given.consequences if given else lacking.consequences if lacking else (),
        )

    def _lacking(self, facts: Mapping[str, Any], value: Value) -> Requirement | None:
        """The first requirement that the seller does not meet."""
        case = Case(facts["score_day"], facts, value, bool(facts.get("linked_to")))
        return next((one for one in self._card.requirements if not one.holds(case)), None)


def _without_data(parts: Sequence[Reading]) -> str | None:
    """Which parts have no value that must have one; None when all have."""
    unknown = [one.name for one in parts if not one.under]
    return f"no data for {', '.join(unknown)}" if unknown else None


def _readings(card: Card, place: int) -> list[_Readings]:
    """Of each indicator; those over an adaptive window of the card are of its short or its long one."""
    sums: dict[str, list[Sum]] = {}
    for one in sums_of(card):
        sums.setdefault(one.indicator.name, []).append(one)
    adaptive = isinstance(card.window, Adaptive)
    return [
        _Readings(card, one, [sums[one.name][place]] if adaptive and not one.windows else sums[one.name])
        for one in card.indicators
    ]


def total_of(parts: Iterable[Reading]) -> Fraction:
    """The exact sum of points: over one denominator, made small once at the end, which is several times quicker."""
    over, under = 0, 1
    for one in parts:
        if one.under == 1:
            over += one.over * under
        else:
            over, under = over * one.under + one.over * under, under * one.under
    return Fraction(over, under)


def total_from(card: Card, counts: Mapping[str, tuple[Counts, ...]]) -> Fraction:
    """The total of a card's sums, exact."""
    parts = ((part, card.indicator(part.indicator)) for part in card.parts)
    points = (points_of(part, one, value_of(one, counts[one.name])) for part, one in parts)
    return sum((one for one in points if one is not None), Fraction())


def value_of(indicator: Indicator, counts: tuple[Counts, ...]) -> Fraction | None:
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


def points_of(part: Part, indicator: Indicator, value: Fraction | None) -> Fraction | None:
    """The points of an indicator's value; None when the card then gives no score at all."""
    if value is not None:
        return part.curve.points(value)
    return {"full": part.curve.most, "nothing": Fraction(), "no score": None}[indicator.without]


def grade_of(grades: tuple[Grade, ...], value: Value, total: Fraction | None) -> Grade | None:
    """The first grade whose conditions hold, unrounded."""
    return next((one for one in grades if one.fits(lambda name: total if name == TOTAL else value(name))), None)


def _in_pairs(sums: tuple[int, ...]) -> tuple[Counts, ...]:
    return tuple(zip(sums[::2], sums[1::2], strict=True))


def shown(card: Card, total: Fraction) -> Decimal:
    """A total as it is printed: rounded half up, and not below what the card shows at least."""
    floor = card.shown_from
    return round_half_up(max(total, floor.value) if floor else total, card.decimals)
