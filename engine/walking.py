"""The walk over a definition: every way a dispute can go, told apart by what its conditions can tell apart.

Loops such as "once escalated" end because being escalated is part of the node. The walk takes more ways than
there are (guards may hold or not), never fewer: what it proves of all ways holds for disputes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .conditions import NotAfter
from .deadlines import Deadline
from .definition import FILE, REMINDER, RESOLVED, ROUTE, SETTLED, TimerRule, Transition, Workflow
from .graph import START, Edge, Graph, Node
from .guards import KEEPS_GOODS, SAME_REASON
from .scenes import ANSWERED, SETTLEMENT, Claim, Scene, Vocabulary


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A way to a state within one event: the scene there, what was marked, which rows were taken."""

    state: str
    scene: Scene
    marks: frozenset[str]


def walk(workflow: Workflow) -> Graph:
    """Every node that a dispute can come to, with every edge."""
    walker = _Walker(workflow)
    todo = [Node(START, Scene(frozenset(), claim)) for claim in walker.vocabulary.claims]
    while todo:
        node = todo.pop()
        if node not in walker.graph.edges:
            walker.graph.edges[node] = found = walker.leave(node)
            todo += [edge.target for edge in found]
    return walker.graph


class _Walker:
    def __init__(self, workflow: Workflow) -> None:
        self.workflow = workflow
        self.vocabulary = Vocabulary(workflow)
        self.graph = Graph(workflow, self.vocabulary)
        self.rows = _by_place(workflow)
        self.number = {id(row): number for number, row in enumerate(workflow.transitions, 1)}

    def leave(self, node: Node) -> list[Edge]:
        """Every edge out of a node that does anything."""
        edges: list[Edge] = []
        for (action, by), rows in self.rows[node.state].items():
            if by == "system" or (by == "timer" and not self._may_fire(node, action)):
                continue
            for row in self._choices(node, rows, by):
                self.graph.taken.add((self.number[id(row)], by))
                self.graph.acts[node.state].add(by)
                edges += self._edges(node, row, by)
        return [edge for edge in edges if not edge.does_nothing(self.vocabulary.timed)]

    def _may_fire(self, node: Node, action: str) -> bool:
        if action != REMINDER:
            return action in node.timers
        return any(rule.reminders for rule in self.workflow.timers if rule.action in node.timers)

    def _choices(self, node: Node, rows: Sequence[Transition], by: str) -> list[Transition]:
        """The rows that may be taken; where a timer fires, one of them surely must be."""
        found: dict[int, Transition] = {}
        for given in _distinct(row.given for row in rows):
            fitting = [row for row in rows if row.given.items() <= given.items()]
            some, sure = self._first(fitting, node.scene)
            found |= {id(row): row for row in some}
            if by == "timer" and not sure:
                self._stuck(f"The timer {rows[0].action}", node.state)
        return list(found.values())

    def _first(self, rows: Sequence[Transition], scene: Scene) -> tuple[list[Transition], bool]:
        """The rows that may be the first whose conditions hold, and whether one surely does."""
        found: dict[int, Transition] = {}
        sure = True
        for facts in self.vocabulary.facts(condition for row in rows for condition in row.when):
            holds: bool | None = False
            for row in rows:
                holds = self.vocabulary.all_hold(row.when, scene, facts)
                if holds is not False:
                    found[id(row)] = row
                if holds:
                    break
            sure = sure and holds is True
        return list(found.values()), sure

    def _stuck(self, what: str, state: str) -> None:
        self.graph.faults[
            f"{what} may find no row to take in {state}: the last of its rows there must always hold."
        ] = None

    def _edges(self, node: Node, row: Transition, by: str) -> Iterator[Edge]:
        closes = tuple(one.deadline for one in row.when if isinstance(one, NotAfter))
        known = tuple(deadline for deadline in closes if self.vocabulary.knows(deadline, node.scene))
        for first in self._take(_Arrival(node.state, node.scene, frozenset()), row):
            for last in self._routed(first, ()):
                yield self._edge(node, last, row, by, known)

    def _edge(self, node: Node, last: _Arrival, row: Transition, by: str, closes: tuple[Deadline, ...]) -> Edge:
        armed, moved, running, waiting = set[str](), set[str](), set[str](), set[str]()
        for rule in self.workflow.timers:
            if last.state not in rule.runs_in:
                continue
            if node.state not in rule.runs_in or not rule.points().isdisjoint(last.marks):
                sure, change = self.vocabulary.dues(rule, last.scene)[1], armed
            elif last.scene.claim == node.scene.claim:
                sure, change = self._goes_on(rule, node, row, by), set[str]()
            else:
                sure, change = self._with_claim(rule, node, last.scene, row, by), moved
            running |= {rule.action} if sure else set()
            waiting |= {rule.action} if sure is None else set()
            change |= {rule.action} if sure else set()
        target = Node(last.state, last.scene, frozenset(running), frozenset(waiting))
        marks = last.marks & self.vocabulary.followed
        return Edge(node, target, row, by, marks, frozenset(armed), frozenset(moved), closes)

    def _goes_on(self, rule: TimerRule, node: Node, row: Transition, by: str) -> bool | None:
        """Whether a timer that is not started again runs: not after it has fired or was stopped."""
        over = row.action in rule.stopped_by or (by == "timer" and row.action == rule.action)
        if not over and rule.action in node.running:
            return True
        # One whose instant was not known starts when the host tells it.
        return None if self.vocabulary.dues(rule, node.scene)[1] is None else False

    def _with_claim(self, rule: TimerRule, node: Node, scene: Scene, row: Transition, by: str) -> bool | None:
        """Whether it runs after a change of the claim, by which its instant may move, come or go."""
        before, after = self.vocabulary.dues(rule, node.scene)[1], self.vocabulary.dues(rule, scene)[1]
        if self._goes_on(rule, node, row, by) or (before is False and row.action not in rule.stopped_by):
            return after
        return False if before or after is False else None

    def _routed(self, arrival: _Arrival, passed: tuple[str, ...]) -> Iterator[_Arrival]:
        """Where routing takes a dispute by itself."""
        self.graph.visited.add(arrival.state)
        routes = self.rows[arrival.state].get((ROUTE, "system"))
        if not routes:
            yield arrival
            return
        if arrival.state in passed:
            self.graph.faults[f"From {arrival.state} routing leads back to it: a dispute would never come to rest."] = (
                None
            )
            return
        rows, sure = self._first(routes, arrival.scene)
        if not sure:
            self._stuck("Routing", arrival.state)
        for row in rows:
            self.graph.taken.add((self.number[id(row)], "system"))
            for there in self._take(arrival, row):
                yield from self._routed(there, (*passed, arrival.state))

    def _take(self, here: _Arrival, row: Transition) -> Iterator[_Arrival]:
        """What a row does, to each state that it may lead to and with each claim that it may leave."""
        for state in self._targets(row, here.state):
            marks = {*row.marks, *self._marked_by_itself(row, state, here.scene)}
            void = not {"void_agreement", "take_ruling"}.isdisjoint(row.changes)
            known = here.scene.known | (marks & self.vocabulary.followed)
            known = known - {SETTLEMENT} if void else known
            known = known | {SETTLEMENT} if row.ends else known
            for claim in self._claims(row, here.scene):
                yield _Arrival(state, Scene(known, claim), here.marks | marks)

    def _targets(self, row: Transition, state: str) -> Iterable[str]:
        to = row.to or state
        return {to: None, row.via: None} if row.via and self._may_send_back(row) else (to,)

    def _may_send_back(self, row: Transition) -> bool:
        adopts = row.ends is not None and row.ends.plan not in (None, "full")
        return adopts and "return_and_refund" in self.workflow.plans and KEEPS_GOODS not in row.when

    def _marked_by_itself(self, row: Transition, state: str, scene: Scene) -> Iterator[str]:
        if "first_answer" in row.changes and ANSWERED not in scene.known:
            yield ANSWERED
        if row.ends:
            yield RESOLVED if self.workflow.state_by_name[state].stage == "resolved" else SETTLED

    def _claims(self, row: Transition, scene: Scene) -> Iterable[Claim]:
        """The claims that there may be after a row: the buyer may change the reason, never whether goods came."""
        declared = [one for by in row.by if (one := self.workflow.action(row.action, by))]
        open_to_change = any("reason" in (*one.takes, *one.may_take) for one in declared)
        if "change_claim" not in row.changes or SAME_REASON in row.when or not open_to_change:
            return (scene.claim,)
        received = dict(scene.claim)["received"]
        return [claim for claim in self.vocabulary.claims if dict(claim)["received"] == received]


def _distinct(givens: Iterable[Mapping[str, str | bool]]) -> list[Mapping[str, str | bool]]:
    found: list[Mapping[str, str | bool]] = []
    for given in givens:
        if given not in found:
            found.append(given)
    return found


def _by_place(workflow: Workflow) -> Mapping[str, dict[tuple[str, str], list[Transition]]]:
    """The rows of each state, under their action and who takes it."""
    found: dict[str, dict[tuple[str, str], list[Transition]]] = defaultdict(dict)
    # Timers first: of two ways that take as long, the one by which nobody acts says more.
    for row in sorted(workflow.transitions, key=lambda row: "timer" not in row.by):
        for state in (START,) if row.action == FILE else row.from_:
            for by in row.by:
                found[state].setdefault((row.action, by), []).append(row)
    return found
