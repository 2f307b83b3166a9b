"""A definition as plain data: what is stored at its first use, compared, shown, and loaded back."""

import dataclasses
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any, cast

from .conditions import Guard
from .deadlines import After, Choice, Duration, Point, Zone
from .definition import Due, Workflow
from .details import canonical
from .forms import slots


def to_data(workflow: Workflow) -> dict[str, Any]:
    """The whole definition as JSON data, defaults left out; `loading.from_data` makes an equal definition of it.

    Guards and durations stand as their names, deadlines as text such as `after(RESPONSE_WINDOW, claim_submitted)`.
    """
    return _record(workflow) | {"durations": {name: _number(one) for name, one in workflow.durations.items()}}


def definition_json(workflow: Workflow) -> str:
    """The definition as canonical JSON: the same text for the same content."""
    return canonical(to_data(workflow))


def definition_digest(definition: str) -> str:
    """SHA-256 of a definition's canonical JSON."""
    return sha256(definition.encode()).hexdigest()


def _record(value: Any) -> dict[str, Any]:
    given = ((slot, getattr(value, slot.field)) for slot in slots(cast("type[Any]", type(value))))
    return {slot.key: data_of(found) for slot, found in given if not slot.is_default(found)}


def _number(duration: Duration) -> dict[str, Any]:
    return {key: value for key, value in _record(duration).items() if key != "name"}


def data_of(value: object) -> Any:
    """Any part of a definition as JSON data."""
    if isinstance(value, Guard | Duration):
        return value.name
    if isinstance(value, Point | After | Choice):
        return str(value)
    if isinstance(value, Zone) and not (value.holidays or value.ranges):
        return value.name
    if isinstance(value, Due) and not value.when:
        return str(value.at)
    if dataclasses.is_dataclass(value):
        return _record(value)
    return _collection(value)


def _collection(value: object) -> Any:
    if isinstance(value, Mapping):
        return {str(key): data_of(item) for key, item in cast("Mapping[object, object]", value).items()}
    if isinstance(value, tuple | list):
        return [data_of(item) for item in cast("tuple[object, ...]", value)]
    if isinstance(value, frozenset):
        return sorted(data_of(item) for item in cast("frozenset[object]", value))
    return value.isoformat() if isinstance(value, date) else value
