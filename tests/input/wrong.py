"""Wrong values of each kind of field."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from disputes import Actor, Evidence, Money, Plan

from ..support import IMAGE, refund, usd

NAIVE = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001 - what is refused here
BEYOND = datetime.max.replace(tzinfo=timezone(timedelta(hours=-1)))
"""An instant that does not exist in UTC."""

LAST = datetime.max.replace(tzinfo=UTC)
"""The last instant there is: no deadline can be counted from it."""


class Thing:
    """Something else altogether."""

    def __repr__(self) -> str:
        return "a thing"


NOT_TEXT: tuple[Any, ...] = (5, 5.0, True, b"text", ["text"], Thing())
BAD_TEXT = ("", "   ", "\t\n", "nul \x00 inside", "lone \ud800 surrogate", "\udfff")
TEXT = (*NOT_TEXT, *BAD_TEXT, "x" * 10_001)
ID = (*NOT_TEXT, *BAD_TEXT, "x" * 201)
INSTANT: tuple[Any, ...] = (NAIVE, BEYOND, "2026-03-02T09:00:00Z", 1_772_442_000, 1.5, True, date(2026, 3, 2))
BOOL: tuple[Any, ...] = (1, 0, 1.0, "true", "yes", [], Decimal(1))
INT: tuple[Any, ...] = (True, False, 1.0, 1e3, "1", Decimal(1), [1])
POSITION = (*INT, None, -1)
MONEY: tuple[Any, ...] = (5, 5.0, "5.00 USD", (5, "USD"), {"amount": 5, "currency": "USD"}, True, refund(5))
PLAN: tuple[Any, ...] = ("refund", usd(5), {"kind": "no_refund"}, ("no_refund",), True, 5)
ACTOR: tuple[Any, ...] = (None, "buyer:b-204", ("buyer", "b-204"), {"role": "buyer", "id": "b-204"}, 5, IMAGE)
CHOICE: tuple[Any, ...] = ("nonsense", "", "Buyer", "buyer ", 5, True, ["buyer"])
EVIDENCE: tuple[Any, ...] = (
    IMAGE,
    "s3://evidence/1.jpg",
    ["s3://evidence/1.jpg"],
    [IMAGE, None],
    {"kind": "image"},
    [{"kind": "image", "uri": "s3://1", "sha256": "ab" * 32, "size": 1}],
    {IMAGE.uri},
    5,
)
TOO_MUCH_EVIDENCE: tuple[Any, ...] = (
    [IMAGE] * 6,
    [Evidence("image", "s3://1", "ab" * 32, 5_000_001)],
    [Evidence("video", "s3://1", "ab" * 32, 1)] * 2,
    [Evidence("video", "s3://1", "ab" * 32, 500_000_001)],
    [Evidence("image", "s3://1", "ab" * 32, 10**30)],
)
AMOUNT = (refund(4600), refund(2**53 - 1), Plan.refund(Money(5, "EUR")), Plan.refund(Money(5, "JPY")))
"""Plans above what was paid, or in another currency."""

COMMAND_ID = ID
ROLES = {"buyer": Actor.buyer("b-204"), "seller": Actor.seller("s-17"), "platform": Actor.platform("p-1")}


def each(wrong: dict[str, tuple[Any, ...]]) -> list[tuple[str, Any]]:
    """Every field with each of its wrong values."""
    return [(name, value) for name, values in wrong.items() for value in values]


def named(value: object) -> str:
    """A short name of a test case."""
    return ascii(value)[:40].replace("\\", "/")
