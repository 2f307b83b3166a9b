"""Fact records, checked, as Arrow tables: what people and files give, in the form the warehouse keeps."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from fractions import Fraction
from functools import cache
from itertools import islice
from typing import Annotated, Any, Literal, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    create_model,
)

from ..engine.errors import InvalidInput, suggestion
from ..engine.fields import Id, Instant, Text
from ..engine.problems import Problems
from ..scoring.facts import AUTO_CONFIRMED, ORDERS, TABLES, Column, FactTable, Kind
from ..scoring.ibis_adapter import load_arrow, load_ibis
from .fact_money import Rates, to_cents
from .types import microseconds

_DAY = 24 * 3600 * 1_000_000
"""In microseconds."""
BATCH = 20_000
"""So many records become one batch of an Arrow table."""

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")


def _instant(value: object) -> object:
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("must have a time zone: without one it names no instant")
    if not isinstance(value, str):
        return value
    if not _RFC_3339.fullmatch(value):
        raise ValueError(f"must be an instant with its offset, such as 2026-03-07T09:00:00Z, not {value[:40]!r}")
    return datetime.fromisoformat(value.upper())


def _cents(value: object, info: ValidationInfo) -> object:
    return to_cents(value, cast("Rates", info.context or {}))


_TYPES: Mapping[Kind, Any] = {
    "text": Text,
    "instant": Annotated[Instant, BeforeValidator(_instant)],
    "flag": bool,
    "count": int,
    "usd": Annotated[int, BeforeValidator(_cents)],
}


def _not_before(other: str) -> Callable[[datetime, ValidationInfo], datetime]:
    def check(value: datetime, info: ValidationInfo) -> datetime:
        # A field that is faulty itself is not among the data.
        begun = info.data.get(other)
        if begun is not None and value < begun:
            raise ValueError(f"must not be before {other}")
        return value

    return check


@cache
def model_of(table: FactTable) -> type[BaseModel]:
    """A strict model of one kind of fact."""
    declared: dict[str, Any] = {"marketplace": (Id, ...), "id": (Id, ...), "version": (int, Field(1, ge=1))}
    for column in table.columns:
        declared[column.name] = _field(column)
    config = ConfigDict(extra="forbid", strict=True)
    return create_model(f"{table.name}_fact", __config__=config, **declared)


def _field(column: Column) -> tuple[Any, Any]:
    kind: Any = Literal[column.choices] if column.choices else _TYPES[column.kind]
    if column.kind == "count":
        least, most = column.between
        kind = Annotated[int, Field(ge=least, le=most)]
    if column.not_before:
        kind = Annotated[kind, AfterValidator(_not_before(column.not_before))]
    return (kind, ...) if column.required else (kind | None, column.default)


def fact_table(name: str) -> FactTable:
    """The kind of fact of this name; InvalidInput lists those there are."""
    if name not in TABLES:
        raise InvalidInput("fact", f"{name!r} is none of {', '.join(TABLES)}{suggestion(name, TABLES)}")
    return TABLES[name]


@dataclass(frozen=True)
class Reader:
    """Checks records of one kind of a marketplace, and gives them the form that the warehouse keeps.

    `zone` is where the marketplace's days begin, `rates` what other currencies are worth; `place` says where the
    record of a number stands, in the words of an error. What is wrong is noted in `problems`.
    """

    table: FactTable
    zone: str
    marketplace: str = "default"
    rates: Rates = field(default_factory=dict[str, Fraction])
    place: Callable[[int], str] = "record {}: ".format
    problems: Problems = field(default_factory=Problems)

    def read(self, records: Iterable[tuple[int, object]]) -> Any:
        """Numbered records as an Arrow table; the faulty ones are left out, and noted each with all its faults."""
        pyarrow = load_arrow()
        rows = (row for number, record in records for row in self._row(number, record))
        schema = given_schema(self.table)
        batches = [pyarrow.RecordBatch.from_pylist(batch, schema) for batch in _batches(rows)]
        return with_days(self.table, pyarrow.Table.from_batches(batches, schema), self.zone)

    def _row(self, number: int, record: object) -> Iterator[dict[str, Any]]:
        try:
            given = {"marketplace": self.marketplace} | _without_nulls(_mapping(record))
            fact = model_of(self.table).model_validate(given, context=self.rates)
        except InvalidInput as error:
            self._note(number, error)
        except ValidationError as error:
            self._note(number, InvalidInput.of(error, positions=[column.name for column in self.table.columns]))
        else:
            yield {name: _stored(value) for name, value in vars(fact).items()}

    def _note(self, number: int, error: InvalidInput) -> None:
        for name, rule in error.problems:
            self.problems.add(f"{self.place(number)}{name}", rule)


def to_arrow(
    table: FactTable,
    records: Iterable[object],
    zone: str,
    *,
    marketplace: str = "default",
    rates: Rates | None = None,
) -> Any:
    """Records of one kind as an Arrow table, local days in `zone`; InvalidInput names every fault of all of them."""
    reader = Reader(table, zone, marketplace, rates or {}, place=lambda number: f"{table.name}[{number}].")
    rows = reader.read(enumerate(records, 1))
    reader.problems.raise_if_any()
    return rows


def given_schema(table: FactTable) -> Any:
    """The Arrow schema of what is given of a fact: without local days, and the load it came by."""
    schema = load_ibis().schema(table.schema()).to_pyarrow()
    return load_arrow().schema([one for one in schema if one.name not in {*table.days, "load"}])


def with_time_outs(rows: Any) -> Any:
    """Orders with the instant at which receipt counts as confirmed, of those shipped of which nothing else is said."""
    pyarrow, compute = load_arrow(), load_arrow("pyarrow.compute")
    days = compute.fill_null(rows["auto_confirm_days"], int(AUTO_CONFIRMED.value))
    lapsed = compute.add(rows["shipped_at"], compute.multiply(days, _DAY))
    told = [compute.is_valid(rows[name]) for name in ("confirmed_at", "timed_out_at", "cancelled_at")]
    waiting = compute.invert(compute.or_(told[0], compute.or_(told[1], told[2])))
    at = compute.if_else(waiting, lapsed, rows["timed_out_at"])
    return rows.set_column(rows.column_names.index("timed_out_at"), pyarrow.field("timed_out_at", pyarrow.int64()), at)


def with_days(table: FactTable, rows: Any, zone: str) -> Any:
    """The same Arrow table with the local day of each instant; of orders, with the time-outs that nobody tells."""
    pyarrow, compute = load_arrow(), load_arrow("pyarrow.compute")
    rows = with_time_outs(rows) if table is ORDERS else rows
    for column in table.columns:
        if column.day:
            instants = rows[column.name].cast(pyarrow.timestamp("us", "UTC")).cast(pyarrow.timestamp("us", zone))
            rows = rows.append_column(column.day, compute.local_timestamp(instants).cast(pyarrow.date32()))
    return rows.append_column("load", pyarrow.nulls(rows.num_rows, pyarrow.int64()))


def _mapping(record: object) -> Mapping[str, object]:
    """A record's fields: of a mapping, or of a dataclass."""
    if isinstance(record, Mapping):
        return cast("Mapping[str, object]", record)
    if is_dataclass(record) and not isinstance(record, type):
        return {one.name: getattr(record, one.name) for one in fields(record)}
    raise InvalidInput("record", f"must be a mapping or a dataclass, not {type(record).__name__}")


def _without_nulls(record: Mapping[str, object]) -> dict[str, object]:
    """What is null counts as left out."""
    return {name: value for name, value in record.items() if value is not None}


def _stored(value: Any) -> Any:
    return microseconds(value) if isinstance(value, datetime) else value


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
