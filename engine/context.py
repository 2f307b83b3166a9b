"""What every operation of an engine shares: its store, workflows, clock and ids."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from .clock import Clock
from .decide import Decision
from .definition import Workflow
from .errors import NotFound, Refused, WorkflowInvalid
from .export import definition_digest
from .ids import Ids
from .inputs import Actor
from .personal import PersonalText, map_dispute, opener
from .ports import Reading, Step, Store, Transaction
from .projection import settle
from .records import Dispute, Fired, Hold, Timer
from .registry import Registry


@dataclass(frozen=True)
class Context:
    """The parts an engine is put together from."""

    store: Store
    registry: Registry
    clock: Clock
    ids: Ids
    checked: set[str] = field(default_factory=set[str])

    def now_for(self, dispute: Dispute) -> datetime:
        """The clock's time, but never before the dispute's last event (time rule 1). Read it under the lock."""
        now = self.clock.now()
        return max(now, dispute.last_event_at or now)

    def workflow_of(self, reading: Reading, dispute: Dispute) -> Workflow:
        """The version that the dispute was filed under; Refused when this process lacks it."""
        return self.version(reading, dispute.workflow_id)

    def version(self, reading: Reading, workflow_id: str) -> Workflow:
        """The workflow of this name and version; Refused when this process lacks it."""
        workflow = self.registry.find(workflow_id)
        if workflow is None:
            raise Refused(
                "workflow_missing",
                f"This process does not have {workflow_id}, under which the dispute runs; "
                "another process must handle it.",
            )
        self.check_drift(reading, workflow)
        return workflow

    def check_drift(self, reading: Reading, workflow: Workflow) -> bool:
        """Whether the store knows this version; WorkflowInvalid when it knows it with other content."""
        if workflow.id in self.checked:
            return True
        known = reading.definition(workflow.id)
        if known is None:
            return False
        if known[0] != definition_digest(workflow.written):
            fault = "this database has disputes under other content of the same version: give it a new version"
            raise WorkflowInvalid(workflow.id, [fault])
        self.checked.add(workflow.id)
        return True

    def register(self, transaction: Transaction, workflow: Workflow) -> None:
        """Keep the definition at its first use, so that a version cannot drift."""
        if not self.check_drift(transaction, workflow):
            written = workflow.written
            transaction.add_definition(workflow.id, definition_digest(written), written, self.clock.now())


def visible(dispute: Dispute | None, dispute_id: str, actor: Actor | None = None) -> Dispute:
    """The dispute, if there is one and the actor is the platform or a party to it; else NotFound."""
    if dispute is None:
        raise NotFound(dispute_id)
    if actor and actor.role in {"buyer", "seller"} and dispute.party(actor.role) != actor.id:
        raise NotFound(dispute_id)
    return dispute


def revealed(reading: Reading, disputes: Collection[Dispute]) -> list[Dispute]:
    """The same disputes with their personal texts."""
    with_texts = [dispute.id for dispute in disputes if _has_texts(dispute)]
    if not with_texts:
        return list(disputes)
    reveal = opener(reading.texts(with_texts))
    return [map_dispute(dispute, reveal) if _has_texts(dispute) else dispute for dispute in disputes]


def _has_texts(dispute: Dispute) -> bool:
    return bool(dispute.text or dispute.evidence or dispute.order.return_address)


@dataclass
class Settled:
    """A dispute brought up to now: the steps that its overdue timers make, and what they fired."""

    dispute: Dispute
    steps: list[Step] = field(default_factory=list[Step])
    fired: list[Fired] = field(default_factory=list[Fired])


def settle_now(workflow: Workflow, dispute: Dispute, now: datetime, holds: Iterable[Hold]) -> Settled:
    """Fire what is overdue of one locked dispute, recorded `now`."""
    settled = Settled(dispute)
    for timer, decision in settle(workflow, dispute, now, tuple(holds)):
        settled.steps.append(step_of(decision, now))
        settled.fired.append(fired_of(dispute, timer, now))
        settled.dispute = decision.dispute
    return settled


def fired_of(dispute: Dispute, timer: Timer, now: datetime) -> Fired:
    """A timer of a dispute as fired `now`."""
    return Fired(dispute.id, timer.action, timer.due_at, now - timer.due_at, dispute.order.id, dispute.workflow_id)


def step_of(decision: Decision, now: datetime, texts: Iterable[PersonalText] = ()) -> Step:
    """What the store is to write of a decision, recorded `now`."""
    events = tuple(replace(event, recorded_at=now) for event in decision.events)
    return Step(decision.before, decision.dispute, events, decision.outcome, tuple(texts))
