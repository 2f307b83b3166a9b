"""The work list: least time left first, in a pipe and as JSON."""

from collections.abc import Callable

import pytest
from disputes import Actor, Dispute

from ..support import BUYER, a_claim, refund
from .command import Cli
from .conftest import OpenShop

File = Callable[..., Dispute]


@pytest.fixture
def four(shop: OpenShop, file_days_ago: File) -> dict[str, Dispute]:
    """A dispute that is overdue, one with little and one with much time left, and one that has ended.

    The one with much time left was filed before the one with little.
    """
    made = {
        "overdue": file_days_ago(5.5, id="o-1", seller="s-1"),
        "much": file_days_ago(5, a_claim("customs"), id="o-3", seller="s-2"),
        "little": file_days_ago(4.5, id="o-2", seller="s-2"),
        "ended": file_days_ago(1, id="o-4"),
    }
    with shop(4.9) as engine:
        engine.act(made["much"].id, "reject", by=Actor.seller("s-2"))
    with shop() as engine:
        engine.act(made["ended"].id, "withdraw", by=BUYER)
    return made


def test_open_disputes_by_least_time_left(cli: Cli, four: dict[str, Dispute]) -> None:
    result = cli.here("queue", "--json")
    assert [one["id"] for one in result.json] == [four[name].id for name in ("overdue", "little", "much")]
    assert [one["overdue"] for one in result.json] == [True, True, False], "a reminder of the second is due"
    assert [one["held"] for one in result.json] == [False, False, False]
    due = [one["due_at"] for one in result.json]
    assert due == sorted(due)


def test_in_a_pipe_every_row_is_one_line_with_the_whole_id(cli: Cli, four: dict[str, Dispute]) -> None:
    result = cli.run("queue", COLUMNS="40")
    rows = result.out.splitlines()[2:]
    assert [row.split()[0] for row in rows] == [four[name].id for name in ("overdue", "little", "much")]
    assert "\x1b" not in result.out
    assert "overdue 12 h" in rows[0]
    assert "disputes tick" in result.err


def test_filters_and_limit(cli: Cli, four: dict[str, Dispute]) -> None:
    def ids(*filters: str) -> list[str]:
        return [one["id"] for one in cli.here("queue", "--json", *filters).json]

    assert ids("--seller", "s-2", "--reason", "customs") == [four["much"].id]
    assert ids("--stage", "resolved") == [four["ended"].id]
    assert ids("--order", "o-2", "--turn", "seller") == [four["little"].id]
    due_at = four["little"].due_at
    assert due_at is not None
    assert ids("--due-before", due_at.isoformat()) == [four["overdue"].id]
    limited = cli.here("queue", "--limit", "2")
    assert len(limited.out.splitlines()) == 4
    assert "more than these 2" in limited.err


def test_an_empty_list_is_no_error(cli: Cli) -> None:
    result = cli.here("queue")
    assert (result.code, result.out) == (0, "")
    assert "No dispute matches." in result.err
    assert cli.here("queue", "--json").json == []


def test_instants_need_a_zone(cli: Cli) -> None:
    result = cli.here("queue", "--due-before", "2026-01-01T00:00:00")
    assert (result.code, "with its time zone" in result.err) == (2, True)


def test_plans_are_shown_with_their_amounts(cli: Cli, file_days_ago: File) -> None:
    file_days_ago(0, a_claim(cents=4599))
    assert str(refund(4599)) in cli.here("queue").out
