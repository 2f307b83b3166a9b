"""The JSON forms of records, and of what commands read: one vocabulary both ways."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from pydantic import TypeAdapter

from ...engine.details import dump_details, load_details
from ...engine.errors import InvalidInput
from ...engine.inputs import Actor, Claim, Order
from ...engine.records import Dispute, Event

if TYPE_CHECKING:
    from ...engine.engine import Engine

_KNOWN = ("order", "claim", "workflow", "command_id")


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def to_json(record: object) -> dict[str, Any]:
    """A record's JSON form: instants as RFC 3339 in UTC, money as amount and currency.

    A dispute has its next deadline besides, as `due_at`; an event's details are in the form commands take.
    """
    if isinstance(record, Event):
        plain = {field.name: getattr(record, field.name) for field in fields(record) if field.name != "details"}
        form = {name: _adapter(object).dump_python(value, mode="json") for name, value in plain.items()}
        return form | {"details": dump_details(record.details)}
    form = _adapter(type(record)).dump_python(record, mode="json")
    if isinstance(record, Dispute):
        form["due_at"] = _adapter(object).dump_python(record.due_at, mode="json")
    return form


def read_object(text: str, where: str) -> dict[str, object]:
    """The JSON object in a text; InvalidInput says what is wrong where."""
    try:
        value = json.loads(text, parse_constant=_no_number, object_pairs_hook=_no_key_twice)
    except ValueError as error:
        raise InvalidInput(where, f"is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise InvalidInput(where, f"must be a JSON object, not {type(value).__name__}")
    return cast("dict[str, object]", value)


def _no_key_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"the key {key!r} stands there twice")
    return dict(pairs)


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no JSON number")


def read_details(text: str, option: str) -> dict[str, Any]:
    """The details of a command, as JSON; InvalidInput names what is unknown or wrong."""
    return load_details(read_object(text, option))


@dataclass(frozen=True, slots=True)
class FilingForm:
    """What `file` and `import` read: the order, the claim, and under which workflow and id it is filed."""

    order: Order
    claim: Claim
    workflow: str = "aliexpress"
    command_id: str | None = None

    def file(self, engine: "Engine", session: object | None = None) -> Dispute:
        """File it, by the order's buyer."""
        return engine.file(
            self.order,
            self.claim,
            self.workflow,
            by=Actor.buyer(self.order.buyer),
            command_id=self.command_id,
            session=session,
        )


def read_filing(text: str, where: str) -> FilingForm:
    """A filing from its JSON text; InvalidInput names every unknown, missing or wrong field."""
    data = read_object(text, where)
    problems = [(name, f"unknown field; there are {', '.join(_KNOWN)}") for name in data if name not in _KNOWN]
    problems += [(name, "is required") for name in _KNOWN[:2] if data.get(name) is None]
    loaded: dict[str, Any] = {}  # Any: `load_details` has checked that each is what its name says.
    for name in _KNOWN[:2]:
        try:
            loaded |= load_details({name: data.get(name)})
        except InvalidInput as error:
            problems += error.problems
    problems += _texts_wrong(data)
    if problems:
        (field, rule), *more = problems
        raise InvalidInput(field, rule, more)
    loaded |= {name: data[name] for name in _KNOWN[2:] if data.get(name) is not None}
    return FilingForm(**loaded)


def _texts_wrong(data: Mapping[str, object]) -> list[tuple[str, str]]:
    given = ((name, data.get(name)) for name in _KNOWN[2:])
    return [(name, f"must be text, not {value!r}") for name, value in given if not isinstance(value, str | None)]
