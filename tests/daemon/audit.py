"""What must be true after any load: looked at from outside, against a small model of the deadlines of its own."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from disputes import Dispute, DisputeEngine, Event, Outcome

_BEFORE_ARBITRATION = ("seller_response", "negotiation")


def every_dispute(engine: DisputeEngine) -> Iterator[Dispute]:
    """All disputes of a database."""
    after = None
    while True:
        page = engine.find(order_by="filed", after=after, limit=1000)
        yield from page
        after = page.next
        if after is None:
            return


def every_event(engine: DisputeEngine) -> list[Event]:
    """The whole feed of events."""
    found: list[Event] = []
    while page := engine.events(found[-1].position or 0 if found else 0, 5000):
        found += page
    return found


def every_outcome(engine: DisputeEngine) -> list[Outcome]:
    """The whole feed of outcomes."""
    found: list[Outcome] = []
    while page := engine.outcomes(found[-1].position or 0 if found else 0, 5000):
        found += page
    return found


@dataclass(frozen=True)
class Audit:
    """What was found: the histories, and everything that is wrong, in sentences."""

    histories: dict[str, list[Event]]
    faults: list[str]

    @property
    def firings(self) -> int:
        """How many timers fired."""
        return sum(is_firing(event) for history in self.histories.values() for event in history)


def is_firing(event: Event) -> bool:
    """The event is a timer's."""
    return event.actor.role == "system" and event.action != "route"


def audit(engine: DisputeEngine, seconds_a_day: float) -> Audit:
    """Look at everything in a database whose disputes run under `quick@1` and have all ended."""
    histories: dict[str, list[Event]] = {}
    faults: list[str] = []
    for dispute in every_dispute(engine):
        history = histories[dispute.id] = engine.history(dispute.id)
        faults += [f"{dispute.id}: {fault}" for fault in engine.verify(dispute.id)]
        faults += [f"{dispute.id}: {fault}" for fault in deadline_faults(history, seconds_a_day)]
        if dispute.outcome is None:
            faults.append(f"{dispute.id} stands in {dispute.state} for ever")
    faults += feed_faults(every_event(engine), every_outcome(engine), histories)
    return Audit(histories, faults)


def feed_faults(
    events: Sequence[Event], outcomes: Sequence[Outcome], histories: dict[str, list[Event]]
) -> Iterator[str]:
    """Both feeds say what the histories say: each once, in order per dispute, without a gap."""
    yield from _position_faults("events", [event.position for event in events])
    yield from _position_faults("outcomes", [outcome.position for outcome in outcomes])
    fed: dict[str, list[int]] = {}
    for event in events:
        fed.setdefault(event.dispute_id, []).append(event.seq)
    for dispute_id, history in histories.items():
        if fed.get(dispute_id) != [event.seq for event in history]:
            yield f"{dispute_id}: the feed says {fed.get(dispute_id)}, the history has {len(history)} events"
    ended = {one for one, history in histories.items() if history[-1].to_state == "resolved"}
    if Counter(outcome.dispute_id for outcome in outcomes) != Counter(ended):
        yield f"{len(outcomes)} outcomes for {len(ended)} disputes that ended"
    effects = Counter(effect.id for event in events for effect in event.effects)
    yield from (f"effect {name} was ordered {times} times" for name, times in effects.items() if times > 1)
    refunds = Counter(event.dispute_id for event in events for effect in event.effects if effect.kind == "refund")
    yield from (f"{name} was refunded {times} times" for name, times in refunds.items() if times > 1)


def _position_faults(feed: str, positions: Sequence[int | None]) -> Iterator[str]:
    if list(positions) != list(range(1, len(positions) + 1)):
        yield f"the positions of {feed} have gaps or doubles: {len(positions)} up to {positions[-1]}"


def deadline_faults(history: Iterable[Event], seconds_a_day: float) -> Iterator[str]:
    """Timers that fired early, late, twice or not at all, by a model that does not use the engine's."""
    model = _Deadlines(seconds_a_day)
    events = list(history)
    for before, event in pairwise(events):
        if event.occurred_at < before.occurred_at:
            yield f"event {event.seq} goes back in time"
    for event in events:
        if event.recorded_at is None or event.recorded_at < event.occurred_at:
            yield f"event {event.seq} ({event.action}) of {event.occurred_at} was recorded at {event.recorded_at}"
        yield from model.faults(event)
        model.take(event)
    if model.waiting and events[-1].to_state == "resolved":
        yield f"{model.waiting} wait after the end"


class _Deadlines:
    """Which timers wait, and until when."""

    def __init__(self, seconds_a_day: float) -> None:
        self._day = seconds_a_day
        self._filed: datetime | None = None
        self.waiting: dict[str, datetime] = {}

    def faults(self, event: Event) -> Iterator[str]:
        """What this event shows to be wrong, as of just before it."""
        at = event.occurred_at
        if not is_firing(event):
            passed = {name for name, due in self.waiting.items() if due <= at}
            if passed and event.action != "route":
                yield f"event {event.seq} ({event.action}) at {at} came before {passed}: {self.waiting}"
        elif self.waiting.get(event.action) != at:
            yield f"event {event.seq} ({event.action}) fired at {at}, due {self.waiting.get(event.action)}"
        elif min(self.waiting.values()) < at:
            yield f"event {event.seq} ({event.action}) at {at} was fired before its turn: {self.waiting}"

    def take(self, event: Event) -> None:
        """What waits after this event."""
        at, before, now = event.occurred_at, event.from_state, event.to_state
        self.waiting.pop(event.action, None)
        self._filed = self._filed or at
        if now in _BEFORE_ARBITRATION:
            self.waiting["platform_intervention"] = self._after(self._filed, 7)
        else:
            self._drop("platform_intervention")
        if now == "seller_response":
            if event.action in ("route", "modify_claim", "propose_plan"):
                self.waiting["seller_response_timeout"] = self._after(at, 5)
                self.waiting["reminder"] = self._after(at, 5) - self._span(2)
        else:
            self._drop("seller_response_timeout", "reminder")
        if now == "arbitration":
            if before != "arbitration":
                self.waiting["arbitration_sla"] = self._after(at, 5)
                self.waiting["arbitration_default"] = self._after(at, 30)
            elif event.action == "take_case":
                self._drop("arbitration_sla")
        else:
            self._drop("arbitration_sla", "arbitration_default")
        if now == "plan_proposed":
            if event.action == "propose_plan" and event.actor.role == "platform":
                self.waiting["plan_acceptance_timeout"] = self._after(at, 3)
        else:
            self._drop("plan_acceptance_timeout")

    def _drop(self, *names: str) -> None:
        for name in names:
            self.waiting.pop(name, None)

    def _span(self, days: float) -> timedelta:
        return timedelta(seconds=round(days * self._day, 6))

    def _after(self, at: datetime, days: float) -> datetime:
        return at + self._span(days)
