"""Cards that grade a marketplace: enabled all or none, once, stopped, and begun again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from disputes import InvalidInput, ManualClock, Scores
from disputes.scoring.calendar import local_day
from disputes.storage.enabled_cards import TABLE

NOON = datetime(2026, 5, 10, 4, tzinfo=UTC)
TOGETHER = 4


@pytest.fixture
def clock() -> ManualClock:
    """Noon of May 10 in Shanghai."""
    return ManualClock(NOON)


@pytest.fixture
def scores(warehouse_url: str, clock: ManualClock) -> Iterator[Scores]:
    """Nothing is known yet."""
    with Scores(warehouse_url, clock=clock) as opened:
        yield opened


def test_all_of_them_or_none(scores: Scores) -> None:
    """DHgate's days begin in Shanghai, AliExpress' in Los Angeles: one marketplace cannot have both."""
    with pytest.raises(InvalidInput, match=r"aliexpress_level@1 counts days in America/Los_Angeles, default in Asia/"):
        scores.enable("dhgate", "aliexpress_level")
    assert scores.enabled() == []
    with pytest.raises(InvalidInput, match="did you mean 'dhgate'"):
        scores.enable("dhgate", "dhgat")
    assert scores.enabled() == []
    scores.enable("aliexpress_level", "aliexpress_daily")
    assert sorted(scores.enabled()) == ["aliexpress_daily@1", "aliexpress_level@1"]


def test_several_at_once_enable_it_once(postgres_warehouse_url: str) -> None:
    together = Barrier(TOGETHER)

    def enable(_: int) -> None:
        with Scores(postgres_warehouse_url, clock=ManualClock(NOON)) as scores:
            together.wait(30)
            scores.enable("dhgate")

    with ThreadPoolExecutor(TOGETHER) as threads:
        list(threads.map(enable, range(TOGETHER)))
    with Scores(postgres_warehouse_url) as scores:
        assert scores.warehouse.table(TABLE).count().to_pyarrow().as_py() == 1


def test_since_another_day_is_not_passed_over(scores: Scores) -> None:
    scores.enable("dhgate", since=date(2026, 5, 1))
    scores.enable("dhgate")
    scores.enable("dhgate", since=date(2026, 5, 1))
    with pytest.raises(InvalidInput) as refused:
        scores.enable("dhgate", since=date(2026, 4, 1))
    assert refused.value.problems == (
        ("since", "dhgate@1 grades default since 2026-05-01 already: disable it first, to begin again from 2026-04-01"),
    )


def test_stopped_and_begun_again(scores: Scores, clock: ManualClock) -> None:
    """It runs on May 10, is stopped, and begins again from the day that is said: a later one, an earlier one."""
    scores.enable("dhgate")
    scores.run_due()
    assert due_on(scores) == date(2026, 5, 11)
    scores.disable("dhgate")
    clock.advance(timedelta(days=10))
    scores.disable("dhgate")
    assert (scores.enabled(), scores.next_due_at(), scores.run_due()) == ([], None, ())
    for since in (date(2026, 5, 18), date(2026, 5, 5)):
        scores.enable("dhgate@1", since=since)
        assert due_on(scores) == since
        scores.disable("dhgate@1")
    with pytest.raises(InvalidInput, match="did you mean 'dhgate'"):
        scores.disable("dhgat")


def test_one_marketplace_of_several(scores: Scores) -> None:
    for name in ("default", "o'neill"):
        scores.enable("dhgate", marketplace=name)
    assert scores.run_due(marketplace="another") == ()
    assert [run.marketplace for run in scores.run_due(marketplace="o'neill")] == ["o'neill"]
    assert due_on(scores) == date(2026, 5, 10), "the other's is still due"
    scores.disable("dhgate", marketplace="o'neill")
    assert [of for of, _ in scores.all_enabled()] == ["default"]


def due_on(scores: Scores) -> date:
    """The local day of the next score."""
    due = scores.next_due_at()
    assert due is not None
    return local_day("Asia/Shanghai", due)
