"""Firing what is overdue: the one loop that ticks, commands and reads share, so that all tell the same story."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime

from .decide import Decision, decide
from .definition import Workflow
from .records import Dispute, Hold, Timer
from .timers import firing, next_timer


def overdue(workflow: Workflow, dispute: Dispute, now: datetime) -> Timer | None:
    """The timer that fires next at `now`, None when none is due: a deadline is due from its instant on."""
    timer = next_timer(workflow, dispute)
    return timer if timer and timer.due_at <= now else None


def held_timer(workflow: Workflow, dispute: Dispute, now: datetime, holds: Collection[Hold]) -> Timer | None:
    """The next overdue timer if a hold keeps it back, else None."""
    timer = overdue(workflow, dispute, now)
    return timer if timer and any(hold.covers(dispute.id, timer.action) for hold in holds) else None


HELD_BACK = frozenset({"buyer", "seller"})
"""Whom a hold keeps from acting; the platform placed it and has to mend."""


def held_words(timer: Timer) -> str:
    """Why a party can do nothing now."""
    return (
        f"{timer.action} was due at {timer.due_at.isoformat()} and is held by the platform: "
        "nothing can be done until the hold is released."
    )


def settle(
    workflow: Workflow, dispute: Dispute, now: datetime, holds: Collection[Hold] = ()
) -> Iterator[tuple[Timer, Decision]]:
    """Fire every timer that is due at `now`, in due order, each at its own instant; a held one stops the row.

    After each one it looks again, since new deadlines count from when the last one occurred.
    """
    while timer := overdue(workflow, dispute, now):
        if any(hold.covers(dispute.id, timer.action) for hold in holds):
            return
        decision = decide(workflow, dispute, firing(timer, dispute))
        dispute = decision.dispute
        yield timer, decision


def project(
    workflow: Workflow, dispute: Dispute, now: datetime, holds: Collection[Hold] = ()
) -> tuple[Dispute, list[Decision]]:
    """The dispute as of `now`, with the decisions that are due and not recorded yet."""
    decisions = [decision for _, decision in settle(workflow, dispute, now, holds)]
    after = decisions[-1].dispute if decisions else dispute
    return replace(after, overdue=overdue(workflow, after, now) is not None), decisions
