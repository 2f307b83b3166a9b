"""The shipped example: current, of our own making, and with everything in it that can happen."""

from pathlib import Path

import pytest
from disputes import DisputeEngine, ManualClock
from disputes.simulation import example
from disputes.simulation.complaint_rules import RULES
from disputes.simulation.drive import AGAIN
from disputes.simulation.make_example import example_files, write_example
from disputes.simulation.olist import OlistOrder, read_olist
from disputes.simulation.olist_import import ImportReport, carry_out, plan_import

EXAMPLE = Path(str(example.__file__)).parent


@pytest.fixture(scope="module")
def report() -> ImportReport:
    """The example imported."""
    plan = plan_import(EXAMPLE)
    with DisputeEngine("memory://", clock=ManualClock(plan.starts_at)) as engine:
        return carry_out(plan, engine)


@pytest.fixture(scope="module")
def orders() -> tuple[OlistOrder, ...]:
    """The example's orders."""
    return read_olist(EXAMPLE)


def test_the_files_are_current() -> None:
    """If not: python -m disputes.simulation.make_example."""
    shipped = {file.name: file.read_text(encoding="utf-8") for file in EXAMPLE.glob("*.csv")}
    assert shipped == example_files()


def test_the_example_can_be_written_anywhere(tmp_path: Path) -> None:
    write_example(tmp_path)
    assert read_olist(tmp_path) == read_olist(EXAMPLE)


def test_it_is_small_and_of_many_kinds(orders: tuple[OlistOrder, ...]) -> None:
    assert 60 <= len(orders) <= 100
    assert any(not order.lines for order in orders)
    assert any(len({line.seller for line in order.lines}) > 1 for order in orders)
    assert any(len(order.lines) > 1 and len({line.seller for line in order.lines}) == 1 for order in orders)
    assert any(order.review is None for order in orders)


def test_every_rule_of_complaint_is_in_it(report: ImportReport) -> None:
    assert set(report.funnel.complaints) == {*(rule.name for rule in RULES), *AGAIN}


def test_every_refusal_of_filing_is_in_it(report: ImportReport) -> None:
    refusals = {"not_shipped", "too_early", "too_late", "evidence_required", "already_open", "already_decided"}
    assert set(report.funnel.not_eligible) == refusals


def test_every_stage_and_every_resolution_is_in_it(report: ImportReport) -> None:
    assert set(report.funnel.open) == {"seller_response", "negotiation", "arbitration"}
    assert set(report.funnel.outcomes) == {"agreed", "seller_timeout", "ruled", "withdrawn", "platform_timeout"}
    assert report.funnel.faults() == ()
