"""`workflow list / show / check`: the definitions by which disputes live."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .exits import Exit, Stop
from .options import AsJson, WorkflowName
from .output import add_row, emit_json, prose_width, show, show_prose, table

if TYPE_CHECKING:
    from rich.table import Table

    from ...engine.definition import Workflow
    from ...engine.rendering import Section


_COLUMNS = 5
_MANY_COLUMNS_FIT = 110
"""From this width on more than that many columns can be read."""


def find_workflow(name: str) -> "Workflow":
    """A shipped workflow by name and version, or a host's own as `module:NAME`."""
    from ... import workflows

    return _own(name) if ":" in name else workflows.get(name)


def _own(name: str) -> "Workflow":
    from ...engine.definition import Workflow
    from ...engine.errors import InvalidInput

    module, _, attribute = name.partition(":")
    # Where the person stands counts, as it does for `python -m`.
    sys.path.append(str(Path.cwd()))
    try:
        found = getattr(import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise InvalidInput("workflow", f"{name!r} cannot be loaded: {error}") from None
    finally:
        sys.path.pop()
    if not isinstance(found, Workflow):
        raise InvalidInput("workflow", f"{name!r} is a {type(found).__name__}, not a Workflow")
    return found


def list_workflows(as_json: AsJson = False) -> None:
    """List the workflows that come with the engine."""
    from ... import workflows

    found = [
        {"workflow": workflow.id, "title": workflow.title, "digest": _digest(workflow)} | _size(workflow)
        for workflow in workflows.all()
    ]
    if as_json:
        emit_json(found)
        return
    made = table("Workflow", "Title", "States", "Rows", "Timers", "Digest", keep=(0,))
    for row in found:
        cells = {**row, "digest": str(row["digest"])[:12]}
        names = ("workflow", "title", "states", "rows", "timers", "digest")
        add_row(made, *(str(cells[name]) for name in names))
    show(made)


def _digest(workflow: "Workflow") -> str:
    from ...engine.export import definition_digest, definition_json

    return definition_digest(definition_json(workflow))


def _size(workflow: "Workflow") -> dict[str, int]:
    return {
        "states": len(workflow.states),
        "rows": len(workflow.transitions),
        "timers": len(workflow.timers),
        "numbers": len(workflow.durations) + len(workflow.evidence_limits),
    }


def show_workflow(
    name: WorkflowName,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    as_xstate: Annotated[
        bool, typer.Option("--xstate", help="Print the machine in XState's JSON format, for its visualizer.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show a workflow as tables: states, rows, timers, and each number with its source."""
    import json

    from ...engine.export import definition_json
    from ...engine.rendering import DAYS, heading, sections, to_markdown

    workflow = find_workflow(name)
    if as_json or as_xstate:
        emit_json(json.loads(workflow.to_json() if as_xstate else definition_json(workflow)))
        return
    if as_markdown:
        show(to_markdown(workflow).rstrip())
        return
    show(heading(workflow), DAYS)
    for section in sections(workflow):
        show("")
        show_prose(_section(section))


def _section(section: "Section") -> "Table":
    """A section as a table; in a narrow terminal many columns become lines, each with its heading."""
    title = f"{section.title}. {section.remark}" if section.remark else section.title
    narrow = len(section.headings) > _COLUMNS and prose_width() < _MANY_COLUMNS_FIT
    headings = ("", "") if narrow else section.headings
    made = table(*headings, title=title, keep=(0,), lines=any("\n" in cell for row in section.rows for cell in row))
    made.show_header = not narrow
    for row in section.rows:
        add_row(made, *(_folded(section.headings, row) if narrow else row))
    return made


def _folded(headings: Sequence[str], row: Sequence[str]) -> tuple[str, str]:
    """The first columns beside each other, the rest below, each under its heading."""
    number = headings.index("#") + 1 if "#" in headings else 0
    first = " ".join(row[: number + 1])
    rest = zip(headings[number + 1 :], row[number + 1 :], strict=True)
    lines = (f"{heading.lower()}: {cell.replace(chr(10), '; ')}" for heading, cell in rest if cell)
    return first, "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Result:
    """What a check found: the faults, and how much was looked at."""

    workflow: str
    faults: tuple[str, ...]
    size: dict[str, int]

    def as_json(self) -> dict[str, object]:
        """The result as plain JSON data."""
        return {"workflow": self.workflow, "valid": not self.faults, "faults": list(self.faults), **self.size}


def check(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[WORKFLOW]...", help="By name or module:NAME; all shipped ones.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check workflows whole and name every fault; exits with 1 when there is one."""
    from ... import workflows

    results = [_result(name) for name in names or [workflow.id for workflow in workflows.all()]]
    if as_json:
        emit_json([result.as_json() for result in results])
    else:
        for result in results:
            _show_result(result)
    if bad := sum(bool(result.faults) for result in results):
        raise Stop(Exit.FAILED, f"{bad} of {len(results)} workflow(s) must not go live.")


def _result(name: str) -> Result:
    from ...engine.checking import check as check_whole
    from ...engine.errors import WorkflowInvalid

    try:
        # Making a workflow checks it, so a faulty one fails here already.
        workflow = find_workflow(name)
        check_whole(workflow)
    except WorkflowInvalid as error:
        return Result(error.workflow, error.faults, {})
    return Result(workflow.id, (), _size(workflow))


def _show_result(result: Result) -> None:
    if not result.faults:
        show(f"{result.workflow}: sound ({', '.join(f'{n} {what}' for what, n in result.size.items())} checked)")
        return
    show(f"{result.workflow}: {len(result.faults)} fault(s)", *(f"  - {fault}" for fault in result.faults))
