"""Expressions compiled once: Ibis takes longer to make and compile one than a small market to evaluate it.

What differs from one evaluation to the next stands in the SQL as `'{name}'`, a table of days as `"{days 0}"`, and is
filled in as text, so that databases plan what they would plan without.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .ibis_adapter import Table, load_ibis
from .spans import DAYS, rows_of
from .windows import AnyWindow


class LaterDays:
    """Days that are filled in later: one, or several."""

    def __init__(self, *, several: bool) -> None:
        self.several = several
        self._windows: list[AnyWindow | None] = []

    def only(self) -> Any:
        """The day, of one alone."""
        return _date("{day}")

    def ends(self, window: AnyWindow) -> tuple[Any, Any]:
        """The first and the last day of a window, of one day alone."""
        number = self._number(window)
        return _date(f"{{first {number}}}"), _date(f"{{last {number}}}")

    def table(self, window: AnyWindow | None = None) -> Table:
        """Several days, in the columns `DAYS`; without a window each is its own."""
        return load_ibis().table(DAYS, name=f"{{days {self._number(window)}}}")

    def filled(self, days: Sequence[date]) -> dict[str, str]:
        """What stands in the SQL, and what is to stand there for these days."""
        if self.several:
            return {f'"{{days {at}}}"': _values(rows_of(days, one)) for at, one in enumerate(self._windows)}
        found = {"'{day}'": quoted(str(days[0]))}
        for number, (_, first, last) in enumerate(rows_of(days, window)[0] for window in self._windows):
            found |= {f"'{{first {number}}}'": quoted(str(first)), f"'{{last {number}}}'": quoted(str(last))}
        return found

    def _number(self, window: AnyWindow | None) -> int:
        if window not in self._windows:
            self._windows.append(window)
        return self._windows.index(window)


@dataclass(frozen=True)
class Prepared:
    """A compiled expression, and the Arrow schema of its rows."""

    sql: str
    schema: Any
    days: LaterDays

    def filled(self, days: Sequence[date], **texts: str) -> str:
        """The SQL for these days; each of the texts stands where its `'{name}'` stood."""
        values = {f"'{{{name}}}'": quoted(text) for name, text in texts.items()} | self.days.filled(days)
        # All at once: what is filled in may itself look like something to be filled in.
        return re.sub("|".join(map(re.escape, values)), lambda found: values[found[0]], self.sql)


def prepare(table: Table, dialect: str, days: LaterDays) -> Prepared:
    """Compile an expression over tables of no database for one of Ibis' dialects."""
    sql = str(load_ibis().to_sql(table, dialect=dialect, pretty=False))
    return Prepared(sql, table.schema().to_pyarrow(), days)


def quoted(text: str) -> str:
    """A text as a literal of standard SQL."""
    return "'" + text.replace("'", "''") + "'"


def _date(text: str) -> Any:
    return load_ibis().literal(text).cast("date")


def _values(rows: Sequence[tuple[date, ...]]) -> str:
    """A table of days, for what comes after FROM."""
    listed = ", ".join("(" + ", ".join(f"DATE '{one}'" for one in row) + ")" for row in rows)
    return f"(SELECT * FROM (VALUES {listed}) AS days({', '.join(DAYS)}))"
