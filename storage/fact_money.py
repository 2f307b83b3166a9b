"""Money of facts: scores count in US cents; amounts in other currencies need a rate."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import cast

from ..engine.errors import InvalidInput
from ..engine.money import MAX_MINOR_UNITS, Money, minor_digits

CURRENCY = "USD"
Rates = Mapping[str, Fraction]
"""US dollars for one unit of a currency."""


def rates_of(given: Mapping[str, str | Decimal] | None) -> Rates:
    """Exact rates from decimal texts, `{"BRL": "0.27"}`; InvalidInput names the currency whose rate is none."""
    return {currency: _rate(currency, text) for currency, text in (given or {}).items()}


def _rate(currency: str, text: object) -> Fraction:
    try:
        minor_digits(currency)
    except ValueError as error:
        raise InvalidInput(f"rates.{currency}", str(error)) from None
    try:
        rate = Decimal(text) if isinstance(text, str | Decimal) else Decimal("NaN")
    except InvalidOperation:
        rate = Decimal("NaN")
    if not rate.is_finite() or rate <= 0 or currency == CURRENCY:
        example = 'US dollars for one unit as decimal text, such as {"BRL": "0.27"}'
        raise InvalidInput(f"rates.{currency}", f"must be {example}, not {text!r}")
    return Fraction(rate)


def cents_of(money: Money, rates: Rates) -> int:
    """US cents, halves up; ValueError when there is no rate for its currency."""
    if money.currency == CURRENCY:
        return money.amount
    if money.currency not in rates:
        raise ValueError(f"is in {money.currency}: give a rate to {CURRENCY}, such as {money.currency}=0.27")
    exact = money.amount * rates[money.currency] * 100 / 10 ** minor_digits(money.currency)
    return checked_cents(int(exact + Fraction(1, 2)))


def to_cents(value: object, rates: Rates) -> int:
    """US cents from whole cents, a Money, or `{"amount": 1250, "currency": "USD"}`; ValueError says what is wrong."""
    if isinstance(value, Mapping):
        value = _money(cast("Mapping[object, object]", value))
    if isinstance(value, Money):
        return cents_of(value, rates)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError('must be whole US cents, or {"amount": 1250, "currency": "USD"}')
    return checked_cents(value)


def checked_cents(cents: int) -> int:
    """The same, if it is at least zero and JSON can carry it; else ValueError."""
    if not 0 <= cents <= MAX_MINOR_UNITS:
        raise ValueError(f"must be at least 0 and at most {MAX_MINOR_UNITS}")
    return cents


def _money(value: Mapping[object, object]) -> Money:
    if set(value) != {"amount", "currency"}:
        raise ValueError('must have just amount and currency, such as {"amount": 1250, "currency": "USD"}')
    try:
        return Money(**{str(name): field for name, field in value.items()})  # pyright: ignore[reportArgumentType]
    except InvalidInput as error:
        raise ValueError(error.rule) from None
