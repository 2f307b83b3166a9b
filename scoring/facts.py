"""What is known about sellers, orders and what became of them: the tables that score cards count over.

A fact has an id within its marketplace and a version; a later version of it takes the place of the earlier. An
instant `x_at` is kept twice: as integer microseconds UTC, for lengths of time, and as `x_on`, the local day in
the marketplace's zone, for windows. Money is in US cents.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .numbers import Number

Kind = Literal["text", "instant", "flag", "count", "usd"]
IBIS_TYPES: Mapping[Kind, str] = {
    "text": "string",
    "instant": "int64",
    "flag": "boolean",
    "count": "int64",
    "usd": "int64",
}
KEY = ("marketplace", "id")


@dataclass(frozen=True)
class Column:
    """One field of a fact; without `required` it may be left out, which means `default`.

    `between` bounds numbers, both ends allowed; the largest is what JSON readers in every language keep exactly.
    `not_before` is an instant declared earlier that this one cannot come before, whatever the marketplace.
    """

    name: str
    kind: Kind
    says: str
    required: bool = False
    choices: tuple[str, ...] = ()
    default: bool | int | str | None = None
    between: tuple[int, int] = (0, 2**53 - 1)
    not_before: str | None = None

    @property
    def day(self) -> str | None:
        """The name of its local day, for an instant."""
        return self.name.removesuffix("_at") + "_on" if self.kind == "instant" else None


@dataclass(frozen=True)
class FactTable:
    """One kind of fact; what is not `dated` belongs to no day, so that news of it is never late.

    `counted` are the local days that sources count it by, all of them unless said. What has `until` counts on every
    day up to that one, for ever while it is null.
    """

    name: str
    says: str
    columns: tuple[Column, ...]
    dated: bool = True
    counted: tuple[str, ...] = ()
    until: str | None = None

    def schema(self) -> dict[str, str]:
        """The stored columns and their Ibis types."""
        stored = {"marketplace": "string", "id": "string", "version": "int64"}
        for column in self.columns:
            stored[column.name] = IBIS_TYPES[column.kind]
            if column.day:
                stored[column.day] = "date"
        return stored | {"load": "int64"}

    @property
    def counted_days(self) -> tuple[str, ...]:
        """The local days on which a score can count it."""
        return (self.counted or self.days) if self.dated else ()

    @property
    def days(self) -> tuple[str, ...]:
        """The names of its local days."""
        return tuple(column.day for column in self.columns if column.day)


def _text(name: str, says: str, *, required: bool = False, choices: tuple[str, ...] = ()) -> Column:
    return Column(name, "text", says, required, choices)


def _at(name: str, says: str, *, required: bool = False, not_before: str | None = None) -> Column:
    return Column(name, "instant", says, required, not_before=not_before)


def _flag(name: str, says: str) -> Column:
    return Column(name, "flag", says, default=False)


AUTO_CONFIRMED = Number("AUTO_CONFIRMED", "30", "days", "stated", "product source documents")
"""So long after shipment receipt counts as confirmed, where nothing is said of it; an order may have its own days."""
AUTO_CONFIRMED_FAR = Number("AUTO_CONFIRMED_FAR", "60", "days", "stated", "product source documents")
"""What is advised for long routes; nobody is given it unless the order says so."""

SELLER = _text("seller", "the seller's id", required=True)
CATEGORY = _text("category", "the category it was sold under")
STARS = (1, 5)

SELLERS = FactTable(
    "sellers",
    "what the marketplace knows of a seller; its id is the seller's",
    (
        _at("joined_at", "when the account was opened"),
        _flag("verified", "whether the shop is verified"),
        _flag("company_verified", "whether it is verified as a company"),
        _flag("enterprise", "whether the account is an enterprise's, not cancelled"),
        _flag("enterprise_cancelled", "whether it was an enterprise's whose registration is cancelled"),
        Column("status", "text", "open, closed, or left", choices=("open", "closed", "left"), default="open"),
        _at("closed_at", "since when it is closed or has left"),
        CATEGORY,
        _text("linked_to", "another seller account of the same owner"),
        _flag("evading", "opened to evade the rating"),
        Column("turnover", "usd", "turnover of the last calendar month"),
        _text(
            "loan_choice", "what the seller chose about advance loans: applied, or left", choices=("applied", "left")
        ),
    ),
    dated=False,
)
ORDERS = FactTable(
    "orders",
    "an order, from payment to its end",
    (
        SELLER,
        _text("buyer", "the buyer's id", required=True),
        CATEGORY,
        Column(
            "kind", "text", "real; test and wash orders count nowhere", choices=("real", "test", "wash"), default="real"
        ),
        Column("paid", "usd", "what was paid", required=True),
        _at("paid_at", "when it was paid", required=True),
        _at("ship_by_at", "the deadline for shipping it"),
        _at("shipped_at", "when it was shipped"),
        _at("online_at", "when the tracking number was first seen online"),
        _at("promised_at", "until when delivery was promised"),
        _at("signed_at", "when it was delivered and signed for"),
        _at("confirmed_at", "when the buyer confirmed receipt"),
        _at("timed_out_at", "when receipt counts as confirmed by the lapse of time; worked out where nothing is said"),
        Column(
            "auto_confirm_days",
            "count",
            f"days from shipment until then: {AUTO_CONFIRMED.text} unless said,"
            f" {AUTO_CONFIRMED_FAR.text} are advised for long routes",
            between=(1, 3650),
        ),
        _at("completed_at", "when the order was complete"),
        _at("cancelled_at", "when it was cancelled"),
        _text("cancelled_for", "for whose reason it was cancelled", choices=("seller", "buyer", "platform")),
        _flag("worry_free", "sold with worry-free delivery"),
    ),
    counted=("confirmed_on", "timed_out_on", "cancelled_on", "ship_by_on"),
)
SHIPMENTS = FactTable(
    "shipments",
    "a tracking number that was entered for an order",
    (
        SELLER,
        _text("order", "the order's id", required=True),
        _at("entered_at", "when the number was entered", required=True),
        _at("tracked_at", "when the carrier first knew it"),
        _flag("false", "whether the number turned out to be false"),
    ),
)
REVIEWS = FactTable(
    "reviews",
    "a buyer's review of an order; it cannot be edited",
    (
        SELLER,
        _text("order", "the order's id", required=True),
        _at("given_at", "when it was given", required=True),
        Column("stars", "count", "the order as a whole, 1 to 5 stars", between=STARS),
        Column("description", "count", "the product against its description, 1 to 5 stars", between=STARS),
        Column("service", "count", "the seller's communication and service, 1 to 5 stars", between=STARS),
        Column("logistics", "count", "shipping, 1 to 5 stars", between=STARS),
        _text("filtered", "why it does not count: advertising, no content, duplicate, many from one address"),
        Column("size_fits", "flag", "whether the size was as described"),
        _at("replied_at", "when the seller replied", not_before="given_at"),
        _flag("reply_templated", "whether the reply was a template, which counts as none"),
    ),
)
REVIEW_COMPLAINTS = FactTable(
    "review_complaints",
    "a seller's complaint against a review; admitted for insults and personal data only",
    (
        SELLER,
        _text("review", "the review's id", required=True),
        _at("filed_at", "when it was filed", required=True),
        _text("ground", "what is wrong with the review", required=True, choices=("insult", "personal_data")),
        _at("answered_at", "when it was decided", not_before="filed_at"),
        _flag("upheld", "whether the review was removed"),
    ),
)
LISTINGS = FactTable(
    "listings",
    "a product on offer",
    (
        SELLER,
        CATEGORY,
        _at("listed_at", "since when", required=True),
        _at("delisted_at", "until when", not_before="listed_at"),
        _at("reordered_at", "when the marketplace first ordered it again"),
        Column("quality", "count", "the product's quality score, 0 to 100", between=(0, 100)),
    ),
    until="delisted_on",
)
VIOLATIONS = FactTable(
    "violations",
    "a breach of the marketplace's rules",
    (
        SELLER,
        _text("listing", "the product it was found on"),
        _text("what", "what was breached; wash_orders and bought_reviews lower AliExpress' ranking", required=True),
        _at("found_at", "when it was found", required=True),
        _at("revoked_at", "when it was taken back", not_before="found_at"),
        Column("points", "count", "penalty points", default=0),
        _flag("serious", "whether it is a serious violation"),
    ),
)
MESSAGES = FactTable(
    "messages",
    "a buyer's first message of a conversation, and its first reply",
    (
        SELLER,
        _at("asked_at", "when the buyer wrote", required=True),
        _at("replied_at", "when the seller first replied in words of its own", not_before="asked_at"),
        _flag("reply_templated", "whether there was a template instead, which counts as none"),
    ),
)
CHARGEBACKS = FactTable(
    "chargebacks",
    "a payment that the buyer's bank took back",
    (
        SELLER,
        _text("order", "the order's id", required=True),
        _at("filed_at", "when", required=True),
        Column("amount", "usd", "how much"),
    ),
)
DISPUTES = FactTable(
    "disputes",
    "a dispute; written by the engine's own feed",
    (
        SELLER,
        _text("buyer", "the buyer's id", required=True),
        _text("order", "the order's id", required=True),
        _text("line", "the order line", required=True),
        _text("workflow", "the workflow it runs under"),
        _text("reason", "the reason it was filed for", required=True),
        _text("category_of_reason", "the reason's category", required=True),
        _at("filed_at", "when it was filed", required=True),
        _at("answered_at", "when the seller first answered", not_before="filed_at"),
        _at("arbitrated_at", "when the platform's review began", not_before="filed_at"),
        _at("withdrawn_at", "when the buyer withdrew it", not_before="filed_at"),
        _at("timed_out_at", "when the seller's time to answer ran out", not_before="filed_at"),
        _at("ended_at", "when it ended", not_before="filed_at"),
        _text("resolution", "how it ended"),
        _text("winner", "who won"),
        _text("liable", "who was at fault"),
        _flag("guarantee", "under the after-sales guarantee"),
        _flag("platform_logistics", "shipped by the platform's own logistics"),
        _flag("with_return", "whether the goods go back"),
        Column("revision", "count", "2 after an appeal that overturned it", default=1),
    ),
    counted=("filed_on", "ended_on"),
)
REFUNDS = FactTable(
    "refunds",
    "a refund that an ended dispute ordered; written by the engine's own feed; its id is the effect's",
    (
        SELLER,
        _text("dispute", "the dispute's id", required=True),
        _at("ordered_at", "when it was ordered", required=True),
        _at("completed_at", "when the platform had executed it", not_before="ordered_at"),
    ),
)
TABLES: Mapping[str, FactTable] = {
    table.name: table
    for table in (
        SELLERS, ORDERS, SHIPMENTS, REVIEWS, REVIEW_COMPLAINTS, LISTINGS, VIOLATIONS,
        MESSAGES, CHARGEBACKS, DISPUTES, REFUNDS,
    )
}  # fmt: skip
