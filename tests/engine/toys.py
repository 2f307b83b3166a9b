"""A workflow of twenty lines to vary: a claim, a case before the platform, an end."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from disputes import Workflow, WorkflowInvalid
from disputes.engine.deadlines import Calendar, Deadline, Duration, Zone, after
from disputes.engine.definition import Action, Due, Ending, State, TimerRule, Transition

PAID = Ending("seller_timeout", "timer", winner="buyer", liable="seller", plan="buyer")
GIVEN_UP = Ending("withdrawn", "buyer", winner="seller", liable="nobody")


def days(count: int, calendar: Calendar = "elapsed") -> Duration:
    """A duration of so many days, called after them."""
    return Duration(f"D{count}_{calendar}", f"P{count}D", "stated", "a test", calendar)


def row(action: str, by: str | tuple[str, ...], at: str | tuple[str, ...], to: str | None, **more: Any) -> Transition:
    """A transition."""
    names = (by,) if isinstance(by, str) else by
    return Transition(action, names, (at,) if isinstance(at, str) else at, to, **more)  # pyright: ignore[reportArgumentType]


def timer(action: str, states: str | tuple[str, ...], at: Deadline, **more: Any) -> TimerRule:
    """A timer with one deadline."""
    return TimerRule(action, (states,) if isinstance(states, str) else states, (Due(at),), "A test.", **more)


def action(name: str, *by: str, **more: Any) -> Action:
    """An action."""
    return Action(name, by, "A test.", **more)  # pyright: ignore[reportArgumentType]


FILE = row("file", "buyer", (), "filed", changes=("open_claim",), marks=("filed",))
GIVE_UP = row("give_up", "buyer", "filed", "resolved", ends=GIVEN_UP)
TIMEOUT = row("timeout", "timer", "filed", "resolved", ends=PAID)

TOY = Workflow(
    name="toy",
    version=1,
    title="A toy",
    zone=Zone("UTC"),
    states=(
        State("filed", "filed", "buyer", "A claim is filed."),
        State("resolved", "resolved", "nobody", "It has ended."),
    ),
    actions=(action("file", "buyer", takes=("order", "claim")), action("give_up", "buyer")),
    transitions=(FILE, GIVE_UP, TIMEOUT),
    timers=(timer("timeout", "filed", after(days(5), "filed")),),
    reasons={"broken": ()},
    plans=("refund",),
)
"""It ends after five days, or when the buyer gives up."""

TALKS = State("talks", "negotiation", "buyer", "The parties talk.")


def toy(*rows: Transition, **changes: Any) -> Workflow:
    """The toy with more rows, each of their actions declared, and these changes."""
    declared = {(one.name, by) for one in TOY.actions for by in one.by}
    asked = {(one.action, by): None for one in rows for by in one.by if by not in {"timer", "system"}}
    actions = (*TOY.actions, *(action(name, by) for name, by in asked if (name, by) not in declared))
    return replace(TOY, **({"transitions": (*TOY.transitions, *rows), "actions": actions} | changes))


def talks(*rows: Transition, timers: tuple[TimerRule, ...] = (), **changes: Any) -> Workflow:
    """The toy with a second state, come to by `talk`."""
    more = row("talk", "buyer", "filed", "talks", marks=("talking",))
    states = (*TOY.states, TALKS)
    return toy(more, *rows, states=states, timers=(*TOY.timers, *timers), **changes)


TEN_DAYS = timer("end_talks", "talks", after(days(10), "talking"))


def faults(make: Callable[[], Workflow]) -> tuple[str, ...]:
    """The faults of a definition, found when it is made or by the whole check."""
    with pytest.raises(WorkflowInvalid) as caught:
        make().check()
    return caught.value.faults
