"""A definition as a TOML file that loads back to the same definition: rows as tables, what belongs to a row in line."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import tomlkit
from tomlkit.items import AoT, Array, Item, Table

if TYPE_CHECKING:
    from ...engine.definition import Workflow

_WIDTH = 100
"""A longer list has each of its items on a line of its own."""

_TABLES = ("zone", "durations", "reasons", "times", "reason_codes", "effects")
_ROWS = ("states", "actions", "transitions", "timers", "evidence_limits", "facts")


def to_toml(workflow: "Workflow") -> str:
    """The definition as TOML."""
    data = workflow.to_data()
    document = tomlkit.document()
    for key, value in _plain_first(data).items():
        document.append(key, _section(key, value))
    return tomlkit.dumps(document)


def _plain_first(data: dict[str, Any]) -> dict[str, Any]:
    """TOML wants what stands in no table before the tables; numbers come before the rows that count with them."""
    tables = {key for key, value in data.items() if _is_table(key, value)}
    order = [key for key in data if key not in tables]
    order += [key for key in _TABLES if key in tables]
    return {key: data[key] for key in (*order, *(key for key in data if key not in order))}


def _is_table(key: str, value: object) -> bool:
    return isinstance(value, Mapping) or (key in _ROWS and bool(value))


def _section(key: str, value: Any) -> Item:
    if not _is_table(key, value):
        return _in_line(value)
    if isinstance(value, Mapping):
        return _table(cast("Mapping[str, Any]", value), nested=key == "durations")
    return AoT([_table(row) for row in value])


def _table(content: Mapping[str, Any], *, nested: bool = False) -> Table:
    made = tomlkit.table(is_super_table=nested)
    for key, value in content.items():
        made.append(key, _table(value) if nested else _in_line(value))
    return made


def _in_line(value: Any, *, nested: bool = False) -> Item:
    """A value that stays within its row; only a list that stands in no other goes over several lines."""
    if isinstance(value, Mapping):
        made = tomlkit.inline_table()
        for key, item in cast("Mapping[str, Any]", value).items():
            made.append(key, _in_line(item, nested=True))
        return made
    return _array(cast("list[Any]", value), nested=nested) if isinstance(value, list) else _scalar(value)


def _scalar(value: Any) -> Item:
    return tomlkit.item(value)  # pyright: ignore[reportUnknownVariableType]


def _array(items: list[Any], *, nested: bool) -> Array:
    made = tomlkit.array()
    for item in items:
        made.append(_in_line(item, nested=True))  # pyright: ignore[reportUnknownMemberType]
    return made.multiline(not nested and len(made.as_string()) > _WIDTH)
