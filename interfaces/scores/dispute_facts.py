"""Disputes join the facts by themselves: the engine's feeds, read from where it was left, become facts.

The cursors stand in the warehouse and move in the transaction that writes the facts: nothing is lost or counted
twice, however often and in whatever bites the feeds are read.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ...engine.engine import Engine
from ...engine.errors import InvalidInput
from ...engine.reading import MAX_LIMIT
from ...engine.records import Event, Outcome
from ...scoring.facts import DISPUTES, REFUNDS, FactTable
from ...scoring.ibis_adapter import load_arrow, load_ibis
from ...storage.fact_rows import given_schema, with_days
from ...storage.fact_zones import settle_zone
from ...storage.types import microseconds
from ...storage.warehouse import Warehouse
from . import dispute_folding as folding
from .dispute_folding import Meaning, Row

T = TypeVar("T", Event, Outcome)

BITE = 50_000
"""So many events, and as many outcomes, are taken in by one transaction."""


@dataclass(frozen=True)
class Followed:
    """How many events and outcomes were taken in, and how many facts of disputes and refunds they changed."""

    events: int = 0
    outcomes: int = 0
    disputes: int = 0
    refunds: int = 0

    def __add__(self, other: "Followed") -> "Followed":
        return Followed(
            self.events + other.events,
            self.outcomes + other.outcomes,
            self.disputes + other.disputes,
            self.refunds + other.refunds,
        )


class DisputeFacts:
    """Takes the feeds of one engine into one warehouse; `source` names the engine's database where there are several.

    InvalidInput when the facts under this name came from another database of disputes: positions would not fit.
    `zone` is where days begin for marketplaces that no load of facts has named; without it the workflow's counts.
    """

    def __init__(self, warehouse: Warehouse, engine: Engine, *, zone: str | None = None, source: str = "disputes"):
        self._warehouse = warehouse
        self._engine = engine
        self._zone = zone
        self._source = source
        self._feeds = f"{source}/events", f"{source}/outcomes"
        self._meanings: dict[str, Meaning] = {}

    def follow(self, progress: Callable[[int, int], None] | None = None) -> Followed:
        """Take in all that the feeds have; the number of events and outcomes taken in so far goes to `progress`."""
        total = Followed()
        while True:
            done = self.bite()
            total += done
            if not done.events and not done.outcomes:
                return total
            if progress:
                count = total.events + total.outcomes
                progress(count, count)

    def bite(self, events: int = BITE, outcomes: int = BITE) -> Followed:
        """Take in at most so many events and outcomes, in one transaction.

        An outcome waits until its dispute's filing has been taken in.
        """
        with self._warehouse.transaction():
            self._refuse_another()
            found = _pages(self._engine.events, self._warehouse.cursor(self._feeds[0]), events)
            ended = _pages(self._engine.outcomes, self._warehouse.cursor(self._feeds[1]), outcomes)
            folded = _Folded(self._stored(DISPUTES, {one.dispute_id for one in (*found, *ended)}), self._refunds(found))
            self._begin(folded, found)
            taken = self._fold(folded, found, ended)
            self._write(folded)
            if found:
                self._warehouse.move_cursor(self._feeds[0], found[-1].position or 0, found[-1].digest)
            if taken:
                self._warehouse.move_cursor(self._feeds[1], ended[taken - 1].position or 0)
        return Followed(len(found), taken, len(folded.changed), len(folded.changed_refunds))

    def _refuse_another(self) -> None:
        """InvalidInput when the last event that was taken in is not this engine's."""
        position, digest = self._warehouse.marked_cursor(self._feeds[0])
        last = self._engine.events(after=position - 1, limit=1) if digest else []
        if digest and [(one.position, one.digest) for one in last] != [(position, digest)]:
            raise InvalidInput(
                "scores",
                f"{self._source} was followed in another database of disputes: its event {position} is not here."
                " Keep scores of their own for each, or name this database: follow --source NAME",
            )

    def _stored(self, table: FactTable, ids: Iterable[str]) -> dict[str, Row]:
        """The facts of these ids as they stand in the warehouse."""
        pyarrow = load_arrow()
        wanted = load_ibis().memtable(pyarrow.table({"id": pyarrow.array(sorted(ids), pyarrow.string())}))
        names = [one.name for one in given_schema(table)]
        rows = self._warehouse.facts[table.name].semi_join(wanted, ["id"]).select(*names)
        return {row["id"]: row for row in rows.to_pyarrow().to_pylist()}

    def _refunds(self, events: Iterable[Event]) -> dict[str, Row]:
        ids = {effect_id for event in events if (effect_id := folding.completed_by(event))}
        return self._stored(REFUNDS, ids) if ids else {}

    def _begin(self, folded: "_Folded", events: Sequence[Event]) -> None:
        """Facts of the disputes that begin here, with the workflows they run under."""
        new = [event for event in events if folding.is_first(event) and event.dispute_id not in folded.disputes]
        with self._engine.reading() as reading:
            workflows = reading.workflows_of({event.dispute_id for event in new})
            for event in new:
                workflow = workflows[event.dispute_id]
                row = folding.begin(event, workflow, self._meaning(workflow, reading))
                folded.disputes[event.dispute_id] = row
            later = {to for event in events if (to := folding.migrated_to(event))}
            for workflow in later | {row["workflow"] for row in folded.disputes.values()}:
                self._meaning(workflow, reading)

    def _meaning(self, workflow: str, reading: Any) -> Meaning:
        """What a workflow's stored versions say, the dispute's own last."""
        if workflow not in self._meanings:
            name = workflow.partition("@")[0]
            others = sorted(one for one in self._engine.workflow_ids if one.partition("@")[0] == name)
            stored = [reading.definition(one) for one in (*(one for one in others if one != workflow), workflow)]
            self._meanings[workflow] = Meaning.of(*(json.loads(one[1]) for one in stored if one))
        return self._meanings[workflow]

    def _fold(self, folded: "_Folded", events: Iterable[Event], outcomes: Iterable[Outcome]) -> int:
        """Take events in, then outcomes as long as their disputes are known; how many outcomes were."""
        for event in events:
            row = folded.disputes[event.dispute_id]
            folded.take_event(event, row, self._meanings[row["workflow"]])
        taken = 0
        for outcome in outcomes:
            if outcome.dispute_id not in folded.disputes:
                break
            folded.take_outcome(outcome)
            taken += 1
        return taken

    def _write(self, folded: "_Folded") -> None:
        self._load(DISPUTES, [folded.disputes[one] for one in sorted(folded.changed)], folded)
        self._load(REFUNDS, [folded.refunds[one] for one in sorted(folded.changed_refunds)], folded)

    def _load(self, table: FactTable, rows: list[Row], folded: "_Folded") -> None:
        pyarrow = load_arrow()
        parts: list[Any] = []
        for marketplace in sorted({row["marketplace"] for row in rows}):
            own = [row for row in rows if row["marketplace"] == marketplace]
            zone = settle_zone(self._warehouse, marketplace, None, self._zone or self._zone_of(own[0], folded))
            parts.append(with_days(table, pyarrow.Table.from_pylist(own, given_schema(table)), zone))
        if parts:
            now = microseconds(self._engine.now())
            self._warehouse.load(table, pyarrow.concat_tables(parts), now)

    def _zone_of(self, row: Row, folded: "_Folded") -> str:
        """The zone of the workflow that a dispute, or a refund's dispute, runs under."""
        return self._meanings[folded.disputes[row.get("dispute", row["id"])]["workflow"]].zone


@dataclass
class _Folded:
    """The facts that a bite speaks of, and which of them it changed."""

    disputes: dict[str, Row]
    refunds: dict[str, Row]
    changed: set[str] = field(default_factory=set[str])
    changed_refunds: set[str] = field(default_factory=set[str])

    def take_event(self, event: Event, row: Row, meaning: Meaning) -> None:
        """One event, unless its dispute's fact knows it."""
        if folding.knows(row, event):
            return
        folding.take_event(row, event, meaning)
        self.changed.add(event.dispute_id)
        for refund in folding.refunds_of(event, row):
            self._put(refund)
        effect_id = folding.completed_by(event)
        if effect_id in self.refunds:
            self._put(folding.completed(self.refunds[effect_id], event))

    def take_outcome(self, outcome: Outcome) -> None:
        """One outcome, unless its dispute's fact knows it."""
        row = self.disputes[outcome.dispute_id]
        if not folding.has_outcome(row, outcome):
            folding.take_outcome(row, outcome)
            self.changed.add(outcome.dispute_id)

    def _put(self, refund: Row) -> None:
        self.refunds[refund["id"]] = refund
        self.changed_refunds.add(refund["id"])


def _pages(fetch: "Callable[[int, int], list[T]]", after: int, limit: int) -> list[T]:
    """At most `limit` records of a feed after a position."""
    found: list[T] = []
    while len(found) < limit:
        page = fetch(after, min(MAX_LIMIT, limit - len(found)))
        if not page:
            break
        found += page
        after = page[-1].position or after
    return found
