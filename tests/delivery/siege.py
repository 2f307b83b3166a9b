"""A daemon with a few good receivers among many hostile ones, on real sockets: what came of it."""

import resource
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle

from disputes import Actor, Claim, DeliverySettings, DisputeEngine, Event, Limits, Money, Order, Plan

from ..daemon.audit import every_event, is_firing
from ..daemon.waiting import wait_for
from ..daemon_programme import quick
from .receivers import HOSTILE, ODD, Receiver, receivers
from .stories import envelope

SETTINGS = DeliverySettings(
    concurrency=32,
    per_endpoint=2,
    stop_seconds=0.2,
    limits=Limits(connect_seconds=0.3, attempt_seconds=0.3, rest_seconds=0.05),
)


@dataclass(frozen=True)
class Siege:
    """What was reached."""

    receivers: int
    messages: int
    good: int
    refused: int
    disabled: int
    latest_seconds: float
    grown_megabytes: float

    def __str__(self) -> str:
        return (
            f"{self.receivers} hostile receivers, {self.messages} messages, each once and in order at {self.good} good "
            f"ones; {self.refused} hostile receivers refused theirs and {self.disabled} were gone; timers were at most "
            f"{self.latest_seconds:.2f} s late; memory grew by {self.grown_megabytes:.0f} MB"
        )


def besiege(url: str, *, hostile: int, good: int, disputes: int, day: float, seconds: float) -> Siege:
    """Let disputes run their course by timers alone; AssertionError when a good receiver misses one message."""
    before = _megabytes()
    with receivers() as net, DisputeEngine(url, workflows=[quick(day)], delivery=SETTINGS) as engine:
        kinds = cycle((*HOSTILE, *ODD))
        enemies = [net.start(next(kinds)) for _ in range(hostile)]
        friends = [net.start() for _ in range(good)]
        for place, receiver in enumerate((*enemies, *friends)):
            mode = "binary" if receiver.kind != "good" and place % 2 else "structured"
            engine.endpoints.add(receiver.url, internal=True, mode=mode)
        for number in range(disputes):
            _file(engine, number)
        engine.start()
        wait_for("the disputes have ended", lambda: len(engine.outcomes()) == disputes, seconds)
        wanted = sum(1 for event in every_event(engine) for _ in _told(event)) + disputes
        wait_for("good receivers have all", lambda: all(len(one.got) >= wanted for one in friends), seconds)
        wait_for("every enemy has had a visit", lambda: all(one.connections for one in enemies), seconds)
        engine.stop()
        for friend in friends:
            check_in_order(friend, wanted)
        _check_enemies(enemies)
        return Siege(
            hostile,
            wanted,
            good,
            sum(not one.got for one in enemies),
            sum(one.disabled_at is not None for one in engine.endpoints.all()),
            max(_lateness(event) for event in every_event(engine) if is_firing(event)),
            _megabytes() - before,
        )


def check_in_order(receiver: Receiver, wanted: int) -> None:
    """It has every message exactly once, and those of each dispute in order."""
    came = [envelope(request) for request in receiver.got]
    assert len(came) == wanted == len({one["id"] for one in came}), f"{len(came)} came of {wanted}"
    last: dict[str, str] = {}
    for one in came:
        assert last.get(one["subject"], "") < one["sequence"], f"{one['id']} came after {last[one['subject']]}"
        last[one["subject"]] = one["sequence"]


def _check_enemies(enemies: list[Receiver]) -> None:
    for one in enemies:
        assert one.kind in ODD or not one.got, f"{one.kind} was sent a message that counts as taken"


def _told(event: Event) -> Iterator[str]:
    """The messages that an event becomes, its outcome aside."""
    yield event.action
    yield from (effect.kind for effect in event.effects if effect.kind in {"refund", "recover", "replace"})


def _file(engine: DisputeEngine, number: int) -> None:
    now = engine.clock.now()
    order = Order(f"siege-{number}", "b", "s", Money(4599, "USD"), shipped_at=now - timedelta(days=1))
    claim = Claim("other_shipping_method", plan=Plan.refund(Money(1250, "USD")))
    engine.file(order, claim, "quick@1", by=Actor.buyer("b"))


def _lateness(event: Event) -> float:
    assert event.recorded_at is not None
    return (event.recorded_at - event.occurred_at).total_seconds()


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
