"""A database that goes away: the daemon outlives it, finds it again soon, and stops without it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from disputes import Busy, DisputeEngine
from disputes.interfaces.daemon import Daemon
from sqlalchemy import create_engine, make_url, text

from ..daemon_programme import quick
from ..support import BUYER, a_claim, an_order
from .test_lifecycle import OFTEN, others
from .waiting import pause, wait_for


def test_it_outlives_a_database_that_goes_away(postgres_url: str) -> None:
    """All connections are cut and new ones refused, again and again, while timers are due."""
    with DisputeEngine(postgres_url, workflows=[quick(0.02)]) as engine:
        daemon = Daemon(engine, pause=timedelta(milliseconds=100))
        daemon.start()
        for number in range(5):
            shipped = engine.clock.now() - timedelta(days=1)
            order = an_order(id=str(number), shipped_at=shipped, promised_delivery_at=None)
            dispute = engine.file(order, a_claim("other_shipping_method"), "quick@1", by=BUYER)
            go_away_and_come_back(postgres_url, 0.2)
            wait_for("the database is back", lambda: _answers(engine))
            wait_for("the timers have fired", lambda number=number: len(engine.outcomes()) > number)
            assert engine.verify(dispute.id) == ()
        daemon.stop()
        [beat] = engine.heartbeats()
        assert beat.stopped_at


def test_a_database_that_is_back_is_found_soon(postgres_url: str, caplog: pytest.LogCaptureFixture) -> None:
    """A daemon that pauses for an hour when nothing is due does not pause for an hour when it could not look."""

    def failures() -> int:
        return [record.getMessage() for record in caplog.records].count("wake failed")

    with DisputeEngine(postgres_url, workflows=[quick(0.2)]) as engine:
        order = an_order(shipped_at=engine.clock.now() - timedelta(days=1), promised_delivery_at=None)
        engine.file(order, a_claim("other_shipping_method"), "quick@1", by=BUYER)
        daemon = Daemon(engine, pause=timedelta(hours=1))
        daemon.start()

        def thrice() -> None:
            wait_for("it has failed thrice", lambda: failures() >= 3)

        go_away_and_come_back(postgres_url, 0, meanwhile=thrice)
        wait_for("the timers have fired", engine.outcomes)
        daemon.stop()
    assert failures() < 10, "it waits longer each time"


def test_stop_while_the_database_is_away(postgres_url: str) -> None:
    before = others()
    with DisputeEngine(postgres_url) as engine:
        daemon = Daemon(engine, pause=OFTEN)
        daemon.start()

        def stop() -> None:
            pause(0.1)
            daemon.stop()
            assert others() <= before

        go_away_and_come_back(postgres_url, 0, meanwhile=stop)


def _answers(engine: DisputeEngine) -> bool:
    try:
        engine.holds()
    except Busy:
        return False
    return True


def go_away_and_come_back(url: str, seconds: float, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Refuse connections to a database for a moment, and cut those there are."""
    database = make_url(url).database
    server = create_engine(make_url(url).set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {database} ALLOW_CONNECTIONS false"))
        try:
            cut = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :database")
            connection.execute(cut, {"database": database})
            pause(seconds)
            meanwhile()
        finally:
            connection.execute(text(f"ALTER DATABASE {database} ALLOW_CONNECTIONS true"))
    server.dispose()
