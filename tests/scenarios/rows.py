"""The rules that must have a scenario, under the short names that scenarios use after `# rule:`.

Not in here: what happens to the account of a seller judged "not as described" (frozen or closed). That is a
penalty, which the scores decide on when the dispute is over.
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
    "buyer does not ship the return",
    "return confirmed, or not confirmed in time",
    "appeal overturned",
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
    "buyer ships the return within",
    "seller confirms the return within",
    "seller escalates while the return is under way",
    "buyer withdraws",
    "appeal",
    "holidays",
    "platform time zone",
    "seller's work list",
    "seller warned",
    "a return plan comes about by timeout or ruling",
    "no platform plan",
)
"""AliExpress' dispute rules, row by row."""

OLDER_REGIME = (
    "older regime: the buyer may escalate from day 4 to 15",
    "older regime: the system escalates on day 16",
    "older regime: the seller may escalate too",
    "older regime: filing from 5 days after shipment",
)
"""What `aliexpress@1` has instead."""

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

DECIDED_BY_US = (
    "intervention beats a restarted clock",
    "several lines are separate disputes",
    "an overturned appeal emits a compensating outcome",
)

EXAMPLES = ("worked example 7",)

TIME = ("a deadline is half-open", "the order's facts move deadlines")

CLOCK = ("extend", "pause and resume", "the platform mends an outage")
"""What the platform may do to a dispute's clock."""

ALL = (*ENDINGS, *RULES, *OLDER_REGIME, *FILING, *SCORES, *DECIDED_BY_US, *EXAMPLES, *TIME, *CLOCK, *MARKETPLACES)
