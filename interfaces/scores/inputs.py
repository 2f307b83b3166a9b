"""What callers of the scores give, checked: each fault names its field and says what it must be."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any, cast

from pydantic import Field

from ...engine.errors import InvalidInput, suggestion
from ...engine.fields import FIRST, LAST, Id, check_field
from ...engine.money import Money
from ...engine.problems import Problems
from ...scoring import calendar
from ...scoring.card import Card
from ...scoring.published import Period
from ...scoring.windows import month_end

FIRST_DAY, LAST_DAY = FIRST.date(), LAST.date() - timedelta(days=1)
"""Scores are of the days that facts may lie on."""


def check_inputs(**given: object) -> None:
    """InvalidInput names all of these inputs that are not what their names ask for."""
    problems = Problems()
    for name, value in given.items():
        try:
            _RULES[name](name, value)
        except InvalidInput as error:
            problems.add(error.field, error.rule)
    problems.raise_if_any()


def check_day(name: str, day: object) -> None:
    """InvalidInput when it is no date, or lies where no facts can."""
    # A datetime is a date for Python; which local day it means, nobody said.
    if not isinstance(day, date) or isinstance(day, datetime):
        raise InvalidInput(name, f"must be a datetime.date, such as date(2026, 5, 1), not {day!r}")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise InvalidInput(name, f"must lie in the years 1970 to 2999, not {day}")


def check_period(card: Card, period: object) -> Period:
    """The period that is meant: the card's own unless said. InvalidInput when the card has no such scores."""
    of = calendar.own_period(card) if period is None else period
    for known, _ in calendar.schedules(card):
        if of == known:
            return known
    if of not in ("day", "month"):
        raise InvalidInput("period", f"must be 'day' or 'month', not {of!r}")
    words = {"day": "daily", "month": "monthly"}
    only = words[calendar.own_period(card)]
    raise InvalidInput("period", f"{card.id} has no {words[of]} scores, only {only} ones: ask for those")


def check_month_ends(period: Period, days: Sequence[date]) -> None:
    """InvalidInput when the score of a month is asked for by a day that is not its last."""
    problems = Problems()
    for day in days:
        if period == "month" and day != month_end(day):
            problems.add("days", f"of monthly scores must be a month's last, such as {month_end(day)}, not {day}")
    problems.raise_if_any()


def check_marketplace_known(marketplace: str, known: Sequence[str]) -> None:
    """InvalidInput when neither facts nor cards are known of a marketplace; it lists those there are."""
    if marketplace in known:
        return
    others = f"{suggestion(marketplace, known)}; there is {', '.join(known)}" if known else ""
    rule = f"nothing is known of {marketplace}: no facts have been loaded and no card is enabled{others}"
    raise InvalidInput("marketplace", rule)


def _check_days(name: str, days: object) -> None:
    if not isinstance(days, list | tuple):
        raise InvalidInput(name, f"must be a list of datetime.date, such as [date(2026, 5, 1)], not {days!r}")
    for number, day in enumerate(cast("Sequence[object]", days)):
        check_day(f"{name}[{number}]", day)


def _of_kind(kind: Any) -> Callable[[str, object], None]:
    return lambda name, value: check_field(name, value, kind)


_RULES: Mapping[str, Callable[[str, object], object]] = {
    **dict.fromkeys(("card", "listing", "marketplace", "seller"), _of_kind(Id)),
    **dict.fromkeys(("day", "since"), check_day),
    "days": _check_days,
    "declared": _of_kind(Money),
    "most": _of_kind(Annotated[int, Field(ge=0)]),
}
