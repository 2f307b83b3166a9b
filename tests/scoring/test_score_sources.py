"""Every number of a score card, a ladder, a fine or a loan has its entry beside it, and the other way round.

An entry says the `Number`'s own name, value, unit, mark and source, and in `says` what it means, in a sentence. A
`Choice`, which is a rule in words, has no unit.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from disputes.scoring.declaring import ZERO
from disputes.scoring.numbers import Choice, Ground, Number
from disputes.workflows import cards
from disputes.workflows.dhgate import score_rules as dhgate
from disputes.workflows.temu import score_rules as temu

ROOM = Path(__file__).parents[2] / "workflows"
RULES = {
    "aliexpress/score_sources": "aliexpress.score_rules",
    "aliexpress/loan_sources": "aliexpress.loan_rules",
    "aliexpress/penalty_sources": "aliexpress.penalty_points",
    "dhgate/score_sources": "dhgate.score_rules",
    "shein/score_sources": "shein.score_rules",
    "temu/score_sources": "temu.score_rules",
}
"""Each file of entries, and the module whose numbers they are."""
MARKS = {"stated", "found", "default"}
OURS = "our default: no public document gives it"


def entries(file: str) -> list[dict[str, str]]:
    """The entries of a file as they are written."""
    found = tomllib.loads((ROOM / f"{file}.toml").read_text(encoding="utf-8"))
    return [*found["number"], *found.get("choice", [])]


def numbers(part: Any) -> Iterator[Ground]:
    """Every number and choice in a declaration, but the zero of arithmetic."""
    if isinstance(part, Number | Choice):
        yield from () if part == ZERO else (part,)
    elif isinstance(part, tuple):
        for one in part:  # pyright: ignore[reportUnknownVariableType]
            yield from numbers(one)
    elif hasattr(part, "__dataclass_fields__") and not isinstance(part, type):
        for field in fields(part):
            yield from numbers(getattr(part, field.name))


def declared(file: str) -> set[Ground]:
    """The numbers and choices of a file's module."""
    module = import_module(f"disputes.workflows.{RULES[file]}")
    return {number for part in vars(module).values() for number in numbers(part)}


def written(one: Ground) -> dict[str, str]:
    """A number or choice as its entry says it."""
    unit = {"unit": one.unit} if isinstance(one, Number) else {}
    return {"name": one.name, "value": one.text, "mark": one.mark, "source": one.source, **unit}


def differing(file: str, numbers: set[Ground]) -> dict[str, Any]:
    """What a module and its entries say otherwise: name → (number, entry)."""
    code = {one.name: written(one) for one in numbers}
    said = {one["name"]: {key: value for key, value in one.items() if key != "says"} for one in entries(file)}
    return {name: (code.get(name), said.get(name)) for name in code | said if code.get(name) != said.get(name)}


def test_no_file_of_entries_is_forgotten() -> None:
    there = {path.relative_to(ROOM).with_suffix("").as_posix() for path in ROOM.glob("*/*_sources.toml")}
    assert there == set(RULES)


@pytest.mark.parametrize("file", RULES)
def test_numbers_and_entries_are_the_same(file: str) -> None:
    assert differing(file, declared(file)) == {}


@pytest.mark.parametrize("file", RULES)
def test_one_name_is_one_number(file: str) -> None:
    assert {one: count for one, count in Counter(one.name for one in declared(file)).items() if count > 1} == {}
    assert {one: count for one, count in Counter(one["name"] for one in entries(file)).items() if count > 1} == {}


@pytest.mark.parametrize("file", RULES)
def test_an_entry_says_something(file: str) -> None:
    for entry in entries(file):
        said = entry["says"]
        assert said[:1].isupper() or said[:1].isdigit(), said
        assert said.endswith("."), said


@pytest.mark.parametrize("file", RULES)
def test_a_default_is_never_given_out_as_the_platforms_rule(file: str) -> None:
    for number in declared(file):
        assert number.mark in MARKS
        assert (number.mark == "default") == (number.source == OURS), number


@pytest.mark.parametrize("card", cards.ids())
def test_a_card_counts_with_declared_numbers_only(card: str) -> None:
    room = cards.HOMES[card][0].partition(".")[0]
    known = set[Ground]().union(*(declared(file) for file in RULES if file.startswith(f"{room}/")))
    assert set(cards.get(card).rules()) - known == set()


def test_a_number_that_drifts_is_found() -> None:
    """In its value, unit, mark or source; one without an entry; one that is no longer there."""
    file = "dhgate/score_sources"
    known = declared(file)
    one = next(number for number in known if isinstance(number, Number) and number.name == "PASS_FROM")
    for other in (
        replace(one, text="61"),
        replace(one, unit="%"),
        replace(one, mark="found"),
        replace(one, source=""),
    ):
        assert differing(file, known - {one} | {other}).keys() == {"PASS_FROM"}
    assert differing(file, known | {replace(one, name="NEW")}).keys() == {"NEW"}
    assert differing(file, known - {one}).keys() == {"PASS_FROM"}


def test_a_number_of_two_rules_is_two_numbers() -> None:
    """DHgate restricts rights below 60 (stated), and calls it a fail (ours); Temu's two largest fines are ours."""
    card = cards.get("dhgate")
    assert card.monthly
    assert [one.mark for one in card.grounds(card.grades, "fail")] == ["default"]
    assert [one.mark for one in card.grounds(card.monthly.grades, "fail")] == ["stated"]
    assert {rule.below.name for rule in card.monthly.lasting} == {"RESTRICTED_BELOW"}
    assert dhgate.RESTRICTED_BELOW.value == dhgate.PASS_FROM.value, "the restriction comes with the grade"
    assert temu.MIDDLE_FINE_FROM.mark == temu.MIDDLE_FINE.mark == "default"
