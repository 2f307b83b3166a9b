"""The scheduler daemon in the foreground."""

from datetime import timedelta
from typing import Annotated

import typer

from .database import Database, opened
from .options import Db
from .output import note
from .score_database import scores_url as place
from .words import instant_words


def daemon(
    pause: Annotated[float, typer.Option(min=0.05, help="Look at least every so many seconds.")] = 5.0,
    jump_limit: Annotated[
        float, typer.Option(min=1, help="Hold timers that move money when the clock jumps by more seconds.")
    ] = 60.0,
    scores: Annotated[
        bool, typer.Option("--scores", help="Also compute scores, where `disputes score` commands find theirs.")
    ] = False,
    scores_url: Annotated[
        str | None,
        typer.Option("--scores-url", metavar="URL", help="Also compute scores, kept here instead: postgresql://…"),
    ] = None,
    db: Db = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Log warnings only, not each timer that fires.")] = False,
) -> None:
    """Fire timers when they are due, until SIGTERM or Ctrl-C; any number of daemons may share a database."""
    from ..daemon import Daemon
    from .logs import configure, narrate

    where = place(scores_url, db) if scores or scores_url else None
    with opened(db, False, scores=where) as engine:
        configure(verbose=False)
        if where:
            note(f"Scores are kept in {Database(where, 'scores').shown}.")
        if not quiet:
            narrate()
        upcoming = engine.next_due_at()
        note(f"Running. The next timer is due {instant_words(upcoming)}." if upcoming else "Running. No timer waits.")
        Daemon(engine, pause=timedelta(seconds=pause), jump_limit=timedelta(seconds=jump_limit)).run()
        note("Stopped; the batch at hand was finished.")
