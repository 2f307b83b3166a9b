"""Every number of a shipped workflow has its entry in `workflows/<name>/sources.toml`, and the other way round.

One file serves all versions of a workflow. A duration's entry, named as the `Duration` is:

    [[number]]
    name = "ARBITRATION_SLA"
    value = "P5D"                    # ISO 8601, as in the definition
    calendar = "business_days"       # left out: elapsed; or local_end_of_day
    mark = "default"                 # stated, found or default
    source = "our default: no public document gives it"
    says = "Other sellers' cases are handled within five working days."

An evidence limit's entry is named by its kind, with `count` and `bytes` in place of `value` and `calendar`:

    [[number]]
    name = "image"
    count = 5
    bytes = 5_000_000
    mark = "default"
    source = "our default: no public document gives it"
    says = "Five images of 5 MB a submission."

`value`, `calendar`, `mark`, `source`, `count` and `bytes` are the definition's own, to the letter; `says` is a
sentence: what the source says, or what we decided where it is silent. Each name stands once.
"""

import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from disputes import Workflow, workflows
from disputes.engine.deadlines import Duration

ROOM = Path(workflows.__file__).parent
NAMES = sorted({workflow.name for workflow in workflows.all()})
ALIEXPRESS = workflows.get("aliexpress@2")

Numbers = dict[str, dict[str, Any]]


def entries(name: str) -> list[dict[str, Any]]:
    """A workflow's entries as they are written."""
    return tomllib.loads((ROOM / name / "sources.toml").read_text(encoding="utf-8"))["number"]


def sourced(name: str) -> Numbers:
    """A workflow's entries under their names, without their sentences."""
    kept = ({key: value for key, value in entry.items() if key != "says"} for entry in entries(name))
    return {entry["name"]: entry for entry in kept}


def used(workflow: Workflow) -> Numbers:
    """The numbers that a definition counts with, as entries would say them."""
    numbers: Numbers = {}
    for one in workflow.durations.values():
        calendar = {} if one.calendar == "elapsed" else {"calendar": one.calendar}
        numbers[one.name] = {"name": one.name, "value": one.iso, **calendar, "mark": one.mark, "source": one.source}
    for limit in workflow.evidence_limits:
        size = {"count": limit.count, "bytes": limit.bytes}
        numbers[limit.kind] = {"name": limit.kind, **size, "mark": limit.mark, "source": limit.source}
    return numbers


def unsourced(workflow: Workflow, numbers: Numbers) -> dict[str, object]:
    """What a definition says otherwise than its sources, or without one: name → its number."""
    return {name: number for name, number in used(workflow).items() if numbers.get(name) != number}


@pytest.mark.parametrize("workflow", workflows.all(), ids=lambda workflow: workflow.id)
def test_every_number_is_the_one_that_its_source_gives(workflow: Workflow) -> None:
    assert unsourced(workflow, sourced(workflow.name)) == {}


@pytest.mark.parametrize("workflow", workflows.all(), ids=lambda workflow: workflow.id)
def test_one_name_is_one_number(workflow: Workflow) -> None:
    """`durations` keeps one of each name: two under the same name would hide each other."""
    parts = {part for part in workflow.parts() if isinstance(part, Duration)}
    assert Counter(part.name for part in parts) == dict.fromkeys(workflow.durations, 1)


@pytest.mark.parametrize("name", NAMES)
def test_every_source_is_used(name: str) -> None:
    numbers = set[str]().union(*(used(one) for one in workflows.all() if one.name == name))
    assert sourced(name).keys() - numbers == set()


@pytest.mark.parametrize("name", NAMES)
def test_every_source_says_something_once(name: str) -> None:
    written = entries(name)
    assert len({entry["name"] for entry in written}) == len(written), "a name stands twice"
    for entry in written:
        said = entry["says"]
        assert said[:1].isupper(), said
        assert said.endswith("."), said


def test_a_number_that_drifts_is_found() -> None:
    """In its value, its calendar, its mark, its source; and one that nobody has given a source."""
    numbers = sourced("aliexpress")
    for name, other in (
        ("PAUSES", {"value": "P31D"}),
        ("ARBITRATION_SLA", {"calendar": "elapsed"}),
        ("FILING_DELAY", {"mark": "stated"}),
        ("INTERVENTION", {"source": "hearsay"}),
        ("image", {"bytes": 5_242_880}),
    ):
        assert unsourced(ALIEXPRESS, numbers | {name: numbers[name] | other}).keys() == {name}
    grown = replace(ALIEXPRESS, pausable=Duration("NEW", "P1D", "default", "nobody"))
    assert unsourced(grown, numbers).keys() == {"NEW"}
