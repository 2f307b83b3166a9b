"""The states of an eBay dispute, and what its actors may do."""

from ...engine.definition import Action, State
from ..rows import PARTIES

STATES = (
    State("filed", "filed", "nobody", "The request is opened; it goes on at once."),
    State("seller_response", "seller_response", "seller", "The seller is to answer; then the buyer may escalate."),
    State("negotiation", "negotiation", "buyer", "The seller has answered; the buyer may accept, or escalate in time."),
    State("arbitration", "arbitration", "platform", "eBay is to decide; the parties may still agree."),
    State("returning", "returning", "buyer", "The buyer is to send the goods back."),
    State("return_shipped", "returning", "seller", "The goods are on their way back to the seller."),
    State("return_arrived", "returning", "seller", "The goods have arrived; the refund is due."),
    State("resolved", "resolved", "nobody", "The dispute has ended."),
    State("appealed", "resolved", "platform", "A ruling is appealed against; until that is decided it stands."),
)

BEFORE_ARBITRATION = ("seller_response", "negotiation")
UNSETTLED = (*BEFORE_ARBITRATION, "arbitration")
OPEN = (*UNSETTLED, "returning", "return_shipped", "return_arrived")

_RULING = ("liable", "why")

ACTIONS = (
    Action("file", ("buyer",), "Open a request about a line of an order.", ("order", "claim")),
    Action(
        "propose_plan",
        ("seller",),
        "Propose another plan, with the address for goods that come back.",
        ("plan",),
        ("note", "return_address"),
    ),
    Action("reject", ("seller",), "Refuse the request.", may_take=("note",)),
    Action("accept_plan", ("buyer",), "Accept the seller's plan.", ("of",)),
    Action(
        "accept_plan",
        ("seller",),
        "Accept the buyer's plan, with the address for goods that come back.",
        ("of",),
        ("return_address",),
    ),
    Action("escalate", ("buyer",), "Ask eBay to step in.", may_take=("why", "evidence")),
    Action("submit_evidence", PARTIES, "Add evidence; this is no answer to a request.", ("evidence",)),
    Action("delete_evidence", PARTIES, "Take back own evidence; the history keeps it.", ("evidence_id",)),
    Action("withdraw", ("buyer",), "Give the request up.", may_take=("why",)),
    Action("rule", ("platform",), "Decide the case; liable nobody is no defect.", ("plan", "winner"), _RULING),
    Action("ship_return", ("buyer",), "Send the goods back.", ("carrier", "tracking")),
    Action("report_arrival", ("platform",), "The carrier has handed the returned goods over to the seller."),
    Action("confirm_return", ("seller",), "Confirm that the goods have come back.", may_take=("condition", "note")),
    Action(
        "appeal", PARTIES, "Appeal against a ruling, with new evidence. Once a dispute.", may_take=("evidence", "why")
    ),
    Action(
        "decide_appeal",
        ("platform",),
        "Uphold the ruling, or overturn it with another.",
        ("overturn",),
        ("plan", "winner", *_RULING),
    ),
)
