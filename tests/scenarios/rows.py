"""The rules that must have a scenario, under the short names that scenarios use after `# rule:`.

Not in here, because they need what is not offered yet: the return of goods (the buyer ships, the seller
confirms or escalates, a return plan that comes about by itself), appeals, extensions and holidays,
`aliexpress@1`. Nor what happens to sellers' accounts afterwards, which is no part of a dispute.
"""

from .rows_marketplaces import MARKETPLACES

ENDINGS = (
    "seller silent",
    "parties on one plan",
    "both accept the platform's plan",
    "acceptance window over",
    "platform rules",
    "buyer withdraws (ending)",
    "platform silent",
)
"""How a dispute can end."""

RULES = (
    "who files",
    "earliest",
    "latest",
    "before shipment",
    "reasons",
    "plan",
    "evidence on filing",
    "evidence limits",
    "after-sales guarantee",
    "carrier problem accepted by the platform's own logistics",
    "seller answers within",
    "clock restarts",
    "seller's answers",
    "both may change or delete plan and evidence",
    "agreement",
    "platform intervenes",
    "not received, in transit",
    "during arbitration",
    "window to accept the platform's plan",
    "arbitration handled within",
    "buyer withdraws",
    "platform time zone",
    "seller's work list",
    "seller warned",
    "no platform plan",
)
"""AliExpress' dispute rules, row by row."""

FILING = ("filed again only after a withdrawal", "at most what is left to refund")

SCORES = (
    "score: filed",
    "score: withdrawn",
    "score: platform review starts",
    "score: seller timeout",
    "score: ruled against the seller",
    "score: carrier liable",
    "score: after-sales guarantee",
    "score: not received, small order",
    "score: first answer",
)
"""What an outcome must say for the sellers' scores."""

DECIDED_BY_US = ("intervention beats a restarted clock", "several lines are separate disputes")

EXAMPLES = ("worked example 7",)

TIME = ("a deadline is half-open", "the order's facts move deadlines")

ALL = (*ENDINGS, *RULES, *FILING, *SCORES, *DECIDED_BY_US, *EXAMPLES, *TIME, *MARKETPLACES)
