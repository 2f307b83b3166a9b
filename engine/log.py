"""The events that a decision adds to a history, each chained to the one before by its digest."""

from dataclasses import replace
from hashlib import sha256

from .details import canonical, dump_details
from .draft import Command, Draft
from .endings import effects_of
from .money import Money
from .records import Dispute, Event


class Log:
    """Collects the events of one decision."""

    def __init__(self, dispute: Dispute | None, command: Command) -> None:
        self._command = command
        self.dispute_id = dispute.id if dispute else command.dispute_id
        self._seq = dispute.version if dispute else 0
        self._state = dispute.state if dispute else None
        self.digest = dispute.digest if dispute else ""
        self.events: tuple[Event, ...] = ()

    def add(self, draft: Draft, action: str, effects: tuple[str, ...], pays: tuple[str, Money] | None = None) -> None:
        """Note that the draft has come to where it stands, by this action; `pays` is the effect that moves money."""
        self._seq += 1
        first = not self.events
        event = Event(
            dispute_id=self.dispute_id,
            seq=self._seq,
            action=action,
            actor=draft.actor,
            from_state=self._state,
            to_state=draft.state,
            occurred_at=draft.now,
            recorded_at=None,
            details=draft.details,
            effects=effects_of(self.dispute_id, self._seq, effects, pays),
            command_id=self._command.command_id if first else None,
        )
        self.digest = event_digest(self.digest, event)
        self.events = (*self.events, replace(event, digest=self.digest))
        self._state = draft.state


def event_digest(previous: str, event: Event) -> str:
    """SHA-256 over the previous digest and what the event says; when it was recorded is left out."""
    effects = [[effect.id, effect.amount.amount if effect.amount else None] for effect in event.effects]
    content = [
        previous,
        event.dispute_id,
        event.seq,
        event.action,
        str(event.actor),
        event.from_state,
        event.to_state,
        event.occurred_at.isoformat(),
        dump_details(event.details),
        effects,
    ]
    return sha256(canonical(content).encode()).hexdigest()
