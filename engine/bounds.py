"""Within which time every dispute ends, at the most: the longest way through a walk.

Along one way, an event happens at the latest when the first of the running timers is due at the latest. All are as
late as that in one play, since a later start never makes a deadline earlier. In a loop that a timer runs through,
the timers that start again say nothing: the loop can be gone round until the one that runs through is due.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from heapq import heappop, heappush
from itertools import count

from .cycles import Loop, components
from .deadlines import After, Choice, Deadline, Point
from .definition import TimerRule
from .graph import START, Edge, Graph, Node
from .latest import AT_FILING, Latest, first_of, last_of, told
from .spans import longest

MOST_STEPS = 50_000
"""Longer searches are given up: only loops of short timers below long ones, counted from host facts, take that."""


@dataclass(frozen=True, slots=True)
class Due:
    """When a timer fires at the latest, and until when parties can act while it runs.

    They differ for one that starts after its instant is over: it fires at once, before anybody can act.
    """

    fires: Latest
    acts: Latest


@dataclass(frozen=True, slots=True)
class Moment:
    """A node, come to as late as can be by one way: when its points were, when its timers are due."""

    node: Node
    at: Latest
    points: tuple[tuple[str, Latest], ...]
    due: tuple[tuple[str, "Due"], ...]
    by: Edge | None = None
    before: "Moment | None" = None
    steps: int = 0

    def covers(self, other: "Moment") -> bool:
        """Whether everything is as late here as there, or later."""
        if not self.at.covers(other.at):
            return False
        points = zip(self.points, other.points, strict=True)
        due = zip(self.due, other.due, strict=True)
        return all(mine.covers(theirs) for (_, mine), (_, theirs) in points) and all(
            mine.fires.covers(theirs.fires) and mine.acts.covers(theirs.acts) for (_, mine), (_, theirs) in due
        )

    def way(self) -> "list[Moment]":
        """The moments from the filing to this one."""
        way: list[Moment] = [self]
        while (before := way[-1].before) and before.by:
            way.append(before)
        return way[::-1]


class Search:
    """The latest moments of all nodes. `extended`: operators extend every timer to its cap."""

    def __init__(self, graph: Graph, loops: list[Loop], extended: bool) -> None:
        self.graph = graph
        self.vocabulary = graph.vocabulary
        self.extended = extended
        self.place = {node: place for place, nodes in enumerate(components(graph.edges)) for node in nodes}
        self.live = _live(graph)
        self.through = {node: loop.through for loop in loops for node in loop.nodes if loop.through}

    def moments(self) -> Iterator[Moment]:
        """Every moment that is later than those found before in some respect, node after node as they can follow."""
        latest: dict[Node, list[Moment]] = {}
        starts = [Moment(node, AT_FILING, (), ()) for node in self.graph.edges if node.state == START]
        numbers = count()
        todo = [(0, next(numbers), moment) for moment in starts]
        for _ in range(MOST_STEPS):
            if not todo:
                return
            moment = heappop(todo)[-1]
            if moment.by and not any(moment is other for other in latest[moment.node]):
                continue
            yield moment
            for edge in self.graph.edges.get(moment.node, ()):
                after = self._follow(moment, edge)
                if _is_news(after, latest.setdefault(after.node, [])):
                    heappush(todo, (self.place[after.node], next(numbers), after))
        raise OverflowError

    def _follow(self, moment: Moment, edge: Edge) -> Moment:
        """The moment after an event, which happens at the latest when the first timer is due."""
        points, due = dict(moment.points), dict(moment.due)
        names = self.through.get(moment.node) or moment.node.running
        closes = (self._latest(deadline, edge.source, points) for deadline in edge.closes)
        limits = (due[name].fires if edge.by == "timer" else due[name].acts for name in names)
        at = AT_FILING if moment.node.state == START else first_of([*limits, *closes])
        points |= dict.fromkeys(edge.marks & self.vocabulary.timed, at)
        for name in edge.target.running:
            if name in edge.armed or name in edge.moved or name not in due:
                before = due.get(name) if name in edge.moved else None
                due[name] = self._due(self.graph.workflow.timer_by_name[name], edge.target, points, at, before)
        counted = tuple((name, points[name]) for name in sorted(self.live[edge.target]))
        waiting = tuple((name, due[name]) for name in sorted(edge.target.running))
        return Moment(edge.target, at, counted, waiting, edge, moment, moment.steps + 1)

    def _due(self, rule: TimerRule, node: Node, points: dict[str, Latest], at: Latest, before: Due | None) -> Due:
        """The due time of a timer that starts now, or that moves since the claim has changed."""
        extension = rule.extendable.span if rule.extendable and self.extended else timedelta()
        counted = self._counted(rule, node, points) + extension
        if before:
            # What it has been extended by counts on, and what is over is due at once.
            return Due(last_of([before.fires, counted]), last_of([before.acts, counted]))
        fires = last_of([at + extension, counted])
        # Who extends a timer that is due at once gives the parties time.
        return Due(fires, fires if extension else counted)

    def _counted(self, rule: TimerRule, node: Node, points: dict[str, Latest]) -> Latest:
        return last_of(self._latest(deadline, node, points) for deadline in self.vocabulary.dues(rule, node.scene)[0])

    def _latest(self, deadline: Deadline, node: Node, points: dict[str, Latest]) -> Latest:
        """The latest instant of a deadline that is known."""
        match deadline:
            case Point():
                return points.get(deadline.name) or told(deadline.name)
            case After():
                return self._latest(deadline.of, node, points) + longest(deadline.duration, self.vocabulary.zone)
            case Choice():
                return self._choice(deadline, node, points)

    def _choice(self, choice: Choice, node: Node, points: dict[str, Latest]) -> Latest:
        parts = [(self.vocabulary.knows(part, node.scene), part) for part in choice.of]
        known = [(sure, self._latest(part, node, points)) for sure, part in parts if sure is not False]
        if choice.which == "earliest" and any(sure for sure, _ in known):
            return first_of(instant for sure, instant in known if sure)
        if choice.which == "first_known":
            sure_from = next((number for number, (sure, _) in enumerate(known, 1) if sure), len(known))
            known = known[:sure_from]
        return last_of(instant for _, instant in known)


def _is_news(moment: Moment, others: list[Moment]) -> bool:
    """Whether nothing found is as late in all respects by as few steps; what it surpasses is dropped."""
    for other in others:
        if other.covers(moment) and (other.steps <= moment.steps or not moment.covers(other)):
            return False
    others[:] = [other for other in others if not moment.covers(other)] + [moment]
    return True


def _live(graph: Graph) -> dict[Node, frozenset[str]]:
    """The known points of each node from which something may yet count."""
    live = {node: frozenset[str]() for node in graph.edges}
    changed = True
    while changed:
        changed = False
        for node, edges in reversed(graph.edges.items()):
            found = frozenset[str]().union(*(_read(graph, edge) | (live[edge.target] - edge.marks) for edge in edges))
            if found & node.scene.known != live[node]:
                live[node], changed = found & node.scene.known, True
    return live


def _read(graph: Graph, edge: Edge) -> frozenset[str]:
    """The points known before an event that its windows and the timers it starts count from."""
    rules = (graph.workflow.timer_by_name[name] for name in edge.armed | edge.moved)
    windows = {part.name for deadline in edge.closes for part in deadline.parts() if isinstance(part, Point)}
    return (frozenset[str]().union(*(rule.points() for rule in rules)) - edge.marks) | windows


def ends_and_last_words(graph: Graph, loops: list[Loop], *, extended: bool) -> tuple[Moment | None, Moment | None]:
    """The latest moment at which a dispute comes to its end, and at which anything can happen to its outcome."""
    end: Moment | None = None
    last: Moment | None = None
    for moment in Search(graph, loops, extended).moments():
        if graph.is_open(moment.node) or moment.before is None:
            continue
        if graph.is_open(moment.before.node):
            end = _later(end, moment)
        if moment.before.node.state != moment.node.state:
            last = _later(last, moment)
    return end, last


def _later(one: Moment | None, other: Moment) -> Moment:
    if one is None or not one.at.covers(other.at):
        return other
    return other if other.at.covers(one.at) and other.steps < one.steps else one
