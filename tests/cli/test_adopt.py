"""`import --adopt` and `export`: open cases come in with their state, and AliExpress' issues go both ways."""

import json
from collections.abc import Callable
from typing import Any

from disputes import Dispute, DisputeEngine, Plan

from ..support import BUYER, DAY, SELLER, usd
from .command import Cli
from .conftest import OpenShop, now
from .test_verbs import a_filing

FileDaysAgo = Callable[..., Dispute]
ISSUES = ("import", "--adopt", "--format", "aliexpress", "--seller", "s-17")


def a_case(**more: Any) -> dict[str, Any]:
    """A line of `import --adopt`: a case in negotiation, filed a day ago."""
    filing = a_filing()
    case = {"order": filing["order"], "claim": filing["claim"], "state": "negotiation"}
    return {"case": case | {"filed_at": (now() - DAY).isoformat()} | more, "command_id": "c-1"}


def test_a_case_comes_in_once_with_its_state(cli: Cli, shop: OpenShop) -> None:
    text = json.dumps(a_case())
    first = cli.here("import", "--adopt", "-", "--json", stdin=text)
    assert (first.code, first.json["filed"], first.json["filed_before"]) == (0, 1, 0)
    again = cli.here("import", "--adopt", "-", "--json", stdin=text)
    assert (again.json["filed"], again.json["filed_before"], again.json["ids"]) == (0, 1, first.json["ids"])
    with shop() as engine:
        (dispute,) = engine.find()
        assert (dispute.state, [event.action for event in engine.history(dispute.id)]) == ("negotiation", ["adopt"])


def test_every_fault_is_named_with_its_line_and_nothing_comes_in(cli: Cli, shop: OpenShop) -> None:
    empty: dict[str, Any] = {}
    wrong: list[dict[str, Any]] = [a_case(state="arbitration"), a_case(states="x"), {"cases": empty}, {"case": empty}]
    wrong[0]["command_id"] = "c-2"
    result = cli.here("import", "--adopt", "-", stdin="\n".join(map(json.dumps, [a_case(), *wrong])))
    assert result.code == 2
    for place in (
        "-:2: case.times.arbitration_started: is required in arbitration",
        "-:3: case.states: unknown field",
        "-:4: cases: unknown field",
        "-:5: case.order: is required",
    ):
        assert place in result.err
    with shop() as engine:
        assert len(engine.find()) == 0


def standing(engine: DisputeEngine) -> dict[str, Any]:
    """What of each open dispute an issue can tell."""
    return {
        one.order.id: (
            one.state,
            one.reason,
            one.plans,
            one.adopted_plan,
            one.settlement and (one.settlement.resolution, one.settlement.winner),
            {timer.name: timer.due_at.replace(microsecond=0) for timer in one.timers},
        )
        for one in engine.find(limit=100)
        if one.is_pending
    }


def test_issues_go_out_and_come_in_as_the_same_disputes(cli: Cli, shop: OpenShop, file_days_ago: FileDaysAgo) -> None:
    back = Plan.return_and_refund(usd(1250), "seller")
    file_days_ago(1, id="answering")
    moves: dict[str, list[tuple[str, dict[str, Any]]]] = {
        "talking": [("reject", {"plan": Plan.refund(usd(500))})],
        "returning": [("reject", {"plan": back, "return_address": "Street 1"})],
        "ended": [("accept_plan", {"of": "buyer"})],
    }
    for order_id, acts in moves.items():
        dispute = file_days_ago(1, id=order_id)
        with shop() as engine:
            for action, details in acts:
                engine.act(dispute.id, action, by=SELLER, **details)
            if order_id == "returning":
                engine.act(dispute.id, "accept_plan", by=BUYER, of="seller")
    with shop() as engine:
        told = standing(engine)
    assert {state for state, *_ in told.values()} == {"seller_response", "negotiation", "returning"}
    exported = cli.here("export")
    assert (exported.code, len(exported.lines)) == (0, 4)
    by_order = {issue["parent_order_id"]: issue for issue in exported.lines}
    assert by_order["ended"]["issue_status"] == "finish"
    assert by_order["ended"]["buyer_solution_list"][0]["reached_type"] == "negotiation_consensus"
    assert by_order["returning"]["seller_solution_list"][0]["logistics_fee_bear_role"] == "seller"
    other = f"sqlite:///{cli.folder / 'other.db'}"
    taken = cli.here(*ISSUES, "-", "--db", other, "--json", stdin=exported.out, db=False)
    assert (taken.code, taken.json["filed"]) == (0, 3), taken.err
    with DisputeEngine(other) as engine:
        assert standing(engine) == told
        assert all(engine.verify(one.id) == () for one in engine.find())
    again = cli.here(*ISSUES, "-", "--db", other, "--json", stdin=exported.out, db=False)
    assert (again.json["filed"], again.json["filed_before"]) == (0, 3)


def test_both_spellings_are_read_and_the_apis_is_written(cli: Cli, shop: OpenShop) -> None:
    issue: dict[str, Any] = {
        "id": 7,
        "order_id": 1,
        "parent_order_id": 8190021,
        "buyer_login_id": "b-204",
        "gmt_create": (now() - 20 * DAY).strftime("%Y-%m-%d %H:%M:%S"),
        "issue_status": "processing",
        "refund_money_max": "45.99",
        "refund_money_max_currency": "USD",
        "buyer_solution_list": {"solution_api_dto": [_silent("seller_response_timeout")]},
    }
    assert cli.here(*ISSUES, "-", stdin=json.dumps(issue)).code == 0
    with shop() as engine:
        (dispute,) = engine.find()
        assert dispute.settlement is not None
        assert (dispute.state, dispute.settlement.resolution) == ("returning", "seller_timeout")
    (written,) = cli.here("export").lines
    assert written["buyer_solution_list"][0]["reached_type"] == "seller_reponse_timeout"


def _silent(spelling: str) -> dict[str, Any]:
    local = (now() - 3 * DAY).strftime("%Y-%m-%d %H:%M:%S")
    return {
        "solution_owner": "buyer",
        "solution_type": "return_and_refund",
        "gmt_create": local,
        "refund_money_post": "45.99",
        "refund_money_post_currency": "USD",
        "logistics_fee_bear_role": "seller",
        "status": "reached",
        "reached_type": spelling,
        "reached_time": local,
    }


def test_issues_need_to_be_taken_over_and_somebodys(cli: Cli) -> None:
    result = cli.here("import", "--format", "aliexpress", "-", stdin="")
    assert (result.code, "give --adopt, and --seller" in result.err) == (2, True)
