"""Score cards as declarations: indicators, the points they give, who is scored, when, and which grade follows.

An indicator's numerator and denominator are Ibis expressions over one row of a source (`sources.py`), summed over
the days of its window: one declaration runs on every database that Ibis speaks to. What follows (points, totals,
grades) is exact arithmetic over those sums, the same everywhere.
"""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import lcm
from typing import Any, Literal, NamedTuple

from .consequences import MonthlyRule
from .numbers import Choice, Ground, Number
from .windows import Adaptive, AnyWindow

Unit = Literal["%", "stars", "hours", "count"]
Facing = Literal["at_least", "above", "below", "at_most"]
Row = Any
"""An Ibis expression over one row of a source, such as `_.not_sold`: an integer, a truth value, or null to leave
the row out."""

_SIDES: dict[Facing, Callable[[int, int], bool]] = {
    "at_least": operator.ge,
    "above": operator.gt,
    "below": operator.lt,
    "at_most": operator.le,
}

TOTAL = "total"
ZONE, MEDALS, PRIVILEGES, GRADES, WITHOUT_DATA = "ZONE", "MEDALS", "PRIVILEGES", "GRADES", "WITHOUT_DATA"
"""The choices of a card that are told wherever what they decide is shown: whose days count, which grade brings which
medal, what a medal opens, how grades are called, what an indicator without rows brings."""
MICROSECONDS_PER_HOUR = 3_600_000_000
SCALES: dict[Unit, Fraction] = {
    "%": Fraction(100),
    "stars": Fraction(1),
    "hours": Fraction(1, MICROSECONDS_PER_HOUR),
    "count": Fraction(1),
}


@dataclass(frozen=True)
class Prior:
    """So many imagined reviews with this mean, so that a few real ones do not decide alone."""

    count: Number
    mean: Number


@dataclass(frozen=True)
class Indicator:
    """A sum over a sum, in its unit: the rows of `over` whose day lies in the window.

    Units: `%` is numerator / denominator x 100, `stars` a mean, `hours` a mean of microseconds, `count` the
    numerator alone. With several windows the value is the mean of the windows' values by their weights, windows
    without rows left out. `blame` selects the rows that cost points, for explanations. Without any rows there is
    no value, and `without` says what that means to the points: all of them, none, or no score at all. `numbers` are
    those that its expressions count with. Where the denominator is not a number, `weighs` says how many times one more
    row counts, from the seller's facts; without it, what one more would change cannot be told.
    """

    name: str
    title: str
    over: str
    numerator: Row
    denominator: Row = 1
    unit: Unit = "%"
    windows: tuple[AnyWindow, ...] | Adaptive = ()
    blame: Row | None = None
    prior: Prior | None = None
    without: Literal["full", "nothing", "no score"] = "full"
    numbers: tuple[Number, ...] = ()
    weighs: Callable[[Mapping[str, Any]], int] | None = None


@dataclass(frozen=True)
class Curve:
    """Points as straight lines between corners `(value, points)`, level before the first and after the last."""

    corners: tuple[tuple[Number, Number], ...]

    def points(self, over: int, under: int) -> tuple[int, int]:
        """The points that the value over / under gives, as numerator and denominator."""
        for end_over, end_under, rise, start, run in self._lines:
            if over * end_under <= end_over * under:
                return (rise * over + start * under, run * under) if rise else (start, run)
        return self.corners[-1][1].value.as_integer_ratio()

    @cached_property
    def _lines(self) -> tuple[tuple[int, int, int, int, int], ...]:
        """Each line's end, and its points as (rise x value + start) / run: integers, since fractions are slow."""
        knots = [(at.value, points.value) for at, points in self.corners]
        slopes = [Fraction(), *((high - low) / (right - left) for (left, low), (right, high) in pairwise(knots))]
        lines: list[tuple[int, int, int, int, int]] = []
        for slope, (right, high) in zip(slopes, knots, strict=True):
            start = high - slope * right
            run = lcm(slope.denominator, start.denominator)
            lines.append((*right.as_integer_ratio(), int(slope * run), int(start * run), run))
        return tuple(lines)

    @property
    def most(self) -> Fraction:
        """The most points it gives."""
        return max(points.value for _, points in self.corners)


@dataclass(frozen=True)
class Part:
    """The points of one indicator; `group` is the heading it stands under."""

    indicator: str
    curve: Curve
    group: str = ""


@dataclass(frozen=True)
class Condition:
    """An indicator, or the total, against a bound. What has no value fulfils no condition."""

    of: str
    facing: Facing
    bound: Number

    def holds(self, value: Fraction | None) -> bool:
        """Whether a value is on the right side; unrounded."""
        return value is not None and self.meets(*value.as_integer_ratio())

    def meets(self, over: int, under: int) -> bool:
        """Whether over / under is on the right side: multiplied out, since fractions are slow."""
        side, bound, per = self._bound
        return side(over * per, bound * under)

    @cached_property
    def _bound(self) -> tuple[Callable[[int, int], bool], int, int]:
        return _SIDES[self.facing], *self.bound.value.as_integer_ratio()

    def __str__(self) -> str:
        return f"{self.of} {self.facing.replace('_', ' ')} {self.bound}"


@dataclass(frozen=True)
class Grade:
    """A grade and the conditions it takes: all of them, or any; a card's first grade that fits is given.

    `consequences` are the penalties and privileges that come with it, by their names in the catalogue; `numbers`
    are those that they speak of.
    """

    name: str
    conditions: tuple[Condition, ...] = ()
    any_of: bool = False
    consequences: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()

    @cached_property
    def by_total(self) -> bool:
        """Whether the total alone decides."""
        return all(one.of == TOTAL for one in self.conditions)

    def fits_total(self, over: int, under: int) -> bool:
        """Whether the total over / under gives the grade, which is `by_total`; a denominator of 0 is no total."""
        for one in self.conditions:
            if (under != 0 and one.meets(over, under)) == self.any_of:
                return self.any_of
        return not self.any_of

    def fits(self, values: Callable[[str], Fraction | None]) -> bool:
        """Whether these values give the grade."""
        held = [condition.holds(values(condition.of)) for condition in self.conditions]
        return any(held) if self.any_of else all(held)


@dataclass(frozen=True)
class Requirement:
    """What a seller needs to be scored: `holds` reads the seller's facts and indicators; `says` is told if not.

    `consequences` are what comes of lacking it, by their names in the catalogue; `counts` is the indicator of which
    there must be so many, for requirements of that kind.
    """

    code: str
    says: str
    holds: Callable[["Case"], bool]
    numbers: tuple[Number, ...] = ()
    consequences: tuple[str, ...] = ()
    counts: str | None = None


@dataclass(frozen=True)
class Exclusion:
    """Orders that count nowhere: those of which `drops` is true, a row expression over the order."""

    says: str
    drops: Row
    numbers: tuple[Number, ...] = ()


@dataclass(frozen=True)
class Schedule:
    """When a score is computed and published, in local days of the card's zone.

    `daily`: every day, for that day. `monthly`: on this day of the month, for the month before.
    """

    every: Literal["daily", "monthly"]
    on: Number | None = None


@dataclass(frozen=True)
class Monthly:
    """A monthly score that is the mean of the daily scores of the last `months`, and its grades.

    `lasting` are the rules by which several monthly scores together have consequences.
    """

    schedule: Schedule
    months: Number
    grades: tuple[Grade, ...]
    lasting: tuple[MonthlyRule, ...] = ()


@dataclass(frozen=True)
class Card:
    """How a marketplace grades its sellers, once: `name@version`.

    `decimals` is how the score is shown; grades compare what is not rounded. `shown_from` is the least that is
    shown of a raw total that may fall below it. `medals` are the pairs of a grade and the medal it brings, which
    disputes filed from then on know. `beside` are thresholds that are shown with the score and change nothing of it.
    `choices` are its rules that are no numbers, with their marks.
    """

    name: str
    version: int
    title: str
    zone: str
    indicators: tuple[Indicator, ...]
    schedule: Schedule
    grades: tuple[Grade, ...]
    parts: tuple[Part, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    window: AnyWindow | Adaptive | None = None
    by_category: bool = False
    decimals: int = 2
    shown_from: Number | None = None
    monthly: Monthly | None = None
    medals: tuple[tuple[str, str], ...] = ()
    beside: tuple[Condition, ...] = ()
    choices: tuple[Choice, ...] = ()

    def medal(self, grade: str | None) -> str | None:
        """The medal that a grade brings, None without one."""
        return dict(self.medals).get(grade or "")

    def resting_on(self, grades: tuple[Grade, ...], grade: str | None, why_not: str | None) -> tuple[Ground, ...]:
        """What gives a score its grade, of these grades, or keeps it from one."""
        if why_not is None:
            return self.grounds(grades, grade)
        lacking = (one.numbers for one in self.requirements if one.says == why_not)
        return next(lacking, self.chosen(WITHOUT_DATA))

    @property
    def id(self) -> str:
        """The card with its version, such as `dhgate@1`."""
        return f"{self.name}@{self.version}"

    def indicator(self, name: str) -> Indicator:
        """The indicator of this name; KeyError when there is none."""
        return next(one for one in self.indicators if one.name == name)

    @property
    def ranked(self) -> tuple[str, ...]:
        """The grades, the best first: as declared, but those that any one condition is enough for come last."""
        return tuple(one.name for one in sorted(self.grades, key=lambda one: one.any_of))

    def numbers(self) -> tuple[Number, ...]:
        """Every number the card counts with, each once, in the order of its declaration."""
        return numbers_of(self)

    def rules(self) -> tuple[Ground, ...]:
        """Every number, but those of mere arithmetic, and every choice."""
        return (*(one for one in self.numbers() if one.source != "arithmetic"), *self.choices)

    def chosen(self, *names: str) -> tuple[Choice, ...]:
        """Its choices of these names, as far as it has them."""
        return tuple(one for one in self.choices if one.name in names)

    def grounds(self, grades: tuple[Grade, ...], name: str | None) -> tuple[Ground, ...]:
        """What gives a grade, of all or of the monthly `grades`: its own bounds and numbers, else the bounds of the
        grade before it, and what its medal is by."""
        place = next((place for place, one in enumerate(grades) if one.name == name), None)
        if place is None:
            return ()
        grade = grades[place]
        bounds = numbers_of((grade.conditions, grade.numbers))
        before = numbers_of(grades[place - 1].conditions) if place else ()
        return (*(bounds or before), *(self.chosen(MEDALS, PRIVILEGES) if self.medal(name) else ()))


class Case(NamedTuple):
    """What is known of one seller when a card is evaluated: facts of the seller, and the indicators' values."""

    day: Any
    seller: Mapping[str, Any]
    value: Callable[[str], Fraction | None]
    linked: bool = False


def numbers_of(part: Any) -> tuple[Number, ...]:
    """Every number in a part of a card, each once, in the order of its declaration."""
    return tuple(dict.fromkeys(_numbers(part)))


def _numbers(part: Any) -> Iterator[Number]:
    if isinstance(part, Number):
        yield part
    elif isinstance(part, tuple):
        for one in part:  # pyright: ignore[reportUnknownVariableType]
            yield from _numbers(one)
    elif hasattr(part, "__dataclass_fields__"):
        for field in fields(part):
            yield from _numbers(getattr(part, field.name))
