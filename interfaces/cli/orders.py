"""`import --format olist`: real orders in, the complaints inferred from them filed and driven to a cut-off."""

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from .database import chosen
from .logs import configure
from .options import parse_instant
from .output import add_row, emit_json, note, progress, show, show_prose, table
from .words import instant_words

if TYPE_CHECKING:
    from rich.table import Table

    from ...engine.engine import Engine
    from ...simulation.funnel import Funnel
    from ...simulation.olist_import import ImportPlan, ImportReport


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen of an import of orders."""

    until: str | None = None
    shift: bool = False
    seed: int | None = None
    parameters: Path | None = None


def import_orders(folder: Path, choices: Choices, db: str | None, as_json: bool, verbose: bool) -> None:
    """Import a folder and print what became of its orders."""
    from ...engine.clock import ManualClock
    from ...simulation.olist_import import SEED
    from ..embedded import DisputeEngine

    configure(verbose=verbose)
    plan = make_plan(folder, choices)
    random = Random(SEED if choices.seed is None else choices.seed)
    with DisputeEngine(chosen(db).url, clock=ManualClock(plan.starts_at), random=random) as engine:
        report = carry_out_plan(plan, engine)
    _say_when(report)
    if as_json:
        emit_json(report.as_json())
        return
    show(funnel_table(report.funnel))


def make_plan(folder: Path, choices: Choices) -> "ImportPlan":
    """Read the orders and work out what to do, with a progress bar."""
    from ...engine.clock import SystemClock
    from ...simulation.olist_import import SEED, plan_import
    from ...simulation.parameters import load_parameters

    with progress("Reading orders") as report:
        return plan_import(
            folder,
            until=parse_instant(choices.until, "--until"),
            shift_to=SystemClock().now() if choices.shift else None,
            parameters=load_parameters(choices.parameters),
            seed=SEED if choices.seed is None else choices.seed,
            progress=report,
        )


def carry_out_plan(plan: "ImportPlan", engine: "Engine") -> "ImportReport":
    """Do what the plan says, with a progress bar."""
    from ...simulation.olist_import import carry_out

    with progress("Filing, answering, deciding") as report:
        return carry_out(plan, engine, progress=report)


def _say_when(report: "ImportReport") -> None:
    moved = f", all dates moved by {report.shifted_by.days:,} days" if report.shifted_by else ""
    note(f"The disputes stand as of {instant_words(report.until)}{moved}; the parties' behaviour is simulated.")
    if not report.shifted_by:
        note("Their deadlines lie in the past: the next tick carries them out. --shift brings them to today.")
    if report.skipped:
        note(f"{report.skipped} steps were skipped: somebody has acted on these disputes since.")
    for fault in report.funnel.faults():
        note(f"The numbers do not add up: {fault}.")


def funnel_table(funnel: "Funnel") -> "Table":
    """What became of the orders, each number with its share of what it is a part of."""
    made = table("From orders to outcomes", "Count", "Share")
    made.columns[1].justify = made.columns[2].justify = "right"
    counts: dict[str, int] = {}
    for row in funnel.rows():
        counts.setdefault(row.what, row.count)
        whole = counts.get(row.of or "", 0)
        share = f"{row.count / whole:.1%} of {row.of}" if whole else ""
        add_row(made, f"{'  ' * row.level}{row.what}", f"{row.count:,}", share, style=None if row.level else "bold")
    return made


def show_rules(as_json: bool) -> None:
    """Print by which rules complaints are inferred from orders and reviews."""
    from ...simulation.complaints import rules_table
    from .forms import to_json

    rows = rules_table()
    if as_json:
        emit_json([to_json(row) for row in rows])
        return
    made = table("#", "Rule", "What it says", keep=(0, 1), lines=True)
    for number, row in enumerate(rows, 1):
        lines = [row.looks_for, f"complaint: {row.reason}, of {row.of}, made {row.made}"]
        lines += [f"words: {', '.join(row.words)}"] if row.words else []
        add_row(made, str(number), row.name, "\n".join(lines))
    show("The rules are tried from the top; the first that fits counts.", "")
    show_prose(made)
