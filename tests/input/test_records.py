"""Records check themselves when they are built: every field wrong in turn, and the error names it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from disputes import Actor, Claim, DisputeError, Evidence, InvalidInput, Money, Order, Plan

from ..support import IMAGE, an_order, refund, usd
from . import wrong
from .wrong import each, named

Record = Callable[..., object]


def _refused(make: Record, *args: Any, **fields: Any) -> InvalidInput:
    with pytest.raises(InvalidInput) as error:
        make(*args, **fields)
    assert isinstance(error.value, DisputeError)
    assert isinstance(error.value, ValueError)
    assert error.value.problems[0] == (error.value.field, error.value.rule)
    return error.value


GOOD: dict[Record, dict[str, Any]] = {
    Money: {"amount": 5, "currency": "USD"},
    Plan: {"kind": "return_and_refund", "amount": usd(5), "freight": "seller"},
    Evidence: {"kind": "image", "uri": "s3://1", "sha256": "ab" * 32, "size": 1},
    Claim: {"reason": "quality", "plan": refund(5), "received": True, "evidence": (IMAGE,), "text": "Torn"},
    Actor: {"role": "buyer", "id": "b-204"},
    Order: {"id": "1", "buyer": "b-204", "seller": "s-17", "paid": usd(4599)},
}
WRONG: dict[Record, dict[str, tuple[Any, ...]]] = {
    Money: {
        "amount": (*wrong.INT, None, -1, 2**53, 10**40, float("nan"), float("inf")),
        "currency": (*wrong.NOT_TEXT, None, "", "usd", "US", "USDX", "XXXX", "U\x00D", "\ud800", " USD", "$", "BTC"),
    },
    Plan: {
        "kind": (*wrong.CHOICE, None),
        "amount": (*wrong.MONEY, usd(0), None),
        "freight": (*wrong.CHOICE, None, "nobody", "system"),
    },
    Evidence: {
        "kind": (*wrong.CHOICE, None, "audio"),
        "uri": (*wrong.TEXT, None),
        "sha256": (*wrong.NOT_TEXT, None, "", "ab" * 31, "ab" * 33, "xy" * 32, "ab" * 32 + "\n", " " + "ab" * 32),
        "size": (*wrong.INT, None, 0, -1),
    },
    Claim: {
        "reason": (*wrong.ID, None),
        "plan": (*wrong.PLAN, None),
        "received": (*wrong.BOOL, None),
        "text": wrong.TEXT,
    },
    Actor: {"role": (*wrong.CHOICE, None, "system", "timer"), "id": (*wrong.ID, None)},
    Order: {
        **dict.fromkeys(("id", "line", "buyer", "seller", "marketplace"), (*wrong.ID, None)),
        **dict.fromkeys(("shipped_at", "promised_delivery_at", "delivered_at", "completed_at"), wrong.INSTANT),
        "paid": (*wrong.MONEY, None, usd(0)),
        "seller_medal": (*wrong.CHOICE, "bronze"),
        "after_sales_guarantee": (*wrong.BOOL, None),
        "platform_logistics": (*wrong.BOOL, None),
        "return_address": wrong.TEXT,
        "refunded": (*wrong.MONEY, usd(4600), Money(5, "EUR")),
    },
}
CASES = [(record, name, value) for record, fields in WRONG.items() for name, value in each(fields)]


def _name(value: object) -> str:
    return value.__name__ if isinstance(value, type) else named(value)


@pytest.mark.parametrize(("record", "name", "value"), CASES, ids=_name)
def test_every_field_is_checked(record: type, name: str, value: object) -> None:
    """The error names the record and the field; what is inside a field is named below it."""
    error = _refused(record, **(GOOD[record] | {name: value}))
    field = f"{record.__name__.lower()}.{name}"
    if (record, name) == (Actor, "role") and value == "system":
        field = "actor.id"
    assert error.field == field, str(error)


@pytest.mark.parametrize("value", wrong.EVIDENCE, ids=named)
def test_evidence_of_a_claim_is_checked(value: object) -> None:
    """A list or tuple of Evidence."""
    error = _refused(Claim, **(GOOD[Claim] | {"evidence": value}))
    assert error.field.startswith("claim.evidence")


@pytest.mark.parametrize("record", GOOD, ids=_name)
def test_good_records_are_taken(record: type) -> None:
    """What the cases start from is right, so that each fails by its one wrong field."""
    assert record(**GOOD[record]) == record(*GOOD[record].values())


@pytest.mark.parametrize("record", GOOD, ids=_name)
def test_all_faults_are_named_at_once(record: type) -> None:
    """`problems` lists every wrong field."""
    error = _refused(record, **dict.fromkeys(GOOD[record], wrong.Thing()))
    assert {field for field, _ in error.problems} >= {f"{record.__name__.lower()}.{name}" for name in GOOD[record]}


@pytest.mark.parametrize("record", GOOD, ids=_name)
def test_a_missing_field_is_named(record: type) -> None:
    """What has no default is required."""
    error = _refused(record)
    assert error.field == f"{record.__name__.lower()}.{next(iter(GOOD[record]))}"
    assert error.rule == "is required"


MISSPELT = [
    (Order, "seller_medals", "seller_medal"),
    (Order, "promised_delivery", "promised_delivery_at"),
    (Claim, "evidences", "evidence"),
    (Plan, "ammount", "amount"),
    (Evidence, "sha", "sha256"),
    (Money, "curency", "currency"),
]


@pytest.mark.parametrize(("record", "name", "meant"), MISSPELT, ids=_name)
def test_an_unknown_field_is_refused_with_a_suggestion(record: type, name: str, meant: str) -> None:
    """A misspelt fact must not be lost in silence."""
    error = _refused(record, **(GOOD[record] | {name: None}))
    assert error.field == f"{record.__name__.lower()}.{name}"
    assert meant in error.rule


def test_buyer_and_seller_differ() -> None:
    """Nobody disputes with themselves."""
    assert _refused(Order, **(GOOD[Order] | {"seller": "b-204"})).field in {"order.buyer", "order.seller"}


PLANS: list[tuple[dict[str, Any], str]] = [
    ({"kind": "refund"}, "plan.amount"),
    ({"kind": "refund", "amount": usd(0)}, "plan.amount"),
    ({"kind": "refund", "amount": usd(5), "freight": "seller"}, "plan.freight"),
    ({"kind": "return_and_refund", "freight": "seller"}, "plan.amount"),
    ({"kind": "no_refund", "amount": usd(5)}, "plan.amount"),
    ({"kind": "no_refund", "freight": "buyer"}, "plan.freight"),
    ({"kind": "replacement", "amount": usd(5)}, "plan.amount"),
]


@pytest.mark.parametrize(("fields", "field"), PLANS, ids=named)
def test_a_plan_has_what_its_kind_needs(fields: dict[str, Any], field: str) -> None:
    """An amount for a refund, freight for a return, nothing for the others."""
    assert _refused(Plan, **fields).field == field


@pytest.mark.parametrize("amount", [*wrong.MONEY, None, usd(0)], ids=named)
def test_the_makers_of_plans_check_the_amount(amount: Any) -> None:
    """Money above zero, for both kinds of refund."""
    assert _refused(Plan.refund, amount).field == "plan.amount"
    assert _refused(Plan.return_and_refund, amount, "seller").field == "plan.amount"


@pytest.mark.parametrize("id", [*wrong.ID, None], ids=named)
def test_the_makers_of_actors_check_the_id(id: Any) -> None:
    """Every party has an id."""
    for make in (Actor.buyer, Actor.seller, Actor.platform):
        assert _refused(make, id).field == "actor.id"


AMOUNTS: list[Any] = [
    45.99,
    True,
    4599,
    None,
    b"45.99",
    "",
    " ",
    "45,99",
    "4 5",
    " 45.99",
    "+45.99",
    "-0.01",
    "1e3",
    "1E3",
    "1_000",
    "0x10",
    ".",
    "1.2.3",
    "45.999",
    "nan",
    "inf",
    "٤٥",
    "\ud800",
    "4\x005",
    "9" * 17,
    "9" * 5000,
    "1." + "0" * 40 + "1",
    Decimal("45.999"),
    Decimal("-1"),
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("Infinity"),
    Decimal("1e999999"),
    Decimal("1e-999999"),
    Decimal("1." + "0" * 40 + "1"),
    (0, (4, 5), -1),
    ("a",),
    wrong.Thing(),
]


@pytest.mark.parametrize("amount", AMOUNTS, ids=named)
def test_money_of_takes_exact_decimals_only(amount: Any) -> None:
    """Text of digits with a point, or a Decimal: at least zero, no more decimals than the currency has."""
    assert _refused(Money.of, amount, "USD").field == "money.amount"


def test_money_of_knows_the_currency_s_decimals() -> None:
    """Yen have none, dinars three."""
    assert Money.of("45", "JPY") == Money(45, "JPY")
    assert Money.of("4.599", "KWD") == Money(4599, "KWD")
    assert Money.of(Decimal("45.99"), "USD") == Money.of("45.990", "USD") == usd(4599)
    assert _refused(Money.of, "45.9", "JPY").field == "money.amount"
    assert _refused(Money.of, "45.99", "usd").field == "money.currency"


def test_instants_are_kept_in_utc() -> None:
    """The same instant in another zone is the same fact."""
    local = an_order().shipped_at
    assert local is not None
    order = an_order(shipped_at=local.astimezone(wrong.BEYOND.tzinfo))
    assert order == an_order()
    assert str(order.shipped_at) == str(local)
