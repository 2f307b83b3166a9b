"""A definition as plain data: what is stored at its first use, compared, and shown."""

import dataclasses
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any, cast

from .conditions import Guard
from .deadlines import After, Choice, Point
from .definition import Workflow
from .details import canonical


def definition_json(workflow: Workflow) -> str:
    """The definition as canonical JSON: the same text for the same content."""
    return canonical(_data(workflow) | {"durations": {name: _data(d) for name, d in workflow.durations.items()}})


def definition_digest(definition: str) -> str:
    """SHA-256 of a definition's canonical JSON."""
    return sha256(definition.encode()).hexdigest()


def _data(value: object) -> Any:
    if isinstance(value, Guard):
        return value.name
    if isinstance(value, Point | After | Choice):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _data(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _data(item) for key, item in cast("Mapping[object, object]", value).items()}
    if isinstance(value, tuple | list):
        return [_data(item) for item in cast("tuple[object, ...]", value)]
    if isinstance(value, frozenset):
        return sorted(str(item) for item in cast("frozenset[date]", value))
    return value.isoformat() if isinstance(value, date) else value
