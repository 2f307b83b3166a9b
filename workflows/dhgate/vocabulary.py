"""The states of a DHgate dispute, and what its actors may do."""

from ...engine.definition import Action, Ending, FactRule, State
from ..rows import PARTIES

STATES = (
    State("filed", "filed", "nobody", "The claim is filed; it goes on at once."),
    State("seller_response", "seller_response", "seller", "The seller is to answer the claim."),
    State("negotiation", "negotiation", "buyer", "The seller refused; the parties look for a plan both accept."),
    State(
        "evidence_wanted", "arbitration", "buyer", "The buyer is to show how the goods differ from their description."
    ),
    State("mediation", "arbitration", "platform", "The mediator is to decide; the parties may still agree."),
    State("returning", "returning", "buyer", "The buyer is to send the goods back."),
    State("return_shipped", "returning", "seller", "The goods are on their way back; the seller is to confirm them."),
    State("resolved", "resolved", "nobody", "The dispute has ended."),
)

BEFORE_MEDIATION = ("seller_response", "negotiation")
IN_MEDIATION = ("evidence_wanted", "mediation")
UNSETTLED = (*BEFORE_MEDIATION, *IN_MEDIATION)
OPEN = (*UNSETTLED, "returning", "return_shipped")

FACTS = (
    FactRule("shipping", "How the order was sent; ems stands for EMS and ePacket.", ("express", "ems", "post")),
    FactRule("vip_buyer", "Whether the buyer is a VIP, who may ask for mediation earlier."),
)
TIMES = {"payment_released": "When the seller was paid: the buyer confirmed the goods, or their time ran out."}

ACTIONS = (
    Action("file", ("buyer",), "Claim a refund, a return or a replacement for a line of an order.", ("order", "claim")),
    Action(
        "modify_claim",
        ("buyer",),
        "Change the claim; before mediation the seller's time to answer starts again.",
        may_take=("plan", "reason", "text", "evidence"),
        needs_one=True,
    ),
    Action(
        "propose_plan",
        ("seller",),
        "Propose another plan, none included, with the address for goods that come back.",
        ("plan",),
        ("note", "return_address"),
    ),
    Action(
        "reject",
        ("seller",),
        "Refuse the claim, with a plan of one's own or none.",
        may_take=("plan", "note", "return_address"),
    ),
    Action("accept_plan", ("buyer",), "Accept the seller's plan.", ("of",)),
    Action(
        "accept_plan",
        ("seller",),
        "Accept the buyer's plan, with the address for goods that come back.",
        ("of",),
        ("return_address",),
    ),
    Action("submit_evidence", PARTIES, "Add evidence; this is no answer to a claim.", ("evidence",)),
    Action("delete_evidence", PARTIES, "Take back own evidence; the history keeps it.", ("evidence_id",)),
    Action("withdraw", ("buyer",), "Give the claim up.", may_take=("why",)),
    Action("escalate", ("buyer",), "Ask for mediation.", may_take=("why", "evidence")),
    Action("take_case", ("platform",), "Take charge of a case and contact the parties."),
    Action("rule", ("platform",), "Decide the dispute.", ("plan", "winner"), ("liable", "why")),
    Action("ship_return", ("buyer",), "Send the goods back.", ("carrier", "tracking")),
    Action("confirm_return", ("seller",), "Confirm that the goods have come back.", may_take=("condition", "note")),
)

DELIVERY_PROVEN = Ending("platform_timeout", "timer", winner="seller", liable="nobody")
"""The mediator is silent, and the seller has given evidence of what the buyer says did not arrive."""
