"""Random programmes: mostly sensible, so that disputes get far, with wrong actors, details and instants among them.

Each step is rolled from a number of its own, so that all of them are equally likely (drawn piece by piece, they
come out alike and disputes end early); Hypothesis still finds the shortest programme that fails.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from disputes import Actor, Claim, Evidence, Money, Plan, Workflow, workflows
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..support import BUYER, DAY, PLATFORM, SELLER, START, usd
from .steps import MOMENT, Allowed, Call, Programme, Step, Ticks, Wait

STRANGERS = (Actor.buyer("b-999"), Actor.seller("s-999"), Actor.system())
ANYBODY = (BUYER, SELLER, PLATFORM, *STRANGERS)
ALIEXPRESS = workflows.get("aliexpress@2")
TEXTS = ("Blue, not red", "naïve ☂ 𝄞", "0")
MOST_BYTES = 5_000_000
"""What an image may have."""

SPANS = (timedelta(), MOMENT, *(timedelta(hours=1),) * 3, *(0.25 * DAY,) * 2, 0.5 * DAY, DAY, 2 * DAY, 3 * DAY - MOMENT)
LONG_SPANS = (5 * DAY, 8 * DAY, 31 * DAY)
AROUND = (-2 * DAY, -DAY, -MOMENT, -MOMENT, timedelta(), timedelta(), MOMENT)

FACTS: dict[str, tuple[Any, ...]] = {
    "shipped_at": (*(START - 20 * DAY,) * 6, START - 10 * DAY, START - 4 * DAY),
    "promised_delivery_at": (
        *(None,) * 4,
        START - 10 * DAY,
        START + DAY,
        START + 7 * DAY,
        START + 8 * DAY + MOMENT,
        START + 30 * DAY,
    ),
    "completed_at": (None, None, None, START - 3 * DAY),
    "seller_medal": (None, "silver", "gold"),
    "after_sales_guarantee": (False,) * 5 + (True,),
    "platform_logistics": (False,) * 5 + (True,),
    "return_address": (None, "1 Main St"),
    "refunded": (None, None, None, None, usd(0), usd(4000)),
}
TIMES = (START - 12 * DAY, START - 3 * DAY, START - 3 * DAY, START + 2 * DAY)
"""What a workflow's own time points of an order may be."""

NEW_FACTS: tuple[dict[str, tuple[Any, ...]], ...] = (
    {"promised_delivery_at": (START - DAY, START + 3 * DAY, START + 9 * DAY, START + 20 * DAY)},
    {"promised_delivery_at": (START + 7 * DAY, START + 7 * DAY + MOMENT)},
    {"seller_medal": ("silver", "gold")},
    {"refunded": (usd(1), usd(3600), usd(4599), usd(4600), Money(5, "EUR"))},
    {"completed_at": (START, START + 2 * DAY), "delivered_at": (START,), "return_address": ("2 Main St",)},
    {"after_sales_guarantee": (True, False), "platform_logistics": (True, False)},
    {},
)


def some_plan(random: Random, workflow: Workflow) -> Plan:
    """Mostly one on offer, within what was paid."""
    amount = usd(random.choice((1, 500, 500, 1250, 1250, 4599)))
    plans = {
        "refund": Plan.refund(amount),
        "return_and_refund": Plan.return_and_refund(amount, random.choice(("buyer", "seller", "platform"))),
        "no_refund": Plan.no_refund(),
        "replacement": Plan.replacement(),
    }
    if random.random() < 0.7:
        return plans["refund"]
    if random.random() < 0.8:
        return plans[random.choice(workflow.plans)]
    return random.choice((*plans.values(), Plan.refund(usd(4600)), Plan.refund(Money(5, "EUR"))))


def some_evidence(random: Random) -> Evidence:
    """Mostly an image within its limits."""
    size = random.choice((1, 81_920, MOST_BYTES, MOST_BYTES, MOST_BYTES + 1))
    return Evidence(random.choice(("image", "image", "video")), random.choice(("s3://1", "s3://2")), "ab" * 32, size)


def some_reason(random: Random, workflow: Workflow) -> str:
    """One that the workflow knows; those on which its deadlines depend come as often as all others together."""
    return random.choice((random.choice(tuple(workflow.reasons)), random.choice(tuple(workflow.categories))))


def some_claim(random: Random, workflow: Workflow) -> Claim:
    """Mostly one that may be filed."""
    reason = "nonsense" if random.random() < 0.08 else some_reason(random, workflow)
    received = random.random() < 0.2
    evidence = tuple(some_evidence(random) for _ in range(random.choice((0, 0, 1, 2))))
    return Claim(reason, some_plan(random, workflow), received, evidence, random.choice((None, *TEXTS)))


DETAILS: dict[str, Callable[[Random, Workflow], Any]] = {
    "plan": some_plan,
    "reason": lambda random, workflow: random.choice((some_reason(random, workflow),) * 9 + ("nonsense",)),
    "text": lambda random, _: random.choice(TEXTS),
    "note": lambda random, _: random.choice(TEXTS),
    "why": lambda random, _: random.choice(TEXTS),
    "evidence": lambda random, _: [some_evidence(random) for _ in range(random.choice((1, 1, 2)))],
    "evidence_id": lambda random, _: random.choice(("e1", "e2", "e3")),
    "of": lambda random, _: random.choice(("buyer", "seller", "platform", "platform")),
    "winner": lambda random, _: random.choice(("buyer", "seller", "both", "nobody")),
    "liable": lambda random, _: random.choice(("seller", "platform", "carrier", "nobody")),
    "reason_code": lambda random, workflow: random.choice((*workflow.reason_codes, "nonsense")),
    "overturn": lambda random, _: random.random() < 0.7,
    "return_address": lambda random, _: random.choice(TEXTS),
    "carrier": lambda random, _: random.choice(TEXTS),
    "tracking": lambda random, _: random.choice(TEXTS),
    "condition": lambda random, _: random.choice(("ok", "damaged")),
    "timer": lambda random, workflow: random.choice((*workflow.timer_by_name, "nonsense")),
    "duration": lambda random, _: random.choice((MOMENT, DAY, DAY, 2 * DAY, 14 * DAY, 40 * DAY, -DAY)),
}
"""Something for every detail that an action of any workflow takes, by its name: that is its type."""

_OPTIONAL = dict.fromkeys(("reason", "text", "note", "why", "reason_code", "return_address"), 0.5) | {"liable": 0.8}
"""How often somebody gives what may be left out."""


def _actions(workflow: Workflow, clock: bool) -> list[tuple[str, tuple[str, ...]]]:
    """Every action with the details that somebody might give; and what is no action, or nobody's."""
    declared = [(action.name, (*action.takes, *action.may_take)) for action in workflow.actions]
    nobodys = [(name, ()) for name in (*workflow.timer_by_name, "route", "nonsense")]
    clocks = [("extend", ("timer", "duration", "why")), ("pause", ("why",)), ("resume", ("why",))]
    return [one for one in (*declared, *nobodys, *(clocks if clock else ())) if one[0] != "file"]


def sensible_claim(random: Random, workflow: Workflow) -> Claim:
    """One that may be filed when the order's facts allow it."""
    plan = Plan.refund(usd(random.choice((500, 1250, 4599))))
    if "return_and_refund" in workflow.plans and random.random() < 0.25:
        plan = Plan.return_and_refund(usd(random.choice((500, 1250, 4599))), "seller")
    return Claim(some_reason(random, workflow), plan)


@dataclass(frozen=True)
class World:
    """What a programme is drawn for: a workflow; and whether the platform works on clocks, and mends outages."""

    workflow: Workflow = ALIEXPRESS
    clock: bool = False
    mends: bool = False


def _rolled(random: Random, workflow: Workflow, names: tuple[str, ...]) -> dict[str, Any]:
    """Details of these names; those that may be left out sometimes are."""
    given = (name for name in names if random.random() < _OPTIONAL.get(name, 1))
    return {name: DETAILS[name](random, workflow) for name in given}


def _allowed(random: Random, line: str, world: World) -> Allowed:
    filed = {"claim": sensible_claim(random, world.workflow), "workflow": world.workflow.id}
    palette = _rolled(random, world.workflow, tuple(DETAILS)) | filed
    mends, moves = world.mends and random.random() < 0.5, random.random() < 0.7
    return Allowed(line, random.randrange(60), random.randrange(60), palette, world.clock, mends, moves)


def _act(random: Random, line: str, world: World) -> Call:
    action, names = random.choice(_actions(world.workflow, world.clock))
    details = _rolled(random, world.workflow, names)
    seen = random.choice((None, None, None, 0, -1))
    return Call("act", line, random.choice(ANYBODY), action, details, seen, mends=world.mends)


def _update(random: Random, line: str, world: World) -> Call:
    scope, names = random.choice(("line", "whole order")), random.choice(NEW_FACTS)
    facts = {name: random.choice(names[name]) for name in names} | (_own_facts(random, world) if not names else {})
    return Call("update_order", line, Actor.system(), scope, facts)


def _own_facts(random: Random, world: World) -> dict[str, Any]:
    """What this workflow asks of an order by name; now and then one that it does not know."""
    facts = {rule.name: random.choice(rule.values) for rule in world.workflow.facts}
    times = {name: random.choice(TIMES) for name in world.workflow.times}
    own: dict[str, Any] = {name: value for name, value in (("facts", facts), ("times", times)) if value}
    return {"facts": {"nonsense": True}} if own and random.random() < 0.05 else own


def _file(random: Random, line: str, world: World) -> Call:
    by = random.choice((BUYER, BUYER, BUYER, STRANGERS[0], SELLER))
    claim = some_claim(random, world.workflow)
    return Call("file", line, by, details={"claim": claim, "workflow": world.workflow.id})


def _erase(_random: Random, line: str, _world: World) -> Call:
    return Call("erase", line, Actor.system())


_CALLS = (*(_allowed,) * 12, *(_act,) * 3, *(_update,) * 2, _file, _erase)


def _wait(random: Random) -> Wait:
    kind = random.randrange(20)
    if kind < 14:
        return Wait(random.choice(SPANS))
    if kind < 19:
        return Wait(random.choice(AROUND), random.choice((0, 0, 0, 1, 2)))
    return Wait(random.choice(LONG_SPANS))


def _step(number: int, world: World) -> Step:
    random = Random(number)
    line = random.choice(("1", "1", "1", "1", "2"))
    return Step(_wait(random), random.choice(_CALLS)(random, line, world))


def _facts(number: int, world: World) -> Mapping[str, Any]:
    random = Random(number)
    own = {} if random.random() < 0.1 else _own_facts(random, world)
    return {name: random.choice(values) for name, values in FACTS.items()} | own


def _filing(number: int, world: World) -> Step:
    filed = {"claim": sensible_claim(Random(number), world.workflow), "workflow": world.workflow.id}
    return Step(Wait(), Call("file", "1", BUYER, details=filed))


_NUMBERS = st.integers(0, 2**16 - 1)


def _programme(world: World, facts: int, filing: int, steps: list[int]) -> Programme:
    return Programme(_facts(facts, world), (_filing(filing, world), *(_step(number, world) for number in steps)))


def programmes(most: int = 14, *worlds: World) -> SearchStrategy[Programme]:
    """A filing that mostly succeeds, and what follows; by AliExpress' rules unless other worlds are given."""
    steps = st.lists(_NUMBERS, min_size=min(most, 4), max_size=most)
    return st.builds(_programme, st.sampled_from(worlds or (World(),)), _NUMBERS, _NUMBERS, steps)


EVERYWHERE = tuple(World(workflow, clock=True) for workflow in workflows.all())
"""Every shipped workflow, with clocks that the platform extends, stops and lets run again."""

WITH_OUTAGES = tuple(World(workflow, clock=True, mends=True) for workflow in workflows.all())
"""The same where it also mends what was overdue: here what happens depends on when somebody ticks."""


_PERCENTS = st.lists(st.sampled_from((0, 30, 50, 99, 100)), max_size=2).map(tuple)
TICKS: SearchStrategy[Ticks] = st.builds(Ticks, st.just(False), st.lists(_PERCENTS, min_size=1, max_size=4).map(tuple))
"""Ticks at random, more or less often."""
