"""The life of a Shopee dispute: `shopee@1`. The numbers are in rules.py, states and actions in vocabulary.py."""

from ...engine.conditions import NotAfter
from ...engine.deadlines import after, first_known
from ...engine.definition import By, Due, TimerRule, Transition, Workflow
from ...engine.guards import OFFERS_SOMETHING, PLANS_AGREE, PLANS_DIFFER
from ..rows import (
    AGREED_ON_SELLERS,
    BOTH_NOTIFIED,
    PLATFORM_SILENT,
    SELLER_SILENT,
    acceptances,
    evidence,
    ruling,
    seller_agrees,
    withdrawal,
)
from .rules import (
    ADJUSTMENT_WINDOW,
    ARBITRATION_DEFAULT,
    ARBITRATION_SLA,
    EXTENSION,
    FILING_WINDOW,
    INTERVENTION,
    PAUSES,
    REASONS,
    RESPONSE_WINDOW,
    ZONE,
)
from .vocabulary import ACTIONS, BEFORE_ARBITRATION, OPEN, STATES

_FILING = (
    Transition(
        "file",
        ("buyer",),
        (),
        "filed",
        when=(
            NotAfter(after(FILING_WINDOW, first_known("completed", "delivered", "promised_delivery")), code="too_late"),
        ),
        changes=("open_claim",),
        marks=("filed",),
    ),
    Transition(
        "route", ("system",), ("filed",), "seller_response", marks=("claim_submitted",), effects=("notify_seller",)
    ),
)

_SELLER = (
    seller_agrees("propose_plan", ("seller_response",)),
    Transition(
        "propose_plan",
        ("seller",),
        ("seller_response",),
        "adjusted",
        when=(PLANS_DIFFER, OFFERS_SOMETHING),
        changes=("take_plan", "first_answer"),
        marks=("adjusted",),
        effects=("notify_buyer",),
    ),
    Transition("seller_response_timeout", ("timer",), ("seller_response",), "resolved", ends=SELLER_SILENT),
)

_BUYER = (
    Transition(
        "propose_plan",
        ("buyer",),
        ("adjusted",),
        "resolved",
        when=(PLANS_AGREE,),
        changes=("change_claim",),
        ends=AGREED_ON_SELLERS,
    ),
    Transition(
        "propose_plan",
        ("buyer",),
        ("adjusted",),
        "seller_response",
        when=(PLANS_DIFFER,),
        changes=("change_claim",),
        marks=("claim_submitted",),
        effects=("notify_seller",),
    ),
)


def _to_platform(action: str, by: By, states: tuple[str, ...], changes: tuple[str, ...] = ()) -> Transition:
    return Transition(
        action,
        (by,),
        states,
        "arbitration",
        changes=changes,
        marks=("arbitration_started",),
        effects=("notify_platform", *BOTH_NOTIFIED),
    )


_ARBITRATION = (
    _to_platform("reject", "seller", ("seller_response",), ("take_plan", "first_answer")),
    _to_platform("reject", "buyer", ("adjusted",)),
    _to_platform("adjustment_timeout", "timer", ("adjusted",)),
    _to_platform("platform_intervention", "timer", BEFORE_ARBITRATION),
    ruling(("arbitration",)),
    Transition("arbitration_sla", ("timer",), ("arbitration",), None, effects=("notify_platform",)),
    Transition("arbitration_default", ("timer",), ("arbitration",), "resolved", ends=PLATFORM_SILENT),
)

# Counters give both sides their time anew; the intervention bounds how long that can go on.
_TIMERS = (
    TimerRule(
        "platform_intervention",
        BEFORE_ARBITRATION,
        (Due(after(INTERVENTION, "filed")),),
        "The parties go on countering each other: Shopee decides.",
        extendable=EXTENSION,
    ),
    TimerRule(
        "seller_response_timeout",
        ("seller_response",),
        (Due(after(RESPONSE_WINDOW, "claim_submitted")),),
        "The seller has not answered: the buyer's plan is approved.",
        extendable=EXTENSION,
    ),
    TimerRule(
        "adjustment_timeout",
        ("adjusted",),
        (Due(after(ADJUSTMENT_WINDOW, "adjusted")),),
        "The buyer has not answered the adjusted refund: Shopee decides.",
        extendable=EXTENSION,
    ),
    TimerRule(
        "arbitration_default",
        ("arbitration",),
        (Due(after(ARBITRATION_DEFAULT, "arbitration_started")),),
        "Shopee has not decided: the buyer's plan is executed, nobody is liable.",
        extendable=EXTENSION,
    ),
    TimerRule(
        "arbitration_sla",
        ("arbitration",),
        (Due(after(ARBITRATION_SLA, "arbitration_started")),),
        "Shopee's time to decide is over.",
    ),
)

SHOPEE_1 = Workflow(
    name="shopee",
    version=1,
    title="Shopee return and refund requests",
    zone=ZONE,
    states=STATES,
    actions=ACTIONS,
    transitions=(
        *_FILING,
        *_SELLER,
        *_BUYER,
        *_ARBITRATION,
        *acceptances(OPEN),
        *evidence(OPEN),
        withdrawal(OPEN),
    ),
    timers=_TIMERS,
    reasons=REASONS,
    plans=("refund", "no_refund"),
    pausable=PAUSES,
)
