"""Refund orders: which wait to be executed, which are late, and that one was executed."""

from typing import TYPE_CHECKING, Annotated

import typer

from .database import opened
from .options import AsJson, CommandId, Db, Verbose, parse_actor
from .output import add_row, emit_json, note, show, table
from .verbs import Operator
from .words import instant_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.table import Table

    from ...engine.refunds import RefundOrder

EffectId = Annotated[
    str, typer.Argument(metavar="EFFECT_ID", help="The effect's id, from a feed or `refunds`.", show_default=False)
]


def refunds(
    late: Annotated[bool, typer.Option("--late", help="Only those not executed whose time is over.")] = False,
    status: Annotated[
        str | None, typer.Option("--status", help="ordered (not executed yet), late or completed.")
    ] = None,
    seller: Annotated[str | None, typer.Option("--seller", metavar="ID", help="Only this seller's.")] = None,
    dispute: Annotated[str | None, typer.Option("--dispute", metavar="ID", help="Only this dispute's.")] = None,
    after: Annotated[str | None, typer.Option("--after", metavar="CURSOR", help="Go on after a page.")] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", help="How many to list.")] = 50,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """List the money that disputes told the platform to move, by due time."""
    from ...engine.errors import InvalidInput
    from .forms import to_json

    if late and status not in (None, "late"):
        raise InvalidInput("--late", f"is another status than {status}: give one of them")
    wanted: dict[str, str | None] = {"status": "late" if late else status, "seller": seller, "dispute": dispute}
    with opened(db, verbose) as engine:
        page = engine.refunds(**wanted, after=after, limit=limit)  # pyright: ignore[reportArgumentType]
    if as_json:
        emit_json({"refunds": [to_json(order) for order in page], "next": page.next})
        return
    if page:
        show(_table(page))
    more = f" There is more: --after {page.next}" if page.next else ""
    note(f"{len(page)} refund order(s).{more}")


def refund(
    effect_id: EffectId,
    reference: Annotated[
        str | None, typer.Option("--reference", metavar="TEXT", help="Your own id for the payment.")
    ] = None,
    by: Operator = "system",
    command_id: CommandId = None,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Record that the platform has executed a refund order; the same again does nothing."""
    from .forms import to_json

    actor = parse_actor(by)
    with opened(db, verbose) as engine:
        order = engine.record_refund(effect_id, reference=reference, by=actor, command_id=command_id)
    note(f"Recorded: {order.kind} of {order.amount} executed{', late' if order.late else ''}.")
    if as_json:
        emit_json(to_json(order))
    else:
        show(_table([order]))


def _table(orders: "Iterable[RefundOrder]") -> "Table":
    made = table("Effect", "What", "Amount", "Order", "Seller", "Due", "Executed", "Reference", keep=(0,))
    for one in orders:
        executed = instant_words(one.completed_at) if one.completed_at else "not yet"
        late = " (late)" if one.late else ""
        due = instant_words(one.due_at)
        line = f"{one.order_id} line {one.line}"
        add_row(
            made, one.effect_id, one.kind, str(one.amount), line, one.seller, due, executed + late, one.reference or ""
        )
    return made
