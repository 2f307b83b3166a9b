"""What the scenario tables cannot say of the other marketplaces: effects, wording, wrong facts."""

from collections.abc import Iterator

import pytest
from disputes import Claim, DisputeEngine, InvalidInput, ManualClock, Order, Plan, Refused, workflows

from ..support import BUYER, DAY, PLATFORM, SELLER, START, a_claim, an_order

OTHERS = ("dhgate", "ebay", "paypal", "shopee")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def engine(clock: ManualClock) -> Iterator[DisputeEngine]:
    with DisputeEngine("memory://", clock=clock) as engine:
        yield engine


def an_order_for(workflow: str) -> Order:
    """An order that can be disputed under this workflow."""
    return an_order(times={"paid": START - 20 * DAY}) if workflow == "paypal" else an_order()


def kinds(engine: DisputeEngine, dispute_id: str) -> list[str]:
    """The effects of a dispute, in order."""
    return [effect.kind for event in engine.history(dispute_id) for effect in event.effects]


def test_an_agreed_replacement_is_ordered_and_nothing_is_paid(engine: DisputeEngine) -> None:
    claim = Claim("not_received", plan=Plan.replacement())
    dispute = engine.file(an_order(), claim, "dhgate", by=BUYER)
    engine.act(dispute.id, "accept_plan", by=SELLER, of="buyer")
    assert kinds(engine, dispute.id) == ["notify_seller", "replace"]


def test_a_sellers_silence_orders_the_replacement_that_the_buyer_asked_for(
    engine: DisputeEngine, clock: ManualClock
) -> None:
    dispute = engine.file(an_order(), Claim("customs", plan=Plan.replacement()), "dhgate", by=BUYER)
    clock.advance(days=5)
    engine.tick()
    assert "replace" in kinds(engine, dispute.id)


def test_a_mediator_who_takes_the_case_has_the_parties_contacted(engine: DisputeEngine, clock: ManualClock) -> None:
    dispute = engine.file(an_order(facts={"vip_buyer": True}), a_claim(), "dhgate", by=BUYER)
    clock.advance(days=3)
    engine.act(dispute.id, "escalate", by=BUYER)
    engine.act(dispute.id, "take_case", by=PLATFORM)
    last = engine.history(dispute.id)[-1]
    assert [effect.kind for effect in last.effects] == ["notify_buyer", "notify_seller"]
    assert [item.action for item in engine.agenda(dispute.id)] == ["arbitration_sla", "arbitration_default"]


def test_who_may_ask_for_mediation_when_is_said(engine: DisputeEngine) -> None:
    dispute = engine.file(an_order(), a_claim(), "dhgate", by=BUYER)
    with pytest.raises(Refused, match="5 days after filed"):
        engine.act(dispute.id, "escalate", by=BUYER)
    engine.update_order("8190021", facts={"vip_buyer": True})
    with pytest.raises(Refused, match="3 days after filed"):
        engine.act(dispute.id, "escalate", by=BUYER)


def test_an_unknown_payment_says_what_to_give(engine: DisputeEngine) -> None:
    with pytest.raises(Refused, match=r"when the order was paid: give `times=\{'paid': …\}`") as caught:
        engine.file(an_order(), a_claim(), "paypal", by=BUYER)
    assert caught.value.code == "payment_unknown"


def test_what_is_closed_for_good_says_so(engine: DisputeEngine) -> None:
    dispute = engine.file(an_order_for("paypal"), a_claim(), "paypal", by=BUYER)
    engine.act(dispute.id, "withdraw", by=BUYER)
    with pytest.raises(Refused, match=r"has ended \(withdrawn\); a line is disputed once"):
        engine.file(an_order_for("paypal"), a_claim(), "paypal", by=BUYER)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"facts": {"shipping": "pigeon"}}, "order.facts.shipping"),
        ({"facts": {"vip": True}}, "order.facts.vip"),
        ({"times": {"paid": START}}, "order.times.paid"),
    ],
)
def test_facts_that_dhgate_does_not_ask_for_are_wrong(
    engine: DisputeEngine, given: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        engine.file(an_order(**given), a_claim(), "dhgate", by=BUYER)
    assert caught.value.field == field


@pytest.mark.parametrize("name", OTHERS)
def test_every_open_state_has_a_timer_that_leads_on(name: str) -> None:
    workflow = workflows.get(name)
    moving = {row.action for row in workflow.transitions if "timer" in row.by and row.to}
    left = {state for rule in workflow.timers if rule.action in moving for state in rule.runs_in}
    assert {state.name for state in workflow.states} - left == {"filed", "resolved"}


@pytest.mark.parametrize("name", OTHERS)
def test_entering_arbitration_is_marked(name: str) -> None:
    workflow = workflows.get(name)
    arbitration = {state.name for state in workflow.states if state.stage == "arbitration"}
    for row in workflow.transitions:
        if row.to in arbitration and not arbitration.issuperset(row.from_):
            assert "arbitration_started" in row.marks


@pytest.mark.parametrize("name", OTHERS)
def test_silence_of_the_seller_pays_what_the_workflow_says(
    name: str, engine: DisputeEngine, clock: ManualClock
) -> None:
    dispute = engine.file(an_order_for(name), a_claim(), name, by=BUYER)
    clock.advance(days=60)
    engine.tick()
    outcome = engine.get(dispute.id).outcome
    assert outcome
    paid = {"dhgate": 1250, "shopee": 1250, "paypal": 0, "ebay": 0}
    assert outcome.refund.amount == paid[name]
    assert outcome.resolution == ("seller_timeout" if paid[name] else "lapsed")
