"""The machine in XState's format: what an interpreter of it relies on. tests/interop runs it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from disputes import Workflow, workflows
from disputes.engine.deadlines import Duration, after
from disputes.engine.definition import Due, TimerRule, Transition
from disputes.engine.export import definition_json

Json = dict[str, Any]
ALL = pytest.mark.parametrize("workflow", workflows.all(), ids=lambda workflow: workflow.id)
ALIEXPRESS = workflows.get("aliexpress@2")


def nodes(node: Json, name: str = "") -> Iterator[tuple[str, Json]]:
    """Every node of a machine with its name, parents before their children."""
    yield name, node
    for child, inner in node.get("states", {}).items():
        yield from nodes(inner, child)


def machine(workflow: Workflow) -> dict[str, Json]:
    """The nodes of the exported machine by name."""
    return dict(nodes(json.loads(workflow.to_json())))


def transitions(node: Json) -> Iterator[Json]:
    """Every transition of a node."""
    yield from node.get("always", [])
    for moves in (*node.get("on", {}).values(), *node.get("after", {}).values()):
        yield from moves if isinstance(moves, list) else [moves]


@ALL
def test_every_state_has_its_stage_and_turn(workflow: Workflow) -> None:
    found = machine(workflow)
    for state in workflow.states:
        assert found[state.name]["meta"] == {"stage": state.stage, "turn": state.turn}
        assert found[state.name]["id"] == state.name


@ALL
def test_every_row_is_there_and_leads_where_it_does(workflow: Workflow) -> None:
    found = machine(workflow)
    targets: dict[int, set[str]] = {}
    for node in found.values():
        for move in transitions(node):
            if "meta" in move:
                targets.setdefault(move["meta"]["row"], set()).add(move.get("target", "").removeprefix("#"))
    assert sorted(targets) == list(range(1, len(workflow.transitions) + 1))
    for number, row in enumerate(workflow.transitions, 1):
        allowed = set(row.targets) or {"", *row.from_}
        assert targets[number] <= allowed if not row.targets else targets[number] == allowed


@ALL
def test_every_target_exists(workflow: Workflow) -> None:
    found = machine(workflow)
    for node in found.values():
        for move in transitions(node):
            *parents, name = move.get("target", "#filed").removeprefix("#").split(".")
            assert name in found
            assert all(name in found[parent]["states"] for parent in parents)


@ALL
def test_a_timer_is_an_after_wherever_it_runs(workflow: Workflow) -> None:
    found = machine(workflow)
    for rule in workflow.timers:
        holders = [(name, node) for name, node in found.items() if rule.action in node.get("after", {})]
        inside = {leaf for name, node in holders for leaf, _ in nodes(node, name) if leaf in workflow.state_by_name}
        assert inside == set(rule.runs_in)


def test_a_clock_that_survives_moves_stands_on_a_parent() -> None:
    found = machine(ALIEXPRESS)
    parent = found["awaiting_platform_intervention"]
    assert list(parent["after"]) == ["platform_intervention"]
    assert set(parent["states"]) == {"seller_response", "negotiation", "as_it_stands"}
    # The seller's five days begin again with a changed claim, the seven days of the intervention do not.
    (_, _, changed) = found["seller_response"]["on"]["modify_claim.buyer"]
    assert (changed["target"], changed["reenter"]) == ("#seller_response", True)
    assert {"type": "start", "params": {"timers": ["seller_response_timeout"]}} in changed["actions"]


def test_an_ending_with_goods_to_come_back_has_two_ways() -> None:
    returned, ended = machine(ALIEXPRESS)["seller_response"]["after"]["seller_response_timeout"]
    assert (returned["target"], ended["target"]) == ("#returning", "#resolved")
    assert returned["guard"] == {"type": "goods_go_back", "params": {"adopting": "buyer"}}
    kinds = [action["type"] for action in (*returned["actions"], *ended["actions"])]
    assert kinds == ["mark", "settle", "start", "mark", "end"]


def with_nudge(runs_in: tuple[str, ...], place: int) -> Workflow:
    """AliExpress with one more timer, which only notifies."""
    hour = Duration("NUDGE", "PT1H", "default", "a test")
    nudge = TimerRule("nudge", runs_in, (Due(after(hour, "filed")),), "A test.", stopped_by=("take_case",))
    row = Transition("nudge", ("timer",), runs_in, None, effects=("notify_buyer",))
    timers = (*ALIEXPRESS.timers[:place], nudge, *ALIEXPRESS.timers[place:])
    return replace(ALIEXPRESS, transitions=(*ALIEXPRESS.transitions, row), timers=timers)


def test_sets_of_states_that_cross_and_timers_out_of_order_stand_on_each_state() -> None:
    crossing = machine(with_nudge(("negotiation", "arbitration"), 1))
    assert [name for name, node in crossing.items() if "nudge" in node.get("after", {})] == [
        "negotiation",
        "arbitration",
    ]
    # The parent's timer would fire first of two that are due together, though it comes last.
    last = machine(with_nudge(("arbitration", "plan_proposed"), len(ALIEXPRESS.timers)))
    assert [name for name, node in last.items() if "nudge" in node.get("after", {})] == ["arbitration", "plan_proposed"]


def test_a_timer_on_a_parent_that_is_stopped_in_place_has_its_clock_set_anew() -> None:
    found = machine(with_nudge(("arbitration", "plan_proposed"), 1))
    assert "nudge" in found["awaiting_nudge"]["after"]
    (taken,) = found["plan_proposed"]["on"]["take_case.platform"]
    assert taken["actions"][1:] == [
        {"type": "stop", "params": {"timers": ["nudge"]}},
        {"type": "refresh", "params": {"timers": ["nudge"]}},
    ]
    again = {"target": "#awaiting_nudge.as_it_stands", "reenter": True}
    assert found["awaiting_nudge"]["on"]["nudge.moved"] == again


def test_the_text_is_the_same_for_the_same_content() -> None:
    assert replace(ALIEXPRESS).to_json() == ALIEXPRESS.to_json()
    longer = replace(ALIEXPRESS.durations["RESPONSE_WINDOW"], iso="P6D")
    due = (Due(after(longer, "claim_submitted")),)
    timers = tuple(replace(r, due=due) if r.action == "seller_response_timeout" else r for r in ALIEXPRESS.timers)
    changed = replace(ALIEXPRESS, timers=timers)
    assert changed.to_json() != ALIEXPRESS.to_json()
    assert definition_json(changed) != definition_json(ALIEXPRESS)
