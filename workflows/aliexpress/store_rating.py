"""AliExpress' store rating: up to 5.00 stars, from the reviews of 90 days, the newer ones weighing more.

A review counts when its order is complete, within 90 days of payment, and it was given within 30 days of signing;
filtered ones, and those removed after a complaint, do not. A return for "not as described" is one review more, of
one star, for the description, and since May 2024 for the service as well.
"""

from datetime import date
from typing import Any

from ...scoring.card import TOTAL, Card, Case, Condition, Grade, Indicator, Part, Requirement, Schedule
from ...scoring.declaring import ROW as _
from ...scoring.declaring import at_least, rising
from ...scoring.ibis_adapter import load_ibis
from ...scoring.numbers import Number
from . import score_rules as rules
from .rules import ZONE

_SINCE = date(*divmod(int(rules.SERVICE_DEDUCTED_SINCE.value), 100), 1)
_RETURN_STARS = int(rules.RETURN_STARS.value)


def _within(later: Any, earlier: Any, length: Number) -> Any:
    """A period in which something counts: its last instant is in it, as the last in which a dispute may be filed."""
    return (later - earlier <= rules.microseconds(length)).fill_null(False)


def _in_time(done: Any, begun: Any, length: Number) -> Any:
    """A duty done before its deadline: what is done at that very instant is late, as everywhere in the engine."""
    return (done - begun < rules.microseconds(length)).fill_null(False)


# Where nobody knows when it was signed for, the days count from when it was complete.
COUNTED = _within(_.of_complete_at, _.of_paid_at, rules.COMPLETION_PERIOD) & _within(
    _.given_at, _.of_signed_at.coalesce(_.of_complete_at), rules.REVIEW_PERIOD
)
"""Whether a review counts."""
DEDUCTED_FROM_SERVICE = _.day >= load_ibis().date(_SINCE.year, _SINCE.month, _SINCE.day)


def _stars(given: Any, returned: Any) -> Any:
    """The stars of a row: a return's, a review's if it counts, or none."""
    return load_ibis().cases((_.returned == 1, returned), (COUNTED, given), else_=None)


def _dimension(name: str, title: str, stars: Any) -> Indicator:
    return Indicator(
        name, title, "ratings", stars, unit="stars", windows=rules.RATING_WINDOWS, without="no score",
        blame=stars < 5, numbers=(
            rules.REVIEW_PERIOD, rules.COMPLETION_PERIOD, rules.RETURN_STARS, rules.SERVICE_DEDUCTED_SINCE,
            rules.COMPLAINT_ANSWER,
        ),
    )  # fmt: skip


def _company(case: Case) -> bool:
    return bool(case.seller["company_verified"])


def _no_serious_violation(case: Case) -> bool:
    return not case.value("serious_violations")


_ON_TIME = (_.signed_at <= _.promised_at).fill_null(False)
_WORRY_FREE = _.worry_free & _.promised_at.notnull()
# Messages loaded before they had the flag have none.
_OWN_WORDS = ~_.reply_templated.fill_null(False)
_REPLIED = _in_time(_.replied_at, _.asked_at, rules.REPLY_WITHIN) & _OWN_WORDS
_REFUNDED = _in_time(_.completed_at, _.ordered_at, rules.REFUND_WITHIN)
_ANSWERED = _.replied_at.notnull() & _OWN_WORDS

CARD = Card(
    name="aliexpress_rating",
    version=1,
    title="AliExpress store rating",
    zone=ZONE.name,
    schedule=Schedule("daily"),
    window=rules.RATING_WINDOW,
    requirements=(
        at_least("orders", rules.RATING_FEWEST_ORDERS, "real orders in 90 days"),
        Requirement("not_a_company", "not verified as a company", _company),
        Requirement("serious_violation", "a serious violation in 90 days", _no_serious_violation),
    ),
    indicators=(
        Indicator("orders", "real orders", "orders", 1, unit="count"),
        Indicator("serious_violations", "serious violations", "violations", _.serious, unit="count", blame=_.serious),
        _dimension("description", "description", _stars(_.description, _RETURN_STARS)),
        _dimension("logistics", "logistics", _stars(_.logistics, None)),
        _dimension(
            "service", "service", _stars(_.service, DEDUCTED_FROM_SERVICE.ifelse(_RETURN_STARS, None))
        ),
        # Shown beside it, with their thresholds.
        Indicator("disputes", "dispute rate", "orders", _.disputed, rules.TRADED, blame=_.disputed),
        Indicator(
            "first_replies", f"first reply within {rules.REPLY_WITHIN}", "messages", _REPLIED, blame=~_REPLIED,
            numbers=(rules.REPLY_WITHIN,),
        ),
        Indicator(
            "refunds", f"refunds completed within {rules.REFUND_WITHIN}", "refunds", _REFUNDED, blame=~_REFUNDED,
            numbers=(rules.REFUND_WITHIN,),
        ),
        Indicator(
            "worry_free", f"worry-free deliveries on time, to keep {rules.KEPT_WITH_WORRY_FREE}", "orders",
            _WORRY_FREE & _ON_TIME, _WORRY_FREE, blame=_WORRY_FREE & ~_ON_TIME, numbers=(rules.KEPT_WITH_WORRY_FREE,),
        ),
        Indicator("review_replies", "reviews with a reply of the seller's own", "reviews", _ANSWERED, blame=~_ANSWERED),
    ),
    parts=(
        Part("description", rising(rules.DESCRIPTION_STARS, full_at=rules.FULL_STARS)),
        Part("logistics", rising(rules.LOGISTICS_STARS, full_at=rules.FULL_STARS)),
        Part("service", rising(rules.SERVICE_STARS, full_at=rules.FULL_STARS)),
    ),
    grades=(
        Grade(
            "top",
            (Condition(TOTAL, "at_least", rules.SEARCH_BONUS_FROM),),
            consequences=(f"search traffic +{rules.SEARCH_BONUS}",),
            numbers=(rules.SEARCH_BONUS,),
        ),
        Grade("rated"),
    ),
    beside=(
        Condition("disputes", "at_most", rules.DISPUTES_AT_MOST),
        Condition("first_replies", "at_least", rules.REPLIES_AT_LEAST),
        Condition("refunds", "at_least", rules.REFUNDS_AT_LEAST),
        Condition("worry_free", "at_least", rules.WORRY_FREE_AT_LEAST),
    ),
    choices=(rules.ZONE, rules.WITHOUT_DATA, rules.GRADES),
)  # fmt: skip
