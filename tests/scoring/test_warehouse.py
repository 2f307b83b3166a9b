"""Where facts are kept: loads whole or not at all, versions in place of each other, several processes."""

import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from disputes import Busy, InvalidInput, ManualClock, Unavailable
from disputes.interfaces.scores.scoring import Scores
from disputes.storage.fact_rows import fact_table, to_arrow
from disputes.storage.loading import Loaded
from disputes.storage.warehouse import Warehouse

from .market import SHANGHAI, Market

Open = Callable[[str], Warehouse]
NOON = datetime(2020, 3, 1, 4, tzinfo=UTC)


def order(number: int, version: int = 1, **changes: Any) -> dict[str, Any]:
    """An order, as people would say it."""
    usual = {"id": f"o{number}", "version": version, "seller": "s", "buyer": "b", "paid": 2000, "paid_at": NOON}
    return usual | changes


def load(warehouse: Warehouse, *orders: dict[str, Any]) -> Loaded:
    return warehouse.load(fact_table("orders"), to_arrow(fact_table("orders"), orders, SHANGHAI), 0)


def stored(warehouse: Warehouse) -> list[tuple[str, int, int]]:
    table = warehouse.facts["orders"].order_by("id").to_pyarrow()
    return list(zip(*(table[name].to_pylist() for name in ("id", "version", "paid")), strict=True))


def test_a_later_version_takes_the_place_of_an_earlier_one(open_warehouse: Open, warehouse_url: str) -> None:
    warehouse = open_warehouse(warehouse_url)
    assert load(warehouse, order(1), order(2), order(2), order(3, 2)) == Loaded("orders", 3, 0, 1)
    assert load(warehouse, order(1, 3, paid=1), order(1, 2, paid=5), order(3, 1)) == Loaded("orders", 0, 1, 2)
    assert stored(warehouse) == [("o1", 3, 1), ("o2", 1, 2000), ("o3", 2, 2000)]
    assert warehouse.cut_off() == 2


def test_text_comes_back_as_it_went_in(open_warehouse: Open, warehouse_url: str) -> None:
    """What COPY and CSV would stumble over."""
    texts = ['say "so"', "a,b\nc\r\n", "\\.", "\\N", "Jürgen 🙂", "NULL"]
    warehouse = open_warehouse(warehouse_url)
    load(warehouse, *(order(number, buyer=one, category=None) for number, one in enumerate(texts)))
    table = warehouse.facts["orders"].order_by("id").to_pyarrow()
    assert table["buyer"].to_pylist() == texts
    assert table["category"].null_count == len(texts)


@pytest.mark.parametrize("known", [True, False])
def test_one_version_with_two_contents_is_refused_whole(open_warehouse: Open, warehouse_url: str, known: bool) -> None:
    warehouse = open_warehouse(warehouse_url)
    load(warehouse, order(1))
    second = [order(2), order(1, paid=1)] if known else [order(2), order(2, paid=1)]
    with pytest.raises(InvalidInput, match=r"version 1: (is known|stands here) with other content: a correction"):
        load(warehouse, *second)
    assert stored(warehouse) == [("o1", 1, 2000)]
    assert load(warehouse, order(2)).new == 1


def test_a_load_remembers_the_sellers_and_the_days_it_speaks_of(open_warehouse: Open, warehouse_url: str) -> None:
    """Of a correction also the days of the row that it replaces."""
    warehouse = open_warehouse(warehouse_url)
    load(warehouse, order(1, confirmed_at=datetime(2020, 4, 1, 4, tzinfo=UTC)))
    load(warehouse, order(1, 2, confirmed_at=datetime(2020, 3, 9, 4, tzinfo=UTC)))
    touched = warehouse.table("dispute_score_touched").order_by("load").to_pyarrow().to_pylist()
    assert [(one["seller"], one["first_day"], one["last_day"]) for one in touched] == [
        ("s", date(2020, 4, 1), date(2020, 4, 1)),
        ("s", date(2020, 3, 9), date(2020, 4, 1)),
    ]


def test_an_older_warehouse_gets_the_columns_that_came_since(open_warehouse: Open, warehouse_url: str) -> None:
    old = Warehouse(warehouse_url)
    load(old, order(1))
    old.connection.raw_sql("ALTER TABLE dispute_fact_orders DROP COLUMN worry_free")
    old.connection.raw_sql("DROP TABLE dispute_score_run")
    old.close()
    new = open_warehouse(warehouse_url)
    load(new, order(2, worry_free=True))
    found = new.facts["orders"].order_by("id").to_pyarrow()["worry_free"].to_pylist()
    assert found == [None, True]
    assert new.table("dispute_score_run").count().to_pyarrow().as_py() == 0


def test_what_else_a_database_holds_stays_as_it_is(open_warehouse: Open, postgres_warehouse_url: str) -> None:
    first = open_warehouse(postgres_warehouse_url)
    first.connection.raw_sql("CREATE TABLE orders (id text PRIMARY KEY)")
    load(first, order(1))
    names = set(open_warehouse(postgres_warehouse_url).connection.list_tables())
    assert {one for one in names if not one.startswith("dispute_")} == {"orders"}
    assert first.table("orders").count().to_pyarrow().as_py() == 0


def test_ids_sort_alike_on_both(open_warehouse: Open, warehouse_url: str) -> None:
    warehouse = open_warehouse(warehouse_url)
    ids = ["a", "B", "_", "é", "Z", "1", "a b"]
    load(warehouse, *(order(0, id=one) for one in ids))
    assert warehouse.facts["orders"].order_by("id").to_pyarrow()["id"].to_pylist() == sorted(ids)


_PROGRAMME = """
import os, signal, sys
from tests.scoring.test_warehouse import Warehouse, load, order
warehouse = Warehouse(sys.argv[1])
if sys.argv[2] == "killed":
    with warehouse.transaction():
        load(warehouse, order(1, 2, paid=1), *(order(number) for number in range(2, 500)))
        os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[2] == "holding":
    print("holding", flush=True)
    sys.stdin.read()
if sys.argv[2] == "loading":
    for number in range(20):
        load(warehouse, order(number, paid=int(sys.argv[3]), version=int(sys.argv[3])))
"""


def another(url: str, *arguments: str) -> "subprocess.Popen[str]":
    """Another process with a warehouse at this URL."""
    return subprocess.Popen(
        [sys.executable, "-c", _PROGRAMME, url, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def test_a_load_that_a_kill_cuts_short_never_was(open_warehouse: Open, warehouse_url: str) -> None:
    before = Warehouse(warehouse_url)
    load(before, order(1))
    before.close()
    with another(warehouse_url, "killed") as process:
        _, said = process.communicate()
    assert process.returncode == -signal.SIGKILL, said
    after = open_warehouse(warehouse_url)
    assert stored(after) == [("o1", 1, 2000)]
    assert after.cut_off() == 1


def test_a_file_that_another_process_has_is_busy(tmp_path: Path) -> None:
    url = f"duckdb:///{tmp_path / 'scores.duckdb'}"
    with another(url, "holding") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "holding\n"
        with pytest.raises(Busy, match=r"in use by another process.*keep the scores in PostgreSQL"):
            Warehouse(url)
        process.communicate()


def test_processes_load_side_by_side(open_warehouse: Open, postgres_warehouse_url: str) -> None:
    """Both open an empty database at once; every load has a number of its own, and the later version stands."""
    processes = [another(postgres_warehouse_url, "loading", str(version)) for version in (1, 2)]
    for process in processes:
        _, said = process.communicate()
        assert process.returncode == 0, said
    warehouse = open_warehouse(postgres_warehouse_url)
    assert sorted(stored(warehouse)) == sorted((f"o{number}", 2, 2) for number in range(20))
    loads = warehouse.table("dispute_score_load").to_pyarrow()["load"].to_pylist()
    assert sorted(loads) == list(range(1, len(loads) + 1))


@pytest.mark.parametrize(
    ("url", "error", "says"),
    [
        ("mysql://x", InvalidInput, "neither duckdb:///file.duckdb nor postgresql://user@host/database"),
        ("duckdb:////nowhere/at/all.duckdb", InvalidInput, "cannot open"),
        ("postgresql://nobody@/none?host=/nowhere", Unavailable, "cannot be reached"),
    ],
)
def test_what_cannot_be_opened(url: str, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        Warehouse(url)


def test_scores_are_published_alike_on_both(warehouse_url: str) -> None:
    """Totals to the tenth decimal, texts that are empty, the same again as no change, a correction as a revision."""
    day, clock = date(2020, 3, 25), ManualClock(datetime(2020, 4, 10, tzinfo=UTC))
    with Scores(warehouse_url, clock=clock) as scores:
        market = Market(SHANGHAI, scores.warehouse)
        orders = market.orders(7, date(2020, 3, 20))
        market.each("reviews", orders[:3], date(2020, 3, 21), "given_at", description=4, service=5)
        market.facts()
        assert scores.run("dhgate", days=[day]).new == 1
        assert scores.run("dhgate", days=[day]).unchanged == 1
        market.load("orders", *({"id": one, "seller": "s", "buyer": "b", "paid": 50, "version": 2, "paid_at": NOON}
                                for one in orders[:1]))  # fmt: skip
        market.facts()
        assert len(scores.run("dhgate", days=[day]).revised) == 1
        found = [(one.revision, one.total, one.category, one.shown) for one in scores.history("dhgate", "s")]
    assert found == [(1, Decimal("80.0000000000"), None, "80.00"), (2, Decimal("80.0000000000"), None, "80.00")]
