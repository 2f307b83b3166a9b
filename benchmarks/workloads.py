"""The workloads: each prepares a database, and does the same work through the engine and by hand."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from disputes import DisputeEngine, ManualClock, Money
from disputes.engine.ticking import BATCH
from disputes.storage.types import microseconds

from .databases import Floor
from .market import START, file_one, reject_one
from .rows import Tables, Written, pick

Step = Callable[[int], None]
"""Does the n-th piece of the work."""


class Workload(ABC):
    """One kind of work, `size` times."""

    name: str
    what: str
    at: datetime = START

    def __init__(self, size: int) -> None:
        self.size = size

    @property
    def steps(self) -> int:
        """In how many pieces the work is done, each timed for itself."""
        return self.size

    def engine(self, url: str, seed: int, at: datetime | None = None) -> tuple[DisputeEngine, ManualClock]:
        """The engine at the work's time. Its ids repeat, so that every run writes the same rows."""
        clock = ManualClock(at or self.at)
        return DisputeEngine(url, clock=clock, random=Random(seed)), clock

    @abstractmethod
    def prepare(self, engine: DisputeEngine, clock: ManualClock) -> None:
        """Fill a database with what there is before."""

    @abstractmethod
    def ours(self, engine: DisputeEngine, clock: ManualClock, before: Tables) -> Step:
        """The work through the engine."""

    @abstractmethod
    def floor(self, floor: Floor, written: list[Written]) -> Step:
        """The work by hand."""


class Filing(Workload):
    """Disputes are filed, one after the other."""

    name = "file"
    what = "one client files disputes, each with a claim's text and a photo"

    def prepare(self, engine: DisputeEngine, clock: ManualClock) -> None:
        """The workflow is known, as it is from the first dispute on."""
        file_one(engine, 0)

    def ours(self, engine: DisputeEngine, clock: ManualClock, before: Tables) -> Step:
        """The work through the engine."""

        def step(number: int) -> None:
            clock.advance(seconds=1)
            file_one(engine, number + 1)

        return step

    def floor(self, floor: Floor, written: list[Written]) -> Step:
        """The work by hand."""
        return lambda number: floor.file(written[number])


class Answering(Workload):
    """Sellers refuse claims and offer less."""

    name = "act"
    what = "one client's sellers reject claims, each with a plan and a note"
    at = START + timedelta(hours=5)

    def prepare(self, engine: DisputeEngine, clock: ManualClock) -> None:
        """Disputes that wait for the seller."""
        _file_many(engine, self.size)

    def ours(self, engine: DisputeEngine, clock: ManualClock, before: Tables) -> Step:
        """The work through the engine."""
        wanted = ("id", "seller", "paid_amount", "currency")
        open_ = [pick(row, "dispute_record", wanted) for row in before["dispute_record"]]

        def step(number: int) -> None:
            dispute_id, seller, paid, currency = open_[number]
            clock.advance(seconds=1)
            reject_one(engine, dispute_id, seller, Money(paid, currency), number)

        return step

    def floor(self, floor: Floor, written: list[Written]) -> Step:
        """The work by hand."""
        return lambda number: floor.act(written[number])


class Burst(Workload):
    """Many sellers' time is over at the same instant: one tick executes the buyers' plans."""

    name = "burst"
    what = "{size:,} disputes time out at one instant; one tick ends them"
    at = START + timedelta(days=5)

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.what = self.what.format(size=size)

    @property
    def steps(self) -> int:
        """One tick."""
        return 1

    def prepare(self, engine: DisputeEngine, clock: ManualClock) -> None:
        """Disputes whose sellers have been reminded and are silent."""
        _file_many(engine, self.size)
        clock.advance(days=4)
        engine.tick()

    def ours(self, engine: DisputeEngine, clock: ManualClock, before: Tables) -> Step:
        """The work through the engine."""

        def step(_number: int) -> None:
            fired = len(engine.tick().fired)
            if fired != self.size:
                raise AssertionError(f"{fired} of {self.size} timers fired")

        return step

    def floor(self, floor: Floor, written: list[Written]) -> Step:
        """The work by hand."""
        firings = {one.dispute_id: one for one in written}
        return lambda _number: floor.burst(firings, microseconds(self.at), BATCH)


def _file_many(engine: DisputeEngine, number: int) -> None:
    """File without waiting for the disk each time: nobody measures this."""
    for start in range(0, number, BATCH):
        with engine.transaction() as session:
            for one in range(start, min(start + BATCH, number)):
                file_one(engine, one, session)
