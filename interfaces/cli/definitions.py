"""`workflow list / show / check / diagram`: the definitions by which disputes live."""

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .exits import Exit, Stop
from .options import AsJson, WorkflowName
from .output import add_row, complain, emit_json, show, table

if TYPE_CHECKING:
    from rich.table import Table

    from ...engine.definition import Workflow
    from ...engine.rendering import Section


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
    as_json: AsJson = False,
) -> None:
    """Show a workflow as tables: states, rows, timers, and each number with its source."""
    import json

    from ...engine.export import definition_json
    from ...engine.rendering import DAYS, heading, sections, to_markdown

    workflow = find_workflow(name)
    if as_json:
        emit_json(json.loads(definition_json(workflow)))
        return
    if as_markdown:
        show(to_markdown(workflow).rstrip())
        return
    show(heading(workflow), DAYS)
    for section in sections(workflow):
        show("", _section(section))


def _section(section: "Section") -> "Table":
    title = f"{section.title}. {section.remark}" if section.remark else section.title
    made = table(*section.headings, title=title, lines=True)
    for row in section.rows:
        add_row(made, *row)
    return made


def check(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[WORKFLOW]...", help="By name or module:NAME; all shipped ones.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check workflows whole and name every fault; exits with 1 when there is one."""
    from ... import workflows
    from ...engine.errors import WorkflowInvalid

    results: list[dict[str, object]] = []
    for name in names or [workflow.id for workflow in workflows.all()]:
        try:
            workflow = find_workflow(name)
        except WorkflowInvalid as error:
            results.append({"workflow": error.workflow, "valid": False, "faults": list(error.faults)})
        else:
            # A workflow checks itself when it is made: one that can be found is sound.
            results.append({"workflow": workflow.id, "valid": True, "faults": []} | _size(workflow))
    if as_json:
        emit_json(results)
    else:
        for result in results:
            _show_result(result)
    if bad := [result for result in results if not result["valid"]]:
        raise Stop(Exit.FAILED, f"{len(bad)} of {len(results)} workflow(s) must not go live.")


def _show_result(result: dict[str, object]) -> None:
    if result["valid"]:
        sizes = ", ".join(f"{result[name]} {name}" for name in ("states", "rows", "timers", "numbers"))
        show(f"{result['workflow']}: sound ({sizes} checked)")
        return
    faults = result["faults"]
    assert isinstance(faults, list)
    complain(f"{result['workflow']}: {len(faults)} fault(s)")  # pyright: ignore[reportUnknownArgumentType]
    for fault in faults:  # pyright: ignore[reportUnknownVariableType]
        complain(f"  - {fault}")


def diagram(name: WorkflowName, as_json: AsJson = False) -> None:
    """Print a workflow as a Mermaid state diagram, for Markdown pages and mermaid.live."""
    from ...engine.rendering import to_mermaid

    workflow = find_workflow(name)
    text = to_mermaid(workflow)
    if as_json:
        emit_json({"workflow": workflow.id, "mermaid": text})
        return
    show(text.rstrip())
