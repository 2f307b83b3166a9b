"""`export`: disputes in the vocabulary of a marketplace's API."""

from typing import Annotated

import typer

from .database import opened
from .options import Db, Verbose
from .output import emit_json_line, note


def export(
    seller: Annotated[str | None, typer.Option("--seller", metavar="ID", help="Only this seller's.")] = None,
    only_open: Annotated[bool, typer.Option("--open", help="Only those that have not ended.")] = False,
    db: Db = None,
    verbose: Verbose = False,
) -> None:
    """Write AliExpress disputes as issue records of its API, one a line."""
    from ...workflows.aliexpress.issue_export import issue_of

    count = 0
    with opened(db, verbose) as engine:
        after = None
        while True:
            page = engine.find(workflow="aliexpress", seller=seller, order_by="filed", after=after, limit=500)
            for dispute in page:
                if dispute.is_pending or not only_open:
                    emit_json_line(issue_of(dispute))
                    count += 1
            if (after := page.next) is None:
                break
    note(f"{count} issue(s).")
