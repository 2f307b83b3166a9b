"""What a scenario table says, once it is read: rows of seven kinds."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from disputes import Claim, Order

from .words import Values


@dataclass(frozen=True)
class Given:
    """An order or a claim, which stands for a line of the order until another is given."""

    number: int
    line: str
    what: Order | Claim


@dataclass(frozen=True)
class Under:
    """The workflow, or its pinned version, under which what follows is filed."""

    number: int
    line: str
    workflow: str


@dataclass(frozen=True)
class Daemon:
    """The daemon stops, or looks in once whatever the regime."""

    number: int
    line: str
    does: str


@dataclass(frozen=True)
class Act:
    """Something that somebody does, or that a timer does by itself, and what comes of it."""

    number: int
    line: str
    at: datetime
    who: str
    action: str
    details: Values
    result: str


@dataclass(frozen=True)
class Nothing:
    """A time during which nothing happens, up to but not including `until`."""

    number: int
    line: str
    until: datetime


@dataclass(frozen=True)
class Check:
    """Something to look at where the table stands."""

    number: int
    line: str
    what: str
    wanted: str


@dataclass(frozen=True)
class Ended:
    """What the outcome must say; what is not said is no, or never."""

    number: int
    line: str
    values: Values


Row = Given | Under | Daemon | Act | Nothing | Check | Ended


@dataclass(frozen=True)
class Scenario:
    """One story, with the rules it shows."""

    file: str
    number: int
    title: str
    rules: tuple[str, ...]
    rows: tuple[Row, ...] = ()

    def __str__(self) -> str:
        return f"{Path(self.file).stem}: {self.title}"
