"""However facts come, late or corrected, what stands published is what all of them at once would give.

Random stories: loads, corrections, days that pass, rounds, runs by hand. All cards instead of one of each kind, or
more stories: `DISPUTES_LATE_CARDS=all DISPUTES_LATE_SEEDS=13,14`.
"""

import os
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from disputes import ManualClock
from disputes.interfaces.scores.scoring import Scores
from disputes.scoring import calendar
from disputes.scoring.card import Card
from disputes.scoring.facts import TABLES
from disputes.scoring.published import Published
from disputes.storage.fact_rows import fact_table, to_arrow
from disputes.storage.published import TABLE, latest, read
from disputes.workflows import cards

from .market import at
from .random_market import RandomMarket, Record

DAY = date(2024, 3, 31)
STEPS, SELLERS = 30, 6
SEEDS = [int(seed) for seed in os.environ.get("DISPUTES_LATE_SEEDS", "13").split(",")]
CHOSEN = [
    card
    for card in cards.all()
    if os.environ.get("DISPUTES_LATE_CARDS") == "all"
    or card.name in {"dhgate", "aliexpress_indicators_by_category", "aliexpress_level"}
]
REFERENCES = {"order": "orders", "review": "reviews", "listing": "listings", "dispute": "disputes"}
Key = tuple[str, date, str, str | None]
Fact = tuple[str, Record]


def latest_of(scores: Scores) -> dict[Key, Published]:
    found = read(latest(scores.warehouse.table(TABLE)))
    return {(one.period, one.day, one.seller, one.category): one for one in found}


def content(one: Published) -> tuple[object, ...]:
    return one.total, one.shown, one.grade, one.why_not, dict(one.counts)


class Story:
    """What happens to one card's scores, drawn at random; in the end a round has taken in everything."""

    def __init__(self, card: Card, scores: Scores, clock: ManualClock, seed: int) -> None:
        self.card, self.scores, self.clock = card, scores, clock
        self.random = Random(seed)
        market = RandomMarket(self.random, SELLERS, DAY, card.zone)
        facts = [(fact, self._known(fact, one)) for fact, records in market.records.items() for one in records]
        self.waiting = [one for one in facts if one[0] != "sellers"]
        self.random.shuffle(self.waiting)
        self.current: dict[tuple[str, str], Fact] = {}
        half = len(self.waiting) // 2
        self.load([one for one in facts if one[0] == "sellers"] + self.waiting[half:])
        del self.waiting[half:]

    def _known(self, fact: str, record: Record) -> Record:
        names = {column.name for column in TABLES[fact].columns}
        return {"id": record["id"], "version": 1} | {name: record[name] for name in record if name in names}

    def load(self, facts: list[Fact]) -> None:
        take_in(self.scores, self.card.zone, facts)
        self.current |= {(fact, record["id"]): (fact, record) for fact, record in facts}

    def tell(self) -> None:
        """Sellers alone are known from the start, since news of them has no day."""
        self.scores.enable(self.card.id, since=DAY - timedelta(days=50))
        steps = [self._load, self._load, self._correct, self._correct, self._pass, self._pass, self._due, self._ask]
        for _ in range(STEPS):
            self.random.choice(steps)()
        self.clock.advance(days=1)
        self.scores.run_due()

    def _load(self) -> None:
        count = min(len(self.waiting), self.random.choice((1, 5, 40, 200)))
        self.load([self.waiting.pop() for _ in range(count)])

    def _correct(self) -> None:
        chosen = [key for key in sorted(self.current) if key[0] != "sellers"]
        picked = self.random.sample(chosen, min(len(chosen), self.random.choice((1, 3))))
        self.load([(key[0], self._corrected(*self.current[key])) for key in picked])

    def _corrected(self, fact: str, record: Record) -> Record:
        """A later version: of another seller, on other days, about something else, or not real after all."""
        changes: list[dict[str, Any]] = [{"seller": self.random.choice(("s0", "s1", "nobody knows"))}]
        days = timedelta(days=self.random.randrange(-40, 41))
        changes.append({name: value + days for name, value in record.items() if name.endswith("_at")})
        for field, other in REFERENCES.items():
            others = [one for name, one in sorted(self.current) if name == other]
            if field in record and others:
                changes.append({field: self.random.choice(others)})
        if fact == "orders":
            changes += [{"kind": "test"}, {"category": "hats"}, {"paid": 99}]
        return record | {"version": record["version"] + 1} | self.random.choice(changes)

    def _pass(self) -> None:
        self.clock.advance(days=self.random.choice((1, 1, 2, 5)))

    def _due(self) -> None:
        self.scores.run_due(late_once_a_day=self.random.random() < 0.5)

    def _ask(self) -> None:
        period, _ = self.random.choice(calendar.schedules(self.card))
        last = self.scores.latest_due(self.card.id, period=period)
        days = [last - timedelta(days=self.random.choice((0, 1, 15, 40)))] if period == "day" else [last]
        if any(fact != "sellers" for fact, _ in self.current):
            self.scores.run(self.card.id, days=days, period=period)


def take_in(scores: Scores, zone: str, facts: list[Fact]) -> None:
    by: dict[str, list[Record]] = {}
    for fact, record in facts:
        by.setdefault(fact, []).append(record)
    for fact, records in by.items():
        scores.warehouse.load(fact_table(fact), to_arrow(fact_table(fact), records, zone), 0)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("card", CHOSEN, ids=lambda card: card.name)
def test_late_facts_leave_what_all_at_once_would_give(card: Card, seed: int) -> None:
    compare(card, seed, "duckdb://")


def test_the_same_on_postgresql(postgres_warehouse_url: str) -> None:
    compare(cards.get("aliexpress_level"), 9, postgres_warehouse_url)


def compare(card: Card, seed: int, url: str) -> None:
    clock = ManualClock(at(DAY - timedelta(days=15), card.zone))
    with Scores(url, clock=clock) as scores, Scores(clock=clock) as fresh:
        story = Story(card, scores, clock, seed)
        story.tell()
        stands = latest_of(scores)
        take_in(fresh, card.zone, list(story.current.values()))
        for period, _ in calendar.schedules(card):
            days = sorted({day for of, day, *_ in stands if of == period})
            fresh.run(card.id, days=days, period=period)
        wanted = latest_of(fresh)
    assert any(one.revision > 1 for one in stands.values()), "nothing was revised: the story says nothing"
    for key in wanted.keys() & stands.keys():
        assert content(stands[key]) == content(wanted[key]), key
    # Who has nothing left that counts has been told so; who had nothing yet need not be.
    apart = [(wanted | stands)[key] for key in wanted.keys() ^ stands.keys()]
    assert not [one for one in apart if any(denominator for pairs in one.counts.values() for _, denominator in pairs)]
