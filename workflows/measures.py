"""The catalogue: every penalty and privilege that a score card, a ladder or a fine refers to by its name."""

from collections.abc import Callable, Iterable, Mapping

from ..engine.money import Money
from ..scoring.numbers import Number
from ..scoring.penalties import Ladder, Measure, everything_in
from .aliexpress.penalty_points import FUNDS_HELD, LADDER
from .cards import house
from .temu.fines import Fine, fine

_PRODUCT = "product source documents"
_DHGATE = "DHgate merchant service capability rules, in force since 2019-12-09"
_TEMU = "Temu quality-score rules, January 2025"
_OURS = "our default: no public document gives it"


def _stated(name: str, says: str, *includes: str, lasts: Number | None = None, source: str = _PRODUCT) -> Measure:
    return Measure(name, says, "stated", source, includes, lasts)


OTHER_SHOPS = "owner's other shops restricted or closed"
"""What one account brings to all others of its owner."""

PENALTIES: tuple[Measure, ...] = (
    _stated("warning", "a warning"),
    _stated("lower search ranking", "the products stand lower in search"),
    _stated("shielded", "visible only in the own shop"),
    _stated("no in-site messages", "no messages to buyers"),
    _stated("review deleted", "the review is deleted"),
    _stated("no new listings", "no product may be listed"),
    _stated("brand delisted", "all products of the brand are taken off"),
    _stated("products removed", "products are taken off the shelf"),
    _stated("products deleted", "products are deleted"),
    _stated("no marketing", "no part in campaigns"),
    _stated("category closed", "the category is closed to the seller"),
    _stated("early lending closed", "no advance loans"),
    _stated("account frozen", "goods removed and no new listings", "products removed", "no new listings"),
    _stated("funds frozen", "the account's money stays where it is"),
    _stated("no store access", "the shop cannot be entered"),
    _stated(
        "account closed",
        "for good: frozen, no messages, no access to the shop, funds held 180 days",
        "account frozen",
        "no in-site messages",
        "no store access",
        "funds held",
    ),
    _stated("funds held", "the account's money is held for 180 days", "funds frozen", lasts=FUNDS_HELD),
    _stated("further measures on the remaining orders", "what the remaining orders of the account need"),
    _stated("fees forfeited", "the fees that were paid are lost"),
    _stated(OTHER_SHOPS, "what the owner's linked accounts may meet"),
    Measure("account restricted", "some rights of the account are restricted", "default", _OURS),
)
"""AliExpress' penalties, which the other marketplaces' rules name as well."""

DHGATE: tuple[Measure, ...] = (
    _stated("restricted rights", "some rights are restricted", source=_DHGATE),
    _stated(
        "no upload, listing or update of products",
        "products may be neither uploaded, listed nor updated",
        "no new listings",
        source=_DHGATE,
    ),
)
TEMU: tuple[Measure, ...] = (
    Measure("order not settled", "the seller is not paid for the order", "found", _TEMU),
    Measure("fine of a multiple of the declared price", "deducted beside the unpaid order", "found", _TEMU),
)

PRIVILEGES: tuple[Measure, ...] = (
    _stated("arbitration within 48 hours", "dedicated staff decide the seller's disputes within 48 hours"),
    _stated("arbitration: green channel", "the seller's disputes are decided before all others"),
    _stated("flash-sale campaigns", "may take part in flash sales"),
    _stated("Saturday wireless sale", "may take part in Saturday's sale for mobile devices"),
    _stated("advance loan through the account manager", "may apply for advance loans"),
    _stated("advance loan", "orders are paid out soon after shipment"),
    _stated("search traffic +15 %", "products are shown more often in search"),
)

CATALOGUE: tuple[Measure, ...] = (*PENALTIES, *DHGATE, *TEMU, *PRIVILEGES)
"""Everything, each name once."""


def includes(name: str) -> tuple[str, ...]:
    """The name of a penalty or privilege and those of all that is part of it; KeyError for no such name."""
    return everything_in(name, CATALOGUE)


def measure(name: str) -> Measure:
    """The penalty or privilege of this name; KeyError for no such name."""
    return _BY_NAME[name]


_BY_NAME = {one.name: one for one in CATALOGUE}

LADDERS: Mapping[str, Ladder] = {"aliexpress": LADDER}
"""The ladders of penalty points, by the marketplace whose cards they go with."""


def ladder_of(cards: Iterable[str]) -> Ladder | None:
    """The ladder that goes with these cards, by their ids; None when none does."""
    return next((LADDERS[home] for one in cards if (home := house(one)) and home in LADDERS), None)


FINES: Mapping[str, Callable[[int, Money], Fine]] = {"temu": fine}
"""The fines by a product's quality score and its declared price, by the marketplace whose cards they go with."""


def fines_of(cards: Iterable[str]) -> Callable[[int, Money], Fine] | None:
    """The fines that go with these cards, by their ids; None when none do."""
    return next((FINES[home] for one in cards if (home := house(one)) and home in FINES), None)
