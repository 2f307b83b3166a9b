"""The states of a PayPal dispute, and what its actors may do."""

from dataclasses import replace

from ...engine.definition import Action, State
from ..rows import PARTIES, SELLER_SILENT

STATES = (
    State("filed", "filed", "nobody", "The inquiry is opened; it goes on at once."),
    State("inquiry", "negotiation", "seller", "The parties look for a plan both accept; either may make it a claim."),
    State("offered", "negotiation", "buyer", "The seller's offer lies before the buyer, who may also make it a claim."),
    State("claim", "seller_response", "seller", "The seller is to answer the claim."),
    State("claim_offered", "negotiation", "buyer", "The seller answered the claim with an offer to the buyer."),
    State("review", "arbitration", "platform", "PayPal is to decide; the parties may still agree."),
    State("resolved", "resolved", "nobody", "The dispute has ended."),
    State("appealed", "resolved", "platform", "A ruling is appealed against; until that is decided it stands."),
)

INQUIRY_STATES = ("inquiry", "offered")
OFFERED = ("offered", "claim_offered")
OPEN = ("inquiry", "offered", "claim", "claim_offered", "review")

TIMES = {"paid": "When the buyer paid; the time to open an inquiry counts from it."}

_RULING = ("liable", "why")

ACTIONS = (
    Action("file", ("buyer",), "Open an inquiry about a line of an order.", ("order", "claim")),
    Action("propose_plan", ("seller",), "Make the buyer an offer.", ("plan",), ("note",)),
    Action("reject", ("seller",), "Refuse what the buyer asks for.", may_take=("note", "evidence")),
    Action("reject", ("buyer",), "Turn the seller's offer down.", may_take=("note",)),
    Action("accept_plan", PARTIES, "Accept the other party's plan.", ("of",)),
    Action("escalate", PARTIES, "Make the inquiry a claim, which PayPal decides.", may_take=("why", "evidence")),
    Action("submit_evidence", PARTIES, "Add evidence; this is no answer to a claim.", ("evidence",)),
    Action("delete_evidence", PARTIES, "Take back own evidence; the history keeps it.", ("evidence_id",)),
    Action("withdraw", ("buyer",), "Give the dispute up; it cannot be opened again.", may_take=("why",)),
    Action("rule", ("platform",), "Decide the claim.", ("plan", "winner"), _RULING),
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

CLAIM_UNANSWERED = replace(SELLER_SILENT, plan="full")
"""The seller's silence costs all that was paid, whatever the buyer asked for."""
