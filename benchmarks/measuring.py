"""Pairs: ours and the floor in one run, taking turns, on copies of one database."""

import gc
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

from .databases import Databases
from .market import START
from .rows import Tables, Written, differences, written
from .workloads import Step, Workload

CHUNK = 25
"""So many commands of one side, then so many of the other: what else the machine does slows both."""


@dataclass(frozen=True)
class Aim:
    """What is to be reached against the floor, and what beyond."""

    aim: float
    beyond: float


AIMS = {
    ("file", "SQLite"): Aim(0.5, 0.7),
    ("file", "PostgreSQL"): Aim(0.5, 0.7),
    ("act", "SQLite"): Aim(0.5, 0.7),
    ("act", "PostgreSQL"): Aim(0.5, 0.7),
    ("burst", "SQLite"): Aim(0.15, 0.25),
    ("burst", "PostgreSQL"): Aim(0.4, 0.6),
}
FACTOR = 3
"""How far below its aim a figure may lie for now."""


@dataclass
class Result:
    """The pairs of one workload on one store: seconds of ours and of the floor."""

    workload: Workload
    store: str
    pairs: list[tuple[float, float]] = field(default_factory=list[tuple[float, float]])

    @property
    def ratios(self) -> list[float]:
        """Our rate as a part of the floor's, run by run."""
        return [floor / ours for ours, floor in self.pairs]

    @property
    def ratio(self) -> float:
        """The median over the runs."""
        return median(self.ratios)

    @property
    def rates(self) -> tuple[float, float]:
        """How many a second, ours and the floor's: medians."""
        ours, floor = (median(seconds) for seconds in zip(*self.pairs, strict=True))
        return self.workload.size / ours, self.workload.size / floor

    @property
    def aim(self) -> Aim:
        """The aim of measures.md."""
        return AIMS[self.workload.name, self.store]

    @property
    def near(self) -> bool:
        """Within a factor of three of the aim."""
        return self.ratio * FACTOR >= self.aim.aim

    @property
    def verdict(self) -> str:
        """In words."""
        if self.ratio >= self.aim.beyond:
            return "beyond the aim"
        if self.ratio >= self.aim.aim:
            return "aim reached"
        return "within a factor of three" if self.near else "more than a factor of three below"


class Pairs:
    """Measures one workload on one kind of database."""

    def __init__(self, workload: Workload, databases: Databases) -> None:
        self._workload = workload
        self._databases = databases
        self._template = databases.new()
        self._prepare()
        self._before = databases.dump(self._template)
        self._after, self._written = self._rehearse()

    def _prepare(self) -> None:
        engine, clock = self._workload.engine(self._template, seed=1, at=START)
        engine.migrate()
        self._workload.prepare(engine, clock)
        engine.close()
        self._databases.settle(self._template)

    def _rehearse(self) -> tuple[Tables, list[Written]]:
        """Ours once, untimed: what it writes is what the floor will write."""
        with self._copy() as url:
            with self._ours(url) as step:
                for number in range(self._workload.steps):
                    step(number)
            after = self._databases.dump(url)
        return after, written(self._before, after)

    def run(self, *, floor_first: bool) -> tuple[float, float]:
        """Seconds of ours and of the floor; AssertionError when they have not written the same rows."""
        with self._copy() as our_url, self._copy() as floor_url:
            with self._ours(our_url) as ours, self._floor(floor_url) as floor:
                sides = [floor, ours] if floor_first else [ours, floor]
                seconds = dict.fromkeys(map(id, sides), 0.0)
                gc.collect()
                for start in range(0, self._workload.steps, CHUNK):
                    for side in sides:
                        seconds[id(side)] += _timed(side, start, min(start + CHUNK, self._workload.steps))
            for url in (our_url, floor_url):
                if unlike := differences(self._after, self._databases.dump(url)):
                    raise AssertionError(f"the rows differ: {', '.join(unlike)}")
        return seconds[id(ours)], seconds[id(floor)]

    def ours(self, around: Callable[[Step], None]) -> None:
        """The work through the engine on a fresh copy, for a profiler."""
        with self._copy() as url, self._ours(url) as step:
            around(step)

    def close(self) -> None:
        """Remove the database."""
        self._databases.drop(self._template)

    @contextmanager
    def _copy(self) -> Generator[str]:
        url = self._databases.copy(self._template)
        try:
            yield url
        finally:
            self._databases.drop(url)

    @contextmanager
    def _ours(self, url: str) -> Generator[Step]:
        engine, clock = self._workload.engine(url, seed=2)
        # Connect before the time is taken, as a process does once.
        engine.heartbeats()
        with engine.transaction():
            pass
        try:
            yield self._workload.ours(engine, clock, self._before)
        finally:
            engine.close()

    @contextmanager
    def _floor(self, url: str) -> Generator[Step]:
        floor = self._databases.floor(url)
        try:
            yield self._workload.floor(floor, self._written)
        finally:
            floor.close()


def _timed(step: Step, start: int, end: int) -> float:
    before = perf_counter()
    for number in range(start, end):
        step(number)
    return perf_counter() - before
