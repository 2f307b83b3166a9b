"""A definition as a Mermaid state diagram; with the way one dispute took, if that is given."""

from collections.abc import Iterator

from .definition import REMINDER, State, Transition, Workflow
from .draft import NEW
from .ways import Move, Way
from .wording import all_of, due_words, when_words, words


def to_mermaid(workflow: Workflow, way: Way | None = None) -> str:
    """The definition as a Mermaid state diagram; states of one stage stand in one box, timers show a clock.

    With a `way`, the states where that dispute has been are coloured and its moves stand at their edges. What
    the parties do without moving the dispute, and the windows for filing, are left to the tables.
    """
    lines = ["stateDiagram-v2", *_boxes(workflow)]
    edges: dict[tuple[str, str], dict[str, None]] = {}
    for row in workflow.transitions:
        for label in _labels(workflow, row):
            for source in row.from_ or ("[*]",):
                for to in row.targets or (source,):
                    edges.setdefault((source, to), {})[_to_return(label, row, to)] = None
    for (source, to), labels in edges.items():
        taken = way.between(NEW if source == "[*]" else source, to) if way else []
        lines.append(f"    {source} --> {to}: {'<br/>'.join([*labels, *map(_taken, taken)])}")
    lines += [f"    {state.name} --> [*]" for state in workflow.states if state.stage == "resolved"]
    return "\n".join([*lines, *_colours(way or Way())]) + "\n"


def _to_return(label: str, row: Transition, to: str) -> str:
    return f"{label}, goods go back" if row.via == to else label


def _taken(move: Move) -> str:
    # The sign for ratios: a colon would end the label.
    return f"✓ {str(move).replace(':', '∶')}"


def _colours(way: Way) -> Iterator[str]:
    if way.visited:
        yield "    classDef visited fill:#dbeafe,stroke:#1d4ed8,color:#111827"
        yield f"    class {','.join(way.visited)} visited"
    if way.current:
        yield "    classDef current fill:#1d4ed8,stroke:#1e3a8a,color:#ffffff"
        yield f"    class {way.current} current"


def _boxes(workflow: Workflow) -> Iterator[str]:
    """A box for each stage of several states; the only state of a stage stands for it."""
    stages: dict[str, list[State]] = {}
    for state in workflow.states:
        stages.setdefault(state.stage, []).append(state)
    for stage, states in stages.items():
        names = [f'state "{words(state.name)}" as {state.name}' for state in states]
        if len(names) == 1:
            yield f"    {names[0]}"
        else:
            yield from (
                f'    state "stage {words(stage)}" as stage_{stage} {{',
                *(f"        {n}" for n in names),
                "    }",
            )


def _labels(workflow: Workflow, row: Transition) -> Iterator[str]:
    if "timer" in row.by:
        yield from _timer_labels(workflow, row)
    elif row.to:
        when = all_of([_label(text) for text in when_words(row, windows=False)])
        yield f"{words(row.action)} ({', '.join(row.by)}){f' [{when}]' if when else ''}"


def _timer_labels(workflow: Workflow, row: Transition) -> Iterator[str]:
    for rule in workflow.timers:
        if row.action == rule.action:
            yield f"⏱ {words(rule.action)} - {_label(' / '.join(due_words(rule)))}"
        if row.action == REMINDER and set(row.from_) & set(rule.runs_in):
            yield from (f"⏱ reminder - {lead} before {words(rule.action)}" for lead in rule.reminders)


def _label(text: str) -> str:
    # Mermaid ends a label at a colon or semicolon.
    return text.replace(":", ",").replace(";", ",")
