"""When what failed is tried again."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from random import Random

RETRY_DELAYS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""After the first attempt, the second, and so on. Found: Standard Webhooks, "Deliverability and reliability"."""

JITTER = 0.1
"""Default: up to a tenth is added, so that what failed together does not come back together."""

LONGEST_WAIT = timedelta(hours=24)
"""Default: a receiver's Retry-After is honoured up to here, the longest delay of the schedule."""

THROTTLING = frozenset({429, 502, 503, 504})
"""Found: Standard Webhooks, "Delivery success and failure": such a receiver as a whole gets a rest."""

FIRST_BACK_OFF, LONGEST_BACK_OFF = timedelta(seconds=1), timedelta(minutes=5)
"""Default: a subscriber that fails is called again this soon, then twice as late each time, up to the longest."""


def next_attempt(failed: int, now: datetime, asked: datetime | None, random: Random) -> datetime | None:
    """When to try again after so many failures, not before the receiver asked; None when the schedule is over."""
    if failed > len(RETRY_DELAYS):
        return None
    due = now + RETRY_DELAYS[failed - 1] * random.uniform(1, 1 + JITTER)
    return max(due, asked) if asked else due


def asked_for(retry_after: str | None, now: datetime) -> datetime | None:
    """The instant that a Retry-After header names (seconds or an HTTP date), at most a day away; None if it is none."""
    if retry_after is None:
        return None
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        wait = timedelta(seconds=int(text)) if len(text) < 10 else LONGEST_WAIT
    else:
        wait = _until(text, now)
    return now + min(wait, LONGEST_WAIT) if wait > timedelta() else None


def _until(text: str, now: datetime) -> timedelta:
    try:
        named = parsedate_to_datetime(text)
        return (named if named.tzinfo else named.replace(tzinfo=UTC)) - now
    except (ValueError, OverflowError):
        return timedelta()


def back_off(failed: int, now: datetime, random: Random) -> datetime:
    """When a subscriber is called again after so many failures."""
    wait = FIRST_BACK_OFF * 2 ** min(failed - 1, 20)
    return now + min(wait, LONGEST_BACK_OFF) * random.uniform(1, 1 + JITTER)
