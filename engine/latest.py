"""The latest instant something can happen, as an expression: the latest of sums of days after filing or host facts.

`22 days after filing, or 15 days after the promised delivery if that is later`. What the host tells is not the
engine's to bound, so a bound that counts from it says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce

FILING = ""
"""The origin that every dispute has."""


@dataclass(frozen=True, slots=True)
class Latest:
    """At the latest the latest of these: a time after each origin. Without origins: there is no latest."""

    after: tuple[tuple[str, timedelta], ...] = ()

    @property
    def is_bounded(self) -> bool:
        """Whether there is a latest at all."""
        return bool(self.after)

    def __add__(self, span: timedelta) -> "Latest":
        return Latest(tuple((origin, so_far + span) for origin, so_far in self.after))

    def covers(self, other: "Latest") -> bool:
        """Whether this is never sooner than another."""
        if not self.is_bounded or not other.is_bounded:
            return not self.is_bounded
        mine = dict(self.after)
        return all(origin in mine and mine[origin] >= span for origin, span in other.after)

    def since(self, origin: str = FILING) -> timedelta | None:
        """The part that counts from this origin."""
        return dict(self.after).get(origin)

    def days(self) -> dict[str, float]:
        """The days after each origin, `filing` among them."""
        return {origin or "filing": span / timedelta(days=1) for origin, span in self.after}

    def words(self) -> str:
        """As people say it: `22 days`, `22 days, or 15 days after promised delivery if that is later`."""
        if not self.is_bounded:
            return "for ever"
        own, *hosts = self.after if self.after[0][0] == FILING else ((FILING, timedelta()), *self.after)
        told = [f"{span_words(span)} after {origin.replace('_', ' ')}" for origin, span in hosts]
        if told and not own[1]:
            return ", or ".join(told)
        return ", or ".join((span_words(own[1]), *(f"{words} if that is later" for words in told)))


EVER = Latest()
"""Nothing bounds it."""
AT_FILING = Latest(((FILING, timedelta()),))


def told(origin: str) -> Latest:
    """The instant of a host fact."""
    return Latest(((origin, timedelta()),))


def last_of(instants: Iterable[Latest]) -> Latest:
    """The latest of some; of none that is known, there is no latest."""
    found = list(instants)
    return reduce(_later, found) if found else EVER


def first_of(instants: Iterable[Latest]) -> Latest:
    """At the latest the earliest of some: that which counts from the fewest host facts, then the soonest."""
    # The earliest of sums has no exact form; each of them is an upper bound.
    return min(instants, key=_order, default=EVER)


def _later(one: Latest, other: Latest) -> Latest:
    if not (one.is_bounded and other.is_bounded):
        return EVER
    spans = dict(one.after)
    for origin, span in other.after:
        spans[origin] = max(span, spans.get(origin, span))
    return Latest(tuple(sorted(spans.items())))


def _order(instant: Latest) -> tuple[bool, int, tuple[timedelta, ...]]:
    return not instant.is_bounded, len(instant.after), tuple(span for _, span in instant.after)


def span_words(span: timedelta) -> str:
    """A span in days and hours, never shorter than it is."""
    hours = -(-span // timedelta(hours=1))
    days, hours = divmod(hours, 24)
    parts = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in ((days, "day"), (hours, "hour")) if count]
    return " ".join(parts) or "0 days"
