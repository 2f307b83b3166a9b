"""The simulation: the same twice, whatever the order of events, with each timer at its own instant."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from disputes import DisputeEngine, ManualClock
from disputes.simulation import example
from disputes.simulation.complaints import Complaint, infer_complaints
from disputes.simulation.drive import simulate
from disputes.simulation.filings import Filer, Filing
from disputes.simulation.olist import read_olist
from disputes.simulation.olist_import import carry_out, plan_import
from disputes.simulation.parameters import Parameters, load_parameters
from disputes.simulation.script import Act, Arrival, File, Script, TickAt

from .layout import a_line, a_review, an_order, make_folder

EXAMPLE = Path(str(example.__file__)).parent


@pytest.fixture(scope="module")
def complaints() -> tuple[Complaint, ...]:
    """The shipped example's."""
    return infer_complaints(read_olist(EXAMPLE))


@pytest.fixture(scope="module")
def parameters() -> Parameters:
    """The shipped ones."""
    return load_parameters()


@pytest.fixture(scope="module")
def script(complaints: Sequence[Complaint], parameters: Parameters) -> Script:
    """The example's whole course."""
    return simulate(complaints, parameters, 7)


def test_the_same_seed_gives_the_same_script(
    complaints: Sequence[Complaint], parameters: Parameters, script: Script
) -> None:
    assert simulate(complaints, parameters, 7) == script
    assert simulate(tuple(reversed(complaints)), parameters, 7) == script
    assert simulate(complaints, parameters, 8) != script


def test_a_dispute_goes_the_same_way_alone(
    complaints: Sequence[Complaint], parameters: Parameters, script: Script
) -> None:
    orders = sorted({complaint.order.id for complaint in complaints})
    for order in orders[::7]:
        alone = simulate([one for one in complaints if one.order.id == order], parameters, 7)
        assert _commands(alone, order) == _commands(script, order)


def _commands(script: Script, order: str) -> list[object]:
    steps = [step for step in script.steps if not isinstance(step, TickAt)]
    return [step for step in steps if f":{order}:" in (step.filing_id if isinstance(step, Act) else step.filing.id)]


def test_stopping_early_gives_the_beginning(
    complaints: Sequence[Complaint], parameters: Parameters, script: Script
) -> None:
    for step in script.steps[::25]:
        assert simulate(complaints, parameters, 7, until=step.at) == script.up_to(step.at)
    before = complaints[0].at - timedelta(days=1)
    assert simulate(complaints, parameters, 7, until=before) == script.up_to(before)
    assert len(script.up_to(before).to_come) == len(complaints)


def test_steps_are_in_the_order_of_time(script: Script) -> None:
    instants = [step.at for step in script.steps]
    assert instants == sorted(instants)
    assert {type(step) for step in script.steps} == {File, Act, Arrival, TickAt}


def test_command_ids_are_never_used_twice(script: Script) -> None:
    filings = [step.filing.id for step in script.steps if isinstance(step, File)]
    acts = [(step.filing_id, step.number) for step in script.steps if isinstance(step, Act)]
    assert len(set(filings)) == len(filings)
    assert len(set(acts)) == len(acts)


def test_timers_fire_at_their_own_instants() -> None:
    plan = plan_import(EXAMPLE)
    with DisputeEngine("memory://", clock=ManualClock(plan.starts_at)) as engine:
        carry_out(plan, engine)
        events = engine.events(limit=10_000)
    assert {"seller_response_timeout", "platform_intervention", "arbitration_default"} <= {e.action for e in events}
    assert [event for event in events if event.recorded_at != event.occurred_at] == []


def test_a_filing_knows_nothing_of_the_future(tmp_path: Path, parameters: Parameters) -> None:
    late = an_order(order_delivered_customer_date="2018-03-25 12:00:00")
    (complaint,) = infer_complaints(read_olist(make_folder(tmp_path, [late])))
    filer = Filer(parameters, 7)
    before = filer.order(Filing(complaint, 1, complaint.rule, complaint.at))
    after = filer.order(Filing(complaint, 1, complaint.rule, complaint.at + timedelta(days=9)))
    assert (before.delivered_at, before.completed_at) == (None, None)
    assert (after.delivered_at, after.completed_at) == (complaint.order.delivered_at,) * 2


def test_goods_that_arrive_in_the_course_are_told_to_the_engine(tmp_path: Path, parameters: Parameters) -> None:
    orders = [an_order(f"o{n}", order_delivered_customer_date="2018-03-22 12:00:00") for n in range(40)]
    lines = [a_line(f"o{n}") for n in range(40)]
    script = simulate(infer_complaints(read_olist(make_folder(tmp_path, orders, lines))), parameters, 7)
    arrived = {step.filing.id for step in script.steps if isinstance(step, Arrival)}
    gave_up = {step.filing_id for step in script.steps if isinstance(step, Act) and step.action == "withdraw"}
    assert len(arrived) > 30
    assert 20 < len(gave_up & arrived) < 40


def test_who_is_too_early_comes_back_and_who_shows_nothing_shows_something(
    tmp_path: Path, parameters: Parameters
) -> None:
    arrived = {"order_delivered_customer_date": "2018-03-06 12:00:00"}
    orders = [an_order(f"o{n}", **arrived) for n in range(60)]
    reviews = [a_review(f"o{n}", "quebrado", review_answer_timestamp="2018-03-08 09:00:00") for n in range(60)]
    lines = [a_line(f"o{n}") for n in range(60)]
    script = simulate(infer_complaints(read_olist(make_folder(tmp_path, orders, lines, reviews))), parameters, 7)
    filed = [step for step in script.steps if isinstance(step, File)]
    assert {refusal.code for refusal in script.refusals} >= {"too_early", "evidence_required"}
    assert sum(refusal.code == "too_early" for refusal in script.refusals) == 60
    assert {step.filing.rule for step in filed} >= {"again: it was too early", "again: now with evidence"}
    assert all(step.claim.evidence for step in filed)
    opens = orders[0]["order_delivered_carrier_date"]
    assert opens == "2018-03-03 12:00:00"
    assert all(step.at.date().isoformat() >= "2018-03-13" for step in filed)


def test_the_parameters_are_what_decides(complaints: Sequence[Complaint], parameters: Parameters) -> None:
    silent = parameters.seller.model_copy(update={"silent": 1.0})
    script = simulate(complaints, parameters.model_copy(update={"seller": silent}), 7)
    answers = [step for step in script.steps if isinstance(step, Act) and step.action in ("reject", "propose_plan")]
    assert [step for step in answers if step.by.role == "seller"] == []


def test_no_complaints_make_an_empty_script(parameters: Parameters) -> None:
    assert simulate([], parameters, 7) == Script()
