"""The JSON Schema of every type of message: made from the code, kept in the package, one file for each version."""

import json
from pathlib import Path
from typing import Any, cast

from ...engine.errors import InvalidInput, suggestion
from ...engine.fields import check_field
from .messages import NAMESPACE, TYPES, adapter

FOLDER = Path(__file__).parent / "schemas"


def message_schema(type: str, version: int | None = None) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a type's data, such as `message_schema("dispute.resolved")`; InvalidInput if none.

    `dataschema` of a message names it. Within a version fields are only added, so ignore those you do not know.
    """
    check_field("type", type, str)
    check_field("version", version, int | None)
    if type not in TYPES:
        there = ", ".join(TYPES)
        raise InvalidInput("type", f"no message is called {type!r}; there are {there}{suggestion(type, TYPES)}")
    newest = TYPES[type].version
    wanted = newest if version is None else version
    if not 1 <= wanted <= newest:
        raise InvalidInput("version", f"{type} has the versions 1 to {newest}")
    return json.loads((FOLDER / file_name(type, wanted)).read_text(encoding="utf-8"))


def file_name(type: str, version: int) -> str:
    """What a schema's file is called."""
    return f"{type}.{version}.json"


def make_schema(type: str) -> dict[str, Any]:
    """The JSON Schema of a type's data, made from the code. Within a version fields are added, never taken away."""
    kind = TYPES[type]
    made = adapter(type).json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": kind.schema_id,
        **cast("dict[str, Any]", _opened(made)),
        "title": f"{NAMESPACE}.{type}",
        "description": kind.meaning,
    }


def _opened(schema: object) -> object:
    """The same schema, but unknown fields are allowed everywhere: a receiver must not break when one is added."""
    if isinstance(schema, dict):
        known = cast("dict[str, object]", schema)
        return {name: _opened(part) for name, part in known.items() if name != "additionalProperties" or part}
    if isinstance(schema, list):
        return [_opened(part) for part in cast("list[object]", schema)]
    return schema


def schema_files() -> dict[str, str]:
    """The current version of every type's schema: the file's name and its text."""
    made = {file_name(type, kind.version): make_schema(type) for type, kind in TYPES.items()}
    return {name: json.dumps(schema, indent=2, ensure_ascii=False) + "\n" for name, schema in made.items()}
