"""What to say when nothing is known of a seller: where it is known, so that one asks there."""

from datetime import date

from ..engine.errors import NotFound
from .card import Card
from .ibis_adapter import load_ibis
from .sources import Facts


def unknown_seller(card: Card, facts: Facts, seller: str, day: date, marketplace: str) -> NotFound:
    """The error for a seller of whom a card has nothing to count; it names the marketplaces that know the seller."""
    known = known_in(facts, seller)
    if marketplace in known:
        said = f" in marketplace {marketplace!r} of whom {card.id} counts anything on {day}"
    elif known:
        others = " and in ".join(repr(one) for one in known)
        said = f" in marketplace {marketplace!r}, but in {others}: --marketplace {known[0]}"
    else:
        said = f" in marketplace {marketplace!r}, nor in any other"
    return NotFound(seller, "seller", said)


def known_in(facts: Facts, seller: str) -> list[str]:
    """The marketplaces in which a seller is known, or has an order, by name."""
    named = (("sellers", "id"), ("orders", "seller"))
    found = [facts[name].filter(facts[name][column] == seller).select("marketplace") for name, column in named]
    table = load_ibis().union(*found, distinct=True).order_by("marketplace")
    return table.to_pyarrow()["marketplace"].to_pylist()
