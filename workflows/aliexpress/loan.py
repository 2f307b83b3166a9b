"""AliExpress' risk data for the advance loan: every day, whether a seller's indicators are good or bad.

What follows from them, together with the service level, is in advance_loan.py. Good: enough positive reviews, few
disputes, no violations. Without any order there is nothing to assess: neither good nor bad, but an open loan closes,
since there is no stable business; orders without reviews are bad (our defaults). Chargebacks, returns, refunds and
orders not sold are counted beside it, for the host that assesses the deposit.
"""

from datetime import timedelta

from ...scoring.card import Card, Case, Condition, Grade, Indicator, Requirement, Schedule
from ...scoring.declaring import ROW as _
from ...scoring.declaring import at_least, trading
from . import loan_rules as rules
from .rules import ZONE
from .score_rules import HEARD_FROM, NEGATIVE_STARS, POSITIVE_STARS, TRADED
from .score_rules import ZONE as CARD_ZONE
from .service_level import NEGATIVE, POSITIVE


def _old_enough(case: Case) -> bool:
    joined = case.seller["joined_on"]
    old = joined is not None and case.day - joined >= timedelta(days=int(rules.LOAN_JOINED.value))
    return old or case.seller["loan_choice"] == "applied"


DUE = Requirement("not_assessed_yet", rules.NOT_YET, _old_enough, (rules.LOAN_JOINED,))
STANDING_ENTERPRISE = Requirement(
    "cancelled", "a cancelled enterprise is excluded", lambda case: not case.seller["enterprise_cancelled"]
)
STAYING = Requirement("left_loan", rules.LEFT, lambda case: case.seller["loan_choice"] != "left")
TRADING_LATELY = at_least("orders", rules.LOAN_FEWEST_ORDERS, f"orders in the {rules.LOAN_WINDOW.oldest} before")

CARD = Card(
    name="aliexpress_loan",
    version=1,
    title="AliExpress advance loan: risk data",
    zone=ZONE.name,
    schedule=Schedule("daily"),
    window=rules.LOAN_WINDOW,
    requirements=(STANDING_ENTERPRISE, STAYING, trading(), DUE, TRADING_LATELY),
    indicators=(
        Indicator("orders", "assessed orders", "orders", 1, unit="count"),
        Indicator(
            "positive",
            "positive reviews",
            "heard_reviews",
            POSITIVE,
            POSITIVE | NEGATIVE,
            blame=NEGATIVE,
            numbers=(POSITIVE_STARS, NEGATIVE_STARS, HEARD_FROM),
        ),
        Indicator("disputes", "disputed orders", "orders", _.disputed, TRADED, blame=_.disputed),
        Indicator("returns", "orders returned", "orders", _.returned, blame=_.returned),
        Indicator("not_sold", "orders not sold", "orders", _.not_sold, blame=_.not_sold),
        Indicator("chargebacks", "payments taken back", "chargebacks", 1, unit="count"),
        Indicator("refunds", "refunds", "refunds", 1, unit="count"),
        Indicator("violations", "violations", "violations", 1, unit="count", blame=_.id.notnull()),
    ),
    grades=(
        Grade(
            rules.GOOD,
            (
                Condition("positive", "at_least", rules.LOAN_POSITIVE),
                Condition("disputes", "at_most", rules.LOAN_DISPUTES),
                Condition("violations", "at_most", rules.LOAN_VIOLATIONS),
            ),
        ),
        Grade(rules.BAD),
    ),
    choices=(CARD_ZONE,),
)
