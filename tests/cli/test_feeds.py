"""Ticks and the feeds that integrations follow."""

import signal
from collections.abc import Callable

from disputes import Dispute, Outcome
from pydantic import TypeAdapter

from ..support import BUYER
from .command import Cli
from .conftest import OpenShop

File = Callable[..., Dispute]


def withdraw(shop: OpenShop, dispute: Dispute) -> None:
    """End a dispute."""
    with shop() as engine:
        engine.act(dispute.id, "withdraw", by=BUYER)


def test_tick_carries_out_what_is_due_once(cli: Cli, file_days_ago: File) -> None:
    dispute = file_days_ago(6)
    shown = cli.here("tick")
    assert f"{dispute.id}   seller_response_timeout" in shown.out
    assert "2 fired. None waits." in shown.err
    assert cli.here("tick", "--json").json["fired"] == []


def test_outcomes_are_json_lines_by_position(cli: Cli, shop: OpenShop, file_days_ago: File) -> None:
    for number in range(3):
        withdraw(shop, file_days_ago(1, id=f"o-{number}"))
    result = cli.here("outcomes")
    assert [line["position"] for line in result.lines] == [1, 2, 3]
    outcomes = [TypeAdapter(Outcome).validate_json(line) for line in result.out.splitlines()]
    with shop() as engine:
        assert outcomes == engine.outcomes()
    assert [line["position"] for line in cli.here("outcomes", "--after", "1", "--limit", "1").lines] == [2]
    assert "--after 2" in cli.here("outcomes", "--after", "1", "--limit", "1").err
    assert cli.here("outcomes", "--after", "3").out == ""


def test_events_of_all_disputes_are_json_lines_too(cli: Cli, shop: OpenShop, file_days_ago: File) -> None:
    dispute = file_days_ago()
    lines = cli.here("events").lines
    assert [line["action"] for line in lines] == ["file", "route"]
    assert {line["dispute_id"] for line in lines} == {dispute.id}
    assert lines[0]["details"]["order"]["paid"] == {"amount": 4599, "currency": "USD"}


def test_follow_prints_what_comes_later_and_ends_well_on_ctrl_c(cli: Cli, shop: OpenShop, file_days_ago: File) -> None:
    first, second = file_days_ago(1, id="o-1"), file_days_ago(1, id="o-2")
    withdraw(shop, first)
    with cli.start("outcomes", "--follow", "--interval", "0.05") as following:
        assert following.stdout is not None
        assert following.stderr is not None
        assert first.id in following.stdout.readline()
        withdraw(shop, second)
        assert second.id in following.stdout.readline()
        following.send_signal(signal.SIGINT)
        assert "To go on: --after 2" in following.stderr.read()
    assert following.returncode == 0


def test_follow_with_a_limit_ends_by_itself(cli: Cli, file_days_ago: File) -> None:
    file_days_ago()
    result = cli.run("events", "--follow", "--limit", "2")
    assert (result.code, len(result.lines)) == (0, 2)


def test_a_reader_that_goes_away_is_no_crash(cli: Cli, shop: OpenShop, file_days_ago: File) -> None:
    for number in range(60):
        file_days_ago(1, id=f"o-{number}")
    with cli.start("events", "--limit", "5000") as printing:
        assert printing.stdout is not None
        assert printing.stderr is not None
        printing.stdout.readline()
        printing.stdout.close()
        complaints = printing.stderr.read()
    assert "Traceback" not in complaints
    assert "Error" not in complaints
