"""From the platform's intervention to the end: rulings, returns, appeals, and what happens by itself."""

from ...engine.conditions import Is, Marked, NotAfter, any_of
from ...engine.deadlines import Deadline, after, first_known, latest
from ...engine.definition import Due, TimerRule, Transition
from ...engine.guards import (
    EVIDENCE_GIVEN,
    GUARANTEE_KEPT,
    KEEPS_GOODS,
    LIABLE_NAMED,
    RULING_GIVEN,
    SELLER_TIMED_OUT,
    WAS_RULED,
)
from ..rows import (
    PARTIES,
    PLATFORM_SILENT,
    RETURN_CONFIRMED,
    RETURN_EXPIRED,
    RETURN_UNCONFIRMED,
    RULED,
    SELLER_SILENT,
)
from .rules import (
    ACCEPTANCE_WINDOW,
    APPEAL_DECISION,
    APPEAL_WINDOW,
    ARBITRATION_DEFAULT,
    ARBITRATION_SLA,
    ARBITRATION_SLA_GOLD,
    ARBITRATION_SLA_SILVER,
    EXTENSION,
    LONG_EXTENSION,
    RESPONSE_REMINDER,
    RESPONSE_WINDOW,
    RETURN_CONFIRMATION,
    RETURN_SHIPMENT,
)
from .vocabulary import BEFORE_ARBITRATION, IN_ARBITRATION, PLAN_EXECUTED, RETURNING

ARBITRATION = (
    Transition(
        "take_case",
        ("platform",),
        ("negotiation",),
        "arbitration",
        changes=("name_agent",),
        marks=("arbitration_started",),
    ),
    Transition("take_case", ("platform",), IN_ARBITRATION, None, changes=("name_agent",)),
    Transition(
        "propose_plan",
        ("platform",),
        ("arbitration",),
        "plan_proposed",
        when=(LIABLE_NAMED, GUARANTEE_KEPT),
        changes=("take_ruling",),
        marks=("plan_proposed",),
        effects=("notify_buyer", "notify_seller"),
    ),
    # Each plan gives the parties new time: without an end to that, no dispute had to end.
    Transition(
        "propose_plan",
        ("platform",),
        ("plan_proposed",),
        "plan_proposed",
        when=(
            LIABLE_NAMED,
            GUARANTEE_KEPT,
            NotAfter(after(ARBITRATION_DEFAULT, "arbitration_started"), code="too_late"),
        ),
        changes=("take_ruling",),
        marks=("plan_proposed",),
        effects=("notify_buyer", "notify_seller"),
    ),
    Transition(
        "rule",
        ("platform",),
        IN_ARBITRATION,
        "resolved",
        via="returning",
        when=(LIABLE_NAMED, GUARANTEE_KEPT),
        changes=("take_ruling",),
        ends=RULED,
        effects=("notify_buyer", "notify_seller"),
    ),
)

RETURNS = (
    Transition(
        "ship_return",
        ("buyer",),
        ("returning",),
        "return_shipped",
        marks=("return_shipped",),
        effects=("notify_seller",),
    ),
    Transition("confirm_return", ("seller",), RETURNING, "resolved", ends=RETURN_CONFIRMED),
    Transition(
        "escalate",
        ("seller",),
        RETURNING,
        "arbitration",
        when=(
            Marked(
                "return_escalated",
                "already_escalated",
                "A return is brought before the platform once a dispute, and has been.",
                negated=True,
            ),
        ),
        changes=("void_agreement", "submit_evidence"),
        marks=("return_escalated", "arbitration_started"),
        effects=("notify_platform", "notify_buyer"),
    ),
)

_APPEALABLE = any_of(
    Marked("system_at_fault", "not_appealable", "A seller's silence can be appealed against if the system failed."),
    WAS_RULED,
)

APPEALS = (
    Transition(
        "admit_fault",
        ("platform",),
        ("resolved",),
        None,
        when=(
            SELLER_TIMED_OUT,
            NotAfter(after(APPEAL_WINDOW, "resolved"), code="too_late"),
            Marked("system_at_fault", "already_admitted", "The fault has been admitted.", negated=True),
        ),
        marks=("system_at_fault",),
    ),
    Transition(
        "appeal",
        PARTIES,
        ("resolved",),
        "appealed",
        when=(
            _APPEALABLE,
            Marked("appealed", "already_appealed", "A dispute is appealed against once.", negated=True),
            NotAfter(after(APPEAL_WINDOW, "resolved"), code="too_late"),
            EVIDENCE_GIVEN,
        ),
        changes=("submit_evidence",),
        marks=("appealed",),
        effects=("notify_platform",),
    ),
    Transition(
        "decide_appeal",
        ("platform",),
        ("appealed",),
        "resolved",
        given={"overturn": True},
        when=(RULING_GIVEN, KEEPS_GOODS, LIABLE_NAMED, GUARANTEE_KEPT),
        changes=("take_ruling",),
        # A seller's silence that was appealed against has not been before the platform until now.
        marks=("arbitration_started",),
        ends=RULED,
        effects=("notify_buyer", "notify_seller"),
    ),
    Transition(
        "decide_appeal",
        ("platform",),
        ("appealed",),
        "resolved",
        given={"overturn": False},
        effects=("notify_buyer", "notify_seller"),
    ),
)

TIMEOUTS = (
    Transition(
        "platform_intervention",
        ("timer",),
        BEFORE_ARBITRATION,
        "arbitration",
        marks=("arbitration_started",),
        effects=("notify_platform",),
    ),
    Transition(
        "seller_response_timeout", ("timer",), ("seller_response",), "resolved", via="returning", ends=SELLER_SILENT
    ),
    Transition(
        "plan_acceptance_timeout", ("timer",), ("plan_proposed",), "resolved", via="returning", ends=PLAN_EXECUTED
    ),
    Transition("arbitration_default", ("timer",), ("arbitration",), "resolved", via="returning", ends=PLATFORM_SILENT),
    Transition("return_shipment_timeout", ("timer",), ("returning",), "resolved", ends=RETURN_EXPIRED),
    Transition("return_confirmation_timeout", ("timer",), ("return_shipped",), "resolved", ends=RETURN_UNCONFIRMED),
    Transition("appeal_default", ("timer",), ("appealed",), "resolved", effects=("notify_buyer", "notify_seller")),
    Transition("arbitration_sla", ("timer",), ("arbitration",), None, effects=("notify_platform",)),
    Transition("reminder", ("timer",), ("seller_response",), None, effects=("notify_seller",)),
)


def timers(intervention: Deadline) -> tuple[TimerRule, ...]:
    """The timers, in the order in which they fire when due together: the intervention beats the seller's timeout."""
    return (
        TimerRule(
            "platform_intervention",
            BEFORE_ARBITRATION,
            (
                Due(latest(intervention, first_known("promised_delivery")), when=(Is("reason", "in_transit"),)),
                Due(intervention),
            ),
            "The platform intervenes and arbitrates.",
            extendable=EXTENSION,
        ),
        TimerRule(
            "seller_response_timeout",
            ("seller_response",),
            (Due(after(RESPONSE_WINDOW, "claim_submitted")),),
            "The seller has not answered: the buyer's plan is executed.",
            reminders=(RESPONSE_REMINDER,),
            extendable=EXTENSION,
        ),
        TimerRule(
            "plan_acceptance_timeout",
            ("plan_proposed",),
            (Due(after(ACCEPTANCE_WINDOW, "plan_proposed")),),
            "Not both parties have accepted the platform's plan: it is executed.",
            extendable=EXTENSION,
        ),
        TimerRule(
            "arbitration_default",
            ("arbitration",),
            (Due(after(ARBITRATION_DEFAULT, "arbitration_started")),),
            "The platform has proposed no plan: the buyer's plan is executed, nobody is liable.",
            extendable=LONG_EXTENSION,
        ),
        TimerRule(
            "return_shipment_timeout",
            ("returning",),
            (Due(after(RETURN_SHIPMENT, "settled")),),
            "The buyer has not sent the goods back: nothing is paid.",
            extendable=LONG_EXTENSION,
        ),
        TimerRule(
            "return_confirmation_timeout",
            ("return_shipped",),
            (Due(after(RETURN_CONFIRMATION, "return_shipped")),),
            "The seller has not confirmed the returned goods: the refund is paid.",
            extendable=LONG_EXTENSION,
        ),
        TimerRule(
            "appeal_default",
            ("appealed",),
            (Due(after(APPEAL_DECISION, "appealed")),),
            "The appeal is not decided: the ruling stands.",
            extendable=LONG_EXTENSION,
        ),
        TimerRule(
            "arbitration_sla",
            ("arbitration",),
            (
                Due(after(ARBITRATION_SLA_GOLD, "arbitration_started"), when=(Is("seller_medal", "gold"),)),
                Due(after(ARBITRATION_SLA_SILVER, "arbitration_started"), when=(Is("seller_medal", "silver"),)),
                Due(after(ARBITRATION_SLA, "arbitration_started")),
            ),
            "The platform's time to handle the arbitration is over.",
            stopped_by=("take_case",),
        ),
    )
