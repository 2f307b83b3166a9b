"""The daemon as a command: it fires what is overdue, says so, is seen by `doctor`, and ends well."""

import os
import shlex
import signal
import sqlite3
import subprocess
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic

import pytest
from disputes import Dispute, DisputeEngine, ManualClock

from ..daemon.waiting import wait_for
from ..support import BUYER, DAY, IMAGE, a_claim
from .command import Cli
from .conftest import now, order_at
from .test_doctor import checks

STOPS_WITHIN = 5.0
PERSONAL = ("Call me at 555-0100", "12 Elm Street", IMAGE.uri)
_CLAIM = a_claim("damaged", text=PERSONAL[0], received=True, evidence=(IMAGE,))


@pytest.fixture(params=["sqlite", "postgresql"])
def on_database(request: pytest.FixtureRequest, cli: Cli) -> Cli:
    """The command on an SQLite file, and on PostgreSQL."""
    if request.param == "postgresql":
        cli.environment["DISPUTES_DATABASE_URL"] = request.getfixturevalue("postgres_url")
    return cli


def file_six_days_ago(cli: Cli) -> Dispute:
    """A dispute to which the seller has not answered, with all kinds of personal data."""
    url = cli.environment.get("DISPUTES_DATABASE_URL", cli.url)
    with DisputeEngine(url, clock=ManualClock(now() - 6 * DAY)) as engine:
        order = order_at(engine.clock.now(), return_address=PERSONAL[1])
        return engine.file(order, _CLAIM, by=BUYER)


class Running:
    """A daemon that runs, and what it has said so far."""

    def __init__(self, process: "subprocess.Popen[str]", said: Path) -> None:
        self.process = process
        self._said = said

    def said(self) -> str:
        """All that it wrote to stderr."""
        return self._said.read_text()

    def logged(self, event: str) -> list[dict[str, str]]:
        """The fields of each line of its log that tells of this event."""
        lines = [line for line in self.said().splitlines() if line.startswith("timestamp=")]
        told = [dict(part.split("=", 1) for part in shlex.split(line)) for line in lines]
        return [fields for fields in told if fields["event"] == event]


@contextmanager
def a_daemon(cli: Cli, *options: str) -> Generator[Running]:
    """A daemon in a process of its own, killed if the test has not ended it."""
    said = cli.folder / "daemon.err"
    with said.open("w") as file, cli.start("daemon", *options, stderr=file) as process:
        try:
            yield Running(process, said)
        finally:
            process.kill()


def test_it_fires_says_so_is_seen_and_ends(on_database: Cli) -> None:
    dispute = file_six_days_ago(on_database)
    with a_daemon(on_database) as daemon:
        *_, timeout = wait_for("both have fired", lambda: daemon.logged("timer fired")[1:], 30)
        value, health = checks(on_database.here("doctor", "--json"))["daemon"]
        assert (f"process {daemon.process.pid} on " in value, health) == (True, "ok")
        began = monotonic()
        daemon.process.send_signal(signal.SIGTERM)
        code = daemon.process.wait(STOPS_WITHIN * 2)
        assert (code, monotonic() - began < STOPS_WITHIN) == (0, True)
        assert "Stopped; the batch at hand was finished." in daemon.said()

    found = checks(on_database.here("doctor", "--json"))
    assert ("daemon" in found, found["daemons"][0].startswith("none runs")) == (False, True)
    assert found["overdue disputes"] == ("0", "ok")
    outcome = on_database.here("outcomes").lines[0]
    assert outcome["dispute_id"] == dispute.id
    _check_log(daemon, dispute, timeout)


def _check_log(daemon: Running, dispute: Dispute, timeout: dict[str, str]) -> None:
    """Each firing with all that it is looked for by, and no personal data anywhere."""
    said = daemon.said()
    assert not [text for text in PERSONAL if text in said]
    for fired in daemon.logged("timer fired"):
        identity = {"dispute": dispute.id, "order": "8190021", "workflow": "aliexpress@2"}
        assert identity.items() <= fired.items()
        assert (fired["level"], fired["logger"]) == ("info", "disputes")
    assert [fired["action"] for fired in daemon.logged("timer fired")] == ["reminder", "seller_response_timeout"]
    assert DAY.total_seconds() <= float(timeout["lateness_seconds"]) < DAY.total_seconds() + 60


def test_quiet_says_only_what_goes_wrong(on_database: Cli) -> None:
    file_six_days_ago(on_database)
    with a_daemon(on_database, "--quiet") as daemon:
        wait_for("it has fired", lambda: on_database.here("outcomes").out, 30)
        daemon.process.send_signal(signal.SIGINT)
        assert daemon.process.wait(STOPS_WITHIN) == 0
        assert "level=" not in daemon.said()


def test_one_that_was_killed_seems_to_be_gone(cli: Cli) -> None:
    file_six_days_ago(cli)
    with a_daemon(cli) as daemon:
        wait_for("it has fired", lambda: daemon.logged("timer fired"), 30)
        os.kill(daemon.process.pid, signal.SIGKILL)
        daemon.process.wait()
        with closing(sqlite3.connect(cli.folder / "shop.db")) as database, database:
            minute = 60_000_000
            database.execute(
                f"UPDATE dispute_daemon SET started_at = started_at - {minute}, seen_at = seen_at - {minute}"
            )
        value, health = checks(cli.here("doctor", "--json"))["daemon"]
        assert ("it seems to be gone" in value, health) == (True, "note")


def test_a_firing_that_fails_is_told_with_its_cause_and_nothing_personal(cli: Cli) -> None:
    """The database refuses the event, quoting all that was to be written."""
    dispute = file_six_days_ago(cli)
    with closing(sqlite3.connect(cli.folder / "shop.db")) as database, database:
        database.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON dispute_event WHEN NEW.action = 'seller_response_timeout' "
            "BEGIN SELECT RAISE(ABORT, 'the disk is sour'); END"
        )
    with a_daemon(cli) as daemon:
        failed, *_ = wait_for("it was parked", lambda: daemon.logged("firing failed")[4:], 30)
        identity = {"dispute": dispute.id, "order": "8190021", "workflow": "aliexpress@2", "attempts": "5"}
        assert identity.items() <= failed.items()
        assert failed["action"] == "reminder", "the first that waits"
        assert float(failed["lateness_seconds"]) > DAY.total_seconds()
        assert failed["error"] == "IntegrityError: (sqlite3.IntegrityError) the disk is sour"
        assert not [text for text in (*PERSONAL, "b-204", "parameters") if text in daemon.said()]
