"""The states of an AliExpress dispute, and what its actors may do."""

from ...engine.definition import Action, Ending, State
from ..rows import PARTIES

STATES = (
    State("filed", "filed", "nobody", "The claim is filed; it goes on at once."),
    State("seller_response", "seller_response", "seller", "The seller is to answer the claim."),
    State("negotiation", "negotiation", "buyer", "The seller refused; the parties look for a plan both accept."),
    State("arbitration", "arbitration", "platform", "The platform is to decide; the parties may still agree."),
    State("plan_proposed", "arbitration", "nobody", "The platform's plan lies before both parties."),
    State("returning", "returning", "buyer", "The buyer is to send the goods back."),
    State("return_shipped", "returning", "seller", "The goods are on their way back; the seller is to confirm them."),
    State("resolved", "resolved", "nobody", "The dispute has ended."),
    State("appealed", "resolved", "platform", "A ruling is appealed against; until that is decided it stands."),
)

BEFORE_ARBITRATION = ("seller_response", "negotiation")
IN_ARBITRATION = ("arbitration", "plan_proposed")
RETURNING = ("returning", "return_shipped")
UNSETTLED = (*BEFORE_ARBITRATION, *IN_ARBITRATION)
OPEN = (*UNSETTLED, *RETURNING)

_RULING = ("liable", "reason_code", "why")

ACTIONS = (
    Action("file", ("buyer",), "Claim a refund for a line of an order.", ("order", "claim")),
    Action(
        "modify_claim",
        ("buyer",),
        "Change the claim; before arbitration the seller's time to answer starts again.",
        may_take=("plan", "reason", "text", "evidence"),
        needs_one=True,
    ),
    Action("propose_plan", ("buyer",), "Propose another plan.", ("plan",), ("note",)),
    Action(
        "propose_plan",
        ("seller",),
        "Propose another plan, with the address for goods that come back.",
        ("plan",),
        ("note", "return_address"),
    ),
    Action(
        "propose_plan",
        ("platform",),
        "Propose a plan, which both parties may accept and which is executed otherwise.",
        ("plan", "winner"),
        ("note", *_RULING),
    ),
    Action(
        "reject",
        ("seller",),
        "Refuse the claim, with a plan of one's own or none.",
        may_take=("plan", "note", "return_address"),
    ),
    Action("accept_plan", ("buyer",), "Accept the plan of another party.", ("of",)),
    Action(
        "accept_plan",
        ("seller",),
        "Accept the plan of another party, with the address for goods that come back.",
        ("of",),
        ("return_address",),
    ),
    Action("withdraw_plan", ("seller",), "Take the own plan back: no refund."),
    Action("submit_evidence", PARTIES, "Add evidence; this is no answer to a claim.", ("evidence",)),
    Action("delete_evidence", PARTIES, "Take back own evidence; the history keeps it.", ("evidence_id",)),
    Action("withdraw", ("buyer",), "Give the claim up.", may_take=("why",)),
    Action("ship_return", ("buyer",), "Send the goods back.", ("carrier", "tracking")),
    Action("confirm_return", ("seller",), "Confirm that the goods have come back.", may_take=("condition", "note")),
    Action(
        "escalate",
        ("seller",),
        "Bring a return before the platform: what was agreed or ruled is void. Once a dispute.",
        may_take=("why", "evidence"),
    ),
    Action("appeal", PARTIES, "Appeal against a ruling, with new evidence.", may_take=("evidence", "why")),
    Action("take_case", ("platform",), "Begin arbitration before day seven, or take charge of a case in it."),
    Action("rule", ("platform",), "Decide the dispute.", ("plan", "winner"), _RULING),
    Action(
        "decide_appeal",
        ("platform",),
        "Uphold the ruling, or overturn it with another.",
        ("overturn",),
        ("plan", "winner", *_RULING),
    ),
    Action(
        "admit_fault",
        ("platform",),
        "Admit that the system was at fault for a seller's silence: it can be appealed against.",
        may_take=("why",),
    ),
)

BOTH_ACCEPTED = Ending("ruled", "parties", plan="platform")
PLAN_EXECUTED = Ending("ruled", "timer", plan="platform")
