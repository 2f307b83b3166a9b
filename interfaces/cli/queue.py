"""The work list: open disputes, the least time left first."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .database import opened
from .options import AsJson, Db, Verbose, parse_instant
from .output import add_row, emit_json, is_wide, note, show, table
from .words import hold_words, instant_words, left_words, next_timer, order_words, plan_words, turn_words

if TYPE_CHECKING:
    from rich.table import Table

    from ...engine.engine import Engine
    from ...engine.records import Dispute, Hold


_NARROW = 60
"""So much fits beside the time left in 80 columns."""


class StageName(StrEnum):
    """The stages that disputes can be asked for by."""

    FILED = "filed"
    SELLER_RESPONSE = "seller_response"
    NEGOTIATION = "negotiation"
    ARBITRATION = "arbitration"
    RETURNING = "returning"
    RESOLVED = "resolved"


class TurnName(StrEnum):
    """Whose turn it can be."""

    BUYER = "buyer"
    SELLER = "seller"
    PLATFORM = "platform"
    NOBODY = "nobody"


def queue(
    stage: Annotated[StageName | None, typer.Option(help="Only this stage; without it all open ones.")] = None,
    turn: Annotated[TurnName | None, typer.Option(help="Only where it is this one's turn.")] = None,
    seller: Annotated[str | None, typer.Option(metavar="ID", help="Only this seller.")] = None,
    buyer: Annotated[str | None, typer.Option(metavar="ID", help="Only this buyer.")] = None,
    order: Annotated[str | None, typer.Option(metavar="ID", help="Only this order.")] = None,
    workflow: Annotated[str | None, typer.Option(metavar="NAME", help="aliexpress or aliexpress@2.")] = None,
    reason: Annotated[str | None, typer.Option(help="Only this reason, such as damaged.")] = None,
    marketplace: Annotated[str | None, typer.Option(help="Only this marketplace.")] = None,
    due_before: Annotated[
        str | None, typer.Option(metavar="INSTANT", help="Due before then, such as 2026-03-07T09:00:00Z.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 50,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """List open disputes, the least time left first; overdue and held ones are marked."""
    wanted: dict[str, Any] = {
        "turn": turn and turn.value,
        "seller": seller,
        "buyer": buyer,
        "order": order,
        "workflow": workflow,
        "reason": reason,
        "marketplace": marketplace,
        "due_before": parse_instant(due_before, "--due-before"),
    }
    with opened(db, verbose) as engine:
        found = least_time_left(engine, wanted, limit + 1, stage and stage.value)
        holds = engine.holds()
        if as_json:
            emit_json([_form(dispute, holds) for dispute in found[:limit]])
            return
        show_queue(found[:limit], holds, engine.now())
        if len(found) > limit:
            note(f"There are more than these {limit}: narrow the list down, or raise --limit.")


def least_time_left(
    engine: "Engine", wanted: Mapping[str, Any], limit: int, stage: str | None = None
) -> "list[Dispute]":
    """The disputes that match, least time left first; without a stage all open ones, never the resolved."""
    stages = [stage] if stage else [name.value for name in StageName if name is not StageName.RESOLVED]
    found = [dispute for one in stages for dispute in engine.find(stage=one, limit=limit, **wanted)]  # pyright: ignore[reportArgumentType]
    return sorted(found, key=_by_due)[:limit]


def _by_due(dispute: "Dispute") -> tuple[bool, str, str]:
    due_at = dispute.due_at
    return due_at is None, due_at.isoformat(timespec="microseconds") if due_at else "", dispute.id


def _form(dispute: "Dispute", holds: "Sequence[Hold]") -> dict[str, Any]:
    from .forms import to_json

    return to_json(dispute) | {"held": is_held(dispute, holds)}


def is_held(dispute: "Dispute", holds: "Sequence[Hold]") -> bool:
    """Whether a hold keeps the dispute's next timer back."""
    timer = next_timer(dispute)
    return timer is not None and any(hold.covers(dispute.id, timer.action) for hold in holds)


def show_queue(disputes: "Sequence[Dispute]", holds: "Sequence[Hold]", now: datetime) -> None:
    """The table of disputes, the holds that stand, and what is overdue."""
    if not disputes:
        note("No dispute matches.")
    else:
        made = _wide(disputes, holds, now) if is_wide() else _narrow(disputes, holds, now)
        show(made)
    for hold in holds:
        note(f"Hold {hold.id} by {hold.by}: {hold_words(hold)}. To end it: disputes resume {hold.id}")
    overdue = sum(dispute.overdue and not is_held(dispute, holds) for dispute in disputes)
    if overdue:
        note(f"{overdue} overdue: run `disputes tick` to carry out what is due.")


def _wide(disputes: "Sequence[Dispute]", holds: "Sequence[Hold]", now: datetime) -> "Table":
    headings = ("Dispute", "Time left", "Due", "Stage", "Turn", "Order", "Seller", "Buyer", "Reason", "Buyer's plan")
    made = table(*headings, keep=range(5))
    for dispute in disputes:
        add_row(
            made,
            dispute.id,
            _left(dispute, holds, now),
            instant_words(dispute.due_at),
            dispute.stage,
            dispute.turn,
            order_words(dispute.order),
            dispute.order.seller,
            dispute.order.buyer,
            dispute.reason,
            plan_words(dispute.plans.get("buyer")),
            style=_style(dispute),
        )
    return made


def _narrow(disputes: "Sequence[Dispute]", holds: "Sequence[Hold]", now: datetime) -> "Table":
    made = table("Time left", "Dispute", lines=True)
    for dispute in disputes:
        order = dispute.order
        lines = (
            dispute.id,
            f"{turn_words(dispute)}; due {instant_words(dispute.due_at)}",
            f"{dispute.reason}, wants {plan_words(dispute.plans.get('buyer'))}",
            *_together(f"order {order_words(order)}", f"buyer {order.buyer}", f"seller {order.seller}"),
        )
        left = _left(dispute, holds, now).replace(", ", "\n")
        add_row(made, left, "\n".join(lines), style=_style(dispute))
    return made


def _together(*parts: str) -> tuple[str, ...]:
    """The parts in one line when they fit, else each in its own."""
    line = "; ".join(parts)
    return (line,) if len(line) <= _NARROW else parts


def _left(dispute: "Dispute", holds: "Sequence[Hold]", now: datetime) -> str:
    left = left_words(dispute.due_at, now)
    return f"{left}, held" if is_held(dispute, holds) else left


def _style(dispute: "Dispute") -> str | None:
    return "red" if dispute.overdue else None
