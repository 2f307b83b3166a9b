"""`score enable`, `disable` and `run`: which cards grade a marketplace, and what cannot be asked of them."""

from datetime import timedelta

import pytest
from disputes import SystemClock

from .command import Cli
from .test_score_facts import ORDER, write

SOLD = ORDER | {"paid": 1000}


def test_enabled_disabled_and_run_by_marketplace(cli: Cli) -> None:
    both = cli.here("score", "enable", "dhgate", "aliexpress_level")
    assert (both.code, "counts days in America/Los_Angeles" in both.err) == (2, True)
    for name in ("one", "two"):
        on = cli.here("score", "enable", "dhgate", "--marketplace", name, "--since", "2026-05-01", "--json")
        assert on.json == {"marketplace": name, "cards": ["dhgate@1"]}
    again = cli.here("score", "enable", "dhgate", "--marketplace", "two", "--since", "2026-04-01")
    assert (again.code, "since 2026-05-01 already: disable it first" in again.err) == (2, True)
    off = cli.here("score", "disable", "dhgate", "--marketplace", "two")
    assert (off.code, off.err) == (0, "two is graded by no card.\n")
    ran = cli.here("score", "run", "--marketplace", "two")
    assert (ran.code, ran.out) == (0, "")
    assert "No card grades two yet: disputes score enable CARD --marketplace two" in ran.err
    cli.here("score", "enable", "dhgate", "--marketplace", "two")
    assert {run["marketplace"] for run in cli.here("score", "run", "--marketplace", "two", "--json").json} == {"two"}


def test_a_run_that_follows_hands_medals_back(cli: Cli) -> None:
    """As a round of the daemon does: for who runs it from cron."""
    ended = SystemClock().now() - timedelta(days=70)
    times = {"paid_at": (ended - timedelta(days=20)).isoformat(), "confirmed_at": ended.isoformat()}
    orders = [SOLD | times | {"id": f"o-{number}", "seller": "s-1"} for number in range(40)]
    review = {"seller": "s-1", "given_at": ended.isoformat(), "stars": 5}
    write(cli.folder, "orders.jsonl", *orders)
    write(cli.folder, "reviews.jsonl", *(review | {"id": f"r-{one['id']}", "order": one["id"]} for one in orders))
    for fact in ("orders", "reviews"):
        cli.here("score", "load", fact, f"{fact}.jsonl", "--zone", "America/Los_Angeles")
    cli.here("score", "enable", "aliexpress_level", "--since", f"{ended:%Y-%m-%d}")
    assert cli.here("score", "run").code == 0
    assert "Nothing is known of seller s-1" in cli.here("standing", "s-1").err
    assert cli.here("score", "run", "--follow").code == 0
    assert "aliexpress_level@1" in cli.here("standing", "s-1").out


DHGATE = ("run", "--card", "dhgate")
MONTHS = "monthly scores are of a month's last day, and none lies from 2026-05-02 to 2026-05-15"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("run", "--card", "temu", "--day", "2026-04-30", "--monthly"), "temu@1 has no monthly scores"),
        ((*DHGATE, "--day", "0001-01-01"), "--day: must lie in the years 1970 to 2999"),
        ((*DHGATE, "--day", "9999-12-31"), "--day: must lie in the years 1970 to 2999"),
        ((*DHGATE, "--day", "2026-05-15", "--monthly"), "must be a month's last, such as 2026-05-31"),
        ((*DHGATE, "--day", "2026-05-15", "--since", "2026-05-02", "--monthly"), MONTHS),
        ((*DHGATE, "--since", "2026-05-15", "--day", "2026-05-02"), "2026-05-15 is later than 2026-05-02"),
        ((*DHGATE, "--marketplace", "defualt"), "nothing is known of defualt"),
        ((*DHGATE, "--marketplace", ""), "must not be blank"),
        (("run", "--marketplace", " "), "must not be blank"),
        (("explain", "--seller", "s-17", "--card", "dhgate", "--day", "9999-12-31"), "--day: must lie in the years"),
        (("show", "--card", "dhgate", "--seller", "s-17", "--since", "0001-01-01"), "--since: must lie in the years"),
        (("export", "orders", "nowhere/x.parquet"), "nowhere/x.parquet: cannot be written: No such file or directory"),
        (("export", "orders", "nowhere/x.jsonl.gz"), "nowhere/x.jsonl.gz: cannot be written: No such file or"),
    ],
)
def test_what_cannot_be_is_said(cli: Cli, arguments: tuple[str, ...], says: str) -> None:
    result = cli.here("score", *arguments)
    assert (result.code, result.out) == (2, "")
    assert says in result.err
    assert "Unexpected" not in result.err


def test_the_months_of_a_range(cli: Cli) -> None:
    """The newest that has ended, one by its last day, and all whose ends lie in a range."""
    cli.here("score", "load", "orders", write(cli.folder, "orders.jsonl", SOLD), "--zone", "Asia/Shanghai")
    ranged = cli.here(
        "score", "run", "--card", "dhgate", "--monthly", "--since", "2026-02-28", "--day", "2026-04-02", "--json"
    )
    assert ranged.json[0]["days"] == ["2026-02-28", "2026-03-31"]
    (newest,) = cli.here("score", "run", "--card", "dhgate", "--monthly", "--json").json
    assert newest["period"] == "month"
