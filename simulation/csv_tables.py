"""Reads CSV files by column name, plain or gzipped, and collects every problem with its file and line."""

import csv
import gzip
import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from ..engine.errors import InvalidInput
from ..engine.money import Money
from ..engine.problems import Problems

MAX_ID = 64
MAX_TEXT = 10_000
"""Characters; within the engine's own limits, and checked here so that the error names file and line."""

_UNREADABLE = (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file. A value that is wrong is reported, and a stand-in returned so that reading goes on.

    No stand-in reaches a user: whoever reads calls `Problems.raise_if_any()` at the end.
    """

    file: str
    line: int
    values: Sequence[str]
    columns: dict[str, int]
    zone: ZoneInfo
    problems: Problems

    def report(self, rule: str) -> None:
        """Note a problem of this line."""
        self.problems.add(f"{self.file} line {self.line}", rule)

    def text(self, column: str) -> str:
        """Free text, possibly empty."""
        value = self.values[self.columns[column]]
        if "\x00" in value:
            self.report(f"{column} must not contain NUL characters")
        elif len(value) > MAX_TEXT:
            self.report(f"{column} must have at most {MAX_TEXT} characters, not {len(value)}")
        return value

    def id(self, column: str) -> str:
        """An id of 1 to 64 characters."""
        value = self.text(column).strip()
        if not value or len(value) > MAX_ID:
            self.report(f"{column} must be an id of 1 to {MAX_ID} characters, not {_shown(value)}")
        return value

    def instant(self, column: str) -> datetime | None:
        """A local time as an instant in UTC; None when the field is empty."""
        value = self.values[self.columns[column]].strip()
        if not value:
            return None
        try:
            return _to_utc(value, self.zone)
        except ValueError:
            self.report(f"{column} must be a local time such as 2018-08-17 12:15:10, not {_shown(value)}")
            return datetime.min.replace(tzinfo=UTC)

    def required_instant(self, column: str) -> datetime:
        """A local time as an instant in UTC; it must be given."""
        found = self.instant(column)
        if found is None:
            self.report(f"{column} is required: a local time such as 2018-08-17 12:15:10")
        return found or datetime.min.replace(tzinfo=UTC)

    def money(self, column: str, currency: str) -> Money:
        """A decimal amount in major units."""
        value = self.values[self.columns[column]].strip()
        try:
            return _to_money(value, currency)
        except InvalidInput:
            self.report(f"{column} must be an amount such as 99.90, not {_shown(value)}")
            return Money(1, currency)

    def whole(self, column: str, least: int, most: int) -> int:
        """A whole number in a range."""
        value = self.values[self.columns[column]].strip()
        if not (value.isascii() and value.isdigit() and least <= int(value[:9]) <= most):
            self.report(f"{column} must be a whole number from {least} to {most}, not {_shown(value)}")
            return least
        return int(value)


@lru_cache(maxsize=65_536)
def _to_utc(text: str, zone: ZoneInfo) -> datetime:
    """Where clocks were set back, the first of two instants; where forward, as if they were not."""
    local = datetime.fromisoformat(text)
    if local.isoformat(sep=" ") != text or not 1990 <= local.year < 2100:
        raise ValueError("another way to write it, or no time of real orders")
    return local.replace(tzinfo=zone).astimezone(UTC)


@lru_cache(maxsize=65_536)
def _to_money(text: str, currency: str) -> Money:
    # Files written by spreadsheets drop or add zeros: 99.9, 99.900.
    return Money.of(Decimal(text).normalize() if _is_plain(text) else text, currency)


def _is_plain(text: str) -> bool:
    return text.isascii() and text.replace(".", "", 1).isdigit()


def _shown(value: str) -> str:
    return repr(value if len(value) <= 60 else f"{value[:57]}...")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of CSV files whose times are local to one zone."""

    path: Path
    zone: ZoneInfo
    problems: Problems

    def rows(self, name: str, columns: Sequence[str], *, optional: bool = False) -> Iterator[Row]:
        """The lines of `<name>.csv` or `<name>.csv.gz`; the plain file wins when there are both."""
        path = self._find(name)
        if path is None:
            if not optional:
                self.problems.add(str(self.path), f"must hold {name}.csv or {name}.csv.gz")
            return
        try:
            with _open(path) as file:
                yield from self._lines(path.name, file, columns)
        except _UNREADABLE as error:
            self.problems.add(path.name, f"cannot be read as CSV in UTF-8: {error}")

    def _find(self, name: str) -> Path | None:
        candidates = (self.path / f"{name}.csv", self.path / f"{name}.csv.gz")
        return next((path for path in candidates if path.is_file()), None)

    def _lines(self, file: str, content: TextIO, columns: Sequence[str]) -> Iterator[Row]:
        lines = csv.reader(content, strict=True)
        header = next(lines, list[str]())
        missing = [column for column in columns if column not in header]
        if missing:
            self.problems.add(f"{file} line 1", f"must name the columns {', '.join(missing)}")
            return
        positions = {column: header.index(column) for column in columns}
        # A quoted field may span lines: a record's line is where it begins.
        begins = lines.line_num + 1
        for values in lines:
            row = Row(file, begins, values, positions, self.zone, self.problems)
            begins = lines.line_num + 1
            if len(values) == len(header):
                yield row
            elif values:
                row.report(f"must have {len(header)} fields, as the header has, not {len(values)}")


def _open(path: Path) -> AbstractContextManager[TextIO]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")
