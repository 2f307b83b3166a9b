"""What late facts touch: which published days have to be computed again, and for whom."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ...scoring import monthly
from ...scoring.card import Card
from ...scoring.measuring import windows_of

Span = tuple[date, date]


@dataclass(frozen=True)
class Late:
    """Published days to compute again; `spans` has the first and the last of them that each seller is touched on."""

    days: tuple[date, ...] = ()
    spans: Mapping[str, Span] = field(default_factory=dict[str, Span])

    def sellers(self, days: Sequence[date]) -> list[str]:
        """Who is touched on some of these days in a row."""
        return sorted(one for one, (first, last) in self.spans.items() if first <= days[-1] and days[0] <= last)


def late_days(published: Iterable[date], spans: Mapping[str, Span]) -> Late:
    """What is to be computed again of these published days."""
    known = sorted(published)
    touched = {
        day
        for first, last in set(spans.values())
        for day in known[bisect_left(known, first) : bisect_right(known, last)]
    }
    return Late(tuple(sorted(touched)), spans)


def reach(card: Card, news: Span, *, monthly_mean: bool) -> Span:
    """The first and the last day whose score counts any of these days of facts, or, of means, of daily scores."""
    if monthly_mean:
        return monthly.reach(card, *news)
    ends = [window.reach(*news) for one in card.indicators for window in windows_of(card, one)]
    return min(first for first, _ in ends), max(last for _, last in ends)
