"""Scores under freezegun: a frozen test may use them, in a process that has Ibis loaded."""

from datetime import UTC, date, datetime, timedelta

from disputes.interfaces.scoring import Scores

from ..support import timeline
from .market import SHANGHAI, Market


def test_a_frozen_clock_says_what_is_due() -> None:
    with timeline("freezegun", datetime(2020, 4, 1, 4, tzinfo=UTC)) as time, Scores(clock=time.clock) as scores:
        market = Market(SHANGHAI, scores.warehouse)
        market.orders(3, date(2020, 3, 20))
        market.facts()
        scores.enable("dhgate")
        assert [run.days for run in scores.run_due()] == [(date(2020, 4, 1),)]
        time.move_to(datetime(2020, 4, 2, 4, tzinfo=UTC) + timedelta(days=1))
        assert [run.days for run in scores.run_due()] == [(date(2020, 4, 2), date(2020, 4, 3))]
