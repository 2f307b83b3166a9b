"""What is wrong is refused by name, says what is right, and changes nothing; on every store where it is kept."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from disputes import DeliverySettings, DisputeEngine, InvalidInput, Limits, message_schema

from .stories import a_dispute

URL = "https://shop.example/"
HUGE = 10**30

Call = Callable[[DisputeEngine, str], object]


def add(**given: Any) -> Call:
    """Adding an endpoint."""
    return lambda engine, _: engine.endpoints.add(URL, **given)


def rotate(**given: Any) -> Call:
    """Rotating a secret."""
    return lambda engine, id: engine.endpoints.rotate(id, **given)


def replay(*ids: Any) -> Call:
    """Replaying dead letters."""
    return lambda engine, _: engine.endpoints.replay(*ids)


def subscribe(handler: Any = print, **given: Any) -> Call:
    """Subscribing."""
    return lambda engine, _: engine.subscribe("a", handler, **given)


def unsubscribe(name: Any) -> Call:
    """Unsubscribing."""
    return lambda engine, _: engine.unsubscribe(name)


def dead(**given: Any) -> Call:
    """Listing dead letters."""
    return lambda engine, _: engine.endpoints.dead(**given)


WRONG: list[tuple[Call, str, str]] = [
    (add(events=None), "events", "names of types"),
    (add(events=5), "events", "names of types"),
    (add(events=[5]), "events", "string"),
    (add(after=HUGE), "after", "less than or equal"),
    (add(after=-5), "after", "greater than or equal to 0"),
    (add(after=True), "after", "integer"),
    (add(after=3), "after", "0 to 2, its last one"),
    (add(secret=""), "secret", "must be whsec_"),
    (add(secret=5), "secret", "string"),
    (rotate(secret=""), "secret", "must be whsec_"),
    (rotate(overlap=timedelta.max), "overlap", "0 to 366 days"),
    (rotate(overlap=timedelta(seconds=-1)), "overlap", "0 to 366 days"),
    (rotate(overlap=5), "overlap", "timedelta"),
    (replay("\ud800"), "delivery_ids", "unicode"),
    (replay("\x00"), "delivery_ids", "NUL"),
    (replay(5), "delivery_ids", "string"),
    (dead(limit=HUGE), "limit", "less than or equal to 10000"),
    (dead(limit=-1), "limit", "greater than or equal to 1"),
    (dead(endpoint_id="\x00"), "endpoint_id", "NUL"),
    (subscribe(after=HUGE), "after", "less than or equal"),
    (subscribe(after=3, feed="events"), "after", "0 to 2, its last one"),
    (subscribe(after=-1), "after", "greater than or equal to 0"),
    (subscribe(5), "handler", "function that takes a record, not int"),
    (subscribe(None), "handler", "function that takes a record, not NoneType"),
    (subscribe(in_transaction="no"), "in_transaction", "boolean"),
    (unsubscribe("\ud800"), "name", "unicode"),
    (unsubscribe("\x00"), "name", "NUL"),
    (unsubscribe(5), "name", "string"),
    (lambda engine, _: engine.set_standings(None), "standings", "several standings"),  # pyright: ignore
    (lambda engine, _: engine.set_standings(5), "standings", "several standings"),  # pyright: ignore
]


def test_what_an_engine_is_told(engine: DisputeEngine) -> None:
    endpoint = engine.endpoints.add(URL)
    a_dispute(engine)
    for call, field, rule in WRONG:
        with pytest.raises(InvalidInput, match=rule) as caught:
            call(engine, endpoint.id)
        assert caught.value.field.partition(".")[0] == field
    assert engine.endpoints.all() == [endpoint]
    assert engine.subscribers() == []


def test_one_may_begin_at_the_end_of_a_feed(engine: DisputeEngine) -> None:
    a_dispute(engine)
    engine.subscribe("a", print, feed="events", after=2)
    engine.subscribe("a", print, feed="events", after=9)  # It is known: it goes on from where it was.
    assert engine.endpoints.add(URL, after=2).position == 2
    assert [cursor.position for cursor in engine.subscribers()] == [2]


@pytest.mark.parametrize(
    ("type", "version", "field"),
    [
        (None, None, "type"),
        (5, None, "type"),
        ("dispute.filed", 0, "version"),
        ("dispute.filed", True, "version"),
        ("dispute.filed", 2, "version"),
        ("dispute.filed", HUGE, "version"),
        ("dispute.filed", "1", "version"),
    ],
)
def test_schemas_that_there_are_not(type: Any, version: Any, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        message_schema(type, version)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("kind", "name", "values"),
    [
        (DeliverySettings, "concurrency", (0, -1, HUGE, True, 1.5, None)),
        (DeliverySettings, "per_endpoint", (0, -1, "4")),
        (DeliverySettings, "most_waiting", (0, -1)),
        (DeliverySettings, "stop_seconds", (-1, float("nan"), float("inf"))),
        (DeliverySettings, "lease", (timedelta(), 60)),
        (Limits, "attempt_seconds", (0, -1, float("nan"), float("inf"))),
        (Limits, "connect_seconds", (0, "10")),
        (Limits, "head_bytes", (0, 1.5)),
    ],
)
def test_settings_with_which_nothing_could_be_sent(kind: Any, name: str, values: tuple[Any, ...]) -> None:
    for value in values:
        with pytest.raises(InvalidInput) as caught:
            kind(**{name: value})
        assert caught.value.field == name
