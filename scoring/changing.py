"""What one more or one fewer would change: a seller's sums with rows added or turned, graded again, exactly.

Two kinds of change. A *turned* row is one of those that count already: an order that would have been sold after
all. A *new* row comes on top, in the newest window, and is as good as a row can be for everything else that
counts it: one more order raises the denominator of every rate over orders.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from .card import MICROSECONDS_PER_HOUR, Card, Condition, Indicator
from .grading import Grader, Score
from .measuring import sums_of
from .numbers import with_unit
from .windows import Adaptive
from .wording import row_word

Row = Mapping[str, Any]
Direction = Literal["more", "fewer"]
ALONG = {"orders": ("orders", "buyers"), "buyers": ("buyers",)}
"""A new order is of a new buyer; every other source's rows stand for themselves."""
MOST_STEPS = 10_000
"""Further than this the way to a better grade is not looked for."""


@dataclass(frozen=True)
class Change:
    """A change in words, and what would come of it; `points` are the indicator's."""

    says: str
    points: Fraction | None
    total: Fraction | None
    grade: str | None
    why_not: str | None


@dataclass(frozen=True)
class Way:
    """The least change of one indicator that alone brings a better grade."""

    indicator: str
    steps: int
    says: str
    grade: str


def better(card: Card, name: str) -> Direction | None:
    """Whether more or fewer of an indicator is better for the seller; None when it decides nothing.

    Grades that any one condition is enough for are those one does not want.
    """
    for part in card.parts:
        if part.indicator == name:
            (_, first), *_, (_, last) = part.curve.corners
            return "fewer" if last.value < first.value else "more"
    for grade in card.grades:
        for one in grade.conditions:
            if one.of == name:
                return _wanted(one, unwanted=grade.any_of)
    return "more" if any(one.counts == name for one in card.requirements) else None


def _wanted(condition: Condition, *, unwanted: bool) -> Direction:
    rising = condition.facing in ("at_least", "above")
    return "more" if rising != unwanted else "fewer"


class Changing:
    """One seller's measured row, and what changes of it would bring."""

    def __init__(self, card: Card, row: Row) -> None:
        self._card = card
        self._row = row
        self._grader = Grader(card)
        self._columns: dict[str, list[tuple[str, str]]] = {}
        for one in sums_of(card):
            self._columns.setdefault(one.indicator.name, []).append(one.columns)
        self.score = self._grader.grade(row)

    def changes(self, indicator: Indicator) -> tuple[Change, ...]:
        """What one more and one fewer of an indicator would bring."""
        return tuple(self._change(indicator, says, row) for says, row in self._variants(indicator) if row)

    def place(self, indicator: Indicator) -> int | None:
        """Which window counted: of an adaptive one the short (0) or the long (1); None where all do."""
        window = self._card.window
        if not self._is_adaptive(indicator) or not isinstance(window, Adaptive):
            return None
        ((orders, _), _) = self._columns["orders"]
        return 0 if self._row[orders] >= window.at_least.value else 1

    def _is_adaptive(self, indicator: Indicator) -> bool:
        return isinstance(self._card.window, Adaptive) and not indicator.windows

    def ways_up(self) -> tuple[Way, ...]:
        """How each indicator alone would bring a better grade, the fewest steps first."""
        found = (self._way(one) for one in self._card.indicators)
        return tuple(sorted((way for way in found if way), key=lambda way: way.steps))

    def _change(self, indicator: Indicator, says: str, row: Row) -> Change:
        score = self._grader.grade(row)
        return Change(says, score.points.get(indicator.name), score.total, score.grade, score.why_not)

    def _variants(self, indicator: Indicator) -> Iterator[tuple[str, Row | None]]:
        if indicator.unit == "%":
            yield from self._shares(indicator)
        elif indicator.unit == "count":
            yield f"one more {row_word(indicator.over)}", self._new(indicator, 1, 1)
        elif self.weight(indicator) is not None:
            for value, says in _extremes(self._card, indicator):
                yield f"one more {row_word(indicator.over)} {says}", self._new(indicator, value, 1)

    def weight(self, indicator: Indicator) -> int | None:
        """How many times one more row counts; None when that is not known."""
        if indicator.weighs is not None:
            return indicator.weighs(self._row)
        return 1 if isinstance(indicator.denominator, int) else None

    def _shares(self, indicator: Indicator) -> Iterator[tuple[str, Row | None]]:
        word, title = row_word(indicator.over), indicator.title
        if indicator.over == "buyers":
            again = self._turned(indicator, 1, 1)
            yield f"one more: {title}", self._new(self._card.indicator("orders"), 1, 1, again, but="buyers")
            return
        yield f"one more: {title}", self._turned(indicator, 1, 1)
        yield f"one fewer: {title}", self._turned(indicator, -1, 1)
        clean = 0 if better(self._card, indicator.name) != "more" else 1
        yield f"one more {word} without fault", self._new(indicator, clean, 1)
        yield f"one more {word} with a fault", self._new(indicator, 1 - clean, 1)

    def _turned(self, indicator: Indicator, by: int, steps: int, row: Row | None = None) -> Row | None:
        """So many of the rows that count turned; None when there are too few of them."""
        changed, left = dict(row or self._row), steps
        adaptive = self._is_adaptive(indicator)
        for numerator, denominator in self._columns[indicator.name]:
            room = changed[denominator] - changed[numerator] if by > 0 else changed[numerator]
            taken = min(steps if adaptive else left, room)
            changed[numerator] += by * taken
            left = min(left, steps - taken) if adaptive else left - taken
        return changed if left == 0 else None

    def _new(
        self, indicator: Indicator, numerator: int, steps: int, row: Row | None = None, but: str | None = None
    ) -> Row:
        """So many rows more, each with this numerator; `but` is a source that does not get them."""
        changed, weight = dict(row or self._row), self.weight(indicator) or 1
        for one in self._card.indicators:
            if one.over in ALONG.get(indicator.over, (indicator.over,)) and one.over != but:
                more = (numerator * weight, weight) if one.name == indicator.name else self._clean(one)
                self._add(changed, one, more, steps)
        return changed

    def _add(self, row: dict[str, Any], indicator: Indicator, more: tuple[int, int], steps: int) -> None:
        columns = self._columns[indicator.name]
        adaptive = self._is_adaptive(indicator)
        for names in columns if adaptive else columns[:1]:
            for name, by in zip(names, more, strict=True):
                row[name] += by * steps

    def _clean(self, indicator: Indicator) -> tuple[int, int]:
        """What a row without fault adds to another indicator: it is left out where it need not be in it."""
        if indicator.unit == "count":
            return (1, 1) if isinstance(indicator.numerator, int) else (0, 1)
        if indicator.unit != "%":
            return 0, 0
        if better(self._card, indicator.name) != "more" or indicator.over == "buyers":
            return 0, 1
        return (1, 1) if isinstance(indicator.denominator, int) else (0, 0)

    def _way(self, indicator: Indicator) -> Way | None:
        step, says = self._improvement(indicator)
        if self.score.grade is None or step is None:
            return None
        steps = _least(lambda count: self._is_better(step(count)), self._most(indicator))
        if steps is None:
            return None
        row = step(steps)
        grade = self._grader.grade(row).grade if row else None
        return (
            Way(indicator.name, steps, f"{steps} {says.format(row_word(indicator.over, steps))}", grade)
            if grade
            else None
        )

    def _improvement(self, indicator: Indicator) -> tuple[Callable[[int], Row | None] | None, str]:
        """The change for the better of an indicator, so many times, and its name, with a place for its rows' word."""
        wanted = better(self._card, indicator.name)
        if wanted is None or indicator.over == "buyers":
            return None, ""
        if indicator.unit == "%":
            by = 1 if wanted == "more" else -1
            return lambda count: self._turned(indicator, by, count), f"{wanted}: {indicator.title}"
        if indicator.unit == "count":
            return lambda count: self._new(indicator, 1, count), "more {}"
        if self.weight(indicator) is None:
            return None, ""
        extremes = _extremes(self._card, indicator)
        value, said = extremes[0 if wanted == "fewer" else 1]
        return lambda count: self._new(indicator, value, count), "more {} " + said

    def _most(self, indicator: Indicator) -> int:
        if indicator.unit != "%":
            return MOST_STEPS
        sums = [(self._row[n], self._row[d]) for n, d in self._columns[indicator.name]]
        more = better(self._card, indicator.name) == "more"
        return min(MOST_STEPS, max(sum(d - n if more else n for n, d in sums), 0))

    def _is_better(self, row: Row | None) -> bool:
        if row is None:
            return False
        grade, ranked = self._grader.grade(row).grade, self._card.ranked
        return grade is not None and ranked.index(grade) < ranked.index(self.score.grade or ranked[-1])


def better_grade(card: Card, score: Score) -> str | None:
    """The next better grade than a score's; None for the best, and without a grade."""
    place = card.ranked.index(score.grade) if score.grade else 0
    return card.ranked[place - 1] if place else None


def _extremes(card: Card, indicator: Indicator) -> tuple[tuple[int, str], tuple[int, str]]:
    """The least and the most that one row is taken for."""
    if indicator.unit == "stars":
        return (1, "of 1 star"), (5, "of 5 stars")
    hours = max((at.value for part in card.parts if part.indicator == indicator.name for at, _ in part.curve.corners))
    return (0, "answered at once"), (int(hours * MICROSECONDS_PER_HOUR), f"of {with_unit(str(hours), 'hours')}")


def _least(reaches: Callable[[int], bool], most: int) -> int | None:
    """The least number of steps that reaches something, by halves; None when even the most do not."""
    if most < 1 or not reaches(most):
        return None
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
    return high
