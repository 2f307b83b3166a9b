"""What is our default has its star in every table, and its mark in every JSON: names and choices as well as numbers."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from disputes.interfaces.scores.scoring import Scores

from ..scoring.market import LOS_ANGELES, Market
from ..scoring.worked import Shop
from .command import Cli, Result

Run = Callable[..., Result]
MARCH = date(2026, 3, 31)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """March's level, and the daily score of its last day: `good` has 40 orders, nothing against it, and a medal."""
    url = f"duckdb:///{tmp_path_factory.mktemp('scores') / 'scores.duckdb'}"
    with Scores(url) as scores:
        market = Market(LOS_ANGELES, scores.warehouse)
        shop = Shop(market, "good")
        shop.orders(40, date(2026, 3, 10))
        market.load("sellers", {"id": "good"} | shop.known)
        market.facts()
        scores.run("aliexpress_level", days=[MARCH])
    return url


@pytest.fixture
def score(cli: Cli, url: str) -> Run:
    """Runs `disputes score …` on those scores."""
    cli.environment["DISPUTES_SCORES_URL"] = url
    return lambda *arguments: cli.here("score", *arguments)


def lines(result: Result) -> list[str]:
    """What it printed, a blank between words."""
    return [" ".join(line.split()) for line in result.out.splitlines()]


def named(entries: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(one for one in entries if one["name"] == name)


def test_a_medal_is_explained_and_marked(score: Run) -> None:
    asked = ("explain", "--seller", "good", "--card", "aliexpress_level", "--day", MARCH.isoformat())
    told = lines(score(*asked))
    assert "Medal silver*" in told
    assert any(line.startswith("So arbitration within 48 hours*; flash-sale campaigns*; ") for line in told)
    assert any(line.startswith("MEDALS excellent brings gold, good silver default *") for line in told)
    assert "* 11 of these numbers and choices are our defaults, not the platform's published rule." in told
    (found,) = score(*asked, "--json").json
    assert found["medal"] == "silver"
    assert named(found["grounds"], "MEDALS")["mark"] == named(found["grounds"], "GOOD_BAD")["mark"] == "default"
    assert named(found["choices"], "ZONE")["mark"] == "found"


def test_a_history_names_the_medal(score: Run) -> None:
    asked = ("show", "--card", "aliexpress_level", "--seller", "good")
    assert "2026-03-31 month good silver*" in lines(score(*asked))
    (found,) = score(*asked, "--json").json["scores"]
    assert (found["medal"], [one["mark"] for one in found["medal_by"]]) == ("silver", ["default"])


def test_medals_are_among_a_cards_defaults(score: Run) -> None:
    described = score("card", "aliexpress_level", "--json").json
    medals = {one["grade"]: one["medal"] for one in described["grades"]}
    assert (medals["excellent"], medals["good"]) == ("gold*", "silver*")
    assert {one["choice"]: one["mark"] for one in described["choices"]} == {
        "ZONE": "found", "MEDALS": "default", "PRIVILEGES": "default",
    }  # fmt: skip
    listed = {one["card"]: one for one in score("cards", "--json").json}
    assert (listed["aliexpress_level@1"]["choices"], listed["aliexpress_level@1"]["defaults"]) == (3, 11)
