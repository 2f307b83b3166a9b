"""Runs a workflow's rows on `transitions`: one machine per version, compiled once, shared by all disputes.

Each row becomes a trigger of its own (among the rows of one trigger the first unconditional one would
always win); its conditions record why they refuse; disputes pass through as throw-away models.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

from transitions import EventData, Machine

from .changes import CHANGES
from .conditions import Condition
from .definition import FILE, Transition, Workflow
from .draft import NEW, Draft
from .guards import sends_back


class _Trigger(Protocol):
    def trigger(self, model: Draft) -> bool: ...


@dataclass(frozen=True, slots=True)
class Row:
    """A transition with its compiled trigger."""

    transition: Transition
    sources: frozenset[str]
    _trigger: _Trigger

    def run(self, draft: Draft) -> bool:
        """Take the row if its conditions hold; else the draft has the failure."""
        draft.adopting = draft.plan_of(self.transition.ends)
        return self._trigger.trigger(draft)

    def fits(self, role: str, details: Mapping[str, object]) -> bool:
        """Whether the row is for this role and for commands with these details."""
        row = self.transition
        return role in row.by and all(details.get(name) == value for name, value in row.given.items())


class Executor:
    """The compiled rows of one workflow version."""

    def __init__(self, workflow: Workflow) -> None:
        states = [NEW, *(state.name for state in workflow.states)]
        machine = Machine(model=None, states=states, initial=NEW, auto_transitions=False, send_event=True)
        self._rows: dict[str, list[Row]] = defaultdict(list)
        for number, row in enumerate(workflow.transitions):
            trigger = f"{number}:{row.action}"
            sources = (NEW,) if row.action == FILE else row.from_
            conditions = [_condition(condition, number) for number, condition in enumerate(row.when)]
            changes: list[str | Callable[..., Any]] = [_change(name) for name in row.changes]
            # The first whose conditions hold is taken: by way of the return, if goods go back.
            for target, more in ((row.via, [_goods_go_back]), (row.to, [])) if row.via else ((row.to, []),):
                machine.add_transition(  # pyright: ignore[reportUnknownMemberType]
                    trigger, list(sources), target, conditions=[*conditions, *more], before=changes
                )
            compiled = cast(_Trigger, machine.events[trigger])
            self._rows[row.action].append(Row(row, frozenset(sources), compiled))

    def rows(self, action: str) -> list[Row]:
        """All rows of an action, in the workflow's order."""
        return self._rows.get(action, [])

    def run(self, rows: list[Row], draft: Draft) -> Transition | None:
        """Take the first row whose conditions hold; None when none does: the draft has the closest one's failure."""
        draft.failure, draft.came_to = None, 0
        for row in rows:
            if row.run(draft):
                draft.mark(row.transition.marks)
                return row.transition
        return None


def _goods_go_back(event: EventData) -> bool:
    draft = cast(Draft, event.model)
    return sends_back(draft.adopting) and draft.return_address is not None


def _condition(condition: Condition, number: int) -> Callable[[EventData], bool]:
    def holds(event: EventData) -> bool:
        draft = cast(Draft, event.model)
        failure = condition.failure(draft)
        if failure and number >= draft.came_to:
            # Why it is refused says the row that came closest, the last of equals.
            draft.failure, draft.came_to = failure, number
        return failure is None

    return holds


def _change(name: str) -> Callable[[EventData], None]:
    change = CHANGES[name]

    def apply(event: EventData) -> None:
        change(cast(Draft, event.model))

    return apply
