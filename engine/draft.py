"""The working copy of a dispute while a command is decided; `transitions` runs it through the workflow's rows.

Nothing of it is kept when the command is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from .conditions import BUILT_IN_FACTS, Failure
from .definition import Ending, Workflow
from .inputs import SYSTEM, Actor, Claim, Evidence, Order, Party, Plan
from .records import Delay, Dispute, Outcome, Ruling, Settlement, SubmittedEvidence, Timer

NEW = "(new)"
"""The state of a dispute that is not filed yet; None in its history."""


@dataclass(frozen=True, slots=True)
class Command:
    """An action with its actor, details and time.

    `timer` names the timer that fires, if it is one; `migrated_from` the version that a migration leaves.
    """

    action: str
    actor: Actor
    at: datetime
    details: Mapping[str, object] = field(default_factory=dict[str, object])
    dispute_id: str = ""
    command_id: str | None = None
    timer: str | None = None
    migrated_from: Workflow | None = None

    @property
    def role(self) -> str:
        """Whose row applies: an actor's role, or `timer`."""
        return "timer" if self.timer else self.actor.role


class Draft:
    """A dispute that may be changed: the model of one machine run, and the situation its conditions look at."""

    def __init__(self, workflow: Workflow, dispute: Dispute | None, command: Command, order: Order) -> None:
        self.workflow = workflow
        self.command = command
        self.role = command.role
        self.actor = command.actor
        self.details = command.details
        self.now = command.at
        self.zone = workflow.zone
        self.order = order
        self.failure: Failure | None = None
        self.came_to = 0
        self.marked: set[str] = set()
        self.facts_changed = False
        self.filed_at = dispute.filed_at if dispute else command.at
        self.state = NEW
        self.reason = self.category = ""
        self.received = False
        self.text: str | None = None
        self.plans: dict[Party, Plan | None] = {"buyer": None, "seller": None, "platform": None}
        self.evidence: tuple[SubmittedEvidence, ...] = ()
        self.evidence_count = 0
        self.points: dict[str, datetime] = {}
        self.ruling: Ruling | None = None
        self.accepted_by: tuple[Party, ...] = ()
        self.agent: str | None = None
        self.adopting: Plan | None = None
        self.adopted_plan: Plan | None = None
        self.settlement: Settlement | None = None
        self.outcome: Outcome | None = None
        self.timers: tuple[Timer, ...] = ()
        self.delays: dict[str, Delay] = {}
        self.paused_at: datetime | None = None
        self.paused_for = timedelta()
        if dispute is not None:
            self._copy(dispute)
        elif isinstance(claim := command.details.get("claim"), Claim):
            self.claim(claim)

    def _copy(self, dispute: Dispute) -> None:
        self.state = dispute.state
        self.reason, self.category = dispute.reason, dispute.category
        self.received, self.text = dispute.received, dispute.text
        self.plans = dict(dispute.plans)
        self.evidence, self.evidence_count = dispute.evidence, dispute.evidence_count
        self.points = dict(dispute.points)
        self.ruling, self.accepted_by = dispute.ruling, dispute.accepted_by
        self.agent, self.adopted_plan = dispute.agent, dispute.adopted_plan
        self.settlement, self.outcome = dispute.settlement, dispute.outcome
        self.timers = dispute.paused_timers if dispute.paused_at else dispute.timers
        self.delays = dict(dispute.delays)
        self.paused_at, self.paused_for = dispute.paused_at, dispute.paused_for

    def claim(self, claim: Claim) -> None:
        """What is claimed; already while it is filed these are facts that its window may depend on."""
        self.reason, self.category = claim.reason, self.workflow.categories[claim.reason]
        self.received, self.text = claim.received, claim.text

    @property
    def ended(self) -> bool:
        """Whether the dispute has an outcome, which an appeal may still overturn."""
        return self.outcome is not None

    def fact(self, name: str) -> object:
        """The value of a fact, such as the reason or the seller's medal; None while it is not known."""
        if name in {"reason", "category", "received"}:
            return getattr(self, name)
        return getattr(self.order, name) if name in BUILT_IN_FACTS else self.order.facts.get(name)

    @property
    def return_address(self) -> str | None:
        """Where goods are sent back to: as the command says, else as the order does."""
        return cast("str | None", self.details.get("return_address")) or self.order.return_address

    def plan_of(self, ends: Ending | None) -> Plan | None:
        """The plan that an ending adopts, once this command is carried out."""
        if ends is None or ends.plan is None:
            return None
        if ends.plan == "adopted":
            return self.adopted_plan
        if ends.plan == "full":
            refundable = self.order.refundable
            return Plan.refund(refundable) if refundable.amount else Plan.no_refund()
        given = self.details.get("plan")
        return given if isinstance(given, Plan) and self.actor.role == ends.plan else self.plans[ends.plan]

    def point(self, name: str) -> datetime | None:
        """The instant of a time point: the order's facts, and what events have marked."""
        return self.points.get(name) or self.order.fact_at(name)

    def mark(self, names: tuple[str, ...]) -> None:
        """Set time points to now."""
        for name in names:
            self.points[name] = self.now
        self.marked.update(names)

    def act_as_system(self, details: Mapping[str, object]) -> None:
        """Go on by itself after the command: routing."""
        self.actor, self.role, self.details = SYSTEM, "system", details

    def add_evidence(self, evidence: tuple[Evidence, ...], by: Party) -> None:
        """Evidence is numbered within the dispute: e1, e2, …, also after some was deleted."""
        for item in evidence:
            self.evidence_count += 1
            name = f"e{self.evidence_count}"
            self.evidence = (*self.evidence, SubmittedEvidence(name, by, item, self.now))
