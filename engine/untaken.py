"""Rows that can never be taken, actions that no actor can ever take, states that are never reached, and why."""

from collections.abc import Iterator

from .conditions import Condition, Is, NotBefore
from .deadlines import Point
from .definition import FILE, REMINDER, Transition
from .graph import START, Graph, Node
from .timing import never_open


def untaken(graph: Graph) -> Iterator[str]:
    """What a definition has and no dispute ever comes to."""
    yield from _states(graph)
    for (action, by), rows in _by_action(graph).items():
        never = [number for number, row in rows if (number, by) not in graph.taken or _shut(graph, row)]
        reached = [(n, row) for n, row in rows if n in never and (row.action == FILE or set(row.from_) & graph.visited)]
        if by in {"timer", "system"} or len(never) < len(rows) or not reached:
            for number, row in reached if by != "timer" or _runs(graph, action) else ():
                yield f"transition {number} ({action}) can never be taken{_for(row, by)}: {_why(graph, row, by)}."
        else:
            yield f"The {by} can never take {action}: {_why(graph, reached[-1][1], by)}."


def _for(row: Transition, by: str) -> str:
    return f" by the {by}" if len(row.by) > 1 else ""


def _states(graph: Graph) -> Iterator[str]:
    named = {target for row in graph.workflow.transitions for target in row.targets}
    for state in graph.workflow.states:
        if state.name in named - graph.visited:
            yield f"No dispute ever comes to the state {state.name!r}: no row that leads there can be taken."


def _runs(graph: Graph, timer: str) -> bool:
    """Whether a timer runs at all: if not, that is said of the timer."""
    if timer == REMINDER:
        return True
    return any(timer in node.timers for node in graph.edges)


def _by_action(graph: Graph) -> dict[tuple[str, str], list[tuple[int, Transition]]]:
    found: dict[tuple[str, str], list[tuple[int, Transition]]] = {}
    for number, row in enumerate(graph.workflow.transitions, 1):
        for by in row.by:
            found.setdefault((row.action, by), []).append((number, row))
    return found


def _why(graph: Graph, row: Transition, by: str) -> str:
    """The first reason that can be given."""
    nodes = [node for node in graph.edges if node.state in ((START,) if row.action == FILE else row.from_)]
    places = " or ".join(sorted({node.state for node in nodes})) if row.action != FILE else "no dispute"
    for condition in row.when:
        if not any(_may_hold(graph, condition, node) for node in nodes):
            return f"`{condition}` never holds in {places}" if row.action != FILE else f"`{condition}` never holds"
    if reason := _shut(graph, row):
        return reason
    if before := _before(graph, row, by):
        return f"transition {before} is always taken instead"
    return f"its conditions never hold together in {places}"


def _may_hold(graph: Graph, condition: Condition, node: Node) -> bool:
    facts = graph.vocabulary.facts([condition])
    return any(graph.vocabulary.holds(condition, node.scene, one) is not False for one in facts)


def _shut(graph: Graph, row: Transition) -> str | None:
    """Why the window of a row is never open, if the points it counts from are known wherever the row is."""
    opens = (condition.deadline for condition in row.when if isinstance(condition, NotBefore))
    points = {part.name for deadline in opens for part in deadline.parts() if isinstance(part, Point)}
    if not points or not all(points <= node.scene.known for node in graph.edges if node.state in row.from_):
        return None
    return never_open(graph.workflow, row, graph.fresh)


def _before(graph: Graph, row: Transition, by: str) -> int | None:
    """An earlier row that is taken wherever this one could be."""
    for number, other in enumerate(graph.workflow.transitions, 1):
        if other is row:
            return None
        same = other.action == row.action and by in other.by and other.given.items() <= row.given.items()
        free = all(isinstance(one, Is) and one in row.when for one in other.when)
        if same and free and {*row.from_} & graph.visited <= {*other.from_}:
            return number
    return None
