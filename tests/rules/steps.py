"""What a programme is made of: calls and when they happen, and when ticks do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from disputes import Actor

MOMENT = timedelta(microseconds=1)

Operation = Literal["file", "act", "update_order", "erase"]


@dataclass(frozen=True)
class Wait:
    """When a step happens: a span after the last one, or around the n-th next deadline of its line."""

    span: timedelta = timedelta()
    deadline: int | None = None


@dataclass(frozen=True)
class Call:
    """One call of the engine; `seen` says how far off the expected version is, None for none.

    What the platform does to the clock goes before timers that are overdue. Unless it `mends` an outage so, a
    tick comes first: then what becomes of it does not depend on other ticks.
    """

    operation: Operation
    line: str
    by: Actor
    action: str = ""
    details: Mapping[str, Any] = field(default_factory=dict[str, Any])
    seen: int | None = None
    command_id: str | None = None
    mends: bool = False


@dataclass(frozen=True)
class Allowed:
    """One of the actions that one of the parties may take now, with the details it takes from a palette of all.

    `clock`: what the platform does to a clock is among them, and `mends` as a call does. `moves`: rather one
    that leads to another state, other than giving up, so that disputes get far.
    """

    line: str
    who: int
    which: int
    palette: Mapping[str, Any]
    clock: bool = False
    mends: bool = False
    moves: bool = False


@dataclass(frozen=True)
class Step:
    """A call and when it happens."""

    wait: Wait
    call: Call | Allowed


@dataclass(frozen=True)
class Programme:
    """The order's facts and the steps on it."""

    facts: Mapping[str, Any]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Ticks:
    """When ticks happen: at every due time, or in percent of the way to the next step (the last: to the end)."""

    punctual: bool = False
    percents: tuple[tuple[int, ...], ...] = ()

    def within(self, number: int) -> tuple[int, ...]:
        """The percents of the way to one step."""
        return self.percents[number % len(self.percents)] if self.percents else ()


NEVER = Ticks()
PUNCTUAL = Ticks(punctual=True)
EVERY_STEP = Ticks(percents=((0, 100),))
