"""AliExpress' seller service level: 90 days, a snapshot on the month's last day, published before the 3rd.

Excellent, good, pass or fail; excellent brings a gold medal, good a silver one, and a medal sets the time in which
the seller's next disputes are arbitrated.
"""

from ...scoring.card import Card, Condition, Grade, Indicator, Schedule
from ...scoring.declaring import ROW as _
from ...scoring.declaring import at_least
from . import score_rules as rules
from .rules import ZONE

MEDALS = (("excellent", "gold"), ("good", "silver"))
"""Which grade brings which medal (our default; the two medals are stated)."""

CAMPAIGNS = ("flash-sale campaigns", "Saturday wireless sale", "advance loan through the account manager")
"""What either medal opens (the privileges are stated, that both medals have them is our default)."""
PRIVILEGES = {"gold": ("arbitration: green channel", *CAMPAIGNS), "silver": ("arbitration within 48 hours", *CAMPAIGNS)}
"""Each medal's privileges, by name; arbitration's times are in rules.py, where the disputes' timers read them."""

_LOW = int(rules.LOW_RATING.value)
BAD_EXPERIENCE = (
    (_.lowest_stars <= int(rules.NEUTRAL_STARS.value))
    | (_.lowest_description <= _LOW)
    | (_.lowest_service <= _LOW)
    | (_.lowest_logistics <= _LOW)
    | (_.not_sold == 1)
    | (_.arbitrated == 1)
    | (_.unanswered == 1)
).fill_null(False)
"""A bad-experience order, which counts once: a neutral or bad review, a low detailed rating, not sold after
payment, arbitration filed, or a dispute unanswered for five days (stated)."""

HEARD = (_.silencing == 0) | (_.usd >= int(rules.HEARD_FROM.value))
"""Reviews that the positive rate counts: not those of orders under 5 USD with a dispute for not received or with
return that was not withdrawn before arbitration (found)."""
POSITIVE = HEARD & (_.stars >= int(rules.POSITIVE_STARS.value))
NEGATIVE = HEARD & (_.stars <= int(rules.NEGATIVE_STARS.value))

CARD = Card(
    name="aliexpress_level",
    version=1,
    title="AliExpress seller service level",
    zone=ZONE.name,
    schedule=Schedule("monthly", rules.LEVEL_ON),
    window=rules.LEVEL_WINDOW,
    requirements=(at_least("orders", rules.LEVEL_FEWEST_ORDERS, "orders in 90 days"),),
    indicators=(
        Indicator("orders", "assessed orders", "rated_orders", 1, unit="count"),
        Indicator(
            "bad_experience", "bad-experience orders", "rated_orders", BAD_EXPERIENCE, blame=BAD_EXPERIENCE,
            numbers=(rules.NEUTRAL_STARS, rules.LOW_RATING),
        ),
        Indicator("liability", "ruled against the seller", "rated_orders", _.ruled_against, blame=_.ruled_against),
        Indicator(
            "positive", "positive reviews", "heard_reviews", POSITIVE, POSITIVE | NEGATIVE, blame=NEGATIVE,
            numbers=(rules.POSITIVE_STARS, rules.NEGATIVE_STARS, rules.HEARD_FROM),
        ),
    ),
    grades=(
        Grade(
            "fail",
            (
                Condition("bad_experience", "at_least", rules.FAIL_BAD),
                Condition("liability", "at_least", rules.FAIL_LIABILITY),
            ),
            any_of=True,
        ),
        Grade(
            "excellent",
            (
                Condition("orders", "at_least", rules.EXCELLENT_ORDERS),
                Condition("bad_experience", "below", rules.EXCELLENT_BAD),
                Condition("positive", "at_least", rules.EXCELLENT_POSITIVE),
            ),
            consequences=PRIVILEGES["gold"],
        ),
        Grade(
            "good",
            (
                Condition("orders", "at_least", rules.GOOD_ORDERS),
                Condition("bad_experience", "below", rules.GOOD_BAD),
            ),
            consequences=PRIVILEGES["silver"],
        ),
        Grade("pass"),
    ),
    medals=MEDALS,
    choices=(rules.ZONE, rules.MEDALS, rules.PRIVILEGES),
)  # fmt: skip
