"""The rows that cost a seller points: which orders, disputes, reviews, products, and the disputes behind orders."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from .card import SCALES, Card, Indicator
from .grading import Score
from .ibis_adapter import Table, load_ibis
from .measuring import rows_in, windows_of
from .sources import DISPUTE_FLAGS, Facts, dispute_rows
from .windows import AnyWindow

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


def blamed(card: Card, facts: Facts, score: Score, asked: Mapping[str, int | None], most: int) -> dict[str, Blame]:
    """The rows that indicators blame, by indicator, the costliest first, then the newest; at most so many are listed.

    `facts` are those that the score counts. `asked` are the indicators by name, each with the place of the one window
    that counts of an adaptive card, None for all. What several of them sum over is read once.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for (source, window), indicators in _grouped(card, asked).items():
        table = rows_in(card, facts, source, window, score.day)
        for row in _read(table.filter(table.seller == score.seller), indicators):
            for one in indicators:
                if row[f"blamed_{one.name}"]:
                    found.setdefault(one.name, []).append(row | {"value": _own_value(row, one)})
    for name, rows in found.items():
        rows.sort(key=lambda row: _key(card.indicator(name), row))
    listed = {name: rows[:most] for name, rows in found.items()}
    disputes = _disputes_behind(card, facts, score, listed)
    return {
        name: Blame(len(rows), tuple(_blamed(row, card.indicator(name), disputes) for row in listed[name]))
        for name, rows in found.items()
    }


def _grouped(card: Card, asked: Mapping[str, int | None]) -> dict[tuple[str, AnyWindow], list[Indicator]]:
    """The indicators that blame rows, by what they sum over."""
    groups: dict[tuple[str, AnyWindow], list[Indicator]] = {}
    for name, place in asked.items():
        indicator = card.indicator(name)
        windows = windows_of(card, indicator) if indicator.blame is not None else ()
        for window in windows if place is None else windows[place : place + 1]:
            groups.setdefault((indicator.over, window), []).append(indicator)
    return groups


def _read(table: Table, indicators: Sequence[Indicator]) -> Iterator[dict[str, Any]]:
    """The rows that any of them blames, and which of them do."""
    flags = {f"blamed_{one.name}": _flag(table, one) for one in indicators}
    means = [one for one in indicators if one.unit in ("stars", "hours")]
    values = {f"value_{one.name}": one.numerator for one in means}
    weights = {f"weight_{one.name}": one.denominator for one in means if not isinstance(one.denominator, int)}
    columns = [name for name in _SHOWN if name in table.columns]
    marked = table.mutate(**flags)
    chosen = marked.filter(load_ibis().or_(*(marked[name] for name in flags)))
    yield from chosen.select(*columns, "day", *flags, **values, **weights).to_pyarrow().to_pylist()


def _flag(table: Table, indicator: Indicator) -> Any:
    (blame,) = table.bind(indicator.blame)
    return (blame if blame.type().is_boolean() else blame != 0).fill_null(False)


def _own_value(row: dict[str, Any], indicator: Indicator) -> Fraction | None:
    """What the row itself says, its stars or microseconds, however many times it counts."""
    value, weight = row.get(f"value_{indicator.name}"), row.get(f"weight_{indicator.name}")
    return None if value is None else Fraction(value, weight or 1)


def _key(indicator: Indicator, row: dict[str, Any]) -> tuple[Fraction, int, str]:
    return _cost(indicator, row), -row["day"].toordinal(), str(row.get("id") or row.get("buyer"))


def _cost(indicator: Indicator, row: dict[str, Any]) -> Fraction:
    """Few stars and many hours first."""
    value = row["value"] or Fraction()
    return -value if indicator.unit == "hours" else value


def _blamed(row: dict[str, Any], indicator: Indicator, disputes: Sequence[dict[str, Any]]) -> Blamed:
    id, value, flags = row.get("id") or row.get("buyer") or "", row["value"], _flags(indicator)
    own = [row["dispute"]] if row.get("dispute") else []
    behind = [one["id"] for one in disputes if one["order"] == id and any(one[flag] for flag in flags)]
    scaled = None if value is None else value * SCALES[indicator.unit]
    return Blamed(id, row.get("order"), row["day"], tuple(behind or own), scaled)


def _flags(indicator: Indicator) -> list[str]:
    """The flags of disputes that an indicator over orders blames."""
    named = _FIELD.findall(repr(indicator.blame)) if indicator.over in ("orders", "rated_orders") else []
    return sorted(set(named) & set(DISPUTE_FLAGS))


def _disputes_behind(
    card: Card, facts: Facts, score: Score, listed: Mapping[str, Sequence[dict[str, Any]]]
) -> list[dict[str, Any]]:
    """The disputes of the listed orders, with the flags that they gave them."""
    orders = sorted({row["id"] for name, rows in listed.items() if _flags(card.indicator(name)) for row in rows})
    if not orders:
        return []
    table = dispute_rows(facts)
    table = table.filter(table.order.isin(orders), table.seller == score.seller)
    return table.select("id", "order", *DISPUTE_FLAGS).order_by("id").to_pyarrow().to_pylist()
