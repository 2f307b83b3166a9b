"""Mistakes one could make in AliExpress' definition, each caught with the sentence that says what is wrong."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from disputes import Workflow, workflows
from disputes.engine.deadlines import after
from disputes.engine.definition import Due, TimerRule, Transition

from .toys import days, faults

ALIEXPRESS = workflows.get("aliexpress@2")


def changed(name: str, **changes: Any) -> tuple[Transition, ...]:
    """AliExpress' rows, those of one action changed."""
    return tuple(replace(one, **changes) if one.action == name else one for one in ALIEXPRESS.transitions)


def without(name: str) -> tuple[TimerRule, ...]:
    """AliExpress' timers but one."""
    return tuple(rule for rule in ALIEXPRESS.timers if rule.action != name)


def timers(name: str, **changes: Any) -> tuple[TimerRule, ...]:
    """AliExpress' timers, one of them changed."""
    return tuple(replace(rule, **changes) if rule.action == name else rule for rule in ALIEXPRESS.timers)


def again_and_again() -> Workflow:
    """AliExpress as it was: each plan of the platform gives the parties new time."""
    rows = (
        replace(one, from_=("arbitration", "plan_proposed"))
        if one.action == "propose_plan" and one.by == ("platform",) and one.from_ == ("arbitration",)
        else one
        for one in ALIEXPRESS.transitions
    )
    return replace(ALIEXPRESS, transitions=tuple(rows))


BROKEN: dict[str, tuple[Callable[[], Workflow], str]] = {
    "the platform proposing again and again": (
        again_and_again,
        "From plan_proposed the parties can go round for ever: propose_plan (platform) → plan_proposed; "
        "no timer runs on through it.",
    ),
    "without the intervention": (
        lambda: replace(ALIEXPRESS, timers=without("platform_intervention")),
        "In negotiation no timer runs: a dispute can wait there for ever.",
    ),
    "the intervention from the claim on": (
        lambda: replace(
            ALIEXPRESS,
            timers=timers("platform_intervention", due=(Due(after(days(7), "claim_submitted")),)),
        ),
        "From seller_response the parties can go round for ever: modify_claim (buyer) → seller_response; "
        "no timer runs on through it.",
    ),
    "returns escalated more than once": (
        lambda: replace(ALIEXPRESS, transitions=changed("escalate", when=())),
        "From arbitration the parties can go round for ever: arbitration_default (timer) → escalate (seller) → "
        "arbitration; no timer runs on through it.",
    ),
    "arbitration that ends only on taking the case": (
        lambda: replace(ALIEXPRESS, timers=timers("arbitration_default", stopped_by=("take_case",))),
        "In arbitration no timer runs, for example after file → take_case: a dispute can wait there for ever.",
    ),
    "intervention without marking arbitration": (
        lambda: replace(ALIEXPRESS, transitions=changed("platform_intervention", marks=())),
        "In arbitration arbitration_started need not be marked, for example after file → platform_intervention: "
        "the outcome would not say that the platform arbitrated.",
    ),
    "an escalation that voids the plan and leaves the return": (
        lambda: replace(ALIEXPRESS, transitions=changed("escalate", to="return_shipped")),
        "carries out the adopted plan, but in return_shipped none need have been adopted.",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_it_is_caught_with_its_sentence(name: str) -> None:
    make, sentence = BROKEN[name]
    found = faults(make)
    assert any(fault == sentence or fault.endswith(sentence) for fault in found), "\n".join(found)
