"""A seller's standing: the medal that the disputes filed from now on take."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from .database import opened
from .options import AsJson, CommandId, Db, Verbose, parse_actor
from .output import add_row, emit_json, note, show, table
from .verbs import Operator
from .words import instant_words

if TYPE_CHECKING:
    from rich.table import Table

    from ...engine.sellers import Standing


def standing(
    seller: Annotated[str, typer.Argument(metavar="SELLER", help="The seller's id.", show_default=False)],
    medal: Annotated[
        Literal["gold", "silver", "none"] | None, typer.Option("--medal", help="Set it: gold, silver or none.")
    ] = None,
    level: Annotated[str | None, typer.Option("--level", help="The level behind the medal.")] = None,
    source: Annotated[str | None, typer.Option("--source", help="Where it comes from.")] = None,
    marketplace: Annotated[str, typer.Option("--marketplace", help="The marketplace.")] = "default",
    by: Operator = "system",
    command_id: CommandId = None,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Show a seller's standing, version by version; with --medal, set it first."""
    from ...engine.errors import InvalidInput
    from .forms import to_json

    if medal is None and (level or source):
        raise InvalidInput("--medal", "say which to set: gold, silver or none")
    with opened(db, verbose) as engine:
        if medal is not None:
            given = None if medal == "none" else medal
            engine.set_standing(
                seller,
                marketplace=marketplace,
                medal=given,
                level=level,
                source=source,
                by=parse_actor(by),
                command_id=command_id,
            )
        versions = engine.standings(seller, marketplace=marketplace)
    if as_json:
        emit_json([to_json(one) for one in versions])
    elif versions:
        show(_table(versions))
    else:
        note(
            f"Nothing is known of seller {seller} on {marketplace}: its disputes are those of a seller without a medal."
        )


def _table(versions: "list[Standing]") -> "Table":
    made = table("Version", "Medal", "Level", "Set", "By", "Source")
    for one in versions:
        when = instant_words(one.set_at) if one.set_at else ""
        add_row(made, str(one.version), one.medal or "none", one.level or "", when, str(one.by), one.source or "")
    return made
