"""Threads that something has ended begin again when they are started again: a daemon's, and that of scores."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from disputes import DisputeEngine
from disputes.interfaces.daemon import Daemon
from disputes.interfaces.scores.rounds import ScoreClock
from disputes.scoring.card import Card

from ..support import START
from .waiting import wait_for

OFTEN = timedelta(milliseconds=20)


class DeadlyClock:
    """A clock that ends one thread that reads it, as a `sys.exit` deep in a host's code would."""

    def __init__(self) -> None:
        self.victim = ""
        self.readers: list[str] = []

    def now(self) -> datetime:
        """The same instant, unless the thread that asks is the victim."""
        name = threading.current_thread().name
        if name == self.victim:
            self.victim = ""
            raise SystemExit
        self.readers.append(name)
        return START


class DeadlyCards(list[Card]):
    """Cards that end the thread that asks for them first."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def __iter__(self) -> Iterator[Card]:
        """None, if anything."""
        self.asked += 1
        if self.asked == 1:
            raise SystemExit
        return super().__iter__()


def has_ended(name: str) -> bool:
    """Whether no thread of this name runs."""
    return name not in {thread.name for thread in threading.enumerate()}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_daemon(caplog: pytest.LogCaptureFixture) -> None:
    clock, name = DeadlyClock(), "dispute-daemon"
    with DisputeEngine("memory://", clock=clock) as engine:
        daemon = Daemon(engine, pause=OFTEN)
        daemon.start()
        wait_for("it reads the clock", lambda: name in clock.readers)
        clock.victim = name
        wait_for("it has ended", lambda: has_ended(name))
        clock.readers.clear()
        daemon.start()
        wait_for("it reads the clock again", lambda: name in clock.readers)
        daemon.stop()
    assert "the daemon's thread had ended and begins again" in [record.getMessage() for record in caplog.records]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_scores(tmp_path: Path) -> None:
    cards = DeadlyCards()
    with DisputeEngine("memory://") as engine:
        scores = ScoreClock(engine, f"duckdb:///{tmp_path / 'scores.duckdb'}", cards=cards, pause=OFTEN)
        scores.start()
        wait_for("it has ended", lambda: cards.asked and has_ended("dispute-scores"))
        scores.start()
        wait_for("it has another round", lambda: cards.asked > 1)
        scores.stop()
