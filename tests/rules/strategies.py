"""Random programmes: mostly sensible, so that disputes get far, with wrong actors, details and instants among them.

Each step is rolled from a number of its own, so that all of them are equally likely (drawn piece by piece, they
come out alike and disputes end early); Hypothesis still finds the shortest programme that fails.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from random import Random
from typing import Any

from disputes import Actor, Claim, Evidence, Money, Plan
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..support import BUYER, DAY, PLATFORM, SELLER, START, usd
from .programmes import MOMENT, Allowed, Call, Programme, Step, Ticks, Wait

STRANGERS = (Actor.buyer("b-999"), Actor.seller("s-999"), Actor.system())
ANYBODY = (BUYER, SELLER, PLATFORM, *STRANGERS)
REASONS = ("not_received", "in_transit", "quality", "buyer_reason")
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
NEW_FACTS: tuple[dict[str, tuple[Any, ...]], ...] = (
    {"promised_delivery_at": (START - DAY, START + 3 * DAY, START + 9 * DAY, START + 20 * DAY)},
    {"promised_delivery_at": (START + 7 * DAY, START + 7 * DAY + MOMENT)},
    {"seller_medal": ("silver", "gold")},
    {"refunded": (usd(1), usd(3600), usd(4599), usd(4600), Money(5, "EUR"))},
    {"completed_at": (START, START + 2 * DAY), "delivered_at": (START,), "return_address": ("2 Main St",)},
    {"after_sales_guarantee": (True, False), "platform_logistics": (True, False)},
    {},
)


def some_plan(random: Random) -> Plan:
    """Mostly a refund within what was paid."""
    if random.random() < 0.85:
        return Plan.refund(usd(random.choice((1, 500, 500, 1250, 1250, 4599))))
    return random.choice((Plan.no_refund(), Plan.replacement(), Plan.refund(usd(4600)), Plan.refund(Money(5, "EUR"))))


def some_evidence(random: Random) -> Evidence:
    """Mostly an image within its limits."""
    size = random.choice((1, 81_920, MOST_BYTES, MOST_BYTES, MOST_BYTES + 1))
    return Evidence(random.choice(("image", "image", "video")), random.choice(("s3://1", "s3://2")), "ab" * 32, size)


def some_claim(random: Random) -> Claim:
    """Mostly one that may be filed."""
    reason = random.choice((*REASONS, *REASONS, *REASONS, "nonsense"))
    received = random.random() < 0.2
    evidence = tuple(some_evidence(random) for _ in range(random.choice((0, 0, 1, 2))))
    return Claim(reason, some_plan(random), received, evidence, random.choice((None, *TEXTS)))


DETAILS: dict[str, Callable[[Random], Any]] = {
    "plan": some_plan,
    "reason": lambda random: random.choice((*REASONS, *REASONS, "nonsense")),
    "text": lambda random: random.choice(TEXTS),
    "note": lambda random: random.choice(TEXTS),
    "why": lambda random: random.choice(TEXTS),
    "evidence": lambda random: [some_evidence(random) for _ in range(random.choice((1, 1, 2)))],
    "evidence_id": lambda random: random.choice(("e1", "e2", "e3")),
    "of": lambda random: random.choice(("buyer", "seller", "platform", "platform")),
    "winner": lambda random: random.choice(("buyer", "seller", "both", "nobody")),
    "liable": lambda random: random.choice(("seller", "platform", "carrier", "nobody")),
}
ACTIONS: dict[str, tuple[str, ...]] = {
    "modify_claim": ("plan", "reason", "text", "evidence"),
    "propose_plan": ("plan", "note", "winner", "liable"),
    "reject": ("plan", "note"),
    "accept_plan": ("of",),
    "withdraw_plan": (),
    "submit_evidence": ("evidence",),
    "delete_evidence": ("evidence_id",),
    "withdraw": ("why",),
    "take_case": (),
    "rule": ("plan", "winner", "liable", "why"),
    "seller_response_timeout": (),
    "route": (),
    "nonsense": (),
}
"""Every action with the details that somebody might give."""

_OPTIONAL = frozenset({"reason", "text", "note", "why", "liable"})


def sensible_claim(random: Random) -> Claim:
    """One that may be filed when the order's facts allow it."""
    return Claim(random.choice(REASONS), Plan.refund(usd(random.choice((500, 1250, 4599)))))


def _rolled(random: Random, names: tuple[str, ...]) -> dict[str, Any]:
    """Details of these names; those that may be left out are, every other time."""
    return {name: DETAILS[name](random) for name in names if name not in _OPTIONAL or random.random() < 0.5}


def _allowed(random: Random, line: str) -> Allowed:
    palette = _rolled(random, tuple(DETAILS)) | {"claim": sensible_claim(random)}
    return Allowed(line, random.randrange(60), random.randrange(60), palette)


def _act(random: Random, line: str) -> Call:
    action = random.choice(tuple(ACTIONS))
    details = _rolled(random, ACTIONS[action])
    return Call("act", line, random.choice(ANYBODY), action, details, random.choice((None, None, None, 0, -1)))


def _update(random: Random, line: str) -> Call:
    scope, names = random.choice(("line", "whole order")), random.choice(NEW_FACTS)
    return Call("update_order", line, Actor.system(), scope, {name: random.choice(names[name]) for name in names})


def _file(random: Random, line: str) -> Call:
    by = random.choice((BUYER, BUYER, BUYER, STRANGERS[0], SELLER))
    return Call("file", line, by, details={"claim": some_claim(random)})


def _erase(_random: Random, line: str) -> Call:
    return Call("erase", line, Actor.system())


_CALLS = (*(_allowed,) * 12, *(_act,) * 3, *(_update,) * 2, _file, _erase)


def _wait(random: Random) -> Wait:
    kind = random.randrange(20)
    if kind < 14:
        return Wait(random.choice(SPANS))
    if kind < 19:
        return Wait(random.choice(AROUND), random.choice((0, 0, 0, 1, 2)))
    return Wait(random.choice(LONG_SPANS))


def _step(number: int) -> Step:
    random = Random(number)
    line = random.choice(("1", "1", "1", "1", "2"))
    return Step(_wait(random), random.choice(_CALLS)(random, line))


def _facts(number: int) -> Mapping[str, Any]:
    random = Random(number)
    return {name: random.choice(values) for name, values in FACTS.items()}


def _filing(number: int) -> Step:
    return Step(Wait(), Call("file", "1", BUYER, details={"claim": sensible_claim(Random(number))}))


_NUMBERS = st.integers(0, 2**16 - 1)
STEPS = _NUMBERS.map(_step)


def _programme(facts: int, filing: int, steps: list[Step]) -> Programme:
    return Programme(_facts(facts), (_filing(filing), *steps))


def programmes(most: int = 14) -> SearchStrategy[Programme]:
    """A filing that mostly succeeds, and what follows."""
    return st.builds(_programme, _NUMBERS, _NUMBERS, st.lists(STEPS, min_size=min(most, 4), max_size=most))


_PERCENTS = st.lists(st.sampled_from((0, 30, 50, 99, 100)), max_size=2).map(tuple)
TICKS: SearchStrategy[Ticks] = st.builds(Ticks, st.just(False), st.lists(_PERCENTS, min_size=1, max_size=4).map(tuple))
"""Ticks at random, more or less often."""
