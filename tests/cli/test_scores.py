"""`score explain`, `show`, `cards` and `card`: tables, JSON, SVG and HTML of a small market, worked out by hand."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from disputes.interfaces.scores.scoring import Scores
from disputes.tools.pages import DOCS
from disputes.workflows import cards
from disputes.workflows.dhgate.capability import CARD

from ..scoring.market import SHANGHAI, Market
from ..scoring.test_dhgate import sold
from ..scoring.worked import Shop
from .command import Cli, Result

Run = Callable[..., Result]
DAY = date(2020, 5, 1)
FEW = "fewer than 3 orders above 1 USD"
LIGHT = """
import sys
from disputes.interfaces.console import main
sys.argv = ["disputes", "score", "show", "--help"]
try:
    main()
except SystemExit as ended:
    assert ended.code == 0, ended.code
heavy = {"ibis", "pyarrow", "duckdb", "vl_convert", "sqlalchemy", "pandas"}
print(sorted(heavy & {name.partition(".")[0] for name in sys.modules}))
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Scores of April 29, 30 and May 1, and of April.

    `clean` has 85 points. `s-17` has 20 orders; the one not sold was on April 29, so that it has 85 points on that
    day, and 70 from April 30 on (5 % is no points of 15): 77.50 in April. `few` has two orders.
    """
    url = f"duckdb:///{tmp_path_factory.mktemp('scores') / 'scores.duckdb'}"
    with Scores(url) as scores:
        market = Market(SHANGHAI, scores.warehouse)
        for seller, count in (("clean", 4), ("s-17", 19), ("few", 2)):
            shop = Shop(market, seller)
            sold(shop, count, date(2020, 4, 20))
            if seller == "s-17":
                gone = {"confirmed_at": None, "cancelled_at": shop.on(date(2020, 4, 29)), "cancelled_for": "seller"}
                sold(shop, 1, date(2020, 4, 29), id="gone", **gone)
            market.load("sellers", {"id": seller} | shop.known)
        market.facts()
        scores.run("dhgate", days=[DAY - timedelta(days=back) for back in (2, 1, 0)])
        scores.run("dhgate", days=[date(2020, 4, 30)], period="month")
    return url


@pytest.fixture
def score(cli: Cli, url: str) -> Run:
    """Runs `disputes score …` on those scores."""
    cli.environment["DISPUTES_SCORES_URL"] = url

    def run(*arguments: str) -> Result:
        return cli.here("score", *arguments)

    return run


def test_how_sellers_are_spread(score: Run) -> None:
    """Besides these three there is `s`, which every market has, without orders."""
    found = score("show", "--card", "dhgate", "--json").json
    listed = found.pop("scores")
    assert found == {
        "sellers": 4,
        "bars": [
            {"low": "70", "high": "75", "grade": "pass", "sellers": 1},
            {"low": "85", "high": "90", "grade": "good", "sellers": 1},
        ],
        "grades": [["excellent", 0], ["good", 1], ["pass", 1], ["fail", 0]],
        "not_scored": [[FEW, 2]],
    }
    assert {one["seller"]: one["shown"] for one in listed} == {
        "clean": "85.00",
        "s-17": "70.00",
        "few": None,
        "s": None,
    }


def test_a_sellers_history(score: Run) -> None:
    found = score("show", "--card", "dhgate", "--seller", "s-17", "--since", "2020-04-30", "--json").json
    assert found["in_force"] == [], "a pass on both"
    assert [(one["day"], one["period"], one["shown"], one["grade"]) for one in found["scores"]] == [
        ("2020-04-30", "day", "70.00", "pass"),
        ("2020-04-30", "month", "77.50", "pass"),
        ("2020-05-01", "day", "70.00", "pass"),
    ]


def test_both_in_a_terminal(score: Run) -> None:
    spread = score("show", "--card", "dhgate", "--day", "2020-04-29").out
    assert (
        "DHgate merchant service capability on 2020-04-29: 4 sellers (excellent from 90*, good from 80*, pass from 60*)"
        in spread
    )
    assert f"85 – 90   2         {'█' * 40}   good" in spread
    assert FEW in spread
    lines = score("show", "--card", "dhgate", "--seller", "s-17").out.splitlines()
    (first,) = [line.split() for line in lines if line.startswith("2020-04-29")]
    assert first == ["2020-04-29", "day", "85.00", "█" * 34, "good"]
    (month,) = [line.split() for line in lines if "month" in line]
    assert month == ["2020-04-30", "month", "77.50", "█" * 31, "pass"]


def test_nothing_has_been_published(score: Run) -> None:
    nobody = score("show", "--card", "dhgate", "--seller", "nobody")
    assert (nobody.code, nobody.out, nobody.err) == (
        0,
        "",
        "No dhgate@1 scores of nobody have been published in default.\n",
    )
    assert "No temu@1 scores have been published in default." in score("show", "--card", "temu").err


def _labels(svg: Path) -> list[str]:
    """What the picture says of its marks to those who do not see them."""
    return [element.get("aria-label", "") for element in ElementTree.parse(svg).iter()]


def _texts(svg: Path) -> set[str]:
    return {element.text or "" for element in ElementTree.parse(svg).iter() if element.tag.endswith("}text")}


def test_sellers_drawn_as_svg(score: Run, tmp_path: Path) -> None:
    done = score("show", "--card", "dhgate", "--svg", "sellers.svg")
    assert (done.code, done.out) == (0, "")
    drawn = tmp_path / "sellers.svg"
    bars = [label for label in _labels(drawn) if "sellers: " in label]
    assert [bar.partition("; from")[0] for bar in bars] == [
        "score (points, 0 to 100): 70 – 75; sellers: 1; grade: pass",
        "score (points, 0 to 100): 85 – 90; sellers: 1; grade: good",
    ]
    assert {"fail*", "pass*", "good*", "excellent*", "sellers", "score (points, 0 to 100)"} <= _texts(drawn)
    assert f"4 sellers, 2 of them not scored (2: {FEW}); * by a bound that is our default" in _texts(drawn)


def test_a_history_drawn_as_svg_and_html(score: Run, tmp_path: Path) -> None:
    drawing = ("--svg", "s-17.svg", "--html", "s-17.html")
    assert score("show", "--card", "dhgate", "--seller", "s-17", *drawing).code == 0
    points = [label for label in _labels(tmp_path / "s-17.svg") if "period: " in label]
    assert sorted(point.partition("grade: ")[2].partition("; category")[0] for point in points) == [
        "good; date: 2020-04-29; period: day; shown: 85.00",
        "pass; date: 2020-04-30; period: day; shown: 70.00",
        "pass; date: 2020-04-30; period: month; shown: 77.50",
        "pass; date: 2020-05-01; period: day; shown: 70.00",
    ]
    page = (tmp_path / "s-17.html").read_text(encoding="utf-8")
    assert "<title>DHgate merchant service capability: seller s-17</title>" in page
    assert "77.50" in page
    # One file: neither scripts nor styles from elsewhere.
    assert "<link" not in page
    assert "<script src" not in page


def test_a_score_is_explained(score: Run) -> None:
    (found,) = score("explain", "--seller", "s-17", "--card", "dhgate", "--day", "2020-05-01", "--json").json
    assert (found["total"], found["shown"], found["grade"]) == ("70", "70.00", "pass")
    reason = next(one for one in found["reasons"] if one["name"] == "not_sold")
    assert reason["cost"] == {
        "count": 1, "rows": [{"id": "gone", "order": "gone", "day": "2020-04-29", "disputes": [], "value": None}],
    }  # fmt: skip
    fewer = next(one for one in reason["changes"] if one["says"] == "one fewer: orders not sold")
    assert (fewer["points"], fewer["total"], fewer["grade"]) == ("15", "85", "good")
    assert found["ways_up"][0] == {
        "indicator": "not_sold", "steps": 1, "says": "1 fewer: orders not sold", "grade": "good",
    }  # fmt: skip


def test_an_explanation_to_read(score: Run) -> None:
    told = score("explain", "--seller", "s-17", "--card", "dhgate", "--day", "2020-05-01").out
    lines = [" ".join(line.split()) for line in told.splitlines()]
    assert "orders not sold 1 of 20 2020-02-01 … 2020-04-30 5 % 0 of 15 15 points at 0 %, falling to 0 at 5* %" in lines
    assert "orders not sold 1 gone 2020-04-29" in lines
    assert "one fewer: orders not sold 15 85 (+15) good" in lines
    assert "Better grade good: total at least 80 points*" in lines
    assert any(line.startswith("By one thing 1 fewer: orders not sold (then good)") for line in lines)
    assert "NOT_SOLD_LIMIT 5 % default * our default: no public document gives it" in lines
    few = score("explain", "--seller", "few", "--card", "dhgate", "--day", "2020-05-01").out
    assert f"{FEW}: 2, so 1 missing" in few
    lines = [" ".join(line.split()) for line in few.splitlines()]
    found = [line for line in lines if "one more" in line or "one fewer" in line]
    assert found[0] == "assessed orders one more order 85 good"
    assert not any(FEW in line for line in found), "what would leave it without a score is not told"


def test_an_explanation_without_points(score: Run) -> None:
    """Nothing empty stands there, and nothing has cost points where there are none."""
    told = score("explain", "--seller", "s-17", "--card", "aliexpress_loan", "--day", "2020-05-01").out
    lines = [" ".join(line.split()) for line in told.splitlines()]
    assert "Indicator Counted Days Value" in lines
    assert "Indicator What would change Grade" in lines
    assert "What speaks against it Of Order, dispute, review …" in lines
    assert "orders not sold 1 gone 2020-04-29" in lines
    assert "What cost points" not in told
    by_category = ("--card", "aliexpress_indicators_by_category", "--day", "2020-04-30")
    told = score("explain", "--seller", "s-17", *by_category).out
    assert "s-17, without a category" in told
    assert "Order, dispute, review" not in told


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (
            ("explain", "--seller", "nobody", "--card", "dhgate"),
            3,
            "There is no seller 'nobody' in marketplace 'default'",
        ),
        (("explain", "--seller", "s-17", "--card", "dhgat"), 2, "did you mean 'dhgate'?"),
        (("explain", "--seller", "s-17", "--card", "dhgate", "--day", "May"), 2, "must be a day such as 2020-05-01"),
        (("show", "--card", "dhgate", "--since", "2020-05-01"), 2, "--since goes with --seller"),
        (("card", "nosuch"), 2, "no card 'nosuch'"),
    ],
)
def test_what_cannot_be_is_said(score: Run, arguments: tuple[str, ...], code: int, says: str) -> None:
    result = score(*arguments)
    assert result.code == code
    assert says in result.err


def test_cards_with_the_number_of_their_defaults(cli: Cli) -> None:
    listed = {one["card"]: one for one in cli.here("score", "cards", "--json").json}
    assert tuple(listed) == cards.ids()
    defaults = [one for one in CARD.rules() if one.mark == "default"]
    assert listed["dhgate@1"]["defaults"] == len(defaults)
    assert listed["dhgate@1"]["schedule"] == "every day"
    assert "dhgate@1" in cli.here("score", "cards").out


def test_a_card_with_every_number_and_its_source(cli: Cli) -> None:
    found = cli.here("score", "card", "dhgate", "--json").json
    assert {one["number"]: (one["mark"], one["source"]) for one in found["numbers"]} == {
        number.name: (number.mark, number.source) for number in CARD.numbers() if number.source != "arithmetic"
    }
    assert [one["name"] for one in found["indicators"]] == [one.name for one in CARD.indicators]
    assert "15 points at 0 %, falling to 0 at 5* %" in cli.here("score", "card", "dhgate").out
    page = cli.here("score", "card", "dhgate", "--markdown").out
    assert page == (DOCS / "scores" / "dhgate@1.md").read_text(encoding="utf-8")


def test_help_of_scores_loads_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_thresholds_beside_the_store_rating(score: Run) -> None:
    """One of 20 orders was not sold, none was disputed; of replies nothing is known."""
    asked = ("--seller", "s-17", "--card", "aliexpress_rating", "--day", "2020-05-01")
    (found,) = score("explain", *asked, "--json").json
    met = {one["indicator"]: (one["shown"], one["met"]) for one in found["beside"]}
    assert met["disputes"] == ("0 %", True)
    assert met["first_replies"] == ("none", None)
    lines = [" ".join(line.split()) for line in score("explain", *asked).out.splitlines()]
    assert "Shown beside Value Met" in lines
    assert any(line.startswith("dispute rate ") and line.endswith(" 0 % yes") for line in lines)
    assert "Shown beside" not in score("explain", "--seller", "s-17", "--card", "dhgate", "--day", "2020-05-01").out


def test_thresholds_of_the_newest_published_rating(cli: Cli, tmp_path: Path) -> None:
    url = f"duckdb:///{tmp_path / 'rating.duckdb'}"
    with Scores(url) as scores:
        market = Market(SHANGHAI, scores.warehouse)
        shop = Shop(market, "rated")
        shop.disputes(shop.orders(20, date(2020, 4, 20))[:1], date(2020, 4, 21))
        market.load("sellers", {"id": "rated"} | shop.known)
        market.facts()
        scores.run("aliexpress_rating", days=[DAY])
    cli.environment["DISPUTES_SCORES_URL"] = url
    told = cli.here("score", "show", "--card", "aliexpress_rating", "--seller", "rated").out
    lines = [" ".join(line.split()) for line in told.splitlines()]
    assert any(line.startswith("dispute rate ") and line.endswith(" 5 % no") for line in lines)


def test_a_chart_counts_whole_sellers_and_names_no_diamonds_that_are_not_there(score: Run, tmp_path: Path) -> None:
    assert score("show", "--card", "dhgate", "--svg", "sellers.svg").code == 0
    ticks = [element.text for element in ElementTree.parse(tmp_path / "sellers.svg").iter() if element.text == "1"]
    assert len(ticks) == 1, "0 and 1, not 0, 1 and 1"
    drawing = ("--card", "dhgate", "--seller", "s-17", "--svg", "s-17.svg")
    assert score("show", *drawing).code == 0
    assert any("diamonds" in text for text in _texts(tmp_path / "s-17.svg"))
    assert score("show", *drawing, "--since", "2020-05-01").code == 0
    assert not any("diamonds" in text for text in _texts(tmp_path / "s-17.svg"))
