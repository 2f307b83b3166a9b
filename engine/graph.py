"""What a walk over a definition finds: nodes, the edges between them, and what was taken on the way.

A node is a state with what is known there and the timers that run; an edge is one event with the routing after it.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property

from .deadlines import Deadline
from .definition import REMINDER, Transition, Workflow
from .draft import NEW
from .scenes import Scene, Vocabulary

START = NEW
"""The state of the node before the filing."""


@dataclass(frozen=True, slots=True)
class Node:
    """A state, what is known there, the timers that surely run, and those that may once the host tells more."""

    state: str
    scene: Scene
    running: frozenset[str] = frozenset()
    waiting: frozenset[str] = frozenset()

    @property
    def timers(self) -> frozenset[str]:
        """The timers that may fire here."""
        return self.running | self.waiting


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """One event: a row taken, the routing after it, and what that does to points and timers.

    `armed` timers start again; the due times of `moved` ones may change, since the claim does. `closes` are
    the windows within which the row must be taken.
    """

    source: Node
    target: Node
    row: Transition
    by: str
    marks: frozenset[str]
    armed: frozenset[str]
    moved: frozenset[str]
    closes: tuple[Deadline, ...]

    @property
    def timer(self) -> str | None:
        """The timer that fires, if it is one."""
        return self.row.action if self.by == "timer" and self.row.action != REMINDER else None

    def does_nothing(self, timed: frozenset[str]) -> bool:
        """Whether it leaves everything that a walk follows as it is."""
        return self.source == self.target and not self.armed and not self.moved and self.marks.isdisjoint(timed)


@dataclass
class Graph:
    """All that a walk has found: nodes, edges, the rows taken in each state, and where it could not go on."""

    workflow: Workflow
    vocabulary: Vocabulary
    edges: dict[Node, list[Edge]] = field(default_factory=dict[Node, list[Edge]])
    taken: set[tuple[int, str]] = field(default_factory=set[tuple[int, str]])
    acts: dict[str, set[str]] = field(default_factory=lambda: defaultdict[str, set[str]](set))
    visited: set[str] = field(default_factory=set[str])
    faults: dict[str, None] = field(default_factory=dict[str, None])

    @cached_property
    def fresh(self) -> frozenset[str]:
        """The timers that start only when their points are marked."""
        edges = (edge for found in self.edges.values() for edge in found)
        late = {
            name for edge in edges for name in edge.armed if self.workflow.timer_by_name[name].points() - edge.marks
        }
        return frozenset(self.workflow.timer_by_name) - late

    def until_the_end(self) -> "Graph":
        """The walk without what happens after the end."""
        edges = {node: found if self.is_open(node) else [] for node, found in self.edges.items()}
        return replace(self, edges=edges)

    def is_open(self, node: Node) -> bool:
        """Whether the dispute has not ended there."""
        return node.state == START or self.workflow.state_by_name[node.state].stage != "resolved"
