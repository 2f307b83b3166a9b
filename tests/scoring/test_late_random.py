"""However facts come, late or corrected, what stands published is what all of them at once would give.

All cards instead of one of each kind, or another seed: `DISPUTES_LATE_CARDS=all DISPUTES_LATE_SEED=7`.
"""

import os
from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from disputes import ManualClock
from disputes.interfaces.scoring import Scores
from disputes.scoring import calendar
from disputes.scoring.card import Card
from disputes.scoring.facts import ORDERS
from disputes.scoring.published import Published
from disputes.scoring.windows import month_end, previous_month_end
from disputes.storage.fact_rows import fact_table, to_arrow
from disputes.storage.published import TABLE, latest, read
from disputes.workflows import cards

from .market import at
from .random_market import RandomMarket, Record

DAY = date(2024, 3, 31)
SEED = int(os.environ.get("DISPUTES_LATE_SEED", "2024"))
CHOSEN = [
    card
    for card in cards.all()
    if os.environ.get("DISPUTES_LATE_CARDS") == "all"
    or card.name in {"dhgate", "aliexpress_indicators_by_category", "aliexpress_level"}
]
Key = tuple[str, date, str, str | None]


def latest_of(scores: Scores) -> dict[Key, Published]:
    found = read(latest(scores.warehouse.table(TABLE)))
    return {(one.period, one.day, one.seller, one.category): one for one in found}


def without_place(one: Published) -> tuple[object, ...]:
    return one.total, one.shown, one.grade, one.why_not, dict(one.counts)


def take_in(scores: Scores, zone: str, facts: Mapping[str, list[Record]]) -> None:
    for fact, records in facts.items():
        table = fact_table(fact)
        scores.warehouse.load(table, to_arrow(table, records, zone), 0)


def halves(market: RandomMarket) -> tuple[dict[str, list[Record]], dict[str, list[Record]]]:
    """What is known in time, and what comes late or is corrected: but for sellers, of whom news has no day."""
    early: dict[str, list[Record]] = {}
    late: dict[str, list[Record]] = {}
    for fact, records in market.records.items():
        for record in records:
            is_late = fact != "sellers" and record["seller"] in {"s1", "s4", "s7"} and market.chance(30)
            (late if is_late else early).setdefault(fact, []).append(record)
    late.setdefault("orders", []).extend(corrected(market, one) for one in early["orders"] if market.chance(2))
    for fact, field, other in (("reviews", "order", "orders"), ("review_complaints", "review", "reviews"),
                               ("violations", "listing", "listings")):  # fmt: skip
        moved = [one for one in early.get(fact, ()) if one.get(field) and market.chance(5)]
        late.setdefault(fact, []).extend(
            one | {"version": 2, field: market.random.choice(early[other])["id"]} for one in moved
        )
    return early, late


def corrected(market: RandomMarket, order: Record) -> Record:
    """The same order, a later version: not real after all, of another category, never sold, or another's."""
    known = {column.name for column in ORDERS.columns}
    change: dict[str, Any] = market.random.choice(
        [{"kind": "test"}, {"category": "hats"}, {"seller": "s3"}, {"seller": "nobody knows"},
         {"cancelled_at": order["paid_at"] + timedelta(days=1), "cancelled_for": "seller"}]
    )  # fmt: skip
    return {"id": order["id"], "version": 2} | {name: order[name] for name in order if name in known} | change


def days_of(card: Card) -> list[date]:
    """Three days in a row and one apart, or three months."""
    if card.schedule.every == "daily":
        return [DAY - timedelta(days=age) for age in (20, 2, 1, 0)]
    return [previous_month_end(previous_month_end(DAY)), previous_month_end(DAY), DAY]


def publish_all(scores: Scores, card: Card) -> None:
    scores.run(card.id, days=days_of(card))
    if card.monthly is not None:
        scores.run(card.id, days=[month_end(DAY)], period="month")


@pytest.mark.parametrize("card", CHOSEN, ids=lambda card: card.name)
def test_late_facts_leave_what_all_at_once_would_give(card: Card) -> None:
    compare(card, "duckdb://")


def test_the_same_on_postgresql(postgres_warehouse_url: str) -> None:
    compare(cards.get("dhgate"), postgres_warehouse_url)


def compare(card: Card, url: str) -> None:
    market = RandomMarket(Random(SEED), 12, DAY, card.zone)
    early, late = halves(market)
    clock = ManualClock(at(DAY + timedelta(days=10), card.zone))
    with Scores(url, clock=clock) as scores, Scores(clock=clock) as fresh:
        take_in(scores, card.zone, early)
        publish_all(scores, card)
        before = latest_of(scores)
        scores.enable(card.id, since=DAY + timedelta(days=40))
        assert scores.run_due() == ()  # From here on only what is touched is computed again.
        take_in(scores, card.zone, late)
        runs = scores.run_due()
        take_in(fresh, card.zone, early)
        take_in(fresh, card.zone, late)
        publish_all(fresh, card)
        stands, wanted = latest_of(scores), latest_of(fresh)
    assert {run.period for run in runs} == {period for period, _ in calendar.schedules(card)}
    assert sum(len(run.revised) for run in runs), "nothing came out otherwise: the test says nothing"
    untouched = {"s0", "s2"} & {one.seller for one in wanted.values()}
    assert untouched <= {one.seller for one in before.values()}
    for key, one in wanted.items():
        assert without_place(stands[key]) == without_place(one), key
    gone = [one for key, one in stands.items() if key not in wanted]
    still = [one for one in gone if any(denominator for pairs in one.counts.values() for _, denominator in pairs)]
    assert not still, "who has nothing left that counts has been told so"
