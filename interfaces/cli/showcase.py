"""`showcase`: the shipped example of a marketplace, from its orders to the outcomes of its disputes."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .database import Database
from .fresh import delete, make_room
from .logs import configure
from .options import Verbose
from .orders import Choices, carry_out_plan, funnel_table, make_plan
from .output import note, show
from .queue import least_time_left, show_queue

if TYPE_CHECKING:
    from ...engine.engine import Engine
    from ...engine.records import Dispute
    from ..embedded import DisputeEngine

Where = Annotated[str, typer.Option("--db", metavar="URL", help="Where to make it: sqlite:///NAME.db.")]
Anew = Annotated[bool, typer.Option("--force", help="Delete the file and begin anew when it exists.")]

_ROWS = 8


def showcase(db: Where = "sqlite:///orders.db", force: Anew = False, verbose: Verbose = False) -> None:
    """Bring the shipped example's orders in, drive their disputes to outcomes, and show the result.

    When the database has disputes already it is shown as it stands, brought up to now.
    """
    configure(verbose=verbose)
    database = Database(db, "option --db")
    if force:
        make_room(database, force=True)
    kept = not database.is_new and _has_disputes(database)
    if kept:
        note(f"{database.file} has disputes already: shown as they stand now. To begin anew: --force.")
    with _kept(database) if kept else _imported(database) as engine:
        note(f"Brought up to now: {len(engine.tick().fired)} timer(s) fired since.")
        _show(engine, db)


def _has_disputes(database: Database) -> bool:
    with _kept(database) as engine:
        return bool(engine.find(limit=1))


def _kept(database: Database) -> "DisputeEngine":
    from ..embedded import DisputeEngine

    return DisputeEngine(database.url)


@contextmanager
def _imported(database: Database) -> "Generator[DisputeEngine]":
    """An engine on the imported example, its clock at now; a file that was not finished is deleted."""
    from ...engine.clock import ManualClock, SystemClock
    from ...simulation import example
    from ..embedded import DisputeEngine

    was_new = database.is_new
    plan = make_plan(Path(example.__path__[0]), Choices(shift=True))
    clock = ManualClock(plan.starts_at)
    with DisputeEngine(database.url, clock=clock) as engine:
        try:
            report = carry_out_plan(plan, engine)
        except BaseException:
            engine.close()
            if was_new:
                delete(database)
            raise
        show(f"The shipped example, its dates moved by {report.shifted_by.days:,} days to end today.", "")
        show(funnel_table(report.funnel), "")
        clock.set(max(clock.now(), SystemClock().now()))
        yield engine


def _show(engine: "Engine", db: str) -> None:
    from .cards import agenda_table, full_card, history_table, plans_table

    now = engine.now()
    show("", "Work list, the least time left first:", "")
    show_queue(least_time_left(engine, {}, _ROWS), engine.holds(), now)
    dispute = _telling(engine)
    show("", "One dispute:", "", full_card(dispute, now), "", history_table(engine.history(dispute.id)))
    show("", "Its plans side by side:", "", plans_table(dispute))
    next_one = next((one for one in (dispute, *least_time_left(engine, {}, 1)) if one.outcome is None), None)
    if next_one:
        show("", f"What happens next by itself in {next_one.id}:", "")
        show(agenda_table(engine.agenda(next_one.id), now))
    _say_how_to_go_on(next_one or dispute, db)


def _telling(engine: "Engine") -> "Dispute":
    """The dispute that shows most: with all three plans and open, if there is one."""
    open_ones = least_time_left(engine, {}, 200)
    ended = engine.find(stage="resolved", limit=200)
    return max((*open_ones, *ended), key=_tells)


def _tells(dispute: "Dispute") -> tuple[int, bool, int]:
    return sum(map(bool, dispute.plans.values())), dispute.outcome is None, dispute.version


def _say_how_to_go_on(dispute: "Dispute", db: str) -> None:
    if db == "memory://":
        note("\nThis was in memory and is gone. With --db sqlite:///orders.db it stays.")
        return
    note(
        "\nGo on by yourself; time is real from here on:\n"
        f"  export DISPUTES_DATABASE_URL={db}\n"
        "  disputes queue\n"
        f"  disputes show {dispute.id}\n"
        f"  disputes actions {dispute.id} --as buyer:{dispute.order.buyer}\n"
        f"  disputes verify {dispute.id}\n"
        "  disputes outcomes --limit 3\n"
        "  disputes doctor"
    )
