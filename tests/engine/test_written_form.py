"""A definition survives its written form: data, JSON and TOML; and damaged data is a fault, never a crash."""

import json
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from disputes import Workflow, WorkflowInvalid, workflows
from disputes.engine.conditions import AnyOf, Condition, Is, Marked, NotAfter, NotBefore, Sooner
from disputes.engine.deadlines import (
    Deadline,
    Duration,
    HolidayRange,
    Point,
    Zone,
    after,
    earliest,
    first_known,
    latest,
)
from disputes.engine.export import data_of, definition_digest, definition_json
from disputes.engine.guards import GUARDS
from disputes.engine.text_forms import DefinitionParser
from disputes.interfaces.cli.definition_toml import to_toml
from hypothesis import given, settings
from hypothesis import strategies as st

ALIEXPRESS = workflows.get("aliexpress@2")
DATA = ALIEXPRESS.to_data()
CHRISTMAS = HolidayRange(
    "Christmas",
    date(2026, 12, 24),
    date(2027, 1, 2),
    Duration("MORE", "P5D", "default", "a test"),
    ("RESPONSE_WINDOW",),
)
EVERYTHING = replace(
    ALIEXPRESS,
    zone=Zone("Asia/Shanghai", frozenset({date(2026, 10, 1), date(2026, 10, 2)}), (CHRISTMAS,)),
    times={"customs_cleared": "When customs let it pass."},
    effects={"call_the_courier": "Have the courier fetch it."},
)


def digest(workflow: Workflow) -> str:
    """The digest by which a database knows a version."""
    return definition_digest(definition_json(workflow))


@pytest.mark.parametrize("workflow", [*workflows.all(), EVERYTHING], ids=lambda one: f"{one.id} in {one.zone.name}")
def test_every_workflow_survives_data_json_and_toml(workflow: Workflow, tmp_path: Path) -> None:
    (tmp_path / "it.json").write_text(definition_json(workflow))
    (tmp_path / "it.toml").write_text(to_toml(workflow))
    for again in (
        Workflow.from_data(workflow.to_data()),
        Workflow.load(tmp_path / "it.json"),
        Workflow.load(str(tmp_path / "it.toml")),
    ):
        assert again == workflow
        assert digest(again) == digest(workflow)
        assert again.diff(workflow) == []


WINDOW, DELAY = Duration("WINDOW", "P5D", "stated", "a test"), Duration("DELAY", "PT48H", "found", "a test")
POINTS = st.sampled_from(["filed", "shipped", "promised_delivery"]).map(Point)


def _larger(inner: st.SearchStrategy[Deadline]) -> st.SearchStrategy[Deadline]:
    several = st.lists(inner, min_size=1, max_size=3)
    choices = [several.map(lambda of, choose=choose: choose(*of)) for choose in (earliest, latest, first_known)]
    return st.one_of(st.builds(after, st.sampled_from([WINDOW, DELAY]), inner), *choices)


DEADLINES: st.SearchStrategy[Deadline] = st.recursive(POINTS, _larger, max_leaves=6)
TEXTS = st.text("abc_\"'é\\{}", min_size=1, max_size=9)
SIMPLE: st.SearchStrategy[Condition] = st.one_of(
    st.sampled_from(list(GUARDS.values())),
    st.builds(Is, TEXTS, TEXTS | st.booleans() | st.integers(0, 2**53), st.booleans()),
    st.builds(Marked, TEXTS, TEXTS, TEXTS, st.booleans()),
    st.builds(NotBefore, DEADLINES, TEXTS),
    st.builds(NotAfter, DEADLINES, TEXTS),
    st.builds(Sooner, DEADLINES, DEADLINES),
)
CONDITIONS = st.recursive(SIMPLE, lambda inner: st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple)))


@given(CONDITIONS)
@settings(max_examples=200, deadline=None)
def test_every_condition_reads_back_as_it_was(condition: Condition) -> None:
    parser = DefinitionParser(GUARDS)
    durations = {"WINDOW": {"value": "P5D", "mark": "stated", "source": "a test"}}
    durations["DELAY"] = {"value": "PT48H", "mark": "found", "source": "a test"}
    parser.workflow({"durations": durations})
    parser.faults.clear()
    written = json.loads(json.dumps(data_of(condition)))
    assert parser.read(Condition, written, "when") == condition
    assert parser.faults == []


def test_defaults_are_left_out_and_what_is_short_stands_as_text() -> None:
    row = next(row for row in DATA["transitions"] if row["action"] == "ship_return")
    assert row.keys() == {"action", "by", "from", "to", "marks", "effects"}
    assert DATA["zone"] == "America/Los_Angeles"
    assert DATA["timers"][1]["due"] == ["after(RESPONSE_WINDOW, claim_submitted)"]
    assert DATA["durations"]["RESPONSE_WINDOW"] == {
        "value": "P5D",
        "mark": "stated",
        "source": "product source documents",
    }


def test_endings_may_have_names_and_holidays_may_be_days() -> None:
    data = deepcopy(DATA)
    data["endings"] = {"withdrawn": {"resolution": "withdrawn", "decided_by": "buyer", "winner": "seller"}}
    data["endings"]["withdrawn"]["liable"] = "nobody"
    (row,) = (row for row in data["transitions"] if row["action"] == "withdraw")
    row["ends"] = "withdrawn"
    assert Workflow.from_data(data) == ALIEXPRESS
    data["zone"] = {"name": "America/Los_Angeles", "holidays": ["2026-12-25", date(2026, 12, 26)]}
    assert Workflow.from_data(data).zone.holidays == {date(2026, 12, 25), date(2026, 12, 26)}


def test_null_is_the_same_as_left_out() -> None:
    data = deepcopy(DATA)
    data["transitions"][0]["via"] = None
    assert Workflow.from_data(data) == ALIEXPRESS


WRONG: tuple[object, ...] = (
    None,
    0,
    True,
    "",
    "x",
    [],
    {},
    [1],
    {"x": 1},
    {1: 2},
    {"fact": "reason"},
    1.5,
    b"x",
    "\ud800",
)


def _paths(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value within data."""
    if not isinstance(data, dict | list):
        return [path]
    items: list[tuple[Any, Any]] = (
        list(cast("dict[Any, Any]", data).items())
        if isinstance(data, dict)
        else list(enumerate(cast("list[Any]", data)))
    )
    return [path, *(found for key, value in items for found in _paths(value, (*path, key)))]


PATHS = _paths(DATA)[1:]


@given(st.sampled_from(PATHS), st.sampled_from(WRONG))
@settings(max_examples=150, deadline=None)
def test_whatever_is_wrong_is_a_fault_and_never_a_crash(path: tuple[Any, ...], value: object) -> None:
    data: Any = deepcopy(DATA)
    inner: Any = data
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    try:
        made = Workflow.from_data(data)
    except WorkflowInvalid:
        return
    assert Workflow.from_data(made.to_data()) == made
    assert ALIEXPRESS.diff(made) or made.to_data() == DATA or made.id != ALIEXPRESS.id
