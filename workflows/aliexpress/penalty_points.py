"""AliExpress' ladder of penalty points, and what a judgement of "not as described" brings."""

from ...scoring.numbers import Choice, Number
from ...scoring.penalties import Besides, Ladder, Repeated, Step

_FOUND = "AliExpress seller penalty rules"
_OURS = "our default: no public document gives it"


def _default(name: str, text: str, unit: str) -> Number:
    return Number(name, text, unit, "default", _OURS)


POINT_LIFE = Number("POINT_LIFE", "365", "days", "found", _FOUND)
WARNED_FROM = _default("WARNED_FROM", "2", "penalty points")
RESTRICTED_FROM = _default("RESTRICTED_FROM", "6", "penalty points")
RESTRICTED_FOR = _default("RESTRICTED_FOR", "3", "days")
FROZEN_FROM = _default("FROZEN_FROM", "12", "penalty points")
FROZEN_FOR = _default("FROZEN_FOR", "7", "days")
FROZEN_LONGER_FROM = _default("FROZEN_LONGER_FROM", "24", "penalty points")
FROZEN_LONGER_FOR = _default("FROZEN_LONGER_FOR", "14", "days")
FROZEN_LONGEST_FROM = _default("FROZEN_LONGEST_FROM", "36", "penalty points")
FROZEN_LONGEST_FOR = _default("FROZEN_LONGEST_FOR", "30", "days")
CLOSED_FROM = _default("CLOSED_FROM", "48", "penalty points")

NOT_DESCRIBED_FIRST = Number("NOT_DESCRIBED_FIRST", "7", "days", "found", _FOUND)
NOT_DESCRIBED_AGAIN = Number("NOT_DESCRIBED_AGAIN", "30", "days", "found", _FOUND)
NOT_DESCRIBED = Repeated("account frozen", (NOT_DESCRIBED_FIRST, NOT_DESCRIBED_AGAIN))
"""Judged "not as described"; again, the platform may close the account instead: that choice is an operator's."""

RANKED_LOWER = Choice("RANKED_LOWER", "while the points of the violation live", "default", _OURS)
FOR_BUYING_ORDERS = (
    Besides("wash_orders", "lower search ranking", RANKED_LOWER),
    Besides("bought_reviews", "lower search ranking", RANKED_LOWER),
)
"""What comes of wash orders and bought reviews beside their points, which close the account in the end (stated)."""

LADDER = Ladder(
    (
        Step(WARNED_FROM, "warning"),
        Step(RESTRICTED_FROM, "account restricted", RESTRICTED_FOR),
        Step(FROZEN_FROM, "account frozen", FROZEN_FOR),
        Step(FROZEN_LONGER_FROM, "account frozen", FROZEN_LONGER_FOR),
        Step(FROZEN_LONGEST_FROM, "account frozen", FROZEN_LONGEST_FOR),
        Step(CLOSED_FROM, "account closed", final=True),
    ),
    POINT_LIFE,
    NOT_DESCRIBED,
    FOR_BUYING_ORDERS,
)

FUNDS_HELD = Number("FUNDS_HELD", "180", "days", "stated", "product source documents")
"""For how long a closed account's money is held."""
