"""The options and arguments that several commands share, and how their values are read."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ...engine.inputs import Actor

Db = Annotated[
    str | None,
    typer.Option(
        "--db", metavar="URL", help="The database. Without it $DISPUTES_DATABASE_URL, else sqlite:///disputes.db."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Log what is done, and tracebacks, to stderr.")]
DisputeId = Annotated[str, typer.Argument(metavar="ID", help="The dispute's id.", show_default=False)]
Acting = Annotated[str, typer.Option("--as", metavar="ROLE:ID", help="Who acts, such as seller:s-17.")]
CommandId = Annotated[
    str | None,
    typer.Option("--command-id", metavar="ID", help="Makes a retry safe: the same id again does nothing twice."),
]
WorkflowName = Annotated[
    str,
    typer.Argument(
        metavar="WORKFLOW", help="aliexpress, aliexpress@2, or your own: mine.toml, module:NAME.", show_default=False
    ),
]

_ROLES = ("buyer", "seller", "platform")


def parse_actor(text: str) -> "Actor":
    """The actor in `seller:s-17`, or `system`; InvalidInput names the form."""
    from ...engine.errors import InvalidInput
    from ...engine.inputs import SYSTEM, Actor

    if text == "system":
        return SYSTEM
    role, _, id = text.partition(":")
    if role not in _ROLES or not id:
        form = "must be role:id with the role buyer, seller or platform, such as seller:s-17"
        raise InvalidInput("--as", f"{form}, not {text!r}")
    return Actor(role, id)


def parse_instant(text: str | None, option: str) -> datetime | None:
    """The instant in RFC 3339 text; InvalidInput names the option and the form."""
    from ...engine.errors import InvalidInput

    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        rule = "must be an instant with its time zone, such as 2026-03-07T09:00:00Z"
        raise InvalidInput(option, f"{rule}, not {text!r}")
    return instant
