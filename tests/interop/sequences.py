"""Seeded sequences of commands, taken on the engine: what was asked, and the path that the dispute took.

Actors mostly do what they may, at random times, at deadlines, and a millisecond to either side of them. The
commands are written down as events of the exported machine, for another interpreter to take the same path.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from disputes import Actor, Claim, Dispute, Engine, Event, InvalidInput, ManualClock, Order, Plan, Refused, Workflow
from disputes.engine.conditions import Is
from disputes.engine.ids import Ids
from disputes.storage.memory import MemoryStore

from ..support import ACTORS, DAY, IMAGE, START, an_order, usd
from .wording import MILLISECOND, Json, claim_json, millis, order_json, plain

AFTERWARDS = timedelta(days=400)
"""Long enough for every timer to fire."""

AMOUNTS = (500, 1250, 4599)
SPANS = (timedelta(), MILLISECOND, *(timedelta(minutes=7), timedelta(hours=5), DAY) * 3, 3 * DAY, 11 * DAY)
STARTS = (START, START + timedelta(days=4, hours=17), datetime(2026, 10, 29, 23, 30, tzinfo=UTC))
"""A Monday; a Saturday in California that the clocks go forward after; before they go back."""


@dataclass
class Path:
    """One sequence with the path that the engine took, in the words of the exported machine."""

    workflow: str
    sent: list[Json] = field(default_factory=list[Json])
    steps: list[Json] = field(default_factory=list[Json])
    history: list[Json] = field(default_factory=list[Json])
    outcome: Json | None = None
    end: int = 0

    @property
    def taken(self) -> Json:
        """The path alone."""
        return {"steps": self.steps, "history": self.history, "outcome": self.outcome}

    @property
    def asked(self) -> Json:
        """What the other interpreter is to do."""
        return {"workflow": self.workflow, "steps": self.sent, "end": self.end}


class Walk:
    """A dispute under way on the engine."""

    def __init__(self, workflow: Workflow, seed: int) -> None:
        self.workflow = workflow
        self.random = Random(f"{workflow.id} {seed}")
        self.clock = ManualClock(self.random.choice(STARTS))
        self.engine = Engine(MemoryStore(), [workflow], self.clock, Ids(Random(seed)))
        self.order = _order(workflow, self.random, self.clock.now())
        self.path = Path(workflow.id)
        self.dispute: Dispute | None = None
        self.ways = _ways(workflow)
        self.telling = _telling(workflow)
        self.done: set[tuple[Actor, str]] = set()

    def run(self) -> Path:
        """Take all steps, then wait until nothing is left to happen."""
        for _ in range(self.random.randint(3, 16)):
            self._wait()
            self._act() if self.dispute else self._file()
        self.clock.advance(AFTERWARDS)
        self.path.end = millis(self.clock.now())
        if self.dispute:
            self.dispute = self.engine.get(self.dispute.id)
            self.path.history = list(_history(self.engine, self.dispute))
            self.path.outcome = _outcome(self.dispute)
        return self.path

    def _wait(self) -> None:
        timers = self.engine.get(self.dispute.id).timers if self.dispute else ()
        if timers and self.random.random() < 0.3:
            due = self.random.choice(timers).due_at + self.random.choice((-1, 0, 0, 1)) * MILLISECOND
            self.clock.set(max(due, self.clock.now()))
        else:
            self.clock.advance(self.random.choice(SPANS))

    def _file(self) -> None:
        claim = Claim(
            self._reason(),
            self._plan("buyer"),
            received=self.random.random() < 0.5,
            evidence=(IMAGE,) * self.random.choice((0, 1, 1)),
        )
        event = {"claim": claim_json(claim), "order": order_json(self.order)}
        try:
            self.dispute = self.engine.file(self.order, claim, self.workflow.id, by=ACTORS["buyer"])
        except Refused:
            self._note("file", ACTORS["buyer"], event, accepted=False)
        else:
            self._note("file", ACTORS["buyer"], event, accepted=True)

    def _act(self) -> None:
        assert self.dispute
        by, name = self._choose(self.dispute.id)
        action = self.workflow.action(name, by.role)
        takes = [*action.takes, *(one for one in action.may_take if self.random.random() < 0.5)] if action else []
        if action and action.needs_one and not takes:
            takes = [self.random.choice(action.may_take)]
        details: Json = {one: self._detail(one, by.role) for one in takes} | self._way(name, by.role)
        try:
            self.dispute = self.engine.act(self.dispute.id, name, by=by, **details)
        except (Refused, InvalidInput):
            self._note(name, by, details, accepted=False)
        else:
            self.done.add((by, name))
            self._note(name, by, details, accepted=True)

    def _choose(self, dispute_id: str) -> tuple[Actor, str]:
        """Mostly what is allowed; now and then anything by anybody."""
        offered = [
            (by, item.action)
            for by in ACTORS.values()
            for item in self.engine.actions(dispute_id, by=by)
            if item.allowed and self.workflow.action(item.action, by.role)
        ]
        if offered and self.random.random() < 0.8:
            # What has not been done yet leads further; giving up ends most disputes too early to be interesting.
            lively = [one for one in offered if one[1] != "withdraw" or self.random.random() < 0.2]
            fresh = [one for one in lively if one not in self.done]
            return self.random.choice((fresh if self.random.random() < 0.8 else lively) or offered)
        names = [(by, action.name) for by in ACTORS.values() for action in self.workflow.actions]
        return self.random.choice([one for one in names if one[1] != "file"])

    def _way(self, action: str, role: str) -> Json:
        """Mostly details by which one of the action's rows applies: most others are refused everywhere."""
        ways = self.ways.get((action, role), [])
        return dict(self.random.choice(ways)) if ways and self.random.random() < 0.85 else {}

    def _detail(self, name: str, role: str) -> object:
        random = self.random
        choices: dict[str, Sequence[object]] = {
            "reason": (self._reason(),),
            "evidence": ((IMAGE,), (IMAGE, IMAGE)),
            "evidence_id": ("e1", "e2", "e3"),
            "of": ("buyer", "seller", "platform"),
            "winner": ("buyer", "seller", "both", "nobody"),
            "liable": ("seller", "platform", "carrier", "nobody"),
            "reason_code": tuple(self.workflow.reason_codes) or ("none",),
            "overturn": (True, False),
        }
        return self._plan(role) if name == "plan" else random.choice(choices.get(name, (f"some {name}",)))

    def _reason(self) -> str:
        """Often one that deadlines depend on."""
        told = self.telling if self.random.random() < 0.3 else ()
        return self.random.choice(told or tuple(self.workflow.categories))

    def _plan(self, role: str) -> Plan:
        """A plan, now and then another party's, mostly of a kind on offer; a buyer always asks for something."""
        others = [plan for party, plan in self.dispute.plans.items() if plan and party != role] if self.dispute else []
        if others and self.random.random() < 0.3 and (role != "buyer" or Plan.no_refund() not in others):
            return self.random.choice(others)
        amount = usd(self.random.choice(AMOUNTS))
        back = Plan.return_and_refund(amount, self.random.choice(("buyer", "seller")))
        plans = [Plan.refund(amount), back, Plan.replacement()] + ([] if role == "buyer" else [Plan.no_refund()])
        offered = [plan for plan in plans if plan.kind in self.workflow.plans]
        return self.random.choice(plans if self.random.random() < 0.1 else offered)

    def _note(self, action: str, by: Actor, details: Json, accepted: bool) -> None:
        event = {"type": f"{action}.{by.role}", "role": by.role, **{k: plain(v) for k, v in details.items()}}
        at = millis(self.clock.now())
        self.path.sent.append({"at": at, "event": event})
        state, timers = "(new)", Json()
        if self.dispute:
            dispute = self.engine.get(self.dispute.id)
            state, timers = dispute.state, {timer.name: millis(timer.due_at) for timer in dispute.timers}
        self.path.steps.append({"at": at, "accepted": accepted, "state": state, "timers": timers})


def walk(workflow: Workflow, seed: int) -> Path:
    """The seed's sequence, and the path that the engine takes."""
    return Walk(workflow, seed).run()


def _ways(workflow: Workflow) -> dict[tuple[str, str], list[Json]]:
    """The details that choose among the rows of an action."""
    ways: dict[tuple[str, str], list[Json]] = {}
    for row in workflow.transitions:
        for role in row.by if row.given else ():
            ways.setdefault((row.action, role), []).append(dict(row.given))
    return ways


def _telling(workflow: Workflow) -> tuple[str, ...]:
    """The reasons that due times ask for."""
    asked = (one for rule in workflow.timers for due in rule.due for one in due.when)
    return tuple({str(one.value): None for one in asked if isinstance(one, Is) and one.fact in {"reason", "category"}})


def _order(workflow: Workflow, random: Random, now: datetime) -> Order:
    def around(*days: int | None) -> datetime | None:
        day = random.choice(days)
        return None if day is None else now + day * DAY + random.choice((timedelta(), timedelta(hours=7)))

    facts = {rule.name: random.choice(rule.values) for rule in workflow.facts if random.random() < 0.8}
    times = {name: at for name in workflow.times if (at := around(-20, -8, -1, None))}
    return an_order(
        shipped_at=around(-20, -20, -12, -12, -2),
        promised_delivery_at=around(None, -10, -3, 4, 25),
        delivered_at=around(None, -9, -2),
        completed_at=around(None, None, -8, -1),
        seller_medal=random.choice((None, "gold", "silver")),
        after_sales_guarantee=random.random() < 0.15,
        platform_logistics=random.random() < 0.25,
        return_address=random.choice((None, "Pier 7", "Pier 7")),
        refunded=random.choice((None, None, None, usd(4000))),
        facts=facts,
        times=times,
    )


def _history(engine: Engine, dispute: Dispute) -> Iterator[Json]:
    """The history, a filing and the way on from there as one entry."""
    entries: list[Json] = []
    for event in engine.history(dispute.id):
        if event.action == "route":
            filed = entries.pop()
            entries.append(filed | {"to": event.to_state, "effects": sorted([*filed["effects"], *_effects(event)])})
            continue
        of = event.details.get("timer") if event.action == "reminder" else None
        at, effects = millis(event.occurred_at), sorted(_effects(event))
        entries.append({"at": at, "action": event.action, "of": of, "to": event.to_state, "effects": effects})
    yield from entries


def _effects(event: Event) -> list[list[Any]]:
    return [[one.kind, one.amount and one.amount.amount] for one in event.effects]


def _outcome(dispute: Dispute) -> Json | None:
    if dispute.outcome is None:
        return None
    names = ("resolution", "decided_by", "winner", "liable", "revision")
    said: Json = {name: getattr(dispute.outcome, name) for name in names}
    return said | {"refund": dispute.outcome.refund.amount}
