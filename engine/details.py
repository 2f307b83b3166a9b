"""The vocabulary of details: every field that a command may carry, its type, and its JSON form.

One table serves Python calls, the command line, files and the store, so that a field means the same everywhere.
"""

import json
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from .cases import Case
from .errors import InvalidInput, suggestion
from .fields import Id, Instant, ListOrTuple, Text
from .inputs import Claim, Evidence, Facts, MedalSaid, Order, Party, Plan, Times
from .money import Money
from .records import Liable, Winner
from .sellers import Standing

_TYPES: dict[str, Any] = {
    "order": Order,
    "claim": Claim,
    "case": Case,
    "plan": Plan,
    "reason": Id,
    "text": Text,
    "note": Text,
    "ground": Text,
    "why": Text,
    "evidence": Annotated[tuple[Evidence, ...], ListOrTuple, Field(min_length=1)],
    "evidence_id": Id,
    "of": Party,
    "winner": Winner,
    "reason_code": Id,
    "overturn": bool,
    "carrier": Text,
    "tracking": Text,
    "condition": Id,
    "duration": timedelta,
    "from": Id,
    "to": Id,
    "states": Mapping[Id, Id],
    "liable": Liable,
    "timer": Id,
    "shipped_at": Instant,
    "promised_delivery_at": Instant,
    "delivered_at": Instant,
    "completed_at": Instant,
    "seller_medal": MedalSaid,
    "after_sales_guarantee": bool,
    "platform_logistics": bool,
    "return_address": Text,
    "refunded": Money,
    "facts": Facts,
    "times": Times,
    "standing": Standing,
    "effect_id": Id,
    "amount": Money,
    "reference": Text,
}

PERSONAL = frozenset({"text", "note", "why", "return_address", "tracking", "reference"})
"""Details that are free text or an address: kept apart, so that they can be erased."""


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(_TYPES[name])


@cache
def details_type() -> Any:
    """The details of all actions as one type with optional fields, for schemas."""
    return TypedDict("Details", _TYPES, total=False)  # pyright: ignore


def check_details(
    action: str, details: Mapping[str, object], takes: Collection[str], may_take: Collection[str]
) -> dict[str, object]:
    """The details of a command, checked against what its action takes; None counts as left out.

    InvalidInput names every unknown, missing or wrong one.
    """
    given = {name: value for name, value in details.items() if value is not None}
    problems = [
        (name, _unknown(name, action, (*takes, *may_take))) for name in given if name not in {*takes, *may_take}
    ]
    problems += [(name, f"is required by {action}") for name in takes if name not in given]
    checked: dict[str, object] = {}
    for name in given.keys() & {*takes, *may_take}:
        try:
            checked[name] = _adapter(name).validate_python(given[name], strict=True)
        except ValidationError as error:
            problems += InvalidInput.of(error, name).problems
    if problems:
        (field, rule), *more = sorted(problems)
        raise InvalidInput(field, rule, more)
    return checked


def _unknown(name: str, action: str, known: Collection[str]) -> str:
    takes = f"it takes {', '.join(known)}" if known else "it takes no details"
    return f"{action} has no such detail: {takes}{suggestion(name, known)}"


def dump_details(details: Mapping[str, object]) -> dict[str, object]:
    """The JSON form of details: money as amount and currency, instants as RFC 3339."""
    return {name: _adapter(name).dump_python(value, mode="json") for name, value in details.items()}


def load_details(data: Mapping[str, object]) -> dict[str, object]:
    """Details from their JSON form; InvalidInput names what is unknown or wrong."""
    loaded: dict[str, object] = {}
    for name, value in data.items():
        if value is None:
            continue
        if name not in _TYPES:
            raise InvalidInput(name, f"unknown detail{suggestion(name, _TYPES)}")
        try:
            loaded[name] = _adapter(name).validate_json(json.dumps(value), strict=True)
        except ValidationError as error:
            raise InvalidInput.of(error, name) from None
    return loaded


def canonical(value: object) -> str:
    """JSON with sorted keys and no spaces: the same text for the same content."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_encode)


def _encode(value: object) -> str:
    if isinstance(value, date):
        # Days and instants: a datetime is a date.
        return value.isoformat()
    raise TypeError(f"no JSON form for {type(value).__name__}")
