"""Real orders through the whole pipe; and by hand, what becomes of an order in the Olist layout."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from disputes.interfaces.fact_loading import load_olist
from disputes.scoring.sources import assessed_orders
from disputes.storage.warehouse import Warehouse

from ..simulation.layout import a_line, a_review, an_order, make_folder
from .pipe import Pipe, pipe

FOLDER = Path(__file__).parents[2].parent / "shared" / "data" / "olist"
needs_olist = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the Olist subset is not there: it may not be shipped, put it in ../shared/data/olist"
)


@pytest.fixture(scope="module")
def piped() -> Iterator[Pipe]:
    """The whole subset."""
    done = pipe(FOLDER)
    yield done
    done.warehouse.close()
    done.engine.close()


def rows(piped: Pipe, fact: str) -> list[dict[str, Any]]:
    """All facts of a kind."""
    return piped.warehouse.facts[fact].to_pyarrow().to_pylist()


@needs_olist
def test_every_order_line_and_review_is_there(piped: Pipe) -> None:
    orders = piped.plan.orders
    parts = {(order.id, line.seller) for order in orders for line in order.lines}
    assert piped.loaded["orders"].new == len(parts) == 7_433
    assert piped.loaded["sellers"].new == len({seller for _, seller in parts})
    assert piped.loaded["shipments"].new == sum(1 for one in rows(piped, "orders") if one["shipped_at"] is not None)
    reviewed = Counter(one["stars"] for one in rows(piped, "reviews"))
    given = Counter(o.review.score for o in orders if o.review for _ in {line.seller for line in o.lines})
    assert reviewed == given
    # Reais at 0.29 dollars, each order rounded by itself: at most half a cent each way.
    reais = sum(line.paid.amount for order in orders for line in order.lines)
    cents = sum(one["paid"] for one in rows(piped, "orders"))
    assert abs(cents - reais * 29 / 100) <= len(parts) / 2


@needs_olist
def test_every_filed_dispute_has_a_fact_and_says_how_it_ended(piped: Pipe) -> None:
    funnel = piped.report.funnel
    disputes = rows(piped, "disputes")
    assert piped.followed.disputes == len(disputes) == funnel.filed > 1_200
    ended = Counter(one["resolution"] for one in disputes if one["ended_at"] is not None)
    assert ended == Counter(dict(funnel.outcomes))
    assert len(disputes) - ended.total() == sum(funnel.open.values())
    outcomes = {one.dispute_id: one for one in piped.engine.outcomes(limit=10_000)}
    assert {one["id"] for one in disputes if one["ended_at"]} == outcomes.keys()
    for one in disputes:
        if one["ended_at"] is not None:
            assert (one["arbitrated_at"] is not None) == outcomes[one["id"]].arbitrated
            assert (one["answered_at"] is None) == (outcomes[one["id"]].first_response_after is None)
    refunded = [one for one in outcomes.values() if one.refund.amount]
    assert {one["dispute"] for one in rows(piped, "refunds")} >= {one.dispute_id for one in refunded}


@needs_olist
def test_disputes_find_their_orders(piped: Pipe) -> None:
    facts = piped.warehouse.facts
    assessed = assessed_orders(facts)
    disputed = {one["order"] for one in rows(piped, "disputes") if one["withdrawn_at"] is None}
    counted = assessed.filter(assessed.disputed == 1).select("id").to_pyarrow()["id"].to_pylist()
    assert set(counted) <= disputed
    # All but those on the later parts of orders of several sellers.
    assert len(disputed) - len(counted) <= 0.02 * len(disputed)


def test_an_order_of_two_sellers_is_two_facts(tmp_path: Path) -> None:
    orders = [
        an_order("o1", order_delivered_customer_date="2018-03-18 23:30:00"),
        an_order("o2", order_status="canceled", order_delivered_carrier_date=""),
        an_order("o3", order_status="unavailable", order_delivered_carrier_date=""),
    ]
    limit = {"shipping_limit_date": "2018-03-05 10:00:00"}
    lines = [
        a_line("o1", **limit),
        a_line("o1", "2", seller_id="s2", price="10.00", freight_value="0.00", **limit),
        a_line("o2", **limit),
        a_line("o3", **limit),
    ]
    folder = make_folder(tmp_path, orders, lines, [a_review("o1", stars=4)])
    warehouse = Warehouse("duckdb://")
    assert [one.new for one in load_olist(warehouse, folder, rates={"BRL": "0.5"})] == [2, 4, 2, 2]
    found = {one["id"]: one for one in warehouse.facts["orders"].to_pyarrow().to_pylist()}
    assert {id: (one["seller"], one["paid"]) for id, one in found.items()} == {
        "o1": ("s1", 5750),
        "o1/s2": ("s2", 500),
        "o2": ("s1", 5750),
        "o3": ("s1", 5750),
    }
    # Half past eleven at night in São Paulo, the 19th in Greenwich.
    assert found["o1"]["signed_on"] == found["o1"]["confirmed_on"] == date(2018, 3, 18)
    assert [found[id]["cancelled_for"] for id in ("o1", "o2", "o3")] == [None, "buyer", "seller"]
    assert sorted(warehouse.facts["reviews"].to_pyarrow()["id"].to_pylist()) == ["r-o1:o1", "r-o1:o1/s2"]
    assert [one.known for one in load_olist(warehouse, folder, rates={"BRL": "0.5"})] == [2, 4, 2, 2]
    warehouse.close()
