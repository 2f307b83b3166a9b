"""Where an import stops: an instant that leaves disputes open in every stage, and the dates it moves to."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

from ..engine.errors import InvalidInput
from ..engine.records import Stage
from .olist import OlistOrder
from .script import Entered

DAY = timedelta(days=1)
SEVERAL = 5


def default_cutoff(stages: Sequence[Entered]) -> datetime:
    """The latest instant with several disputes in every stage, resolved ones among them.

    Several are five, or as many as there ever are at once. Stages that no dispute ever comes to are left
    out. InvalidInput when there is no such instant.
    """
    levels = list(_levels(stages))
    best = max((fewest for _, fewest in levels), default=0)
    if best == 0:
        raise InvalidInput("until", "the orders leave no instant with disputes in every stage: give one yourself")
    return max(at for at, fewest in levels if fewest >= min(best, SEVERAL))


def _levels(stages: Sequence[Entered]) -> Iterator[tuple[datetime, int]]:
    """After each instant, how many disputes were in the stage that had the fewest."""
    there: set[Stage] = {entered.stage for entered in stages if entered.stage != "filed"}
    now: dict[str, Stage] = {}
    counts: Counter[Stage] = Counter()
    for at, entries in groupby(stages, key=lambda entered: entered.at):
        for entered in entries:
            if before := now.get(entered.filing_id):
                counts[before] -= 1
            counts[entered.stage] += 1
            now[entered.filing_id] = entered.stage
        yield at, min(counts[stage] for stage in there)


def whole_days_to(cutoff: datetime, end: datetime) -> timedelta:
    """By how many whole days to move dates so that the cut-off is the last possible one not after `end`."""
    return (end - cutoff) // DAY * DAY


def moved(order: OlistOrder, by: timedelta) -> OlistOrder:
    """The same order at other dates."""
    review = order.review
    return replace(
        order,
        purchased_at=order.purchased_at + by,
        shipped_at=order.shipped_at and order.shipped_at + by,
        delivered_at=order.delivered_at and order.delivered_at + by,
        promised_at=order.promised_at + by,
        review=review and replace(review, asked_at=review.asked_at + by, answered_at=review.answered_at + by),
    )
