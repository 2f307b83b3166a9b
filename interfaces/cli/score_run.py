"""`score enable` and `score run`: which cards grade a marketplace, and computing what is due or asked for."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from .database import opened
from .exits import Exit, Stop
from .options import AsJson, Db, Verbose
from .output import add_row, emit_json, note, progress, show, table
from .score_database import Marketplace, ScoresUrl
from .scores import Day, opened_scores, parse_day

if TYPE_CHECKING:
    from ...scoring.card import Card
    from ..score_runs import Run
    from ..scoring import Scores

_CHANGES = 12
"""So many revised scores are listed; --json has all."""


def enable(
    cards: Annotated[
        list[str], typer.Argument(metavar="CARD…", help="dhgate, aliexpress_level, …", show_default=False)
    ],
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="From this local day on; today.")] = None,
    marketplace: Marketplace = None,
    scores: ScoresUrl = None,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Let cards grade a marketplace: `score run` and the daemon then compute their scores by their schedules."""
    of = marketplace or "default"
    with opened_scores(scores, db, verbose) as given:
        for card in cards:
            given.enable(card, marketplace=of, since=parse_day(since, "--since"))
        enabled = given.enabled(of)
    if as_json:
        emit_json({"marketplace": of, "cards": enabled})
    else:
        note(f"{of} is graded by {', '.join(enabled)}.")


def run(
    card: Annotated[
        str | None,
        typer.Option("--card", metavar="CARD", help="Compute this card for --day or --since."),
    ] = None,
    day: Day = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="Each day, or month, from this one to --day or today."),
    ] = None,
    monthly: Annotated[bool, typer.Option("--monthly", help="The monthly means of a card with daily scores.")] = False,
    follow: Annotated[bool, typer.Option("--follow", help="First take in what the disputes have told since.")] = False,
    marketplace: Marketplace = None,
    scores: ScoresUrl = None,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Compute and publish scores: those that are due, or a card's for given days. The same again changes nothing."""
    if not card and (day or since or monthly):
        raise Stop(Exit.USAGE, "Days go with --card; without it, what is due is computed.")
    if follow:
        _take_in(scores, db, verbose)
    with opened_scores(scores, db, verbose) as given, progress("Scoring days") as report:
        if card:
            chosen = given.card(card)
            period = "month" if monthly else None
            last = parse_day(day, "--day") or given.latest_due(chosen.id, period=period)
            days = _days(chosen, parse_day(since, "--since"), last, monthly)
            of = marketplace or "default"
            runs: Sequence[Run] = [given.run(chosen.id, days=days, marketplace=of, period=period, progress=report)]
        else:
            _warn_without_cards(given)
            runs = given.run_due(report)
    _show_runs(runs, as_json)


def _take_in(scores: str | None, db: str | None, verbose: bool) -> None:
    from ...scoring.numbers import so_many

    with opened(db, verbose) as engine, opened_scores(scores, db, verbose) as given:
        done = given.follow(engine)
        note(f"{so_many(done.events, 'events')} and {so_many(done.outcomes, 'outcomes')} taken in.")


def _warn_without_cards(scores: "Scores") -> None:
    if not scores.all_enabled():
        note("No card grades any marketplace yet: disputes score enable CARD, or score run --card CARD --day DATE.")


def _days(card: "Card", since: date | None, last: date, monthly: bool) -> list[date]:
    """The days from one to another; where months are scored, the last days of theirs."""
    from ...scoring.windows import month_end

    first = since or last
    if first > last:
        raise Stop(Exit.USAGE, f"--since {first} is later than {last}.")
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    if monthly or card.schedule.every == "monthly":
        return sorted({month_end(day) for day in days})
    return days


def _show_runs(runs: "Sequence[Run]", as_json: bool) -> None:
    from ...scoring.explaining import as_json as written

    if as_json:
        emit_json([written(one) for one in runs])
        return
    if not runs:
        note("Nothing is due.")
        return
    grid = table("card", "marketplace", "for", "published", "revised", "as it was")
    for one in runs:
        days = f"{one.days[0]}" if len(one.days) == 1 else f"{one.days[0]} to {one.days[-1]}"
        kind = f"{one.period} {days}" + (" (late facts)" if one.late else "")
        add_row(grid, one.card, one.marketplace, kind, f"{one.new:,}", f"{len(one.revised):,}", f"{one.unchanged:,}")
    show(grid)
    changes = [change for one in runs for change in one.revised]
    for change in changes[:_CHANGES]:
        before, after = change.before, change.after
        show(f"{after.seller} {after.day}: {_said(before.shown, before.grade)} → {_said(after.shown, after.grade)}")
    if len(changes) > _CHANGES:
        note(f"and {len(changes) - _CHANGES:,} more; --json lists all.")


def _said(shown: str | None, grade: str | None) -> str:
    return " ".join(one for one in (shown, grade) if one) or "not scored"
