"""Fact records, checked, as Arrow tables: what people and files give, in the form the warehouse keeps."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StrictBool, StrictInt, ValidationError, create_model

from ..engine.errors import InvalidInput
from ..engine.fields import Text
from ..scoring.facts import TABLES, Column, FactTable, Kind
from ..scoring.ibis_adapter import load_arrow, load_ibis
from .types import microseconds

_TYPES: Mapping[Kind, Any] = {
    "text": Text,
    "instant": AwareDatetime,
    "flag": StrictBool,
    "count": StrictInt,
    "usd": StrictInt,
}


@cache
def model_of(table: FactTable) -> type[BaseModel]:
    """A strict model of one kind of fact."""
    fields: dict[str, Any] = {
        "marketplace": (Text, "default"),
        "id": (Text, Field(min_length=1)),
        "version": (StrictInt, 1),
    }
    for column in table.columns:
        fields[column.name] = _field(column)
    return create_model(f"{table.name}_fact", __config__=ConfigDict(extra="forbid"), **fields)


def _field(column: Column) -> tuple[Any, Any]:
    kind: Any = Literal[column.choices] if column.choices else _TYPES[column.kind]
    return (kind, ...) if column.required else (kind | None, column.default)


def fact_table(name: str) -> FactTable:
    """The kind of fact of this name; InvalidInput lists those there are."""
    if name not in TABLES:
        raise InvalidInput("fact", f"{name!r} is none of {', '.join(TABLES)}")
    return TABLES[name]


def to_arrow(table: FactTable, records: Iterable[Mapping[str, object]], zone: str) -> Any:
    """Records of one kind as an Arrow table, local days in `zone`; InvalidInput names every fault of a record."""
    pyarrow = load_arrow()
    rows: list[dict[str, Any]] = []
    for number, record in enumerate(records, 1):
        try:
            fact = model_of(table).model_validate(dict(record)).model_dump()
        except ValidationError as error:
            raise InvalidInput.of(error, f"{table.name}[{number}]") from None
        rows.append({name: _stored(value) for name, value in fact.items()})
    schema = load_ibis().schema(table.schema()).to_pyarrow()
    given = pyarrow.schema([field for field in schema if field.name not in {*table.days, "load"}])
    return with_days(table, pyarrow.Table.from_pylist(rows, given), zone)


def with_days(table: FactTable, rows: Any, zone: str) -> Any:
    """The same Arrow table with the local day of each instant."""
    pyarrow, compute = load_arrow(), load_arrow("pyarrow.compute")
    for column in table.columns:
        if column.day:
            instants = rows[column.name].cast(pyarrow.timestamp("us", "UTC")).cast(pyarrow.timestamp("us", zone))
            rows = rows.append_column(column.day, compute.local_timestamp(instants).cast(pyarrow.date32()))
    return rows.append_column("load", pyarrow.nulls(rows.num_rows, pyarrow.int64()))


def _stored(value: Any) -> Any:
    return microseconds(value) if isinstance(value, datetime) else value
