"""What a walk knows of a dispute, and what that says about conditions and deadlines.

A condition holds, does not, or may: `Marked` is known, claims are pinned when they are filed or changed, facts of
the order may be anything at any time (the host may update them), guards look at what a walk does not follow.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import product
from typing import get_args

from .conditions import BUILT_IN_FACTS, AnyOf, Condition, Guard, Is, Marked, NotAfter, NotBefore, Sooner
from .deadlines import After, Choice, Deadline, Point
from .definition import FILE, RESOLVED, SETTLED, TimerRule, Transition, Workflow
from .guards import RECEIVED, SHIPPED
from .inputs import TIME_FACTS, Medal

Value = str | bool | int | None
Facts = Mapping[str, Value]
Claim = tuple[tuple[str, Value], ...]

CLAIM_FACTS = ("reason", "category", "received")
ARBITRATION_STARTED = "arbitration_started"
SETTLEMENT = "(settlement)"
"""Stands among the known points while a plan is adopted that an ending may carry out."""
ANSWERED = "seller_answered"
OTHER = "(another)"
"""Stands for every value of a fact that no condition asks for."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known where a condition is looked at: the time points, and the facts of the claim."""

    known: frozenset[str]
    claim: Claim


class Vocabulary:
    """The points and facts that a workflow's conditions and deadlines read."""

    def __init__(self, workflow: Workflow) -> None:
        self.workflow = workflow
        self.zone = workflow.zone
        self.host_points = frozenset({*TIME_FACTS, *workflow.times})
        self._fitting: dict[object, list[Facts]] = {}
        self._dues: dict[tuple[str, Scene], tuple[list[Deadline], bool | None]] = {}

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition of the rows and timers, those within others too."""
        rows = (condition for row in self.workflow.transitions for condition in row.when)
        dues = (one for rule in self.workflow.timers for due in rule.due for one in due.when)
        return tuple(flat((*rows, *dues)))

    @cached_property
    def timed(self) -> frozenset[str]:
        """The points that deadlines count from: of timers and of windows."""
        windows = (one for one in self.conditions if isinstance(one, NotAfter | NotBefore | Sooner))
        named = (part for one in windows for deadline in one.deadlines() for part in deadline.parts())
        points = {part.name for part in named if isinstance(part, Point)}
        return frozenset(points.union(*(rule.points() for rule in self.workflow.timers)))

    @cached_property
    def followed(self) -> frozenset[str]:
        """The points whose being known a walk follows."""
        marked = {one.point for one in self.conditions if isinstance(one, Marked)}
        return self.timed | marked | {RESOLVED, SETTLED, SETTLEMENT, ARBITRATION_STARTED}

    @cached_property
    def told_at_filing(self) -> frozenset[str]:
        """The host's points that every filing asks for."""
        rows = [row for row in self.workflow.transitions if row.action == FILE]
        return common(map(_told, rows)) & self.host_points

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """The claims that differ for some condition, each as its facts."""
        made = (
            {"reason": reason, "category": category, "received": received}
            for reason, category in self.workflow.categories.items()
            for received in (True, False)
        )
        found = {tuple((name, self._as_asked(name, claim[name])) for name in CLAIM_FACTS): None for claim in made}
        return tuple(found)

    def _as_asked(self, fact: str, value: Value) -> Value:
        return value if value in self.asked.get(fact, ()) else OTHER

    @cached_property
    def asked(self) -> dict[str, tuple[Value, ...]]:
        """The values that conditions ask for, of each fact."""
        found: dict[str, dict[Value, None]] = {}
        for one in self.conditions:
            if isinstance(one, Is):
                found.setdefault(one.fact, {})[one.value] = None
            elif one == RECEIVED:
                found.setdefault("received", {})[True] = None
        return {fact: tuple(values) for fact, values in found.items()}

    def facts(self, conditions: Iterable[Condition]) -> list[Facts]:
        """Every combination of the order's facts that these conditions ask for."""
        wanted = {one.fact for one in flat(conditions) if isinstance(one, Is)}
        names = tuple(sorted(wanted.difference(CLAIM_FACTS)))
        if names not in self._fitting:
            values = (self._values(name) for name in names)
            self._fitting[names] = [dict(zip(names, combination, strict=True)) for combination in product(*values)]
        return self._fitting[names]

    def _values(self, fact: str) -> tuple[Value, ...]:
        """The values of a fact of the order that a condition asks for, and one for all others it may have."""
        asked = self.asked[fact]
        others = set(self.possible(fact)).difference(asked)
        return (*asked, OTHER) if others else asked

    def possible(self, fact: str) -> tuple[Value, ...]:
        """Every value that a fact may have; None: it is not known. None at all of a fact that nothing defines."""
        if fact in CLAIM_FACTS:
            categories = self.workflow.categories
            return {"received": (True, False), "reason": (*categories,)}.get(fact, tuple(set(categories.values())))
        declared = {rule.name: (*rule.values, None) for rule in self.workflow.facts}
        built_in = {"seller_medal": (*get_args(Medal), None)}
        return declared.get(fact) or built_in.get(fact, (True, False) if fact in BUILT_IN_FACTS else ())

    def all_hold(self, conditions: Sequence[Condition], scene: Scene, facts: Facts) -> bool | None:
        """Whether all of these hold; None: they may."""
        truths = [self.holds(one, scene, facts) for one in conditions]
        return False if False in truths else None if None in truths else True

    def holds(self, condition: Condition, scene: Scene, facts: Facts) -> bool | None:
        """Whether a condition holds; None: it may."""
        match condition:
            case Is():
                value = dict(scene.claim).get(condition.fact, facts.get(condition.fact))
                return (value == condition.value) != condition.negated
            case Marked():
                known = self.is_known(condition.point, scene)
                return None if known is None else known != condition.negated
            case AnyOf():
                truths = [self.holds(one, scene, facts) for one in condition.of]
                return True if True in truths else None if None in truths else False
            case NotBefore() | NotAfter():
                # A window whose deadline is not known is open.
                return True if self.knows(condition.deadline, scene) is False else None
            case Sooner():
                sides = (self.knows(condition.instant, scene), self.knows(condition.than, scene))
                return False if False in sides else None
            case Guard():
                return dict(scene.claim)["received"] is True if condition == RECEIVED else None

    def is_known(self, point: str, scene: Scene) -> bool | None:
        """Whether a time point is known; None: the host may have told it."""
        if point in scene.known or point in self.told_at_filing:
            return True
        return None if point in self.host_points else False

    def knows(self, deadline: Deadline, scene: Scene) -> bool | None:
        """Whether the instant of a deadline is known; None: it may be."""
        match deadline:
            case Point():
                return self.is_known(deadline.name, scene)
            case After():
                return self.knows(deadline.of, scene)
            case Choice():
                parts = [self.knows(part, scene) for part in deadline.of]
                return True if True in parts else None if None in parts else False

    def dues(self, rule: TimerRule, scene: Scene) -> tuple[list[Deadline], bool | None]:
        """The deadlines that may apply to a timer here, and whether one surely does (None: it may)."""
        place = (rule.action, scene)
        if place not in self._dues:
            self._dues[place] = self._find_dues(rule, scene)
        return self._dues[place]

    def _find_dues(self, rule: TimerRule, scene: Scene) -> tuple[list[Deadline], bool | None]:
        found: dict[Deadline, None] = {}
        sure: set[bool | None] = set()
        for facts in self.facts(one for due in rule.due for one in due.when):
            truth: bool | None = False
            for due in rule.due:
                truth = self.all_hold(due.when, scene, facts)
                if truth is not False and self.knows(due.at, scene) is not False:
                    found[due.at] = None
                if truth is not False:
                    sure.add(self.knows(due.at, scene))
                if truth:
                    break
            if truth is not True:
                sure.add(False)
        return list(found), True if sure == {True} else None if found else False


def flat(conditions: Iterable[Condition]) -> Iterator[Condition]:
    """The conditions with those that they are made of."""
    for condition in conditions:
        yield condition
        if isinstance(condition, AnyOf):
            yield from flat(condition.of)


def common(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    """What all of these sets have; nothing of none."""
    found = list(sets)
    return reduce(lambda one, other: one & other, found) if found else frozenset()


def _told(row: Transition) -> frozenset[str]:
    """The host's points without which this filing is refused."""
    marked = {one.point for one in row.when if isinstance(one, Marked) and not one.negated}
    return frozenset(marked | ({"shipped"} if SHIPPED in row.when else set()))
