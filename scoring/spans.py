"""A window on one or many days of scoring: which rows count for which of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from .ibis_adapter import Table, load_ibis
from .windows import AnyWindow

DAYS = {"score_day": "date", "first_day": "date", "last_day": "date"}
"""The columns of a table of days: each with the ends of a window as it lies on it."""


class Days(Protocol):
    """The days that scores are wanted for: given ones, or such as are filled in later (`prepared.py`)."""

    @property
    def several(self) -> bool:
        """Whether they are more than one."""
        ...

    def only(self) -> Any:
        """The day, of one alone."""
        ...

    def ends(self, window: AnyWindow) -> tuple[Any, Any]:
        """The first and the last day of a window, of one day alone."""
        ...

    def table(self, window: AnyWindow | None = None) -> Table:
        """Several days, in the columns `DAYS`; without a window each is its own."""
        ...


@dataclass(frozen=True)
class GivenDays:
    """Days that are known."""

    days: tuple[date, ...]

    @property
    def several(self) -> bool:
        """Whether they are more than one."""
        return len(self.days) > 1

    def only(self) -> Any:
        """The day, of one alone."""
        return _literal(self.days[0])

    def ends(self, window: AnyWindow) -> tuple[Any, Any]:
        """The first and the last day of a window, of one day alone."""
        first, last = window.days(self.days[0])
        return _literal(first), _literal(last)

    def table(self, window: AnyWindow | None = None) -> Table:
        """Several days, in the columns `DAYS`; without a window each is its own."""
        ibis = load_ibis()
        rows = [dict(zip(DAYS, row, strict=True)) for row in rows_of(self.days, window)]
        return ibis.memtable(rows, schema=ibis.schema(DAYS))


def rows_of(days: Sequence[date], window: AnyWindow | None) -> list[tuple[date, date, date]]:
    """Days with the ends of a window on each."""
    return [(day, *(window.days(day) if window else (day, day))) for day in days]


@dataclass(frozen=True)
class Span:
    """A window, as it lies on each day that scores are wanted for.

    One day filters by its two ends; several days join with a table of theirs, so that a year is one query.
    """

    window: AnyWindow
    days: Days

    @property
    def keys(self) -> tuple[str, ...]:
        """What tells its days apart in a grouping; of one day nothing, since each key more costs as much again."""
        return ("score_day",) if self.days.several else ()

    def stamped(self, grouped: Table) -> Table:
        """What was grouped by `keys`, with its `score_day`."""
        return grouped if self.keys else each_day(grouped, self.days)

    def of(self, table: Table) -> Table:
        """The rows whose `day` is in the window, once for each `score_day`."""

        def within(first: Any, last: Any) -> list[Any]:
            return [table.day >= first, table.day <= last]

        return self._joined(table, within)

    def overlapping(self, table: Table, since: str, until: str) -> Table:
        """The rows that last, from one day to another or for ever, into the window."""

        def within(first: Any, last: Any) -> list[Any]:
            return [table[since] <= last, table[until].isnull() | (table[until] >= first)]

        return self._joined(table, within)

    def _joined(self, table: Table, within: Callable[[Any, Any], list[Any]]) -> Table:
        if not self.days.several:
            return table.filter(*within(*self.days.ends(self.window))).mutate(score_day=self.days.only())
        spans = self.days.table(self.window)
        return table.inner_join(spans, within(spans.first_day, spans.last_day)).drop("first_day", "last_day")


def each_day(table: Table, days: Days) -> Table:
    """Every row once for each day, in `score_day`."""
    if days.several:
        return table.cross_join(days.table().select("score_day"))
    return table.mutate(score_day=days.only())


def _literal(day: date) -> Any:
    return load_ibis().date(day.year, day.month, day.day)
