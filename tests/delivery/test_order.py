"""Order per endpoint and dispute, whatever fails: random disputes, receivers, failures, replays and pauses."""

from datetime import timedelta
from random import Random

from disputes import DisputeEngine, ManualClock
from hypothesis import given, settings
from hypothesis import strategies as st

from ..support import START
from .conftest import QUICK
from .receivers import Receivers, receivers
from .stories import a_dispute, by_dispute, envelope, quarrel

FAILURES = st.lists(st.sampled_from(["204", "204", "500", "503 retry-after: 30", "404"]), max_size=12)
STEPS = st.lists(st.sampled_from(["file", "quarrel", "deliver", "wait", "restart"]), min_size=4, max_size=14)


@settings(max_examples=40)
@given(st.lists(FAILURES, min_size=1, max_size=3), STEPS, st.integers(0, 2**32))
def test_each_dispute_comes_in_order_to_each_endpoint(told: list[list[str]], steps: list[str], seed: int) -> None:
    with receivers() as net, DisputeEngine("memory://", clock=ManualClock(START), delivery=QUICK) as engine:
        _story(net, engine, told, steps, Random(seed))


def _story(net: Receivers, engine: DisputeEngine, told: list[list[str]], steps: list[str], random: Random) -> None:
    clock = engine.clock
    assert isinstance(clock, ManualClock)
    all_ = [net.start("good", *answers, "204") for answers in told]
    for one in all_:
        engine.endpoints.add(one.url, internal=True)
    open_disputes = [a_dispute(engine, 0)]
    for number, step in enumerate(steps, 1):
        if step == "file":
            open_disputes.append(a_dispute(engine, number))
        elif step == "quarrel":
            quarrel(engine, random.choice(open_disputes), random)
        elif step == "wait":
            clock.advance(timedelta(minutes=random.randint(0, 40)))
        else:
            engine.deliver()
    wanted = [event.position for event in engine.events(limit=1_000)]
    for _ in range(60):
        clock.advance(timedelta(hours=7))
        engine.deliver()
        if not engine.endpoints.backlogs():
            break
    for one in all_:
        assert sorted(envelope(request)["position"] for request in one.got) == wanted, "each message comes once"
        assert all(came == sorted(came) for came in by_dispute(one.got).values())
