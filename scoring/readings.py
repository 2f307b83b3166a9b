"""From sums to what they give: an indicator's value and its points, as exact numerators and denominators."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from .card import SCALES, Card, Indicator, Part
from .measuring import Sum, sums_of
from .windows import Adaptive

Counts = tuple[int, int]
Columns = Mapping[str, Sequence[Any]]
"""Rows by the names of their columns."""
Ratio = tuple[int, int]
"""A numerator and a denominator; a denominator of 0 stands for no number at all."""
NOTHING: Ratio = (0, 0)


class Reading(NamedTuple):
    """One indicator of one seller: its sums, a numerator and a denominator for each window, and what they give.

    `ratio` is its value in its unit, `given` the points it gives: both not in lowest terms, since fractions are slow.
    """

    name: str
    sums: tuple[int, ...]
    ratio: Ratio
    given: Ratio = NOTHING

    @property
    def value(self) -> Fraction | None:
        """Its value in its unit, None without rows."""
        over, under = self.ratio
        return Fraction(over) if under == 1 else fraction(self.ratio)

    @property
    def counts(self) -> tuple[Counts, ...]:
        """The sums in pairs, one for each window."""
        return _in_pairs(self.sums)

    @property
    def points(self) -> Fraction | None:
        """The points it gives; None where it gives none, or where there is then no score."""
        return fraction(self.given)


class Readings(dict[tuple[int, ...], Reading]):
    """The readings of one indicator by its sums: equal ones, and many sellers have them, are worked out once."""

    def __init__(self, card: Card, indicator: Indicator, sums: Sequence[Sum]) -> None:
        super().__init__()
        self._indicator = indicator
        self._columns = [name for one in sums for name in one.columns]
        self._part = next((part for part in card.parts if part.indicator == indicator.name), None)

    def of(self, columns: Columns) -> Iterator[Reading]:
        """The readings of many rows, given by their columns."""
        return map(self.__getitem__, zip(*(columns[name] for name in self._columns), strict=True))

    def __missing__(self, sums: tuple[int, ...]) -> Reading:
        ratio = ratio_of(self._indicator, _in_pairs(sums))
        given = points_of(self._part, self._indicator, ratio) if self._part else NOTHING
        self[sums] = reading = Reading(self._indicator.name, sums, ratio, given)
        return reading


def readings_of(card: Card, place: int) -> list[Readings]:
    """Of each indicator; those over an adaptive window of the card are of its short or its long one."""
    sums: dict[str, list[Sum]] = {}
    for one in sums_of(card):
        sums.setdefault(one.indicator.name, []).append(one)
    adaptive = isinstance(card.window, Adaptive)
    return [
        Readings(card, one, [sums[one.name][place]] if adaptive and not one.windows else sums[one.name])
        for one in card.indicators
    ]


def total_of(parts: Iterable[Reading]) -> Ratio:
    """The exact sum of points; nothing at all where one of them has none."""
    over, under = 0, 1
    for _, _, _, (points, per) in parts:
        if per == 1:
            over += points * under
        else:
            over, under = over * per + points * under, under * per
    return over, under


def value_of(indicator: Indicator, counts: tuple[Counts, ...]) -> Fraction | None:
    """An indicator in its unit; None without rows."""
    return fraction(ratio_of(indicator, counts))


def ratio_of(indicator: Indicator, counts: tuple[Counts, ...]) -> Ratio:
    """An indicator in its unit."""
    if indicator.unit == "count":
        return sum(numerator for numerator, _ in counts), 1
    if indicator.prior is None and len(counts) == 1:
        ((over, under),), scale = counts, SCALES[indicator.unit]
        return scale.numerator * over, scale.denominator * under
    mean = _mean(indicator, counts)
    return NOTHING if mean is None else mean.as_integer_ratio()


def _mean(indicator: Indicator, counts: tuple[Counts, ...]) -> Fraction | None:
    """The mean of several windows by their weights, imagined reviews included."""
    scale, prior = SCALES[indicator.unit], indicator.prior
    imagined = prior.count.value if prior else Fraction()
    of_them = imagined * prior.mean.value / scale if prior else Fraction()
    windows = indicator.windows if isinstance(indicator.windows, tuple) else ()
    weights = [one.weight.value if one.weight else Fraction(1) for one in windows] if len(counts) > 1 else [Fraction(1)]
    sums = ((n + of_them, d + imagined) for n, d in counts)
    known = [(weight, n / d) for weight, (n, d) in zip(weights, sums, strict=True) if d]
    if not known:
        return None
    return scale * sum(weight * value for weight, value in known) / sum(weight for weight, _ in known)


def points_of(part: Part, indicator: Indicator, ratio: Ratio) -> Ratio:
    """The points of an indicator's value; nothing at all when the card then gives no score."""
    if ratio[1]:
        return part.curve.points(*ratio)
    return {"full": part.curve.most.as_integer_ratio(), "nothing": (0, 1), "no score": NOTHING}[indicator.without]


def fraction(ratio: Ratio) -> Fraction | None:
    """A ratio in lowest terms, None of nothing."""
    return Fraction(*ratio) if ratio[1] else None


def _in_pairs(sums: tuple[int, ...]) -> tuple[Counts, ...]:
    return tuple(zip(sums[::2], sums[1::2], strict=True))
