"""Temu's fines: what an order with a found quality problem costs, by the quality score of its product."""

from dataclasses import dataclass
from fractions import Fraction

from ...engine.errors import InvalidInput
from ...engine.money import Money
from ...scoring.numbers import Number, round_half_up
from . import score_rules as rules

BANDS: tuple[tuple[Number | None, Number], ...] = (
    (rules.UNSETTLED_FROM, rules.NO_FINE),
    (rules.SMALL_FINE_FROM, rules.SMALL_FINE),
    (rules.MIDDLE_FINE_FROM, rules.MIDDLE_FINE),
    (None, rules.LARGE_FINE),
)
"""From which quality score on, the best first, which multiple of the declared price; the last is for all below."""


@dataclass(frozen=True)
class Fine:
    """What one order costs: it is not settled in any case, and `amount` is deducted beside that."""

    multiple: Number
    amount: Money
    consequences: tuple[str, ...]


def fine(quality: int, declared: Money) -> Fine:
    """The fine for an order with a found quality problem: its product's score, 0 to 100, and its declared price.

    The amount is rounded half up to the currency's smallest unit (our default).
    """
    if not 0 <= quality <= 100:
        raise InvalidInput("quality", f"must be from 0 to 100, not {quality}")
    multiple = next(times for cut, times in BANDS if cut is None or quality >= cut.value)
    amount = Money(int(round_half_up(Fraction(declared.amount) * multiple.value, 0)), declared.currency)
    also = ("fine of a multiple of the declared price",) if multiple.value else ()
    return Fine(multiple, amount, ("order not settled", *also))
