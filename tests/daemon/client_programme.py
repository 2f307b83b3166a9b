"""A client process: files disputes, acts in them, and aims at the very moments at which their timers fall due.

Arguments: URL, seconds a day, name, seed, milliseconds between two filings at the least. It runs until SIGTERM.
It says each command that it sent as a line of JSON: id, dispute, action, when it began and ended, the result.
"""

import json
import signal
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random
from threading import Event
from typing import Any

from disputes import Actor, Busy, Claim, Dispute, DisputeEngine, Money, Order, Plan, Refused

from ..daemon_programme import quick
from .waiting import pause

_MILLISECOND = timedelta(milliseconds=1)
Move = tuple[Actor, str, dict[str, Any]]


class Client:
    """Sends commands and tells of them."""

    def __init__(self, engine: DisputeEngine, name: str, random: Random) -> None:
        self._engine = engine
        self._name = name
        self._random = random
        self._numbers = count(1)
        self._planned: list[tuple[datetime, int, Callable[[Dispute], None], Dispute]] = []

    def run(self, spacing: timedelta, stop: Event) -> None:
        """File and act until it is to stop."""
        clock = self._engine.clock
        next_filing = clock.now()
        while not stop.is_set():
            now = clock.now()
            if self._planned and self._planned[0][0] <= now:
                _, _, act, dispute = heappop(self._planned)
                act(dispute)
            elif next_filing <= now:
                next_filing = now + spacing
                self._file()
            else:
                pause(0.001)

    def _file(self) -> None:
        number = next(self._numbers)
        buyer, seller = f"b-{self._name}-{number}", f"s-{number % 7}"
        shipped = self._engine.clock.now() - timedelta(days=1)
        order = Order(f"{self._name}-{number}", buyer, seller, _usd(4599), shipped_at=shipped)
        claim = Claim("other_shipping_method", plan=Plan.refund(_usd(1250)))

        def send(command_id: str) -> Dispute:
            return self._engine.file(order, claim, "quick@1", by=Actor.buyer(buyer), command_id=command_id)

        self._send("file", None, send)

    def _plan(self, dispute: Dispute) -> None:
        """What to do next in a dispute: nothing, something soon, or something just as its timer falls due."""
        if dispute.outcome or dispute.due_at is None:
            return
        due = min(timer.due_at for timer in dispute.timers)
        chance = self._random.random()
        if chance < 0.20:
            return
        if chance < 0.50:
            at, act = due + self._random.uniform(-12, 12) * _MILLISECOND, self._act
        elif chance < 0.90:
            at, act = due - self._random.uniform(2, 15) * _MILLISECOND, self._hold_over_the_due_time
        else:
            at, act = due - (due - self._engine.clock.now()) * self._random.random(), self._act
        heappush(self._planned, (at, next(self._numbers), act, dispute))

    def _act(self, dispute: Dispute) -> None:
        by, action, details = self._move(dispute)

        def send(command_id: str) -> Dispute:
            return self._engine.act(dispute.id, action, by=by, command_id=command_id, **details)

        self._send(action, dispute, send)

    def _hold_over_the_due_time(self, dispute: Dispute) -> None:
        """Act before the timer is due, and commit after it is."""
        by, action, details = self._move(dispute)
        due = min(timer.due_at for timer in dispute.timers)
        more = self._random.uniform(0, 20) * _MILLISECOND

        def send(command_id: str) -> Dispute:
            with self._engine.transaction() as session:
                done = self._engine.act(dispute.id, action, by=by, command_id=command_id, session=session, **details)
                pause((due + more - self._engine.clock.now()).total_seconds())
                return done

        self._send(action, dispute, send)

    def _move(self, dispute: Dispute) -> Move:
        buyer, seller = Actor.buyer(dispute.order.buyer), Actor.seller(dispute.order.seller)
        platform = Actor.platform("p-1")
        amount = _usd(self._random.randint(100, 1249))
        moves: dict[str, list[Move]] = {
            "seller_response": [
                (seller, "reject", {"plan": Plan.no_refund()}),
                (seller, "reject", {"plan": Plan.refund(amount)}),
                (seller, "accept_plan", {"of": "buyer"}),
                (buyer, "modify_claim", {"plan": Plan.refund(amount)}),
                (buyer, "withdraw", {}),
            ],
            "negotiation": [
                (buyer, "propose_plan", {"plan": Plan.refund(amount)}),
                (seller, "propose_plan", {"plan": Plan.refund(amount)}),
                (seller, "accept_plan", {"of": "buyer"}),
                (platform, "take_case", {}),
            ],
            "arbitration": [
                (platform, "take_case", {}),
                (platform, "propose_plan", {"plan": Plan.refund(amount), "winner": "buyer", "liable": "seller"}),
                (platform, "rule", {"plan": Plan.refund(amount), "winner": "buyer", "liable": "seller"}),
                (seller, "accept_plan", {"of": "buyer"}),
            ],
            "plan_proposed": [
                (buyer, "accept_plan", {"of": "platform"}),
                (seller, "accept_plan", {"of": "platform"}),
                (platform, "rule", {"plan": Plan.refund(amount), "winner": "buyer", "liable": "seller"}),
            ],
        }
        return self._random.choice(moves[dispute.state])

    def _send(self, action: str, dispute: Dispute | None, send: Callable[[str], Dispute]) -> None:
        command_id = f"{self._name}:{next(self._numbers)}"
        began = self._engine.clock.now()
        try:
            done = _until_not_busy(lambda: send(command_id))
        except Refused as refused:
            self._tell(command_id, dispute, action, began, f"refused {refused.code}")
            return
        self._tell(command_id, done, action, began, "done")
        if self._random.random() < 0.05:
            again = _until_not_busy(lambda: send(command_id))
            if (again.id, again.version, again.digest) != (done.id, done.version, done.digest):
                raise AssertionError(f"{command_id} sent again answers {again}, not {done}")
        self._plan(done)

    def _tell(self, command_id: str, dispute: Dispute | None, action: str, began: datetime, result: str) -> None:
        line = {
            "id": command_id,
            "dispute": dispute.id if dispute else None,
            "action": action,
            "began": began.isoformat(),
            "ended": self._engine.clock.now().isoformat(),
            "result": result,
        }
        print(json.dumps(line), flush=True)  # noqa: T201 - the test reads it


def _until_not_busy(send: Callable[[], Dispute]) -> Dispute:
    """Busy says: the same command again."""
    for _ in range(50):
        try:
            return send()
        except Busy:
            pause(0.02)
    return send()


def _usd(cents: int) -> Money:
    return Money(cents, "USD")


def main(url: str, day: str, name: str, seed: str, spacing: str) -> None:
    """Run until SIGTERM."""
    stop = Event()

    def on_signal(*_: Any) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    with DisputeEngine(url, workflows=[quick(float(day))]) as engine:
        Client(engine, name, Random(int(seed))).run(float(spacing) * _MILLISECOND, stop)


if __name__ == "__main__":
    main(*sys.argv[1:])
