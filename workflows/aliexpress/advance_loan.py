"""The life of a seller's advance loan: from the daily risk data to a standing, an order's payment, and the deposit.

Days are local days in AliExpress' zone, money is in one currency. Everything is a function of what is given: the
standing of any day is worked out anew from the days before it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from ...engine.money import Money
from ...scoring.grading import Score
from ...scoring.numbers import Number
from ...scoring.published import Published
from . import loan_rules as rules

Standing = Literal["not_assessed", "open", "closed", "left"]
Sign = Literal["good", "bad", "excluded", "leave"]
CONSEQUENCES: Mapping[Standing, str] = {"open": "advance loan", "closed": "early lending closed"}
"""What a standing brings, by its name in the catalogue."""
PASSING_LEVELS = ("excellent", "good", "pass")
"""The service levels that a loan takes: `loan_rules.LEVELS`."""


@dataclass(frozen=True)
class Row:
    """One step of a loan's life."""

    sign: Sign
    origin: tuple[Standing, ...]
    to: Standing


ROWS: tuple[Row, ...] = (
    Row("good", ("not_assessed", "closed"), "open"),
    Row("bad", ("not_assessed", "open"), "closed"),
    Row("excluded", ("open",), "closed"),
    Row("leave", ("not_assessed", "open", "closed"), "left"),
)
"""A closed loan reopens by itself when the data are good again; one that was left never does."""


@dataclass(frozen=True)
class RiskDay:
    """What a day says of a seller's loan; None when nothing, as before the first assessment."""

    day: date
    sign: Sign | None


def risk_day(score: Published | Score, level: str | None) -> RiskDay:
    """What a score of the card `aliexpress_loan` says, with the service level in force on its day."""
    if score.why_not is not None:
        signs: dict[str, Sign | None] = {rules.LEFT: "leave", rules.NOT_YET: None}
        return RiskDay(score.day, signs.get(score.why_not, "excluded"))
    return RiskDay(score.day, "good" if score.grade == rules.GOOD and level in PASSING_LEVELS else "bad")


def after(standing: Standing, sign: Sign | None) -> Standing:
    """The standing after a sign; where no row fits, it stays."""
    for row in ROWS:
        if row.sign == sign and standing in row.origin:
            return row.to
    return standing


def standing_on(day: date, known: Iterable[RiskDay]) -> Standing:
    """A seller's standing at the end of a day, from the risk days up to it; a day without data changes nothing."""
    standing: Standing = "not_assessed"
    for risk in sorted((one for one in known if one.day <= day), key=lambda one: one.day):
        standing = after(standing, risk.sign)
    return standing


@dataclass(frozen=True)
class Payment:
    """When an order is paid to the seller: from `first` to `last`, both included; None while that is not known."""

    lent: bool
    first: date | None
    last: date | None
    why: str


def decide_order(standing: Standing, shipped_on: date | None, ended_on: date | None) -> Payment:
    """How one order is paid, by the seller's standing on the day it was shipped; each order is decided again."""
    if standing == "open":
        first, last = _later(shipped_on, rules.LENDS_FROM), _later(shipped_on, rules.LENDS_UNTIL)
        return Payment(True, first, last, f"lent {rules.LENDS_FROM.text}-{rules.LENDS_UNTIL}")
    paid = _later(ended_on, rules.PAID_AFTER_END)
    return Payment(False, paid, paid, f"no loan ({standing.replace('_', ' ')}): paid {rules.PAID_AFTER_END}")


@dataclass(frozen=True)
class DepositChange:
    """What happens to a deposit: released to the seller, taken from the balance, or due before the next loans."""

    released: Money
    taken: Money
    before_next_loans: Money


def settle_deposit(held: Money, assessed: Money, withdrawable: Money) -> DepositChange:
    """Bring a deposit to the sum the host has newly assessed: the rest is released, or what is missing taken from
    the withdrawable balance, and as far as that does not reach, due before the next loans.

    ValueError when the currencies differ.
    """
    if len({one.currency for one in (held, assessed, withdrawable)}) > 1:
        raise ValueError("a deposit, its assessment and the balance have one currency")
    missing = assessed.amount - held.amount
    taken = max(0, min(missing, withdrawable.amount))
    sums = (max(0, -missing), taken, max(0, missing - taken))
    return DepositChange(*(Money(one, held.currency) for one in sums))


def deposit_released_on(left_on: date, last_order_ended_on: date | None) -> date:
    """When the recalculated deposit of a seller who left is released: 15 days after the last order.

    Without any order the days count from leaving (our default).
    """
    return (last_order_ended_on or left_on) + timedelta(days=int(rules.RELEASED_AFTER_LAST.value))


def _later(day: date | None, days: Number) -> date | None:
    return day + timedelta(days=int(days.value)) if day else None
