"""`aliexpress@2`: the life of an AliExpress dispute, row by row. The numbers are in rules.py.

Not offered yet: plans that return the goods, appeals, extensions.
"""

from ...engine.conditions import Is, NotAfter, NotBefore, Sooner, any_of
from ...engine.deadlines import after, first_known, latest
from ...engine.definition import Action, Due, Ending, State, TimerRule, Transition, Workflow
from ...engine.guards import (
    EVIDENCE_IF_RECEIVED,
    GUARANTEE_KEPT,
    HAS_EVIDENCE,
    LIABLE_NAMED,
    NOT_ACCEPTED,
    OTHER_ACCEPTED,
    OWN_EVIDENCE,
    PLANS_AGREE,
    SAME_REASON,
    SELLER_HAS_PLAN,
    SELLER_OFFERS,
    SHIPPED,
)
from .rules import (
    ACCEPTANCE_WINDOW,
    ARBITRATION_DEFAULT,
    ARBITRATION_SLA,
    ARBITRATION_SLA_GOLD,
    ARBITRATION_SLA_SILVER,
    FAST_DELIVERY,
    FILING_DELAY,
    FILING_WINDOW,
    IMAGES,
    INTERVENTION,
    REASONS,
    RESPONSE_REMINDER,
    RESPONSE_WINDOW,
    VIDEOS,
    ZONE,
)

STATES = (
    State("filed", "filed", "nobody", "The claim is filed; it goes on at once."),
    State("seller_response", "seller_response", "seller", "The seller is to answer the claim."),
    State("negotiation", "negotiation", "buyer", "The seller refused; the parties look for a plan both accept."),
    State("arbitration", "arbitration", "platform", "The platform is to decide; the parties may still agree."),
    State("plan_proposed", "arbitration", "nobody", "The platform's plan lies before both parties."),
    State("resolved", "resolved", "nobody", "The dispute has ended."),
)

_OPEN = ("seller_response", "negotiation", "arbitration", "plan_proposed")
_BEFORE_ARBITRATION = ("seller_response", "negotiation")
_IN_ARBITRATION = ("arbitration", "plan_proposed")
_PARTIES = ("buyer", "seller")

ACTIONS = (
    Action("file", ("buyer",), "Claim a refund for a line of an order.", ("order", "claim")),
    Action(
        "modify_claim",
        ("buyer",),
        "Change the claim; before arbitration the seller's time to answer starts again.",
        may_take=("plan", "reason", "text", "evidence"),
        needs_one=True,
    ),
    Action("propose_plan", _PARTIES, "Propose another plan.", ("plan",), ("note",)),
    Action(
        "propose_plan",
        ("platform",),
        "Propose a plan, which both parties may accept and which is executed otherwise.",
        ("plan", "winner"),
        ("liable", "note", "why"),
    ),
    Action(
        "reject",
        ("seller",),
        "Refuse the claim, with a plan of one's own or none.",
        may_take=("plan", "note"),
    ),
    Action("accept_plan", _PARTIES, "Accept the plan of another party.", ("of",), ("return_address",)),
    Action("withdraw_plan", ("seller",), "Take the own plan back: no refund."),
    Action("submit_evidence", _PARTIES, "Add evidence; this is no answer to a claim.", ("evidence",)),
    Action("delete_evidence", _PARTIES, "Take back own evidence; the history keeps it.", ("evidence_id",)),
    Action("withdraw", ("buyer",), "Give the claim up.", may_take=("why",)),
    Action("take_case", ("platform",), "Begin arbitration before day seven, or take charge of a case in it."),
    Action("rule", ("platform",), "Decide the dispute.", ("plan", "winner"), ("liable", "why")),
)

AGREED_ON_BUYERS = Ending("agreed", "parties", winner="both", liable="nobody", plan="buyer")
AGREED_ON_SELLERS = Ending("agreed", "parties", winner="both", liable="nobody", plan="seller")
SELLER_SILENT = Ending("seller_timeout", "timer", winner="buyer", liable="seller", plan="buyer")
BOTH_ACCEPTED = Ending("ruled", "parties", winner=None, liable=None, plan="platform")
PLAN_EXECUTED = Ending("ruled", "timer", winner=None, liable=None, plan="platform")
RULED = Ending("ruled", "platform", winner=None, liable=None, plan="platform")
WITHDRAWN = Ending("withdrawn", "buyer", winner="seller", liable="nobody", plan=None)
PLATFORM_SILENT = Ending("platform_timeout", "timer", winner="buyer", liable="nobody", plan="buyer")

FILING = (
    Transition(
        "file",
        ("buyer",),
        (),
        "filed",
        when=(
            SHIPPED,
            any_of(
                Sooner(first_known("promised_delivery"), after(FAST_DELIVERY, "shipped")),
                NotBefore(after(FILING_DELAY, "shipped"), code="too_early"),
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

CLAIM_CHANGES = tuple(
    row
    for action in ("modify_claim", "propose_plan")
    for row in (
        Transition(
            action,
            ("buyer",),
            _BEFORE_ARBITRATION,
            "resolved",
            when=(PLANS_AGREE,),
            changes=("change_claim",),
            ends=AGREED_ON_BUYERS,
        ),
        Transition(
            action,
            ("buyer",),
            _BEFORE_ARBITRATION,
            "seller_response",
            changes=("change_claim",),
            marks=("claim_submitted",),
            effects=("notify_seller",),
        ),
        Transition(
            action,
            ("buyer",),
            _IN_ARBITRATION,
            "resolved",
            when=(SAME_REASON, PLANS_AGREE),
            changes=("change_claim",),
            ends=AGREED_ON_BUYERS,
        ),
        Transition(action, ("buyer",), _IN_ARBITRATION, None, when=(SAME_REASON,), changes=("change_claim",)),
    )
)

SELLER_ANSWERS = (
    *(
        row
        for action in ("reject", "propose_plan")
        for row in (
            Transition(
                action,
                ("seller",),
                ("seller_response",),
                "resolved",
                when=(PLANS_AGREE,),
                changes=("take_plan", "first_answer"),
                ends=AGREED_ON_BUYERS,
            ),
            Transition(
                action,
                ("seller",),
                ("seller_response",),
                "negotiation",
                changes=("take_plan", "first_answer"),
                effects=("notify_buyer",),
            ),
        )
    ),
    Transition(
        "propose_plan",
        ("seller",),
        ("negotiation", *_IN_ARBITRATION),
        "resolved",
        when=(PLANS_AGREE,),
        changes=("take_plan", "first_answer"),
        ends=AGREED_ON_BUYERS,
    ),
    Transition(
        "propose_plan",
        ("seller",),
        ("negotiation", *_IN_ARBITRATION),
        None,
        changes=("take_plan", "first_answer"),
        effects=("notify_buyer",),
    ),
    Transition("withdraw_plan", ("seller",), _OPEN, None, when=(SELLER_OFFERS,), changes=("drop_plan",)),
)

ACCEPTANCES = (
    Transition(
        "accept_plan",
        ("seller",),
        _OPEN,
        "resolved",
        given={"of": "buyer"},
        changes=("first_answer",),
        ends=AGREED_ON_BUYERS,
    ),
    Transition(
        "accept_plan",
        ("buyer",),
        _OPEN,
        "resolved",
        given={"of": "seller"},
        when=(SELLER_HAS_PLAN,),
        ends=AGREED_ON_SELLERS,
    ),
    Transition(
        "accept_plan",
        _PARTIES,
        ("plan_proposed",),
        "resolved",
        given={"of": "platform"},
        when=(NOT_ACCEPTED, OTHER_ACCEPTED),
        changes=("note_acceptance",),
        ends=BOTH_ACCEPTED,
    ),
    Transition(
        "accept_plan",
        _PARTIES,
        ("plan_proposed",),
        None,
        given={"of": "platform"},
        when=(NOT_ACCEPTED,),
        changes=("note_acceptance",),
    ),
)

EVIDENCE_AND_WITHDRAWAL = (
    Transition("submit_evidence", _PARTIES, _OPEN, None, changes=("submit_evidence",)),
    Transition(
        "delete_evidence", _PARTIES, _OPEN, None, when=(HAS_EVIDENCE, OWN_EVIDENCE), changes=("delete_evidence",)
    ),
    Transition("withdraw", ("buyer",), _OPEN, "resolved", ends=WITHDRAWN, effects=("notify_seller",)),
)

ARBITRATION = (
    Transition(
        "take_case",
        ("platform",),
        ("negotiation",),
        "arbitration",
        changes=("name_agent",),
        marks=("arbitration_started",),
    ),
    Transition("take_case", ("platform",), _IN_ARBITRATION, None, changes=("name_agent",)),
    Transition(
        "propose_plan",
        ("platform",),
        _IN_ARBITRATION,
        "plan_proposed",
        when=(LIABLE_NAMED, GUARANTEE_KEPT),
        changes=("take_ruling",),
        marks=("plan_proposed",),
        effects=("notify_buyer", "notify_seller"),
    ),
    Transition(
        "rule",
        ("platform",),
        _IN_ARBITRATION,
        "resolved",
        when=(LIABLE_NAMED, GUARANTEE_KEPT),
        changes=("take_ruling",),
        ends=RULED,
        effects=("notify_buyer", "notify_seller"),
    ),
)

TIMEOUTS = (
    Transition(
        "platform_intervention",
        ("timer",),
        _BEFORE_ARBITRATION,
        "arbitration",
        marks=("arbitration_started",),
        effects=("notify_platform",),
    ),
    Transition("seller_response_timeout", ("timer",), ("seller_response",), "resolved", ends=SELLER_SILENT),
    Transition("plan_acceptance_timeout", ("timer",), ("plan_proposed",), "resolved", ends=PLAN_EXECUTED),
    Transition("arbitration_default", ("timer",), ("arbitration",), "resolved", ends=PLATFORM_SILENT),
    Transition("arbitration_sla", ("timer",), ("arbitration",), None, effects=("notify_platform",)),
    Transition("reminder", ("timer",), ("seller_response",), None, effects=("notify_seller",)),
)

# Timers due at the same instant fire in this order: the intervention beats the seller's timeout.
TIMERS = (
    TimerRule(
        "platform_intervention",
        _BEFORE_ARBITRATION,
        (
            Due(
                latest(after(INTERVENTION, "filed"), first_known("promised_delivery")),
                when=(Is("reason", "in_transit"),),
            ),
            Due(after(INTERVENTION, "filed")),
        ),
        "The platform intervenes and arbitrates.",
    ),
    TimerRule(
        "seller_response_timeout",
        ("seller_response",),
        (Due(after(RESPONSE_WINDOW, "claim_submitted")),),
        "The seller has not answered: the buyer's plan is executed.",
        reminders=(RESPONSE_REMINDER,),
    ),
    TimerRule(
        "plan_acceptance_timeout",
        ("plan_proposed",),
        (Due(after(ACCEPTANCE_WINDOW, "plan_proposed")),),
        "Not both parties have accepted the platform's plan: it is executed.",
    ),
    TimerRule(
        "arbitration_default",
        ("arbitration",),
        (Due(after(ARBITRATION_DEFAULT, "arbitration_started")),),
        "The platform has proposed no plan: the buyer's plan is executed, nobody is liable.",
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

ALIEXPRESS_2 = Workflow(
    name="aliexpress",
    version=2,
    title="AliExpress order disputes",
    zone=ZONE,
    states=STATES,
    actions=ACTIONS,
    transitions=(
        *FILING,
        *CLAIM_CHANGES,
        *SELLER_ANSWERS,
        *ACCEPTANCES,
        *EVIDENCE_AND_WITHDRAWAL,
        *ARBITRATION,
        *TIMEOUTS,
    ),
    timers=TIMERS,
    reasons=REASONS,
    plans=("refund", "no_refund"),
    evidence_limits=(IMAGES, VIDEOS),
)
