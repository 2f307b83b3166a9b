"""The states of a Shopee dispute, and what its actors may do."""

from ...engine.definition import Action, State
from ..rows import PARTIES

STATES = (
    State("filed", "filed", "nobody", "The request is opened; it goes on at once."),
    State("seller_response", "seller_response", "seller", "The seller is to answer the buyer's request."),
    State("adjusted", "negotiation", "buyer", "The seller offers an adjusted refund; the buyer is to answer it."),
    State("arbitration", "arbitration", "platform", "Shopee is to decide; the parties may still agree."),
    State("resolved", "resolved", "nobody", "The dispute has ended."),
)

BEFORE_ARBITRATION = ("seller_response", "adjusted")
OPEN = (*BEFORE_ARBITRATION, "arbitration")

ACTIONS = (
    Action("file", ("buyer",), "Ask for a refund for a line of an order.", ("order", "claim")),
    Action("propose_plan", ("seller",), "Offer an adjusted refund.", ("plan",), ("note",)),
    Action("propose_plan", ("buyer",), "Counter the adjusted refund with another.", ("plan",), ("note",)),
    Action("reject", ("seller",), "Refuse the request: Shopee decides.", may_take=("note",)),
    Action("reject", ("buyer",), "Refuse the adjusted refund: Shopee decides.", may_take=("note",)),
    Action("accept_plan", PARTIES, "Accept the other party's plan.", ("of",)),
    Action("submit_evidence", PARTIES, "Add evidence; this is no answer to a request.", ("evidence",)),
    Action("delete_evidence", PARTIES, "Take back own evidence; the history keeps it.", ("evidence_id",)),
    Action("withdraw", ("buyer",), "Give the request up.", may_take=("why",)),
    Action("rule", ("platform",), "Decide the dispute.", ("plan", "winner"), ("liable", "why")),
)
