"""Drives the disputes of many complaints through an engine in the order of time, timers included."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from heapq import heapify, heappop, heappush
from random import Random

from ..engine.clock import ManualClock
from ..engine.definition import Workflow
from ..engine.engine import Engine
from ..engine.errors import Refused
from ..engine.ids import Ids
from ..engine.records import Dispute
from ..storage.memory import MemoryStore
from ..workflows.aliexpress.lifecycle import ALIEXPRESS_2
from ..workflows.aliexpress.rules import FILING_DELAY
from .complaints import Complaint
from .filings import Filer, Filing
from .parameters import Parameters
from .parties import Memory, Move, Parties
from .script import Act, Arrival, Dropped, Entered, File, Refusal, Script, Step, TickAt

Progress = Callable[[int, int], None]
"""Is told how much is done, and of how much."""

WORKFLOW = ALIEXPRESS_2


def simulate(
    complaints: Iterable[Complaint],
    parameters: Parameters,
    seed: int,
    *,
    until: datetime | None = None,
    progress: Progress | None = None,
) -> Script:
    """What comes of the complaints up to an instant, it included (None: to the end), on an engine in memory.

    The same complaints, parameters and seed give the same script; a later `until` only makes it longer.
    """
    return _Simulation(complaints, parameters, seed, WORKFLOW, progress).run(until)


@dataclass
class _Case:
    """What the simulation keeps of a dispute while it runs."""

    filing: Filing
    dispute_id: str
    memory: Memory
    acts: int = 0
    seen: tuple[object, ...] = field(default=())


_Planned = Filing | tuple[_Case, Move] | tuple[_Case, Arrival]


class _Simulation:
    def __init__(
        self,
        complaints: Iterable[Complaint],
        parameters: Parameters,
        seed: int,
        workflow: Workflow,
        progress: Progress | None,
    ) -> None:
        self._workflow = workflow
        self._buyer = parameters.buyer
        self._filer = Filer(parameters, seed)
        self._parties = Parties(parameters)
        self._progress = progress
        self._numbers: dict[tuple[str, str], int] = {}
        self._cases: dict[str, _Case] = {}
        self._steps: list[Step] = []
        self._refusals: list[Refusal] = []
        self._dropped: list[Dropped] = []
        self._stages: list[Entered] = []
        # Entries of one instant are taken in the order in which they were planned.
        self._planned: list[tuple[datetime, int, _Planned]] = []
        for complaint in sorted(complaints, key=lambda complaint: complaint.key):
            self._plan_filing(complaint, complaint.rule, complaint.at)
        self._filings = self._done = 0
        self._filings = len(self._planned)
        start = self._planned[0][0] if self._planned else datetime(2000, 1, 1)
        self._clock = ManualClock(start)
        self._engine = Engine(MemoryStore(), [workflow], self._clock, Ids(Random(seed)))

    def run(self, until: datetime | None) -> Script:
        """Take what is planned and what is due in the order of time; at one instant timers come first."""
        return Script()
