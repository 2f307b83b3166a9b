"""What is due, and the feeds: tick, outcomes, events."""

import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
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
    from .forms import to_json

    most = limit if limit or interval else _PAGE
    with _noted_ctrl_c() as ended:
        for record in islice(_records(fetch, after, min(_PAGE, most or _PAGE), interval, ended), most):
            emit_json_line(to_json(record))
            after = record.position or after
            if ended.is_set():
                break
    if ended.is_set():
        note(f"Ended. To go on: --after {after}")
    elif fetch(after, 1):
        note(f"There is more: --after {after}")


def _records(
    fetch: "Fetch", after: int, page_size: int, interval: float | None, ended: Signal
) -> "Iterator[Event | Outcome]":
    """Page by page; at the end of the feed what comes later, unless there is no interval."""
    while not ended.is_set():
        page = fetch(after, page_size)
        yield from page
        after = page[-1].position or after if page else after
        if not page and interval is None:
            return
        if not page:
            ended.wait(interval)


@contextmanager
def _noted_ctrl_c() -> Generator[Signal]:
    """Set by Ctrl-C, which then breaks off nothing: it is known just what was printed. A second one breaks off."""
    ended, before = Signal(), signal.getsignal(signal.SIGINT)

    def end(*_: object) -> None:
        ended.set()
        signal.signal(signal.SIGINT, before)

    if before is signal.default_int_handler:  # Else somebody wants no Ctrl-C, as a shell in the background.
        signal.signal(signal.SIGINT, end)
    try:
        yield ended
    finally:
        signal.signal(signal.SIGINT, before)
