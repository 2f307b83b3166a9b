"""How sellers are spread over scores and grades, and how one seller's score went: what charts are drawn of."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from .card import TOTAL, Card, Grade
from .numbers import to_decimal
from .published import Published

_WIDTHS = tuple(Decimal(one) for one in ("0.1", "0.2", "0.25", "0.5", "1", "2", "5", "10"))
_BARS = 25


@dataclass(frozen=True)
class Band:
    """The totals that give a grade: from `low` on, below `high`."""

    grade: str
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Bar:
    """So many sellers with a total from `low` on, below `high`, and this grade."""

    low: Decimal
    high: Decimal
    grade: str | None
    sellers: int


@dataclass(frozen=True)
class Distribution:
    """All sellers of a day: bars by total, counts by grade, and why some have no score."""

    sellers: int
    bars: tuple[Bar, ...]
    grades: tuple[tuple[str, int], ...]
    not_scored: tuple[tuple[str, int], ...]


def scale(card: Card) -> tuple[Decimal, Decimal]:
    """The least and the most that a card's total can be, as it is shown; (0, 0) of a card without points."""
    corners = [[points.value for _, points in part.curve.corners] for part in card.parts]
    least = sum((min(one) for one in corners), Fraction())
    least = max(least, card.shown_from.value) if card.shown_from else least
    return to_decimal(least, 2), to_decimal(sum((max(one) for one in corners), Fraction()), 2)


def bands(card: Card) -> tuple[Band, ...]:
    """The totals of each grade, the lowest first; empty of a card whose grades take more than a total."""
    least, most = scale(card)
    cuts = [_cut(grade) for grade in card.grades]
    if not most or not cuts or any(cut is None for cut in cuts[:-1]) or card.grades[-1].conditions:
        return ()
    lows = [to_decimal(cut, 4).normalize() for cut in cuts[:-1] if cut is not None]
    edges = [most, *lows, least]
    found = [Band(grade.name, edges[place + 1], edges[place]) for place, grade in enumerate(card.grades)]
    return tuple(reversed(found))


def _cut(grade: Grade) -> Fraction | None:
    if len(grade.conditions) == 1 and (one := grade.conditions[0]).of == TOTAL and one.facing == "at_least":
        return one.bound.value
    return None


def distribution(card: Card, scores: Sequence[Published]) -> Distribution:
    """Spread the scores of one day; a seller by category counts once for each category."""
    graded = Counter(one.grade for one in scores if one.grade)
    why = Counter(one.why_not for one in scores if one.why_not)
    bars = Counter((_low(card, one.total), one.grade) for one in scores if one.total is not None)
    return Distribution(
        len(scores),
        tuple(Bar(low, low + step(card), grade, count) for (low, grade), count in sorted(bars.items(), key=_key)),
        tuple((name, graded[name]) for name in card.ranked),
        tuple(why.most_common()),
    )


def step(card: Card) -> Decimal:
    """How wide a bar is: about twenty of them over the card's scale, the grades' cuts between bars if that can be."""
    least, most = scale(card)
    wide = [one for one in _WIDTHS if (most - least) / one <= _BARS] or [Decimal(20)]
    return next((one for one in wide if all(band.low % one == 0 for band in bands(card))), wide[0])


def _low(card: Card, total: Decimal) -> Decimal:
    """The lower end of a total's bar; the highest total stands in the last bar, and none is below what is shown."""
    least, most = scale(card)
    width = step(card)
    kept = max(total, least)
    low = (kept / width).to_integral_value(ROUND_FLOOR) * width
    return low - width if low == most and low > least else low


def _key(item: tuple[tuple[Decimal, str | None], int]) -> tuple[Decimal, str]:
    ((low, grade), _) = item
    return low, grade or ""


def latest(history: Iterable[Published]) -> list[Published]:
    """Of each day or month (and category) the version that stands, in order."""
    newest: dict[tuple[str, str, str], Published] = {}
    for one in sorted(history, key=lambda one: one.revision):
        newest[one.day.isoformat(), one.period, one.category or ""] = one
    return [newest[key] for key in sorted(newest)]
