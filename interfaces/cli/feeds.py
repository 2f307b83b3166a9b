"""What is due, and the feeds: tick, outcomes, events."""

from collections.abc import Callable, Sequence
from threading import Event as Signal
from typing import TYPE_CHECKING, Annotated

import typer

from .database import opened
from .options import AsJson, Db, Verbose
from .output import add_row, emit_json, emit_json_line, note, show, table
from .words import instant_words, span_words

if TYPE_CHECKING:
    from ...engine.records import Event, Outcome, Tick

    Fetch = Callable[[int, int], Sequence[Event] | Sequence[Outcome]]

_PAGE = 500

After = Annotated[int, typer.Option("--after", metavar="N", min=0, help="Begin after this position.")]
Limit = Annotated[
    int | None, typer.Option("--limit", metavar="N", min=1, help="End after so many lines; 500 unless following.")
]
Follow = Annotated[bool, typer.Option("--follow", help="Wait for more, until Ctrl-C.")]
Interval = Annotated[float, typer.Option(metavar="SECONDS", min=0.05, help="How often --follow looks.")]
Lines = Annotated[bool, typer.Option("--json", help="Changes nothing: a feed is JSON lines anyway.")]


def tick(db: Db = None, as_json: AsJson = False, verbose: Verbose = False) -> None:
    """Fire every timer that is due now, once, each at its own due time."""
    from .forms import to_json

    with opened(db, verbose) as engine:
        done = engine.tick()
        if as_json:
            emit_json(to_json(done))
            return
        _show_tick(done)
        upcoming = engine.next_due_at()
        note(f"{len(done.fired)} fired. " + (f"Next is due {instant_words(upcoming)}." if upcoming else "None waits."))


def _show_tick(done: "Tick") -> None:
    if done.fired:
        made = table("Dispute", "Timer", "Was due", "Late by", keep=(0,))
        for fired in done.fired:
            add_row(made, fired.dispute_id, fired.timer, instant_words(fired.due_at), span_words(fired.lateness))
        show(made)
    for parked in done.parked:
        note(f"Parked {parked.dispute_id} after {parked.attempts} failures: {parked.error}")
    for dispute_id in done.failed:
        note(f"Not fired {dispute_id}: it failed and is tried again; -v shows the error.")
    for dispute_id in done.held:
        note(f"Not fired {dispute_id}: a hold keeps it back.")
    for dispute_id in done.foreign:
        note(f"Left to others {dispute_id}: this process does not have its workflow version.")


def outcomes(
    after: After = 0,
    limit: Limit = None,
    follow: Follow = False,
    interval: Interval = 1.0,
    as_json: Lines = True,
    db: Db = None,
    verbose: Verbose = False,
) -> None:
    """Print outcomes as JSON lines in order of their positions."""
    with opened(db, verbose) as engine:
        _feed(engine.outcomes, after, limit, interval if follow else None)


def events(
    after: After = 0,
    limit: Limit = None,
    follow: Follow = False,
    interval: Interval = 1.0,
    as_json: Lines = True,
    db: Db = None,
    verbose: Verbose = False,
) -> None:
    """Print every event of every dispute as JSON lines in order of their positions."""
    with opened(db, verbose) as engine:
        _feed(engine.events, after, limit, interval if follow else None)


def _feed(fetch: "Fetch", after: int, limit: int | None, interval: float | None) -> None:
    """Print what there is, then what comes when there is an interval; Ctrl-C is its proper end."""
    left = limit if limit or interval else _PAGE
    try:
        while left is None or left > 0:
            page = fetch(after, min(_PAGE, left or _PAGE))
            after = _print(page, after)
            left = left and left - len(page)
            if page:
                continue
            if interval is None:
                return
            Signal().wait(interval)
    except KeyboardInterrupt:
        note(f"Ended. To go on: --after {after}")
        return
    if fetch(after, 1):
        note(f"There is more: --after {after}")


def _print(page: "Sequence[Event] | Sequence[Outcome]", after: int) -> int:
    from .forms import to_json

    for record in page:
        emit_json_line(to_json(record))
        after = record.position or after
    return after
