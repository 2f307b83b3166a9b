"""`score enable` and `score run`: which cards grade a marketplace, and computing what is due or asked for."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from .database import opened, refuse_missing
from .exits import Exit, Stop
from .options import AsJson, Db, Verbose
from .output import add_row, emit_json, note, progress, show, table
from .score_database import Marketplace, ScoresUrl
from .scores import Day, opened_scores, parse_day

if TYPE_CHECKING:
    from ...scoring.published import Period
    from ..scores.runs import Run
    from ..scores.scoring import Scores

_CHANGES = 12
"""So many revised scores are listed; --json has all."""

Cards = Annotated[list[str], typer.Argument(metavar="CARD…", help="dhgate, aliexpress_level, …", show_default=False)]


def enable(
    cards: Cards,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="From this local day on; today.")] = None,
    marketplace: Marketplace = None,
    scores: ScoresUrl = None,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Let cards grade a marketplace, all of them or none: `score run` and the daemon then compute their scores by their
    schedules."""
    of = marketplace or "default"
    with opened_scores(scores, db, verbose) as given:
        given.enable(*cards, marketplace=of, since=parse_day(since, "--since"))
        enabled = given.enabled(of)
    _show_enabled(of, enabled, as_json)


def disable(
    cards: Cards,
    marketplace: Marketplace = None,
    scores: ScoresUrl = None,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Let cards no longer grade a marketplace: nothing more is computed by schedule; what is published stays."""
    of = marketplace or "default"
    with opened_scores(scores, db, verbose) as given:
        given.disable(*cards, marketplace=of)
        enabled = given.enabled(of)
    _show_enabled(of, enabled, as_json)


def _show_enabled(marketplace: str, cards: list[str], as_json: bool) -> None:
    if as_json:
        emit_json({"marketplace": marketplace, "cards": cards})
    else:
        note(f"{marketplace} is graded by {', '.join(cards) or 'no card'}.")


def run(
    card: Annotated[
        str | None,
        typer.Option("--card", metavar="CARD", help="Compute this card for --day or --since."),
    ] = None,
    day: Day = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="Each day, or month's end, from this one to --day or today."),
    ] = None,
    monthly: Annotated[bool, typer.Option("--monthly", help="The monthly means of a card with daily scores.")] = False,
    follow: Annotated[
        bool, typer.Option("--follow", help="First take in what the disputes have told, at the end hand medals back.")
    ] = False,
    marketplace: Marketplace = None,
    scores: ScoresUrl = None,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Compute and publish scores: those that are due, or a card's for given days. The same again changes nothing.

    Without --marketplace those of every marketplace that are due; of a card those of `default`. Monthly scores are
    those of the month's last day."""
    if not card and (day or since or monthly):
        raise Stop(Exit.USAGE, "Days go with --card; without it, what is due is computed.")
    from ..scores.inputs import check_period

    if follow:
        _take_in(scores, db, verbose)
    with opened_scores(scores, db, verbose) as given, progress("Scoring days") as report:
        if card:
            chosen = given.card(card)
            of = marketplace or "default"
            period = check_period(chosen, "month" if monthly else None)
            last = parse_day(day, "--day") or given.latest_due(chosen.id, period=period)
            days = _days(period, parse_day(since, "--since"), last)
            runs: Sequence[Run] = [given.run(chosen.id, days=days, marketplace=of, period=period, progress=report)]
        else:
            _warn_without_cards(given, marketplace)
            runs = given.run_due(report, marketplace=marketplace)
    if follow:
        _hand_back(scores, db, verbose)
    _show_runs(runs, as_json)


def _hand_back(scores: str | None, db: str | None, verbose: bool) -> None:
    from ..scores.rounds import award_medals

    with opened(db, verbose) as engine, opened_scores(scores, db, verbose) as given:
        for marketplace, card in given.all_enabled():
            award_medals(engine, given, marketplace, given.card(card))


def _take_in(scores: str | None, db: str | None, verbose: bool) -> None:
    from ...scoring.numbers import so_many

    refuse_missing(db)
    with opened(db, verbose) as engine, opened_scores(scores, db, verbose) as given:
        done = given.follow(engine)
        note(f"{so_many(done.events, 'events')} and {so_many(done.outcomes, 'outcomes')} taken in.")


def _warn_without_cards(scores: "Scores", marketplace: str | None) -> None:
    if not any(marketplace in (None, of) for of, _ in scores.all_enabled()):
        of, option = (marketplace, f" --marketplace {marketplace}") if marketplace else ("any marketplace", "")
        note(
            f"No card grades {of} yet: disputes score enable CARD{option}, or score run --card CARD --day DATE{option}."
        )


def _days(period: "Period", since: date | None, last: date) -> list[date]:
    """The days from one to another; of monthly scores the month ends among them."""
    from ...engine.errors import InvalidInput
    from ...scoring.windows import month_end

    first = since or last
    if first > last:
        raise InvalidInput("--since", f"{first} is later than {last}: the last day, --day, or the last that is due")
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    if since is None or period == "day":
        return days
    if ends := [one for one in days if one == month_end(one)]:
        return ends
    raise InvalidInput("--since", f"monthly scores are of a month's last day, and none lies from {first} to {last}")


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
