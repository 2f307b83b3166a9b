"""Cards compiled once: what is filled in is never read as SQL, and no card is taken for another."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest
from disputes.scoring.declaring import ROW
from disputes.scoring.ibis_adapter import load_ibis
from disputes.scoring.numbers import Number
from disputes.scoring.prepared import LaterDays, prepare
from disputes.scoring.windows import MonthWindow, Window
from disputes.storage.measured import measured
from disputes.storage.warehouse import Warehouse
from disputes.workflows import cards

from .market import SHANGHAI, Market

DAY = date(2024, 2, 29)


def test_a_marketplace_may_be_named_like_anything(
    warehouse_url: str, open_warehouse: Callable[[str], Warehouse]
) -> None:
    warehouse = open_warehouse(warehouse_url)
    names = ("o'neill", "'{day}'", '"{days 0}"', "{marketplace}", "'; DROP TABLE dispute_score; --")
    market = Market(SHANGHAI, warehouse)
    market.load("sellers", *({"id": f"of {name}", "marketplace": name} for name in names))
    market.facts()
    for name, days in product(names, ([DAY], [date(2024, 2, 28), DAY])):
        rows = measured(warehouse, cards.get("shein"), days, name, "day").to_pylist()
        found = {(row["marketplace"], row["seller"], row["score_day"]) for row in rows}
        assert found == {(name, f"of {name}", day) for day in days}


def test_a_card_that_differs_only_in_what_it_counts_is_another() -> None:
    """Expressions over rows do not compare."""
    card = cards.get("dhgate")
    orders, *others = card.indicators
    twice = replace(card, indicators=(replace(orders, numerator=2), *others))
    market = Market(SHANGHAI)
    market.orders(3, date(2024, 2, 1))
    assert [market.score(one, DAY).values["orders"] for one in (card, twice, card)] == [3, 6, 3]


def by_function(row: Any) -> Any:
    return row.disputed + 2


WAYS: dict[str, Any] = {"name": ROW.disputed + 2, "key": ROW["disputed"] + 2, "function": by_function}


@pytest.mark.parametrize("disputed", WAYS.values(), ids=WAYS)
def test_what_a_card_speaks_of_is_there_however_it_speaks(disputed: Any) -> None:
    """Columns that no expression names are not made."""
    card = cards.get("dhgate")
    orders = replace(card.indicator("orders"), numerator=disputed)
    card = replace(card, indicators=(orders,), parts=(), requirements=(), grades=())
    market = Market(SHANGHAI)
    market.disputes(market.orders(3, date(2024, 2, 1)), date(2024, 2, 1))
    assert market.score(card, DAY).values["orders"] == 9


def test_windows_are_those_of_the_day_that_is_filled_in() -> None:
    days = LaterDays(several=False)
    last_week = Window(Number("A", "1", "days", "stated", ""), Number("B", "7", "days", "stated", ""))
    ends = [end for window in (last_week, MonthWindow(), last_week) for end in days.ends(window)]
    table = (
        load_ibis()
        .table({"one": "int64"}, name="rows")
        .select(**{f"c{place}": end for place, end in enumerate(ends)}, day=days.only())
    )
    filled = prepare(table, "duckdb", days).filled([DAY])
    for end in ("2024-02-22", "2024-02-28", "2024-02-01", "2024-02-29"):
        assert end in filled
    assert "{" not in filled
