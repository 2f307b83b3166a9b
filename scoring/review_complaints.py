"""When a seller's complaint against a review is to be answered.

A review cannot be edited or deleted; a complaint is admitted for insults and personal data only (the fact
`review_complaints` takes no other ground), and removes the review from the scores when it succeeds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ..engine.deadlines import Duration, Zone
from .numbers import Number

COMPLAINT_ANSWER = Number("COMPLAINT_ANSWER", "10", "working days", "stated", "product source documents")
ANSWER_AFTER = Duration(
    COMPLAINT_ANSWER.name,
    f"P{COMPLAINT_ANSWER.text}D",
    COMPLAINT_ANSWER.mark,
    COMPLAINT_ANSWER.source,
    calendar="business_days",
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class OpenComplaint:
    """A complaint that nobody has answered: due ten working days after it was filed, overdue from that instant on."""

    marketplace: str
    id: str
    seller: str
    review: str
    ground: str
    filed_at: datetime
    due_at: datetime
    overdue: bool


def answer_due(filed_at: datetime, zone: Zone) -> datetime:
    """When the platform is to have answered: ten working days later, at the same local time.

    `zone` says where days begin and which are holidays.
    """
    return zone.add(ANSWER_AFTER, filed_at)


def open_complaints(rows: Iterable[Mapping[str, Any]], zone: Zone, now: datetime) -> list[OpenComplaint]:
    """Of stored complaints those without an answer, the one that is due first in front."""
    found = [_open(row, zone, now) for row in rows if row["answered_at"] is None]
    return sorted(found, key=lambda one: (one.due_at, one.id))


def _open(row: Mapping[str, Any], zone: Zone, now: datetime) -> OpenComplaint:
    filed_at = _EPOCH + timedelta(microseconds=row["filed_at"])
    due_at = answer_due(filed_at, zone)
    said = {name: row[name] for name in ("marketplace", "id", "seller", "review", "ground")}
    return OpenComplaint(**said, filed_at=filed_at, due_at=due_at, overdue=due_at <= now)
