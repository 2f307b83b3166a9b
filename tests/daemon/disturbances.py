"""Killing and stopping daemons while they are at work."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from .fleet import Fleet
from .waiting import pause


@dataclass
class Disturbed:
    """What was done to the daemons."""

    kills: int = 0
    stops: int = 0
    stop_seconds: list[float] = field(default_factory=list[float])


def kill_and_stop(fleet: Fleet, kills: int, stops: int, seed: int, daemons: int = 2) -> Disturbed:
    """Kill and stop daemons at random moments, some while they start; there are always others started anew."""
    random, done = Random(seed), Disturbed()
    for kind in _shuffled(random, kills, stops):
        while len(fleet.daemons) < daemons:
            fleet.start_daemon(wait=False)
        chosen = random.choice(fleet.daemons)
        if kind == "stop" or random.random() < 0.8:
            chosen.wait_ready()
            pause(random.uniform(0.05, 0.4))
        else:
            pause(random.uniform(0, 0.5))
        if kind == "kill":
            fleet.kill(chosen)
            done.kills += 1
        else:
            done.stop_seconds.append(fleet.terminate(chosen))
            done.stops += 1
    while len(fleet.daemons) < daemons:
        fleet.start_daemon()
    return done


def _shuffled(random: Random, kills: int, stops: int) -> Iterator[str]:
    kinds = ["kill"] * kills + ["stop"] * stops
    random.shuffle(kinds)
    yield from kinds
