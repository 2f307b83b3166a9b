"""A clock that moves on while a command is carried out: what is due at the command's time fires before it."""

from datetime import datetime, timedelta

import pytest
from disputes import DisputeEngine, Plan, Refused

from ..support import BUYER, DAY, SELLER, START, a_claim, an_order

_READINGS = range(1, 12)


class SteppingClock:
    """Stands still, but for one step after so many readings."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._then = start
        self._left = 0

    def set(self, now: datetime, then: datetime, after: int) -> None:
        """It is `now` for so many readings, and `then` from there on."""
        self._now, self._then, self._left = now, then, after

    def now(self) -> datetime:
        """The present instant."""
        self._left -= 1
        return self._now if self._left >= 0 else self._then


@pytest.mark.parametrize("readings", _READINGS)
def test_an_answer_is_in_time_or_finds_the_deadline_passed(readings: int) -> None:
    clock = SteppingClock(START)
    with DisputeEngine("memory://", clock=clock) as engine:
        dispute = engine.file(an_order(), a_claim(), by=BUYER)
        clock.set(START + 5 * DAY - timedelta(milliseconds=1), START + 5 * DAY + timedelta(milliseconds=1), readings)
        try:
            engine.act(dispute.id, "reject", by=SELLER, plan=Plan.no_refund())
        except Refused:
            assert [event.action for event in engine.history(dispute.id)][-1] == "seller_response_timeout"
        else:
            *_, answered = engine.history(dispute.id)
            assert answered.occurred_at < START + 5 * DAY, "answered after the deadline, which had not fired"
        assert engine.verify(dispute.id) == ()
