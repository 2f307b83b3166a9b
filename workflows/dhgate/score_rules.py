"""The numbers of DHgate's score card, each with its mark and source. The card is in capability.py."""

from ...scoring.card import MICROSECONDS_PER_HOUR
from ...scoring.declaring import ROW as _
from ...scoring.declaring import rising
from ...scoring.numbers import Choice, Number
from ...scoring.windows import Window
from .rules import ZONE as _ZONE

_RULES = "DHgate merchant service capability rules, in force since 2019-12-09"
_OURS = "our default: no public document gives it"


def _stated(name: str, text: str, unit: str) -> Number:
    return Number(name, text, unit, "stated", _RULES)


def _default(name: str, text: str, unit: str) -> Number:
    return Number(name, text, unit, "default", _OURS)


ZONE = Choice("ZONE", _ZONE.name, "default", _OURS)
WITHOUT_DATA = Choice(
    "WITHOUT_DATA", "what there is no data of brings all its points, but for buyers who come again", "default", _OURS
)
WINDOW = Window(_stated("WINDOW_NEWEST", "1", "days"), _stated("WINDOW_OLDEST", "90", "days"))
TRACKING_WINDOW = Window(_stated("TRACKING_NEWEST", "8", "days"), _stated("TRACKING_OLDEST", "97", "days"))
SMALL_ORDER = _stated("SMALL_ORDER", "100", "US cents")
FEWEST_ORDERS = _stated("FEWEST_ORDERS", "3", "orders")
PUBLISHED_ON = _stated("PUBLISHED_ON", "5", "day of the month")
MONTHS = _stated("MONTHS", "1", "months")
MONTHS_RUNNING = _stated("MONTHS_RUNNING", "3", "months")
TIMES_A_YEAR = _stated("TIMES_A_YEAR", "6", "months")

NOT_SOLD_POINTS = _stated("NOT_SOLD_POINTS", "15", "points")
NOT_DESCRIBED_POINTS = _stated("NOT_DESCRIBED_POINTS", "5", "points")
VIOLATING_POINTS = _stated("VIOLATING_POINTS", "5", "points")
REVIEW_POINTS = _stated("REVIEW_POINTS", "10", "points")
TRACKING_POINTS = _stated("TRACKING_POINTS", "10", "points")
FALSE_TRACKING_POINTS = _stated("FALSE_TRACKING_POINTS", "5", "points")
NOT_RECEIVED_POINTS = _stated("NOT_RECEIVED_POINTS", "5", "points")
RESPONSE_POINTS = _stated("RESPONSE_POINTS", "5", "points")
SETTLEMENT_POINTS = _stated("SETTLEMENT_POINTS", "5", "points")
REPEAT_POINTS = _stated("REPEAT_POINTS", "15", "points")

NOT_SOLD_LIMIT = _default("NOT_SOLD_LIMIT", "5", "%")
DISPUTE_LIMIT = _default("DISPUTE_LIMIT", "5", "%")
VIOLATING_LIMIT = _default("VIOLATING_LIMIT", "5", "%")
FALSE_TRACKING_LIMIT = _default("FALSE_TRACKING_LIMIT", "3", "%")
TRACKING_NONE = _default("TRACKING_NONE", "60", "%")
TRACKING_FULL = _default("TRACKING_FULL", "95", "%")
REVIEW_NONE = _default("REVIEW_NONE", "3", "stars")
REVIEW_FULL = _default("REVIEW_FULL", "5", "stars")
REVIEW_CURVE = rising(REVIEW_POINTS, none_at=REVIEW_NONE, full_at=REVIEW_FULL)
RESPONSE_FULL = _default("RESPONSE_FULL", "24", "hours")
RESPONSE_NONE = _default("RESPONSE_NONE", "120", "hours")
SETTLEMENT_FULL = _default("SETTLEMENT_FULL", "100", "%")
REPEAT_FULL = _default("REPEAT_FULL", "30", "%")

EXCELLENT_FROM = _default("EXCELLENT_FROM", "90", "points")
GOOD_FROM = _default("GOOD_FROM", "80", "points")
PASS_FROM = _default("PASS_FROM", "60", "points")
RESTRICTED_BELOW = _stated("RESTRICTED_BELOW", "60", "points")

RESPONSE_TIME = _.timed_out_at.notnull().ifelse(
    int(RESPONSE_NONE.value * MICROSECONDS_PER_HOUR), _.answered_at - _.filed_at
)
"""Microseconds from filing to the seller's first answer, a timeout counting 120 hours; unknown while it waits."""

SLOW = int(RESPONSE_FULL.value * MICROSECONDS_PER_HOUR) < RESPONSE_TIME
"""Answered later than what earns all points."""

SETTLED = _.resolution == "agreed"
"""Agreed before a ruling: an agreement that arbitration had begun before counts as well (our default)."""
