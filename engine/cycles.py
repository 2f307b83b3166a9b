"""The loops of a walk, and which of them time can go round in for ever.

In a loop that some timer runs through without starting again, time is bounded by that timer. So is what parties
may do while a timer runs, or a window is open, that counts from points which the loop does not mark again.
What is left when those steps are taken away can be repeated for ever.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from .deadlines import Point
from .graph import Edge, Graph, Node
from .scenes import common

MOST_TRIED = 20
"""So many nodes of a loop are tried for a short way round it."""


@dataclass(frozen=True, slots=True)
class Loop:
    """Nodes that can be reached from one another; `through` are the timers that run through all of it."""

    nodes: frozenset[Node]
    edges: tuple[Edge, ...]
    through: frozenset[str]


def loops(graph: Graph, within: Callable[[Node], bool]) -> list[Loop]:
    """The loops among these nodes."""
    edges = {node: [e for e in found if within(e.target)] for node, found in graph.edges.items() if within(node)}
    return list(_loops(edges))


def endless(graph: Graph, loop: Loop) -> Iterator[Loop]:
    """The loops within a loop that can be gone round for ever."""
    if loop.through:
        return
    marked = frozenset[str]().union(*(edge.marks for edge in loop.edges))
    left = [edge for edge in loop.edges if not _runs_out(graph, edge, loop, marked)]
    if len(left) == len(loop.edges):
        yield loop
        return
    for smaller in _loops(_by_source(loop.nodes, left)):
        yield from endless(graph, smaller)


def _runs_out(graph: Graph, edge: Edge, loop: Loop, marked: frozenset[str]) -> bool:
    """Whether there is an instant after which this step of a loop cannot be taken any more."""
    for deadline in edge.closes:
        if marked.isdisjoint(part.name for part in deadline.parts() if isinstance(part, Point)):
            return True
    if edge.by == "timer":
        return False
    # A timer that starts again at an instant that is over fires at once, before anybody can act. One that can
    # be extended gives new time whenever it starts again.
    rules = (graph.workflow.timer_by_name[name] for name in edge.source.running)
    return any(rule.extendable is None and rule.points().isdisjoint(marked) for rule in rules)


def _by_source(nodes: Iterable[Node], edges: Iterable[Edge]) -> dict[Node, list[Edge]]:
    found: dict[Node, list[Edge]] = {node: [] for node in nodes}
    for edge in edges:
        found[edge.source].append(edge)
    return found


def _loops(edges: Mapping[Node, Sequence[Edge]]) -> Iterator[Loop]:
    for nodes in components(edges):
        inner = tuple(edge for node in nodes for edge in edges[node] if edge.target in nodes)
        if inner:
            through = common(_kept(edge) for edge in inner)
            yield Loop(frozenset(nodes), inner, through)


def _kept(edge: Edge) -> frozenset[str]:
    """The timers that run before and after an event without starting again."""
    return (edge.source.running & edge.target.running) - edge.armed


def components(edges: Mapping[Node, Sequence[Edge]]) -> Iterator[set[Node]]:
    """The sets of nodes that can be reached from one another, in the order in which they can follow (Kosaraju)."""
    back: dict[Node, list[Node]] = {node: [] for node in edges}
    for node, found in edges.items():
        for edge in found:
            back[edge.target].append(node)
    left = set(edges)
    for root in reversed(_finished(edges)):
        if root not in left:
            continue
        left.remove(root)
        component, todo = {root}, [root]
        while todo:
            fresh = left.intersection(back[todo.pop()])
            left -= fresh
            component |= fresh
            todo += fresh
        yield component


def _finished(edges: Mapping[Node, Sequence[Edge]]) -> list[Node]:
    """The nodes in the order in which a depth-first search is done with them."""
    done: list[Node] = []
    seen: set[Node] = set()
    for start in edges:
        if start in seen:
            continue
        seen.add(start)
        path = [(start, iter(edges[start]))]
        while path:
            node, out = path[-1]
            step = next((edge.target for edge in out if edge.target not in seen), None)
            if step is None:
                done.append(node)
                path.pop()
            else:
                seen.add(step)
                path.append((step, iter(edges[step])))
    return done


def example(loop: Loop) -> list[Edge]:
    """A short way round an endless loop in which every timer starts again."""
    edges = _by_source(loop.nodes, loop.edges)
    starts = sorted(loop.nodes, key=lambda node: (node.state, sorted(node.running), sorted(node.scene.known)))
    ways = (_round(edges, start) for start in starts[:MOST_TRIED])
    return min(ways, key=lambda way: (len(way), [edge.source.state for edge in way]))


def _round(edges: Mapping[Node, Sequence[Edge]], start: Node) -> list[Edge]:
    way: list[Edge] = []
    through = start.running
    while through:
        way += _shortest(edges, way[-1].target if way else start, partial(_starts_one, through))
        through &= _kept(way[-1])
    if not way or way[-1].target != start:
        way += _shortest(edges, way[-1].target if way else start, lambda edge: edge.target == start)
    return way


def _starts_one(timers: frozenset[str], edge: Edge) -> bool:
    return not timers <= _kept(edge)


def _shortest(edges: Mapping[Node, Sequence[Edge]], start: Node, wanted: Callable[[Edge], bool]) -> list[Edge]:
    """The fewest steps from a node to a wanted step, that step included."""
    todo: list[tuple[Node, list[Edge]]] = [(start, [])]
    seen: Collection[Node] = {start}
    for node, path in todo:
        for edge in edges[node]:
            if wanted(edge):
                return [*path, edge]
            if edge.target not in seen:
                seen = {*seen, edge.target}
                todo.append((edge.target, [*path, edge]))
    raise AssertionError("a loop's nodes can be reached from one another")
