"""The feeds become facts in a warehouse: in any bites the same, corrected by appeals, refunds with their end."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from disputes import Actor, Case, DisputeEngine, InvalidInput, ManualClock, workflows
from disputes.engine.deadlines import Zone
from disputes.interfaces.scores.dispute_facts import DisputeFacts, Followed
from disputes.interfaces.scores.fact_loading import load_facts
from disputes.interfaces.scores.scoring import Scores
from disputes.simulation.olist_import import carry_out, plan_import
from disputes.storage.fact_zones import zone_of
from disputes.storage.warehouse import Warehouse

from ..support import BUYER, DAY, IMAGE, PLATFORM, SELLER, START, a_claim, an_order, refund

EXAMPLE = Path(__file__).parents[2] / "simulation" / "example"


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    """An empty one in memory."""
    made = Warehouse("duckdb://")
    yield made
    made.close()


@pytest.fixture
def clock() -> ManualClock:
    """Stands at START."""
    return ManualClock(START)


@pytest.fixture
def engine(clock: ManualClock) -> Iterator[DisputeEngine]:
    """An engine in memory."""
    with DisputeEngine("memory://", clock=clock, random=Random(1)) as made:
        yield made


def facts(warehouse: Warehouse, fact: str = "disputes") -> list[dict[str, Any]]:
    """The facts of a kind by id, without the load they came by."""
    return warehouse.facts[fact].drop("load").order_by("id").to_pyarrow().to_pylist()


def test_any_bites_give_the_same_facts(warehouse: Warehouse) -> None:
    plan = plan_import(EXAMPLE)
    with DisputeEngine("memory://", clock=ManualClock(plan.starts_at), random=Random(7)) as engine:
        carry_out(plan, engine)
        done = DisputeFacts(warehouse, engine).follow()
        assert DisputeFacts(warehouse, engine).follow() == Followed()
        events, outcomes = engine.events(limit=10_000), engine.outcomes(limit=10_000)
        disputes = engine.find(order_by="filed", limit=1_000)
        bites = Random(3)
        other = Warehouse("duckdb://")
        while (bite := DisputeFacts(other, engine).bite(bites.choice((1, 60, 130)), bites.choice((1, 25)))).events or (
            bite.outcomes
        ):
            assert bite.events <= 130
    assert (done.events, done.outcomes, done.disputes) == (len(events), len(outcomes), len(disputes))
    refunds = [effect for event in events for effect in event.effects if effect.kind == "refund"]
    assert done.refunds == len(refunds) == len(facts(warehouse, "refunds")) > 20
    assert {row["id"] for row in facts(warehouse)} == {dispute.id for dispute in disputes}
    assert facts(other) == facts(warehouse)
    assert facts(other, "refunds") == facts(warehouse, "refunds")
    # The days are those of the workflow's zone, since no load has named one.
    filed = min(facts(warehouse), key=lambda row: int(row["filed_at"]))
    zone = ZoneInfo(workflows.get("aliexpress").zone.name)
    assert filed["filed_on"] == disputes[0].filed_at.astimezone(zone).date()


def test_a_dispute_counts_before_it_has_ended(engine: DisputeEngine, clock: ManualClock, warehouse: Warehouse) -> None:
    filed = engine.file(an_order(), a_claim(), by=BUYER)
    follower = DisputeFacts(warehouse, engine, zone="Asia/Shanghai")
    follower.follow()
    (row,) = facts(warehouse)
    assert (row["seller"], row["order"], row["workflow"]) == ("s-17", "8190021", "aliexpress@2")
    assert row["filed_on"] == START.date()
    assert (row["answered_at"], row["arbitrated_at"], row["ended_at"]) == (None, None, None)
    clock.advance(days=1)
    engine.act(filed.id, "reject", by=SELLER)
    clock.advance(days=6)
    engine.tick()
    follower.follow()
    (row,) = facts(warehouse)
    assert row["answered_on"] == date(2026, 3, 3)
    assert row["arbitrated_on"] == date(2026, 3, 9)
    engine.act(filed.id, "withdraw", by=BUYER)
    follower.follow()
    (row,) = facts(warehouse)
    assert (row["resolution"], row["withdrawn_on"], row["arbitrated_on"]) == (
        "withdrawn",
        date(2026, 3, 9),
        date(2026, 3, 9),
    )


def test_an_overturned_appeal_corrects_the_fact(
    engine: DisputeEngine, clock: ManualClock, warehouse: Warehouse
) -> None:
    filed = engine.file(an_order(), a_claim(), by=BUYER)
    engine.act(filed.id, "reject", by=SELLER)
    engine.act(filed.id, "take_case", by=PLATFORM)
    engine.act(filed.id, "rule", by=PLATFORM, plan=refund(1250), winner="buyer", liable="seller")
    follower = DisputeFacts(warehouse, engine)
    follower.follow()
    (row,) = facts(warehouse)
    assert (row["liable"], row["revision"], row["ended_at"]) == ("seller", 1, row["filed_at"])
    clock.advance(days=1)
    engine.act(filed.id, "appeal", by=SELLER, why="It was delivered.", evidence=[IMAGE])
    engine.act(
        filed.id, "decide_appeal", by=PLATFORM, overturn=True, plan=refund(100), winner="seller", liable="carrier"
    )
    assert follower.follow().outcomes == 1
    (corrected,) = facts(warehouse)
    assert (corrected["liable"], corrected["winner"], corrected["revision"]) == ("carrier", "seller", 2)
    # It ended when it first did: the month it counts in stays.
    assert corrected["ended_at"] == row["ended_at"]
    # What is taken back from the buyer is no refund.
    assert [one["dispute"] for one in facts(warehouse, "refunds")] == [filed.id]


def test_a_refund_is_complete_when_the_platform_says_so(
    engine: DisputeEngine, clock: ManualClock, warehouse: Warehouse
) -> None:
    engine.file(an_order(), a_claim(), by=BUYER)
    clock.advance(days=5)
    engine.tick()
    follower = DisputeFacts(warehouse, engine)
    follower.follow()
    (dispute,), (ordered,) = facts(warehouse), facts(warehouse, "refunds")
    assert dispute["timed_out_at"] == dispute["ended_at"] == ordered["ordered_at"]
    assert ordered["completed_at"] is None
    clock.advance(hours=70)
    engine.record_refund(ordered["id"])
    follower.follow()
    (completed,) = facts(warehouse, "refunds")
    assert completed["completed_at"] - completed["ordered_at"] == 70 * 3_600_000_000
    assert completed["version"] == 2


def test_cases_taken_over_and_migrated_are_counted(
    engine: DisputeEngine, clock: ManualClock, warehouse: Warehouse
) -> None:
    times = {"claim_submitted": START - 2 * DAY}
    plans: dict[Any, Any] = {"seller": refund(100)}
    case = Case(an_order(), a_claim(), "negotiation", START - 2 * DAY, plans=plans, times=times)
    adopted = engine.adopt(case, "aliexpress@1", by=PLATFORM)
    follower = DisputeFacts(warehouse, engine)
    follower.follow()
    (row,) = facts(warehouse)
    assert (row["workflow"], row["filed_on"]) == ("aliexpress@1", date(2026, 2, 28))
    engine.act(adopted.id, "migrate", by=PLATFORM, to="aliexpress@2")
    clock.advance(days=5)
    engine.tick()
    follower.follow()
    (row,) = facts(warehouse)
    assert (row["workflow"], row["arbitrated_on"]) == ("aliexpress@2", date(2026, 3, 7))


def test_a_failure_leaves_facts_and_cursors_as_they_were(
    engine: DisputeEngine, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.file(an_order(), a_claim(), by=BUYER)

    def fails(*_: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="the disk is full"):
        patched.setattr(warehouse, "move_cursor", fails)
        DisputeFacts(warehouse, engine).follow()
    assert facts(warehouse) == []
    assert DisputeFacts(warehouse, engine).follow().disputes == 1


def test_another_database_of_disputes_is_refused(
    engine: DisputeEngine, clock: ManualClock, warehouse: Warehouse
) -> None:
    """Its positions begin anew: read on from the other's, its first disputes would never come."""
    engine.file(an_order(), a_claim(), by=BUYER)
    DisputeFacts(warehouse, engine).follow()
    with DisputeEngine("memory://", clock=clock) as another:
        for line in ("1", "2", "3"):
            another.file(an_order(line=line), a_claim(), by=BUYER)
        with pytest.raises(InvalidInput, match=r"another database of disputes: its event \d+ is not.*--source NAME"):
            DisputeFacts(warehouse, another).follow()
        assert len(facts(warehouse)) == 1
        assert DisputeFacts(warehouse, another, source="shop 2").follow().disputes == 3
    engine.file(an_order(line="2"), a_claim(), by=BUYER)
    assert DisputeFacts(warehouse, engine).follow().disputes == 1


def test_complaints_against_reviews_are_due_after_ten_working_days(clock: ManualClock) -> None:
    friday = datetime(2026, 2, 27, 10, tzinfo=UTC)
    usual = {"seller": "s", "review": "r", "ground": "insult"}
    with Scores("duckdb://", clock=clock) as scores:
        records = [
            usual | {"id": "late", "filed_at": friday - timedelta(days=14)},
            usual | {"id": "open", "filed_at": friday},
            usual | {"id": "done", "filed_at": friday, "answered_at": START},
        ]
        load_facts(scores.warehouse, "review_complaints", records, zone="Asia/Shanghai")
        holiday = Zone("Asia/Shanghai", frozenset({date(2026, 3, 4)}))
        late, waiting = scores.open_complaints(holiday)
    # Friday 13 February and ten working days: 27 February; 27 February, and a holiday between: 16 March.
    assert (late.id, late.due_at, late.overdue) == ("late", friday, True)
    assert (waiting.id, waiting.due_at, waiting.overdue) == ("open", datetime(2026, 3, 16, 10, tzinfo=UTC), False)


def test_parties_of_other_marketplaces_keep_their_days(engine: DisputeEngine, warehouse: Warehouse) -> None:
    engine.file(an_order(marketplace="a"), a_claim(), by=BUYER)
    engine.file(an_order(marketplace="b"), a_claim(), "dhgate", by=Actor.buyer("b-204"))
    DisputeFacts(warehouse, engine).follow()
    assert zone_of(warehouse, "a") == "America/Los_Angeles"
    assert zone_of(warehouse, "b") == "Asia/Shanghai"


def test_the_same_on_postgresql(engine: DisputeEngine, clock: ManualClock, postgres_url: str) -> None:
    """Facts loaded, corrected and followed, and a load that is refused, on PostgreSQL as on DuckDB."""
    filed = engine.file(an_order(), a_claim(), by=BUYER)
    found: list[list[dict[str, Any]]] = []
    for step in range(2):
        for url in ("duckdb://", postgres_url):
            warehouse = Warehouse(url)
            if step == 0:
                load_facts(warehouse, "sellers", [{"id": "s-17"}, {"id": "s-18"}], zone="Asia/Shanghai", clock=clock)
                load_facts(warehouse, "sellers", [{"id": "s-17", "version": 2, "verified": True}], clock=clock)
                with pytest.raises(InvalidInput, match="is known with other content"):
                    load_facts(warehouse, "sellers", [{"id": "new"}, {"id": "s-18", "verified": True}], clock=clock)
            DisputeFacts(warehouse, engine).follow()
            found.append([*facts(warehouse, "sellers"), *facts(warehouse)])
            warehouse.close()
        clock.advance(days=5)
        engine.tick()
    duckdb, postgresql, _, later = found
    assert duckdb == postgresql
    assert [row["verified"] for row in duckdb[:2]] == [True, False]
    assert (later[2]["id"], later[2]["resolution"]) == (filed.id, "seller_timeout")
