"""What is read cannot be changed: records are frozen to the last mapping, on every store."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from disputes import DisputeEngine, ManualClock

from ..conftest import MakeEngine
from ..support import BUYER, DAY, START, a_claim, an_order, refund, usd

CHANGES: list[Callable[[Any], object]] = [
    lambda m: m.__setitem__("buyer", refund(4599)),
    lambda m: m.update(buyer=refund(4599)),
    lambda m: m.clear(),
    lambda m: m.pop("buyer", None),
    lambda m: m.setdefault("x", 1),
    lambda m: m.__delitem__("buyer"),
    lambda m: m.popitem(),
]


@pytest.fixture
def engine(make_engine: MakeEngine) -> DisputeEngine:
    """An engine on each store."""
    return make_engine(ManualClock(START))


def test_changing_what_was_read_changes_nothing(engine: DisputeEngine) -> None:
    dispute = engine.file(an_order(), a_claim(cents=1250), by=BUYER)
    for mapping in (dispute.plans, dispute.points, engine.history(dispute.id)[0].details):
        writable: Any = mapping
        before = dict(mapping)
        for change in CHANGES:
            with pytest.raises(TypeError, match="frozen"):
                change(writable)
        assert dict(mapping) == before
    assert isinstance(engine.clock, ManualClock)
    engine.clock.advance(5 * DAY)
    engine.tick()
    ended = engine.get(dispute.id)
    assert ended.outcome is not None
    assert ended.outcome.refund == usd(1250)


def test_records_can_be_hashed_pickled_and_copied(engine: DisputeEngine) -> None:
    dispute = engine.file(an_order(), a_claim(), by=BUYER)
    for record in (dispute, *engine.history(dispute.id)):
        assert pickle.loads(pickle.dumps(record)) == record
        assert copy.deepcopy(record) == record
        assert len({record, copy.copy(record)}) == 1
