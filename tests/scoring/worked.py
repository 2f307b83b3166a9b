"""Examples worked out by hand: one shop each, all of a card in one market, scored once.

A function builds the shop, its docstring does the sum, and its decorator says what comes out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from disputes.scoring.card import Card
from disputes.scoring.grading import Score

from .market import LOS_ANGELES, Market, at


def utc(text: str) -> datetime:
    """An instant such as `2024-03-01 07:30`, UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class Shop:
    """One seller of a market, and what happens to it."""

    def __init__(self, market: Market, seller: str) -> None:
        self.market = market
        self.seller = seller
        self._next = 0
        self.known: dict[str, Any] = {"company_verified": True, "joined_at": at(date(2015, 1, 1), market.zone)}

    def on(self, day: date) -> datetime:
        """Noon of a local day."""
        return at(day, self.market.zone)

    def id(self, fact: str) -> str:
        """An id of its own."""
        self._next += 1
        return f"{self.seller}-{fact}-{self._next}"

    def orders(self, count: int, day: date, **changes: Any) -> list[str]:
        """So many orders of 20 USD, confirmed at noon of a day."""
        noon = self.on(day)
        usual = {"seller": self.seller, "buyer": "b", "paid": 2000, "paid_at": noon - timedelta(days=20),
                 "confirmed_at": noon}  # fmt: skip
        ids = [self.id("order") for _ in range(count)]
        self.market.load("orders", *({"id": one} | usual | changes for one in ids))
        return ids

    def not_sold(self, count: int, day: date) -> list[str]:
        """So many orders cancelled for the seller's reason."""
        return self.orders(count, day, confirmed_at=None, cancelled_at=self.on(day), cancelled_for="seller")

    def disputes(self, orders: list[str], day: date, category: str = "not_as_described", **changes: Any) -> None:
        """One dispute on each of these orders, filed at noon of a day."""
        usual = {"buyer": "b", "line": "1", "reason": category, "category_of_reason": category,
                 "filed_at": self.on(day)}  # fmt: skip
        self.facts("dispute", orders, usual | changes)

    def reviews(self, orders: list[str], day: date, **stars: Any) -> list[str]:
        """One review of each of these orders, given at noon of a day; their ids."""
        return self.facts("review", orders, {"given_at": self.on(day)} | stars)

    def facts(self, kind: str, orders: list[str], record: dict[str, Any]) -> list[str]:
        """One fact of a kind for each of these orders; their ids."""
        ids = [self.id(kind) for _ in orders]
        rows = [{"id": one, "seller": self.seller, "order": of} | record for one, of in zip(ids, orders, strict=True)]
        self.market.load(f"{kind}s", *rows)
        return ids

    def load(self, fact: str, count: int, **record: Any) -> None:
        """So many facts that hang on no order."""
        kind = fact.removesuffix("s")
        self.market.load(fact, *({"id": self.id(kind), "seller": self.seller} | record for _ in range(count)))


@dataclass(frozen=True)
class Example:
    """A shop and what its score must be; what is not said is not looked at."""

    build: Callable[[Shop], None]
    total: str | None
    says: Mapping[str, Any]

    def faults(self, score: Score) -> dict[str, tuple[Any, Any]]:
        """What came out otherwise: name → (expected, found)."""
        wanted = dict(self.says)
        found: dict[str, tuple[Any, Any]] = {}
        if self.total is not None:
            found["total"] = (Fraction(self.total), score.total)
        for part in ("values", "points"):
            for name, text in wanted.pop(part, {}).items():
                expected = None if text is None else Fraction(text)
                found[f"{part}.{name}"] = (expected, getattr(score, part).get(name))
        if "shown" in wanted:
            found["shown"] = (wanted.pop("shown"), None if score.shown is None else str(score.shown))
        found |= {name: (value, getattr(score, name)) for name, value in wanted.items()}
        return {name: pair for name, pair in found.items() if pair[0] != pair[1]}


class Examples:
    """The examples of one card, all of one day."""

    def __init__(self, card: Card, day: date, zone: str = LOS_ANGELES) -> None:
        self.card = card
        self.day = day
        self.zone = zone
        self.all: dict[str, Example] = {}

    def __call__(
        self, total: str | None = None, **says: Any
    ) -> Callable[[Callable[[Shop], None]], Callable[[Shop], None]]:
        """Add an example: `total` and the numbers in `values` and `points` are texts, such as "68.75" or "2/3"."""

        def add(build: Callable[[Shop], None]) -> Callable[[Shop], None]:
            name: str = getattr(build, "__name__", "")
            assert name not in self.all, f"{name} stands twice"
            assert total is not None or says, f"{name} says nothing"
            self.all[name] = Example(build, total, says)
            return build

        return add

    def scores(self) -> dict[str, list[Score]]:
        """All of them built and scored at once: the scores of each shop, by its example's name."""
        market = Market(self.zone)
        for name, example in self.all.items():
            shop = Shop(market, name)
            example.build(shop)
            market.load("sellers", {"id": name} | shop.known)
        found: dict[str, list[Score]] = {}
        for score in market.scores(self.card, self.day):
            found.setdefault(score.seller, []).append(score)
        return found
