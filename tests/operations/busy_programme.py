"""A client process that acts in open disputes at random, until SIGTERM.

Arguments: the database's URL, a file of dispute ids, a name, a seed. It says each command that was carried out:
its id and the dispute.
"""

import signal
import sys
from itertools import count
from pathlib import Path
from random import Random
from threading import Event
from types import FrameType
from typing import Any

from disputes import Actor, DisputeEngine, Money, Plan, Refused

BUYER, SELLER = Actor.buyer("b-204"), Actor.seller("s-17")


def _move(random: Random) -> tuple[Actor, str, dict[str, Any]]:
    plan = Plan.refund(Money(random.randint(1, 4599), "USD"))
    return random.choice(
        (
            (SELLER, "reject", {"plan": plan}),
            (SELLER, "propose_plan", {"plan": plan}),
            (BUYER, "modify_claim", {"plan": plan}),
            (BUYER, "withdraw", {}),
            (BUYER, "accept_plan", {"of": "seller"}),
        )
    )


def main(url: str, ids_file: str, name: str, seed: str) -> None:
    """Act until SIGTERM."""
    stop, random = Event(), Random(int(seed))

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    ids = Path(ids_file).read_text().split()
    with DisputeEngine(url) as engine:
        print("ready", flush=True)  # noqa: T201 - the test waits for this line
        for number in count(1):
            if stop.is_set():
                return
            dispute_id, command_id = random.choice(ids), f"{name}-{number}"
            by, action, details = _move(random)
            try:
                engine.act(dispute_id, action, by=by, command_id=command_id, **details)
            except Refused:
                continue
            print("done", command_id, dispute_id, flush=True)  # noqa: T201 - the test reads it


if __name__ == "__main__":
    main(*sys.argv[1:])
