"""A definition is checked whole when it is made: all faults at once, each a sentence with its place."""

from dataclasses import replace
from typing import Any

import pytest
from disputes import Workflow, WorkflowInvalid, workflows
from disputes.engine.deadlines import Duration, after
from disputes.engine.definition import Action, Due, Ending, State, TimerRule, Transition

ALIEXPRESS = workflows.get("aliexpress@2")


def faults(**changes: Any) -> tuple[str, ...]:
    """The faults of AliExpress with these changes."""
    with pytest.raises(WorkflowInvalid) as caught:
        replace(ALIEXPRESS, **changes)
    assert caught.value.workflow == "aliexpress@2"
    assert all(fault in str(caught.value) for fault in caught.value.faults)
    return caught.value.faults


def with_row(row: Transition) -> tuple[Transition, ...]:
    """The transitions with one more."""
    return (*ALIEXPRESS.transitions, row)


def without(action: str) -> tuple[Transition, ...]:
    """The transitions without those of an action."""
    return tuple(row for row in ALIEXPRESS.transitions if row.action != action)


def test_the_shipped_workflows_are_sound() -> None:
    for workflow in workflows.all():
        workflow.check()


def test_all_unknown_names_are_found_at_once() -> None:
    row = Transition("rule", ("platform",), ("arbitratoin",), "resolvd", changes=("take_rulling",))
    found = faults(transitions=with_row(row))
    number = len(ALIEXPRESS.transitions) + 1
    assert found == (
        f"transition {number} (rule): there is no state 'arbitratoin'; did you mean 'arbitration'?.",
        f"transition {number} (rule): there is no state 'resolvd'; did you mean 'resolved'?.",
        f"transition {number} (rule): there is no change 'take_rulling'; did you mean 'take_ruling'?.",
    )


def test_a_state_that_cannot_be_reached_or_left() -> None:
    island = State("island", "negotiation", "buyer", "Nobody comes here.")
    trap = State("trap", "negotiation", "buyer", "Nobody leaves.")
    into = Transition("take_case", ("platform",), ("negotiation",), "trap")
    found = faults(states=(*ALIEXPRESS.states, island, trap), transitions=with_row(into))
    assert "The state 'island' cannot be reached." in found
    assert "From the state 'trap' no end can be reached." in found


def test_an_action_that_no_actor_can_take() -> None:
    row = Transition("forgive", ("buyer",), ("negotiation",), "resolved", ends=Ending("withdrawn", "buyer"))
    (fault,) = faults(transitions=with_row(row))
    assert "no actor can take it, since forgive is not declared for buyer" in fault


def test_an_action_that_no_transition_has() -> None:
    dance = Action("dance", ("seller",), "Nothing comes of it.")
    assert faults(actions=(*ALIEXPRESS.actions, dance)) == (
        "The action dance is declared for seller, but no transition has it.",
    )


def test_a_timer_without_effect() -> None:
    found = faults(transitions=without("seller_response_timeout"))
    assert found == ("The timer seller_response_timeout runs in seller_response, but no transition fires it there.",)


def test_reminders_without_effect() -> None:
    (fault,) = faults(transitions=without("reminder"))
    assert "has reminders in seller_response, but no transition sends one there" in fault


def test_a_timer_that_counts_from_an_unknown_point() -> None:
    window = Duration("W", "P1D", "default", "a test")
    rule = TimerRule("arbitration_sla", ("arbitration",), (Due(after(window, "arbitration_begun")),), "x")
    found = faults(timers=(*(t for t in ALIEXPRESS.timers if t.action != "arbitration_sla"), rule))
    assert found == (
        "timer arbitration_sla: there is no time point 'arbitration_begun'; did you mean 'arbitration_started'?.",
    )


def test_durations_that_are_none_and_names_used_twice() -> None:
    bad = Duration("RESPONSE_WINDOW", "5 days", "default", "a test")
    rules = tuple(
        replace(rule, due=(Due(after(bad, "filed")),)) if rule.action == "arbitration_default" else rule
        for rule in ALIEXPRESS.timers
    )
    found = faults(timers=rules)
    assert any("Two different durations are called RESPONSE_WINDOW" in fault for fault in found)
    assert any("cannot be read" in fault for fault in found)


@pytest.mark.parametrize("field", ["states", "timers"])
def test_names_defined_twice(field: str) -> None:
    defined: tuple[Any, ...] = getattr(ALIEXPRESS, field)
    (fault,) = faults(**{field: (*defined, defined[0])})
    assert "is defined 2 times" in fault


def test_a_dispute_must_be_fileable_and_able_to_end() -> None:
    assert any("No transition files a dispute" in fault for fault in faults(transitions=without("file")))
    states = tuple(replace(s, stage="negotiation") if s.stage == "resolved" else s for s in ALIEXPRESS.states)
    assert any("no dispute could end" in fault for fault in faults(states=states))


def test_a_version_with_other_content_is_another_workflow() -> None:
    changed: Workflow = replace(ALIEXPRESS, title="Changed")
    assert changed.to_json() != ALIEXPRESS.to_json()
    assert replace(ALIEXPRESS).to_json() == ALIEXPRESS.to_json()


def test_a_name_and_a_version_can_be_pinned() -> None:
    for name in ("Mini", "my market", "mini@2", "", "1st"):
        with pytest.raises(WorkflowInvalid, match="must be small letters, digits, - or _"):
            replace(ALIEXPRESS, name=name)
    for version in (0, -1):
        with pytest.raises(WorkflowInvalid, match="The version must be 1 or more"):
            replace(ALIEXPRESS, version=version)


@pytest.mark.parametrize(
    ("iso", "about"), [("P999999999D", "is longer than ten years"), ("P9999999999999D", "PAUSES cannot be read")]
)
def test_a_duration_has_a_bearable_length(iso: str, about: str) -> None:
    assert any(about in fault for fault in faults(pausable=Duration("PAUSES", iso, "default", "our default")))


def test_a_ruling_is_taken_down_by_the_row_that_ends_by_it() -> None:
    rows = tuple(replace(row, changes=()) if row.action == "rule" else row for row in ALIEXPRESS.transitions)
    number = next(n for n, row in enumerate(rows, 1) if row.action == "rule")
    assert faults(transitions=rows) == (
        f"transition {number} (rule): it ends as the platform rules, and take_ruling is not among its changes: "
        "nobody would win.",
    )
