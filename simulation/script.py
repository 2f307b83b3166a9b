"""What a simulation did, as a script that can be carried out on any engine: commands and ticks by time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..engine.engine import Engine
from ..engine.inputs import Actor, Claim, Order
from ..engine.records import Dispute, Stage
from .filings import MARKETPLACE, Filing


@dataclass(frozen=True, slots=True)
class File:
    """A filing that the engine took."""

    at: datetime
    filing: Filing
    order: Order
    claim: Claim
    workflow: str

    def run(self, engine: Engine, disputes: dict[str, str], session: object | None = None) -> Dispute:
        """File it, and note the dispute's id under the filing's."""
        dispute = engine.file(
            self.order,
            self.claim,
            self.workflow,
            by=self.filing.buyer,
            command_id=f"{self.filing.id}:file",
            session=session,
        )
        disputes[self.filing.id] = dispute.id
        return dispute


@dataclass(frozen=True, slots=True)
class Act:
    """An act of a party; `number` counts the dispute's acts, done or tried."""

    at: datetime
    filing_id: str
    number: int
    by: Actor
    action: str
    details: Mapping[str, Any]

    def run(self, engine: Engine, disputes: Mapping[str, str], session: object | None = None) -> Dispute:
        """Do it."""
        return engine.act(
            disputes[self.filing_id],
            self.action,
            by=self.by,
            command_id=f"{self.filing_id}:{self.number}",
            session=session,
            **self.details,
        )


@dataclass(frozen=True, slots=True)
class Arrival:
    """Goods that arrived while their line was in dispute."""

    at: datetime
    filing: Filing

    def run(self, engine: Engine, disputes: Mapping[str, str], session: object | None = None) -> tuple[Dispute, ...]:
        """Tell the engine; the disputes that took the fact."""
        complaint = self.filing.complaint
        return engine.update_order(
            complaint.order.id,
            complaint.line.number,
            marketplace=MARKETPLACE,
            command_id=f"{self.filing.id}:arrived",
            session=session,
            delivered_at=self.at,
            completed_at=self.at,
        )


@dataclass(frozen=True, slots=True)
class TickAt:
    """An instant at which timers are due."""

    at: datetime

    def run(self, engine: Engine, disputes: Mapping[str, str], session: object | None = None) -> None:
        """Fire them."""
        engine.tick(session=session)


Step = File | Act | Arrival | TickAt


@dataclass(frozen=True, slots=True)
class Refusal:
    """A filing that the engine refused."""

    at: datetime
    filing: Filing
    code: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """An act that had become impossible when its time came."""

    at: datetime
    filing_id: str
    action: str
    code: str


@dataclass(frozen=True, slots=True)
class Entered:
    """A dispute came into a stage."""

    at: datetime
    filing_id: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class Script:
    """All that happened, each list by time, and the filings still to come when it stopped."""

    steps: Sequence[Step] = ()
    refusals: Sequence[Refusal] = ()
    dropped: Sequence[Dropped] = ()
    stages: Sequence[Entered] = ()
    to_come: Sequence[Filing] = ()

    def up_to(self, until: datetime) -> "Script":
        """What had happened at an instant, it included: the same as a simulation that stops there."""
        later = [step.filing for step in self.steps if isinstance(step, File) and step.at > until]
        later += [refusal.filing for refusal in self.refusals if refusal.at > until]
        planned = [one for one in (*later, *self.to_come) if not one.decided_at or one.decided_at <= until]
        return Script(
            [step for step in self.steps if step.at <= until],
            [refusal for refusal in self.refusals if refusal.at <= until],
            [dropped for dropped in self.dropped if dropped.at <= until],
            [entered for entered in self.stages if entered.at <= until],
            sorted(planned, key=lambda filing: (filing.at, filing.id)),
        )
