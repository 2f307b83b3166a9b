"""What was claimed is sent, whatever happens to the claims after it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from disputes import DeliverySettings, DisputeEngine, Limits, ManualClock
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from ..daemon.waiting import wait_for
from .receivers import Receivers
from .stories import a_dispute

SETTINGS = DeliverySettings(limits=Limits(rest_seconds=0.05))
_REFUSING = """
CREATE TRIGGER refusing BEFORE UPDATE OF lease_token ON dispute_delivery
WHEN NEW.lease_token IS NOT NULL AND (SELECT failures FROM dispute_endpoint WHERE id = NEW.endpoint_id) > 0
BEGIN SELECT RAISE(ABORT, 'not this one'); END
"""


def deliver(engine: DisputeEngine) -> None:
    """In this thread."""
    with pytest.raises(IntegrityError, match="not this one"):
        engine.deliver()


@pytest.mark.parametrize("begin", [deliver, DisputeEngine.start])
def test_a_second_claim_that_fails_does_not_keep_the_first(
    tmp_path: Path, clock: ManualClock, net: Receivers, begin: Callable[[DisputeEngine], None]
) -> None:
    """The database refuses to lease what is due to the endpoint that fails, after it has leased to the other."""
    url = f"sqlite:///{tmp_path / 'disputes.db'}"
    failing, good = net.start("error"), net.start()
    with DisputeEngine(url, clock=clock, delivery=SETTINGS) as engine:
        engine.endpoints.add(failing.url, internal=True, events=["dispute.filed"])
        a_dispute(engine)
        assert not engine.deliver().arrived
        engine.endpoints.add(good.url, internal=True, events=["dispute.filed"])
        host = create_engine(url)
        with host.begin() as connection:
            connection.execute(text(_REFUSING))
        host.dispose()
        clock.advance(timedelta(hours=1))
        a_dispute(engine, 2)
        begin(engine)
        wait_for("the one that was leased is sent", lambda: good.got)
