"""A dispute as it is shown to a person: where it stands, its plans side by side, its history and agenda."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from ...engine.inputs import PARTIES
from .output import add_row, fields, is_wide, table
from .words import (
    details_words,
    event_words,
    instant_words,
    left_words,
    next_timer,
    order_words,
    outcome_words,
    plan_words,
    rules_words,
    turn_words,
)

if TYPE_CHECKING:
    from rich.table import Table

    from ...engine.records import ActionItem, AgendaItem, Dispute, Event, SubmittedEvidence


def short_card(dispute: "Dispute", now: datetime) -> "Table":
    """Where a dispute stands and what is due next."""
    return fields(_standing(dispute, now) | {"Version": str(dispute.version)})


def full_card(dispute: "Dispute", now: datetime) -> "Table":
    """All of a dispute but its plans and evidence."""
    received = "received" if dispute.received else "not received"
    order = dispute.order
    return fields(
        _standing(dispute, now)
        | {
            "Workflow": dispute.workflow_id,
            "Order": f"{order_words(order)}, paid {order.paid}",
            "Buyer": order.buyer,
            "Seller": order.seller
            + (f" ({medal} medal)" if (medal := order.seller_medal) not in (None, "none") else ""),
            "Reason": f"{dispute.reason}, goods {received}",
            "Text": dispute.text or "",
            "Agent": dispute.agent or "",
            "Filed": instant_words(dispute.filed_at),
            "Version": str(dispute.version),
        }
    )


def _standing(dispute: "Dispute", now: datetime) -> dict[str, str]:
    timer = next_timer(dispute)
    due = f"{timer.action} at {instant_words(timer.due_at)}, {left_words(timer.due_at, now)}" if timer else ""
    ended = f"{instant_words(dispute.resolved_at)}: {outcome_words(dispute.outcome)}" if dispute.outcome else ""
    return {"Dispute": dispute.id, "Stage": turn_words(dispute), "Next": due, "Ended": ended}


def plans_table(dispute: "Dispute") -> "Table":
    """The three plans side by side, with the ruling, who has accepted it, and the plan that was adopted."""
    made = table("Buyer's plan", "Seller's plan", "Platform's plan")
    add_row(made, *(plan_words(dispute.plans.get(party)) for party in PARTIES))
    if dispute.ruling:
        add_row(made, "", "", f"winner {dispute.ruling.winner}, liable {dispute.ruling.liable}")
    if dispute.accepted_by:
        add_row(made, *("accepted the platform's" if party in dispute.accepted_by else "" for party in PARTIES))
    if dispute.adopted_plan:
        made.caption = f"Adopted plan: {dispute.adopted_plan}"
        made.caption_justify = "left"
    return made


def evidence_table(evidence: Sequence["SubmittedEvidence"]) -> "Table":
    """Each piece of evidence, with the id that `delete_evidence` takes."""
    made = table("Evidence", "By", "Kind", "Bytes", "Where", "Submitted", keep=(0, 1, 2))
    for item in evidence:
        file = item.evidence
        size = f"{file.size:,}"
        add_row(made, item.id, item.by, file.kind, size, file.uri, instant_words(item.submitted_at))
    return made


def history_table(events: Iterable["Event"]) -> "Table":
    """The events in order; in a narrow terminal the details stand in lines of their own."""
    headings = ("#", "When", "Who", "What happened") if is_wide() else ("#", "When", "What happened")
    made = table(*headings, keep=(0, 1), lines=not is_wide())
    for event in events:
        when = instant_words(event.occurred_at, seconds=True)
        add_row(made, str(event.seq), when, *_event_cells(event), style="dim" if _is_projected(event) else None)
    return made


def _event_cells(event: "Event") -> tuple[str, ...]:
    first, *more = _event_lines(event)
    if is_wide():
        return str(event.actor), "; ".join((first, *more))
    return ("\n".join((first, f"by {event.actor}", *more)),)


def _event_lines(event: "Event") -> Iterator[str]:
    yield event_words(event) + (" (due, recorded at the next tick)" if _is_projected(event) else "")
    yield from details_words(event.details)
    for effect in event.effects:
        yield f"→ {effect.kind}{f' {effect.amount}' if effect.amount else ''}"


def _is_projected(event: "Event") -> bool:
    return event.recorded_at is None


def agenda_table(items: Iterable["AgendaItem"], now: datetime) -> "Table":
    """What happens by itself, in order."""
    made = table("When", "Time left", "What happens", keep=(0, 1))
    for item in items:
        left = left_words(item.due_at, now) + (", held" if item.overdue else "")
        what = f"{item.action}{': ' if is_wide() else chr(10)}{item.why}{rules_words(item.rules)}"
        add_row(made, instant_words(item.due_at), left, what, style="red" if item.overdue else None)
    return made


def actions_table(items: Iterable["ActionItem"]) -> "Table":
    """What may be done with which details, then what may not and why."""
    made = table("Action", "Now", "What it does, or why not", "Details", keep=(0, 1))
    for item in sorted(items, key=lambda item: not item.allowed):
        details = ", ".join((*item.takes, *(f"[{name}]" for name in item.may_take)))
        add_row(
            made,
            item.action,
            "yes" if item.allowed else "no",
            f"{item.why}{'' if item.allowed else rules_words(item.rules)}",
            details if item.allowed else "",
            style=None if item.allowed else "dim",
        )
    return made
