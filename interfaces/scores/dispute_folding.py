"""What the events and outcomes of disputes say to scores: one fact a dispute, and one for each refund.

A fact is folded from events in their order and from outcomes in theirs; where both speak, the outcome counts. Its
version is made of how many events and which revision of the outcome it knows: whatever the bites in which the
feeds are read, the same version has the same content.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from ...engine.built_in import ADOPT, MIGRATE
from ...engine.cases import Case
from ...engine.definition import FILE
from ...engine.inputs import Claim, Order
from ...engine.records import Event, Outcome
from ...engine.refunds import RECORD_REFUND
from ...storage.types import microseconds

Row = dict[str, Any]
"""A fact as the warehouse keeps it, without its local days."""

REVISIONS = 100
"""A version is the number of events times this, plus the revision of the outcome."""


@dataclass(frozen=True)
class Meaning:
    """What a workflow says of its events; of several versions, what any of them says."""

    zone: str
    stages: Mapping[str, str]
    categories: Mapping[str, str]
    answers: tuple[Mapping[str, Any], ...]
    timeouts: tuple[Mapping[str, Any], ...]

    @classmethod
    def of(cls, *versions: Mapping[str, Any]) -> "Meaning":
        """From stored definitions, the one that counts last."""
        rows = [row for data in versions for row in data["transitions"]]
        zone = versions[-1]["zone"]
        return cls(
            zone=zone if isinstance(zone, str) else zone["name"],
            stages={state["name"]: state["stage"] for data in versions for state in data["states"]},
            categories=dict(pair for data in versions for pair in _categories(data["reasons"])),
            answers=tuple(row for row in rows if "first_answer" in row.get("changes", ())),
            timeouts=tuple(row for row in rows if row.get("ends", {}).get("resolution") == "seller_timeout"),
        )

    def enters(self, event: Event, stage: str) -> bool:
        """Whether the dispute comes into this stage by an event."""
        before = self.stages.get(event.from_state or "")
        return before != stage and self.stages.get(event.to_state) == stage

    def is_answer(self, event: Event) -> bool:
        """Whether it is the seller's answer to the claim, by the rows that say so."""
        return any(_is_by(row, event, event.actor.role) for row in self.answers)

    def is_timeout(self, event: Event) -> bool:
        """Whether the seller's time to answer ran out."""
        return event.actor.role == "system" and any(_is_by(row, event, "timer") for row in self.timeouts)


def _categories(reasons: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    for category, further in reasons.items():
        yield category, category
        yield from ((reason, category) for reason in further)


def _is_by(row: Mapping[str, Any], event: Event, role: str) -> bool:
    """Whether an event came by a row: its action, actor, origin, and the details that the row is for."""
    said = event.details
    return (
        row["action"] == event.action
        and role in row["by"]
        and event.from_state in row["from"]
        and all(said.get(name) == value for name, value in row.get("given", {}).items())
    )


def begin(event: Event, workflow: str, meaning: Meaning) -> Row:
    """The fact of a dispute by its first event: filed here, or taken over from another system."""
    case = cast("Case | None", event.details.get("case"))
    order = case.order if case else cast(Order, event.details["order"])
    claim = case.claim if case else cast(Claim, event.details["claim"])
    filed_at = case.filed_at if case else event.occurred_at
    times = {name: microseconds(at) for name, at in case.times.items()} if case else {}
    row: Row = {
        "marketplace": order.marketplace, "id": event.dispute_id, "version": 0, "seller": order.seller,
        "buyer": order.buyer, "order": order.id, "line": order.line, "workflow": workflow, "reason": claim.reason,
        "category_of_reason": meaning.categories.get(claim.reason, claim.reason),
        "filed_at": microseconds(filed_at), "answered_at": None,
        "arbitrated_at": times.get("arbitration_started"), "withdrawn_at": None, "timed_out_at": None,
        "ended_at": None, "resolution": None, "winner": None, "liable": None,
        "guarantee": order.after_sales_guarantee, "platform_logistics": order.platform_logistics,
        "with_return": False, "revision": 1,
    }  # fmt: skip
    return row


def is_first(event: Event) -> bool:
    """Whether a dispute begins with it."""
    return event.action in {FILE, ADOPT}


def migrated_to(event: Event) -> str | None:
    """The version that a dispute goes on under from this event on; None when it stays under its own."""
    return cast(str, event.details["to"]) if event.action == MIGRATE else None


def knows(row: Row, event: Event) -> bool:
    """Whether a fact has taken this event in."""
    return event.seq <= row["version"] // REVISIONS


def take_event(row: Row, event: Event, meaning: Meaning) -> None:
    """Take in the next event of a dispute; what an outcome has said since stays."""
    at = microseconds(event.occurred_at)
    row["version"] += REVISIONS
    if meaning.enters(event, "arbitration") and row["arbitrated_at"] is None:
        row["arbitrated_at"] = at
    if meaning.is_timeout(event):
        row["timed_out_at"] = at
    row["workflow"] = migrated_to(event) or row["workflow"]
    if row["ended_at"] is None:
        _take_course(row, event, meaning, at)


def _take_course(row: Row, event: Event, meaning: Meaning, at: int) -> None:
    """What the outcome will say for certain in the end."""
    if row["answered_at"] is None and meaning.is_answer(event):
        row["answered_at"] = at
    if meaning.enters(event, "returning"):
        row["with_return"] = True
    reason = event.details.get("reason")
    if isinstance(reason, str) and reason in meaning.categories:
        row["reason"], row["category_of_reason"] = reason, meaning.categories[reason]
    for name, fact in (("after_sales_guarantee", "guarantee"), ("platform_logistics", "platform_logistics")):
        if isinstance(event.details.get(name), bool):
            row[fact] = event.details[name]


def take_outcome(row: Row, outcome: Outcome) -> None:
    """Take in how a dispute ended, or, after an appeal, what holds instead; it ended when it first did."""
    ended_at, answered = microseconds(outcome.resolved_at), outcome.first_response_after
    row["version"] += outcome.revision - row["version"] % REVISIONS
    row["ended_at"] = row["ended_at"] or ended_at
    row["answered_at"] = microseconds(outcome.filed_at + answered) if answered is not None else None
    row["withdrawn_at"] = ended_at if outcome.resolution == "withdrawn" else None
    if outcome.seller_timed_out and row["timed_out_at"] is None:
        row["timed_out_at"] = ended_at
    said = {"category_of_reason": outcome.category, "guarantee": outcome.after_sales_guarantee}
    for name in ("reason", "resolution", "winner", "liable", "with_return", "revision"):
        said[name] = getattr(outcome, name)
    row.update(said)


def has_outcome(row: Row, outcome: Outcome) -> bool:
    """Whether a fact has taken this outcome in."""
    return outcome.revision <= row["version"] % REVISIONS


def refunds_of(event: Event, dispute: Row) -> Iterator[Row]:
    """The refunds that an event orders; money taken back from the buyer is none."""
    for effect in event.effects:
        if effect.kind == "refund":
            yield {
                "marketplace": dispute["marketplace"], "id": effect.id, "version": 1, "seller": dispute["seller"],
                "dispute": event.dispute_id, "ordered_at": microseconds(event.occurred_at), "completed_at": None,
            }  # fmt: skip


def completed_by(event: Event) -> str | None:
    """The effect's id of the refund that an event says was executed; None for other events."""
    return cast(str, event.details["effect_id"]) if event.action == RECORD_REFUND else None


def completed(refund: Row, event: Event) -> Row:
    """The refund as executed."""
    return refund | {"version": 2, "completed_at": microseconds(event.occurred_at)}
