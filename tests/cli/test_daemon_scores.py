"""The daemon that computes scores too: where it keeps them, and that it does not run on a place that cannot be."""

import signal

import pytest
from disputes import DisputeEngine, InvalidInput, Scores

from ..daemon.waiting import wait_for
from .command import Cli
from .test_daemon import STOPS_WITHIN, a_daemon

WRONG = (
    ("sqlite:///x.db", "neither duckdb:///file.duckdb nor postgresql://"),
    ("duckdb:///nodir/x", "cannot open duckdb:///nodir/x"),
)


@pytest.mark.parametrize(
    ("options", "variable", "file"),
    [
        (("--scores",), None, "shop.scores.duckdb"),
        (("--scores",), "there.duckdb", "there.duckdb"),
    ],
)
def test_scores_are_where_score_commands_find_them(
    cli: Cli, options: tuple[str, ...], variable: str | None, file: str
) -> None:
    """Beside the disputes, or in $DISPUTES_SCORES_URL."""
    with Scores(f"duckdb:///{cli.folder / file}") as scores:
        scores.enable("dhgate")
    if variable:
        cli.environment["DISPUTES_SCORES_URL"] = f"duckdb:///{variable}"
    with a_daemon(cli, *options) as daemon:
        (computed, *_) = wait_for("scores are computed", lambda: daemon.logged("scores computed"), 90)
        assert computed["card"] == "dhgate@1"
        daemon.process.send_signal(signal.SIGTERM)
        assert daemon.process.wait(STOPS_WITHIN) == 0
        assert f"{file}." in daemon.said(), "it says where scores are kept"


@pytest.mark.parametrize(("url", "says"), WRONG)
def test_a_place_that_cannot_be_stops_it_at_once(cli: Cli, url: str, says: str) -> None:
    told = cli.here("score", "facts", "--scores", url)
    stopped = cli.here("daemon", "--scores-url", url)
    assert (stopped.code, told.code) == (2, 2)
    assert says in stopped.err
    assert told.err.splitlines()[-1] == stopped.err.splitlines()[-1]


@pytest.mark.parametrize(("url", "says"), WRONG)
def test_an_engine_does_not_start_with_it_either(cli: Cli, url: str, says: str) -> None:
    with DisputeEngine(cli.url, scores=url) as engine:
        for _ in range(2):
            with pytest.raises(InvalidInput, match=says):
                engine.start()
        assert engine.heartbeats() == []


def test_a_database_that_is_away_is_tried_again(cli: Cli) -> None:
    """Nobody listens there, now."""
    with a_daemon(cli, "--scores-url", "postgresql://nobody@127.0.0.1:1/scores") as daemon:
        (failed, *_) = wait_for("it was tried", lambda: daemon.logged("scores failed"), 90)
        assert "cannot be reached" in failed["error"]
        daemon.process.send_signal(signal.SIGTERM)
        assert daemon.process.wait(STOPS_WITHIN) == 0
