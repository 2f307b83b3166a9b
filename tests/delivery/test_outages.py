"""Delivery outlives its database, whatever ends a turn: real connections cut, a file locked by somebody else."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from disputes import DisputeEngine
from disputes.interfaces.daemon import Daemon
from disputes.interfaces.delivery.courier import LONGEST_RETRY, Loop
from sqlalchemy import make_url

from ..daemon.test_database_away import go_away_and_come_back
from ..daemon.waiting import wait_for
from ..support import BUYER, a_claim, an_order
from .conftest import QUICK
from .receivers import Receivers

OFTEN = timedelta(milliseconds=50)
LOOPS = {"dispute-subscribers", "dispute-webhooks", "dispute-webhook-news"}


def file_now(engine: DisputeEngine, number: int) -> None:
    """A dispute by the machine's clock: two events."""
    shipped = engine.clock.now() - timedelta(days=20)
    order = an_order(id=f"o-{number}", shipped_at=shipped, promised_delivery_at=None)
    engine.file(order, a_claim("customs"), by=BUYER)


def failed_loops(caplog: pytest.LogCaptureFixture) -> set[str]:
    """The loops that have said that they failed."""
    records = [record for record in caplog.records if record.getMessage() == "delivery failed"]
    return {str(vars(record)["loop"]) for record in records}


def delivers_after(
    url: str, net: Receivers, caplog: pytest.LogCaptureFixture, outage: Callable[[Callable[[], object]], None]
) -> None:
    """A daemon that has delivered delivers again after an outage that each of its loops has met."""
    receiver, seen = net.start(), list[int | None]()
    with DisputeEngine(url, delivery=QUICK) as engine:
        engine.endpoints.add(receiver.url, internal=True)
        engine.subscribe("all", lambda event: seen.append(event.position), feed="events")
        daemon = Daemon(engine, pause=OFTEN)
        daemon.start()
        file_now(engine, 1)
        wait_for("all is delivered", lambda: (len(receiver.got), len(set(seen))) == (2, 2))
        outage(lambda: wait_for("every loop has failed", lambda: failed_loops(caplog) >= LOOPS, 20))
        file_now(engine, 2)
        wait_for("all is delivered again", lambda: len(receiver.got) >= 4 and len(set(seen)) == 4)
        daemon.stop()


def test_connections_that_are_cut(postgres_url: str, net: Receivers, caplog: pytest.LogCaptureFixture) -> None:
    def outage(meanwhile: Callable[[], object]) -> None:
        go_away_and_come_back(postgres_url, 0, meanwhile=meanwhile)

    delivers_after(postgres_url, net, caplog, outage)


def test_a_file_that_somebody_keeps_locked(tmp_path: Path, net: Receivers, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "disputes.db"

    def outage(meanwhile: Callable[[], object]) -> None:
        other = sqlite3.connect(file, isolation_level=None, timeout=10)
        other.execute("BEGIN EXCLUSIVE")
        meanwhile()
        other.rollback()
        other.close()

    url = make_url(f"sqlite:///{file}").update_query_dict({"timeout": "0.02"})
    delivers_after(url.render_as_string(), net, caplog, outage)


def test_any_number_of_failures_in_a_row() -> None:
    """Twice as late after each failure is more than a timedelta can say after the 49th: there is a longest wait."""
    turns: list[int] = []

    def turn(_: object) -> timedelta:
        turns.append(1)
        raise OSError("the database is away")

    loop = Loop("failing", turn, timedelta(milliseconds=1))
    wait_for("it has failed a hundred times", lambda: len(turns) >= 100)
    loop.stop()
    assert timedelta(minutes=1) == LONGEST_RETRY


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_loop_that_something_ended_begins_again_when_it_rings() -> None:
    turns: list[int] = []

    def turn(_: object) -> timedelta:
        turns.append(1)
        if len(turns) == 1:
            raise SystemExit
        return timedelta(hours=1)

    loop = Loop("ended", turn, timedelta(hours=1))

    def rung() -> bool:
        loop.ring()
        return len(turns) > 1

    wait_for("it has a turn again", rung)
    loop.stop()
