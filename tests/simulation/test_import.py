"""The import as a whole, on the shipped example: on any store, twice, in parts, at other dates."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from disputes import Actor, DisputeEngine, Event, InvalidInput, ManualClock, Outcome, SystemClock
from disputes.engine.engine import Engine
from disputes.simulation import example
from disputes.simulation.cutoff import default_cutoff, whole_days_to
from disputes.simulation.olist_import import ImportReport, carry_out, import_olist, plan_import
from disputes.simulation.parameters import load_parameters
from disputes.simulation.script import Entered

from .layout import an_order, make_folder

EXAMPLE = Path(str(example.__file__)).parent
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

Content = tuple[list[Event], list[Outcome]]


def content(engine: Engine) -> Content:
    """Everything that stands in an engine's two feeds."""
    return engine.events(limit=10_000), engine.outcomes(limit=10_000)


def run(url: str, **options: Any) -> tuple[ImportReport, Content]:
    """Import the example into a database."""
    plan = plan_import(EXAMPLE, **options)
    with DisputeEngine(url, clock=ManualClock(plan.starts_at), random=Random(7)) as engine:
        return carry_out(plan, engine), content(engine)


def test_the_numbers_add_up_and_agree_with_the_engine(url: str) -> None:
    report, (events, outcomes) = run(url)
    funnel = report.funnel
    assert funnel.faults() == ()
    assert report.skipped == 0
    assert sum(event.action == "file" for event in events) == funnel.filed
    assert len(outcomes) == sum(funnel.outcomes.values())


def test_the_histories_follow_from_themselves() -> None:
    plan = plan_import(EXAMPLE)
    with DisputeEngine("memory://", clock=ManualClock(plan.starts_at)) as engine:
        carry_out(plan, engine)
        disputes = engine.find(limit=10_000)
        assert [fault for dispute in disputes for fault in engine.verify(dispute.id)] == []


def test_every_store_ends_alike(tmp_path: Path) -> None:
    in_memory, (events, outcomes) = run("memory://")
    on_disk, (events_there, outcomes_there) = run(f"sqlite:///{tmp_path / 'disputes.db'}")
    assert on_disk == in_memory
    assert events_there == events
    assert outcomes_there == outcomes


def test_the_same_import_again_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'disputes.db'}"
    assert run(url) == run(url)


def test_a_later_cut_off_goes_on_from_there(tmp_path: Path) -> None:
    url, until = f"sqlite:///{tmp_path / 'disputes.db'}", datetime(2024, 3, 20, tzinfo=UTC)
    early, _ = run(url, until=until)
    assert early.until == until
    assert early.funnel.not_yet > 5
    later, (_, outcomes) = run(url)
    at_once, (_, outcomes_at_once) = run("memory://")
    assert later == at_once
    assert len(outcomes) == len(outcomes_at_once)


@pytest.mark.parametrize("other", [{"seed": 8}, {"shift_to": NOW}])
def test_another_import_of_the_same_orders_is_named(tmp_path: Path, other: dict[str, int | datetime]) -> None:
    url = f"sqlite:///{tmp_path / 'disputes.db'}"
    _, before = run(url)
    with pytest.raises(InvalidInput, match="holds an import of these orders with other dates"):
        run(url, **other)
    assert run(url)[1] == before


def test_what_somebody_did_since_is_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'disputes.db'}"
    run(url, until=datetime(2024, 3, 20, tzinfo=UTC))
    with DisputeEngine(url, clock=ManualClock(datetime(2024, 3, 20, 1, tzinfo=UTC))) as engine:
        standing = [one for one in engine.find(limit=500) if one.outcome is None]
        for dispute in standing:
            engine.act(dispute.id, "withdraw", by=Actor.buyer(dispute.order.buyer))
    report, _ = run(url)
    assert report.skipped > 0
    assert report.funnel.outcomes["withdrawn"] >= len(standing) > 5


def test_the_cut_off_leaves_disputes_in_every_stage(url: str) -> None:
    report, _ = run(url)
    assert set(report.funnel.open) == {"seller_response", "negotiation", "arbitration"}
    assert min(report.funnel.open.values()) >= 3
    assert report.funnel.outcomes


def test_shifted_dates_end_within_the_last_day() -> None:
    report, (events, _) = run("memory://", shift_to=NOW)
    plain, (unshifted, _) = run("memory://")
    assert NOW - timedelta(days=1) < report.until <= NOW
    assert report.until - plain.until == report.shifted_by
    assert report.shifted_by % timedelta(days=1) == timedelta()
    assert report.funnel == plain.funnel
    assert acts_at(events) == [instant + report.shifted_by for instant in acts_at(unshifted)]


def acts_at(events: list[Event]) -> list[datetime]:
    """When the parties acted. Timers are not asked: business days fall on other dates."""
    return [event.occurred_at for event in events if event.actor.role != "system"]


def test_whole_days_move_back_too() -> None:
    cutoff = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
    assert whole_days_to(cutoff, datetime(2026, 3, 2, 9, 0, tzinfo=UTC)) == timedelta(days=-9)
    assert whole_days_to(cutoff, cutoff) == timedelta()
    assert whole_days_to(cutoff, cutoff + timedelta(hours=23)) == timedelta()


def test_the_clock_must_be_the_imports() -> None:
    plan = plan_import(EXAMPLE)
    for clock in (SystemClock(), ManualClock(plan.starts_at + timedelta(seconds=1))):
        with (
            DisputeEngine("memory://", clock=clock) as engine,
            pytest.raises(InvalidInput, match="needs a ManualClock that stands at"),
        ):
            carry_out(plan, engine)


def test_progress_goes_to_the_end() -> None:
    planned: list[tuple[int, int]] = []
    carried: list[tuple[int, int]] = []
    plan = plan_import(EXAMPLE, progress=lambda done, total: planned.append((done, total)))
    with DisputeEngine("memory://", clock=ManualClock(plan.starts_at)) as engine:
        carry_out(plan, engine, progress=lambda done, total: carried.append((done, total)))
    for told in (planned, carried):
        assert [done for done, _ in told] == sorted(done for done, _ in told)
        assert told[-1][0] == told[-1][1] > 0


def test_a_naive_cut_off_is_refused() -> None:
    with pytest.raises(InvalidInput, match="until: must be an instant with a time zone"):
        plan_import(EXAMPLE, until=datetime(2024, 3, 1))  # noqa: DTZ001


def test_before_the_first_complaint_nothing_is_filed() -> None:
    report, (events, _) = run("memory://", until=datetime(2024, 1, 1, tzinfo=UTC))
    assert events == []
    assert report.funnel.faults() == ()
    assert report.funnel.filed == 0
    assert report.funnel.not_yet == sum(report.funnel.complaints.values()) > 0


def test_orders_that_fill_no_stage_need_a_cut_off_of_their_own(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, [an_order(order_delivered_carrier_date="")])
    with pytest.raises(InvalidInput, match="no instant with disputes in every stage"):
        plan_import(folder)
    plan = plan_import(folder, until=datetime(2018, 6, 1, tzinfo=UTC))
    assert [refusal.code for refusal in plan.script.refusals] == ["not_shipped"]


def test_the_default_cut_off_is_the_latest_with_several_in_every_stage() -> None:
    days = [NOW + timedelta(days=number) for number in range(5)]
    stages = [
        Entered(days[0], "a", "seller_response"),
        Entered(days[1], "b", "seller_response"),
        Entered(days[2], "b", "resolved"),
        Entered(days[2], "c", "seller_response"),
        Entered(days[3], "d", "resolved"),
        Entered(days[4], "a", "resolved"),
    ]
    assert default_cutoff(stages) == days[3]  # Two in each; a day later there is one left to answer.
    assert default_cutoff(stages[:3]) == days[2]


def test_import_olist_plans_and_carries_out() -> None:
    engines: list[Engine] = []

    def make(clock: ManualClock) -> Engine:
        engines.append(DisputeEngine("memory://", clock=clock, random=Random(7)))
        return engines[0]

    report = import_olist(make, EXAMPLE, parameters=load_parameters(), seed=7)
    assert (report, content(engines[0])) == run("memory://")
    assert report.as_json()["funnel"] == report.funnel.as_json()
    assert report.as_json()["until"] == report.until.strftime("%Y-%m-%dT%H:%M:%SZ")
