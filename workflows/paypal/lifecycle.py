"""The life of a PayPal dispute: `paypal@1`. The numbers are in rules.py, states and actions in vocabulary.py."""

from ...engine.conditions import Marked, NotAfter
from ...engine.deadlines import after
from ...engine.definition import Due, TimerRule, Transition, Workflow
from ...engine.guards import OFFERS_SOMETHING, PLANS_DIFFER
from ..rows import (
    LAPSED,
    PARTIES,
    PLATFORM_SILENT,
    acceptances,
    appeals,
    evidence,
    ruling,
    seller_agrees,
    withdrawal,
)
from .rules import (
    APPEAL_DECISION,
    APPEAL_WINDOW,
    ARBITRATION_DEFAULT,
    ARBITRATION_SLA,
    EXTENSION,
    FILING_WINDOW,
    INQUIRY,
    OFFER_WINDOW,
    PAUSES,
    REASONS,
    RESPONSE_WINDOW,
    ZONE,
)
from .vocabulary import ACTIONS, CLAIM_UNANSWERED, INQUIRY_STATES, OFFERED, OPEN, STATES, TIMES

_FILING = (
    Transition(
        "file",
        ("buyer",),
        (),
        "filed",
        when=(
            Marked("paid", "payment_unknown", "Nobody has said when the order was paid: give `times={'paid': …}`."),
            NotAfter(after(FILING_WINDOW, "paid"), code="too_late"),
        ),
        changes=("open_claim",),
        marks=("filed",),
    ),
    Transition("route", ("system",), ("filed",), "inquiry", effects=("notify_seller",)),
)


def _offer(states: tuple[str, ...], to: str) -> Transition:
    """An offer lies before the buyer, whose time to answer it starts, or starts again."""
    return Transition(
        "propose_plan",
        ("seller",),
        states,
        to,
        when=(PLANS_DIFFER, OFFERS_SOMETHING),
        changes=("take_plan", "first_answer"),
        marks=("offered",),
        effects=("notify_buyer",),
    )


_OFFERS = (
    seller_agrees("propose_plan", (*INQUIRY_STATES, "claim")),
    _offer(INQUIRY_STATES, "offered"),
    _offer(("claim",), "claim_offered"),
    Transition("reject", ("buyer",), ("offered",), "inquiry", effects=("notify_seller",)),
    Transition(
        "reject",
        ("buyer",),
        ("claim_offered",),
        "review",
        marks=("arbitration_started",),
        effects=("notify_platform", "notify_seller"),
    ),
    Transition("offer_timeout", ("timer",), OFFERED, "resolved", ends=LAPSED),
)

_INQUIRY = (
    Transition(
        "reject",
        ("seller",),
        INQUIRY_STATES,
        "inquiry",
        changes=("take_plan", "submit_evidence", "first_answer"),
        effects=("notify_buyer",),
    ),
    Transition(
        "escalate",
        PARTIES,
        INQUIRY_STATES,
        "claim",
        changes=("submit_evidence",),
        marks=("claim_submitted",),
        effects=("notify_seller", "notify_buyer"),
    ),
    Transition("inquiry_timeout", ("timer",), INQUIRY_STATES, "resolved", ends=LAPSED),
)

_CLAIM = (
    Transition(
        "reject",
        ("seller",),
        ("claim",),
        "review",
        changes=("take_plan", "submit_evidence", "first_answer"),
        marks=("arbitration_started",),
        effects=("notify_platform", "notify_buyer"),
    ),
    Transition("seller_response_timeout", ("timer",), ("claim",), "resolved", ends=CLAIM_UNANSWERED),
    ruling(("review",)),
    Transition("arbitration_sla", ("timer",), ("review",), None, effects=("notify_platform",)),
    Transition("arbitration_default", ("timer",), ("review",), "resolved", ends=PLATFORM_SILENT),
)

# An inquiry ends with its time even where a later offer would leave the buyer more: offers cannot prolong it.
_TIMERS = (
    TimerRule(
        "inquiry_timeout",
        INQUIRY_STATES,
        (Due(after(INQUIRY, "filed")),),
        "Nobody has made it a claim: it is closed for good.",
        extendable=EXTENSION,
    ),
    TimerRule(
        "offer_timeout",
        OFFERED,
        (Due(after(OFFER_WINDOW, "offered")),),
        "The buyer has not answered the seller's offer: the dispute is closed.",
        extendable=EXTENSION,
    ),
    TimerRule(
        "seller_response_timeout",
        ("claim",),
        (Due(after(RESPONSE_WINDOW, "claim_submitted")),),
        "The seller has not answered the claim: all that was paid is refunded.",
        extendable=EXTENSION,
    ),
    TimerRule(
        "arbitration_default",
        ("review",),
        (Due(after(ARBITRATION_DEFAULT, "arbitration_started")),),
        "PayPal has not decided: the buyer's plan is executed, nobody is liable.",
        extendable=EXTENSION,
    ),
    TimerRule(
        "appeal_default",
        ("appealed",),
        (Due(after(APPEAL_DECISION, "appealed")),),
        "The appeal is not decided: the ruling stands.",
        extendable=EXTENSION,
    ),
    TimerRule(
        "arbitration_sla",
        ("review",),
        (Due(after(ARBITRATION_SLA, "arbitration_started")),),
        "PayPal's time to decide is over.",
    ),
)

PAYPAL_1 = Workflow(
    name="paypal",
    version=1,
    title="PayPal disputes",
    zone=ZONE,
    states=STATES,
    actions=ACTIONS,
    transitions=(
        *_FILING,
        *_OFFERS,
        *_INQUIRY,
        *_CLAIM,
        *acceptances(OPEN),
        *evidence(OPEN, appealed=("appealed",)),
        withdrawal(OPEN),
        *appeals(APPEAL_WINDOW),
    ),
    timers=_TIMERS,
    reasons=REASONS,
    plans=("refund", "no_refund"),
    # Closed for good: neither a lapsed inquiry nor one the buyer gave up is opened again.
    file_again_after=(),
    times=TIMES,
    pausable=PAUSES,
)
