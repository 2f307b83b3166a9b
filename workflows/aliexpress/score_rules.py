"""The numbers of AliExpress' score cards, each with its mark and source; the cards are in the modules beside it.

`service_indicators.py`, `service_level.py`, `daily_score.py` and `store_rating.py` each use their part of it.
"""

from ...scoring import facts, review_complaints
from ...scoring.card import MICROSECONDS_PER_HOUR
from ...scoring.declaring import ROW as _
from ...scoring.numbers import Choice, Number
from ...scoring.windows import Adaptive, Window
from .rules import ZONE as _ZONE

_PRODUCT = "product source documents"
_FOUND = "AliExpress seller evaluation rules"
_OURS = "our default: no public document gives it"


def _stated(name: str, text: str, unit: str) -> Number:
    return Number(name, text, unit, "stated", _PRODUCT)


def _found(name: str, text: str, unit: str) -> Number:
    return Number(name, text, unit, "found", _FOUND)


def _default(name: str, text: str, unit: str) -> Number:
    return Number(name, text, unit, "default", _OURS)


def _choice(name: str, text: str) -> Choice:
    return Choice(name, text, "default", _OURS)


ZONE = Choice("ZONE", _ZONE.name, "found", "AliExpress dispute rules for sellers, 2021")
WITHOUT_DATA = _choice(
    "WITHOUT_DATA", "what there is no data of brings all its points of the daily score, but no store rating"
)
LINKED_ACCOUNTS = _choice("LINKED_ACCOUNTS", "a linked account gets no grace")
WITHOUT_STARS = _choice("WITHOUT_STARS", "a shop without stars in the month is judged by its disputes alone")
GRADES = _choice("GRADES", "a store rating with the bonus in search is called top, any other rated")
MEDALS = _choice("MEDALS", "excellent brings gold, good silver")
PRIVILEGES = _choice("PRIVILEGES", "both medals open all campaigns, and the advance loan through the account manager")

_HOURS = {"hours": 1, "days": 24}


def microseconds(length: Number) -> int:
    """A length of time, in hours or days of 24, as the microseconds that facts are kept in."""
    return int(length.value * _HOURS[length.unit] * MICROSECONDS_PER_HOUR)


AUTO_CONFIRMATION = (facts.AUTO_CONFIRMED, facts.AUTO_CONFIRMED_FAR)
"""When receipt counts as confirmed by the lapse of time; facts of orders are filled in by the first as they come."""

TRADED = _.confirmed_at.notnull() | _.timed_out_at.notnull() | _.disputed_on.notnull()
"""What dispute rates are a share of (found): orders confirmed, timed out or disputed; not those merely not sold."""

# Service indicators: the calendar month before.
INDICATORS_ON = _stated("INDICATORS_ON", "2", "day of the month")
INDICATORS_FEWEST_ORDERS = _default("INDICATORS_FEWEST_ORDERS", "30", "orders")
GRACE = _default("GRACE", "90", "days")
LINKED_SIMILARITY = _stated("LINKED_SIMILARITY", "30", "%")
QUALIFIED_DISPUTES = _default("QUALIFIED_DISPUTES", "5", "%")
QUALIFIED_STARS = _default("QUALIFIED_STARS", "4.5", "stars")

# Seller service level: 90 days that end with the month.
LEVEL_NEWEST = _default("LEVEL_NEWEST", "0", "days")
LEVEL_OLDEST = _stated("LEVEL_OLDEST", "89", "days")
LEVEL_WINDOW = Window(LEVEL_NEWEST, LEVEL_OLDEST)
LEVEL_ON = _stated("LEVEL_ON", "2", "day of the month")
LEVEL_FEWEST_ORDERS = _default("LEVEL_FEWEST_ORDERS", "1", "orders")
NEUTRAL_STARS = _found("NEUTRAL_STARS", "3", "stars")
LOW_RATING = _stated("LOW_RATING", "3", "stars")
POSITIVE_STARS = _found("POSITIVE_STARS", "4", "stars")
NEGATIVE_STARS = _found("NEGATIVE_STARS", "2", "stars")
HEARD_FROM = _found("HEARD_FROM", "500", "US cents")
FAIL_BAD = _default("FAIL_BAD", "12", "%")
FAIL_LIABILITY = _default("FAIL_LIABILITY", "0.8", "%")
EXCELLENT_ORDERS = _default("EXCELLENT_ORDERS", "90", "orders")
EXCELLENT_BAD = _default("EXCELLENT_BAD", "3.5", "%")
EXCELLENT_POSITIVE = _default("EXCELLENT_POSITIVE", "97", "%")
GOOD_ORDERS = _default("GOOD_ORDERS", "30", "orders")
GOOD_BAD = _default("GOOD_BAD", "6", "%")

# Daily service score: up to the day before, 30 days or 90.
DAILY_NEWEST = _default("DAILY_NEWEST", "1", "days")
DAILY_SHORT = _default("DAILY_SHORT", "30", "days")
DAILY_LONG = _default("DAILY_LONG", "90", "days")
DAILY_SHORT_ORDERS = _default("DAILY_SHORT_ORDERS", "60", "orders")
DAILY_WINDOW = Adaptive(Window(DAILY_NEWEST, DAILY_SHORT), Window(DAILY_NEWEST, DAILY_LONG), DAILY_SHORT_ORDERS)
DAILY_FEWEST_ORDERS = _default("DAILY_FEWEST_ORDERS", "1", "orders")
NOT_SOLD_POINTS = _found("NOT_SOLD_POINTS", "10", "points")
NOT_SOLD_LEAST = _found("NOT_SOLD_LEAST", "-100", "points")
NOT_SOLD_NONE = _default("NOT_SOLD_NONE", "3", "%")
NOT_SOLD_WORST = _default("NOT_SOLD_WORST", "20", "%")
NOT_RECEIVED_POINTS = _found("NOT_RECEIVED_POINTS", "15", "points")
NOT_DESCRIBED_POINTS = _found("NOT_DESCRIBED_POINTS", "15", "points")
DISPUTES_FULL = _default("DISPUTES_FULL", "1", "%")
DISPUTES_NONE = _default("DISPUTES_NONE", "5", "%")
DSR_DESCRIPTION_POINTS = _default("DSR_DESCRIPTION_POINTS", "30", "points")
DSR_SERVICE_POINTS = _default("DSR_SERVICE_POINTS", "15", "points")
DSR_LOGISTICS_POINTS = _default("DSR_LOGISTICS_POINTS", "15", "points")
DSR_NONE = _default("DSR_NONE", "4", "stars")
DSR_FULL = _default("DSR_FULL", "4.8", "stars")
SHOWN_FROM = _default("SHOWN_FROM", "0", "points")
DAILY_EXCELLENT = _default("DAILY_EXCELLENT", "90", "points")
DAILY_GOOD = _default("DAILY_GOOD", "80", "points")
DAILY_PASS = _default("DAILY_PASS", "60", "points")
QUARTER = _stated("QUARTER", "3", "months")
MONTHLY_ON = _default("MONTHLY_ON", "2", "day of the month")
ONLINE_SOON = _stated("ONLINE_SOON", "48", "hours")
ONLINE_LATE = _stated("ONLINE_LATE", "72", "hours")

# Store rating: 5.00 stars over 90 days in three windows.
DESCRIPTION_STARS = _stated("DESCRIPTION_STARS", "2", "stars")
LOGISTICS_STARS = _stated("LOGISTICS_STARS", "1.75", "stars")
SERVICE_STARS = _stated("SERVICE_STARS", "1.25", "stars")
FULL_STARS = _stated("FULL_STARS", "5", "stars")
FIRST_NEWEST = _stated("FIRST_NEWEST", "0", "days")
FIRST_OLDEST = _default("FIRST_OLDEST", "30", "days")
FIRST_WEIGHT = _stated("FIRST_WEIGHT", "50", "%")
SECOND_NEWEST = _stated("SECOND_NEWEST", "31", "days")
SECOND_OLDEST = _default("SECOND_OLDEST", "60", "days")
SECOND_WEIGHT = _stated("SECOND_WEIGHT", "30", "%")
THIRD_NEWEST = _stated("THIRD_NEWEST", "61", "days")
THIRD_OLDEST = _stated("THIRD_OLDEST", "90", "days")
THIRD_WEIGHT = _stated("THIRD_WEIGHT", "20", "%")
RATING_WINDOW = Window(FIRST_NEWEST, THIRD_OLDEST)
RATING_WINDOWS = (
    Window(FIRST_NEWEST, FIRST_OLDEST, FIRST_WEIGHT),
    Window(SECOND_NEWEST, SECOND_OLDEST, SECOND_WEIGHT),
    Window(THIRD_NEWEST, THIRD_OLDEST, THIRD_WEIGHT),
)
RATING_FEWEST_ORDERS = _stated("RATING_FEWEST_ORDERS", "5", "orders")
REVIEW_PERIOD = _stated("REVIEW_PERIOD", "30", "days")
COMPLETION_PERIOD = _stated("COMPLETION_PERIOD", "90", "days")
RETURN_STARS = _default("RETURN_STARS", "1", "stars")
SERVICE_DEDUCTED_SINCE = _stated("SERVICE_DEDUCTED_SINCE", "202405", "year and month")
DISPUTES_AT_MOST = _stated("DISPUTES_AT_MOST", "1.8", "%")
REPLY_WITHIN = _stated("REPLY_WITHIN", "12", "hours")
REPLIES_AT_LEAST = _stated("REPLIES_AT_LEAST", "95", "%")
REFUND_WITHIN = _stated("REFUND_WITHIN", "72", "hours")
REFUNDS_AT_LEAST = _stated("REFUNDS_AT_LEAST", "90", "%")
WORRY_FREE_AT_LEAST = _stated("WORRY_FREE_AT_LEAST", "92.3", "%")
KEPT_WITH_WORRY_FREE = _stated("KEPT_WITH_WORRY_FREE", "4.7", "stars")
SEARCH_BONUS_FROM = _stated("SEARCH_BONUS_FROM", "4.8", "stars")
SEARCH_BONUS = _stated("SEARCH_BONUS", "15", "%")
COMPLAINT_ANSWER = review_complaints.COMPLAINT_ANSWER
