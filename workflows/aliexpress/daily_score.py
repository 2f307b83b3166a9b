"""AliExpress' daily service score: 100 points, and the monthly score over a quarter.

The score of a day counts the 30 days before it when they hold 60 orders, else the 90 before it; the monthly score
is the mean of a quarter's daily ones, and decides whether the shop may continue.
"""

from typing import Any

from ...scoring.card import Card, Curve, Grade, Indicator, Monthly, Part, Schedule
from ...scoring.declaring import ROW as _
from ...scoring.declaring import ZERO, at_least, bands, falling, rising
from ...scoring.numbers import Number
from . import score_rules as rules
from .rules import ZONE

NOT_SOLD = Curve(
    (
        (ZERO, rules.NOT_SOLD_POINTS),
        (rules.NOT_SOLD_NONE, ZERO),
        (rules.NOT_SOLD_WORST, rules.NOT_SOLD_LEAST),
    )
)
"""10 points without any, none at 3 %, and down to -100 from 20 % on."""


def _grades(fail: str) -> tuple[Grade, ...]:
    return bands(
        ("excellent", rules.DAILY_EXCELLENT),
        ("good", rules.DAILY_GOOD),
        ("pass", rules.DAILY_PASS),
        rest="fail",
        consequences={"fail": (fail,)},
    )


def _disputes(points: Number) -> Curve:
    return falling(points, full_at=rules.DISPUTES_FULL, none_at=rules.DISPUTES_NONE)


def _dsr(points: Number) -> Curve:
    return rising(points, none_at=rules.DSR_NONE, full_at=rules.DSR_FULL)


def _rated(name: str, title: str, stars: Any) -> Indicator:
    """A mean of stars over the reviews of completed orders."""
    counted = _.of_complete_at.notnull().ifelse(stars, None)
    return Indicator(name, title, "reviews", counted, unit="stars", blame=counted < 5)


def _online(name: str, within: Number) -> Indicator:
    """The share of assessed orders whose number was seen online so soon after the payment."""
    seen = (_.online_at - _.paid_at <= rules.microseconds(within)).fill_null(False)
    return Indicator(name, f"online within {within}", "orders", seen, blame=~seen, numbers=(within,))


CARD = Card(
    name="aliexpress_daily",
    version=1,
    title="AliExpress daily service score",
    zone=ZONE.name,
    schedule=Schedule("daily"),
    window=rules.DAILY_WINDOW,
    shown_from=rules.SHOWN_FROM,
    requirements=(at_least("orders", rules.DAILY_FEWEST_ORDERS, "orders in 90 days"),),
    indicators=(
        Indicator("orders", "assessed orders", "orders", 1, unit="count"),
        Indicator("not_sold", "orders not sold", "orders", _.not_sold, blame=_.not_sold),
        Indicator(
            "not_received", "disputes: not received, after exemption", "orders", _.not_received_exempt, rules.TRADED,
            blame=_.not_received_exempt,
        ),
        Indicator(
            "not_described", "disputes: not as described, after exemption", "orders", _.not_described_exempt,
            rules.TRADED, blame=_.not_described_exempt,
        ),
        _rated("description", "stars of the products' descriptions", _.description),
        _rated("service", "stars of the service", _.service),
        _rated("logistics", "stars of the logistics", _.logistics),
        # Shown beside it, without points.
        Indicator(
            "not_received_before_exemption", "disputes: not received, before exemption", "orders", _.not_received,
            rules.TRADED, blame=_.not_received,
        ),
        Indicator(
            "not_described_before_exemption", "disputes: not as described, before exemption", "orders", _.not_described,
            rules.TRADED, blame=_.not_described,
        ),
        _online("online_48", rules.ONLINE_SOON),
        _online("online_72", rules.ONLINE_LATE),
    ),
    parts=(
        Part("not_sold", NOT_SOLD, "orders"),
        Part("not_received", _disputes(rules.NOT_RECEIVED_POINTS), "disputes"),
        Part("not_described", _disputes(rules.NOT_DESCRIBED_POINTS), "disputes"),
        Part("description", _dsr(rules.DSR_DESCRIPTION_POINTS), "detailed ratings"),
        Part("service", _dsr(rules.DSR_SERVICE_POINTS), "detailed ratings"),
        Part("logistics", _dsr(rules.DSR_LOGISTICS_POINTS), "detailed ratings"),
    ),
    grades=_grades("lower search ranking"),
    monthly=Monthly(Schedule("monthly", rules.MONTHLY_ON), rules.QUARTER, _grades("account closed")),
    choices=(rules.ZONE, rules.WITHOUT_DATA),
)  # fmt: skip
