"""The thresholds that are shown beside a score and change nothing of it: what each asks, what there is, and if kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from .card import TOTAL, Card, Condition
from .published import Published
from .readings import value_of
from .wording import condition_in_words, valued


@dataclass(frozen=True)
class Threshold:
    """A threshold of an indicator (or the total) in words, the value as shown, and whether it is met.

    `met` is None where there is no value.
    """

    indicator: str
    says: str
    value: Fraction | None
    shown: str
    met: bool | None


def beside(card: Card, total: Fraction | None, values: Mapping[str, Fraction | None]) -> tuple[Threshold, ...]:
    """A card's thresholds for a score's total and its indicators' values."""
    return tuple(_threshold(card, one, total if one.of == TOTAL else values[one.of]) for one in card.beside)


def beside_published(card: Card, score: Published) -> tuple[Threshold, ...]:
    """The same of a published score, from its sums; none where it keeps no sums, as a mean of months does not."""
    if any(one.of != TOTAL and one.of not in score.counts for one in card.beside):
        return ()
    values = {name: value_of(card.indicator(name), counts) for name, counts in score.counts.items()}
    return beside(card, None if score.total is None else Fraction(score.total), values)


def _threshold(card: Card, condition: Condition, value: Fraction | None) -> Threshold:
    unit = "count" if condition.of == TOTAL else card.indicator(condition.of).unit
    met = None if value is None else condition.holds(value)
    return Threshold(condition.of, condition_in_words(card, condition), value, valued(value, unit), met)
