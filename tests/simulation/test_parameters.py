"""The parameters' file: strict, commented, and what is drawn from it."""

import tomllib
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from disputes import InvalidInput
from disputes.simulation.parameters import BuyerMeets, Delay, load_parameters, shipped_text


def altered(folder: Path, old: str, new: str) -> Path:
    """The shipped file with one change."""
    text = shipped_text()
    assert text.count(old) >= 1
    file = folder / "mine.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


def test_the_shipped_parameters_are_the_default(tmp_path: Path) -> None:
    file = tmp_path / "copy.toml"
    file.write_text(shipped_text(), encoding="utf-8")
    assert load_parameters(file) == load_parameters()


def test_every_number_of_its_own_has_a_comment() -> None:
    section = ""
    for line in shipped_text().splitlines():
        section = line if line.startswith("[") else section
        if "=" in line and not line.startswith("#") and section.count(".") == 0 and section != "[orders]":
            assert "#" in line, line


@pytest.mark.parametrize(
    ("old", "new", "field", "rule"),
    [
        ("silent = 0.17", "silent = 1.17", "seller.silent", "less than or equal to 1"),
        ("silent = 0.17", "silent = nan", "seller.silent", "finite number"),
        ("silent = 0.17", 'silent = "often"', "seller.silent", "valid number"),
        ("silent = 0.17", "silence = 0.17", "seller.silence", "unknown field"),
        ("agents = 12", "", "platform.agents", "is required"),
        ("agents = 12", "agents = 1.5", "platform.agents", "valid integer"),
        ("usual = 20", "usual = 200", "buyer.answers_after", "must be least <= usual <= most"),
        ("accepts = 0.42", "accepts = 0.92", "buyer.meets_offer", "the shares add up to 1.14, more than 1"),
        ("gold_sellers = 0.08", "gold_sellers = 0.9", "orders", "add up to more than 1"),
        ("least = 0.20\nmost = 0.90", "least = 0.95\nmost = 0.90", "buyer.asks_for", "least must not be above most"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, field: str, rule: str) -> None:
    file = altered(tmp_path, old, new)
    with pytest.raises(InvalidInput) as caught:
        load_parameters(file)
    named = [(name, text) for name, text in caught.value.problems if rule in text]
    assert [name for name, _ in named] == [f"{file}.{field}"]


def test_all_faults_are_listed(tmp_path: Path) -> None:
    file = altered(tmp_path, "silent = 0.17", "silent = 2\nloud = 1")
    with pytest.raises(InvalidInput) as caught:
        load_parameters(file)
    assert len(caught.value.problems) == 2


def test_what_is_no_toml_or_cannot_be_read_is_named(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    with pytest.raises(InvalidInput, match="cannot be read"):
        load_parameters(file)
    file.write_text("[orders\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="is not valid TOML") as caught:
        load_parameters(file)
    assert caught.value.field == str(file)


def test_shares_are_drawn_by_their_weight() -> None:
    random, meets = Random(1), BuyerMeets(accepts=0.5, changes_claim=0.2, withdraws=0.0)
    drawn = [meets.choose(random) for _ in range(10_000)]
    assert 4_800 < drawn.count("accepts") < 5_200
    assert 1_800 < drawn.count("changes_claim") < 2_200
    assert drawn.count("withdraws") == 0
    assert 2_800 < drawn.count("rest") < 3_200


def test_delays_stay_between_their_ends() -> None:
    random, delay = Random(1), Delay(least=2, usual=3, most=10)
    drawn = [delay.draw(random) for _ in range(1_000)]
    assert timedelta(hours=2) <= min(drawn) < max(drawn) <= timedelta(hours=10)


def test_the_shipped_file_holds_nothing_but_the_parameters() -> None:
    assert list(tomllib.loads(shipped_text())) == ["orders", "buyer", "seller", "platform"]
