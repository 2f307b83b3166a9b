"""A definition as a graph in Graphviz' language, from which a picture is laid out; with one dispute's way.

What people do is drawn in solid lines, what timers do in dashed ones with a clock; the stages are boxes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from textwrap import wrap

from .definition import ROUTE, State, TimerRule, Transition, Workflow
from .draft import NEW
from .ways import Way
from .wording import due_words, words

_WIDTH = 30
"""Letters in a line of a label."""

_INK, _CLOCK, _TAKEN, _PALE = "#374151", "#b45309", "#1d4ed8", "#9ca3af"

_HEAD = """digraph {
  graph [fontname="Verdana", fontsize=12, rankdir=TB, newrank=true, ranksep=0.6, nodesep=0.45, bgcolor="white", \
labeljust=l, fontcolor="#6b7280"]
  node [fontname="Verdana", fontsize=13, shape=box, style="rounded,filled", fillcolor="white", color="#374151", \
margin="0.18,0.1"]
  edge [fontname="Verdana", fontsize=10, arrowsize=0.7]
"""


@dataclass
class _Edge:
    """A line from one state to another: what people do, or what timers do."""

    source: str
    to: str
    timed: bool
    labels: dict[str, None] = field(default_factory=dict[str, None])
    actions: set[str] = field(default_factory=set[str])


def to_graphviz(workflow: Workflow, way: Way | None = None) -> str:
    """The definition as a graph; with a `way`, what that dispute has passed is blue and the rest is pale."""
    lines = [f"  label={_quoted(f'{workflow.title} ({workflow.id})')} labelloc=t"]
    lines.append(f'  {_quoted(NEW)} [label="", shape=circle, width=0.2, fixedsize=true, fillcolor="{_INK}"]')
    lines += _clusters(workflow, way)
    lines += [_drawn(edge, way) for edge in _edges(workflow)]
    return _HEAD + "\n".join(lines) + "\n}\n"


def _clusters(workflow: Workflow, way: Way | None) -> Iterator[str]:
    stages: dict[str, list[State]] = {}
    for state in workflow.states:
        stages.setdefault(state.stage, []).append(state)
    for stage, states in stages.items():
        nodes = "\n".join(_node(workflow, state, way) for state in states)
        box = f'style="rounded,filled", color="#e5e7eb", fillcolor="#f9fafb", label={_quoted(words(stage))}'
        yield f"  subgraph {_quoted(f'cluster_{stage}')} {{\n    graph [{box}]\n{nodes}\n  }}"


def _node(workflow: Workflow, state: State, way: Way | None) -> str:
    move = "" if state.turn == "nobody" else f"\n{state.turn} to act"
    clocks = [line for rule in workflow.timers if state.name in rule.runs_in for line in _staying(workflow, rule)]
    label = "\n".join([f"{words(state.name)}{move}", *_restarts(workflow, state.name), *clocks])
    return f"    {_quoted(state.name)} [label={_quoted(label)}{_node_colours(state.name, way)}]"


def _restarts(workflow: Workflow, state: str) -> Iterator[str]:
    """What leads back to where it began: it stands in the box, too."""
    rows = [row for row in workflow.transitions if state in row.from_ and row.to == state]
    yield from dict.fromkeys(f"↻ {words(row.action)} ({', '.join(row.by)})" for row in rows)


def _node_colours(state: str, way: Way | None) -> str:
    if way is None:
        return ""
    if state == way.current:
        return f', fillcolor="{_TAKEN}", fontcolor="white", color="{_TAKEN}", penwidth=2'
    if state in way.visited:
        return f', fillcolor="#dbeafe", color="{_TAKEN}"'
    return f', color="{_PALE}", fontcolor="{_PALE}"'


def _staying(workflow: Workflow, rule: TimerRule) -> Iterator[str]:
    """The clocks that go off in a state without leaving it: they stand in its box."""
    if all(row.to is None for row in workflow.transitions if row.action == rule.action and "timer" in row.by):
        yield _wrapped(f"◷ {words(rule.action)}: {'; '.join(due_words(rule))}")
    yield from (_wrapped(f"◷ reminder: {lead} before {words(rule.action)}") for lead in rule.reminders)


def _edges(workflow: Workflow) -> Iterator[_Edge]:
    found: dict[tuple[str, str, bool], _Edge] = {}
    for row in workflow.transitions:
        for source in row.from_ or (NEW,):
            for to in (target for target in row.targets if target != source):
                edge = found.setdefault((source, to, "timer" in row.by), _Edge(source, to, "timer" in row.by))
                edge.labels |= dict.fromkeys(_labels(workflow, row, to))
                edge.actions.add(row.action)
    yield from found.values()


def _labels(workflow: Workflow, row: Transition, to: str) -> Iterator[str]:
    rule = workflow.timer_by_name.get(row.action)
    if to == row.via:
        # Most ways to an end lead here instead when goods go back: said once, not for each of them.
        yield f"◷ {words(row.action)}, goods go back" if rule else "the same as to the end,\nbut goods go back"
    elif rule and "timer" in row.by:
        yield _wrapped(f"◷ {words(row.action)}") + "\n" + _wrapped("; ".join(due_words(rule)))
    elif row.action == ROUTE:
        conditions = " and ".join(words(str(one)) for one in row.when)
        yield _wrapped(f"if {conditions}" if conditions else "otherwise")
    else:
        yield f"{words(row.action)} ({', '.join(row.by)})"


def _drawn(edge: _Edge, way: Way | None) -> str:
    taken = [move for move in way.between(edge.source, edge.to) if move.action in edge.actions] if way else []
    colour = _TAKEN if taken else _PALE if way else _CLOCK if edge.timed else _INK
    label = "\n".join([*edge.labels, *(f"✓ {move}" for move in taken)])
    style = f'style="{"dashed" if edge.timed else "solid"}", penwidth={2.5 if taken else 1}'
    look = f'label={_quoted(label)}, color="{colour}", fontcolor="{colour}", {style}'
    return f"  {_quoted(edge.source)} -> {_quoted(edge.to)} [{look}]"


def _wrapped(text: str) -> str:
    return "\n".join(wrap(text, _WIDTH))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
