"""Arrow tables of facts, such as Parquet files hold, checked column by column: millions of rows in seconds."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ..engine.errors import suggestion
from ..engine.fields import FIRST, LAST
from ..engine.problems import SHOWN_PROBLEMS, Problems
from ..scoring.facts import Column, FactTable
from ..scoring.ibis_adapter import load_arrow
from .fact_money import Rates, to_cents
from .fact_rows import given_schema, with_days
from .types import microseconds

MAX_ID, MAX_TEXT = 200, 10_000
"""Characters, as `engine/fields.py` allows."""

_KEYS = (
    Column("marketplace", "text", "whose fact it is", required=True),
    Column("id", "text", "the fact's id", required=True),
    Column("version", "count", "its version", default=1, between=(1, 2**53 - 1)),
)
_IDS = {"marketplace", "id"}


@dataclass
class ColumnReader:
    """Checks the columns of an Arrow table against one kind of fact; what is wrong is noted with its rows."""

    table: FactTable
    zone: str
    marketplace: str = "default"
    rates: Rates = field(default_factory=dict[str, Fraction])
    source: str = "rows"
    problems: Problems = field(default_factory=Problems)
    _instants: dict[str, Any] = field(default_factory=dict[str, Any], init=False)

    def read(self, given: Any) -> Any:
        """The table in the form that the warehouse keeps; meaningless where problems were noted."""
        pyarrow = load_arrow()
        self._unknown(given.column_names)
        columns = [self._column(given, column) for column in (*_KEYS, *self.table.columns)]
        self._in_order()
        rows = pyarrow.Table.from_arrays(columns, schema=given_schema(self.table))
        return with_days(self.table, rows, self.zone)

    def _unknown(self, names: list[str]) -> None:
        known = [column.name for column in (*_KEYS, *self.table.columns)]
        for name in sorted(set(names)):
            if name not in known:
                self.problems.add(f"{self.source}: {name}", f"unknown column{suggestion(name, known)}")
            elif names.count(name) > 1:
                self.problems.add(f"{self.source}: {name}", "stands there twice")

    def _column(self, given: Any, column: Column) -> Any:
        """One column in its stored type, with what is left out filled in."""
        pyarrow, compute = load_arrow(), load_arrow("pyarrow.compute")
        stored = given_schema(self.table).field(column.name).type
        default = self.marketplace if column.name == "marketplace" else column.default
        if column.name not in given.column_names and column.required and default is None:
            self.problems.add(f"{self.source}: {column.name}", "is required: there is no such column")
            return pyarrow.nulls(given.num_rows, stored)
        if given.column_names.count(column.name) != 1 or pyarrow.types.is_null(given[column.name].type):
            values = pyarrow.nulls(given.num_rows, stored)
        else:
            values = getattr(self, f"_{column.kind}")(given[column.name], column)
        if default is not None:
            values = compute.fill_null(values, pyarrow.scalar(default, stored))
        elif column.required:
            self._refuse(column, compute.is_null(values), "is required")
        return values.cast(stored)

    def _text(self, values: Any, column: Column) -> Any:
        pyarrow, compute = load_arrow(), load_arrow("pyarrow.compute")
        kind = values.type.value_type if pyarrow.types.is_dictionary(values.type) else values.type
        if not (pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind)):
            return self._wrong_type(values, column, "text", pyarrow.string())
        values = values.cast(pyarrow.string())
        most = MAX_ID if column.name in _IDS else MAX_TEXT
        self._refuse(column, compute.equal(compute.utf8_trim_whitespace(values), ""), "must not be blank")
        self._refuse(column, compute.greater(compute.utf8_length(values), most), f"must have at most {most} characters")
        self._refuse(column, compute.match_substring(values, "\x00"), "must not contain NUL characters")
        if column.choices:
            known = compute.is_in(values, pyarrow.array(column.choices))
            self._refuse(
                column,
                compute.and_(compute.is_valid(values), compute.invert(known)),
                f"must be one of {', '.join(column.choices)}",
            )
        return values

    def _instant(self, values: Any, column: Column) -> Any:
        pyarrow = load_arrow()
        if not pyarrow.types.is_timestamp(values.type):
            return self._wrong_type(values, column, "a timestamp with a time zone", pyarrow.int64())
        if values.type.tz is None:
            return self._wrong_type(
                values, column, "a timestamp with a time zone: without one it names no instant", pyarrow.int64()
            )
        values = _microseconds(values)
        good = self._between(values, column, microseconds(FIRST), microseconds(LAST) - 1, "the years 1970 to 2999")
        compute = load_arrow("pyarrow.compute")
        # Those that lie elsewhere are told already, and come neither before nor after others.
        self._instants[column.name] = compute.if_else(compute.equal(values, good), values, None)
        return good

    def _in_order(self) -> None:
        """Note the instants that come before those that they cannot come before."""
        known = self._instants
        for column in self.table.columns:
            other = column.not_before
            if other and column.name in known and other in known:
                earlier = load_arrow("pyarrow.compute").less(known[column.name], known[other])
                self._refuse(column, earlier, f"must not be before {other}")

    def _flag(self, values: Any, column: Column) -> Any:
        pyarrow = load_arrow()
        good = pyarrow.types.is_boolean(values.type)
        return values if good else self._wrong_type(values, column, "true or false", pyarrow.bool_())

    def _count(self, values: Any, column: Column) -> Any:
        pyarrow = load_arrow()
        if not pyarrow.types.is_integer(values.type):
            return self._wrong_type(values, column, "whole numbers", pyarrow.int64())
        if pyarrow.types.is_uint64(values.type):
            values = _signed(values)
        least, most = column.between
        return self._between(values, column, least, most, f"{least} to {most}")

    def _usd(self, values: Any, column: Column) -> Any:
        pyarrow = load_arrow()
        if pyarrow.types.is_integer(values.type):
            return self._count(values, column)
        if pyarrow.types.is_struct(values.type) and {one.name for one in values.type} == {"amount", "currency"}:
            return self._money(values, column)
        return self._wrong_type(values, column, "whole US cents, or amount and currency", pyarrow.int64())

    def _money(self, values: Any, column: Column) -> Any:
        """Each different amount once: there are far fewer of them than rows."""
        pyarrow, compute = load_arrow(), load_arrow("pyarrow.compute")
        values = values.combine_chunks() if isinstance(values, pyarrow.ChunkedArray) else values
        parts = [compute.struct_field(values, [name]) for name in ("amount", "currency")]
        texts = compute.binary_join_element_wise(*(part.cast(pyarrow.string()) for part in parts), " ")
        coded = pyarrow.array(compute.if_else(compute.is_valid(values), texts, None)).dictionary_encode()
        cents: list[int | None] = []
        for code, text in enumerate(coded.dictionary.to_pylist()):
            amount, _, currency = text.partition(" ")
            try:
                cents.append(to_cents({"amount": int(amount), "currency": currency}, self.rates))
            except ValueError as error:
                self._refuse(column, compute.equal(coded.indices, code), str(error))
                cents.append(0)
        return pyarrow.array(cents, pyarrow.int64()).take(coded.indices)

    def _between(self, values: Any, column: Column, least: int, most: int, words: str) -> Any:
        compute = load_arrow("pyarrow.compute")
        out = compute.or_(compute.less(values, least), compute.greater(values, most))
        self._refuse(column, out, f"must lie in {words}")
        return compute.if_else(out, least, values)

    def _wrong_type(self, values: Any, column: Column, wanted: str, stored: Any) -> Any:
        self.problems.add(f"{self.source}: {column.name}", f"must be {wanted}, not {values.type}")
        filler = {"instant": 0, "count": 1, "usd": 0, "flag": False, "text": "?"}[column.kind]
        return load_arrow().repeat(load_arrow().scalar(filler, stored), len(values))

    def _refuse(self, column: Column, bad: Any, rule: str) -> None:
        """Note the rows where `bad` holds: the first ones by number, all in number."""
        pyarrow, compute = load_arrow(), load_arrow("pyarrow.compute")
        bad = bad.combine_chunks() if isinstance(bad, pyarrow.ChunkedArray) else bad
        rows = compute.indices_nonzero(compute.fill_null(bad, False))
        for row in rows[:SHOWN_PROBLEMS].to_pylist():
            self.problems.add(f"{self.source} row {row + 1}: {column.name}", rule)
        self.problems.count(max(0, len(rows) - SHOWN_PROBLEMS))


def _signed(values: Any) -> Any:
    """The same numbers as signed ones; what is larger than those can be, as the largest: beyond every bound."""
    pyarrow, compute = load_arrow(), load_arrow("pyarrow.compute")
    largest = pyarrow.scalar(2**63 - 1, pyarrow.uint64())
    return compute.min_element_wise(values, largest, skip_nulls=False).cast(pyarrow.int64())


def _microseconds(values: Any) -> Any:
    """Timestamps as microseconds since 1970; what is too far away to be counted so, as the first beyond the bounds."""
    pyarrow, compute = load_arrow(), load_arrow("pyarrow.compute")
    each = {"s": 10**6, "ms": 10**3}.get(values.type.unit)
    if each is None:
        return values.cast(pyarrow.timestamp("us", "UTC"), safe=False).cast(pyarrow.int64())
    numbers = compute.max_element_wise(values.cast(pyarrow.int64()), -1, skip_nulls=False)
    numbers = compute.min_element_wise(numbers, microseconds(LAST) // each, skip_nulls=False)
    return compute.multiply(numbers, each)
