"""Commands that change something: file, act, new facts about an order, erasure, holds."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .database import opened
from .options import Acting, AsJson, CommandId, Db, DisputeId, Verbose, parse_actor
from .output import emit_json, note, show

if TYPE_CHECKING:
    from ...engine.records import Dispute
    from ..embedded import DisputeEngine

Source = Annotated[str, typer.Argument(metavar="FILE", help="A JSON file; - reads stdin.", show_default=False)]
Why = Annotated[str, typer.Option("--why", help="The reason; it is kept.")]
Operator = Annotated[str, typer.Option("--as", metavar="ROLE:ID", help="Who: platform:ID or system.")]


def read_bytes(source: str) -> bytes:
    """What a file holds, or what comes on stdin for `-`; InvalidInput when the file cannot be read."""
    from ...engine.errors import InvalidInput

    try:
        return sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        raise InvalidInput(source, f"cannot be read: {error.strerror}") from None


def read_text(source: str) -> str:
    """The text of a file, or of stdin for `-`; InvalidInput when it cannot be read or is not UTF-8."""
    from ...engine.errors import InvalidInput

    try:
        return read_bytes(source).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(source, f"must be UTF-8 text: byte {error.start} is not") from None


def file(source: Source, db: Db = None, as_json: AsJson = False, verbose: Verbose = False) -> None:
    """File a dispute on an order line, by the order's buyer."""
    from .forms import read_filing

    filing = read_filing(read_text(source), source)
    with opened(db, verbose) as engine:
        _show_done(engine, filing.file(engine), "Filed.", as_json)


def act(
    dispute_id: DisputeId,
    action: Annotated[str, typer.Argument(metavar="ACTION", help="Such as accept_plan.", show_default=False)],
    by: Acting,
    details: Annotated[
        str, typer.Option("--details", metavar="JSON", help="What the action takes; - reads stdin.")
    ] = "{}",
    expected_version: Annotated[
        int | None, typer.Option(metavar="N", help="Refuse when the dispute has moved on from this version.")
    ] = None,
    command_id: CommandId = None,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Take an action in a dispute; `disputes actions` lists what may be done now."""
    from .forms import read_details

    actor = parse_actor(by)
    given = read_details(read_text("-") if details == "-" else details, "--details")
    with opened(db, verbose) as engine:
        dispute = engine.act(
            dispute_id, action, by=actor, command_id=command_id, expected_version=expected_version, **given
        )
        _show_done(engine, dispute, f"Done: {action} by {actor}.", as_json)


def update_order(
    order_id: Annotated[str, typer.Argument(metavar="ORDER_ID", help="The order's id.", show_default=False)],
    facts: Annotated[str, typer.Option("--facts", metavar="JSON", help="The new facts; - reads stdin.")],
    line: Annotated[str | None, typer.Option("--line", help="Only this line of the order.")] = None,
    marketplace: Annotated[str, typer.Option("--marketplace", help="The order's marketplace.")] = "default",
    command_id: CommandId = None,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Record new facts about an order in its open disputes; deadlines that count from them move."""
    from .forms import read_details, to_json

    given = read_details(read_text("-") if facts == "-" else facts, "--facts")
    with opened(db, verbose) as engine:
        taken = engine.update_order(order_id, line, marketplace=marketplace, command_id=command_id, **given)
        note(f"{len(taken)} open dispute(s) of order {order_id} took the facts.")
        if as_json:
            emit_json([to_json(dispute) for dispute in taken])
        for dispute in () if as_json else taken:
            _show_card(engine, dispute)


def erase(
    dispute_id: DisputeId,
    why: Annotated[str, typer.Option("--why", help="The ground, kept in the history: name no person.")],
    command_id: CommandId = None,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Remove a dispute's personal data; its history stays and still verifies."""
    with opened(db, verbose) as engine:
        dispute = engine.erase(dispute_id, why=why, command_id=command_id)
        _show_done(engine, dispute, "Erased: free texts, addresses and evidence links are gone.", as_json)


def hold(
    why: Why,
    timers: Annotated[
        list[str] | None, typer.Option("--timer", metavar="NAME", help="Only this timer; may be repeated.")
    ] = None,
    dispute_id: Annotated[str | None, typer.Option("--dispute", metavar="ID", help="Only this dispute.")] = None,
    by: Operator = "system",
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Keep timers from firing, all or some, of all disputes or of one, until the hold is released."""
    from .forms import to_json
    from .words import hold_words

    actor = parse_actor(by)
    with opened(db, verbose) as engine:
        placed = engine.hold(why=why, by=actor, timers=timers or (), dispute_id=dispute_id)
        note(f"Held: {hold_words(placed)}. End it with: disputes resume {placed.id}")
        if as_json:
            emit_json(to_json(placed))
        else:
            show(placed.id)


def resume(
    hold_id: Annotated[str, typer.Argument(metavar="HOLD_ID", help="The hold's id.", show_default=False)],
    by: Operator = "system",
    db: Db = None,
    verbose: Verbose = False,
) -> None:
    """End a hold; what it kept back fires at the next tick, each timer at its own due time."""
    from .words import hold_words

    with opened(db, verbose) as engine:
        standing = {one.id: one for one in engine.holds()}
        engine.resume(hold_id, by=parse_actor(by))
        note(f"Released: {hold_words(standing[hold_id])}." if hold_id in standing else "Released.")


def unpark(
    dispute_id: Annotated[str, typer.Argument(metavar="ID", help="The parked dispute.", show_default=False)],
    db: Db = None,
    verbose: Verbose = False,
) -> None:
    """Let the timers of a dispute that was parked after failures fire again, at the next tick."""
    with opened(db, verbose) as engine:
        engine.unpark(dispute_id)
        note(f"Let go: {dispute_id}. Its timers fire at the next: disputes tick")


def _show_done(engine: "DisputeEngine", dispute: "Dispute", message: str, as_json: bool) -> None:
    from .forms import to_json

    note(message)
    if as_json:
        emit_json(to_json(dispute))
    else:
        _show_card(engine, dispute)


def _show_card(engine: "DisputeEngine", dispute: "Dispute") -> None:
    from .cards import short_card

    show(short_card(dispute, engine.now()))
