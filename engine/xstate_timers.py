"""Where the timers of an exported machine stand, so that XState's `after` counts as the definition does.

XState starts an `after` when its state is entered. A timer that runs in one state stands there; one that goes
on while the dispute moves among several states stands on a parent of just these. Its delay always is the time
that is left until an instant in the context, so a state may be entered again without harm. Of timers due at
the same instant XState fires the outermost first, then those of a state in their order: a timer is put on a
parent only where that is the workflow's order, else on each of its states.
"""

from dataclasses import dataclass
from functools import cached_property

from .definition import REMINDER, TimerRule, Transition, Workflow
from .xstate_terms import marks

FACT_CHANGES = frozenset({"change_claim"})
"""Changes that may change facts: due times that depend on facts are then worked out again."""


@dataclass(frozen=True)
class Clocks:
    """The timers of a workflow, and the sets of states that need a parent for them."""

    workflow: Workflow

    @cached_property
    def parents(self) -> dict[str, frozenset[str]]:
        """The states of each timer that stands on a parent."""
        placed: dict[str, frozenset[str]] = {}
        for rule in self.workflow.timers:
            states = frozenset(rule.runs_in)
            if len(states) > 1 and self._fits(rule, states, placed):
                placed[rule.action] = states
        return placed

    def _fits(self, rule: TimerRule, states: frozenset[str], placed: dict[str, frozenset[str]]) -> bool:
        nested = all(states <= one or one <= states or not states & one for one in placed.values())
        return nested and self._is_outermost(rule, states) and self._fires_alike(rule)

    def _is_outermost(self, rule: TimerRule, states: frozenset[str]) -> bool:
        """Whether earlier timers stand at least as far out; reminders come last, so none may run inside."""
        order = self.workflow.timer_order
        for other in self.workflow.timers:
            shared = states & frozenset(other.runs_in)
            inside = bool(shared) and not states <= frozenset(other.runs_in)
            if inside and (rule.reminders or order[other.action] < order[rule.action]):
                return False
        return True

    def _fires_alike(self, rule: TimerRule) -> bool:
        """Whether the timer does the same in all its states."""
        names = {rule.action, REMINDER} if rule.reminders else {rule.action}
        rows = [row for row in self.workflow.transitions if row.action in names and "timer" in row.by]
        return all(self._does_alike(row, rule) for row in rows if set(row.from_) & set(rule.runs_in))

    def _does_alike(self, row: Transition, rule: TimerRule) -> bool:
        states = set(rule.runs_in)
        if not states <= set(row.from_) or states & set(row.targets):
            return False
        done = [[self.changes(row, source, to or source) for to in row.targets or (None,)] for source in rule.runs_in]
        # Who stays must not start anything: each state would have to be entered again.
        return all(one == done[0] for one in done) and (bool(row.targets) or not any("start" in d for d in done[0]))

    def rules_at(self, states: frozenset[str]) -> list[TimerRule]:
        """The timers that stand on this state, or on the parent of these states."""
        if len(states) > 1:
            return [rule for rule in self.workflow.timers if self.parents.get(rule.action) == states]
        (state,) = states
        return [r for r in self.workflow.timers if state in r.runs_in and r.action not in self.parents]

    def changes(self, row: Transition, source: str, to: str) -> dict[str, list[str]]:
        """Which timers a row starts, stops or may move by leading from one state to another."""
        found: dict[str, list[str]] = {"start": [], "stop": [], "move": []}
        for rule in self.workflow.timers:
            if kind := _change(rule, row, source, to, marks(self.workflow, row, to)):
                found[kind].append(rule.action)
        return {kind: names for kind, names in found.items() if names}


def _change(rule: TimerRule, row: Transition, source: str, to: str, marked: tuple[str, ...]) -> str | None:
    if to not in rule.runs_in:
        return None  # Its state is left, and XState's clock for it stops by that.
    if source not in rule.runs_in or not rule.points().isdisjoint(marked):
        return "start"
    if row.action in rule.stopped_by or ("timer" in row.by and row.action == rule.action):
        return "stop"
    return "move" if FACT_CHANGES & set(row.changes) and any(due.when for due in rule.due) else None


def reminder_names(rule: TimerRule) -> list[str]:
    """The names of a timer's reminders."""
    return [f"{rule.action}.{REMINDER}.{number}" for number, _ in enumerate(rule.reminders, 1)]
