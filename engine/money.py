"""Money in integer minor units (cents), with its ISO 4217 currency."""

from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Annotated

from pydantic import AfterValidator, Field

from .errors import InvalidInput
from .fields import input_record

MAX_MINOR_UNITS = 2**53 - 1
"""The largest integer that JSON readers in every language keep exactly."""


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
        if isinstance(amount, float):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InvalidInput("money.amount", "must be text or Decimal: a float is not exact")
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


def _minor_units(amount: "str | Decimal", digits: int) -> int:
    if isinstance(amount, str) and not set(amount) <= set("0123456789."):
        raise InvalidInput("money.amount", f"must be digits with a decimal point, not {amount!r}")
    try:
        units = Decimal(amount).scaleb(digits)
    except (InvalidOperation, TypeError):
        raise InvalidInput("money.amount", f"must be a decimal number, not {amount!r}") from None
    if not units.is_finite() or units != units.to_integral_value():
        raise InvalidInput("money.amount", f"has more than {digits} decimals: {amount}")
    return int(units)
