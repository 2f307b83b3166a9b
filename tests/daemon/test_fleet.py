"""Daemons and clients as processes on one PostgreSQL, undisturbed, killed, stopped, and with wrong clocks.

In short; `make chaos` does it for minutes.
"""

from pathlib import Path

from .disturbances import kill_and_stop
from .fleet import a_fleet
from .waiting import wait_for

DAY = 0.1


def test_daemons_and_clients_contend(postgres_url: str, tmp_path: Path) -> None:
    with a_fleet(postgres_url, tmp_path, DAY) as fleet:
        for _ in range(2):
            fleet.start_daemon()
        fleet.start_clients(2, seed=20260302, spacing_ms=20)
        wait_for("enough commands", lambda: fleet.sent >= 350, 60)
        report = fleet.finish()
    assert report.carried_out > 200, report
    assert report.firings > 150, report
    assert report.contended >= 10, report
    assert report.by_daemons > 50, report


def test_daemons_are_killed_and_stopped_under_load(postgres_url: str, tmp_path: Path) -> None:
    with a_fleet(postgres_url, tmp_path, DAY) as fleet:
        fleet.start_clients(1, seed=7, spacing_ms=25)
        done = kill_and_stop(fleet, kills=3, stops=2, seed=11)
        report = fleet.finish()
    assert (done.kills, done.stops) == (3, 2)
    assert report.firings >= 60, report


def test_daemons_whose_clocks_differ_by_a_minute(postgres_url: str, tmp_path: Path) -> None:
    """The audit asks for each deadline in the dispute's own time, whichever clock was used."""
    with a_fleet(postgres_url, tmp_path, DAY) as fleet:
        fleet.start_daemon()
        ahead = fleet.start_daemon(ahead=60)
        fleet.start_clients(1, seed=5, spacing_ms=20)
        wait_for("enough commands", lambda: fleet.sent >= 120, 60)
        report = fleet.finish()
        assert any("fired" in line for line in ahead.said()), "the daemon that is ahead has fired nothing"
    assert report.firings >= 60, report
