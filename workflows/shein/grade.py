"""Shein's grade of a seller, S, A, B or C, from two rates; no score is public. Its numbers are in score_rules.py.

Re-order rate: of the products on offer in the window, those that the marketplace had ordered again by its last
day. Size accuracy: of the reviews that say whether the size fitted, those that say it did. A seller of whom one
of the two is unknown has no grade.
"""

from ...scoring.card import Card, Indicator, Part, Schedule
from ...scoring.declaring import ROW as _
from ...scoring.declaring import bands, rising, trading
from . import score_rules as rules

REORDERED = (_.reordered_on < _.score_day).fill_null(False)
"""Ordered again by the window's last day, which is the day before the score's."""

CARD = Card(
    name="shein",
    version=1,
    title="Shein seller grade",
    zone=rules.ZONE.text,
    schedule=Schedule("daily"),
    window=rules.WINDOW,
    requirements=(trading(),),
    indicators=(
        Indicator("reorders", "products ordered again", "listings", REORDERED, blame=~REORDERED, without="no score"),
        Indicator("size", "sizes as described", "reviews", _.size_fits, blame=~_.size_fits, without="no score"),
    ),
    parts=(
        Part("reorders", rising(rules.REORDER_POINTS, full_at=rules.REORDER_FULL)),
        Part("size", rising(rules.SIZE_POINTS, full_at=rules.SIZE_FULL)),
    ),
    grades=bands(("S", rules.S_FROM), ("A", rules.A_FROM), ("B", rules.B_FROM), rest="C"),
    choices=(rules.ZONE, rules.WITHOUT_DATA),
)
