"""The life of a DHgate dispute: `dhgate@1`.

The numbers are in rules.py, states and actions in vocabulary.py, the rows in negotiation.py and here.
"""

from ...engine.conditions import Condition, Is, NotBefore, any_of
from ...engine.deadlines import after
from ...engine.definition import By, Due, TimerRule, Transition, Workflow
from ...engine.guards import BUYER_GAVE_EVIDENCE, SELLER_GAVE_EVIDENCE
from ..rows import (
    BOTH_NOTIFIED,
    LAPSED,
    PLATFORM_SILENT,
    SELLER_SILENT,
    acceptances,
    evidence,
    returns,
    ruling,
    withdrawal,
)
from .negotiation import ANSWERS, CLAIM_CHANGES, FILING
from .rules import (
    ARBITRATION_DEFAULT,
    ARBITRATION_SLA,
    CONTACT_SLA,
    ESCALATION_OPENS,
    ESCALATION_OPENS_VIP,
    EVIDENCE_WINDOW,
    EXTENSION,
    INTERVENTION,
    PAUSES,
    REASONS,
    RESPONSE_WINDOW,
    RETURN_CONFIRMATION,
    RETURN_SHIPMENT,
    ZONE,
)
from .vocabulary import (
    ACTIONS,
    BEFORE_MEDIATION,
    DELIVERY_PROVEN,
    FACTS,
    IN_MEDIATION,
    OPEN,
    STATES,
    TIMES,
    UNSETTLED,
)


def _to_mediation(action: str, by: By, when: tuple[Condition, ...] = ()) -> tuple[Transition, ...]:
    """The case comes before the mediator; one of goods not as described waits for the buyer's evidence first."""
    needs_none = any_of(Is("category", "not_as_described", negated=True), BUYER_GAVE_EVIDENCE)
    changes = ("submit_evidence",) if by == "buyer" else ()
    marks, effects = ("arbitration_started",), ("notify_platform", *BOTH_NOTIFIED)
    return (
        Transition(
            action,
            (by,),
            BEFORE_MEDIATION,
            "mediation",
            when=(*when, needs_none),
            changes=changes,
            marks=marks,
            effects=effects,
        ),
        Transition(
            action, (by,), BEFORE_MEDIATION, "evidence_wanted", when=when, changes=changes, marks=marks, effects=effects
        ),
    )


_MEDIATION = (
    *_to_mediation(
        "escalate",
        "buyer",
        (
            any_of(Is("vip_buyer", True), NotBefore(after(ESCALATION_OPENS, "filed"), code="too_early")),
            NotBefore(after(ESCALATION_OPENS_VIP, "filed"), code="too_early"),
        ),
    ),
    *_to_mediation("platform_intervention", "timer"),
    Transition(
        "submit_evidence",
        ("buyer",),
        ("evidence_wanted",),
        "mediation",
        changes=("submit_evidence",),
        effects=("notify_platform",),
    ),
    Transition("submit_evidence", ("seller",), ("evidence_wanted",), None, changes=("submit_evidence",)),
    Transition("take_case", ("platform",), IN_MEDIATION, None, changes=("name_agent",), effects=BOTH_NOTIFIED),
    ruling(IN_MEDIATION, "returning"),
)

_TIMEOUTS = (
    Transition(
        "seller_response_timeout", ("timer",), ("seller_response",), "resolved", via="returning", ends=SELLER_SILENT
    ),
    Transition("evidence_timeout", ("timer",), ("evidence_wanted",), "resolved", ends=LAPSED),
    Transition(
        "arbitration_default",
        ("timer",),
        ("mediation",),
        "resolved",
        when=(Is("category", "not_received"), SELLER_GAVE_EVIDENCE),
        ends=DELIVERY_PROVEN,
    ),
    Transition("arbitration_default", ("timer",), ("mediation",), "resolved", via="returning", ends=PLATFORM_SILENT),
    Transition("contact_sla", ("timer",), IN_MEDIATION, None, effects=("notify_platform",)),
    Transition("arbitration_sla", ("timer",), ("mediation",), None, effects=("notify_platform",)),
)

# In the order in which they fire when due together: mediation beats the seller's timeout.
_TIMERS = (
    TimerRule(
        "platform_intervention",
        BEFORE_MEDIATION,
        (Due(after(INTERVENTION, "filed")),),
        "The negotiation has ended: the dispute comes before the mediator.",
        extendable=EXTENSION,
    ),
    TimerRule(
        "seller_response_timeout",
        ("seller_response",),
        (Due(after(RESPONSE_WINDOW, "claim_submitted")),),
        "The seller has not answered: the buyer's plan is executed.",
        extendable=EXTENSION,
    ),
    TimerRule(
        "evidence_timeout",
        ("evidence_wanted",),
        (Due(after(EVIDENCE_WINDOW, "arbitration_started")),),
        "The buyer has given no evidence: the seller is paid.",
        extendable=EXTENSION,
    ),
    TimerRule(
        "arbitration_default",
        ("mediation",),
        (Due(after(ARBITRATION_DEFAULT, "arbitration_started")),),
        "The mediator has not ruled: the buyer's plan is executed, unless it is about goods not received and the "
        "seller has given evidence; nobody is liable.",
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
        "The seller has not confirmed the returned goods: the refund is paid.",
        extendable=EXTENSION,
    ),
    TimerRule(
        "contact_sla",
        IN_MEDIATION,
        (Due(after(CONTACT_SLA, "arbitration_started")),),
        "The mediator's time to contact the parties is over.",
        stopped_by=("take_case",),
    ),
    TimerRule(
        "arbitration_sla",
        ("mediation",),
        (Due(after(ARBITRATION_SLA, "arbitration_started")),),
        "The mediator's time to rule is over.",
    ),
)

DHGATE_1 = Workflow(
    name="dhgate",
    version=1,
    title="DHgate order disputes",
    zone=ZONE,
    states=STATES,
    actions=ACTIONS,
    transitions=(
        *FILING,
        *CLAIM_CHANGES,
        *ANSWERS,
        *acceptances(UNSETTLED, "returning"),
        *evidence(tuple(state for state in OPEN if state != "evidence_wanted")),
        withdrawal(OPEN),
        *_MEDIATION,
        *returns(),
        *_TIMEOUTS,
    ),
    timers=_TIMERS,
    reasons=REASONS,
    plans=("refund", "return_and_refund", "replacement", "no_refund"),
    facts=FACTS,
    times=TIMES,
    pausable=PAUSES,
)
