"""AliExpress' service indicators: on the 2nd, for the calendar month before, of a shop and of each of its categories.

A shop is qualified or not, by two indicators: its disputes for "not as described", and the mean of the stars that
its products' descriptions were given. A shop without such stars is judged by its disputes alone (our default). A
shop below the least number of orders is not scored this month, and is again in the month in which it has them;
the running month's score tells a seller beforehand whether there will be one.
"""

from dataclasses import replace

from ...scoring.card import Card, Case, Condition, Grade, Indicator, Requirement, Schedule
from ...scoring.declaring import ROW as _
from ...scoring.declaring import at_least, past_grace
from ...scoring.windows import MonthWindow
from . import score_rules as rules
from .rules import ZONE

BANNED = ("account closed", "fees forfeited", "owner's other shops restricted or closed")
"""What comes of opening an account to evade the rating (stated); the owner's other shops are its `linked_to`."""


def _honest(case: Case) -> bool:
    return not case.seller["evading"]


EVADING = Requirement("evading", "opened to evade the rating: banned", _honest, consequences=BANNED)

# Linked (stated): same hardware or address, same personal data, or so many percent of the products alike. The
# marketplace finds it out and says it in `linked_to`; a linked account gets no grace (our default).
NEW = replace(past_grace(rules.GRACE), numbers=(rules.GRACE, rules.LINKED_SIMILARITY))

CARD = Card(
    name="aliexpress_indicators",
    version=1,
    title="AliExpress service indicators",
    zone=ZONE.name,
    schedule=Schedule("monthly", rules.INDICATORS_ON),
    window=MonthWindow(),
    requirements=(EVADING, NEW, at_least("orders", rules.INDICATORS_FEWEST_ORDERS, "orders in the month")),
    indicators=(
        Indicator("orders", "assessed orders", "orders", 1, unit="count"),
        Indicator(
            "not_described", "disputes: not as described", "orders", _.not_described, rules.TRADED,
            blame=_.not_described,
        ),
        Indicator(
            "not_described_after_exemption", "disputes: not as described, after exemption", "orders",
            _.not_described_exempt, rules.TRADED, blame=_.not_described_exempt,
        ),
        Indicator(
            "description", "stars of the products' descriptions", "reviews", _.description, unit="stars",
            blame=_.description < 5,
        ),
    ),
    grades=(
        Grade(
            "not qualified",
            (
                Condition("not_described", "above", rules.QUALIFIED_DISPUTES),
                Condition("description", "below", rules.QUALIFIED_STARS),
            ),
            any_of=True,
        ),
        Grade("qualified"),
    ),
    choices=(rules.ZONE, rules.LINKED_ACCOUNTS, rules.WITHOUT_STARS),
)  # fmt: skip

CARD_BY_CATEGORY = replace(
    CARD,
    name="aliexpress_indicators_by_category",
    title="AliExpress service indicators by category",
    by_category=True,
)
