"""What a walk finds wrong: disputes that wait or go round for ever, timers that never fire, ends without outcome."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from .cycles import Loop, endless, example, loops
from .definition import RESOLVED
from .graph import START, Edge, Graph, Node
from .latest import span_words
from .scenes import ARBITRATION_STARTED, SETTLEMENT
from .timing import always_before, most


class Findings:
    """The faults of a definition that a walk over it has found."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.workflow = graph.workflow
        self.nodes = [node for node in graph.edges if node.state != START]
        self.open = [node for node in self.nodes if graph.is_open(node)]
        self.number = {id(row): number for number, row in enumerate(graph.workflow.transitions, 1)}

    def faults(self) -> Iterator[str]:
        """Every fault, each as a sentence with its place."""
        yield from self.graph.faults
        yield from self._waiting()
        yield from self._trapped()
        yield from self._going_round()
        yield from self._timers()
        yield from self._unmarked()
        yield from self._endings()

    @cached_property
    def loops(self) -> list[Loop]:
        """The loops before the end."""
        return loops(self.graph, self.graph.is_open)

    def _waiting(self) -> Iterator[str]:
        """States without a running timer: whoever is to act need not."""
        for state, bad, where in self._places(lambda node: not node.running):
            if not any(self.graph.edges[node] for node in bad):
                yield f"In {state} nobody can act and no timer runs{where}: a dispute would stay there for ever."
            else:
                yield f"In {state} no timer runs{self._unknown(bad)}{where}: a dispute can wait there for ever."

    def _unknown(self, nodes: Iterable[Node]) -> str:
        """What the host has to tell before a timer runs."""
        rules = {name: self.workflow.timer_by_name[name] for node in nodes for name in node.waiting}
        host = self.graph.vocabulary.host_points
        points = sorted({_words(point) for rule in rules.values() for point in rule.points() & host})
        if points:
            return f" while {' and '.join(points)} {'are' if len(points) > 1 else 'is'} not known"
        return " where none of their conditions holds" if rules else ""

    def _places(self, bad: Callable[[Node], bool]) -> Iterator[tuple[str, list[Node], str]]:
        """The states with such open nodes; where not all are, with an example of how it comes to that."""
        for state in self.workflow.state_by_name:
            here = [node for node in self.open if node.state == state]
            found = [node for node in here if bad(node)]
            if found:
                yield state, found, "" if len(found) == len(here) else f", for example after {self.way_to(found)}"

    def way_to(self, wanted: Iterable[Node]) -> str:
        """The fewest events from the filing to one of these nodes."""
        wanted = set(wanted)
        todo: list[tuple[Node, tuple[str, ...]]] = [(node, ()) for node in self.graph.edges if node.state == START]
        seen = {node for node, _ in todo}
        for node, way in todo:
            if node in wanted:
                return " → ".join(way)
            fresh = [edge for edge in self.graph.edges[node] if edge.target not in seen]
            seen |= {edge.target for edge in fresh}
            todo += {edge.target: (*way, edge.row.action) for edge in fresh}.items()
        raise AssertionError("a walk finds only what can be reached")

    def _trapped(self) -> Iterator[str]:
        """Places from which there is no way to an end."""
        back: dict[Node, list[Node]] = {}
        for edge in self._edges():
            back.setdefault(edge.target, []).append(edge.source)
        ending = {node for node in self.nodes if not self.graph.is_open(node)}
        todo = list(ending)
        while todo:
            fresh = set(back.get(todo.pop(), ())) - ending
            ending |= fresh
            todo += fresh
        for state, _, where in self._places(lambda node: node not in ending and bool(self.graph.edges[node])):
            yield f"From {state} no end can be reached{where}."

    def _edges(self) -> Iterator[Edge]:
        for found in self.graph.edges.values():
            yield from found

    def _going_round(self) -> Iterator[str]:
        """Loops that time can go round in for ever."""
        found: dict[str, None] = {}
        for loop in self.loops:
            for smaller in endless(self.graph, loop):
                if all(node.running for node in smaller.nodes):
                    found[_round_words(example(smaller))] = None
        yield from found

    def _timers(self) -> Iterator[str]:
        """Timers that never fire, and reminders that never go out."""
        armed = frozenset[str]().union(*(node.timers for node in self.nodes))
        for rule in self.workflow.timers:
            if rule.action not in armed:
                yield f"The timer {rule.action} can never fire: {self._never(rule.action)}."
            elif other := always_before(self.workflow, rule, self.graph.fresh):
                before = f"{other.action} is always due before it and leaves its states"
                yield f"The timer {rule.action} can never fire: {before}."
            runs = most(self.workflow, rule)
            for lead in rule.reminders:
                if runs and lead.span >= runs:
                    yield (
                        f"The reminder {lead} before {rule.action} never goes out: "
                        f"the timer runs for {span_words(runs)} at the most."
                    )

    def _never(self, timer: str) -> str:
        rule = self.workflow.timer_by_name[timer]
        states = [state for state in rule.runs_in if state in self.graph.visited]
        if not states:
            return f"no dispute comes to {_or(rule.runs_in)}"
        known = frozenset[str]().union(*(node.scene.known for node in self.nodes if node.state in states))
        missing = sorted(_words(point) for point in rule.points() - known - self.graph.vocabulary.host_points)
        if missing:
            return f"{_or(missing)} is never known in {_or(states)}"
        return f"none of its conditions ever holds in {_or(states)}"

    def _unmarked(self) -> Iterator[str]:
        """Arbitration that the outcome would not show."""
        stages = {state.name: state.stage for state in self.workflow.states}
        for state, _, where in self._places(
            lambda node: stages[node.state] == "arbitration" and ARBITRATION_STARTED not in node.scene.known
        ):
            yield (
                f"In {state} {ARBITRATION_STARTED} need not be marked{where}: "
                "the outcome would not say that the platform arbitrated."
            )

    def _endings(self) -> Iterator[str]:
        """Ends without an outcome, and with a plan that nobody has adopted."""
        found: dict[str, None] = {}
        for edge in self._edges():
            place = f"transition {self.number[id(edge.row)]} ({edge.row.action})"
            if not self.graph.is_open(edge.target) and RESOLVED not in edge.target.scene.known:
                found[f"{place} leads to {edge.target.state} without `ends`: the dispute would have no outcome."] = None
            adopted = edge.row.ends is not None and edge.row.ends.plan == "adopted"
            if adopted and SETTLEMENT not in edge.source.scene.known:
                found[
                    f"{place} carries out the adopted plan, but in {edge.source.state} none need have been adopted."
                ] = None
        yield from found


def _round_words(way: list[Edge]) -> str:
    first = way[0].source.state
    steps = " → ".join(f"{edge.row.action} ({edge.by})" for edge in way)
    who = "timers" if all(edge.by == "timer" for edge in way) else "the parties"
    return f"From {first} {who} can go round for ever: {steps} → {first}; no timer runs on through it."


def _words(name: str) -> str:
    return name.replace("_", " ")


def _or(names: Iterable[str]) -> str:
    return " or ".join(names)
