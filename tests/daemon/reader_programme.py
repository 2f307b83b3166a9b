"""A process that reads a feed from its beginning, page by page, until SIGTERM and nothing more comes.

Arguments: URL, `events` or `outcomes`, a seed. It says what it sees: position, dispute, and the event's number.
"""

import signal
import sys
import threading
from random import Random
from typing import Any

from disputes import DisputeEngine

from .waiting import pause


def main(url: str, feed: str, seed: str) -> None:
    """Read until there is no more, after SIGTERM."""
    last_round = threading.Event()

    def finish(*_: Any) -> None:
        last_round.set()

    signal.signal(signal.SIGTERM, finish)
    random, seen = Random(int(seed)), 0
    with DisputeEngine(url) as engine:
        print("ready", flush=True)  # noqa: T201 - the test waits for this line
        while True:
            last = last_round.is_set()
            page: list[Any] = getattr(engine, feed)(seen, random.randint(1, 80))
            for item in page:
                print(item.position, item.dispute_id, getattr(item, "seq", 0))  # noqa: T201 - the test reads it
                seen = item.position
            if not page and last:
                return
            if not page:
                pause(random.uniform(0, 0.03))


if __name__ == "__main__":
    main(*sys.argv[1:])
