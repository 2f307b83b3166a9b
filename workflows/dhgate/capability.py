"""DHgate's merchant service capability: 100 points a day, a grade a month. Its numbers are in score_rules.py.

In force since 2019-12-09. Before, sellers had the grades T, P, S and B, on the last day of the month (stated): they
are named here alone, as their rules are not public.
"""

from dataclasses import replace

from ...scoring.card import Card, Grade, Indicator, Monthly, Part, Schedule
from ...scoring.consequences import InYear, Streak
from ...scoring.declaring import ROW as _
from ...scoring.declaring import at_least, bands, falling, orders_up_to, rising, trading, verified
from . import score_rules as rules
from .rules import ZONE


def _grades(**consequences: tuple[str, ...]) -> tuple[Grade, ...]:
    return bands(
        ("excellent", rules.EXCELLENT_FROM),
        ("good", rules.GOOD_FROM),
        ("pass", rules.PASS_FROM),
        rest="fail",
        consequences=consequences,
    )


*_PASSING, _FAIL = _grades(fail=("restricted rights",))
# What is stated is that rights are restricted below 60; that the grade `fail` begins there is our default.
MONTHLY_GRADES = (*_PASSING, replace(_FAIL, numbers=(rules.RESTRICTED_BELOW,)))

# A day's grade is what sellers see; what follows, follows from the month's, which is the one that is published.
CARD = Card(
    name="dhgate",
    version=1,
    title="DHgate merchant service capability",
    zone=ZONE.name,
    schedule=Schedule("daily"),
    window=rules.WINDOW,
    exclusions=(orders_up_to(rules.SMALL_ORDER),),
    requirements=(at_least("orders", rules.FEWEST_ORDERS, "orders above 1 USD"), verified(), trading()),
    indicators=(
        Indicator("orders", "assessed orders", "orders", 1, unit="count"),
        Indicator("not_sold", "orders not sold", "orders", _.not_sold, blame=_.not_sold),
        Indicator(
            "not_described", "disputes: not as described", "orders", _.not_described, blame=_.not_described
        ),
        Indicator("violating", "violating products", "listings", _.violating, blame=_.violating),
        Indicator(
            "product_reviews", "product reviews", "reviews", _.description, unit="stars", blame=_.description < 5
        ),
        Indicator(
            "tracking", "numbers that the carrier knows", "shipments", _.tracked,
            windows=(rules.TRACKING_WINDOW,), blame=1 - _.tracked,
        ),
        Indicator(
            "false_tracking", "false tracking numbers", "shipments", _.false,
            windows=(rules.TRACKING_WINDOW,), blame=_.false,
        ),
        Indicator("not_received", "disputes: not received", "orders", _.not_received, blame=_.not_received),
        Indicator(
            "logistics_reviews", "logistics reviews", "reviews", _.logistics, unit="stars", blame=_.logistics < 5
        ),
        Indicator(
            "refund_response", "time to the first answer to a dispute", "disputes", rules.RESPONSE_TIME,
            unit="hours", blame=rules.SLOW,
        ),
        Indicator(
            "settlement", "disputes agreed before a ruling", "closed_disputes", rules.SETTLED, blame=~rules.SETTLED
        ),
        Indicator("service_reviews", "service reviews", "reviews", _.service, unit="stars", blame=_.service < 5),
        Indicator(
            "repeat_buyers", "buyers with two orders or more", "buyers", _.orders >= 2, without="nothing",
            blame=_.orders < 2,
        ),
    ),
    parts=(
        Part("not_sold", falling(rules.NOT_SOLD_POINTS, none_at=rules.NOT_SOLD_LIMIT), "product"),
        Part("not_described", falling(rules.NOT_DESCRIBED_POINTS, none_at=rules.DISPUTE_LIMIT), "product"),
        Part("violating", falling(rules.VIOLATING_POINTS, none_at=rules.VIOLATING_LIMIT), "product"),
        Part("product_reviews", rules.REVIEW_CURVE, "product"),
        Part(
            "tracking",
            rising(rules.TRACKING_POINTS, none_at=rules.TRACKING_NONE, full_at=rules.TRACKING_FULL),
            "logistics",
        ),
        Part("false_tracking", falling(rules.FALSE_TRACKING_POINTS, none_at=rules.FALSE_TRACKING_LIMIT), "logistics"),
        Part("not_received", falling(rules.NOT_RECEIVED_POINTS, none_at=rules.DISPUTE_LIMIT), "logistics"),
        Part("logistics_reviews", rules.REVIEW_CURVE, "logistics"),
        Part(
            "refund_response",
            falling(rules.RESPONSE_POINTS, full_at=rules.RESPONSE_FULL, none_at=rules.RESPONSE_NONE),
            "service",
        ),
        Part("settlement", rising(rules.SETTLEMENT_POINTS, full_at=rules.SETTLEMENT_FULL), "service"),
        Part("service_reviews", rules.REVIEW_CURVE, "service"),
        Part("repeat_buyers", rising(rules.REPEAT_POINTS, full_at=rules.REPEAT_FULL), "customers"),
    ),
    grades=_grades(),
    monthly=Monthly(
        Schedule("monthly", rules.PUBLISHED_ON),
        rules.MONTHS,
        MONTHLY_GRADES,
        lasting=(
            Streak(rules.RESTRICTED_BELOW, rules.MONTHS_RUNNING, ("no upload, listing or update of products",)),
            InYear(rules.RESTRICTED_BELOW, rules.TIMES_A_YEAR, ("account closed",)),
        ),
    ),
    choices=(rules.ZONE, rules.WITHOUT_DATA),
)  # fmt: skip
