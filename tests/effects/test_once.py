"""Exactly once, under daemons, clients and recorders that all retry: each money effect is fed once, recorded once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from disputes import Actor, DisputeEngine

from ..daemon.fleet import a_fleet
from ..daemon.waiting import wait_for
from ..daemon_programme import quick

DAY = 0.1
RECORDERS = 3
PAYMENTS = Actor.platform("payments")


def record_all(url: str, effects: list[str]) -> list[str]:
    """Record each of these twice, as a host does that never knows whether the first try arrived."""
    with DisputeEngine(url, workflows=[quick(DAY)]) as engine:
        done = [
            engine.record_refund(effect, reference=f"pay {effect}", by=PAYMENTS) for effect in effects for _ in range(2)
        ]
    return [one.effect_id for one in done]


def all_events(engine: DisputeEngine) -> list[tuple[str, str, tuple[str, ...]]]:
    """The whole feed: dispute, action and the effects that move money, or the one that was recorded."""
    found: list[tuple[str, str, tuple[str, ...]]] = []
    after = 0
    while page := engine.events(after=after, limit=2_000):
        after = page[-1].position or after
        for event in page:
            money = tuple(effect.id for effect in event.effects if effect.amount)
            recorded = (str(event.details["effect_id"]),) if event.action == "record_refund" else ()
            found.append((event.dispute_id, event.action, money or recorded))
    return found


def test_every_refund_leaves_once_and_is_recorded_once(postgres_url: str, tmp_path: Path) -> None:
    with a_fleet(postgres_url, tmp_path, DAY) as fleet:
        for _ in range(2):
            fleet.start_daemon()
        for _ in range(20):
            fleet.file()
        fleet.start_clients(1, seed=3, spacing_ms=25)
        wait_for("refunds are ordered", lambda: len(fleet.engine.refunds("ordered", limit=1_000)) >= 15, 60)
        # Recorders and daemons at once: each dispute's lock decides who is first.
        ordered = [one.effect_id for one in fleet.engine.refunds(limit=1_000)]
        with ThreadPoolExecutor(RECORDERS) as pool:
            running = [pool.submit(record_all, postgres_url, ordered) for _ in range(RECORDERS)]
            answers = [one.result() for one in running]
        fleet.finish()
        feed = all_events(fleet.engine)
        disputes = {dispute_id for dispute_id, _, _ in feed}
        faults = {one: found for one in disputes if (found := fleet.engine.verify(one))}
        completed = {one.effect_id for one in fleet.engine.refunds("completed", limit=1_000)}
        listed = {one.effect_id for one in fleet.engine.refunds(limit=1_000)}
    fed = Counter(effect for _, action, effects in feed if action != "record_refund" for effect in effects)
    recorded = Counter(effect for _, action, effects in feed if action == "record_refund" for effect in effects)
    assert all(answer == [one for one in ordered for _ in range(2)] for answer in answers)
    assert len(ordered) >= 15
    assert set(fed.values()) == set(recorded.values()) == {1}
    assert set(recorded) == set(ordered) == completed
    assert set(fed) == listed
    assert faults == {}
