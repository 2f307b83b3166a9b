"""Reads a definition from plain data by the types of its records, and notes every fault with its place.

One vocabulary: what a record has as fields is what a file may say. The text forms (guards, durations, endings
and deadlines by name or expression) have readers of their own, in `text_forms.py`.
"""

import dataclasses
import json
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from .errors import InvalidInput, closest, suggestion
from .fields import Text
from .forms import REQUIRED, Slot, slots

Read = Callable[[Any, str], Any]


class Unreadable(Enum):
    """What a reader gives where there is nothing to go on with."""

    UNREADABLE = "unreadable"


UNREADABLE = Unreadable.UNREADABLE

_TEXT: TypeAdapter[str] = TypeAdapter(Text)
_KINDS = {str: "text", int: "a whole number", bool: "true or false"}


def shown(value: object) -> str:
    """A value as a fault quotes it: as JSON, shortened."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."


def table(value: Any) -> dict[str, Any] | None:
    """A table with its keys as text, None where the value is no table."""
    return {str(key): item for key, item in value.items()} if isinstance(value, Mapping) else None  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


class Parser:
    """Reads values by their types. `faults` are sentences with their places.

    `gaps`: something could not be read at all, so that what is left says nothing about the whole.
    """

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.gaps = False
        self.forms: dict[Any, Read] = {}

    def fault(self, place: str, text: str) -> None:
        """Note a fault."""
        sentence = text if text.endswith("?") else f"{text}."
        self.faults.append(f"{place}: {sentence}" if place else sentence)

    def unreadable(self, place: str, text: str) -> Unreadable:
        """Note a fault that leaves a gap."""
        self.fault(place, text)
        self.gaps = True
        return UNREADABLE

    def read(self, hint: Any, value: Any, place: str) -> Any:
        """The value as its type wants it, or UNREADABLE."""
        hint = _without_none(hint)
        if form := self.forms.get(hint):
            return form(value, place)
        if dataclasses.is_dataclass(hint):
            return self.record(cast("type[Any]", hint), value, place)
        origin = get_origin(hint)
        if origin in (tuple, frozenset):
            items = self._list(get_args(hint)[0], value, place)
            return items if isinstance(items, Unreadable) else cast("type[Any]", origin)(items)
        if origin is Mapping:
            return self._mapping(get_args(hint)[1], value, place)
        return self._scalar(hint, value, place)

    def record(self, kind: type[Any], value: Any, place: str) -> Any:
        """A record from a table."""
        found = self.fields(kind, value, place)
        return found if isinstance(found, Unreadable) else kind(**found)

    def fields(self, kind: type[Any], value: Any, place: str) -> dict[str, Any] | Unreadable:
        """The fields of a record from a table; every unknown, missing or wrong key is noted."""
        if (content := table(value)) is None:
            return self.unreadable(place, f"must be a table with the keys {_keys(kind)}, not {shown(value)}")
        given = self._known(kind, content, place)
        found = {slot.field: self._field(slot, given, place) for slot in slots(kind)}
        return UNREADABLE if UNREADABLE in found.values() else found

    def _known(self, kind: type[Any], value: Mapping[str, Any], place: str) -> dict[str, Any]:
        """What is given under known keys; a misspelt key is read as the one that was probably meant."""
        keys = [slot.key for slot in slots(kind)]
        # null, which only JSON has, is the same as leaving it out.
        given = {key: item for key, item in value.items() if key in keys and item is not None}
        for key in value.keys() - keys:
            missing = [one for one in keys if one not in given]
            self.fault(place, f"there is no key {key!r} here{suggestion(key, keys) or f'; the keys are {_keys(kind)}'}")
            if meant := closest(key, missing):
                given[meant] = value[key]
        return given

    def _field(self, slot: Slot, given: Mapping[str, Any], place: str) -> Any:
        if slot.key in given:
            return self.read(slot.type, given[slot.key], f"{place}.{slot.key}" if place else slot.key)
        if slot.default is REQUIRED:
            return self.unreadable(place, f"{slot.key!r} is missing")
        return slot.default

    def _list(self, hint: Any, value: Any, place: str) -> list[Any] | Unreadable:
        if not isinstance(value, list | tuple):
            example = f", such as [{shown(value)}]" if isinstance(value, str) else ""
            return self.unreadable(place, f"must be a list{example}, not {shown(value)}")
        items = cast("list[Any]", value)
        read = [self.read(hint, item, f"{place}[{number}]") for number, item in enumerate(items)]
        return [item for item in read if item is not UNREADABLE]

    def _mapping(self, hint: Any, value: Any, place: str) -> Any:
        if (content := table(value)) is None:
            return self.unreadable(place, f"must be a table, not {shown(value)}")
        read = {key: self.read(hint, item, f"{place}.{key}") for key, item in content.items()}
        return {key: item for key, item in read.items() if item is not UNREADABLE}

    def _scalar(self, hint: Any, value: Any, place: str) -> Any:
        if choices := _choices(hint):
            return self._choice(choices, value, place)
        kinds = get_args(hint) or (hint,)
        if type(value) not in kinds:
            wanted = " or ".join(_KINDS[kind] for kind in kinds)
            return self.unreadable(place, f"must be {wanted}, not {shown(value)}")
        return self._text(value, place) if isinstance(value, str) else value

    def _text(self, value: str, place: str) -> str | Unreadable:
        try:
            return _TEXT.validate_python(value)
        except ValidationError as error:
            return self.unreadable(place, InvalidInput.of(error).rule)

    def _choice(self, choices: tuple[str, ...], value: Any, place: str) -> Any:
        """One of several words; a misspelt one is read as the one that was probably meant."""
        if value in choices:
            return value
        meant = closest(value, choices) if isinstance(value, str) else None
        said = f"must be one of {', '.join(choices)}, not {shown(value)}{suggestion(meant, choices) if meant else ''}"
        if meant is None:
            return self.unreadable(place, said)
        self.fault(place, said)
        return meant


def _keys(kind: type[Any]) -> str:
    return ", ".join(slot.key for slot in slots(kind))


@cache
def _without_none(hint: Any) -> Any:
    """The type of a value that is there."""
    if get_origin(hint) not in (Union, UnionType) or NoneType not in get_args(hint):
        return hint
    return Union[tuple(one for one in get_args(hint) if one is not NoneType)]  # noqa: UP007


@cache
def _choices(hint: Any) -> tuple[str, ...]:
    """The words that a Literal, or several of them, allow; none for other types."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    parts = get_args(hint)
    if parts and all(get_origin(part) is Literal for part in parts):
        return tuple(word for part in parts for word in get_args(part))
    return ()
