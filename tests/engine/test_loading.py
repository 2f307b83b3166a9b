"""Workflows come from TOML and JSON files; all faults of a file come at once, each with its place."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from disputes import DisputeEngine, InvalidInput, ManualClock, Refused, Workflow, WorkflowInvalid, workflows
from disputes.engine.conditions import Guard

from ..support import BUYER, START, a_claim, an_order

EXAMPLE = Path(__file__).parents[2] / "examples" / "craftmarket.toml"
ALIEXPRESS = workflows.get("aliexpress@2")
DATA = ALIEXPRESS.to_data()


def faults(change: Callable[[Any], None], **more: Any) -> tuple[str, ...]:
    """The faults of AliExpress' data with a change."""
    data = deepcopy(DATA)
    change(data)
    with pytest.raises(WorkflowInvalid) as caught:
        Workflow.from_data(data, **more)
    return caught.value.faults


def test_unknown_keys_are_refused_with_what_was_meant_and_read_on() -> None:
    def change(data: Any) -> None:
        data["tittle"] = data.pop("title")
        data["states"][0]["trun"] = data["states"][0].pop("turn")
        data["transitions"][0]["form"] = data["transitions"][0].pop("from")
        data["transitions"][3]["flavour"] = "sweet"

    assert faults(change) == (
        "there is no key 'tittle' here; did you mean 'title'?",
        "states[0]: there is no key 'trun' here; did you mean 'turn'?",
        "transitions[0]: there is no key 'form' here; did you mean 'from'?",
        "transitions[3]: there is no key 'flavour' here; the keys are action, by, from, to, via, given, when, "
        "changes, marks, ends, effects.",
    )


def test_all_faults_come_at_once_those_of_the_whole_definition_too() -> None:
    def change(data: Any) -> None:
        data["transitions"][0]["when"][0] = "shiped"
        data["transitions"][1]["to"] = "arbitratoin"
        data["transitions"][2]["effects"] = ["notify_seler"]
        data["timers"][0]["due"] = ["after(INTERVENTON, filed)"]
        data["states"].append({"name": "island", "stage": "negotiation", "turn": "buyer", "meaning": "Nobody comes."})

    assert faults(change) == (
        "transitions[0].when[0]: there is no guard 'shiped'; did you mean 'shipped'?",
        "timers[0].due[0]: there is no duration 'INTERVENTON'; did you mean 'INTERVENTION'?",
        "transitions[1]: there is no state 'arbitratoin'; did you mean 'arbitration'?.",
        "transitions[2]: there is no effect 'notify_seler'; did you mean 'notify_seller'?.",
        "The state 'island' cannot be reached.",
    )


@pytest.mark.parametrize(
    ("place", "value", "fault"),
    [
        (("version",), "two", 'version: must be a whole number, not "two".'),
        (("version",), True, "version: must be a whole number, not true."),
        (("title",), " ", "title: must not be blank."),
        (("title",), "a\x00b", "title: must not contain NUL characters."),
        (("states",), {}, "states: must be a list, not {}."),
        (("states", 2), 7, "states[2]: must be a table with the keys name, stage, turn, meaning, not 7."),
        (("states", 2, "stage"), "x", "must be one of filed, seller_response, negotiation, arbitration, returning, re"),
        (("plans", 0), "refnd", "plans[0]: must be one of refund, return_and_refund, no_refund, replacement, not"),
        (("actions", 0, "by"), "buyer", 'actions[0].by: must be a list, such as ["buyer"], not "buyer".'),
        (("actions", 0, "needs_one"), 1, "actions[0].needs_one: must be true or false, not 1."),
        (("transitions", 0, "when", 1), 5, "transitions[0].when[1]: must be the name of a guard or a table, not 5."),
        (("transitions", 0, "when", 1), {"marked": "x"}, "transitions[0].when[1]: 'code' is missing."),
        (("transitions", 0, "when", 1), {"not_befor": "x"}, "a condition has just one of the keys fact, marked, not_"),
        (("transitions", 0, "ends"), "agred", "transitions[0].ends: there is no ending 'agred'."),
        (("transitions", 8, "ends", "winner"), "byer", "winner: must be one of buyer, seller, both, nobody, not"),
        (("transitions", 0, "given"), {"of": []}, "transitions[0].given.of: must be text or true or false, not []."),
        (("reasons", "not_received"), "lost", 'reasons.not_received: must be a list, such as ["lost"], not "lost".'),
        (("durations",), [], "durations: must be a table of tables, not []."),
        (
            ("durations", "PAUSES", "name"),
            "P",
            "durations.PAUSES: there is no key 'name' here: the table's own name is",
        ),
        (("durations", "PAUSES", "value"), 30, "durations.PAUSES.value: must be text, not 30."),
        (
            ("durations", "PAUSES", "value"),
            "30 days",
            "The duration PAUSES cannot be read: '30 days' is not an ISO 8601",
        ),
        (
            ("durations", "SPARE"),
            DATA["durations"]["PAUSES"],
            "durations.SPARE: nothing counts with it: use it or leave",
        ),
        (("pausable",), "PAUSE", "pausable: there is no duration 'PAUSE'; did you mean 'PAUSES'?"),
        (("pausable",), 30, "pausable: must be the name of a duration, not 30."),
        (("zone",), "Europe/Berln", "zone: there is no time zone 'Europe/Berln'; did you mean 'Europe/Berlin'?"),
        (("zone",), {"name": "UTC", "holidays": ["25.12."]}, "zone.holidays[0]: must be a day such as 2026-12-25, not"),
        (("effects",), {"refund": "Mine."}, "The effect 'refund' is built in: give yours another name."),
    ],
)
def test_each_fault_says_where_what_and_what_instead(place: tuple[Any, ...], value: object, fault: str) -> None:
    def change(data: Any) -> None:
        for key in place[:-1]:
            data = data[key]
        data[place[-1]] = value

    assert any(fault in one for one in faults(change)), faults(change)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("after(INTERVENTION, filed", "cannot be read as a deadline such as after(RESPONSE_WINDOW, claim_submitted)."),
        ("filed + 7", "'filed + 7' is no time point and no deadline such as"),
        ("afer(INTERVENTION, filed)", "there is no deadline afer(…); did you mean 'after'?"),
        ("open('x')", "there is no deadline open(…); there is after, earliest, latest, first_known."),
        ("after(filed, INTERVENTION)", "INTERVENTION is a duration: a deadline is counted from a time point"),
        ("after(INTERVENTION)", "after takes a duration and what it counts from"),
        ("after(7, filed)", "after counts a duration by its name"),
        ("after(INTERVENTION, 'filed')", "time points stand without quotes."),
        ("latest()", "latest takes one deadline or more."),
        ("latest(filed, shiped)", "there is no time point 'shiped'; did you mean 'shipped'?"),
        ("after(INTERVENTION, of=filed)", "is no time point and no deadline"),
        ("INTERVENTION", "INTERVENTION is a duration"),
        ("(" * 300 + "filed" + ")" * 300, "cannot be read as a deadline"),
        ("latest(" + "filed, " * 900 + ")", "cannot be read as a deadline"),
        ("", "cannot be read as a deadline"),
    ],
)
def test_deadlines_are_parsed_not_run(text: str, fault: str) -> None:
    def change(data: Any) -> None:
        data["timers"][0]["due"] = [text]

    places = ("timers[0].due[0]: ", "timer platform_intervention: ")
    assert any(fault in one and one.startswith(places) for one in faults(change)), faults(change)


def test_what_was_unreadable_does_not_make_more_faults() -> None:
    def change(data: Any) -> None:
        data["durations"]["INTERVENTION"]["mark"] = "guess"
        data["states"][3]["turn"] = 5

    mark, turn = faults(change)
    assert mark.startswith("durations.INTERVENTION.mark: must be one of stated, found, default")
    assert turn.startswith("states[3].turn: must be one of buyer")


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.toml", b'name = "a"\nversion = \n', "line 2, column 11: Invalid value."),
        ("a.toml", b'name = "a"\nname = "b"\n', "line 2, column 11: Cannot overwrite a value."),
        ("a.toml", b'name = "a', "end of document"),
        ("a.toml", b'# \xe4\n\nname = "a"', "line 1: this is not UTF-8 text."),
        ("a.json", b'{"name": "a",\n "version": }', "line 2, column 13: Expecting value."),
        ("a.json", b'{"name": "a", "name": "b"}', "The key 'name' stands twice in one table."),
        ("a.json", b"[" * 100_000, "It is nested too deeply."),
        ("a.json", b"[]", "A definition is a table of keys and values."),
        ("a.json", b"{}", "'name' is missing."),
    ],
)
def test_a_file_that_is_none_says_where(tmp_path: Path, name: str, content: bytes, fault: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(WorkflowInvalid, match=name) as caught:
        Workflow.load(tmp_path / name)
    assert any(fault in one for one in caught.value.faults), caught.value.faults


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "it.toml").write_bytes(b"\xef\xbb\xbf" + EXAMPLE.read_bytes())
    assert Workflow.load(tmp_path / "it.toml").id == "craftmarket@1"


def test_a_missing_file_and_another_kind_of_file_are_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"none\.toml' cannot be read: No such file"):
        Workflow.load(tmp_path / "none.toml")
    with pytest.raises(InvalidInput, match=r"a definition is a file \.toml or \.json, not 'mine\.yaml'"):
        Workflow.load("mine.yaml")
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(InvalidInput, match="cannot be read"):
        Workflow.load(tmp_path / "folder.json")


CHEAP = Guard("cheap", lambda situation: situation.order.paid.amount < 1000, "too_dear", "Only below 10.00.")


def test_a_hosts_guard_is_used_by_its_name() -> None:
    data: Any = deepcopy(DATA)
    data["name"] = "cheapmarket"
    data["transitions"][0]["when"].append("cheap")
    own = Workflow.from_data(data, guards=[CHEAP])
    assert Workflow.from_data(own.to_data(), guards=[CHEAP]) == own
    engine = DisputeEngine("memory://", workflows=[own], clock=ManualClock(START))
    with pytest.raises(Refused, match=r"Only below 10\.00\."):
        engine.file(an_order(), a_claim(), "cheapmarket", by=BUYER)
    engine.close()


def test_a_hosts_guard_must_not_hide_another() -> None:
    with pytest.raises(InvalidInput, match="there is another guard 'shipped' already"):
        Workflow.from_data(DATA, guards=[replace(CHEAP, name="shipped")])


def test_effects_are_declared_in_the_file_or_by_the_host() -> None:
    data = deepcopy(DATA)
    data["transitions"][0]["effects"] = ["call_the_courier", "send_a_card"]
    data["effects"] = {"call_the_courier": "Have the courier fetch it."}
    own = Workflow.from_data(data, effects=["send_a_card", "refund"])
    assert own.effects == {"call_the_courier": "Have the courier fetch it.", "send_a_card": "send a card"}
    with pytest.raises(WorkflowInvalid, match="there is no effect 'send_a_card'"):
        Workflow.from_data(data)
