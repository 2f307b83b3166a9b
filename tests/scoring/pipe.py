"""The whole pipe on Olist orders: facts in, complaints filed, a simulated half year, disputes as facts."""

from dataclasses import dataclass
from pathlib import Path
from random import Random

from disputes import DisputeEngine, ManualClock
from disputes.interfaces.dispute_facts import DisputeFacts, Followed
from disputes.interfaces.fact_loading import load_olist
from disputes.simulation.olist_import import ImportPlan, ImportReport, carry_out, plan_import
from disputes.storage.loading import Loaded
from disputes.storage.warehouse import Warehouse


@dataclass(frozen=True)
class Pipe:
    """A warehouse with a folder's facts and the facts of the disputes that came of it, and what was done."""

    warehouse: Warehouse
    engine: DisputeEngine
    plan: ImportPlan
    report: ImportReport
    loaded: dict[str, Loaded]
    followed: Followed


def pipe(folder: Path) -> Pipe:
    """Load a folder's facts, file its complaints on an engine in memory, drive them, and follow the engine."""
    warehouse, plan = Warehouse("duckdb://"), plan_import(folder)
    engine = DisputeEngine("memory://", clock=ManualClock(plan.starts_at), random=Random(7))
    loaded = {one.fact: one for one in load_olist(warehouse, folder, clock=engine.clock)}
    report = carry_out(plan, engine)
    return Pipe(warehouse, engine, plan, report, loaded, DisputeFacts(warehouse, engine).follow())
