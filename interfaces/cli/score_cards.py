"""`score cards` and `score card`: the score cards, and one with all that it declares."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from .options import AsJson
from .output import add_row, emit_json, show, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...scoring.card import Card
    from ...scoring.describing import Section


def cards(as_json: AsJson = False) -> None:
    """List the score cards: when each is published, in whose days, and how many of its numbers and choices are our
    defaults."""
    from ...scoring.wording import STAR
    from ...workflows import cards as shipped

    rows = [_row(card) for card in shipped.all()]
    if as_json:
        emit_json(rows)
        return
    made = table("Card", "Title", "Published", "Zone", "Numbers", "Choices", "Defaults", keep=(0,))
    for row in rows:
        zone = f"{row['zone']}{STAR}" if row.pop("zone_mark") == "default" else row["zone"]
        add_row(made, *(str(value) for value in (row | {"zone": zone}).values()))
    show(made, f"{STAR} our default, not the platform's published rule.")


def _row(card: "Card") -> dict[str, object]:
    from ...scoring.card import ZONE
    from ...scoring.wording import schedule_in_words

    rules = card.rules()
    return {
        "card": card.id,
        "title": card.title,
        "schedule": schedule_in_words(card.schedule),
        "zone": card.zone,
        "zone_mark": next((one.mark for one in card.chosen(ZONE)), None),
        "numbers": len(rules) - len(card.choices),
        "choices": len(card.choices),
        "defaults": sum(one.mark == "default" for one in rules),
    }


def card(
    name: Annotated[str, typer.Argument(metavar="CARD", help="dhgate, dhgate@1, …", show_default=False)],
    markdown: Annotated[bool, typer.Option("--markdown", help="As a page in Markdown.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show all that a card declares: indicators, windows, formulas, grades, and each number with mark and source."""
    from ...scoring.describing import described, to_markdown
    from ...workflows import cards as shipped

    chosen = shipped.get(name)
    if markdown:
        sys.stdout.write(to_markdown(chosen))
        return
    sections = described(chosen)
    if as_json:
        emit_json({"card": chosen.id, "title": chosen.title} | {one.name: one.records() for one in sections})
        return
    _show(f"{chosen.id}: {chosen.title}", sections)


def penalties(
    markdown: Annotated[bool, typer.Option("--markdown", help="As a page in Markdown.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the catalogue of penalties and privileges, the ladder of penalty points, fines and the advance loan: each
    number with mark and source."""
    from ...workflows import measures_described

    sections = measures_described.described()
    if markdown:
        sys.stdout.write(measures_described.to_markdown())
    elif as_json:
        emit_json({one.name: one.records() for one in sections})
    else:
        _show(measures_described.TITLE, sections)


def _show(title: str, sections: "Sequence[Section]") -> None:
    show(title)
    for one in sections:
        made = table(*one.headings)
        for row in one.rows:
            add_row(made, *row)
        show("", one.title, made)
