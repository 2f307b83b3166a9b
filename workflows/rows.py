"""Rows and endings that several marketplaces share; each marketplace says in which of its states they apply."""

from ..engine.conditions import Marked, NotAfter
from ..engine.deadlines import Duration, after
from ..engine.definition import Ending, Transition
from ..engine.guards import (
    ADDRESS_IF_RETURNED,
    EVIDENCE_GIVEN,
    HAS_EVIDENCE,
    KEEPS_GOODS,
    LIABLE_NAMED,
    OWN_EVIDENCE,
    PLANS_AGREE,
    RULING_GIVEN,
    SELLER_HAS_PLAN,
    WAS_RULED,
)

States = tuple[str, ...]

PARTIES = ("buyer", "seller")
BOTH_NOTIFIED = ("notify_buyer", "notify_seller")

AGREED_ON_BUYERS = Ending("agreed", "parties", winner="both", liable="nobody", plan="buyer")
AGREED_ON_SELLERS = Ending("agreed", "parties", winner="both", liable="nobody", plan="seller")
SELLER_SILENT = Ending("seller_timeout", "timer", winner="buyer", liable="seller", plan="buyer")
LAPSED = Ending("lapsed", "timer", winner="seller", liable="nobody")
RULED = Ending("ruled", "platform", plan="platform")
WITHDRAWN = Ending("withdrawn", "buyer", winner="seller", liable="nobody")
PLATFORM_SILENT = Ending("platform_timeout", "timer", winner="buyer", liable="nobody", plan="buyer")
RETURN_CONFIRMED = Ending(plan="adopted")
RETURN_UNCONFIRMED = Ending(decided_by="timer", plan="adopted")
RETURN_EXPIRED = Ending("return_expired", "timer", winner="seller", liable="nobody")


def acceptances(states: States, via: str | None = None) -> tuple[Transition, ...]:
    """Either party accepts the other's plan; `via` is where goods are sent back from."""
    address = ("take_address",) if via else ()
    known = (ADDRESS_IF_RETURNED,) if via else ()
    return (
        Transition(
            "accept_plan",
            ("seller",),
            states,
            "resolved",
            via=via,
            given={"of": "buyer"},
            when=known,
            changes=(*address, "first_answer"),
            ends=AGREED_ON_BUYERS,
        ),
        Transition(
            "accept_plan",
            ("buyer",),
            states,
            "resolved",
            via=via,
            given={"of": "seller"},
            when=(SELLER_HAS_PLAN, *known),
            ends=AGREED_ON_SELLERS,
        ),
    )


def seller_agrees(action: str, states: States, via: str | None = None) -> Transition:
    """The seller comes with the very plan that the buyer asks for: that is an agreement."""
    return Transition(
        action,
        ("seller",),
        states,
        "resolved",
        via=via,
        when=(PLANS_AGREE, ADDRESS_IF_RETURNED) if via else (PLANS_AGREE,),
        changes=("take_plan", "take_address", "first_answer") if via else ("take_plan", "first_answer"),
        ends=AGREED_ON_BUYERS,
    )


def evidence(states: States, appealed: States = ()) -> tuple[Transition, ...]:
    """Evidence comes and goes until the end; while an appeal is open it may be added."""
    return (
        Transition("submit_evidence", PARTIES, (*states, *appealed), None, changes=("submit_evidence",)),
        Transition(
            "delete_evidence", PARTIES, states, None, when=(HAS_EVIDENCE, OWN_EVIDENCE), changes=("delete_evidence",)
        ),
    )


def withdrawal(states: States) -> Transition:
    """The buyer gives the claim up."""
    return Transition("withdraw", ("buyer",), states, "resolved", ends=WITHDRAWN, effects=("notify_seller",))


def ruling(states: States, via: str | None = None) -> Transition:
    """The platform decides."""
    return Transition(
        "rule",
        ("platform",),
        states,
        "resolved",
        via=via,
        when=(LIABLE_NAMED,),
        changes=("take_ruling",),
        ends=RULED,
        effects=BOTH_NOTIFIED,
    )


def returns(later: States = ()) -> tuple[Transition, ...]:
    """The buyer sends the goods back in time, and the seller confirms them in time or the refund is paid."""
    return (
        Transition(
            "ship_return",
            ("buyer",),
            ("returning",),
            "return_shipped",
            marks=("return_shipped",),
            effects=("notify_seller",),
        ),
        Transition(
            "confirm_return",
            ("seller",),
            ("returning", "return_shipped", *later),
            "resolved",
            ends=RETURN_CONFIRMED,
            effects=("notify_buyer",),
        ),
        Transition("return_shipment_timeout", ("timer",), ("returning",), "resolved", ends=RETURN_EXPIRED),
        Transition("return_confirmation_timeout", ("timer",), ("return_shipped",), "resolved", ends=RETURN_UNCONFIRMED),
    )


def appeals(window: Duration) -> tuple[Transition, ...]:
    """A ruling is appealed against once, in time and with new evidence; undecided, it stands."""
    return (
        Transition(
            "appeal",
            PARTIES,
            ("resolved",),
            "appealed",
            when=(
                WAS_RULED,
                Marked("appealed", "already_appealed", "A dispute is appealed against once.", negated=True),
                NotAfter(after(window, "resolved"), code="too_late"),
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
            when=(RULING_GIVEN, KEEPS_GOODS, LIABLE_NAMED),
            changes=("take_ruling",),
            ends=RULED,
            effects=BOTH_NOTIFIED,
        ),
        Transition(
            "decide_appeal", ("platform",), ("appealed",), "resolved", given={"overturn": False}, effects=BOTH_NOTIFIED
        ),
        Transition("appeal_default", ("timer",), ("appealed",), "resolved", effects=BOTH_NOTIFIED),
    )
