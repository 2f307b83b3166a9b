"""A window on one or many days of scoring: which rows count for which of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .ibis_adapter import Table, load_ibis
from .windows import AnyWindow


@dataclass(frozen=True)
class Span:
    """A window, as it lies on each day that scores are wanted for.

    One day filters by its two ends; several days join with a table of theirs, so that a year is one query.
    """

    window: AnyWindow
    days: tuple[date, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """What tells its days apart in a grouping; of one day nothing, since each key more costs as much again."""
        return ("score_day",) if len(self.days) > 1 else ()

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
        if len(self.days) == 1:
            first, last = self.window.days(self.days[0])
            return table.filter(*within(_literal(first), _literal(last))).mutate(score_day=_literal(self.days[0]))
        spans = _days_table([(day, *self.window.days(day)) for day in self.days])
        return table.inner_join(spans, within(spans.first_day, spans.last_day)).drop("first_day", "last_day")


def each_day(table: Table, days: Sequence[date]) -> Table:
    """Every row once for each day, in `score_day`."""
    if len(days) == 1:
        return table.mutate(score_day=_literal(days[0]))
    return table.cross_join(_days_table([(day, day, day) for day in days]).select("score_day"))


def _literal(day: date) -> Any:
    return load_ibis().date(day.year, day.month, day.day)


def _days_table(rows: Sequence[tuple[date, date, date]]) -> Table:
    ibis = load_ibis()
    schema = ibis.schema({"score_day": "date", "first_day": "date", "last_day": "date"})
    return ibis.memtable([dict(zip(schema, row, strict=True)) for row in rows], schema=schema)
