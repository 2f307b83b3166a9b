"""Temu's shop rating: five stars, half of them logistics. Its numbers are in score_rules.py.

A big shop's reviews count double: beside a prior of imagined reviews that makes its own weigh more; without a
prior it cancels out. Temu gives no grades. Its own logistics are compulsory (stated), so that a shop's logistics
reviews say how well it hands over, and none is left out.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...scoring.card import Card, Indicator, Part, Prior, Schedule
from ...scoring.declaring import ROW as _
from ...scoring.declaring import at_least, rising, trading
from ...scoring.numbers import Number
from . import score_rules as rules

WEIGHT = (_.turnover >= int(rules.BIG_TURNOVER.value)).fill_null(False).ifelse(int(rules.BIG_WEIGHT.value), 1)
"""2 for the reviews of a shop with a monthly turnover of a million USD or more, else 1, also when it is unknown."""


def _weight(seller: Mapping[str, Any]) -> int:
    """The same of a seller whose facts are known."""
    big = (seller["turnover"] or 0) >= rules.BIG_TURNOVER.value
    return int(rules.BIG_WEIGHT.value) if big else 1


PRIOR = Prior(rules.PRIOR_REVIEWS, rules.PRIOR_STARS)


def _rated(name: str, title: str, stars: Any) -> Indicator:
    """A weighted mean of stars; reviews without them are left out."""
    known = stars.notnull().ifelse(WEIGHT, 0)
    return Indicator(
        name, title, "sellers_reviews", stars * WEIGHT, known, "stars", prior=PRIOR, without="no score",
        blame=stars < 5, numbers=(rules.BIG_TURNOVER, rules.BIG_WEIGHT), weighs=_weight,
    )  # fmt: skip


def _part(name: str, share: Number) -> Part:
    return Part(name, rising(share, full_at=rules.MOST_STARS))


CARD = Card(
    name="temu",
    version=1,
    title="Temu shop rating",
    zone=rules.ZONE.text,
    schedule=Schedule("daily"),
    window=rules.WINDOW,
    requirements=(at_least("reviews", rules.FEWEST_REVIEWS, "reviews"), trading()),
    indicators=(
        Indicator("reviews", "reviews", "sellers_reviews", 1, unit="count"),
        _rated("logistics", "logistics", _.logistics),
        _rated("description", "description", _.description),
        _rated("service", "service", _.service),
    ),
    parts=(
        _part("logistics", rules.LOGISTICS),
        _part("description", rules.DESCRIPTION),
        _part("service", rules.SERVICE),
    ),
    grades=(),
    choices=(rules.ZONE, rules.WITHOUT_DATA),
)


def with_prior(reviews: Number, name: str) -> Card:
    """The same card with another number of imagined reviews, 0 for none, under a name of its own."""
    prior = replace(PRIOR, count=reviews)
    kept = (replace(one, prior=prior) if one.prior else one for one in CARD.indicators)
    return replace(CARD, name=name, indicators=tuple(kept))
