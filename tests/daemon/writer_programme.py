"""A process of writers: each transaction stays open for a random moment before it commits; some are rolled back.

Arguments: URL, name, seed, writers, events to write altogether. It says the ids of the disputes that it wrote.
"""

import sys
import threading
from random import Random

from disputes import Actor, Claim, DisputeEngine, Money, Order, Plan
from disputes.engine.clock import SystemClock

from ..support import DAY
from .waiting import pause


class _GiveUp(Exception):
    """Rolls a transaction back: its row numbers are never seen."""


def write(url: str, name: str, seed: int, events: int) -> None:
    """Work on a few disputes at a time, in turn, until so many events are committed."""
    random, written, number = Random(seed), 0, 0
    open_ones: list[tuple[str, Actor]] = []
    with DisputeEngine(url) as engine:
        while written < events:
            number += 1
            try:
                with engine.transaction() as session:
                    if len(open_ones) < 4:
                        buyer = Actor.buyer(f"b-{name}-{number}")
                        order = _order(f"{name}-{number}", buyer)
                        plan = Plan.refund(Money(1250, "USD"))
                        claim = Claim("other_shipping_method", plan=plan)
                        done = engine.file(order, claim, by=buyer, session=session)
                        added, ended = 2, False
                    else:
                        open_ones.sort(key=lambda _: random.random())
                        one, buyer = open_ones[0]
                        added, ended = 1, random.random() < 0.3
                        if ended:
                            done = engine.act(one, "withdraw", by=buyer, session=session)
                        else:
                            plan = Plan.refund(Money(random.randint(1, 1250), "USD"))
                            done = engine.act(one, "modify_claim", by=buyer, plan=plan, session=session)
                    pause(random.uniform(0, 0.012))
                    if random.random() < 0.1:
                        raise _GiveUp
            except _GiveUp:
                continue
            written += added
            open_ones = [(one, actor) for one, actor in open_ones if not ended or one != done.id]
            if added == 2:
                open_ones.append((done.id, buyer))
                # In one piece: print would write the end of the line apart, and threads would mix.
                print(f"{done.id}\n", end="", flush=True)  # noqa: T201 - the test reads it


def _order(name: str, buyer: Actor) -> Order:
    shipped = SystemClock().now() - 20 * DAY
    return Order(name, buyer.id or "", "s-1", Money(4599, "USD"), shipped_at=shipped)


def main(url: str, name: str, seed: str, writers: str, events: str) -> None:
    """So many writers, each in a thread with connections of its own."""
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            write(url, f"{name}-{number}", int(seed) + number, -(-int(events) // int(writers)))
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=work, args=(number,)) for number in range(int(writers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
