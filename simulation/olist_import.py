"""`import_olist`: real orders in, disputes out, driven to a cut-off by the model of the parties.

First the whole course is simulated in memory: that settles the cut-off and what the engine refuses. What was
accepted is then carried out on the engine given, at the same instants and under command ids made of order and
line: to import the same folder into the same database again changes nothing, and a later cut-off goes on from
there.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from ..engine.clock import ManualClock, utc
from ..engine.engine import Engine
from ..engine.errors import CommandConflict, InvalidInput, Refused
from ..engine.records import Dispute
from .complaints import Complaint, infer_complaints
from .cutoff import default_cutoff, moved, whole_days_to
from .drive import Progress, simulate
from .filings import MARKETPLACE
from .funnel import Funnel, count_funnel
from .olist import OlistOrder, read_olist
from .parameters import Parameters, load_parameters
from .script import Act, Script, Step

SEED = 7
BATCH = 500
"""So many steps share one transaction."""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import will do: its orders and complaints at their dates, and the script up to `until`.

    `shifted_by` are the whole days by which all dates were moved.
    """

    folder: Path
    orders: Sequence[OlistOrder]
    complaints: Sequence[Complaint]
    parameters: Parameters
    seed: int
    script: Script
    until: datetime
    shifted_by: timedelta

    @property
    def starts_at(self) -> datetime:
        """Where the engine's clock must stand before."""
        return min((step.at for step in self.script.steps), default=self.until)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. `skipped` are steps that this database's disputes no longer allowed."""

    funnel: Funnel
    seed: int
    until: datetime
    shifted_by: timedelta
    skipped: int = 0

    def as_json(self) -> dict[str, object]:
        """The report as plain JSON data."""
        return {
            "seed": self.seed,
            "until": self.until.isoformat().replace("+00:00", "Z"),
            "shifted_by_days": self.shifted_by.days,
            "skipped": self.skipped,
            "funnel": self.funnel.as_json(),
        }


def plan_import(
    folder: Path,
    *,
    until: datetime | None = None,
    shift_to: datetime | None = None,
    parameters: Parameters | None = None,
    seed: int = SEED,
    progress: Progress | None = None,
) -> ImportPlan:
    """Read a folder in the Olist layout and work out what to do; nothing is written.

    `until` is the cut-off in the files' own dates, by default the latest instant with several disputes in
    every stage. With `shift_to` all dates move by the whole days that bring the cut-off to at most a day
    before it. InvalidInput lists what is wrong with the files.
    """
    parameters = parameters or load_parameters()
    orders = read_olist(folder)
    complaints = infer_complaints(orders)
    cutoff = None if until is None else utc(until, "until")
    script = simulate(complaints, parameters, seed, until=cutoff, progress=progress)
    if cutoff is None:
        cutoff = default_cutoff(script.stages)
    shift = whole_days_to(cutoff, utc(shift_to, "shift_to")) if shift_to else timedelta()
    if shift:
        # Once more at the new dates, since business days fall on others.
        orders = tuple(moved(order, shift) for order in orders)
        complaints = infer_complaints(orders)
        script = simulate(complaints, parameters, seed, until=cutoff + shift)
    return ImportPlan(folder, orders, complaints, parameters, seed, script.up_to(cutoff + shift), cutoff + shift, shift)


def carry_out(
    plan: ImportPlan,
    engine: Engine,
    *,
    progress: Progress | None = None,
    pauses: Sequence[datetime] = (),
    at_pause: Callable[[], object] = lambda: None,
) -> ImportReport:
    """Do what a plan says on an engine whose ManualClock stands no later than `plan.starts_at`.

    At each of the instants `pauses`, in order and before `plan.until`, all that was due by then has happened, and
    `at_pause` is called. InvalidInput when the database holds the same orders, imported with other dates, numbers or
    another seed.
    """
    clock = engine.clock
    if not isinstance(clock, ManualClock) or clock.now() > plan.starts_at:
        raise InvalidInput("engine", f"needs a ManualClock that stands at {plan.starts_at} or earlier")
    running = _Running(engine, clock)
    done, total = 0, len(plan.script.steps)
    for until in (*pauses, plan.until):
        steps = [step for step in plan.script.steps[done:] if step.at <= until]
        for batch in _batches(steps):
            with engine.transaction() as session:
                running.steps(batch, session)
            done += len(batch)
            if progress:
                progress(done, total)
        clock.set(until)
        engine.tick()
        if until in pauses:
            at_pause()
    funnel = count_funnel(plan.orders, plan.complaints, plan.script, running.disputes())
    return ImportReport(funnel, plan.seed, plan.until, plan.shifted_by, running.skipped)


def import_olist(
    make_engine: Callable[[ManualClock], Engine],
    folder: Path,
    *,
    until: datetime | None = None,
    shift_to: datetime | None = None,
    parameters: Parameters | None = None,
    seed: int = SEED,
    progress: Progress | None = None,
) -> ImportReport:
    """Plan an import and carry it out on the engine that `make_engine` makes with the clock it is given."""
    plan = plan_import(folder, until=until, shift_to=shift_to, parameters=parameters, seed=seed)
    return carry_out(plan, make_engine(ManualClock(plan.starts_at)), progress=progress)


class _Running:
    """Carries steps out, and remembers which dispute came of which filing."""

    def __init__(self, engine: Engine, clock: ManualClock) -> None:
        self._engine = engine
        self._clock = clock
        self._ids: dict[str, str] = {}
        self.skipped = 0

    def steps(self, batch: Sequence[Step], session: object) -> None:
        """Carry out steps in one transaction."""
        for step in batch:
            self._clock.set(step.at)
            try:
                self._step(step, session)
            except CommandConflict as conflict:
                raise InvalidInput(
                    "engine",
                    "its database holds an import of these orders with other dates, other numbers or another seed; "
                    f"repeat that one unchanged, or import into a new database ({conflict})",
                ) from None

    def _step(self, step: Step, session: object) -> None:
        if isinstance(step, Act) and step.filing_id not in self._ids:
            self.skipped += 1
            return
        try:
            step.run(self._engine, self._ids, session)
        except Refused:
            # Somebody else has acted on this database's disputes since.
            self.skipped += 1

    def disputes(self) -> Iterator[Dispute]:
        """Every dispute of the import as it stands now."""
        mine = set(self._ids.values())
        page = self._engine.find(marketplace=MARKETPLACE, order_by="filed", limit=BATCH)
        yield from (dispute for dispute in page if dispute.id in mine)
        while page.next:
            page = self._engine.find(marketplace=MARKETPLACE, order_by="filed", after=page.next, limit=BATCH)
            yield from (dispute for dispute in page if dispute.id in mine)


def _batches(steps: Sequence[Step]) -> Iterator[Sequence[Step]]:
    left = iter(steps)
    while batch := list(islice(left, BATCH)):
        yield batch
