"""Writers that commit late and readers that must miss nothing, as processes on one database."""

from pathlib import Path

from disputes import DisputeEngine

from ..support import BUYER, DAY, a_claim, an_order
from .audit import every_dispute
from .processes import Process

Seen = list[tuple[int, str, int]]


def read_while_written(
    url: str,
    folder: Path,
    *,
    events: int,
    processes: int,
    writers: int,
    seed: int,
    seconds: float,
    feeds: tuple[str, ...],
) -> tuple[int, int]:
    """Write and read at the same time; how many events and outcomes there were, each seen as it must be.

    There is a reader for each of the `feeds`: `events`, `outcomes`, and perhaps `events` again.
    """
    with DisputeEngine(url) as engine:
        first = engine.file(
            an_order(shipped_at=engine.clock.now() - 20 * DAY, promised_delivery_at=None),
            a_claim("other_shipping_method"),
            by=BUYER,
        )
        readers = [
            Process(folder, f"reader-{number}", "daemon.reader_programme", url, feed, str(seed + number))
            for number, feed in enumerate(feeds)
        ]
        started = list(readers)
        try:
            for reader in readers:
                reader.wait_ready()
            for number in range(processes):
                share = (str(seed + 100 * number), str(writers), str(-(-events // processes)))
                started.append(Process(folder, f"w{number}", "daemon.writer_programme", url, f"w{number}", *share))
            for writer in started[len(readers) :]:
                writer.wait_ended(seconds)
            for reader in readers:
                reader.terminate()
                reader.wait_ended(0)
        finally:
            for process in started:
                process.kill()
        written = [one for writer in started[len(readers) :] for one in writer.said()]
        return _check(engine, [first.id, *written], [_seen(reader) for reader in readers])


def _seen(reader: Process) -> Seen:
    lines = (line.split() for line in reader.said() if line != "ready")
    return [(int(position), dispute_id, int(seq)) for position, dispute_id, seq in lines]


def _check(engine: DisputeEngine, written: list[str], seen: list[Seen]) -> tuple[int, int]:
    disputes = {dispute.id: dispute for dispute in every_dispute(engine)}
    assert sorted(disputes) == sorted(written), "what was committed is not what is there"
    events, outcomes, *again = seen
    for feed in (events, outcomes):
        assert [position for position, _, _ in feed] == list(range(1, len(feed) + 1)), "a gap or a double"
    assert all(feed == events for feed in again), "two readers have seen different feeds"
    by_dispute: dict[str, list[int]] = {}
    for _, dispute_id, seq in events:
        by_dispute.setdefault(dispute_id, []).append(seq)
    wanted = {one: list(range(1, dispute.version + 1)) for one, dispute in disputes.items()}
    wrong = {one: (by_dispute.get(one), seqs) for one, seqs in wanted.items() if by_dispute.get(one) != seqs}
    assert not wrong, f"disputes whose events were missed, doubled or out of order: {wrong}"
    ended = sorted(one for one, dispute in disputes.items() if dispute.outcome)
    assert sorted(dispute_id for _, dispute_id, _ in outcomes) == ended
    faults = [fault for one in disputes for fault in engine.verify(one)]
    assert not faults, faults[:5]
    return len(events), len(outcomes)
