"""One action for many disputes: what it selects, what a dry run says, what had fired, and that a repetition is safe."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from disputes import Bulk, BulkItem, Dispute, DisputeEngine, InvalidInput, Refused

from ..support import BUYER, DAY, PLATFORM, SELLER, START, Timeline, a_claim, an_order

TIMEOUT = "seller_response_timeout"


def file_daily(engine: DisputeEngine, time: Timeline, count: int = 4) -> list[Dispute]:
    """A dispute a day, each on an order of its own, under the older rules."""
    filed: list[Dispute] = []
    for day in range(count):
        time.move_to(START + day * DAY)
        filed.append(engine.file(an_order(id=f"o-{day}"), a_claim(), "aliexpress@1", by=BUYER))
    return filed


def orders(done: Bulk) -> list[str]:
    """The orders of what it was done to."""
    return [item.order_id for item in done.items if item.refused is None]


def moved(item: BulkItem) -> dict[str, timedelta | None]:
    """By how much each deadline moved; None: there was none before or there is none now."""
    return {move.timer: move.after - move.before if move.after and move.before else None for move in item.moves}


def due(engine: DisputeEngine, disputes: list[Dispute], timer: str) -> list[datetime]:
    """When a timer is due in each dispute."""
    return [one.due_at for each in disputes for one in engine.get(each.id).timers if one.name == timer]


def test_an_outage_is_mended_for_all_that_it_touched(engine: DisputeEngine, time: Timeline) -> None:
    filed = file_daily(engine, time)
    time.move_to(START + 6 * DAY + timedelta(hours=1))
    window = (START + 5 * DAY, START + 7 * DAY)
    mend: dict[str, Any] = {"window": window, "timer": TIMEOUT, "duration": 2 * DAY, "why": "outage", "command_id": "o"}
    dry = engine.bulk("extend", by=PLATFORM, dry_run=True, **mend)
    assert (orders(dry), dry.fired) == (["o-0", "o-1"], ())
    assert [moved(item) for item in dry.items] == [{TIMEOUT: 2 * DAY}] * 2
    assert [event.action for event in engine.events()].count("extend") == 0
    done = engine.bulk("extend", by=PLATFORM, **mend)
    assert done.items == dry.items
    assert due(engine, filed[:2], TIMEOUT) == [START + 7 * DAY, START + 8 * DAY]
    engine.bulk("extend", by=PLATFORM, **mend)
    assert [event.action for event in engine.events()].count("extend") == 2
    assert due(engine, filed[:2], TIMEOUT) == [START + 7 * DAY, START + 8 * DAY]


def test_what_had_fired_in_the_window_stands_and_is_listed(engine: DisputeEngine, time: Timeline) -> None:
    filed = file_daily(engine, time, 2)
    time.move_to(START + 5 * DAY)
    engine.tick()
    done = engine.bulk(
        "extend",
        by=PLATFORM,
        window=(START + 5 * DAY, START + 6 * DAY + timedelta(hours=1)),
        timer=TIMEOUT,
        duration=DAY,
    )
    assert orders(done) == ["o-1"]
    assert [(event.dispute_id, event.action) for event in done.fired] == [(filed[0].id, TIMEOUT)]
    assert engine.get(filed[0].id).outcome is not None


def test_pause_and_resume_select_by_search(engine: DisputeEngine, time: Timeline) -> None:
    filed = file_daily(engine, time, 3)
    paused = engine.bulk("pause", by=PLATFORM, where={"order": "o-1"}, why="flood")
    assert orders(paused) == ["o-1"]
    assert [engine.get(one.id).paused_at is not None for one in filed] == [False, True, False]
    time.move_to(START + 4 * DAY)
    resumed = engine.bulk("resume", by=PLATFORM)
    assert orders(resumed) == ["o-1"]
    assert due(engine, filed, TIMEOUT) == [START + 5 * DAY, START + 8 * DAY, START + 7 * DAY]


def test_a_refusal_for_one_does_not_keep_the_others(engine: DisputeEngine, time: Timeline) -> None:
    filed = file_daily(engine, time, 2)
    engine.act(filed[0].id, "extend", by=PLATFORM, timer=TIMEOUT, duration=14 * DAY)
    done = engine.bulk("extend", by=PLATFORM, timer=TIMEOUT, duration=2 * DAY)
    assert [(item.order_id, item.refused) for item in done.items] == [("o-0", "above_cap"), ("o-1", None)]
    assert "15 days in all" in done.items[0].why


def test_a_migration_says_first_which_deadline_moves_and_what_would_fire(engine: DisputeEngine, time: Timeline) -> None:
    filed = file_daily(engine, time, 2)
    engine.act(filed[0].id, "reject", by=SELLER)
    time.move_to(START + 8 * DAY)
    engine.tick()
    late = engine.file(an_order(id="o-9", promised_delivery_at=None), a_claim(), "aliexpress@1", by=BUYER)
    dry = engine.bulk("migrate", by=PLATFORM, to="aliexpress@2", dry_run=True, where={"workflow": "aliexpress@1"})
    assert [(item.order_id, item.fires_at_once) for item in dry.items] == [
        ("o-0", ("platform_intervention",)),
        ("o-9", ()),
    ]
    assert [moved(item)["platform_intervention"] for item in dry.items] == [-8 * DAY, -9 * DAY]
    assert {engine.get(one.id).workflow_version for one in (filed[0], late)} == {1}
    done = engine.bulk("migrate", by=PLATFORM, to="aliexpress@2")
    assert done.done == 2
    assert (engine.get(filed[0].id).state, engine.get(late.id).state) == ("arbitration", "seller_response")
    assert engine.verify(filed[0].id) == engine.verify(late.id) == ()
    assert engine.bulk("migrate", by=PLATFORM, to="aliexpress@2").items == ()


def test_progress_is_told_of_each(engine: DisputeEngine, time: Timeline) -> None:
    file_daily(engine, time, 3)
    told: list[BulkItem] = []
    done = engine.bulk("pause", by=PLATFORM, progress=told.append)
    assert tuple(told) == done.items
    assert len(told) == 3


@pytest.mark.parametrize(
    ("action", "arguments", "error", "about"),
    [
        ("reject", {}, InvalidInput, "one dispute at a time"),
        ("pause", {"where": {"selle": "s"}}, InvalidInput, "did you mean 'seller'"),
        ("pause", {"window": (START, START)}, InvalidInput, "must end after it begins"),
        ("pause", {"by": SELLER}, Refused, "is for platform"),
        ("pause", {"where": {"stage": "nowhere"}}, InvalidInput, "stage"),
        ("pause", {"where": {"state": "negotation"}}, InvalidInput, "did you mean 'negotiation'"),
        ("pause", {"where": {"workflow": "aliexpress@7"}}, InvalidInput, "no workflow 'aliexpress@7'"),
        ("extend", {"timer": "seller_respons_timeout", "duration": DAY}, InvalidInput, "did you mean"),
        ("extend", {}, InvalidInput, "is required by extend"),
        ("migrate", {}, InvalidInput, "is required by migrate"),
    ],
)
def test_wrong_bulks_change_nothing(
    engine: DisputeEngine, action: str, arguments: dict[str, Any], error: type[Exception], about: str
) -> None:
    dispute = engine.file(an_order(), a_claim(), by=BUYER)
    given: dict[str, Any] = {"by": PLATFORM, **arguments}
    with pytest.raises(error, match=about):
        engine.bulk(action, **given)
    assert engine.get(dispute.id) == dispute
