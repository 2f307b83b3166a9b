"""The way that one dispute took through its workflow, for drawing it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from .draft import NEW
from .records import Event


@dataclass(frozen=True, slots=True)
class Move:
    """One step: what happened, when, and from where to where; a staying dispute comes to where it stood."""

    source: str
    to: str
    action: str
    at: datetime

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC {self.action.replace('_', ' ')}"


@dataclass(frozen=True, slots=True)
class Way:
    """The moves of a dispute in order, and so where it has been and where it stands."""

    moves: tuple[Move, ...] = ()

    @property
    def current(self) -> str | None:
        """The state it stands in."""
        return self.moves[-1].to if self.moves else None

    @property
    def visited(self) -> tuple[str, ...]:
        """The states it has been in, the current one left out."""
        return tuple(dict.fromkeys(move.to for move in self.moves if move.to != self.current))

    def between(self, source: str, to: str) -> list[Move]:
        """The moves along one edge."""
        return [move for move in self.moves if (move.source, move.to) == (source, to)]


def way_of(history: Iterable[Event]) -> Way:
    """The way that a history tells; what did not move the dispute is left out."""
    moves = (Move(event.from_state or NEW, event.to_state, event.action, event.occurred_at) for event in history)
    return Way(tuple(move for move in moves if move.source != move.to))
