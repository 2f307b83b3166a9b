"""`workflow list / show / check / diff`: the definitions by which disputes live."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from .definition_names import find_workflow
from .exits import Exit, Stop
from .options import AsJson, WorkflowName
from .output import add_row, emit_json, prose_width, show, show_prose, table

if TYPE_CHECKING:
    from rich.table import Table

    from ...engine.definition import Workflow
    from ...engine.proof import Bound, Proof
    from ...engine.rendering import Section


_COLUMNS = 5
_MANY_COLUMNS_FIT = 110
"""From this width on more than that many columns can be read."""


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
    as_toml: Annotated[bool, typer.Option("--toml", help="Print a TOML file that loads back to it.")] = False,
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
    if as_markdown or as_toml:
        from .definition_toml import to_toml

        show((to_toml if as_toml else to_markdown)(workflow).rstrip())
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
    proof: "Proof | None" = None

    def as_json(self) -> dict[str, object]:
        """The result as plain JSON data."""
        found: dict[str, object] = {"workflow": self.workflow, "valid": not self.faults, "faults": list(self.faults)}
        if self.proof:
            found["warnings"] = list(self.proof.warnings)
            found["bounds"] = {name: bound and bound.as_json() for name, bound in _bounds(self.proof).items()}
        return found | self.size


def _bounds(proof: "Proof") -> "dict[str, Bound | None]":
    return {"end": proof.end, "last_word": proof.last_word}


def check(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORKFLOW]...", help="By name, FILE.toml or module:NAME; all there are."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check workflows whole: every fault, and within which time disputes end."""
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
    from ...engine.errors import WorkflowInvalid

    try:
        # Making a workflow checks what shows without a walk, so a faulty one may fail here already.
        workflow = find_workflow(name)
    except WorkflowInvalid as error:
        return Result(error.workflow, error.faults, {})
    return Result(workflow.id, workflow.proof.faults, _size(workflow), workflow.proof)


def _show_result(result: Result) -> None:
    if result.faults:
        show(f"{result.workflow}: {len(result.faults)} fault(s)", *(f"  - {fault}" for fault in result.faults))
    else:
        show(f"{result.workflow}: sound ({', '.join(f'{n} {what}' for what, n in result.size.items())} checked)")
    if result.proof:
        _show_proof(result.proof)


def _show_proof(proof: "Proof") -> None:
    ends, last_word = proof.end, proof.last_word
    if ends:
        show(f"  every dispute ends within {ends.sentence()}:", *_way(ends))
    if last_word and ends and last_word.at != ends.at:
        show(f"  the last word, appeals decided, within {last_word.sentence()}:", *_way(last_word, ends))
    show(*(f"  warning: {warning}" for warning in proof.warnings))


def _way(bound: "Bound", before: "Bound | None" = None) -> list[str]:
    """The steps of a way, those left out that another has shown."""
    shown = set(before.table()) if before else set[tuple[str, str]]()
    return [f"    {when}: {what}" for when, what in bound.table() if (when, what) not in shown]


def diff(old: WorkflowName, new: WorkflowName, as_json: AsJson = False) -> None:
    """Tell in sentences what is different in another version of a workflow."""
    before, after = find_workflow(old), find_workflow(new)
    found = before.diff(after)
    if as_json:
        emit_json({"old": before.id, "new": after.id, "differences": found})
        return
    show(*found or [f"{before.id} and {after.id} say the same."])
