"""What a warehouse's facts sum up to for a card, by SQL that is compiled once for all its days and marketplaces."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from ..scoring.card import Card
from ..scoring.facts import TABLES
from ..scoring.ibis_adapter import Table, load_ibis
from ..scoring.measuring import keys_of, measure
from ..scoring.narrowing import of_marketplace, of_sellers, sold_by
from ..scoring.prepared import LaterDays, Prepared, prepare
from ..scoring.published import Period
from .loading import PREFIX
from .published import TABLE
from .warehouse import OWN_TABLES, Warehouse

SELLERS, SELLERS_COLUMNS = "dispute_score_sellers", {"seller": "string"}
"""The temporary table of the sellers whose scores alone are wanted."""
MOST_KEPT = 100
"""So many compiled expressions, each of some 50 kB."""
_MARKETPLACE = "{marketplace}"


@dataclass(frozen=True, eq=False)
class _Same:
    """A card as itself: what it counts are expressions, which do not compare."""

    card: Card

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.card is other.card

    def __hash__(self) -> int:
        return id(self.card)


def measured(
    warehouse: Warehouse, card: Card, days: Sequence[date], marketplace: str, period: Period, *, of_staged: bool = False
) -> Any:
    """The sums of a card (`measuring.py`) on these days in a marketplace, as an Arrow table.

    Also of those whose scores of these days are published: who has nothing left that counts has to be told so. With
    `of_staged` of the sellers alone that stand in the temporary table `SELLERS`.
    """
    prepared = _prepared(_Same(card), warehouse.connection.name, len(days) > 1, period, of_staged)
    return warehouse.query(prepared.filled(days, marketplace=marketplace), prepared.schema)


@lru_cache(MOST_KEPT)
def _prepared(same: _Same, dialect: str, several: bool, period: Period, of_staged: bool) -> Prepared:
    card, days = same.card, LaterDays(several=several)
    tables = {name: _table(PREFIX + name, table.schema()) for name, table in TABLES.items()}
    facts, known = of_marketplace(tables, _MARKETPLACE), _published(card, period, days)
    if not of_staged:
        return prepare(measure(card, facts, days, known, marketplace=_MARKETPLACE), dialect, days)
    sellers = _table(SELLERS, SELLERS_COLUMNS)
    rows = measure(card, of_sellers(facts, sellers), days, sold_by(known, sellers), marketplace=_MARKETPLACE)
    return prepare(sold_by(rows, sellers), dialect, days)


def _published(card: Card, period: Period, days: LaterDays) -> Table:
    """Whose scores of the days are published."""
    table = _table(TABLE, OWN_TABLES[TABLE])
    table = table.filter(table.marketplace == _MARKETPLACE, table.card == card.id, table.period == period)
    table = table.filter(table.day.isin(days.table().score_day) if days.several else table.day == days.only())
    keys = [*keys_of(card), *(["score_day"] if days.several else [])]
    return table.mutate(score_day=table.day, category=table.category.nullif("")).select(*keys).distinct()


def _table(name: str, schema: Any) -> Table:
    return load_ibis().table(schema, name=name)
