"""Scores under freezegun: opened before time is frozen, as databases are, they take their time from it."""

from datetime import UTC, date, datetime

from disputes.interfaces.scores.scoring import Scores

from ..support import timeline
from .market import SHANGHAI, Market


def test_a_frozen_clock_says_what_is_due() -> None:
    with Scores() as scores:
        market = Market(SHANGHAI, scores.warehouse)
        market.orders(3, date(2020, 3, 20))
        market.facts()
        with timeline("freezegun", datetime(2020, 4, 1, 4, tzinfo=UTC)) as time:
            scores.enable("dhgate")
            assert [run.days for run in scores.run_due()] == [(date(2020, 4, 1),)]
            time.move_to(datetime(2020, 4, 3, 4, tzinfo=UTC))
            assert [run.days for run in scores.run_due()] == [(date(2020, 4, 2), date(2020, 4, 3))]
