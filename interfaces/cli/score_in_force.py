"""Penalties and privileges in force, as they are shown and as JSON."""

from typing import TYPE_CHECKING

from .output import add_row, show, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...scoring.card import Card
    from ..scores.in_force import InForce
    from ..scores.scoring import Scores

PENALTIES = "disputes score penalties"


def in_force_of(scores: "Scores", card: "Card", seller: str, marketplace: str) -> "list[InForce]":
    """What is in force for a seller today by a card, and by penalty points where they go with it."""
    from ...workflows.measures import ladder_of

    found = [*scores.consequences(card.id, seller, marketplace=marketplace)]
    if ladder_of([card.id]) and ladder_of(scores.enabled(marketplace)):
        found += scores.penalty_points(seller, marketplace=marketplace).in_force
    return found


def in_force_json(one: "InForce") -> dict[str, object]:
    """One of them, with the names of its parts; its mark is `default` when anything that brought it is."""
    from ...scoring.explaining import as_json

    return {
        "name": one.name,
        "says": one.measure.says,
        "mark": one.mark,
        "source": one.measure.source,
        "measure_mark": one.measure.mark,
        "grounds": as_json(one.grounds),
        "includes": [part.name for part in one.includes],
        "since": one.since.isoformat(),
        "until": one.until.isoformat() if one.until else None,
        "final": one.final,
        "category": one.category,
        "why": one.why,
    }


def show_in_force(found: "Sequence[InForce]") -> None:
    """A table of them; nothing when nothing is in force."""
    from ...scoring.wording import STAR, star

    if not found:
        return
    made = table("In force", "Since", "Until", "With it", "Why", keep=(1, 2))
    for one in found:
        name = f"{one.name}{star(one)}" + (f" ({one.category})" if one.category else "")
        until = "for good" if one.final else one.until.isoformat() if one.until else ""
        add_row(made, name, one.since.isoformat(), until, ", ".join(part.name for part in one.includes), one.why)
    show("", made)
    if any(map(star, found)):
        show(f"{STAR} it, or what brings it, is our default, not the platform's published rule: {PENALTIES}")
