"""`score loan`: how a seller's advance loan stands, and how an order of its is paid."""

from typing import TYPE_CHECKING, Annotated

import typer

from .exits import Exit, Stop
from .options import AsJson, Db, Verbose
from .output import emit_json, fields, note, show
from .score_database import Marketplace, ScoresUrl
from .score_in_force import in_force_json, show_in_force
from .scores import Day, opened_scores, parse_day

if TYPE_CHECKING:
    from rich.table import Table

    from ...workflows.aliexpress.advance_loan import Payment
    from ..scores.loans import Loan


def loan(
    seller: Annotated[str, typer.Option("--seller", metavar="ID", help="Whose loan.")],
    day: Day = None,
    shipped: Annotated[
        str | None, typer.Option("--shipped", metavar="DATE", help="Also: how an order shipped on this day is paid.")
    ] = None,
    ended: Annotated[str | None, typer.Option("--ended", metavar="DATE", help="The day that order ended.")] = None,
    marketplace: Marketplace = None,
    scores: ScoresUrl = None,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Show how a seller's AliExpress advance loan stands, by its daily risk data and its service level."""
    if ended and not shipped:
        raise Stop(Exit.USAGE, "--ended goes with --shipped.")
    shipped_on, ended_on = parse_day(shipped, "--shipped"), parse_day(ended, "--ended")
    of = marketplace or "default"
    with opened_scores(scores, db, verbose) as opened:
        enabled = "aliexpress_loan@1" in opened.enabled(of)
        found = opened.loan(seller, marketplace=of, day=parse_day(day, "--day"))
    payment = found.order(shipped_on, ended_on) if shipped_on else None
    if as_json:
        emit_json(_json(found, payment))
        return
    show(_fields(found, payment))
    show_in_force(found.in_force)
    if found.score is None:
        unless = "is that the seller's id?" if enabled else f"disputes score enable aliexpress_loan --marketplace {of}"
        note(f"No risk data of {seller} have been published in {of}: {unless}")


def _fields(found: "Loan", payment: "Payment | None") -> "Table":
    risk = found.score
    return fields(
        {
            "Seller": found.seller,
            "Day": found.day.isoformat(),
            "Loan": found.standing.replace("_", " "),
            "Since": found.since.isoformat() if found.since else "",
            "Why": found.why,
            "Service level": found.level or "none",
            "Risk data": f"{risk.grade or risk.why_not} on {risk.day}" if risk else "none",
            "Order": payment.why if payment else "",
            "Paid": _when(payment) if payment else "",
        }
    )


def _when(payment: "Payment") -> str:
    if payment.first is None or payment.last is None:
        return "not known before the order has ended"
    return f"{payment.first} to {payment.last}" if payment.last > payment.first else f"{payment.first}"


def _json(found: "Loan", payment: "Payment | None") -> object:
    from ...scoring.explaining import as_json

    return as_json(found) | {
        "in_force": [in_force_json(one) for one in found.in_force],
        "order": as_json(payment) if payment else None,
    }
