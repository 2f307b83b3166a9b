"""From the feed's entries to messages: CloudEvents 1.0, each with its type, its data and a schema.

A message never carries personal texts: what has been sent cannot be erased.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, cast
from urllib.parse import quote

from pydantic import AwareDatetime, PlainSerializer, TypeAdapter

from ...engine.delivery import Entry, Message, Mode
from ...engine.details import details_type
from ...engine.inputs import Actor
from ...engine.money import Money
from ...engine.personal import map_personal
from ...engine.records import Effect, Event, Outcome
from ...engine.refunds import RECORD_REFUND

NAMESPACE = "dispute_engine"
WITHHELD = "[withheld]"
"""Stands in messages where the history has a personal text."""


def _without_texts(details: Mapping[str, object]) -> dict[str, object]:
    return map_personal(details, lambda _: WITHHELD)


@dataclass(frozen=True, slots=True)
class EventData:
    """What `dispute.filed` and `dispute.event` carry: one entry of a history, and what the dispute is about."""

    dispute_id: str
    marketplace: str
    order_id: str
    line: str
    buyer: str
    seller: str
    seq: int
    action: str
    actor: Actor
    from_state: str | None
    to_state: str
    occurred_at: AwareDatetime
    recorded_at: AwareDatetime | None
    details: Annotated[Mapping[str, object], PlainSerializer(_without_texts, return_type=details_type())]
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class OrderedData:
    """What `refund.ordered` and its like carry: something the platform must do once, under the effect's `id`."""

    id: str
    kind: str
    amount: Money | None
    dispute_id: str
    marketplace: str
    order_id: str
    line: str
    buyer: str
    seller: str
    seq: int
    ordered_at: AwareDatetime


@dataclass(frozen=True, slots=True)
class CompletedData:
    """What `refund.completed` and `recovery.completed` carry: the order under `id` was executed, all of it."""

    id: str
    kind: str
    amount: Money
    dispute_id: str
    marketplace: str
    order_id: str
    line: str
    buyer: str
    seller: str
    seq: int
    completed_at: AwareDatetime


@dataclass(frozen=True, slots=True)
class TestData:
    """What `endpoint.test` carries."""

    endpoint_id: str
    note: str


@dataclass(frozen=True, slots=True)
class MessageType:
    """A type of message: its name, what it says, what its data are, and which version of them this is."""

    name: str
    meaning: str
    data: Any
    version: int = 1

    @property
    def schema_id(self) -> str:
        """The name of its schema, as `dataschema` says it."""
        return f"urn:dispute-engine:schema:{self.name}:{self.version}"


TYPES: Mapping[str, MessageType] = {
    kind.name: kind
    for kind in (
        MessageType("dispute.filed", "A dispute begins: the first entry of its history.", EventData),
        MessageType("dispute.event", "Anything else that happens in a dispute; `action` says what.", EventData),
        MessageType("dispute.resolved", "A dispute has ended.", Outcome),
        MessageType(
            "dispute.revised", "An appeal has changed how a dispute ended; `refund` is the new total.", Outcome
        ),
        MessageType("refund.ordered", "Pay the buyer this amount.", OrderedData),
        MessageType("recovery.ordered", "Take this amount back from the buyer.", OrderedData),
        MessageType("refund.completed", "The platform has paid what `refund.ordered` asked for.", CompletedData),
        MessageType("recovery.completed", "The platform has what `recovery.ordered` asked for.", CompletedData),
        MessageType("replacement.ordered", "Send the goods again.", OrderedData),
        MessageType("endpoint.test", "Sent on request, to try an endpoint.", TestData),
    )
}
"""Every type of message by its name."""

CHOOSABLE = tuple(name for name in TYPES if name != "endpoint.test")
"""The types that an endpoint may ask for."""

_ORDERS = {"refund": "refund.ordered", "recover": "recovery.ordered", "replace": "replacement.ordered"}
_DONE = {"refund": "refund.completed", "recover": "recovery.completed"}


# With pydantic's own name for a datetime: this module may be imported while somebody has frozen Python's.
_ADAPTERS: Mapping[str, TypeAdapter[Any]] = {name: TypeAdapter(kind.data) for name, kind in TYPES.items()}


def adapter(type: str) -> TypeAdapter[Any]:
    """What dumps the data of a type of message."""
    return _ADAPTERS[type]


def messages_of(entry: Entry) -> Iterator[Message]:
    """What an entry of the feed is told as: what happened, what it orders, and how the dispute ended."""
    event, outcome = entry.event, entry.outcome
    place = event.position or 0
    kind = "dispute.filed" if event.seq == 1 else "dispute.event"
    yield _message(kind, f"{event.dispute_id}:{event.seq}", entry, f"{place:016d}-00", _event_data(entry))
    orders = [effect for effect in event.effects if effect.kind in _ORDERS]
    for number, effect in enumerate(orders, 1):
        yield _message(_ORDERS[effect.kind], effect.id, entry, f"{place:016d}-{number:02d}", _ordered(entry, effect))
    if event.action == RECORD_REFUND:
        done = _done(entry)
        yield _message(_DONE[done.kind], f"{event.dispute_id}:{event.seq}:done", entry, f"{place:016d}-01", done)
    if outcome:
        kind = "dispute.resolved" if outcome.revision == 1 else "dispute.revised"
        yield _message(kind, f"{event.dispute_id}:outcome:{outcome.revision}", entry, f"{place:016d}-99", outcome)


def _about(entry: Entry) -> dict[str, str]:
    one = entry.subject
    names = ("dispute_id", "marketplace", "order_id", "line", "buyer", "seller")
    return {name: getattr(one, name) for name in names}


def _event_data(entry: Entry) -> EventData:
    event = entry.event
    names = ("seq", "action", "actor", "from_state", "to_state", "occurred_at", "recorded_at", "details", "effects")
    return EventData(**_about(entry), **{name: getattr(event, name) for name in names})


def _ordered(entry: Entry, effect: Effect) -> OrderedData:
    event = entry.event
    return OrderedData(
        effect.id, effect.kind, effect.amount, **_about(entry), seq=event.seq, ordered_at=event.occurred_at
    )


def _done(entry: Entry) -> CompletedData:
    event = entry.event
    effect_id, amount = cast(str, event.details["effect_id"]), cast(Money, event.details["amount"])
    # The kind is the last part of an effect's id.
    kind = effect_id.rpartition(":")[2]
    return CompletedData(effect_id, kind, amount, **_about(entry), seq=event.seq, completed_at=event.occurred_at)


def _message(type: str, id: str, entry: Entry, sequence: str, data: object) -> Message:
    event: Event = entry.event
    extra = {"sequence": sequence, "position": event.position}
    source = f"/dispute-engine/{quote(entry.subject.marketplace, safe='')}"
    return _enveloped(type, id, source, event.dispute_id, event.occurred_at, extra, data)


def a_test(id: str, endpoint_id: str, now: datetime) -> Message:
    """A message that tries an endpoint."""
    data = TestData(endpoint_id, "This tries the endpoint: nothing has happened in any dispute.")
    return _enveloped("endpoint.test", id, "/dispute-engine", endpoint_id, now, {}, data)


def _enveloped(
    type: str, id: str, source: str, subject: str, time: datetime, extra: Mapping[str, object], data: object
) -> Message:
    envelope = {
        "specversion": "1.0",
        "id": id,
        "source": source,
        "type": f"{NAMESPACE}.{type}",
        "subject": subject,
        "time": time.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "dataschema": TYPES[type].schema_id,
        "datacontenttype": "application/json",
        **extra,
        "data": adapter(type).dump_python(data, mode="json"),
    }
    return Message(id, type, subject, _json(envelope))


def in_mode(message: Message, mode: Mode) -> tuple[list[tuple[str, str]], str]:
    """The headers and the body of a message: all in the body (structured), or attributes as headers (binary)."""
    if mode == "structured":
        return [("content-type", "application/cloudevents+json; charset=utf-8")], message.body
    envelope = cast("dict[str, Any]", json.loads(message.body))
    data, content_type = envelope.pop("data"), envelope.pop("datacontenttype")
    # Percent-encoded as the HTTP binding says (3.1.3.2): all but printable ASCII, and of that space, " and %.
    safe = "".join(char for char in map(chr, range(0x21, 0x7F)) if char not in '"%')
    attributes = [(f"ce-{name}", quote(str(value), safe=safe)) for name, value in envelope.items()]
    return [("content-type", content_type), *attributes], _json(data)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
