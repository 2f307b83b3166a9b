"""Drives the disputes of many complaints through an engine in the order of time, timers included."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random

from ..engine.clock import ManualClock
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

AGAIN_IN_TIME = "again: it was too early"
AGAIN_WITH_EVIDENCE = "again: now with evidence"
AGAIN_THE_SAME = "again: the same"
AGAIN = (AGAIN_IN_TIME, AGAIN_WITH_EVIDENCE, AGAIN_THE_SAME)
"""Why the model's buyers file once more; the first filing goes by the complaint's rule."""


def simulate(
    complaints: Iterable[Complaint],
    parameters: Parameters,
    seed: int,
    *,
    until: datetime | None = None,
    progress: Progress | None = None,
) -> Script:
    """What comes of complaints up to an instant, it included (None: to the end), on an engine in memory.

    The same complaints, parameters and seed give the same script; a later `until` only makes it longer.
    """
    in_order = sorted(complaints, key=lambda complaint: complaint.key)
    if not in_order:
        return Script()
    return _Simulation(in_order, parameters, seed, progress).run(until)


@dataclass
class _Case:
    """What the simulation keeps of a dispute while it runs; `seen` is how it stood at the last look."""

    filing: Filing
    dispute_id: str
    memory: Memory
    acts: int = 0
    seen: tuple[object, ...] = field(default=())


_Planned = Filing | tuple[_Case, Move | Arrival]


class _Simulation:
    """One run: what is planned, in a heap by time, and what has happened."""

    def __init__(
        self, complaints: list[Complaint], parameters: Parameters, seed: int, progress: Progress | None
    ) -> None:
        self._buyer = parameters.buyer
        self._filer = Filer(parameters, seed)
        self._parties = Parties(parameters)
        self._progress = progress
        self._clock = ManualClock(complaints[0].at)
        self._engine = Engine(MemoryStore(), [WORKFLOW], self._clock, Ids(Random(seed)))
        self._planned: list[tuple[datetime, int, _Planned]] = []
        self._plans = self._filings = self._filed = 0
        self._numbers: dict[tuple[str, str], int] = {}
        self._cases: dict[str, _Case] = {}
        self._ids: dict[str, str] = {}
        self._steps: list[Step] = []
        self._refusals: list[Refusal] = []
        self._dropped: list[Dropped] = []
        self._stages: list[Entered] = []
        for complaint in complaints:
            self._plan_filing(Filing(complaint, 0, complaint.rule, complaint.at))

    def run(self, until: datetime | None) -> Script:
        """Take what is due and what is planned in the order of time; at one instant timers come first."""
        while instant := self._next():
            if until and instant > until:
                break
            self._clock.set(instant)
            if self._engine.next_due_at() == instant:
                self._tick()
            else:
                self._take(heappop(self._planned)[2])
        to_come = [item for _, _, item in self._planned if isinstance(item, Filing)]
        to_come.sort(key=lambda filing: (filing.at, filing.id))
        return Script(self._steps, self._refusals, self._dropped, self._stages, to_come)

    def _next(self) -> datetime | None:
        planned = self._planned[0][0] if self._planned else None
        due = self._engine.next_due_at()
        return min((instant for instant in (planned, due) if instant), default=None)

    def _plan(self, at: datetime, item: _Planned) -> None:
        # Of what is planned for one instant, what was planned first comes first.
        self._plans += 1
        heappush(self._planned, (at, self._plans, item))

    def _plan_filing(self, filing: Filing) -> None:
        """Give a filing its number on its line, and plan it."""
        line = filing.complaint.order.id, filing.complaint.line.number
        self._numbers[line] = self._numbers.get(line, 0) + 1
        self._filings += 1
        self._plan(filing.at, replace(filing, number=self._numbers[line]))

    def _take(self, item: _Planned) -> None:
        if isinstance(item, Filing):
            self._file(item)
        elif isinstance(item[1], Move):
            self._act(item[0], item[1])
        else:
            self._arrive(item[0], item[1])

    def _tick(self) -> None:
        tick = self._engine.tick()
        if not tick.fired:
            raise AssertionError(f"timers are due at {tick.now} and none fires: {tick}")
        self._steps.append(TickAt(tick.now))
        for dispute_id in dict.fromkeys(fired.dispute_id for fired in tick.fired):
            self._look(self._cases[dispute_id], self._engine.get(dispute_id))

    def _file(self, filing: Filing) -> None:
        random = self._filer.random("dispute", filing.id)
        category = WORKFLOW.categories[filing.complaint.reason]
        claim = self._filer.claim(filing, category, random)
        step = File(filing.at, filing, self._filer.order(filing), claim, WORKFLOW.id)
        self._report_filing()
        try:
            dispute = step.run(self._engine, self._ids)
        except Refused as refusal:
            self._refusals.append(Refusal(filing.at, filing, refusal.code))
            self._file_again_after(refusal.code, filing, random)
            return
        self._steps.append(step)
        case = self._cases[dispute.id] = _Case(filing, dispute.id, Memory(random))
        self._plan_arrival(case)
        self._file_twice(filing, random)
        self._look(case, dispute)

    def _report_filing(self) -> None:
        self._filed += 1
        if self._progress:
            self._progress(self._filed, self._filings)

    def _plan_again(self, filing: Filing, why: str, at: datetime, *, with_evidence: bool = False) -> None:
        """Once more, unless what was complained of as missing has come by then."""
        complaint, delivered_at = filing.complaint, filing.complaint.order.delivered_at
        if delivered_at is None or not (complaint.at < delivered_at <= at):
            decided_at = self._clock.now()
            self._plan_filing(Filing(complaint, 0, why, at, decided_at, with_evidence))

    def _file_again_after(self, code: str, filing: Filing, random: Random) -> None:
        """Who was too early or showed nothing may come back; who is refused then gives up."""
        shipped_at = filing.complaint.order.shipped_at
        after = self._buyer.comes_back_after.draw(random)
        if code == "too_early" and shipped_at:
            if random.random() < self._buyer.files_again_when_too_early:
                opens = max(filing.at, shipped_at + FILING_DELAY.span)
                self._plan_again(filing, AGAIN_IN_TIME, opens + after)
        elif code == "evidence_required" and random.random() < self._buyer.files_again_with_evidence:
            self._plan_again(filing, AGAIN_WITH_EVIDENCE, filing.at + after, with_evidence=True)

    def _file_twice(self, filing: Filing, random: Random) -> None:
        """Some buyers file the same complaint once more, whether or not it has been decided by then."""
        after = self._buyer.comes_back_after.draw(random) + timedelta(days=random.randint(0, 30))
        if random.random() < self._buyer.files_twice:
            self._plan_again(filing, AGAIN_THE_SAME, filing.at + after)

    def _plan_arrival(self, case: _Case) -> None:
        delivered_at = case.filing.complaint.order.delivered_at
        if delivered_at and delivered_at > case.filing.at and not case.filing.complaint.received:
            self._plan(delivered_at, (case, Arrival(delivered_at, case.filing)))

    def _arrive(self, case: _Case, arrival: Arrival) -> None:
        if self._engine.get(case.dispute_id).outcome:
            return  # Nothing to tell; a later dispute of the line has an arrival of its own.
        for dispute in arrival.run(self._engine, self._ids):
            self._steps.append(arrival)
            self._look(case, dispute)
            self._plan_moves(case, self._parties.goods_arrived(dispute, case.memory))

    def _act(self, case: _Case, move: Move) -> None:
        case.acts += 1
        step = Act(self._clock.now(), case.filing.id, case.acts, move.by, move.action, move.details)
        try:
            dispute = step.run(self._engine, self._ids)
        except Refused as refusal:
            self._dropped.append(Dropped(step.at, case.filing.id, move.action, refusal.code))
            return
        self._steps.append(step)
        self._look(case, dispute)

    def _look(self, case: _Case, dispute: Dispute) -> None:
        """When a dispute has moved, its parties think again."""
        stands = dispute.state, dispute.entered_state_at, dispute.points.get("claim_submitted")
        if stands == case.seen:
            return
        case.seen = stands
        self._stages.append(Entered(self._clock.now(), case.filing.id, dispute.stage))
        self._plan_moves(case, self._parties.moves(dispute, case.memory))

    def _plan_moves(self, case: _Case, moves: Iterable[Move]) -> None:
        for move in moves:
            self._plan(self._clock.now() + move.after, (case, move))
