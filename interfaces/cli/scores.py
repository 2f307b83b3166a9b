"""`score explain` and `score show`: why a seller has its score, how it went, and how all sellers are spread."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .exits import Exit, Stop
from .logs import configure
from .options import AsJson, Db, Verbose
from .output import emit_json, note
from .score_database import Marketplace, ScoresUrl, scores_url
from .score_in_force import in_force_json, in_force_of, show_in_force

if TYPE_CHECKING:
    from ...scoring.card import Card
    from ...scoring.published import Published
    from ..scores.charts import Chart
    from ..scores.in_force import InForce
    from ..scores.scoring import Scores

CardName = Annotated[str, typer.Option("--card", metavar="CARD", help="dhgate, dhgate@1; `disputes score cards`.")]
Day = Annotated[str | None, typer.Option("--day", metavar="DATE", help="A local day of the card's zone: 2020-05-01.")]
Drawing = Annotated[Path | None, typer.Option(metavar="FILE", help="Draw it into this file.", dir_okay=False)]


def explain(
    seller: Annotated[str, typer.Option("--seller", metavar="ID", help="Whose score.")],
    card: CardName,
    day: Day = None,
    most: Annotated[int, typer.Option("--list", min=0, help="At most so many orders and disputes an indicator.")] = 10,
    marketplace: Marketplace = None,
    scores: ScoresUrl = None,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Explain a seller's score from the facts: sums, formulas, what cost points, what would change it, next time."""
    from .output import show as show_items
    from .score_explained import explanation_items

    with opened_scores(scores, db, verbose) as opened:
        chosen = opened.card(card)
        on = parse_day(day, "--day") or _today(chosen)
        found = opened.explain(card, seller, on, marketplace=marketplace or "default", most=most)
    if as_json:
        emit_json([one.to_json() for one in found])
        return
    for one in found:
        show_items(*explanation_items(chosen, one))


def show(
    card: CardName,
    seller: Annotated[
        str | None, typer.Option("--seller", metavar="ID", help="One seller's history; without it, all sellers.")
    ] = None,
    day: Day = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="A history from this day on.")] = None,
    svg: Drawing = None,
    html: Drawing = None,
    marketplace: Marketplace = None,
    scores: ScoresUrl = None,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Show published scores: a seller's history and what is in force for it, or how all sellers are spread on a day
    (the newest unless said)."""
    if (seller and day) or (since and not seller):
        raise Stop(Exit.USAGE, "--since goes with --seller, --day without it.")
    with opened_scores(scores, db, verbose) as opened:
        chosen = opened.card(card)
        of = marketplace or "default"
        found = _history(opened, chosen, seller, since, of) if seller else _spread(opened, chosen, day, of)
        in_force = in_force_of(opened, chosen, seller, of) if seller else []
    if found:
        _draw(chosen, found, seller, svg, html)
    if as_json:
        emit_json(_as_json(chosen, found, in_force, seller))
    elif not found or not (svg or html):
        _print(chosen, found, seller, of)
        show_in_force(in_force)


def _history(scores: "Scores", card: "Card", seller: str, since: str | None, marketplace: str) -> "list[Published]":
    first = parse_day(since, "--since") or date.min
    return [one for one in scores.history(card.id, seller, marketplace=marketplace) if one.day >= first]


def _spread(scores: "Scores", card: "Card", day: str | None, marketplace: str) -> "list[Published]":
    on = parse_day(day, "--day")
    return scores.distribution(card.id, on, marketplace=marketplace) if on else scores.newest(card.id, marketplace)


def _draw(card: "Card", found: "list[Published]", seller: str | None, svg: Path | None, html: Path | None) -> None:
    if not (svg or html):
        return
    from ...scoring.numbers import so_many
    from ..scores import charts

    chart: Chart = (charts.history_chart if seller else charts.distribution_chart)(card, found)
    for file, drawn in ((svg, charts.to_svg), (html, charts.to_html)):
        if file:
            file.write_text(drawn(chart), encoding="utf-8")
            note(f"{card.id}, {so_many(len(found), 'scores')}: {file}")


def _as_json(card: "Card", found: "list[Published]", in_force: "list[InForce]", seller: str | None) -> object:
    from ...scoring.distributing import distribution
    from ...scoring.explaining import as_json

    scores = {"scores": [as_json(one) | _rests_on(card, one) for one in found]}
    if seller:
        return scores | {"in_force": [in_force_json(one) for one in in_force]}
    return as_json(distribution(card, found)) | scores


def _rests_on(card: "Card", score: "Published") -> dict[str, object]:
    """The medal that a score brings, and the numbers and choices that gave its grade, or keep it from one."""
    from ...scoring.calendar import own_period
    from ...scoring.explaining import as_json

    grades = card.grades if card.monthly is None or score.period == own_period(card) else card.monthly.grades
    medal: dict[str, object] = {"medal": card.medal(score.grade)} if card.medals else {}
    return medal | {"grounds": as_json(card.resting_on(grades, score.grade, score.why_not))}


def _print(card: "Card", found: "list[Published]", seller: str | None, marketplace: str) -> None:
    from .output import show as show_items
    from .score_bars import history_items, spread_items

    if not found:
        whose = f" of {seller}" if seller else ""
        note(f"No {card.id} scores{whose} have been published in {marketplace}.")
        return
    show_items(*(history_items(card, found) if seller else spread_items(card, found)))


@contextmanager
def opened_scores(option: str | None, db: str | None, verbose: bool) -> "Generator[Scores]":
    """The scores, closed at the end; logs go to stderr from here on."""
    from ..scores.scoring import Scores

    configure(verbose=verbose)
    with Scores(scores_url(option, db)) as scores:
        yield scores


def parse_day(text: str | None, option: str) -> date | None:
    """The day in ISO text; InvalidInput names the option and the form."""
    from ...engine.errors import InvalidInput
    from ..scores.inputs import check_day

    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(option, f"must be a day such as 2020-05-01, not {text!r}") from error
    check_day(option, day)
    return day


def _today(card: "Card") -> date:
    from ...engine.clock import SystemClock
    from ...scoring.calendar import local_day

    return local_day(card.zone, SystemClock().now())
