"""The written form of a definition: under which key each field stands. What writes it and what reads it share this."""

import dataclasses
from dataclasses import dataclass
from functools import cache
from types import NoneType
from typing import Any, get_args, get_type_hints

from .conditions import AnyOf, Condition, Guard, Is, Marked, NotAfter, NotBefore, Sooner
from .deadlines import Duration
from .definition import Transition

REQUIRED = dataclasses.MISSING
"""The default of a key that cannot be left out."""

_KEYS: dict[type, dict[str, str]] = {
    Transition: {"from_": "from"},
    Duration: {"iso": "value"},
    Is: {"value": "is", "negated": "not"},
    Marked: {"point": "marked", "negated": "not"},
    NotBefore: {"deadline": "not_before"},
    NotAfter: {"deadline": "not_after"},
    Sooner: {"instant": "sooner"},
    AnyOf: {"of": "any_of"},
}
"""Where a field is written under another name than its own."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One field of a record: its name in Python, its key in a file, its type, and what leaving it out means."""

    field: str
    key: str
    type: Any
    default: Any

    def is_default(self, value: object) -> bool:
        """Whether a value need not be written; the text is compared, since `1 == True`."""
        return self.default is not REQUIRED and repr(value) == repr(self.default)


@cache
def slots(kind: type[Any]) -> tuple[Slot, ...]:
    """The fields of a record in their order."""
    hints, keys = get_type_hints(kind), _KEYS.get(kind, {})
    return tuple(
        Slot(field.name, keys.get(field.name, field.name), hints[field.name], _default(field, hints[field.name]))
        for field in dataclasses.fields(kind)
    )


def _default(field: "dataclasses.Field[Any]", hint: Any) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    if field.default is dataclasses.MISSING and NoneType in get_args(hint):
        return None
    return field.default


CONDITIONS: dict[str, type[Any]] = {slots(kind)[0].key: kind for kind in get_args(Condition) if kind is not Guard}
"""The conditions that are written as tables, each under the key that tells it from the others."""
