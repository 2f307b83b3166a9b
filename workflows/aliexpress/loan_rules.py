"""The numbers of AliExpress' advance loan, each with its mark and source."""

from ...scoring.numbers import Choice, Number
from ...scoring.windows import Window

_PRODUCT = "product source documents"
_OURS = "our default: no public document gives it"


def _stated(name: str, text: str, unit: str) -> Number:
    return Number(name, text, unit, "stated", _PRODUCT)


def _default(name: str, text: str, unit: str) -> Number:
    return Number(name, text, unit, "default", _OURS)


LOAN_WINDOW = Window(_default("LOAN_NEWEST", "1", "days"), _default("LOAN_OLDEST", "90", "days"))
LOAN_JOINED = _stated("LOAN_JOINED", "45", "days")
LOAN_FEWEST_ORDERS = _default("LOAN_FEWEST_ORDERS", "1", "orders")
LOAN_POSITIVE = _default("LOAN_POSITIVE", "95", "%")
LOAN_DISPUTES = _default("LOAN_DISPUTES", "5", "%")
LOAN_VIOLATIONS = _stated("LOAN_VIOLATIONS", "0", "violations")

LENDS_FROM = _stated("LENDS_FROM", "3", "days after shipment")
LENDS_UNTIL = _stated("LENDS_UNTIL", "5", "days after shipment")
PAID_AFTER_END = _stated("PAID_AFTER_END", "15", "days after the order ended")
RELEASED_AFTER_LAST = _stated("RELEASED_AFTER_LAST", "15", "days after the last order")
LEVELS = Choice("LEVELS", "excellent, good or pass", "default", _OURS)
"""The service levels that a loan takes; no level, or `fail`, does not."""

GOOD, BAD = "good", "bad"
"""The grades of a day's risk data."""
NOT_YET = f"joined less than {LOAN_JOINED} ago, and has not applied through the account manager"
LEFT = "left the advance loan, which is final"
