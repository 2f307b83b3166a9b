"""Bounds against the real engine: no play takes longer, and the longest way can be played."""

from random import Random

import pytest
from disputes import Claim, Workflow, workflows

from ..support import BUYER, DAY, IMAGE, PLATFORM, SELLER
from .latest_plays import GOODS_BACK, MOMENT, Play, random_claim, random_facts

MOST_STEPS = 80


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("workflow", workflows.all(), ids=lambda workflow: workflow.id)
def test_no_play_takes_longer_than_the_bounds(workflow: Workflow, seed: int) -> None:
    random = Random(seed)
    for _ in range(4):
        play = Play(workflow, random, random_facts(workflow, random))
        play.file(random_claim(workflow, random))
        for _ in range(MOST_STEPS):
            play.step()
        check(play)


def check(play: Play) -> None:
    """The play has ended in time, and nothing has happened to its outcome later."""
    end, last_word = play.workflow.proof.end, play.workflow.proof.last_word
    assert end
    assert last_word
    ends = [event.occurred_at for event in play.history() if event.to_state in resolved(play.workflow)]
    assert (ends[0] if ends else play.clock.now()) <= play.instant(end.at)
    assert not ends or play.last_move() <= play.instant(last_word.at)


def resolved(workflow: Workflow) -> set[str]:
    """The states after the end."""
    return {state.name for state in workflow.states if state.stage == "resolved"}


def test_the_longest_way_of_aliexpress_can_be_played() -> None:
    workflow = workflows.get("aliexpress@2")
    play = Play(workflow, Random(0))
    play.file(Claim("quality", GOODS_BACK, received=True, evidence=(IMAGE,)))
    bound = workflow.proof.end
    assert bound
    details = {
        "propose_plan": {"plan": GOODS_BACK, "winner": "buyer", "liable": "seller"},
        "ship_return": {"carrier": "post", "tracking": "1"},
    }
    parties = {"buyer": BUYER, "seller": SELLER, "platform": PLATFORM}
    # The response window would end first: the seller refuses at its last moment.
    play.extend()
    play.wait(MOMENT)
    assert play.act("reject", SELLER)
    for step in bound.way[1:]:
        play.extend()
        play.wait(MOMENT if step.by != "timer" else 0 * DAY)
        if step.by != "timer":
            assert play.act(step.action, parties[step.by], **details.get(step.action, {}))
        assert play.now().state == step.state
    ended = play.now().resolved_at
    assert ended
    at, paused = play.instant(bound.at), bound.paused
    assert at - paused - 10 * MOMENT < ended <= at - paused
