"""`score show --seller` says what is in force, `score loan` how an advance loan stands."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from ..scoring.market import LOS_ANGELES, SHANGHAI, Market, at
from ..scoring.test_in_force import MAY, Record, level, loans
from .command import Cli


@pytest.fixture
def url(cli: Cli, tmp_path: Path) -> str:
    """Scores in a file of their own."""
    cli.environment["DISPUTES_SCORES_URL"] = url = f"duckdb:///{tmp_path / 'scores.duckdb'}"
    return url


def test_what_three_months_have_brought(cli: Cli, url: str) -> None:
    record = Record(MAY, SHANGHAI, url)
    with record.scores:
        record.months("2020-01", "59 58 57.5")
    arguments = ("score", "show", "--card", "dhgate", "--seller", "s")
    shown = cli.here(*arguments).out
    assert "In force" in shown
    assert "no upload, listing or update of products   2020-04-05" in shown
    rights, ban = cli.here(*arguments, "--json").json["in_force"]
    assert (rights["name"], rights["since"], rights["final"]) == ("restricted rights", "2020-02-05", False)
    assert ban["includes"] == ["no new listings"]


def test_a_loan_an_order_and_a_frozen_account(cli: Cli, url: str) -> None:
    """Open from March 1 on; 48 points of today close the account for good."""
    record = Record(date(2026, 3, 1), LOS_ANGELES, url)
    with record.scores as scores:
        scores.enable("aliexpress_level")
        level(record, date(2026, 1, 31), "good")
        loans(record, "good")
        market = Market(LOS_ANGELES, scores.warehouse)
        found_at = at(date(2026, 3, 1), LOS_ANGELES) - timedelta(days=1)
        market.load("violations", {"id": "v", "seller": "s", "what": "copy", "points": 48, "found_at": found_at})
        market.facts()
    closed = cli.here("score", "show", "--card", "aliexpress_level", "--seller", "s", "--json").json["in_force"][-1]
    assert (closed["name"], closed["since"], closed["final"]) == ("account closed", "2026-02-28", True)
    arguments = ("score", "loan", "--seller", "s", "--day", "2026-03-01", "--shipped", "2026-03-01")
    shown = [" ".join(line.split()) for line in cli.here(*arguments).out.splitlines()]
    assert {"Loan open", "Since 2026-03-01", "Service level good", "Paid 2026-03-04 to 2026-03-06"} <= set(shown)
    told = cli.here(*arguments, "--json").json
    assert (told["standing"], told["order"]["lent"], told["in_force"][0]["name"]) == ("open", True, "advance loan")
    nobody = cli.here("score", "loan", "--seller", "nobody")
    assert (nobody.code, "disputes score enable aliexpress_loan --marketplace default" in nobody.err) == (0, True)
    assert cli.here("score", "loan", "--seller", "s", "--ended", "2026-03-01").code == 2
