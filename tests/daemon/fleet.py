"""A fleet on one database: daemons and clients as processes, and what they did when all is over."""

import json
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from disputes import Actor, Claim, DisputeEngine, Money, Order, Plan

from ..daemon_programme import quick
from .audit import Audit, audit, is_firing
from .processes import Process
from .waiting import wait_for

STOPS_WITHIN = 5.0
"""Seconds that SIGTERM may take."""


@dataclass(frozen=True)
class Sent:
    """A command as the client told of it."""

    id: str
    dispute: str | None
    began: datetime
    ended: datetime
    result: str


@dataclass(frozen=True)
class Report:
    """What a fleet did."""

    sent: int
    carried_out: int
    refused: dict[str, int]
    firings: int
    by_daemons: int
    contended: int
    disputes: int

    def __str__(self) -> str:
        by_clients = self.firings - self.by_daemons
        return (
            f"{self.sent} commands ({self.carried_out} carried out, refused: {self.refused}), {self.firings} firings "
            f"({self.by_daemons} told by daemons, {by_clients} within commands or untold), {self.disputes} disputes, "
            f"{self.contended} of them contended"
        )


class Fleet:
    """Starts and stops the processes, and audits what they leave."""

    def __init__(self, url: str, folder: Path, day: float) -> None:
        self.engine = DisputeEngine(url, workflows=[quick(day)])
        self.daemons: list[Process] = []
        self._clients: list[Process] = []
        self._ended: list[Process] = []
        self._url, self._folder, self._day = url, folder, day
        self._numbers = count(1)

    def file(self) -> str:
        """File one dispute from here, to which nobody will answer."""
        now = self.engine.clock.now()
        order = Order(f"fleet-{next(self._numbers)}", "b", "s", Money(4599, "USD"), shipped_at=now - timedelta(days=1))
        claim = Claim("other_shipping_method", plan=Plan.refund(Money(1250, "USD")))
        return self.engine.file(order, claim, "quick@1", by=Actor.buyer("b")).id

    def start_daemon(self, ahead: float | Path = 0, *, wait: bool = True) -> Process:
        """Start a daemon whose clock is ahead by so many seconds, or by as many as a file says."""
        name = f"daemon-{next(self._numbers)}"
        started = Process(self._folder, name, "daemon_programme", self._url, str(self._day), str(ahead))
        self.daemons.append(started)
        if wait:
            started.wait_ready()
        return started

    def start_clients(self, clients: int, seed: int, spacing_ms: float) -> None:
        """Start clients, which run until the end; they have begun."""
        for number in range(clients):
            name = f"c{number}"
            arguments = (str(self._day), name, str(seed + number), str(spacing_ms))
            self._clients.append(
                Process(self._folder, f"client-{number}", "daemon.client_programme", self._url, *arguments)
            )

        wait_for("the clients have begun", lambda: all(client.said() for client in self._clients), 60)

    @property
    def sent(self) -> int:
        """How many commands the clients have told of."""
        return sum(len(client.said()) for client in self._clients)

    def kill(self, daemon: Process) -> None:
        """SIGKILL a daemon."""
        daemon.kill()
        self._end(daemon)

    def terminate(self, daemon: Process) -> float:
        """SIGTERM a daemon: it ends well and in time, having said goodbye."""
        took = daemon.terminate()
        self._end(daemon)
        assert daemon.code == 0, f"{daemon.name} ended with {daemon.code}: {daemon.complaints()[-2000:]}"
        assert took < STOPS_WITHIN, f"{daemon.name} took {took:.1f} s to stop"
        mine = [beat for beat in self.engine.heartbeats() if beat.pid == daemon.pid]
        assert mine, f"{daemon.name} has left no heartbeat"
        assert any(beat.stopped_at for beat in mine), f"{daemon.name} did not note that it stopped: {mine}"
        return took

    def finish(self) -> Report:
        """Stop the clients, wait for the last timer, stop the daemons, audit."""
        for client in self._clients:
            client.terminate()
            client.wait_ended(0)
        wait_for("every timer has fired", self._nothing_waits, 40 * self._day + 30)
        for daemon in list(self.daemons):
            self.terminate(daemon)
        return self._report()

    def close(self) -> None:
        """Leave nothing running, however the test ended."""
        for process in (*self.daemons, *self._clients):
            process.kill()
        self.engine.close()

    def _nothing_waits(self) -> bool:
        return self.engine.next_due_at() is None

    def _end(self, daemon: Process) -> None:
        self.daemons.remove(daemon)
        self._ended.append(daemon)

    def _report(self) -> Report:
        found = audit(self.engine, self._day)
        sent = [_sent(line) for client in self._clients for line in client.said()]
        told = Counter(tuple(line.split()[1:3]) for one in self._ended for line in one.said() if "fired" in line)
        complaints = [f"{one.name}: {text[-1000:]}" for one in self._ended if (text := one.complaints())]
        faults = [*found.faults, *_lost_or_doubled(found, sent), *_invented(found, told), *complaints]
        assert not faults, f"{len(faults)} faults, the first:\n" + "\n".join(faults[:10])
        refused = Counter(command.result.removeprefix("refused ") for command in sent if command.result != "done")
        return Report(
            len(sent),
            sum(command.result == "done" for command in sent),
            dict(refused),
            found.firings,
            sum(told.values()),
            len({command.dispute for command in sent if _contended(found, command)}),
            len(found.histories),
        )


def _lost_or_doubled(found: Audit, sent: Sequence[Sent]) -> Iterator[str]:
    """Each command that was carried out stands in its dispute's history once, and a refused one nowhere."""
    stands: dict[str, list[str]] = {}
    for dispute_id, events in found.histories.items():
        for event in events:
            if event.command_id:
                stands.setdefault(event.command_id, []).append(dispute_id)
    for command in sent:
        wanted = [command.dispute] if command.result == "done" else []
        if stands.get(command.id, []) != wanted:
            yield f"{command} stands in the histories of {stands.get(command.id)}"


def _invented(found: Audit, told: Counter[tuple[str, ...]]) -> Iterator[str]:
    """No two daemons tell of the same firing."""
    fired = Counter(
        (event.dispute_id, event.action) for events in found.histories.values() for event in events if is_firing(event)
    )
    for firing, times in told.items():
        if times > fired[firing[0], firing[1]]:
            yield f"daemons told {times} times of {firing}, which is recorded {fired[firing[0], firing[1]]} times"


def _contended(found: Audit, command: Sent) -> bool:
    """A timer fell due while the client had, or was waiting for, the dispute."""
    history = found.histories[command.dispute] if command.dispute else []
    return any(is_firing(event) and command.began <= event.occurred_at <= command.ended for event in history)


def _sent(line: str) -> Sent:
    said = json.loads(line)
    began, ended = datetime.fromisoformat(said["began"]), datetime.fromisoformat(said["ended"])
    return Sent(said["id"], said["dispute"], began, ended, said["result"])


@contextmanager
def a_fleet(url: str, folder: Path, day: float) -> Generator[Fleet]:
    """A fleet on the database; its first dispute is there already."""
    fleet = Fleet(url, folder, day)
    try:
        fleet.file()
        yield fleet
    finally:
        fleet.close()
