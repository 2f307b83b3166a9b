"""From the claim to an agreement: filing, changing the claim, answering it."""

from ...engine.conditions import Is, NotAfter, NotBefore, any_of
from ...engine.deadlines import after, first_known
from ...engine.definition import Transition
from ...engine.guards import ADDRESS_IF_RETURNED, PLANS_AGREE, PLANS_DIFFER, SAME_REASON, SHIPPED
from ..rows import AGREED_ON_BUYERS, seller_agrees
from .rules import (
    FILING_DELAY_EMS,
    FILING_DELAY_EXPRESS,
    FILING_DELAY_POST,
    FILING_WINDOW,
    FILING_WINDOW_RELEASED,
)
from .vocabulary import BEFORE_MEDIATION, IN_MEDIATION

_RELEASED = after(FILING_WINDOW_RELEASED, "payment_released")
_CLOSES = after(FILING_WINDOW, "shipped")

# Our default: an order of which nobody says how it was sent waits as long as the slowest, post.
FILING = (
    Transition(
        "file",
        ("buyer",),
        (),
        "filed",
        when=(
            SHIPPED,
            any_of(
                Is("shipping", "express", negated=True),
                NotBefore(after(FILING_DELAY_EXPRESS, "shipped"), code="too_early"),
            ),
            any_of(
                Is("shipping", "ems", negated=True), NotBefore(after(FILING_DELAY_EMS, "shipped"), code="too_early")
            ),
            any_of(
                Is("shipping", "express"),
                Is("shipping", "ems"),
                NotBefore(after(FILING_DELAY_POST, "shipped"), code="too_early"),
            ),
            any_of(
                Is("category", "not_as_described", negated=True),
                NotAfter(first_known(_RELEASED, _CLOSES), code="too_late"),
            ),
            any_of(Is("category", "not_as_described"), NotAfter(_CLOSES, code="too_late")),
        ),
        changes=("open_claim",),
        marks=("filed",),
    ),
    Transition(
        "route", ("system",), ("filed",), "seller_response", marks=("claim_submitted",), effects=("notify_seller",)
    ),
)

CLAIM_CHANGES = (
    Transition(
        "modify_claim",
        ("buyer",),
        BEFORE_MEDIATION,
        "resolved",
        via="returning",
        when=(PLANS_AGREE, ADDRESS_IF_RETURNED),
        changes=("change_claim",),
        ends=AGREED_ON_BUYERS,
    ),
    Transition(
        "modify_claim",
        ("buyer",),
        BEFORE_MEDIATION,
        "seller_response",
        when=(PLANS_DIFFER,),
        changes=("change_claim",),
        marks=("claim_submitted",),
        effects=("notify_seller",),
    ),
    Transition(
        "modify_claim",
        ("buyer",),
        ("mediation",),
        "resolved",
        via="returning",
        when=(SAME_REASON, PLANS_AGREE, ADDRESS_IF_RETURNED),
        changes=("change_claim",),
        ends=AGREED_ON_BUYERS,
    ),
    Transition(
        "modify_claim", ("buyer",), ("mediation",), None, when=(SAME_REASON, PLANS_DIFFER), changes=("change_claim",)
    ),
)


def _answers(action: str) -> tuple[Transition, ...]:
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


_LATER = ("negotiation", *IN_MEDIATION)

ANSWERS = (
    *_answers("reject"),
    *_answers("propose_plan"),
    seller_agrees("propose_plan", _LATER, "returning"),
    Transition(
        "propose_plan",
        ("seller",),
        _LATER,
        None,
        when=(PLANS_DIFFER,),
        changes=("take_plan", "take_address", "first_answer"),
        effects=("notify_buyer",),
    ),
)
