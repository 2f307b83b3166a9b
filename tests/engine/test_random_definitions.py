"""Random definitions that are proven to end: no play of them on the engine takes longer, nor goes on for ever."""

from datetime import timedelta
from random import Random

import pytest
from disputes import Claim, Plan, Workflow, WorkflowInvalid
from disputes.engine.bounds import ends_and_last_words
from disputes.engine.conditions import Condition, Marked, NotAfter
from disputes.engine.cycles import loops
from disputes.engine.deadlines import Deadline, Zone, after, earliest, latest
from disputes.engine.definition import State, TimerRule, Transition
from disputes.engine.latest import Latest
from disputes.engine.walking import walk

from ..support import usd
from .latest_plays import Play
from .toys import FILE, PAID, TOY, action, days, row, timer

STATES = ("filed", "one", "two", "three")
POINTS = ("filed", "this", "that")
CALENDARS = ("elapsed", "elapsed", "business_days", "local_end_of_day")


def some(random: Random, names: tuple[str, ...]) -> tuple[str, ...]:
    """At least one of these."""
    return tuple(random.sample(names, random.randint(1, len(names))))


def a_row(
    random: Random, name: str, by: str, when: tuple[Condition, ...] = (), once: tuple[str, ...] = ()
) -> Transition:
    """A row from anywhere to anywhere; every other one of a timer ends the dispute."""
    to = random.choice((*STATES, "resolved", None))
    to = "resolved" if by == "timer" and random.random() < 0.5 else to
    ends = PAID if to == "resolved" else None
    marks = (*once, *random.sample(POINTS[1:], random.choice((0, 1, 1))))
    return row(name, by, some(random, STATES), to, when=when, marks=marks, ends=ends)


def a_move(random: Random, name: str) -> Transition:
    """What the buyer may do: once, or within a window, or at any time."""
    when: list[Condition] = []
    once = random.random() < 0.6
    if once:
        when.append(Marked(f"{name}_done", "once", "Once.", negated=True))
    if random.random() < 0.2:
        when.append(NotAfter(after(days(random.randint(1, 20)), random.choice(POINTS)), code="too_late"))
    return a_row(random, name, "buyer", tuple(when), (f"{name}_done",) if once else ())


def a_deadline(random: Random) -> Deadline:
    """Some days after a point, or the earlier or later of two such."""
    first = after(days(random.randint(1, 12), random.choice(CALENDARS)), random.choice(POINTS))  # pyright: ignore[reportArgumentType]
    if random.random() < 0.7:
        return first
    return random.choice((earliest, latest))(first, after(days(random.randint(1, 12)), random.choice(POINTS)))


def a_timer(random: Random, fires: Transition) -> TimerRule:
    """A timer that runs where its row is."""
    extendable = days(random.randint(1, 5)) if random.random() < 0.4 else None
    stopped_by = ("move_0",) if random.random() < 0.15 else ()
    return timer(fires.action, fires.from_, a_deadline(random), extendable=extendable, stopped_by=stopped_by)


def a_definition(random: Random) -> Workflow | None:
    """A definition that is proven to end; None when this one is not."""
    moves = [a_move(random, f"move_{number}") for number in range(random.randint(2, 5))]
    fires = [a_row(random, f"timer_{number}", "timer") for number in range(random.randint(2, 4))]
    states = (State(name, "filed" if name == "filed" else "negotiation", "buyer", "x") for name in STATES)
    try:
        made = Workflow(
            name="random",
            version=1,
            title="Random",
            zone=Zone(random.choice(("UTC", "America/Los_Angeles"))),
            states=(*states, TOY.states[-1]),
            actions=(TOY.actions[0], *(action(move.action, "buyer") for move in moves)),
            transitions=(FILE, *moves, *fires),
            timers=tuple(a_timer(random, one) for one in fires),
            reasons=TOY.reasons,
            plans=TOY.plans,
            pausable=days(4) if random.random() < 0.3 else None,
        )
    except WorkflowInvalid:
        return None
    # Rows and timers that are never used are faults too; here they do no harm.
    return None if any("never" not in fault and "No dispute" not in fault for fault in made.proof.faults) else made


def latest_end(workflow: Workflow) -> Latest:
    """Until when a dispute has ended, whether or not everything in the definition is of use."""
    graph = walk(workflow)
    end, _ = ends_and_last_words(graph, loops(graph, lambda _: True), extended=True)
    assert end
    return end.at + (workflow.pausable.span if workflow.pausable else timedelta())


@pytest.mark.parametrize("seed", range(8))
def test_no_play_takes_longer_than_what_is_proven(seed: int) -> None:
    random = Random(seed)
    proven = [made for _ in range(100) if (made := a_definition(random))]
    assert proven
    for workflow in proven:
        end = latest_end(workflow)
        for _ in range(8):
            play = Play(workflow, random)
            play.file(Claim("broken", Plan.refund(usd(800))))
            for _ in range(50):
                play.step()
            ended = play.now().resolved_at
            assert (ended or play.clock.now()) <= play.instant(end)
