"""Replay: the record follows from the history alone, and every entry holds against its digest."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

from .built_in import MIGRATE
from .decide import Decision, decide
from .definition import ROUTE, Workflow
from .draft import Command
from .log import event_digest
from .records import Dispute, Event
from .timers import in_order

Versions = Callable[[str], Workflow]
"""Finds a version by its id; an error says that this process lacks it."""


def _no_other(workflow_id: str) -> Workflow:
    raise ValueError(f"the history needs {workflow_id} as well")


def filed_under(history: Sequence[Event], workflow_id: str) -> str:
    """The version that a whole history began under; `workflow_id` is where it has come to."""
    migrations = (event for event in history if event.action == MIGRATE)
    return next((cast(str, event.details["from"]) for event in migrations), workflow_id)


def replay(workflow: Workflow, events: Sequence[Event], versions: Versions = _no_other) -> Dispute:
    """The dispute as it stands after these events, each decided again; the history must be whole from seq 1.

    `workflow` is the version it began under; `versions` finds those that it was migrated to.
    """
    dispute: Dispute | None = None
    for event in events:
        if event.action == MIGRATE:
            left, workflow = workflow, versions(cast(str, event.details["to"]))
            dispute = _again(workflow, dispute, event, left).dispute
        elif event.action != ROUTE:
            dispute = _again(workflow, dispute, event).dispute
    if dispute is None:
        raise ValueError("a replay needs at least the first event of a history")
    return dispute


def _again(workflow: Workflow, dispute: Dispute | None, event: Event, left: Workflow | None = None) -> Decision:
    timer = _timer(workflow, dispute, event) if dispute and event.actor.role == "system" else None
    command = Command(
        event.action,
        event.actor,
        event.occurred_at,
        event.details,
        event.dispute_id,
        event.command_id,
        timer,
        left,
    )
    return decide(workflow, dispute, command)


def _timer(workflow: Workflow, dispute: Dispute, event: Event) -> str | None:
    announced = event.details.get("timer")
    names = (t.name for t in in_order(workflow, dispute) if t.action == event.action and t.hangs_on == announced)
    return next(names, None)


def verify(workflow: Workflow, events: Sequence[Event], recorded: Dispute, versions: Versions = _no_other) -> list[str]:
    """What does not hold, in sentences: broken chains, entries that differ from a replay, a record that does."""
    faults = list(_chain_faults(events))
    if faults:
        return faults
    replayed = replay(workflow, events, versions)
    if replayed.digest != recorded.digest or replayed.version != recorded.version:
        return [f"the record has other content than its history of {len(events)} events"]
    if _comparable(replayed) != _comparable(recorded):
        return ["the record differs from what its history replays to"]
    return []


def _chain_faults(events: Sequence[Event]) -> list[str]:
    previous, faults = "", list[str]()
    for number, event in enumerate(events, 1):
        if event.seq != number:
            faults.append(f"event {event.seq} stands where event {number} belongs")
        if event_digest(previous, event) != event.digest:
            faults.append(f"event {event.seq} ({event.action}) is not what was recorded")
        previous = event.digest
    return faults


def _comparable(dispute: Dispute) -> Dispute:
    # A position is given later, by the feed.
    outcome = dispute.outcome and replace(dispute.outcome, position=None)
    return replace(dispute, outcome=outcome, overdue=False)
