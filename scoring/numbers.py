"""The numbers of score cards: exact, each with its unit, its mark and its source."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from ..engine.deadlines import Mark


@dataclass(frozen=True)
class Number:
    """A named number of a score card, written as a decimal.

    `mark` is `stated` (in the product's own documents), `found` (in other public documents) or `default` (ours,
    where no document gives it); `source` says which.
    """

    name: str
    text: str
    unit: str
    mark: Mark
    source: str

    @cached_property
    def value(self) -> Fraction:
        """The number itself, exact."""
        return Fraction(Decimal(self.text))

    def __str__(self) -> str:
        return f"{self.text} %" if self.unit == "%" else f"{self.text} {self.unit}".strip()


def to_decimal(value: Fraction, places: int) -> Decimal:
    """The decimal of this many places nearest to a value; halves go to the even neighbour."""
    return Decimal(round(value * 10**places)).scaleb(-places)


def round_half_up(value: Fraction, places: int) -> Decimal:
    """The decimal of this many places nearest to a value; halves go away from zero, as shops print ratings."""
    over, under = 2 * abs(value.numerator) * 10**places + value.denominator, 2 * value.denominator
    return Decimal(over // under if value >= 0 else -(over // under)).scaleb(-places)
