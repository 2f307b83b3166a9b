"""The main job on real orders: the whole Olist subset, when it lies beside the repository."""

import os
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from disputes import DisputeEngine, Event, ManualClock, Outcome
from disputes.simulation.olist_import import ImportPlan, ImportReport, carry_out, plan_import

SHARE_ON_DISK = float(os.environ.get("DISPUTES_SUBSET_ON_DISK", "0.2"))
"""How much of the subset SQLite takes too in `make test`; `DISPUTES_SUBSET_ON_DISK=1` for all of it."""
FOLDER = Path(__file__).parents[2].parent / "shared" / "data" / "olist"

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the Olist subset is not there: it may not be shipped, put it in ../shared/data/olist"
)


@pytest.fixture(scope="module")
def plan() -> ImportPlan:
    """What an import of the whole subset does."""
    return plan_import(FOLDER)


@pytest.fixture(scope="module")
def report(plan: ImportPlan) -> ImportReport:
    """The plan carried out in memory."""
    return carry(plan, "memory://")[0]


def carry(plan: ImportPlan, url: str) -> tuple[ImportReport, list[Event], list[Outcome]]:
    """Carry the plan out on a database; its report and both feeds."""
    with DisputeEngine(url, clock=ManualClock(plan.starts_at), random=Random(7)) as engine:
        return carry_out(plan, engine), engine.events(limit=10_000), engine.outcomes(limit=10_000)


def beginning(plan: ImportPlan, share: float) -> ImportPlan:
    """The plan up to the instant at which so much of it has been done."""
    steps = plan.script.steps
    until = steps[round(len(steps) * share) - 1].at
    return replace(plan, script=plan.script.up_to(until), until=until)


def test_the_whole_subset_is_read(plan: ImportPlan) -> None:
    assert len(plan.orders) == 8_135
    assert sum(len(order.lines) for order in plan.orders) == 8_365


def test_the_numbers_add_up_and_nothing_is_missing(report: ImportReport) -> None:
    funnel = report.funnel
    assert funnel.faults() == ()
    assert report.skipped == 0
    assert sum(funnel.complaints.values()) > 2_500
    assert funnel.filed > 1_200
    assert set(funnel.not_eligible) == {
        "not_shipped",
        "too_early",
        "too_late",
        "evidence_required",
        "already_open",
        "already_decided",
    }
    assert min(funnel.open.values()) >= 5
    assert set(funnel.open) == {"seller_response", "negotiation", "arbitration"}
    assert set(funnel.outcomes) == {"agreed", "seller_timeout", "ruled", "withdrawn", "platform_timeout"}
    shares = {name: count / sum(funnel.outcomes.values()) for name, count in funnel.outcomes.items()}
    assert 0.25 < shares["agreed"] < 0.5
    assert 0.10 < shares["seller_timeout"] < 0.25
    assert 0.20 < shares["ruled"] < 0.45


def test_the_same_plan_twice(plan: ImportPlan) -> None:
    assert plan_import(FOLDER) == plan


def test_the_same_on_sqlite(plan: ImportPlan, tmp_path: Path) -> None:
    """Every event and outcome, of several hundred disputes."""
    part = beginning(plan, SHARE_ON_DISK)
    in_memory = carry(part, "memory://")
    assert carry(part, f"sqlite:///{tmp_path / 'disputes.db'}") == in_memory
    assert in_memory[0].funnel.filed > 200
