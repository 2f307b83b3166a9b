"""The schemas in the package are what the code sends, and every real message keeps to its own."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from disputes import DisputeEngine, InvalidInput, message_schema
from disputes.engine.delivery import Message
from disputes.interfaces.delivery.messages import CHOOSABLE, TYPES, a_test, messages_of
from disputes.interfaces.delivery.schemas import FOLDER, schema_files
from jsonschema import Draft202012Validator, FormatChecker

from ..scenarios import holiday
from ..scenarios.reader import read_file
from ..scenarios.runner import play
from ..support import START, timeline


@cache
def _validator(type: str) -> Any:
    schema = message_schema(type)
    judge: Any = Draft202012Validator  # Its types are only partly known.
    judge.check_schema(schema)
    return judge(schema, format_checker=FormatChecker())


def faults(type: str, data: object) -> list[str]:
    """What is wrong with a type's data."""
    return [f"{error.json_path}: {error.message}" for error in _validator(type).iter_errors(data)]


def test_the_schemas_are_current() -> None:
    kept = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.iterdir()}
    assert {name: kept.get(name) for name in schema_files()} == schema_files(), "run `make docs`"


def test_every_schema_has_the_name_that_messages_say() -> None:
    for name, kind in TYPES.items():
        assert message_schema(name)["$id"] == kind.schema_id
    with pytest.raises(InvalidInput, match=r"did you mean 'dispute\.resolved'"):
        message_schema("dispute.resolve")
    with pytest.raises(InvalidInput, match="versions 1 to 1"):
        message_schema("dispute.resolved", 2)


@cache
def every_message() -> list[Message]:
    """What all scenarios are told as."""
    found: list[Message] = []
    for file in sorted(Path(holiday.__file__).parent.glob("*.txt")):
        for scenario in read_file(file):
            with (
                timeline("manual") as time,
                DisputeEngine("memory://", workflows=[holiday.HOLIDAY], clock=time.clock) as engine,
            ):
                play(scenario, engine, time, "ticking at every line")
                for order in engine.refunds("ordered"):
                    engine.record_refund(order.effect_id, reference="DE89 3704 0044 0532 0130 00")
                messages = _messages(engine)
                ended = [one for one in messages if one.type in {"dispute.resolved", "dispute.revised"}]
                assert len(ended) == len(engine.outcomes()), "each outcome is told once"
                found += messages
    return found


def _messages(engine: DisputeEngine) -> list[Message]:
    engine.events()
    with engine.reading() as reading:
        return [message for entry in reading.deliveries.entries(0, 10_000) for message in messages_of(entry)]


def test_every_message_of_every_scenario_keeps_to_its_schema() -> None:
    messages = [*every_message(), a_test("test:1", "e-1", START)]
    for message in messages:
        data = json.loads(message.body)["data"]
        assert faults(message.type, data) == [], message.body
    assert {message.type for message in messages} == {*CHOOSABLE, "endpoint.test"}, "every type has been seen"


def test_money_that_has_moved_is_told_once_under_its_orders_id() -> None:
    told = {type: [json.loads(one.body)["data"] for one in every_message() if one.type == type] for type in TYPES}
    for kind in ("refund", "recovery"):
        ordered, completed = told[f"{kind}.ordered"], told[f"{kind}.completed"]
        assert len(completed) == len(ordered) > 0
        shared = ("id", "kind", "amount", "dispute_id", "order_id", "line", "buyer", "seller")
        by_id = {one["id"]: one for one in ordered}
        assert all(one[name] == by_id[one["id"]][name] for one in completed for name in shared)
    assert not any("DE89" in one.body for one in every_message()), "an account's number is personal"


def test_a_schema_refuses_what_is_wrong() -> None:
    told = next(one for one in every_message() if one.type == "dispute.resolved")
    data: dict[str, Any] = json.loads(told.body)["data"]
    wrong = ({"winner": "me"}, {"refund": 12.5}, {"revision": "1"}, {"filed_at": 1}, {"seller": None})
    for change in wrong:
        assert faults("dispute.resolved", data | change), change
    del data["liable"]
    assert faults("dispute.resolved", data)


def test_a_receiver_may_not_stumble_over_a_field_that_is_added() -> None:
    told = next(one for one in every_message() if one.type == "dispute.filed")
    data: dict[str, Any] = json.loads(told.body)["data"]
    data["details"]["order"]["colour"] = "blue"
    assert faults("dispute.filed", data | {"new": 1}) == []


def test_ids_are_unique_and_sequences_rise() -> None:
    scenario = read_file(Path(holiday.__file__).with_name("appeals.txt"))[0]
    with timeline("manual") as time, DisputeEngine("memory://", clock=time.clock) as engine:
        play(scenario, engine, time, "ticking at every line")
        messages = _messages(engine)
    sequences = [json.loads(one.body)["sequence"] for one in messages]
    assert sequences == sorted(set(sequences))
    assert len({one.id for one in messages}) == len(messages) > 5
