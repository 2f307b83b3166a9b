"""Money in integer minor units (cents), with its ISO 4217 currency."""

import re
from decimal import Decimal
from functools import cache
from typing import Annotated

from pydantic import AfterValidator, Field

from .errors import InvalidInput
from .fields import input_record

MAX_MINOR_UNITS = 2**53 - 1
"""The largest integer that JSON readers in every language keep exactly."""

_FIELD = "money.amount"
_MOST_FIGURES = 50
_AMOUNT = re.compile(r"([0-9]{1,16})(?:\.([0-9]{1,50}))?")


@cache
def minor_digits(currency: str) -> int:
    """How many decimals a currency has (ISO 4217): 2 for USD, 0 for JPY. ValueError for no currency."""
    from iso4217 import Currency

    try:
        digits: int | None = Currency(currency).exponent
    except ValueError:
        digits = None
    if digits is None:
        raise ValueError(f"{currency!r} is not an ISO 4217 currency in use, such as 'USD'")
    return digits


def _known_currency(code: str) -> str:
    minor_digits(code)
    return code


@input_record
class Money:
    """An amount of at least zero: `Money(4599, "USD")` is 45.99 US dollars.

    >>> str(Money.of("45.99", "USD"))
    '45.99 USD'
    """

    amount: Annotated[int, Field(ge=0, le=MAX_MINOR_UNITS)]
    currency: Annotated[str, AfterValidator(_known_currency)]

    @classmethod
    def of(cls, amount: "str | Decimal", currency: str) -> "Money":
        """From a decimal number in major units, as text or Decimal; never from a float."""
        zero = cls(0, currency)
        return cls(_minor_units(amount, minor_digits(zero.currency)), currency)

    @classmethod
    def zero(cls, currency: str) -> "Money":
        """Nothing, in a currency."""
        return cls(0, currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units."""
        return Decimal(self.amount).scaleb(-minor_digits(self.currency))

    def __str__(self) -> str:
        return f"{self.decimal:f} {self.currency}"


def _minor_units(amount: object, digits: int) -> int:
    """Exact: by the figures as written, without arithmetic that could round."""
    written = _AMOUNT.fullmatch(_as_text(amount))
    if written is None:
        raise InvalidInput(_FIELD, f"must be decimal text or a Decimal, at least zero, not {str(amount)[:40]!r}")
    whole, decimals = written[1], (written[2] or "").rstrip("0")
    if len(decimals) > digits:
        raise InvalidInput(_FIELD, f"has more than {digits} decimals: {str(amount)[:40]}")
    return int(whole + decimals.ljust(digits, "0"))


def _as_text(amount: object) -> str:
    if isinstance(amount, Decimal) and amount.is_finite() and abs(amount.adjusted()) < _MOST_FIGURES:
        return f"{amount:f}"
    return amount if isinstance(amount, str) else ""
