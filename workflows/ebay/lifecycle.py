"""The life of an eBay dispute: `ebay@1`. The numbers are in rules.py, states and actions in vocabulary.py."""

from ...engine.conditions import NotAfter, NotBefore
from ...engine.deadlines import after, first_known
from ...engine.definition import Due, TimerRule, Transition, Workflow
from ...engine.guards import PLANS_DIFFER
from ..rows import (
    LAPSED,
    PLATFORM_SILENT,
    RETURN_UNCONFIRMED,
    acceptances,
    appeals,
    evidence,
    returns,
    ruling,
    seller_agrees,
    withdrawal,
)
from .rules import (
    APPEAL_DECISION,
    APPEAL_WINDOW,
    ARBITRATION_DEFAULT,
    ARBITRATION_SLA,
    ESCALATION_CLOSES,
    EXTENSION,
    FILING_WINDOW,
    PAUSES,
    REASONS,
    REFUND_DUE,
    RESPONSE_WINDOW,
    RETURN_CONFIRMATION,
    RETURN_SHIPMENT,
    ZONE,
)
from .vocabulary import ACTIONS, BEFORE_ARBITRATION, OPEN, STATES, UNSETTLED

_FILING = (
    Transition(
        "file",
        ("buyer",),
        (),
        "filed",
        when=(NotAfter(after(FILING_WINDOW, first_known("delivered", "promised_delivery")), code="too_late"),),
        changes=("open_claim",),
        marks=("filed",),
    ),
    Transition("route", ("system",), ("filed",), "seller_response", effects=("notify_seller",)),
)

_ANSWERS = (
    Transition(
        "reject",
        ("seller",),
        BEFORE_ARBITRATION,
        "negotiation",
        changes=("take_plan", "first_answer"),
        effects=("notify_buyer",),
    ),
    seller_agrees("propose_plan", BEFORE_ARBITRATION, "returning"),
    Transition(
        "propose_plan",
        ("seller",),
        BEFORE_ARBITRATION,
        "negotiation",
        when=(PLANS_DIFFER,),
        changes=("take_plan", "take_address", "first_answer"),
        effects=("notify_buyer",),
    ),
)

# Nothing happens by itself when the seller's time is over: the buyer may escalate from then on, whether or not
# the seller has answered.
_ARBITRATION = (
    Transition(
        "escalate",
        ("buyer",),
        BEFORE_ARBITRATION,
        "arbitration",
        when=(NotBefore(after(RESPONSE_WINDOW, "filed"), code="too_early"),),
        changes=("submit_evidence",),
        marks=("arbitration_started",),
        effects=("notify_platform", "notify_seller"),
    ),
    Transition("escalation_timeout", ("timer",), BEFORE_ARBITRATION, "resolved", ends=LAPSED),
    ruling(("arbitration",), "returning"),
    Transition("arbitration_sla", ("timer",), ("arbitration",), None, effects=("notify_platform",)),
    Transition("arbitration_default", ("timer",), ("arbitration",), "resolved", via="returning", ends=PLATFORM_SILENT),
)

_ARRIVAL = (
    Transition(
        "report_arrival",
        ("platform",),
        ("return_shipped",),
        "return_arrived",
        marks=("return_arrived",),
        effects=("notify_seller",),
    ),
    Transition("refund_due", ("timer",), ("return_arrived",), "resolved", ends=RETURN_UNCONFIRMED),
)

_TIMERS = (
    TimerRule(
        "escalation_timeout",
        BEFORE_ARBITRATION,
        (Due(after(ESCALATION_CLOSES, "filed")),),
        "The parties have not agreed and the buyer has not escalated: the request is closed.",
        extendable=EXTENSION,
    ),
    TimerRule(
        "arbitration_default",
        ("arbitration",),
        (Due(after(ARBITRATION_DEFAULT, "arbitration_started")),),
        "eBay has not decided: the buyer's plan is executed, nobody is liable.",
        extendable=EXTENSION,
    ),
    TimerRule(
        "return_shipment_timeout",
        ("returning",),
        (Due(after(RETURN_SHIPMENT, "settled")),),
        "The buyer has not sent the goods back: nothing is paid.",
        extendable=EXTENSION,
    ),
    TimerRule(
        "return_confirmation_timeout",
        ("return_shipped",),
        (Due(after(RETURN_CONFIRMATION, "return_shipped")),),
        "Nobody has said that the goods arrived: the refund is paid.",
        extendable=EXTENSION,
    ),
    TimerRule(
        "refund_due",
        ("return_arrived",),
        (Due(after(REFUND_DUE, "return_arrived")),),
        "The seller has not confirmed the goods that arrived: the refund is paid.",
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
        ("arbitration",),
        (Due(after(ARBITRATION_SLA, "arbitration_started")),),
        "eBay's time to decide is over.",
    ),
)

EBAY_1 = Workflow(
    name="ebay",
    version=1,
    title="eBay money back guarantee",
    zone=ZONE,
    states=STATES,
    actions=ACTIONS,
    transitions=(
        *_FILING,
        *_ANSWERS,
        *_ARBITRATION,
        *acceptances(UNSETTLED, "returning"),
        *evidence(OPEN, appealed=("appealed",)),
        withdrawal(OPEN),
        *returns(("return_arrived",)),
        *_ARRIVAL,
        *appeals(APPEAL_WINDOW),
    ),
    timers=_TIMERS,
    reasons=REASONS,
    plans=("refund", "return_and_refund", "no_refund"),
    pausable=PAUSES,
)
