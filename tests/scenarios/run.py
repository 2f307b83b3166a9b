"""What a scenario's run knows: the engine, the time, and what the table has told of each dispute so far."""

from dataclasses import dataclass, field

from disputes import Claim, DisputeEngine, Order, Outcome

from ..support import Timeline
from .words import Values

Entry = tuple[str, Values | None]
"""An event as text, and the details it must have (None: a timer's are its own affair)."""


@dataclass
class Story:
    """One dispute: what the table has told of it so far, and under which workflow."""

    id: str
    workflow: str
    entries: list[Entry]
    outcomes: list[Outcome] = field(default_factory=list[Outcome])


@dataclass
class Run:
    """One scenario under way on one engine."""

    engine: DisputeEngine
    time: Timeline
    ticking: bool
    workflow: str = "aliexpress"
    orders: dict[str, Order] = field(default_factory=dict[str, Order])
    claims: dict[str, Claim] = field(default_factory=dict[str, Claim])
    stories: list[Story] = field(default_factory=list[Story])
    newest: dict[str, Story] = field(default_factory=dict[str, Story])


def same(got: object, wanted: object) -> None:
    """AssertionError with both, one under the other."""
    assert got == wanted, f"\nwanted\n{wanted}\nbut it is\n{got}"
