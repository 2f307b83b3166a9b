"""The score cards that come with the engine, found by name; each is loaded when it is first asked for.

Cards are Ibis expressions: their names stand here, so that nobody loads Ibis who does not score.
"""

from functools import cache
from importlib import import_module

from ..engine.errors import InvalidInput, suggestion
from ..scoring.card import Card

HOMES: dict[str, tuple[str, str]] = {
    "aliexpress_indicators@1": ("aliexpress.service_indicators", "CARD"),
    "aliexpress_indicators_by_category@1": ("aliexpress.service_indicators", "CARD_BY_CATEGORY"),
    "aliexpress_level@1": ("aliexpress.service_level", "CARD"),
    "aliexpress_daily@1": ("aliexpress.daily_score", "CARD"),
    "aliexpress_rating@1": ("aliexpress.store_rating", "CARD"),
    "aliexpress_loan@1": ("aliexpress.loan", "CARD"),
    "dhgate@1": ("dhgate.capability", "CARD"),
    "shein@1": ("shein.grade", "CARD"),
    "temu@1": ("temu.rating", "CARD"),
}
"""Each card's id, and the module and the name that it stands under."""


def ids() -> tuple[str, ...]:
    """Every card with its version, such as `dhgate@1`, without loading any of them."""
    return tuple(HOMES)


def all() -> tuple[Card, ...]:
    """Every card and version."""
    return tuple(_load(one) for one in ids())


def get(name: str) -> Card:
    """The card of this name, the newest version or a pinned one: `dhgate`, `dhgate@1`.

    InvalidInput lists what there is, and says which may have been meant.
    """
    found = name if name in ids() else _newest(name)
    if found is None:
        known = (*ids(), *(one.partition("@")[0] for one in ids()))
        raise InvalidInput("card", f"no card {name!r}{suggestion(name, known)}; there is {', '.join(ids())}")
    return _load(found)


def house(card: str) -> str | None:
    """The marketplace whose rules a card is, by its id: `aliexpress` of `aliexpress_level@1`; None of your own."""
    return HOMES[card][0].partition(".")[0] if card in HOMES else None


def _newest(name: str) -> str | None:
    versions = (one for one in ids() if one.partition("@")[0] == name)
    return max(versions, key=lambda one: int(one.partition("@")[2]), default=None)


@cache
def _load(card: str) -> Card:
    module, constant = HOMES[card]
    return getattr(import_module(f".{module}", __package__), constant)
