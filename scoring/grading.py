"""From sums to indicators, points, a total and a grade: exact fractions, no database."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, overload

from .card import TOTAL, Card, Case, Grade, Requirement
from .numbers import round_half_up
from .readings import (
    NOTHING,
    Columns,
    Counts,
    Ratio,
    Reading,
    fraction,
    points_of,
    ratio_of,
    readings_of,
    total_of,
)  # fmt: skip
from .windows import Adaptive

Value = Callable[[str], Fraction | None]
"""Gives an indicator's value by its name."""
Verdict = Grade | Requirement | str | None
"""The grade; or the requirement that is not met, or the parts without data, for which there is none."""


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


class _Columns(Mapping[str, Sequence[Any]]):
    """The columns of an Arrow table as lists, each made when it is asked for: many are of no use to a card."""

    def __init__(self, table: Any) -> None:
        self._table = table
        self._lists: dict[str, list[Any]] = {}

    def __getitem__(self, name: str) -> list[Any]:
        if name not in self._lists:
            self._lists[name] = self._table[name].to_pylist()
        return self._lists[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table.column_names)

    def __len__(self) -> int:
        return self._table.num_columns


class _Seller(Mapping[str, Any]):
    """A seller's facts in one row of columns: `at` moves on, since a mapping of its own for each takes longer."""

    def __init__(self, columns: Columns, readings: Mapping[str, Sequence[Reading]]) -> None:
        self._columns = columns
        self._readings = readings
        self.at = 0

    def __getitem__(self, name: str) -> Any:
        return self._columns[name][self.at]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def value(self, name: str) -> Fraction | None:
        """The value of an indicator in this row."""
        return self._readings[name][self.at].value


class Graded(Sequence[Score]):
    """The scores of measured rows, in their order: all are graded, each becomes a record when it is asked for.

    `totals` are exact, as numerator and denominator; the denominator of none is 0.
    """

    def __init__(
        self,
        card: Card,
        columns: Columns,
        readings: Mapping[str, Sequence[Reading]],
        totals: Sequence[Ratio],
        verdicts: Sequence[Verdict],
    ) -> None:
        self._card = card
        self._columns = columns
        self._readings = tuple(readings.values())
        self.totals = totals
        self._verdicts = verdicts

    @property
    def grades(self) -> list[str | None]:
        """The names of the grades, None without."""
        return [one.name if isinstance(one, Grade) else None for one in self._verdicts]

    def __len__(self) -> int:
        return len(self._verdicts)

    @overload
    def __getitem__(self, at: int) -> Score: ...
    @overload
    def __getitem__(self, at: slice) -> list[Score]: ...
    def __getitem__(self, at: int | slice) -> Score | list[Score]:
        if isinstance(at, slice):
            return [self._score(one) for one in range(*at.indices(len(self)))]
        return self._score(at)

    def _score(self, at: int) -> Score:
        columns, verdict = self._columns, self._verdicts[at]
        total = fraction(self.totals[at])
        missing = isinstance(verdict, Requirement | str)
        return Score(
            self._card.id,
            columns["marketplace"][at],
            columns["seller"][at],
            columns["score_day"][at],
            columns["category"][at] if "category" in columns else None,
            total,
            None if total is None else shown(self._card, total),
            verdict.name if isinstance(verdict, Grade) else None,
            (verdict if isinstance(verdict, str) else verdict.says) if missing else None,
            tuple(one[at] for one in self._readings),
            () if verdict is None or isinstance(verdict, str) else verdict.consequences,
        )


class Grader:
    """Grades the measured rows of a card."""

    def __init__(self, card: Card) -> None:
        self._card = card
        self._places = [readings_of(card, place) for place in ((0, 1) if isinstance(card.window, Adaptive) else (0,))]
        self._grades = [(one, one.by_total) for one in card.grades]

    def grades(self, table: Any) -> Graded:
        """The scores of a measured Arrow table, in its order."""
        return self._graded(_Columns(table))

    def grade(self, row: Mapping[str, Any]) -> Score:
        """The score of one measured row."""
        return self._graded({name: [value] for name, value in row.items()})[0]

    def _graded(self, columns: Columns) -> Graded:
        """By columns: records of rows, and their look-ups, take several times as long."""
        readings = {one.name: read for one, read in zip(self._card.indicators, self._read(columns), strict=True)}
        totals: list[Ratio] = []
        verdicts: list[Verdict] = []
        for total, verdict in self._judged(columns, readings):
            totals.append(total)
            verdicts.append(verdict)
        return Graded(self._card, columns, readings, totals, verdicts)

    def _read(self, columns: Columns) -> list[list[Reading]]:
        """The readings of each indicator; of an adaptive card the short window's where it holds enough orders."""
        read = [[list(one.of(columns)) for one in place] for place in self._places]
        window = self._card.window
        if not isinstance(window, Adaptive):
            return read[0]
        names = [one.name for one in self._card.indicators]
        enough = [one.sums[0] >= window.at_least.value for one in read[0][names.index("orders")]]
        return [
            [short if held else long for short, long, held in zip(*both, enough, strict=True)]
            for both in zip(*read, strict=True)
        ]

    def _judged(self, columns: Columns, readings: Mapping[str, Sequence[Reading]]) -> Iterator[tuple[Ratio, Verdict]]:
        """Each row's total, and its grade or why it has none."""
        seller, days = _Seller(columns, readings), columns["score_day"]
        linked = columns["linked_to"] if "linked_to" in columns else (None,) * len(days)
        parts = [readings[part.indicator] for part in self._card.parts]
        rows = zip(*parts, strict=True) if parts else ((),) * len(days)
        for at, (day, other, points) in enumerate(zip(days, linked, rows, strict=True)):
            seller.at = at
            case = Case(day, seller, seller.value, bool(other))
            lacking = next((one for one in self._card.requirements if not one.holds(case)), None)
            yield (NOTHING, lacking) if lacking else self._graded_row(points, seller.value)

    def _graded_row(self, points: Sequence[Reading], value: Value) -> tuple[Ratio, Verdict]:
        total = total_of(points) if points else NOTHING
        if points and not total[1]:
            return NOTHING, _without_data(points)
        return total, self._grade(value, total)

    def _grade(self, value: Value, total: Ratio) -> Grade | None:
        """The first grade that fits; where the total alone decides, by integers."""

        def of(name: str) -> Fraction | None:
            return fraction(total) if name == TOTAL else value(name)

        for grade, by_total in self._grades:
            if grade.fits_total(*total) if by_total else grade.fits(of):
                return grade
        return None


def _without_data(parts: Sequence[Reading]) -> str:
    """Which parts have no value that must have one."""
    return f"no data for {', '.join(one.name for one in parts if not one.given[1])}"


def total_from(card: Card, counts: Mapping[str, tuple[Counts, ...]]) -> Fraction:
    """The total of a card's sums, exact."""
    parts = ((part, card.indicator(part.indicator)) for part in card.parts)
    points = (fraction(points_of(part, one, ratio_of(one, counts[one.name]))) for part, one in parts)
    return sum((one for one in points if one is not None), Fraction())


def grade_of(grades: tuple[Grade, ...], value: Value, total: Fraction | None) -> Grade | None:
    """The first grade whose conditions hold, unrounded."""
    return next((one for one in grades if one.fits(lambda name: total if name == TOTAL else value(name))), None)


def shown(card: Card, total: Fraction) -> Decimal:
    """A total as it is printed: rounded half up, and not below what the card shows at least."""
    floor = card.shown_from
    return round_half_up(max(total, floor.value) if floor else total, card.decimals)
