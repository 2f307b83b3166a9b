"""Plays of a dispute on the real engine in which everybody takes as long as possible."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from disputes import Actor, Claim, Dispute, Engine, Event, InvalidInput, ManualClock, Order, Plan, Refused, Workflow
from disputes.engine.ids import Ids
from disputes.engine.latest import FILING, Latest
from disputes.storage.memory import MemoryStore

from ..support import BUYER, DAY, IMAGE, PLATFORM, SELLER, START, an_order, usd

MOMENT = timedelta(microseconds=1)
ENDING = frozenset({"withdraw", "accept_plan", "rule", "confirm_return"})
"""Actions by which plays would end early; they are rarer."""
GOODS_BACK = Plan.return_and_refund(usd(1000), "seller")


@dataclass
class Play:
    """One dispute under way; `told` are the host's times, the latest that were told of each."""

    workflow: Workflow
    random: Random
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])
    told: dict[str, datetime] = field(default_factory=dict[str, datetime])

    def __post_init__(self) -> None:
        self.clock = ManualClock(START)
        self.engine = Engine(MemoryStore(), (self.workflow,), self.clock, Ids(Random(1)))

    def file(self, claim: Claim) -> Dispute:
        """File the dispute on an order with the play's facts."""
        order: Order = an_order(**{"promised_delivery_at": None, "return_address": "1 Main St"} | dict(self.facts))
        if order.promised_delivery_at:
            self.told["promised_delivery"] = order.promised_delivery_at
        self.id = self.engine.file(order, claim, by=BUYER, workflow=self.workflow.id).id
        return self.now()

    def now(self) -> Dispute:
        """The dispute as of now."""
        return self.engine.get(self.id)

    def act(self, action: str, by: Actor, **details: Any) -> bool:
        """Take an action; whether it was possible."""
        try:
            self.engine.act(self.id, action, by=by, **details)
        except (Refused, InvalidInput):
            return False
        return True

    def extend(self) -> None:
        """Extend every waiting timer as far as its cap lets."""
        for timer in self.now().timers:
            rule = self.workflow.timer_by_name.get(timer.name)
            if rule and rule.extendable:
                self.act("extend", PLATFORM, timer=timer.name, duration=rule.extendable.span)

    def wait(self, short_of: timedelta) -> bool:
        """Let time pass until so long before the next deadline; whether there is one."""
        due = self.engine.next_due_at()
        if due:
            self.clock.set(max(self.clock.now(), due - short_of))
            self.engine.tick()
        return due is not None

    def step(self) -> None:
        """Something at random, mostly late: time passes, the clock is changed, somebody acts."""
        roll = self.random.random()
        if roll < 0.3:
            self.extend()
        elif roll < 0.4:
            self.act(self.random.choice(("pause", "resume")), PLATFORM)
        elif roll < 0.45:
            self.clock.set(self.clock.now() + self.random.choice((DAY / 3, DAY, 6 * DAY)))
        short_of = self.random.choice((timedelta(), MOMENT, MOMENT, MOMENT, DAY / 2))
        if not self.wait(short_of):
            self.clock.set(self.clock.now() + self.random.choice((DAY, 7 * DAY - MOMENT)))
        if short_of:
            self._somebody_acts()

    def _somebody_acts(self) -> None:
        party = self.random.choice((BUYER, SELLER, PLATFORM))
        allowed = [item for item in self.engine.actions(self.id, by=party) if item.allowed and item.takes != ("timer",)]
        if not allowed:
            return
        item = self.random.choice(allowed)
        if item.action in ENDING and self.random.random() < 0.85:
            return
        palette = self._palette()
        optional = [name for name in item.may_take if name in palette and self.random.random() < 0.7]
        names = [name for name in item.takes if name in palette] + optional
        self.act(item.action, party, **{name: palette[name] for name in names})

    def _palette(self) -> dict[str, Any]:
        one_of = self.random.choice
        return {
            "plan": one_of((Plan.refund(usd(500)), Plan.refund(usd(900)), GOODS_BACK, GOODS_BACK, Plan.no_refund())),
            "reason": one_of(tuple(self.workflow.categories)),
            "of": one_of(("buyer", "seller", "platform")),
            "winner": one_of(("buyer", "seller")),
            "liable": one_of(("seller", "buyer", "nobody")),
            "overturn": one_of((True, False)),
            "evidence": [IMAGE],
            "evidence_id": "e1",
            "carrier": "post",
            "tracking": "1",
            "why": "because",
        }

    def last_move(self) -> datetime:
        """When the state changed last."""
        return max(event.occurred_at for event in self.history() if event.from_state != event.to_state)

    def history(self) -> list[Event]:
        """What has happened."""
        return list(self.engine.history(self.id))

    def instant(self, latest: Latest) -> datetime:
        """A bound as an instant of this play."""
        filed = self.now().filed_at
        origins = {FILING: filed} | self.told
        return max(origins[origin] + span for origin, span in latest.after if origin in origins)


def random_claim(workflow: Workflow, random: Random) -> Claim:
    """A claim, for goods to be sent back where that is on offer."""
    plans = [plan for plan in (GOODS_BACK, Plan.refund(usd(800))) if plan.kind in workflow.plans]
    reason = random.choice(tuple(workflow.categories))
    return Claim(reason, random.choice(plans), received=random.random() < 0.5, evidence=(IMAGE,))


def random_facts(workflow: Workflow, random: Random) -> dict[str, Any]:
    """Facts of an order on which a dispute may be filed at START."""
    return {
        "times": dict.fromkeys(workflow.times, START - 10 * DAY),
        "facts": {rule.name: random.choice(rule.values) for rule in workflow.facts},
        "promised_delivery_at": random.choice((None, START - 3 * DAY, START + 9 * DAY, START + 60 * DAY)),
        "seller_medal": random.choice((None, "silver", "gold")),
        "after_sales_guarantee": random.random() < 0.15,
        "platform_logistics": random.random() < 0.15,
    }
