"""Commands that show one dispute: actions, show, history, agenda, verify."""

from typing import TYPE_CHECKING

from .database import opened
from .exits import Exit, Stop
from .options import Acting, AsJson, Db, DisputeId, Verbose, parse_actor
from .output import emit_json, note, show
from .words import instant_words, left_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...engine.records import ActionItem
    from ..embedded import DisputeEngine


def actions(
    dispute_id: DisputeId, by: Acting, db: Db = None, as_json: AsJson = False, verbose: Verbose = False
) -> None:
    """Show what an actor may do now and until when, or may not and why."""
    from .cards import actions_table
    from .forms import to_json

    actor = parse_actor(by)
    with opened(db, verbose) as engine:
        # Read before the actions: should it change in between, acting on this version is refused.
        version = engine.get(dispute_id).version
        items = engine.actions(dispute_id, by=actor)
        if as_json:
            emit_json([to_json(item) for item in items])
            return
        show(actions_table(items))
        _show_deadline(engine, items)
        note(f"To act: disputes act {dispute_id} ACTION --as {actor} --expected-version {version}")


def _show_deadline(engine: "DisputeEngine", items: "Sequence[ActionItem]") -> None:
    item = next((item for item in items if item.allowed and item.due_at), None)
    if item:
        left = left_words(item.due_at, engine.now())
        show(f"Until {instant_words(item.due_at)}, {left}; otherwise {item.on_silence} happens by itself.")


def show_dispute(dispute_id: DisputeId, db: Db = None, as_json: AsJson = False, verbose: Verbose = False) -> None:
    """Show a dispute as it stands now, with its plans side by side."""
    from .cards import evidence_table, full_card, plans_table
    from .forms import to_json

    with opened(db, verbose) as engine:
        dispute = engine.get(dispute_id)
        if as_json:
            emit_json(to_json(dispute))
            return
        show(full_card(dispute, engine.now()), "", plans_table(dispute))
        if dispute.evidence:
            show("", evidence_table(dispute.evidence))


def history(dispute_id: DisputeId, db: Db = None, as_json: AsJson = False, verbose: Verbose = False) -> None:
    """Show all that happened in a dispute, and its plans side by side."""
    from .cards import history_table, plans_table
    from .forms import to_json

    with opened(db, verbose) as engine:
        events = engine.history(dispute_id)
        if as_json:
            emit_json([to_json(event) for event in events])
            return
        show(history_table(events), "", plans_table(engine.get(dispute_id)))


def agenda(dispute_id: DisputeId, db: Db = None, as_json: AsJson = False, verbose: Verbose = False) -> None:
    """Show what happens next by itself, unless somebody acts."""
    from .cards import agenda_table
    from .forms import to_json

    with opened(db, verbose) as engine:
        items = engine.agenda(dispute_id)
        if as_json:
            emit_json([to_json(item) for item in items])
            return
        if items:
            show(agenda_table(items, engine.now()))
        else:
            note("Nothing happens by itself any more.")


def verify(dispute_id: DisputeId, db: Db = None, as_json: AsJson = False, verbose: Verbose = False) -> None:
    """Replay a dispute's history and compare it with the record; exits with 7 when they differ."""
    with opened(db, verbose) as engine:
        differences = engine.verify(dispute_id)
        if as_json:
            emit_json({"dispute_id": dispute_id, "agrees": not differences, "differences": list(differences)})
        elif not differences:
            show(f"{dispute_id}: the record follows from its history.")
        if differences:
            found = "; ".join(differences)
            raise Stop(Exit.DIFFERS, f"The record of {dispute_id} does not follow from its history: {found}.")
