"""`score load`, `facts`, `export` and `follow`: facts into the scores' database, what is there, and out again."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from .database import opened, refuse_missing
from .exits import Exit, Stop
from .options import AsJson, Db, Verbose
from .output import add_row, emit_json, note, progress, show, table
from .score_database import Marketplace, ScoresUrl, opened_warehouse

if TYPE_CHECKING:
    from ...storage.loading import Loaded
    from ...storage.warehouse import Warehouse

ALL = "all"
"""What stands for the kind of fact where a folder holds several."""

FactName = Annotated[
    str,
    typer.Argument(
        metavar="FACT", help="orders, reviews, shipments, …; `disputes score facts` lists all.", show_default=False
    ),
]


class Format(StrEnum):
    """What `score load` reads."""

    JSONL = "jsonl"
    PARQUET = "parquet"
    OLIST = "olist"


_NAMES: "dict[Format | None, Literal['jsonl', 'parquet'] | None]" = {
    Format.JSONL: "jsonl",
    Format.PARQUET: "parquet",
    None: None,
}


def load(
    fact: FactName,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Files, or a folder.", show_default=False)],
    format: Annotated[
        Format | None, typer.Option("--format", help="By the file's name unless given; olist: a folder, FACT is all.")
    ] = None,
    marketplace: Marketplace = None,
    zone: Annotated[
        str | None,
        typer.Option("--zone", metavar="ZONE", help="Where the marketplace's days begin; kept from then on."),
    ] = None,
    rates: Annotated[
        list[str] | None,
        typer.Option("--rate", metavar="CURRENCY=USD", help="US dollars for one unit: BRL=0.27. Repeatable."),
    ] = None,
    scores: ScoresUrl = None,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Take in facts: each file wholly or not at all, every fault named with its line."""
    if (format is Format.OLIST) != (fact == ALL):
        raise Stop(Exit.USAGE, "A folder goes in as a whole: disputes score load all DIR --format olist.")
    given: dict[str, Any] = {"rates": _rates(rates), **({"marketplace": marketplace} if marketplace else {})}
    with opened_warehouse(scores, db, verbose) as warehouse:
        if format is Format.OLIST and zone:
            given["zone"] = zone
        one = _folder if format is Format.OLIST else _file(fact, format, zone)
        done = [(file, result) for file in files for result in one(warehouse, file, given)]
    _show_loaded(done, as_json)


def _folder(warehouse: "Warehouse", folder: Path, given: dict[str, Any]) -> "Sequence[Loaded]":
    from ..scores.fact_loading import load_olist

    with progress(f"Loading {folder.name}") as report:
        return load_olist(warehouse, folder, progress=report, **given)


def _file(
    fact: str, format: Format | None, zone: str | None
) -> "Callable[[Warehouse, Path, dict[str, Any]], Sequence[Loaded]]":
    def one(warehouse: "Warehouse", file: Path, given: dict[str, Any]) -> "Sequence[Loaded]":
        from ..scores.fact_loading import load_facts

        with progress(f"Loading {file.name}") as report:
            return [load_facts(warehouse, fact, file, zone=zone, format=_NAMES[format], progress=report, **given)]

    return one


def _rates(texts: Sequence[str] | None) -> dict[str, str]:
    from ...engine.errors import InvalidInput

    pairs = [text.partition("=") for text in texts or ()]
    for currency, sign, rate in pairs:
        if not (currency and sign and rate):
            raise InvalidInput("--rate", f"must be CURRENCY=USD, such as BRL=0.27, not {currency + sign + rate!r}")
    return {currency: rate for currency, _, rate in pairs}


def _show_loaded(done: "Sequence[tuple[Path, Loaded]]", as_json: bool) -> None:
    if as_json:
        emit_json([{"file": str(file), **vars(loaded)} for file, loaded in done])
        return
    made = table("File", "Fact", "New", "Corrected", "Known", keep=(1,))
    for file, loaded in done:
        add_row(made, str(file), loaded.fact, *(f"{count:,}" for count in (loaded.new, loaded.corrected, loaded.known)))
    show(made)


def facts(
    marketplace: Marketplace = None,
    scores: ScoresUrl = None,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """List the kinds of facts, how many of each are there, and their first and last local day."""
    from ...storage.fact_counts import count_facts

    with opened_warehouse(scores, db, verbose) as warehouse:
        rows = count_facts(warehouse, marketplace)
    if as_json:
        emit_json(rows)
        return
    made = table("Fact", "Marketplace", "Count", "First day", "Last day", "What it is", keep=(0,))
    for row in rows:
        days = [row["first_day"] or "", row["last_day"] or ""]
        add_row(made, row["fact"], row["marketplace"] or "", f"{row['count']:,}", *days, row["says"])
    show(made)


def export(
    fact: FactName,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="… .parquet, .jsonl or .jsonl.gz", show_default=False)],
    marketplace: Marketplace = None,
    scores: ScoresUrl = None,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Write facts of a kind to a file that `score load` reads, here or on another database."""
    from ...scoring.numbers import so_many
    from ...storage.fact_files import write_facts
    from ...storage.fact_rows import fact_table

    with opened_warehouse(scores, db, verbose) as warehouse:
        rows = warehouse.facts[fact_table(fact).name]
        rows = rows.filter(rows.marketplace == marketplace) if marketplace else rows
        count = write_facts(rows, fact_table(fact), file)
    if as_json:
        emit_json({"fact": fact, "file": str(file), "count": count})
        return
    note(f"{so_many(count, fact)} written to {file}.")


def follow(
    source: Annotated[
        str, typer.Option(metavar="NAME", help="Tells databases of disputes apart that share the scores.")
    ] = "disputes",
    scores: ScoresUrl = None,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Take in what disputes have told since the last time, as facts of disputes and refunds."""
    from ...scoring.numbers import so_many
    from ..scores.dispute_facts import DisputeFacts

    refuse_missing(db)
    with (
        opened(db, verbose) as engine,
        opened_warehouse(scores, db, verbose) as warehouse,
        progress("Taking disputes in") as report,
    ):
        done = DisputeFacts(warehouse, engine, source=source).follow(report)
    if as_json:
        emit_json(vars(done))
        return
    events, outcomes = so_many(done.events, "events"), so_many(done.outcomes, "outcomes")
    disputes, refunds = so_many(done.disputes, "disputes"), so_many(done.refunds, "refunds")
    show(f"Taken in: {events} and {outcomes}; new or changed: {disputes} and {refunds}.")
