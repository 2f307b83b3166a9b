"""The load of the short tests for minutes: run with `make chaos`, which prints what was reached."""

from pathlib import Path

import pytest
from disputes.tests.daemon.disturbances import kill_and_stop
from disputes.tests.daemon.feeds import read_while_written
from disputes.tests.daemon.fleet import a_fleet
from disputes.tests.daemon.waiting import pause
from disputes.tests.operations.under_load import migrate_under_load

DAY = 0.1


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> "Say":
    """Prints past pytest's capture."""
    return Say(capsys)


class Say:
    """Prints what was reached."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, what: object) -> None:
        """One line."""
        with self._capsys.disabled():
            print(f"\n{what}", flush=True)  # noqa: T201 - the programme's result


def test_two_daemons_and_four_clients_for_a_minute(postgres_url: str, tmp_path: Path, say: Say) -> None:
    with a_fleet(postgres_url, tmp_path, DAY) as fleet:
        for _ in range(2):
            fleet.start_daemon()
        fleet.start_clients(4, seed=20260302, spacing_ms=25)
        pause(60)
        report = fleet.finish()
    say(report)
    assert report.sent >= 5_000, report
    assert report.firings >= 5_000, report
    assert report.contended >= 200, report
    assert report.by_daemons >= 1_000, report


def test_a_hundred_and_fifty_kills_and_thirty_stops(postgres_url: str, tmp_path: Path, say: Say) -> None:
    with a_fleet(postgres_url, tmp_path, DAY) as fleet:
        fleet.start_clients(2, seed=7, spacing_ms=40)
        done = kill_and_stop(fleet, kills=150, stops=30, seed=11)
        say(f"{done.kills} kills, {done.stops} stops under load, the longest stop took {max(done.stop_seconds):.2f} s")
        report = fleet.finish()
    say(report)
    assert (done.kills, done.stops) == (150, 30)
    assert report.firings >= 2_000, report


def test_clocks_a_minute_apart(postgres_url: str, tmp_path: Path, say: Say) -> None:
    with a_fleet(postgres_url, tmp_path, DAY) as fleet:
        fleet.start_daemon()
        ahead = fleet.start_daemon(ahead=60)
        fleet.start_clients(2, seed=5, spacing_ms=25)
        pause(20)
        report = fleet.finish()
        assert any("fired" in line for line in ahead.said()), "the daemon that is ahead has fired nothing"
    say(report)
    assert report.firings >= 1_000, report


def test_readers_of_twenty_thousand_events(postgres_url: str, tmp_path: Path, say: Say) -> None:
    events, outcomes = read_while_written(
        postgres_url,
        tmp_path,
        events=20_000,
        processes=4,
        writers=2,
        seed=42,
        seconds=300,
        feeds=("events", "outcomes", "events"),
    )
    say(f"{events} events and {outcomes} outcomes, each seen once and in order")
    assert events >= 20_000


def test_ten_thousand_disputes_migrated_under_load(postgres_url: str, tmp_path: Path, say: Say) -> None:
    report = migrate_under_load(postgres_url, tmp_path, disputes=10_000, clients=2)
    say(report)
    assert report.migrated >= 5_000, report
    assert report.contended >= 100, report
