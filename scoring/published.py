"""A score as it was published: a version that never changes, with what was known when it was computed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Period = Literal["day", "month"]


@dataclass(frozen=True, slots=True)
class Published:
    """One version of one seller's score.

    `day` is the day it is for, of a month its last. `total` has ten decimals, None for cards without points and
    for sellers who are not scored; `why_not` then says why. `counts` are the indicators' sums, numerator and
    denominator, of each window. `cut_off` is the number of the last load of facts that it counted. A later
    `revision` of the same score takes the place of an earlier one, which stays.
    """

    marketplace: str
    card: str
    period: Period
    day: date
    seller: str
    category: str | None
    revision: int
    total: Decimal | None
    shown: str | None
    grade: str | None
    why_not: str | None
    cut_off: int
    computed_at: datetime
    counts: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict[str, tuple[tuple[int, int], ...]])
