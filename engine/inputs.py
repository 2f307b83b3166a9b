"""What the host hands in: orders, claims, plans, evidence, actors. Each checks itself when it is built."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from .errors import FieldRule, InvalidInput
from .fields import Id, Instant, ListOrTuple, Text, input_record
from .frozen import FrozenDict
from .money import Money

Party = Literal["buyer", "seller", "platform"]
Role = Literal["buyer", "seller", "platform", "system"]
Medal = Literal["gold", "silver"]
MedalSaid = Literal["gold", "silver", "none"]
"""What a host may say of a seller: a medal, or that there is none whatever the standing says."""

PlanKind = Literal["refund", "return_and_refund", "no_refund", "replacement"]

PARTIES: tuple[Party, ...] = ("buyer", "seller", "platform")


@input_record
class Actor:
    """Who does something: a party with its id, or the engine itself."""

    role: Role
    id: Id | None = None

    @model_validator(mode="after")
    def _check(self) -> "Actor":
        if (self.role == "system") != (self.id is None):
            raise FieldRule("id", "buyer, seller and platform have an id, system has none")
        return self

    @classmethod
    def buyer(cls, id: str) -> "Actor":
        """The buyer with this id."""
        return cls("buyer", id)

    @classmethod
    def seller(cls, id: str) -> "Actor":
        """The seller with this id."""
        return cls("seller", id)

    @classmethod
    def platform(cls, id: str) -> "Actor":
        """An agent of the platform with this id."""
        return cls("platform", id)

    @classmethod
    def system(cls) -> "Actor":
        """The engine itself: timers and routing."""
        return SYSTEM

    def __str__(self) -> str:
        return self.role if self.id is None else f"{self.role}:{self.id}"


SYSTEM = Actor("system")


@input_record
class Evidence:
    """One submitted file: where it is kept, its SHA-256 in hexadecimal, its size in bytes."""

    kind: Literal["image", "video"]
    uri: Text
    sha256: Annotated[str, Field(pattern=r"^[0-9a-fA-F]{64}$"), AfterValidator(str.lower)]
    size: Annotated[int, Field(gt=0)]


@input_record
class Plan:
    """What a party proposes as the settlement; `freight` says who pays for sending goods back."""

    kind: PlanKind
    amount: Money | None = None
    freight: Party | None = None

    @model_validator(mode="after")
    def _check(self) -> "Plan":
        if (self.kind in {"refund", "return_and_refund"}) != (self.amount is not None):
            raise FieldRule("amount", f"a plan {self.kind} {'has no' if self.amount else 'needs an'} amount")
        if self.amount is not None and self.amount.amount == 0:
            raise FieldRule("amount", "must be above zero; for nothing, use Plan.no_refund()")
        if (self.kind == "return_and_refund") != (self.freight is not None):
            raise FieldRule("freight", "is for return_and_refund, and needed there: seller, buyer or platform")
        return self

    @classmethod
    def refund(cls, amount: Money) -> "Plan":
        """Money back, the buyer keeps the goods."""
        return cls("refund", _money(amount))

    @classmethod
    def return_and_refund(cls, amount: Money, freight: Party) -> "Plan":
        """The goods go back, then the money does."""
        return cls("return_and_refund", _money(amount), freight)

    @classmethod
    def no_refund(cls) -> "Plan":
        """Nothing is paid."""
        return cls("no_refund")

    @classmethod
    def replacement(cls) -> "Plan":
        """The goods are sent again."""
        return cls("replacement")

    def __str__(self) -> str:
        freight = f", {self.freight} pays freight" if self.freight else ""
        return f"{self.kind.replace('_', ' ')}{f' {self.amount}' if self.amount else ''}{freight}"


def _money(amount: object) -> Money:
    if not isinstance(amount, Money):
        raise InvalidInput("plan.amount", f"must be Money, such as Money(1250, 'USD'), not {amount!r}")
    return amount


@input_record
class Claim:
    """What the buyer complains of and asks for; `received` says whether the buyer has the goods."""

    reason: Id
    plan: Plan
    received: bool = False
    evidence: Annotated[tuple[Evidence, ...], ListOrTuple] = ()
    text: Text | None = None


FactValue = str | bool | int
"""The value of a fact that a workflow declares."""


def _is_empty(mapping: object) -> bool:
    return not mapping


def _freeze(mapping: Mapping[str, Any]) -> FrozenDict[str, Any]:
    return FrozenDict(mapping)


Facts = Annotated[Mapping[Id, FactValue], AfterValidator(_freeze)]
Times = Annotated[Mapping[Id, Instant], AfterValidator(_freeze)]


@input_record
class Order:
    """One line of an order, with the facts that rules need; `paid` is what was paid for this line.

    `refunded` is the total refunded elsewhere so far, without what disputes ordered: it lowers what they may pay.
    `seller_medal` left out is that of the seller's standing when the dispute is filed; `"none"`: there is none.
    `facts` and `times` hold what else a workflow asks for by name: `{"shipping": "post"}`, `{"paid": instant}`.
    """

    id: Id
    buyer: Id
    seller: Id
    paid: Money
    line: Id = "1"
    marketplace: Id = "default"
    shipped_at: Instant | None = None
    promised_delivery_at: Instant | None = None
    delivered_at: Instant | None = None
    completed_at: Instant | None = None
    seller_medal: MedalSaid | None = None
    after_sales_guarantee: bool = False
    platform_logistics: bool = False
    return_address: Text | None = None
    refunded: Money | None = None
    facts: Facts = Field(default_factory=FrozenDict[str, FactValue], exclude_if=_is_empty)
    times: Times = Field(default_factory=FrozenDict[str, datetime], exclude_if=_is_empty)

    @model_validator(mode="after")
    def _check(self) -> "Order":
        if self.paid.amount == 0:
            raise FieldRule("paid", "must be above zero: there is nothing to dispute on a line nobody paid for")
        if self.buyer == self.seller:
            raise FieldRule("seller", "must not be the buyer")
        if self.refunded and self.refunded.currency != self.paid.currency:
            raise FieldRule("refunded", f"must be in the order's currency, {self.paid.currency}")
        if self.refunded and self.refunded.amount > self.paid.amount:
            raise FieldRule("refunded", f"must be at most what was paid, {self.paid}")
        return self

    @property
    def refundable(self) -> Money:
        """What may still be paid back for this line."""
        elsewhere = self.refunded.amount if self.refunded else 0
        return Money(self.paid.amount - elsewhere, self.paid.currency)

    def fact_at(self, name: str) -> datetime | None:
        """The instant of a time point that the order knows, such as `shipped`."""
        field = TIME_FACTS.get(name)
        instant: datetime | None = getattr(self, field) if field else self.times.get(name)
        return instant

    def with_facts(self, changes: Mapping[str, Any]) -> "Order":
        """The order with these facts; named `facts` and `times` are added to those that are known."""
        named = {name: {**getattr(self, name), **changes[name]} for name in NAMED_FACTS if name in changes}
        return replace(self, **{**changes, **named})


NAMED_FACTS = ("facts", "times")

TIME_FACTS = {
    "shipped": "shipped_at",
    "promised_delivery": "promised_delivery_at",
    "delivered": "delivered_at",
    "completed": "completed_at",
}
"""Time points that come from the order, and the order's field for each."""

CHANGEABLE_FACTS = (
    "shipped_at",
    "promised_delivery_at",
    "delivered_at",
    "completed_at",
    "seller_medal",
    "after_sales_guarantee",
    "platform_logistics",
    "return_address",
    "refunded",
    "facts",
    "times",
)
"""Facts of an order that `update_order` may change."""
