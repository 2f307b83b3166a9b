"""Which database of scores a command works on, and the warehouse in it."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from .database import Database, chosen
from .exits import Exit, Stop
from .logs import configure

if TYPE_CHECKING:
    from ...storage.warehouse import Warehouse

VARIABLE = "DISPUTES_SCORES_URL"
DUCKDB = "duckdb:///"

ScoresUrl = Annotated[
    str | None,
    typer.Option(
        "--scores",
        metavar="URL",
        help="The database of facts and scores. Without it $DISPUTES_SCORES_URL, else a DuckDB file beside the"
        " disputes' SQLite file, or the disputes' PostgreSQL.",
    ),
]


def _named(marketplace: str | None) -> str | None:
    """Refuse an empty name, lest it be taken for none at all."""
    if marketplace is not None and not marketplace.strip():
        raise typer.BadParameter("must not be blank; leave it out for the marketplace `default`")
    return marketplace


Marketplace = Annotated[
    str | None,
    typer.Option("--marketplace", metavar="NAME", help="Whose facts; default unless given.", callback=_named),
]


def scores_url(option: str | None, db: str | None) -> str:
    """The scores' database: as said, else beside the disputes."""
    if said := option or os.environ.get(VARIABLE):
        return said
    return beside(chosen(db))


def beside(disputes: Database) -> str:
    """`disputes.scores.duckdb` beside `disputes.db`; the same database where that is PostgreSQL."""
    if disputes.file:
        return f"{DUCKDB}{disputes.file.with_suffix('.scores.duckdb')}"
    if disputes.url.startswith("postgres"):
        return disputes.url
    raise Stop(Exit.USAGE, f"Say where scores are kept, with --scores: {disputes.shown} has no place for them.")


@contextmanager
def opened_warehouse(option: str | None, db: str | None, verbose: bool) -> "Generator[Warehouse]":
    """The warehouse, closed at the end; logs go to stderr from here on."""
    from ...storage.warehouse import Warehouse

    configure(verbose=verbose)
    warehouse = Warehouse(scores_url(option, db))
    try:
        yield warehouse
    finally:
        warehouse.close()
