"""From the claim to an agreement: filing, changing the claim, answering it, accepting plans, evidence."""

from ...engine.conditions import Is, Marked, NotAfter, NotBefore, Sooner, any_of
from ...engine.deadlines import Duration, after, first_known
from ...engine.definition import Transition
from ...engine.guards import (
    ADDRESS_IF_RETURNED,
    EVIDENCE_IF_RECEIVED,
    NOT_ACCEPTED,
    OTHER_ACCEPTED,
    PLANS_AGREE,
    PLANS_DIFFER,
    SAME_REASON,
    SELLER_OFFERS,
    SHIPPED,
)
from ..rows import AGREED_ON_BUYERS, PARTIES, acceptances, evidence, seller_agrees, withdrawal
from .rules import FAST_DELIVERY, FILING_WINDOW
from .vocabulary import BEFORE_ARBITRATION, BOTH_ACCEPTED, IN_ARBITRATION, OPEN, UNSETTLED


def filing(delay: Duration) -> tuple[Transition, ...]:
    """Filing from so long after shipment on, and the way into the first working state."""
    return (
        Transition(
            "file",
            ("buyer",),
            (),
            "filed",
            when=(
                SHIPPED,
                any_of(
                    Sooner(first_known("promised_delivery"), after(FAST_DELIVERY, "shipped")),
                    NotBefore(after(delay, "shipped"), code="too_early"),
                ),
                NotAfter(after(FILING_WINDOW, first_known("completed", "promised_delivery")), code="too_late"),
                EVIDENCE_IF_RECEIVED,
            ),
            changes=("open_claim",),
            marks=("filed",),
        ),
        Transition(
            "route",
            ("system",),
            ("filed",),
            "arbitration",
            when=(Is("after_sales_guarantee", True),),
            marks=("arbitration_started",),
        ),
        Transition(
            "route",
            ("system",),
            ("filed",),
            "arbitration",
            when=(Is("platform_logistics", True), Is("category", "not_received")),
            marks=("arbitration_started",),
        ),
        Transition(
            "route",
            ("system",),
            ("filed",),
            "seller_response",
            marks=("claim_submitted",),
            effects=("notify_seller",),
        ),
    )


def _claim_changes(action: str) -> tuple[Transition, ...]:
    return (
        Transition(
            action,
            ("buyer",),
            BEFORE_ARBITRATION,
            "resolved",
            via="returning",
            when=(PLANS_AGREE, ADDRESS_IF_RETURNED),
            changes=("change_claim",),
            ends=AGREED_ON_BUYERS,
        ),
        Transition(
            action,
            ("buyer",),
            BEFORE_ARBITRATION,
            "seller_response",
            when=(PLANS_DIFFER,),
            changes=("change_claim",),
            marks=("claim_submitted",),
            effects=("notify_seller",),
        ),
        Transition(
            action,
            ("buyer",),
            IN_ARBITRATION,
            "resolved",
            via="returning",
            when=(SAME_REASON, PLANS_AGREE, ADDRESS_IF_RETURNED),
            changes=("change_claim",),
            ends=AGREED_ON_BUYERS,
        ),
        Transition(
            action, ("buyer",), IN_ARBITRATION, None, when=(SAME_REASON, PLANS_DIFFER), changes=("change_claim",)
        ),
    )


def _seller_answers(action: str) -> tuple[Transition, ...]:
    return (
        seller_agrees(action, ("seller_response",), "returning"),
        Transition(
            action,
            ("seller",),
            ("seller_response",),
            "negotiation",
            when=(PLANS_DIFFER,),
            changes=("take_plan", "take_address", "first_answer"),
            effects=("notify_buyer",),
        ),
    )


CLAIM_CHANGES = (*_claim_changes("modify_claim"), *_claim_changes("propose_plan"))

SELLER_ANSWERS = (
    *_seller_answers("reject"),
    *_seller_answers("propose_plan"),
    seller_agrees("propose_plan", ("negotiation", *IN_ARBITRATION), "returning"),
    Transition(
        "propose_plan",
        ("seller",),
        ("negotiation", *IN_ARBITRATION),
        None,
        when=(PLANS_DIFFER,),
        changes=("take_plan", "take_address", "first_answer"),
        effects=("notify_buyer",),
    ),
    Transition("withdraw_plan", ("seller",), UNSETTLED, None, when=(SELLER_OFFERS,), changes=("drop_plan",)),
)

ACCEPTANCES = (
    *acceptances(UNSETTLED, "returning"),
    Transition(
        "accept_plan",
        PARTIES,
        ("plan_proposed",),
        "resolved",
        via="returning",
        given={"of": "platform"},
        when=(NOT_ACCEPTED, OTHER_ACCEPTED),
        changes=("note_acceptance", "take_address"),
        ends=BOTH_ACCEPTED,
    ),
    Transition(
        "accept_plan",
        PARTIES,
        ("plan_proposed",),
        None,
        given={"of": "platform"},
        when=(NOT_ACCEPTED,),
        changes=("note_acceptance", "take_address"),
    ),
)

EVIDENCE_AND_WITHDRAWAL = (*evidence(OPEN, ("appealed",)), withdrawal(OPEN))


def escalation(opens: Duration, closes: Duration) -> tuple[Transition, ...]:
    """A party brings the dispute before the platform itself, within this time after filing (older regime)."""
    return (
        Transition(
            "escalate",
            PARTIES,
            BEFORE_ARBITRATION,
            "arbitration",
            when=(
                NotBefore(after(opens, "filed"), code="too_early"),
                NotAfter(after(closes, "filed"), code="too_late"),
                Marked("arbitration_started", "already_escalated", "The platform has the case.", negated=True),
            ),
            changes=("submit_evidence",),
            marks=("arbitration_started",),
            effects=("notify_platform",),
        ),
    )
