"""Cases of other systems are taken over as they stand there, or refused with all that is missing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from disputes import Agreed, Case, CommandConflict, DisputeEngine, InvalidInput, Plan, Proposed, Refused

from ..support import BUYER, DAY, IMAGE, PLATFORM, SELLER, START, Timeline, a_claim, an_order, refund, usd

BACK = Plan.return_and_refund(usd(2000), "seller")


def a_case(state: str = "seller_response", **given: Any) -> Case:
    """A case filed two days ago elsewhere."""
    base: dict[str, Any] = {
        "order": an_order(),
        "claim": a_claim(),
        "state": state,
        "filed_at": START - 2 * DAY,
        "times": {"claim_submitted": START - DAY} if state == "seller_response" else {},
    }
    return Case(**(base | given))


def test_deadlines_count_from_the_time_points_it_brings(engine: DisputeEngine) -> None:
    dispute = engine.adopt(a_case(), by=PLATFORM, command_id="case-1")
    assert (dispute.state, dispute.filed_at, dispute.entered_state_at) == ("seller_response", START - 2 * DAY, START)
    assert {timer.name: timer.due_at for timer in dispute.timers if not timer.hangs_on} == {
        "seller_response_timeout": START + 4 * DAY,
        "platform_intervention": START + 5 * DAY,
    }
    (event,) = engine.history(dispute.id)
    assert (event.action, event.from_state, event.to_state, event.seq) == ("adopt", None, "seller_response", 1)
    assert engine.verify(dispute.id) == ()
    assert engine.adopt(a_case(), by=PLATFORM, command_id="case-1") == dispute
    with pytest.raises(CommandConflict):
        engine.adopt(a_case(filed_at=START - 3 * DAY), by=PLATFORM, command_id="case-1")


def test_it_goes_on_like_any_other(engine: DisputeEngine, time: Timeline) -> None:
    case = a_case(
        "plan_proposed",
        plans={"seller": refund(100), "platform": refund(700)},
        times={"arbitration_started": START - DAY, "plan_proposed": START - DAY},
        proposed=Proposed("buyer", "carrier"),
        accepted_by=("buyer",),
    )
    dispute = engine.adopt(case, by=PLATFORM)
    time.move_to(START + timedelta(hours=1))
    ended = engine.act(dispute.id, "accept_plan", by=SELLER, of="platform")
    assert ended.outcome is not None
    assert (ended.outcome.resolution, ended.outcome.winner, ended.outcome.liable) == ("ruled", "buyer", "carrier")
    assert (ended.outcome.refund, ended.outcome.arbitrated, ended.outcome.filed_at) == (usd(700), True, START - 2 * DAY)
    assert engine.verify(dispute.id) == ()


def test_a_return_under_way_is_taken_over_with_how_it_will_end(engine: DisputeEngine) -> None:
    agreed = Agreed("buyer", "agreed", "parties", "both", "nobody")
    claim = replace(a_claim(), plan=BACK)
    case = a_case("returning", claim=claim, times={"settled": START - DAY}, agreed=agreed)
    dispute = engine.adopt(case, by=PLATFORM)
    assert dispute.adopted_plan == BACK
    engine.act(dispute.id, "ship_return", by=BUYER, carrier="DHL", tracking="00340")
    ended = engine.act(dispute.id, "confirm_return", by=SELLER)
    assert ended.outcome is not None
    assert (ended.outcome.resolution, ended.outcome.refund, ended.outcome.with_return) == ("agreed", usd(2000), True)


def test_a_deadline_that_has_passed_meanwhile_is_due_now(engine: DisputeEngine) -> None:
    case = a_case(filed_at=START - 30 * DAY, times={"claim_submitted": START - 6 * DAY})
    dispute = engine.adopt(case, by=PLATFORM)
    events = engine.history(dispute.id)
    assert [(event.action, event.occurred_at) for event in events] == [
        ("adopt", START),
        ("platform_intervention", START),
    ]
    assert all(event.recorded_at for event in events)


def test_personal_texts_of_a_case_can_be_erased(engine: DisputeEngine) -> None:
    claim = replace(a_claim(), text="It never came", evidence=(IMAGE,), received=True)
    dispute = engine.adopt(a_case(claim=claim, order=an_order(return_address="Street 1")), by=PLATFORM)
    assert (dispute.text, dispute.order.return_address) == ("It never came", "Street 1")
    erased = engine.erase(dispute.id, why="request")
    assert (erased.text, erased.order.return_address) == ("[erased]", "[erased]")
    assert "never came" not in str(engine.history(dispute.id))
    assert engine.verify(dispute.id) == ()


def test_a_line_is_taken_over_once(engine: DisputeEngine) -> None:
    dispute = engine.adopt(a_case(), by=PLATFORM)
    with pytest.raises(Refused) as refused:
        engine.adopt(a_case(), by=PLATFORM)
    assert refused.value.code == "already_open"
    engine.act(dispute.id, "accept_plan", by=SELLER, of="buyer")
    with pytest.raises(Refused) as refused:
        engine.adopt(a_case(), by=PLATFORM)
    assert refused.value.code == "already_decided"


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ({"state": "resolved"}, {"case.state"}),
        ({"state": "negotation"}, {"case.state"}),
        ({"state": "arbitration"}, {"case.times.arbitration_started"}),
        (
            {"state": "plan_proposed"},
            {"case.times.plan_proposed", "case.plans.platform", "case.proposed"},
        ),
        ({"state": "returning"}, {"case.times.settled", "case.agreed"}),
        ({"filed_at": START + DAY, "times": {}}, {"case.filed_at"}),
        ({"times": {"claim_submitted": START + DAY}}, {"case.times.claim_submitted"}),
        ({"times": {"claim_submited": START}}, {"case.times.claim_submited"}),
        ({"claim": a_claim(cents=9999)}, {"case.claim.plan.amount"}),
        ({"claim": a_claim("lost")}, {"case.claim.reason"}),
        ({"plans": {"seller": refund(9999)}}, {"case.plans.seller.plan.amount"}),
        ({"order": an_order(facts={"vip": True})}, {"order.facts.vip"}),
        ({"plans": {"buyer": refund(700)}}, {"case.plans.buyer"}),
        ({"plans": {"seller": Plan.replacement()}}, {"case.plans.seller.plan"}),
        ({"agreed": Agreed("buyer", "agreed", "parties", "both", "nobody")}, {"case.agreed"}),
        ({"accepted_by": ("buyer", "seller")}, {"case.accepted_by"}),
        (
            {
                "state": "returning",
                "times": {"settled": START},
                "agreed": Agreed("seller", "agreed", "parties", "both", "nobody"),
            },
            {"case.plans.seller"},
        ),
        (
            {
                "state": "returning",
                "times": {"settled": START},
                "agreed": Agreed("buyer", "agreed", "parties", "both", "nobody"),
            },
            {"case.agreed"},
        ),
    ],
)
def test_what_is_missing_or_wrong_is_named_and_nothing_is_taken_over(
    engine: DisputeEngine, given: dict[str, Any], faults: set[str]
) -> None:
    with pytest.raises(InvalidInput) as caught:
        engine.adopt(a_case(**given), by=PLATFORM)
    assert {field for field, _ in caught.value.problems} == faults
    assert engine.events() == []


def test_only_the_platform_takes_over(engine: DisputeEngine) -> None:
    with pytest.raises(Refused) as refused:
        engine.adopt(a_case(), by=SELLER)
    assert refused.value.code == "wrong_actor"
