"""One action for many disputes: the clock after an outage, and another version of the rules."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .database import opened
from .exits import Exit, Stop
from .options import Acting, AsJson, CommandId, Db, Verbose, parse_actor, parse_instant
from .output import add_row, emit_json, note, progress, show, table

if TYPE_CHECKING:
    from ...engine.bulk import Bulk, BulkItem
    from ..embedded import DisputeEngine

Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        metavar="NAME=VALUE",
        help="Only these: stage, state, turn, seller, buyer, order, line, reason, marketplace, workflow. Repeatable.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would happen; change nothing.")]
Reason = Annotated[str | None, typer.Option("--why", help="The reason; it is kept.")]


def bulk(
    action: Annotated[str, typer.Argument(metavar="ACTION", help="extend, pause or resume.", show_default=False)],
    by: Acting,
    where: Where = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="INSTANT", help="With --until: only where a deadline lies between.")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="INSTANT", help="The end of that window.")] = None,
    timer: Annotated[str | None, typer.Option("--timer", help="For extend: the timer.")] = None,
    duration: Annotated[
        str | None, typer.Option("--duration", metavar="ISO", help="For extend: how much later, such as P2D or PT12H.")
    ] = None,
    why: Reason = None,
    dry_run: DryRun = False,
    command_id: CommandId = None,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Extend, pause or resume every open dispute that fits, such as those that an outage touched."""
    from ...engine.details import load_details

    given = load_details({"timer": timer, "duration": duration, "why": why})
    with opened(db, verbose) as engine:
        run = _Run(engine, by, where, dry_run, command_id, as_json)
        run.do(action, _window(since, until), given)


def migrate(
    to: Annotated[str, typer.Option("--to", metavar="WORKFLOW", help="The version to go on under: aliexpress@2.")],
    by: Acting,
    where: Where = None,
    states: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="OLD=NEW", help="Where a state goes that the new version lacks. Repeatable."),
    ] = None,
    why: Reason = None,
    dry_run: DryRun = False,
    command_id: CommandId = None,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Move open disputes to another version of their workflow; --dry-run first."""
    given: dict[str, Any] = {"to": to, "why": why, "states": _pairs(states, "--map") or None}
    with opened(db, verbose) as engine:
        run = _Run(engine, by, where, dry_run, command_id, as_json)
        run.do("migrate", None, {name: value for name, value in given.items() if value is not None})


class _Run:
    """A bulk command with its progress and what it says at the end."""

    def __init__(
        self,
        engine: "DisputeEngine",
        by: str,
        where: Sequence[str] | None,
        dry_run: bool,
        command_id: str | None,
        as_json: bool,
    ) -> None:
        self._engine, self._by, self._where = engine, parse_actor(by), _pairs(where, "--where")
        self._dry_run, self._command_id, self._as_json = dry_run, command_id, as_json

    def do(self, action: str, window: Any, details: dict[str, Any]) -> None:
        """Carry it out; exits with 4 when it was refused for some."""
        with progress(action) as report:
            count = 0

            def seen(_: "BulkItem") -> None:
                nonlocal count
                count += 1
                report(count, count)

            done = self._engine.bulk(
                action,
                by=self._by,
                where=self._where,
                window=window,
                dry_run=self._dry_run,
                command_id=self._command_id,
                progress=seen,
                **details,
            )
        _show(done, self._as_json)
        if refused := len(done.items) - done.done:
            raise Stop(Exit.REFUSED, f"{refused} of {len(done.items)} dispute(s) were refused.")


def _pairs(texts: Sequence[str] | None, option: str) -> dict[str, str]:
    from ...engine.errors import InvalidInput

    pairs = [text.partition("=") for text in texts or ()]
    for name, sign, value in pairs:
        if not (name and sign and value):
            raise InvalidInput(option, f"must be NAME=VALUE, not {name + sign + value!r}")
    return {name: value for name, _, value in pairs}


def _window(since: str | None, until: str | None) -> Any:
    from ...engine.errors import InvalidInput

    first, last = parse_instant(since, "--from"), parse_instant(until, "--until")
    if (first is None) != (last is None):
        raise InvalidInput("--from and --until", "go together")
    return (first, last) if first and last else None


def _show(done: "Bulk", as_json: bool) -> None:
    from .forms import to_json

    if as_json:
        items = [to_json(item) for item in done.items]
        fired = [to_json(event) for event in done.fired]
        emit_json({"action": done.action, "dry_run": done.dry_run, "done": done.done, "items": items, "fired": fired})
    else:
        _show_tables(done)
    would = "would be done" if done.dry_run else "done"
    note(f"{done.action}: {would} to {done.done} of {len(done.items)} dispute(s) that fit.")


def _show_tables(done: "Bulk") -> None:
    from .words import instant_words

    if done.items:
        made = table("Order", "Dispute", "From", "To", "Deadlines", keep=(1,))
        for item in done.items:
            add_row(made, f"{item.order_id}/{item.line}", item.dispute_id, item.before, item.after, _moves(item))
        show(made)
    if done.fired:
        made = table("Dispute", "Timer", "Fired", title="What had fired in that time stands", keep=(0,))
        for event in done.fired:
            add_row(made, event.dispute_id, event.action, instant_words(event.occurred_at))
        show(made)


def _moves(item: "BulkItem") -> str:
    from .words import instant_words

    if item.refused:
        return f"refused ({item.refused}): {item.why}"
    lines = [
        f"{move.timer}: {instant_words(move.before) if move.before else 'none'} → "
        f"{instant_words(move.after) if move.after else 'none'}"
        for move in item.moves
    ]
    at_once = [f"fires at once: {name}" for name in item.fires_at_once]
    return "\n".join([*lines, *at_once]) or "no deadline moves"
