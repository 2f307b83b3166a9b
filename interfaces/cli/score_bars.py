"""Scores as bars in a terminal: a day or a month a line, or all sellers of a day."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ...scoring.distributing import Bar, bands, distribution, latest, scale
from ...scoring.numbers import so_many
from ...scoring.thresholds import beside_published
from ...scoring.wording import STAR, grade_name, grade_or_why, medal_in_words, star
from .output import table
from .score_explained import beside_table

if TYPE_CHECKING:
    from decimal import Decimal

    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

    from ...scoring.card import Card
    from ...scoring.published import Published

_STYLES = ("green", "bright_green", "yellow", "red", "magenta", "white")
_WIDTH = 40
_EIGHTHS = " ▏▎▍▌▋▊▉"


def history_items(card: "Card", history: "Sequence[Published]") -> "Iterator[RenderableType]":
    """A seller's scores as they stand, in order of their days."""
    known = latest(history)
    yield f"{card.title}: seller {known[0].seller}, {known[0].day} to {known[-1].day}{_cuts(card)}"
    scored = ("Score", "") if card.parts else ()
    medals = ("Medal",) if card.medals else ()
    made = table("Day", "Of", *scored, "Grade", *medals, "Revision", keep=range(2 + len(scored)))
    for one in known:
        bar = (one.shown or "", _bar(card, one.grade, _share(card, one.total))) if scored else ()
        revision = str(one.revision) if one.revision > 1 else ""
        medal = (medal_in_words(card, one.grade),) if medals else ()
        made.add_row(
            one.day.isoformat(), _of(card, one), *bar, grade_or_why(card, one.grade, one.why_not), *medal, revision
        )
    yield made
    if found := beside_published(card, known[-1]):
        yield from ("", f"On {known[-1].day}:", beside_table(found))
    yield from _note(card)


def _note(card: "Card") -> "Iterator[RenderableType]":
    if star(*card.rules()):
        yield from ("", f"{STAR} our default, not the platform's published rule: disputes score card {card.id}")


def _of(card: "Card", one: "Published") -> str:
    category = one.category or "without a category"
    return f"{one.period}, {category}" if card.by_category else one.period


def spread_items(card: "Card", scores: "Sequence[Published]") -> "Iterator[RenderableType]":
    """All sellers of a day: by total where the card has points, by grade, and who is not scored."""
    found = distribution(card, scores)
    yield f"{card.title} on {scores[0].day}: {so_many(found.sellers, _rows(card).lower())}{_cuts(card)}"
    if found.bars:
        yield from ("", _totals(card, found.bars))
    if found.grades:
        yield from ("", _counts(card, "Grade", found.grades))
    if found.not_scored:
        yield from ("", _counts(card, "Not scored", found.not_scored))
    yield from _note(card)


def _rows(card: "Card") -> str:
    """What one bar counts: of a card by category a seller has several scores."""
    return "Scores" if card.by_category else "Sellers"


def _totals(card: "Card", bars: Sequence[Bar]) -> "Table":
    made = table("Score", _rows(card), "", "Grade", keep=(0, 1))
    most = max(bar.sellers for bar in bars)
    for bar in bars:
        row = f"{bar.low:f} – {bar.high:f}", f"{bar.sellers:,}"
        made.add_row(*row, _bar(card, bar.grade, bar.sellers / most), grade_name(card, bar.grade))
    return made


def _counts(card: "Card", heading: str, counts: Sequence[tuple[str, int]]) -> "Table":
    made = table(heading, _rows(card), "", keep=(1,))
    most = max(count for _, count in counts) or 1
    for name, count in counts:
        said = grade_or_why(card, name, None) if name in card.ranked else grade_or_why(card, None, name)
        made.add_row(said, f"{count:,}", _bar(card, name, count / most))
    return made


def _share(card: "Card", total: "Decimal | None") -> float:
    least, most = scale(card)
    return float((total - least) / (most - least)) if total is not None and most > least else 0


def _bar(card: "Card", grade: str | None, share: float) -> "Text":
    """A bar to the nearest eighth of a character, in the grade's colour; of something, never nothing."""
    from rich.text import Text

    eighths = max(round(min(max(share, 0), 1) * _WIDTH * 8), 1 if share > 0 else 0)
    drawn = "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
    return Text(drawn, style=_style(card, grade), no_wrap=True)


def _style(card: "Card", grade: str | None) -> str:
    return _STYLES[card.ranked.index(grade) % len(_STYLES)] if grade in card.ranked else "blue"


def _cuts(card: "Card") -> str:
    """Where each grade but the last begins, the best first."""
    found = ", ".join(
        f"{grade_name(card, one.grade)} from {one.low.normalize():f}{star(*card.grounds(card.grades, one.grade))}"
        for one in reversed(bands(card)[1:])
    )
    return f" ({found})" if found else ""
