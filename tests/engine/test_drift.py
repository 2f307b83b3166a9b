"""A workflow version cannot drift, and a process that lacks one leaves its disputes to others."""

from dataclasses import replace

import pytest
from disputes import DisputeEngine, Engine, InvalidInput, ManualClock, Refused, WorkflowInvalid, workflows
from disputes.storage.open import open_store

from ..support import BUYER, DAY, SELLER, START, a_claim, an_order

ALIEXPRESS = workflows.get("aliexpress@2")
OTHER = replace(ALIEXPRESS, name="other", version=1)


def test_other_content_under_a_known_version_is_refused(url: str) -> None:
    store = open_store(url)
    clock = ManualClock(START)
    dispute = Engine(store, [OTHER], clock).file(an_order(), a_claim(), "other", by=BUYER)
    drifted = Engine(store, [replace(OTHER, title="Drifted")], clock)
    with pytest.raises(WorkflowInvalid, match="give it a new version"):
        drifted.file(an_order(line="2"), a_claim(), "other", by=BUYER)
    with pytest.raises(WorkflowInvalid, match="other@1"):
        drifted.act(dispute.id, "reject", by=SELLER)
    with pytest.raises(WorkflowInvalid):
        drifted.get(dispute.id)
    store.close()


def test_a_process_without_the_version_leaves_the_dispute_alone_and_says_so(url: str) -> None:
    store = open_store(url)
    clock = ManualClock(START)
    has, lacks = Engine(store, [OTHER, ALIEXPRESS], clock), Engine(store, [ALIEXPRESS], clock)
    foreign = has.file(an_order(), a_claim(), "other", by=BUYER)
    own = has.file(an_order(line="2"), a_claim(), "aliexpress", by=BUYER)
    clock.advance(5 * DAY)
    with pytest.raises(Refused, match="other@1") as caught:
        lacks.act(foreign.id, "reject", by=SELLER)
    assert caught.value.code == "workflow_missing"
    tick = lacks.tick()
    assert {fired.dispute_id for fired in tick.fired} == {own.id}
    assert tick.foreign == (foreign.id,)
    assert has.get(foreign.id).outcome is not None
    assert {fired.dispute_id for fired in has.tick().fired} == {foreign.id}
    store.close()


def test_two_definitions_of_one_version_cannot_be_opened_together() -> None:
    with pytest.raises(WorkflowInvalid, match="two different definitions"):
        DisputeEngine("memory://", workflows=[replace(ALIEXPRESS, title="Mine")])


def test_names_find_the_newest_version_and_errors_list_what_there_is() -> None:
    newer = replace(OTHER, version=2)
    with DisputeEngine("memory://", workflows=[newer, OTHER], clock=ManualClock(START)) as engine:
        assert engine.file(an_order(), a_claim(), "other", by=BUYER).workflow_version == 2
        assert engine.file(an_order(line="2"), a_claim(), "other@1", by=BUYER).workflow_version == 1
        with pytest.raises(InvalidInput, match=r"did you mean 'other@\d'.*aliexpress@2, .*other@2, other@1"):
            engine.file(an_order(line="3"), a_claim(), "othr", by=BUYER)
