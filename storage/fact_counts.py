"""What facts a warehouse has: how many of each kind, and from which day to which."""

from typing import Any

from ..scoring.facts import TABLES, FactTable
from .warehouse import Warehouse


def count_facts(warehouse: Warehouse, marketplace: str | None = None) -> list[dict[str, Any]]:
    """Of each kind and marketplace the count, and the first and last local day that it is about.

    A kind that has none stands there once, with the count 0.
    """
    rows: list[dict[str, Any]] = []
    for name, table in TABLES.items():
        facts = warehouse.facts[name]
        facts = facts.filter(facts.marketplace == marketplace) if marketplace else facts
        day = facts[_main_day(table)]
        counted = facts.group_by("marketplace").agg(count=facts.count(), first_day=day.min(), last_day=day.max())
        found = counted.order_by("marketplace").to_pyarrow().to_pylist()
        empty = {"marketplace": marketplace, "count": 0, "first_day": None, "last_day": None}
        rows += [{"fact": name, **_written(row), "says": table.says} for row in found or [empty]]
    return rows


def _main_day(table: FactTable) -> str:
    """The day that a fact is about: of its first instant that is required, else of its first."""
    instants = [column for column in table.columns if column.day]
    main = next((column for column in instants if column.required), instants[0])
    return main.day or ""


def _written(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if name.endswith("_day") and value else value for name, value in row.items()}
