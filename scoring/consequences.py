"""What follows from several monthly scores: in a row, or within a calendar year."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from .numbers import Number
from .published import Published
from .windows import month_end

Months = Mapping[date, Fraction | Decimal | None]
"""A seller's monthly totals by the last day of their month; None, or no entry, for a month without a score."""


@dataclass(frozen=True)
class Imposed:
    """A consequence in force, by its name: since the month that brought it, and the months that count for it.

    `final` is what no later score lifts, `grounds` are the rule's numbers.
    """

    consequence: str
    since: date
    months: tuple[date, ...]
    final: bool
    grounds: tuple[Number, ...] = ()


@dataclass(frozen=True)
class Streak:
    """So many months running below a bound; it lifts after a month that is not below it.

    A month without a score is not below the bound, so the count begins anew after it; it lifts nothing.
    """

    below: Number
    months: Number
    consequences: tuple[str, ...]

    @property
    def grounds(self) -> tuple[Number, ...]:
        """Its numbers."""
        return self.below, self.months

    def counted(self, months: Months) -> Sequence[date] | None:
        """The months that brought what is in force after the last of them, None when nothing is."""
        running: list[date] = []
        brought: Sequence[date] | None = None
        for month in _each(months):
            total = months.get(month)
            fails = total is not None and total < self.below.value
            running = [*running, month] if fails else []
            if total is not None and not fails:
                brought = None
            elif brought is None and len(running) == self.months.value:
                brought = running
        return brought

    final = False


@dataclass(frozen=True)
class InYear:
    """So many months of one calendar year below a bound, in a row or not; final. The year is the scored month's."""

    below: Number
    times: Number
    consequences: tuple[str, ...]

    @property
    def grounds(self) -> tuple[Number, ...]:
        """Its numbers."""
        return self.below, self.times

    def counted(self, months: Months) -> Sequence[date] | None:
        """The first months that reached the number, None when no year has."""
        failed: dict[int, list[date]] = {}
        for month in sorted(months):
            total = months[month]
            if total is not None and total < self.below.value:
                failed.setdefault(month.year, []).append(month)
                if len(failed[month.year]) == self.times.value:
                    return failed[month.year]
        return None

    final = True


MonthlyRule = Streak | InYear


def imposed(rules: Iterable[MonthlyRule], months: Months) -> tuple[Imposed, ...]:
    """What is in force after the last of these months, in the order of the rules."""
    return tuple(_imposed(rules, months))


def _imposed(rules: Iterable[MonthlyRule], months: Months) -> Iterator[Imposed]:
    for rule in rules:
        counted = rule.counted(months)
        if counted:
            for name in rule.consequences:
                yield Imposed(name, counted[-1], tuple(counted), rule.final, rule.grounds)


def monthly_totals(history: Iterable[Published]) -> dict[date, Decimal | None]:
    """The monthly totals of one seller's published scores, of each month the latest revision."""
    monthly = sorted((one for one in history if one.period == "month"), key=lambda one: (one.day, one.revision))
    return {one.day: one.total for one in monthly}


def _each(months: Months) -> Iterator[date]:
    """The last days of all calendar months from the first known one to the last."""
    if not months:
        return
    month = min(months)
    while month <= max(months):
        yield month
        month = month_end(month + timedelta(days=1))
