"""The numbers of score cards: exact, each with its unit, its mark and its source."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Protocol

from ..engine.deadlines import Mark

_PLURAL = re.compile(r"(?<!\d )\b([a-z_]+)s\b")


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
        if self.unit == "year and month":
            return f"{self.text[:4]}-{self.text[4:]}"
        if self.unit == "US cents a month":
            return f"{Decimal(self.text) / 100:,.2f} USD a month".replace(".00", "")
        before, day, after = self.unit.partition("day of ")
        return f"day {self.text} of {after}" if day and not before else with_unit(self.text, self.unit)


@dataclass(frozen=True)
class Choice:
    """A rule of a score card in words, such as which grade brings which medal: marked as numbers are."""

    name: str
    text: str
    mark: Mark
    source: str


class Marked(Protocol):
    """What has a mark: a number, a choice, a penalty."""

    @property
    def mark(self) -> Mark:
        """Whose it is."""
        ...


Ground = Number | Choice
"""What a grade or a penalty rests on."""

_WEAKER: tuple[Mark, ...] = ("stated", "found", "default")


def weakest(*marked: Marked) -> Mark:
    """The mark of what rests on all of these: a default when one is, stated when all are."""
    marks: tuple[Mark, ...] = ("stated", *(one.mark for one in marked))
    return max(marks, key=_WEAKER.index)


def with_unit(text: str, unit: str) -> str:
    """A number and its unit, which is given as it goes with many: `2 days`, `1 day`, `1 day after shipment`."""
    return f"{text} {unit_after(text, unit)}".strip()


def unit_after(text: str, unit: str) -> str:
    """A unit, given as it goes with many, as it goes with this number; the first word that ends in s changes."""
    return _PLURAL.sub(r"\1", unit, count=1) if text == "1" else unit


def so_many(count: int, rows: str) -> str:
    """A count of something: `1 order`, `1,204 orders`."""
    return with_unit(f"{count:,}", rows)


def to_decimal(value: Fraction, places: int) -> Decimal:
    """The decimal of this many places nearest to a value; halves go to the even neighbour."""
    return Decimal(round(value * 10**places)).scaleb(-places)


def round_half_up(value: Fraction, places: int) -> Decimal:
    """The decimal of this many places nearest to a value; halves go away from zero, as shops print ratings."""
    over, under = 2 * abs(value.numerator) * 10**places + value.denominator, 2 * value.denominator
    return Decimal(over // under if value >= 0 else -(over // under)).scaleb(-places)
