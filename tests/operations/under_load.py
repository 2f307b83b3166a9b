"""Rules changed under load: open disputes are migrated while other processes act in them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from disputes import Dispute, DisputeEngine, Event, SystemClock

from ..daemon.processes import Process
from ..support import BUYER, DAY, PLATFORM, a_claim, an_order


@dataclass(frozen=True)
class Migrated:
    """What a migration under load came to."""

    disputes: int
    migrated: int
    ended_before: int
    commands: int
    contended: int

    def __str__(self) -> str:
        return (
            f"{self.disputes} disputes: {self.migrated} migrated, {self.ended_before} had ended before; "
            f"{self.commands} commands meanwhile, {self.contended} disputes with commands under both versions"
        )


def migrate_under_load(url: str, folder: Path, disputes: int, clients: int) -> Migrated:
    """File so many, let clients act, migrate all, and hold every record and history against what was said."""
    with DisputeEngine(url) as engine:
        ids = _file(engine, disputes)
        names = folder / "ids"
        names.write_text("\n".join(ids))
        busy = [
            Process(folder, f"client-{n}", "operations.busy_programme", url, str(names), f"client-{n}", str(n))
            for n in range(clients)
        ]
        for process in busy:
            process.wait_ready()
        done = engine.bulk("migrate", by=PLATFORM, to="aliexpress@2", command_id="new-rules")
        for process in busy:
            process.terminate()
            assert process.code == 0, process.complaints()
        said = [line.split()[1:] for process in busy for line in process.said() if line.startswith("done")]
        refused = {item.refused for item in done.items} - {None}
        assert refused <= {"already_over"}, refused
        return _audit(engine, ids, said)


def _file(engine: DisputeEngine, count: int) -> list[str]:
    shipped = SystemClock().now() - 20 * DAY
    orders = (an_order(id=f"o-{n}", shipped_at=shipped, promised_delivery_at=None) for n in range(count))
    ids: list[str] = []
    while len(ids) < count:
        with engine.transaction() as session:
            for _, order in zip(range(200), orders, strict=False):
                ids.append(engine.file(order, a_claim(), "aliexpress@1", by=BUYER, session=session).id)
    return ids


def _audit(engine: DisputeEngine, ids: list[str], said: list[list[str]]) -> Migrated:
    """Each dispute is on one version and its history says how it came there; each command was done once."""
    found = Counter[str]()
    commands: dict[str, str] = {}
    for dispute_id in ids:
        dispute, history = engine.get(dispute_id), engine.history(dispute_id)
        assert engine.verify(dispute_id) == (), dispute_id
        migrations = [event.seq for event in history if event.action == "migrate"]
        assert (dispute.workflow_version, len(migrations)) in {(1, 0), (2, 1)}, dispute_id
        found["migrated"] += len(migrations)
        found["ended before"] += _ended_under_old_rules(dispute, migrations)
        mine = dict(_commands(history))
        commands |= dict.fromkeys(mine, dispute_id)
        found["contended"] += bool(migrations) and min(mine.values(), default=0) < migrations[0] < max(
            mine.values(), default=0
        )
    assert all(commands.get(command_id) == dispute_id for command_id, dispute_id in said), "a command was lost"
    assert len(commands) - len(said) <= 2, "a command was done that nobody told of"
    assert found["migrated"] + found["ended before"] == len(ids)
    return Migrated(len(ids), found["migrated"], found["ended before"], len(commands), found["contended"])


def _ended_under_old_rules(dispute: Dispute, migrations: list[int]) -> bool:
    assert migrations or dispute.outcome is not None, "an open dispute was left behind"
    return not migrations


def _commands(history: list[Event]) -> Iterator[tuple[str, int]]:
    """The clients' commands and where they stand in the history."""
    return (
        (event.command_id, event.seq) for event in history if event.command_id and event.command_id.startswith("client")
    )
