"""What is our default has its star in every table, and its mark in every JSON: names and choices as well as numbers."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from disputes import SystemClock
from disputes.interfaces.scores.scoring import Scores
from disputes.scoring.consequences import imposed
from disputes.scoring.numbers import weakest
from disputes.scoring.windows import month_end
from disputes.tools.pages import DOCS
from disputes.workflows import cards

from ..scoring.market import LOS_ANGELES, Market
from ..scoring.test_score_sources import entries
from ..scoring.worked import Shop
from .command import Cli, Result

Run = Callable[..., Result]
MARCH = date(2026, 3, 31)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """March's level: `good` has 40 orders, nothing against it, and a medal. `warned` has two penalty points."""
    url = f"duckdb:///{tmp_path_factory.mktemp('scores') / 'scores.duckdb'}"
    with Scores(url) as scores:
        market = Market(LOS_ANGELES, scores.warehouse)
        shop = Shop(market, "good")
        shop.orders(40, date(2026, 3, 10))
        market.load("sellers", {"id": "good"} | shop.known, {"id": "warned"})
        found_at = SystemClock().now() - timedelta(days=2)
        market.load("violations", {"id": "v", "seller": "warned", "what": "copy", "points": 2, "found_at": found_at})
        market.facts()
        scores.enable("aliexpress_level")
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
    assert (found["medal"], named(found["grounds"], "MEDALS")["mark"]) == ("silver", "default")


def test_medals_are_among_a_cards_defaults(score: Run) -> None:
    described = score("card", "aliexpress_level", "--json").json
    medals = {one["grade"]: one["medal"] for one in described["grades"]}
    assert (medals["excellent"], medals["good"]) == ("gold*", "silver*")
    assert {one["choice"]: one["mark"] for one in described["choices"]} == {
        "ZONE": "found", "MEDALS": "default", "PRIVILEGES": "default",
    }  # fmt: skip
    listed = {one["card"]: one for one in score("cards", "--json").json}
    assert (listed["aliexpress_level@1"]["choices"], listed["aliexpress_level@1"]["defaults"]) == (3, 11)


def test_what_is_in_force_by_our_ladder_is_marked(score: Run) -> None:
    """The warning is stated, but from how many points on there is one is ours; the loan's conditions are, too."""
    asked = ("show", "--card", "aliexpress_level", "--seller", "warned")
    assert any(line.startswith("warning* ") for line in lines(score(*asked)))
    warning = named(score(*asked, "--json").json["in_force"], "warning")
    assert (warning["mark"], warning["measure_mark"], warning["source"]) == (
        "default", "stated", "product source documents",
    )  # fmt: skip
    assert {one["name"]: one["mark"] for one in warning["grounds"]} == {"WARNED_FROM": "default", "POINT_LIFE": "found"}


def test_what_a_grade_brings_is_marked_with_its_bounds(score: Run) -> None:
    found = score("show", "--card", "aliexpress_level", "--seller", "good", "--json").json["in_force"]
    staff = named(found, "arbitration within 48 hours")
    assert (staff["mark"], staff["measure_mark"]) == ("default", "stated")
    assert {one["name"] for one in staff["grounds"]} >= {"GOOD_ORDERS", "GOOD_BAD", "MEDALS"}


def test_what_rests_on_stated_numbers_has_no_star() -> None:
    card = cards.get("dhgate")
    assert card.monthly
    found = imposed(card.monthly.lasting, {month_end(date(2020, month, 1)): Fraction(59) for month in (1, 2, 3)})
    assert [(one.consequence, weakest(*one.grounds)) for one in found] == [
        ("no upload, listing or update of products", "stated")
    ]


def test_the_ladder_the_catalogue_fines_and_the_loan_on_one_page(score: Run) -> None:
    told = lines(score("penalties"))
    assert "from 2* penalty points on warning while the points live, 365 days each" in told
    assert "from 60* quality points on not settled, and 2.5* times the declared price" in told
    assert any(line.startswith("account restricted* some rights") for line in told)
    found = score("penalties", "--json").json
    marks = {one["number"]: one["mark"] for one in found["numbers"]}
    for file in ("aliexpress/penalty_sources", "aliexpress/loan_sources", "temu/score_sources"):
        of_cards = {one.name for card in cards.all() for one in card.numbers()}
        wanted = {one["name"]: one["mark"] for one in entries(file) if "unit" in one and one["name"] not in of_cards}
        assert wanted.items() <= marks.items(), file
    assert {one["choice"]: one["mark"] for one in found["choices"]} == {"LEVELS": "default"}
    page = score("penalties", "--markdown").out
    assert page == (DOCS / "scores" / "penalties.md").read_text(encoding="utf-8")


def test_zones_missing_data_and_names_that_are_ours_have_stars(score: Run) -> None:
    zones = {one["card"]: (one["zone"], one["zone_mark"]) for one in score("cards", "--json").json}
    assert {name: mark for name, (_, mark) in zones.items()} == {
        name: "default" if zone == "Asia/Shanghai" else "found" for name, (zone, _) in zones.items()
    }
    assert score("cards").out.count("Asia/Shanghai*") == 3
    temu, rating, daily = (
        score("card", name, "--json").json for name in ("temu", "aliexpress_rating", "aliexpress_daily")
    )
    assert {one["days_of"] for one in temu["published"]} == {"Asia/Shanghai*"}
    assert {one["without_data"] for one in temu["points"]} == {"no score*"}
    assert {one["without_data"] for one in daily["points"]} == {"all points*"}
    assert [one["grade"] for one in rating["grades"]] == ["top*", "rated*"]
    assert "fail by this mean: account closed*" in {one["score"] for one in daily["published"]}
    assert "monthly, on day 2* of the next month" in {one["when"] for one in daily["published"]}
    assert all("with 60* orders or more" in one["days"] for one in daily["indicators"])
    by = {one["by"] for one in score("card", "aliexpress_indicators", "--json").json["scored"]}
    assert {"INDICATORS_FEWEST_ORDERS*", "GRACE*; LINKED_SIMILARITY"} <= by


def test_a_score_shows_what_is_by_default(score: Run) -> None:
    """No stars were given: all points, by our default; and who has no order has no level, by our least number."""
    day = ("--day", MARCH.isoformat())
    told = lines(score("explain", "--seller", "good", "--card", "aliexpress_daily", *day))
    assert any(line.startswith("stars of the service nothing ") and " none 15* of 15 " in line for line in told)
    told = lines(score("explain", "--seller", "warned", "--card", "aliexpress_level", *day))
    assert "Not scored no orders in 90 days*" in told
    (found,) = score("show", "--card", "aliexpress_level", "--seller", "warned", "--json").json["scores"]
    assert [(one["name"], one["mark"]) for one in found["grounds"]] == [("LEVEL_FEWEST_ORDERS", "default")]
    spread = lines(score("show", "--card", "aliexpress_level"))
    assert any(line.startswith("no orders in 90 days* ") for line in spread)
    assert "* our default, not the platform's published rule: disputes score card aliexpress_level@1" in spread
