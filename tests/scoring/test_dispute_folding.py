"""Facts folded from the feeds say what the engine's own record and outcomes say, for every workflow."""

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random
from typing import Any

from disputes import Dispute, Engine, Event, Outcome, workflows
from disputes.engine.export import definition_json
from disputes.interfaces.scores import dispute_folding as folding
from disputes.interfaces.scores.dispute_folding import Meaning, Row
from disputes.storage.memory import MemoryStore
from disputes.storage.types import microseconds
from hypothesis import given, settings
from hypothesis import strategies as st

from ..rules.programmes import Play, a_clock
from ..rules.steps import Programme
from ..rules.strategies import EVERYWHERE, WITH_OUTAGES, programmes


def meaning_of(workflow_id: str) -> Meaning:
    """What a dispute's events mean: by every version of its workflow, its own last."""
    name = workflow_id.partition("@")[0]
    versions = [one for one in workflows.all() if one.name == name]
    versions.sort(key=lambda one: one.id == workflow_id)
    return Meaning.of(*(json.loads(definition_json(one)) for one in versions))


MEANINGS = {one.id: meaning_of(one.id) for one in workflows.all()}


def played(programme: Programme) -> Engine:
    """An engine on which a programme was played to its end."""
    clock = a_clock()
    play = Play(Engine(MemoryStore(), workflows.all(), clock), clock, programme.facts)
    play.run(programme).finish().engine.tick()
    return play.engine


def fold(records: Sequence[Event | Outcome], workflow: str) -> Row:
    """The fact that a dispute's records give in this order."""
    meaning = MEANINGS[workflow]
    row: Row = {}
    for one in records:
        if isinstance(one, Outcome):
            if not folding.has_outcome(row, one):
                folding.take_outcome(row, one)
            continue
        row = row or folding.begin(one, workflow, meaning)
        if not folding.knows(row, one):
            folding.take_event(row, one, meaning)
    return row


def each(engine: Engine) -> Iterator[tuple[Dispute, list[Event], list[Outcome]]]:
    """Every dispute with its recorded events and outcomes."""
    events, outcomes = engine.events(limit=10_000), engine.outcomes(limit=10_000)
    for dispute in engine.find(order_by="filed", limit=100):
        mine = [one for one in events if one.dispute_id == dispute.id]
        yield dispute, mine, [one for one in outcomes if one.dispute_id == dispute.id]


def check_course(dispute: Dispute, events: list[Event]) -> None:
    """What events alone say, against the points and facts of the record."""
    row = fold(events, dispute.workflow_id)
    answered = dispute.points.get("seller_answered")
    assert row["answered_at"] == (microseconds(answered) if answered else None)
    assert (row["reason"], row["category_of_reason"]) == (dispute.reason, dispute.category)
    order = dispute.order
    said = (order.marketplace, order.seller, order.buyer, order.id, order.line)
    assert tuple(row[name] for name in ("marketplace", "seller", "buyer", "order", "line")) == said
    assert (row["guarantee"], row["platform_logistics"]) == (order.after_sales_guarantee, order.platform_logistics)
    assert row["filed_at"] == microseconds(dispute.filed_at)
    assert row["workflow"] == dispute.workflow_id
    started = "arbitration_started" in dispute.points
    assert (row["arbitrated_at"] is not None) == started, (dispute.workflow_id, [e.to_state for e in events])


def check_end(dispute: Dispute, row: Row, outcomes: list[Outcome]) -> None:
    """What outcomes say, against the fact."""
    last, first = outcomes[-1], outcomes[0]
    for name in ("resolution", "winner", "liable", "with_return", "revision", "reason"):
        assert row[name] == getattr(last, name), name
    assert row["ended_at"] == microseconds(first.resolved_at)
    after = last.first_response_after
    assert row["answered_at"] == (None if after is None else row["filed_at"] + after // timedelta(microseconds=1))
    assert (row["arbitrated_at"] is not None) == last.arbitrated
    assert row["timed_out_at"] is not None or not last.seller_timed_out
    assert (row["withdrawn_at"] is not None) == (last.resolution == "withdrawn")
    assert row["version"] == dispute.version * folding.REVISIONS + last.revision


@settings(max_examples=150)
@given(programme=programmes(14, *EVERYWHERE))
def test_events_and_outcomes_say_what_the_record_says(programme: Programme) -> None:
    for dispute, events, outcomes in each(played(programme)):
        check_course(dispute, events)
        if outcomes:
            check_end(dispute, fold([*events, *outcomes], dispute.workflow_id), outcomes)


@settings(max_examples=100)
@given(programme=programmes(14, *WITH_OUTAGES), seed=st.integers(0, 2**16))
def test_order_between_the_feeds_and_repetitions_do_not_matter(programme: Programme, seed: int) -> None:
    random = Random(seed)
    for dispute, events, outcomes in each(played(programme)):
        whole = fold([*events, *outcomes], dispute.workflow_id)
        assert fold(shuffled(random, events, outcomes), dispute.workflow_id) == whole


def shuffled(random: Random, events: list[Event], outcomes: list[Outcome]) -> list[Any]:
    """The filing first, then both feeds interleaved, each in its order; now and then something once more."""
    mixed: list[Any] = [events[0]]
    left: list[list[Any]] = [list(events[1:]), list(outcomes)]
    while any(left):
        mixed.append(random.choice([feed for feed in left if feed]).pop(0))
        if random.random() < 0.3:
            mixed.append(random.choice(mixed))
    return mixed
