"""A commit whose answer is lost on the line: nobody knows whether it happened, and the next tick is right anyway."""

import tempfile
from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest
from disputes import DisputeEngine, Unavailable
from disputes.interfaces.daemon import Daemon

from ..daemon_programme import quick
from ..support import BUYER, DAY, a_claim, an_order
from .lossy_line import LossyLine
from .waiting import wait_for


@pytest.fixture
def line(postgres_url: str) -> Generator[LossyLine]:
    """A line to an empty database; its folder has a short name, as sockets need."""
    with tempfile.TemporaryDirectory(prefix="line-") as folder:
        line = LossyLine(postgres_url, Path(folder))
        try:
            yield line
        finally:
            line.close()


def file(engine: DisputeEngine, number: int, workflow: str = "quick@1") -> str:
    """File a dispute; a quick one ends by itself in a moment."""
    order = an_order(id=str(number), shipped_at=engine.clock.now() - 20 * DAY, promised_delivery_at=None)
    return engine.file(order, a_claim("other_shipping_method"), workflow, by=BUYER).id


def test_a_tick_whose_commit_is_not_answered_has_fired_once(
    line: LossyLine, postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    workflows = [quick(0.05)]
    with DisputeEngine(line.url, workflows=workflows) as far, DisputeEngine(postgres_url, workflows=workflows) as near:
        line.lose_the_commit_after("seller_response_timeout")
        daemon = Daemon(far, pause=timedelta(milliseconds=200))
        disputes = [file(near, 1)]
        daemon.start()
        assert line.lost.wait(10)
        disputes.append(file(near, 2))
        wait_for("both have ended", lambda: len(near.outcomes()) == 2)
        daemon.stop()
        assert [outcome.position for outcome in near.outcomes()] == [1, 2]
        for dispute_id in disputes:
            fired = [event.action for event in near.history(dispute_id)]
            assert fired.count("seller_response_timeout") == 1
            assert near.verify(dispute_id) == ()
        assert near.tick().fired == ()
    failed = [vars(record)["error"] for record in caplog.records if record.getMessage() == "wake failed"]
    assert len(failed) == 1
    assert failed[0].startswith("Unavailable: ")


def test_a_command_whose_commit_is_not_answered_is_sent_again_and_done_once(line: LossyLine, postgres_url: str) -> None:
    with DisputeEngine(line.url) as far, DisputeEngine(postgres_url) as near:
        dispute_id = file(near, 1, "aliexpress")
        line.lose_the_commit_after("withdraw")
        with pytest.raises(Unavailable, match="send it again under the same id"):
            far.act(dispute_id, "withdraw", by=BUYER, command_id="once")
        assert line.lost.is_set()
        done = far.act(dispute_id, "withdraw", by=BUYER, command_id="once")
        assert done == near.get(dispute_id)
        assert [event.action for event in near.history(dispute_id)].count("withdraw") == 1
