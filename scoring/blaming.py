"""The rows that cost a seller points: which orders, disputes, reviews, products, and the disputes behind orders."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from .card import SCALES, Card, Indicator
from .grading import Score
from .ibis_adapter import Table
from .measuring import rows_of
from .sources import DISPUTE_FLAGS, Facts, dispute_rows

_SHOWN = ("id", "order", "buyer", "dispute")
_FIELD = re.compile(r"_\.(\w+)")


@dataclass(frozen=True)
class Blamed:
    """One row that costs points: its id (of a buyer, theirs), its order, its day, and the disputes behind it.

    `value` is what the row itself counts in the indicator's unit, for stars and hours.
    """

    id: str
    order: str | None
    day: date
    disputes: tuple[str, ...] = ()
    value: Fraction | None = None


@dataclass(frozen=True)
class Blame:
    """All rows that cost points with an indicator: how many, and the first of them."""

    count: int = 0
    rows: tuple[Blamed, ...] = ()


def blamed(card: Card, facts: Facts, indicator: Indicator, score: Score, place: int | None, most: int) -> Blame:
    """The rows that an indicator blames, the costliest first, then the newest; at most so many are listed.

    `facts` are those that the score counts. `place` is the one window that counts of an adaptive card, None for all.
    """
    if indicator.blame is None:
        return Blame()
    tables = list(rows_of(card, facts, indicator, score.day))
    chosen = tables if place is None else tables[place : place + 1]
    found = [row for table in chosen for row in _read(table.filter(table.seller == score.seller), indicator)]
    found.sort(key=lambda row: (_cost(indicator, row), -row["day"].toordinal(), str(row.get("id") or row.get("buyer"))))
    listed = found[:most]
    behind = _disputes_behind(facts, indicator, score, [row.get("id", "") for row in listed]) if listed else {}
    return Blame(len(found), tuple(_blamed(row, indicator, behind) for row in listed))


def _read(table: Table, indicator: Indicator) -> Iterator[dict[str, Any]]:
    (blame,) = table.bind(indicator.blame)
    columns = [name for name in _SHOWN if name in table.columns]
    chosen = table.filter(blame if blame.type().is_boolean() else blame != 0)
    extra = {} if indicator.unit in ("%", "count") else {"value": indicator.numerator}
    yield from chosen.select(*columns, "day", **extra).to_pyarrow().to_pylist()


def _cost(indicator: Indicator, row: dict[str, Any]) -> int:
    """Few stars and many hours first."""
    value = row.get("value") or 0
    return -value if indicator.unit == "hours" else value


def _blamed(row: dict[str, Any], indicator: Indicator, behind: dict[str, list[str]]) -> Blamed:
    value = row.get("value")
    id = row.get("id") or row.get("buyer") or ""
    disputes = behind.get(id, [row["dispute"]] if row.get("dispute") else [])
    scaled = None if value is None else value * SCALES[indicator.unit]
    return Blamed(id, row.get("order"), row["day"], tuple(disputes), scaled)


def _disputes_behind(facts: Facts, indicator: Indicator, score: Score, orders: list[str]) -> dict[str, list[str]]:
    """The disputes that gave orders the flags which an indicator blames, by order."""
    flags = sorted(set(_FIELD.findall(repr(indicator.blame))) & set(DISPUTE_FLAGS))
    if not flags or indicator.over not in ("orders", "rated_orders"):
        return {}
    table = dispute_rows(facts)
    (first, *others) = [table[flag] == 1 for flag in flags]
    for other in others:
        first = first | other
    table = table.filter(table.order.isin(orders), table.seller == score.seller, first)
    found: dict[str, list[str]] = {}
    for row in table.select("id", "order").order_by("id").to_pyarrow().to_pylist():
        found.setdefault(row["order"], []).append(row["id"])
    return found
