"""The example of a workflow in a file runs, and the page on workflows is true."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from disputes import DisputeEngine, Evidence, ManualClock, Refused, Workflow

from ..conftest import MakeEngine
from ..support import BUYER, DAY, PLATFORM, SELLER, START, a_claim, an_order, refund

ROOT = Path(__file__).parents[2]
CRAFT = Workflow.load(ROOT / "examples" / "craftmarket.toml")
PHOTO = Evidence("image", "s3://evidence/1.jpg", "ab" * 32, 81_920)


@pytest.fixture
def clock() -> ManualClock:
    """Moved by hand."""
    return ManualClock(START)


@pytest.fixture
def engine(make_engine: MakeEngine, clock: ManualClock) -> DisputeEngine:
    """The example's marketplace, on every store."""
    return make_engine(clock, (CRAFT,))


def test_the_maker_pays(engine: DisputeEngine) -> None:
    dispute = engine.file(an_order(), a_claim(), "craftmarket", by=BUYER)
    assert (dispute.state, dispute.turn) == ("answering", "seller")
    ended = engine.act(dispute.id, "accept_plan", by=SELLER, of="buyer")
    assert ended.outcome is not None
    assert (ended.outcome.resolution, ended.outcome.refund.amount) == ("agreed", 1250)


def test_a_silent_maker_leaves_it_to_the_market_and_a_silent_market_pays_all(
    engine: DisputeEngine, clock: ManualClock
) -> None:
    dispute = engine.file(an_order(), a_claim(), "craftmarket", by=BUYER)
    clock.advance(days=3)
    fired = [one.timer for one in engine.tick().fired]
    assert fired == ["reminder", "answer_timeout"]
    assert engine.get(dispute.id).state == "review"
    clock.advance(days=30)
    engine.tick()
    ended = engine.get(dispute.id)
    assert ended.outcome is not None
    assert (ended.outcome.resolution, ended.outcome.refund.amount) == ("platform_timeout", 4599)
    # Ten business days from Thursday on, and no holiday among them.
    assert ended.outcome.resolved_at - START == timedelta(days=3 + 14)


def test_the_market_decides_and_the_host_has_an_effect_of_its_own(engine: DisputeEngine) -> None:
    claim = a_claim("damaged", received=True, evidence=[PHOTO])
    dispute = engine.file(an_order(facts={"custom_made": False}), claim, "craftmarket", by=BUYER)
    engine.act(dispute.id, "reject", by=SELLER)
    effects = [effect.kind for event in engine.history(dispute.id) for effect in event.effects]
    assert "ask_for_photos" in effects
    ended = engine.act(dispute.id, "rule", by=PLATFORM, plan=refund(500), winner="buyer", liable="seller")
    assert ended.outcome is not None
    assert (ended.outcome.resolution, ended.outcome.refund.amount) == ("ruled", 500)


def test_a_piece_made_to_measure_goes_to_the_market_at_once(engine: DisputeEngine) -> None:
    order = an_order(facts={"custom_made": True})
    claim = a_claim("wrong_item", received=True, evidence=[PHOTO])
    assert engine.file(order, claim, "craftmarket", by=BUYER).state == "review"
    lost = replace(order, line="2")
    assert engine.file(lost, a_claim(), "craftmarket", by=BUYER).state == "answering"


def test_the_window_closes(engine: DisputeEngine) -> None:
    with pytest.raises(Refused, match="The window closed") as caught:
        engine.file(
            an_order(delivered_at=START - 31 * DAY, shipped_at=START - 40 * DAY), a_claim(), "craftmarket", by=BUYER
        )
    assert caught.value.code == "too_late"


def test_the_page_on_workflows_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    snippets = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "workflows.md").read_text(), flags=re.DOTALL)
    assert len(snippets) == 4
    monkeypatch.chdir(ROOT)
    exec(compile("\n".join(snippets), "workflows.md", "exec"), {})
