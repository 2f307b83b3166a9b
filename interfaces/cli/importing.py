"""`import`: many disputes from a file of JSON lines, or from real orders in the Olist layout."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .database import opened
from .exits import Exit, Stop
from .options import AsJson, Db, Verbose, parse_actor
from .output import Report, complain, emit_json, progress, show

if TYPE_CHECKING:
    from ...engine.records import Dispute
    from ..embedded import DisputeEngine
    from .cases import CaseForm
    from .forms import FilingForm

    Form = FilingForm | CaseForm
    Reader = Callable[[str, str], Form | None]

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""So many faults are shown; the rest is counted."""


class Format(StrEnum):
    """What `import` reads."""

    JSONL = "jsonl"
    OLIST = "olist"
    ALIEXPRESS = "aliexpress"


@dataclass
class Faults:
    """What is wrong with a file: the line, the sentence, and the exit code it would have alone."""

    found: list[tuple[int, str, Exit]] = field(default_factory=list[tuple[int, str, Exit]])

    def add(self, line: int, error: Exception) -> None:
        """Note an error of a line, each of its problems by itself."""
        from ...engine.errors import InvalidInput
        from .faults import exit_code, sentence

        if isinstance(error, InvalidInput):
            sentences = [f"{field}: {rule}" for field, rule in error.problems]
        else:
            sentences = [sentence(error)]
        self.found += [(line, text, exit_code(error)) for text in sentences]

    @property
    def code(self) -> Exit:
        """The code of the first kind there is: usage, conflict, refused."""
        codes = {code for _, _, code in self.found}
        return min(codes, key=(Exit.USAGE, Exit.CONFLICT, Exit.REFUSED, *Exit).index)


class _Undo(Exception):
    """Leaves the transaction so that it is undone: a refusal would commit it."""


def import_lines(source: str, db: str | None, as_json: bool, verbose: bool, read: "Reader | None" = None) -> None:
    """File every line of a file, or take it over, in one transaction, or none of them."""
    from .forms import read_filing

    faults = Faults()
    filings = _parse(source, faults, read or read_filing)
    with opened(db, verbose) as engine, progress("Filing") as report:
        began = engine.now()
        disputes = _file_all(engine, filings, faults, report)
    if faults.found:
        _stop(source, faults)
    earlier = sum((dispute.last_event_at or began) < began for dispute in disputes)
    counts = {"lines": len(filings), "filed": len(disputes) - earlier, "filed_before": earlier}
    if as_json:
        emit_json({**counts, "ids": [dispute.id for dispute in disputes]})
        return
    show(f"Filed: {counts['filed']} of {counts['lines']} lines; {earlier} had been filed before.")


def _parse(source: str, faults: Faults, read: "Reader") -> "list[tuple[int, Form]]":
    from ...engine.errors import InvalidInput
    from .verbs import read_bytes

    filings: list[tuple[int, Form]] = []
    for number, line in enumerate(read_bytes(source).removeprefix(_BYTE_ORDER_MARK).split(b"\n"), 1):
        try:
            if (text := _decoded(line)) and (form := read(text, "line")):
                filings.append((number, form))
        except InvalidInput as error:
            faults.add(number, error)
    return filings


def _decoded(line: bytes) -> str:
    from ...engine.errors import InvalidInput

    try:
        return line.decode().strip()
    except UnicodeDecodeError:
        raise InvalidInput("line", "must be UTF-8 text") from None


def _file_all(
    engine: "DisputeEngine", filings: "Sequence[tuple[int, Form]]", faults: Faults, report: Report
) -> "list[Dispute]":
    """File all in one transaction, which is undone when any line has a fault; all lines are tried."""
    from ...engine.errors import DisputeError

    disputes: list[Dispute] = []
    try:
        with engine.transaction() as session:
            for done, (number, filing) in enumerate(filings, 1):
                try:
                    disputes.append(filing.file(engine, session))
                except DisputeError as error:
                    faults.add(number, error)
                report(done, len(filings))
            if faults.found:
                raise _Undo
    except _Undo:
        return []
    return disputes


def _stop(source: str, faults: Faults) -> None:
    lines = {number for number, _, _ in faults.found}
    for number, text, _ in sorted(faults.found):
        complain(f"{source}:{number}: {text}")
    raise Stop(faults.code, f"{source}: {len(lines)} line(s) are wrong, so nothing was imported.")


def import_(
    source: Annotated[
        str | None, typer.Argument(metavar="FILE|DIR", help="JSON lines (- reads stdin), or a folder.")
    ] = None,
    format: Annotated[
        Format, typer.Option("--format", help="jsonl: one a line; olist: real orders; aliexpress: its API's issues.")
    ] = (Format.JSONL),
    adopt: Annotated[
        bool, typer.Option("--adopt", help="Take over open disputes of another system, as they stand there.")
    ] = False,
    seller: Annotated[
        str | None, typer.Option("--seller", metavar="ID", help="aliexpress: whose issues they are.")
    ] = None,
    by: Annotated[str, typer.Option("--as", metavar="ROLE:ID", help="adopt: who takes them over.")] = "platform:import",
    until: Annotated[
        str | None, typer.Option(metavar="INSTANT", help="olist: the cut-off, in the files' own dates.")
    ] = None,
    shift: Annotated[bool, typer.Option("--shift", help="olist: move all dates so that they end today.")] = False,
    seed: Annotated[
        int | None, typer.Option(metavar="N", help="olist: the same seed makes the same disputes; 7 unless given.")
    ] = None,
    parameters: Annotated[
        Path | None, typer.Option(metavar="FILE", help="olist: how the parties behave, as TOML.")
    ] = None,
    rules: Annotated[bool, typer.Option("--rules", help="olist: print how complaints are inferred, and end.")] = False,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """File many disputes: all of a file or none of it, every fault named with its line."""
    from . import orders

    if rules:
        orders.show_rules(as_json)
        return
    if source is None:
        raise Stop(Exit.USAGE, "Say what to import: disputes import FILE, or disputes import --format olist DIR.")
    choices = orders.Choices(until, shift, seed, parameters)
    if format is Format.OLIST:
        orders.import_orders(Path(source), choices, db, as_json, verbose)
        return
    if choices != orders.Choices():
        raise Stop(Exit.USAGE, "--until, --shift, --seed and --parameters belong to --format olist.")
    if format is Format.ALIEXPRESS and not (adopt and seller):
        raise Stop(Exit.USAGE, "Issues are taken over: give --adopt, and --seller for whose they are.")
    import_lines(source, db, as_json, verbose, _case_reader(seller, by) if adopt else None)


def _case_reader(seller: str | None, by: str) -> "Reader":
    """Reads cases; issues of AliExpress when a seller is given."""
    from .cases import read_case, read_issue

    actor = parse_actor(by)
    return (
        (lambda text, where: read_issue(text, where, seller, actor))
        if seller
        else (lambda text, where: read_case(text, where, actor))
    )
