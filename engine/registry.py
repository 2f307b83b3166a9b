"""The workflow versions that a process has."""

from collections.abc import Iterable

from .definition import PAUSE_ENDS, REMINDER, Workflow
from .errors import InvalidInput, WorkflowInvalid, suggestion


class Registry:
    """Finds a workflow by name, or by name and version; the newest version when none is pinned."""

    def __init__(self, workflows: Iterable[Workflow]) -> None:
        self._by_id: dict[str, Workflow] = {}
        for workflow in workflows:
            if self._by_id.setdefault(workflow.id, workflow) != workflow:
                raise WorkflowInvalid(workflow.id, ["two different definitions have this name and version"])

    def get(self, name: str) -> Workflow:
        """The workflow `aliexpress` (newest) or `aliexpress@2`; InvalidInput lists what there is."""
        found = self.find(name) or self._newest(name)
        if found is None:
            there = ", ".join(self._by_id)
            raise InvalidInput("workflow", f"no workflow {name!r}{suggestion(name, self._by_id)}; there is {there}")
        return found

    def find(self, workflow_id: str) -> Workflow | None:
        """Exactly this version, None if this process does not have it."""
        return self._by_id.get(workflow_id)

    @property
    def ids(self) -> frozenset[str]:
        """All versions: `aliexpress@2`, …"""
        return frozenset(self._by_id)

    @property
    def timers(self) -> frozenset[str]:
        """Every timer of every version, reminders among them."""
        return frozenset({REMINDER, PAUSE_ENDS, *(rule.action for one in self._by_id.values() for rule in one.timers)})

    @property
    def states(self) -> frozenset[str]:
        """Every state of every version."""
        return frozenset(state.name for one in self._by_id.values() for state in one.states)

    @property
    def money_timers(self) -> frozenset[str]:
        """The timers that end a dispute by executing a plan."""
        rows = (row for one in self._by_id.values() for row in one.transitions if "timer" in row.by)
        return frozenset(row.action for row in rows if row.ends and row.ends.plan)

    def _newest(self, name: str) -> Workflow | None:
        versions = (workflow for workflow in self._by_id.values() if workflow.name == name)
        return max(versions, key=lambda workflow: workflow.version, default=None)
