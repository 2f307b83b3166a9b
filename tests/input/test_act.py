"""Actions with bad input: every detail wrong in turn, wrong actors, states and versions."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from disputes import Actor, InvalidInput, Plan, Refused

from ..support import BUYER, DAY, IMAGE, PLATFORM, SELLER, START, refund, usd
from . import wrong
from .shop import (
    NOBODYS,
    STRANGERS,
    Shop,
    all_invalid,
    everything,
    finds_nothing,
    invalid,
    names,
    not_found,
    nothing_added,
    refused,
    refuses,
    trying,
)
from .wrong import ROLES, named

RULING: dict[str, Any] = {"plan": refund(5), "winner": "buyer", "liable": "seller", "why": "Torn"}

GOOD: list[tuple[Actor, str, dict[str, Any]]] = [
    (BUYER, "modify_claim", {"plan": refund(5), "reason": "customs", "text": "Torn", "evidence": [IMAGE]}),
    (BUYER, "propose_plan", {"plan": refund(5), "note": "Please"}),
    (SELLER, "propose_plan", {"plan": refund(5), "note": "Sorry"}),
    (PLATFORM, "propose_plan", RULING | {"note": "Fair"}),
    (SELLER, "reject", {"plan": refund(5), "note": "No"}),
    (SELLER, "accept_plan", {"of": "buyer", "return_address": "1 Main St"}),
    (BUYER, "accept_plan", {"of": "seller"}),
    (SELLER, "withdraw_plan", {}),
    (BUYER, "submit_evidence", {"evidence": [IMAGE]}),
    (SELLER, "submit_evidence", {"evidence": [IMAGE]}),
    (BUYER, "delete_evidence", {"evidence_id": "e1"}),
    (BUYER, "withdraw", {"why": "Found it"}),
    (PLATFORM, "take_case", {}),
    (PLATFORM, "rule", RULING | {"reason_code": "delivered"}),
    (BUYER, "ship_return", {"carrier": "DHL", "tracking": "00340"}),
    (SELLER, "confirm_return", {"condition": "ok", "note": "Here"}),
    (SELLER, "escalate", {"why": "Broken", "evidence": [IMAGE]}),
    (PLATFORM, "decide_appeal", RULING | {"overturn": True}),
]
"""Every action of every actor with all its details, of those that are not possible once a dispute has ended."""

LATE: list[tuple[Actor, str, dict[str, Any]]] = [
    (BUYER, "appeal", {"evidence": [IMAGE], "why": "Wrong"}),
    (SELLER, "appeal", {"evidence": [IMAGE], "why": "Wrong"}),
    (PLATFORM, "admit_fault", {"why": "Outage"}),
    (PLATFORM, "extend", {"timer": "seller_response_timeout", "duration": DAY, "why": "Outage"}),
    (PLATFORM, "pause", {"why": "Outage"}),
    (PLATFORM, "resume", {"why": "Over"}),
]
"""Those that may be, and what the platform does to the clock."""

NEEDED = {
    "propose_plan": {"plan", "winner"},
    "accept_plan": {"of"},
    "submit_evidence": {"evidence"},
    "delete_evidence": {"evidence_id"},
    "rule": {"plan", "winner"},
    "ship_return": {"carrier", "tracking"},
    "decide_appeal": {"overturn"},
    "extend": {"timer", "duration"},
}

DETAILS: dict[str, tuple[Any, ...]] = {
    "plan": wrong.PLAN,
    "reason": wrong.ID,
    "text": wrong.TEXT,
    "note": wrong.TEXT,
    "why": wrong.TEXT,
    "evidence": ([], (), *wrong.EVIDENCE[1:]),
    "evidence_id": wrong.ID,
    "of": (*wrong.CHOICE, "system", "parties"),
    "winner": (*wrong.CHOICE, "platform"),
    "liable": (*wrong.CHOICE, "both"),
    "return_address": wrong.TEXT,
    "reason_code": (*wrong.ID, "nonsense"),
    "carrier": wrong.TEXT,
    "tracking": wrong.TEXT,
    "condition": wrong.ID,
    "overturn": wrong.BOOL,
    "timer": (*wrong.ID, "seller_timeout"),
    "duration": ("P2D", 1, 1.5, True, timedelta(), -DAY),
}
CASES = [(by, action, details, name) for by, action, details in (*GOOD, *LATE) for name in details]


@pytest.mark.parametrize(("by", "action", "details", "name"), CASES, ids=named)
def test_every_detail_is_checked(shop: Shop, by: Actor, action: str, details: dict[str, Any], name: str) -> None:
    """In any state: the error names the detail, or what is inside it."""
    with nothing_added(shop.engine):
        for value, dispute in product(DETAILS[name], (shop.open, shop.ended)):
            with trying(value), pytest.raises(InvalidInput) as error:
                shop.engine.act(dispute.id, action, by=by, **(details | {name: value}))
            assert error.value.field.partition(".")[0] == name, ascii(value)


PLAN_ACTIONS = [(by, action, details) for by, action, details in GOOD if "plan" in details]


@pytest.mark.parametrize(("by", "action", "details"), PLAN_ACTIONS, ids=named)
def test_a_plan_is_within_what_was_paid(shop: Shop, by: Actor, action: str, details: dict[str, Any]) -> None:
    """And in the order's currency, whoever proposes it, in any state."""
    plans = (*wrong.AMOUNT, Plan.return_and_refund(usd(4600), "buyer"))
    for dispute in (shop.open, shop.proposed, shop.ended):
        all_invalid(
            shop.engine,
            "plan.amount",
            plans,
            lambda plan, to=dispute.id: shop.engine.act(to, action, by=by, **(details | {"plan": plan})),
        )


@pytest.mark.parametrize("evidence", wrong.TOO_MUCH_EVIDENCE, ids=named)
@pytest.mark.parametrize(
    ("by", "action"), [(BUYER, "modify_claim"), (BUYER, "submit_evidence"), (SELLER, "submit_evidence")]
)
def test_evidence_is_within_the_limits(shop: Shop, by: Actor, action: str, evidence: Any) -> None:
    """Of one submission."""
    with invalid(shop.engine, "evidence"):
        shop.engine.act(shop.open.id, action, by=by, evidence=evidence)


@pytest.mark.parametrize("reason", ["nonsense", "Quality", "not received"])
def test_an_unknown_reason_is_invalid(shop: Shop, reason: str) -> None:
    """In any state, and the error says which reasons there are."""
    for dispute in (shop.open, shop.proposed, shop.ended):
        with invalid(shop.engine, "reason"):
            shop.engine.act(dispute.id, "modify_claim", by=BUYER, reason=reason)


@pytest.mark.parametrize("action", ["modify_claim", "propose_plan"])
def test_a_buyer_s_plan_asks_for_something(shop: Shop, action: str) -> None:
    """To give the claim up, the buyer withdraws."""
    with invalid(shop.engine, "plan"):
        shop.engine.act(shop.open.id, action, by=BUYER, plan=Plan.no_refund())


@pytest.mark.parametrize(("by", "action", "details"), [*GOOD, *LATE], ids=named)
def test_an_unknown_detail_is_invalid(shop: Shop, by: Actor, action: str, details: dict[str, Any]) -> None:
    """The error suggests the detail that was meant."""
    with invalid(shop.engine, "colour"):
        shop.engine.act(shop.open.id, action, by=by, **details, colour="blue")
    with nothing_added(shop.engine):
        for name, value in details.items():
            given = {other: details[other] for other in details if other != name} | {f"{name}s": value}
            with trying(name), pytest.raises(InvalidInput, match=f"did you mean '{name}'"):
                shop.engine.act(shop.open.id, action, by=by, **given)


NEEDED_DETAILS = [
    (by, action, details, name)
    for by, action, details in (*GOOD, *LATE)
    for name in details
    if name in NEEDED.get(action, set()) and (name != "winner" or by == PLATFORM)
]


@pytest.mark.parametrize(("by", "action", "details", "name"), NEEDED_DETAILS, ids=named)
@pytest.mark.parametrize("given", [{}, {"none": None}], ids=["left out", "None"])
def test_a_needed_detail_is_invalid_when_it_is_left_out(
    shop: Shop, by: Actor, action: str, details: dict[str, Any], name: str, given: dict[str, Any]
) -> None:
    """None is the same as nothing."""
    rest = {other: value for other, value in details.items() if other != name}
    with invalid(shop.engine, name):
        shop.engine.act(shop.open.id, action, by=by, **rest, **dict.fromkeys(given and [name]))


def test_a_change_of_nothing_is_invalid(shop: Shop) -> None:
    """It would restart the seller's clock for nothing."""
    nothing: list[dict[str, Any]] = [{}, {"plan": None}, {"text": None, "evidence": None}]
    for details in nothing:
        with nothing_added(shop.engine), pytest.raises(InvalidInput, match="give at least one of"):
            shop.engine.act(shop.open.id, "modify_claim", by=BUYER, **details)


@pytest.mark.parametrize(
    "action", ["withdrw", "Withdraw", "", " ", "withdraw\x00", "\ud800", "update_order", "erase", "x" * 300]
)
def test_an_unknown_action_is_invalid(shop: Shop, action: str) -> None:
    """The error lists what there is."""
    with nothing_added(shop.engine):
        for by in (BUYER, SELLER, PLATFORM):
            with trying(by), names("action"):
                shop.engine.act(shop.open.id, action, by=by)


ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "dispute_id": (*wrong.ID, None),
    "action": (*wrong.NOT_TEXT, None),
    "by": wrong.ACTOR,
    "command_id": wrong.COMMAND_ID,
    "expected_version": wrong.INT,
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_every_argument_is_checked(shop: Shop, name: str) -> None:
    """The error names the argument."""
    good: dict[str, Any] = {"dispute_id": shop.open.id, "action": "withdraw", "by": BUYER}
    all_invalid(shop.engine, name, ARGUMENTS[name], lambda value: shop.engine.act(**(good | {name: value})))


# Who


@pytest.mark.parametrize(("by", "action", "details"), GOOD, ids=named)
def test_a_dispute_that_does_not_exist_is_not_found(
    shop: Shop, by: Actor, action: str, details: dict[str, Any]
) -> None:
    """Also when its id is none of ours."""
    with nothing_added(shop.engine):
        for missing in (NOBODYS, "8190021", "x" * 200, "☂"):
            with trying(missing), finds_nothing(missing):
                shop.engine.act(missing, action, by=by, **details)


@pytest.mark.parametrize(("action", "details"), [(action, details) for _, action, details in (*GOOD, *LATE)], ids=named)
def test_a_stranger_finds_no_dispute(shop: Shop, action: str, details: dict[str, Any]) -> None:
    """As if it did not exist: nor does the id in the other role help."""
    with nothing_added(shop.engine):
        for by, dispute in product(STRANGERS, (shop.open, shop.ended)):
            with trying(by), finds_nothing(dispute.id):
                shop.engine.act(dispute.id, action, by=by, **details)


MINE = {(by.role, action) for by, action, _ in (*GOOD, *LATE)} | {("seller", "delete_evidence")}
EVERYBODY = (*ROLES.values(), Actor.system())
LEAST: dict[str, dict[str, Any]] = {
    "modify_claim": {"plan": refund(5)},
    "propose_plan": {"plan": refund(5)},
    "reject": {},
    "accept_plan": {"of": "buyer"},
    "withdraw_plan": {},
    "submit_evidence": {"evidence": [IMAGE]},
    "delete_evidence": {"evidence_id": "e1"},
    "withdraw": {},
    "take_case": {},
    "rule": {"plan": refund(5), "winner": "buyer"},
    "ship_return": {"carrier": "DHL", "tracking": "00340"},
    "confirm_return": {},
    "escalate": {},
    "appeal": {},
    "decide_appeal": {"overturn": False},
    "admit_fault": {},
    "extend": {"timer": "seller_response_timeout", "duration": DAY},
    "pause": {},
    "resume": {},
}
NOT_MINE = [(by, action, LEAST[action]) for action in LEAST for by in EVERYBODY if (by.role, action) not in MINE]


@pytest.mark.parametrize(("by", "action", "details"), NOT_MINE, ids=named)
def test_an_action_of_somebody_else_is_refused(shop: Shop, by: Actor, action: str, details: dict[str, Any]) -> None:
    """In every state; what this actor may do instead is listed."""
    with nothing_added(shop.engine):
        for dispute in (shop.open, shop.proposed, shop.ended):
            with trying(dispute.state), pytest.raises(Refused) as refusal:
                shop.engine.act(dispute.id, action, by=by, **details)
            assert refusal.value.code == "wrong_actor"
            _check_allowed(shop, dispute.id, by, refusal.value)


def _check_allowed(shop: Shop, dispute_id: str, by: Actor, refusal: Refused) -> None:
    """`allowed` is what this actor may do now."""
    may = [item.action for item in shop.engine.actions(dispute_id, by=by) if item.allowed]
    assert sorted(refusal.allowed) == sorted(may)


TIMERS = [
    "platform_intervention",
    "seller_response_timeout",
    "plan_acceptance_timeout",
    "arbitration_default",
    "arbitration_sla",
    "return_shipment_timeout",
    "return_confirmation_timeout",
    "appeal_default",
]


@pytest.mark.parametrize("action", [*TIMERS, "reminder", "route"])
@pytest.mark.parametrize("by", [BUYER, SELLER, PLATFORM, Actor.system()], ids=str)
def test_nobody_fires_a_timer(shop: Shop, by: Actor, action: str) -> None:
    """What happens by itself is no actor's action."""
    with nothing_added(shop.engine):
        for dispute in (shop.open, shop.proposed, shop.ended):
            with trying(dispute.state), refuses("wrong_actor"):
                shop.engine.act(dispute.id, action, by=by)


# When


@pytest.mark.parametrize(("by", "action", "details"), GOOD, ids=named)
def test_nothing_is_possible_after_the_end(shop: Shop, by: Actor, action: str, details: dict[str, Any]) -> None:
    """Every action of every actor is refused in `resolved`."""
    with refused(shop.engine, "wrong_state"):
        shop.engine.act(shop.ended.id, action, by=by, **details)


TOO_SOON: list[tuple[Actor, str, dict[str, Any], str]] = [
    (PLATFORM, "take_case", {}, "wrong_state"),
    (PLATFORM, "rule", RULING, "wrong_state"),
    (PLATFORM, "propose_plan", RULING, "wrong_state"),
    (BUYER, "accept_plan", {"of": "platform"}, "wrong_state"),
    (SELLER, "accept_plan", {"of": "platform"}, "wrong_state"),
    (BUYER, "accept_plan", {"of": "seller"}, "no_plan"),
    (SELLER, "withdraw_plan", {}, "no_plan"),
    (BUYER, "delete_evidence", {"evidence_id": "e2"}, "no_such_evidence"),
    (SELLER, "delete_evidence", {"evidence_id": "e1"}, "no_such_evidence"),
    (PLATFORM, "resume", {}, "not_paused"),
    (PLATFORM, "extend", {"timer": "appeal_default", "duration": DAY}, "not_waiting"),
    (PLATFORM, "extend", {"timer": "seller_response_timeout", "duration": 16 * DAY}, "above_cap"),
    (SELLER, "appeal", {"evidence": [IMAGE]}, "wrong_state"),
    (SELLER, "propose_plan", {"plan": Plan.replacement()}, "replacement_not_offered"),
]


@pytest.mark.parametrize(("by", "action", "details", "code"), TOO_SOON, ids=named)
def test_what_is_not_possible_yet_is_refused(
    shop: Shop, by: Actor, action: str, details: dict[str, Any], code: str
) -> None:
    """While the seller is to answer; `allowed` says what is possible."""
    with nothing_added(shop.engine), pytest.raises(Refused) as refusal:
        shop.engine.act(shop.open.id, action, by=by, **details)
    assert refusal.value.code == code
    _check_allowed(shop, shop.open.id, by, refusal.value)


IN_ARBITRATION: list[tuple[Actor, str, dict[str, Any], str]] = [
    (SELLER, "reject", {}, "wrong_state"),
    (BUYER, "modify_claim", {"reason": "customs"}, "reason_fixed"),
    (PLATFORM, "rule", RULING, "seller_not_liable"),
    (PLATFORM, "propose_plan", RULING, "seller_not_liable"),
]


@pytest.mark.parametrize(("by", "action", "details", "code"), IN_ARBITRATION, ids=named)
def test_what_arbitration_does_not_allow(
    shop: Shop, by: Actor, action: str, details: dict[str, Any], code: str
) -> None:
    """With a plan of the platform's before the parties, under the guarantee."""
    with refused(shop.engine, code):
        shop.engine.act(shop.proposed.id, action, by=by, **details)


def test_who_is_liable_is_said_without_a_guarantee(new_shop: Shop) -> None:
    """Only the guarantee and the platform's own logistics say it by themselves."""
    new_shop.clock.set(START + 4 * DAY)
    new_shop.engine.act(new_shop.open.id, "reject", by=SELLER)
    new_shop.engine.act(new_shop.open.id, "take_case", by=PLATFORM)
    ruling = {name: RULING[name] for name in ("plan", "winner")}
    for action in ("rule", "propose_plan"):
        with refused(new_shop.engine, "liable_required"):
            new_shop.engine.act(new_shop.open.id, action, by=PLATFORM, **ruling)
    new_shop.engine.act(new_shop.open.id, "rule", by=PLATFORM, **ruling, liable="nobody")


def test_a_plan_is_accepted_once(new_shop: Shop) -> None:
    """The second acceptance by the same party is refused."""
    new_shop.engine.act(new_shop.proposed.id, "accept_plan", by=BUYER, of="platform")
    with refused(new_shop.engine, "already_accepted"):
        new_shop.engine.act(new_shop.proposed.id, "accept_plan", by=BUYER, of="platform")


# What the actor has seen


@pytest.mark.parametrize(("by", "action", "details"), GOOD, ids=named)
def test_another_version_is_refused(shop: Shop, by: Actor, action: str, details: dict[str, Any]) -> None:
    """Whatever the action: look again before you act."""
    with nothing_added(shop.engine):
        for off in (-1, 1, 2**40, -(2**40)):
            with trying(off), refuses("version_changed"):
                shop.engine.act(shop.open.id, action, by=by, expected_version=shop.open.version + off, **details)


def test_a_version_refusal_says_what_is_allowed(shop: Shop) -> None:
    """`allowed` is what this actor may do now, after another look."""
    with pytest.raises(Refused) as refusal:
        shop.engine.act(shop.open.id, "withdraw", by=BUYER, expected_version=1)
    _check_allowed(shop, shop.open.id, BUYER, refusal.value)


def test_the_version_that_reads_show_is_the_one_to_send(new_shop: Shop) -> None:
    """Also when it counts timers that were only projected when it was read."""
    new_shop.clock.set(START + 4 * DAY)
    seen = new_shop.engine.get(new_shop.open.id)
    assert seen.version == new_shop.open.version + 1
    after = new_shop.engine.act(seen.id, "reject", by=SELLER, expected_version=seen.version)
    assert after.version == seen.version + 1


def test_timers_that_fired_before_a_refusal_stay(new_shop: Shop) -> None:
    """And nothing else is added, however often it is tried."""
    new_shop.clock.set(START + 6 * DAY)
    before = len(new_shop.engine.events())
    for _ in range(2):
        with pytest.raises(Refused) as refusal:
            new_shop.engine.act(new_shop.open.id, "reject", by=SELLER)
        assert refusal.value.code == "wrong_state"
    added = new_shop.engine.events()[before:]
    assert [event.action for event in added] == ["reminder", "seller_response_timeout"]
    assert all(event.recorded_at == new_shop.clock.now() for event in added)


def test_timers_are_left_alone_by_what_is_invalid_or_not_found(new_shop: Shop) -> None:
    """Such a call reads and writes nothing of the dispute."""
    new_shop.clock.set(START + 6 * DAY)
    before = everything(new_shop.engine)
    with invalid(new_shop.engine, "plan.amount"):
        new_shop.engine.act(new_shop.open.id, "reject", by=SELLER, plan=refund(4600))
    with not_found(new_shop.engine, new_shop.open.id):
        new_shop.engine.act(new_shop.open.id, "reject", by=STRANGERS[1])
    assert everything(new_shop.engine) == before
