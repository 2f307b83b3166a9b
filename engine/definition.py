"""A workflow: the versioned definition of a dispute's life, as rows that can be read, compared and exported."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from .conditions import Condition, named_parts
from .deadlines import Deadline, Duration, Mark, Point, Zone
from .frozen import FrozenDict
from .inputs import Party, PlanKind
from .records import DecidedBy, Liable, Resolution, Stage, Turn, Winner
from .written import Written

if TYPE_CHECKING:
    from .machine import Executor
    from .proof import Proof

By = Literal["buyer", "seller", "platform", "system", "timer"]

FILE = "file"
ROUTE = "route"
REMINDER = "reminder"
PAUSE_ENDS = "pause_timeout"
"""The timer that ends a pause when the time for pauses is used up."""
FILED = "filed"
RESOLVED = "resolved"
"""The time point that every ending sets."""
SETTLED = "settled"
"""The time point from which a plan is being carried out, before the dispute ends."""


@dataclass(frozen=True, slots=True)
class State:
    """Where a dispute can stand: its stage, and whose move it is."""

    name: str
    stage: Stage
    turn: Turn
    meaning: str


@dataclass(frozen=True, slots=True)
class Action:
    """Something these actors may do, with the details it takes (`takes` needed, `may_take` optional).

    `needs_one`: without any detail it would change nothing.
    """

    name: str
    by: tuple[By, ...]
    meaning: str
    takes: tuple[str, ...] = ()
    may_take: tuple[str, ...] = ()
    needs_one: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """How a transition ends the dispute, or settles how it will end when it leads to a state that is not the end.

    `plan` is whose plan is adopted: a party's, `full` (all that can be refunded), `adopted` (the one adopted
    before), None (nothing is paid). What is None otherwise is as settled before, else as the platform ruled.
    """

    resolution: Resolution | None = None
    decided_by: DecidedBy | None = None
    winner: Winner | None = None
    liable: Liable | None = None
    plan: Party | Literal["full", "adopted"] | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: an action, who may take it (or the timer), from where, when, to where, and what follows.

    `to` None: the state stays. `via`: the state it goes to instead when the plan that `ends` adopts has goods
    sent back to a known address; how it ends is settled then. `given`: it applies to commands with these
    details only. `changes` are named changes to the record, `marks` the time points it sets, `effects` what
    the platform must then do. Among the rows of one action the first whose conditions hold is taken; a refusal
    gives the reason of the one that came closest.
    """

    action: str
    by: tuple[By, ...]
    from_: tuple[str, ...]
    to: str | None
    via: str | None = None
    given: Mapping[str, str | bool] = field(default_factory=dict[str, str | bool])
    when: tuple[Condition, ...] = ()
    changes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    ends: Ending | None = None
    effects: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "given", FrozenDict(self.given))

    @property
    def targets(self) -> tuple[str, ...]:
        """The states it may lead to; none when the state stays."""
        return tuple(state for state in (self.via, self.to) if state)


@dataclass(frozen=True, slots=True)
class Due:
    """When a timer is due; the first of a timer's `Due` whose conditions hold counts."""

    at: Deadline
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class TimerRule:
    """A timer: it runs in these states, starts again when a time point it counts from is marked again,

    and stops for good when one of `stopped_by` is done. Reminders go out that long before it is due.
    The platform may extend it by `extendable` in all, each time it runs; None: not at all.
    """

    action: str
    runs_in: tuple[str, ...]
    due: tuple[Due, ...]
    meaning: str
    reminders: tuple[Duration, ...] = ()
    stopped_by: tuple[str, ...] = ()
    extendable: Duration | None = None

    def points(self) -> frozenset[str]:
        """The time points that it counts from."""
        parts = (part for due in self.due for part in due.at.parts())
        return frozenset(part.name for part in parts if isinstance(part, Point))


@dataclass(frozen=True, slots=True)
class EvidenceLimit:
    """At most `count` files of a kind in one submission, each of at most `bytes`."""

    kind: Literal["image", "video"]
    count: int
    bytes: int
    mark: Mark
    source: str


@dataclass(frozen=True, slots=True)
class FactRule:
    """A fact about orders that this workflow asks the host for, and the values it may have."""

    name: str
    meaning: str
    values: tuple[str | bool | int, ...] = (True, False)


@dataclass(frozen=True)
class Workflow(Written):
    """The definition of a dispute's life under one version: `aliexpress@2`. Data; checked when it is made.

    `reasons` maps each category to its further reasons (the category's name is its general reason);
    `plans` are the kinds of plan on offer; `file_again_after` the resolutions after which a line may be
    disputed again. `facts` and `times` are what it asks of an order beyond the facts of every order: `times`
    and `reason_codes` (the grounds of rulings) map a name to its meaning, and so do `effects`, which the host
    carries out besides those of every workflow. A dispute's clock may be paused for `pausable` in all.
    WorkflowInvalid lists all faults; `check` also those that only a walk finds.
    """

    name: str
    version: int
    title: str
    zone: Zone
    states: tuple[State, ...]
    actions: tuple[Action, ...]
    transitions: tuple[Transition, ...]
    timers: tuple[TimerRule, ...]
    reasons: Mapping[str, tuple[str, ...]]
    plans: tuple[PlanKind, ...]
    evidence_limits: tuple[EvidenceLimit, ...] = ()
    file_again_after: tuple[Resolution, ...] = ("withdrawn",)
    facts: tuple[FactRule, ...] = ()
    times: Mapping[str, str] = field(default_factory=dict[str, str])
    reason_codes: Mapping[str, str] = field(default_factory=dict[str, str])
    pausable: Duration | None = None
    effects: Mapping[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        from .checking import check_made

        check_made(self)

    @property
    def id(self) -> str:
        """Name and version: `aliexpress@2`."""
        return f"{self.name}@{self.version}"

    @cached_property
    def executor(self) -> "Executor":
        """The rows compiled into one `transitions` machine, made once and shared by all disputes."""
        from .machine import Executor

        return Executor(self)

    @cached_property
    def state_by_name(self) -> dict[str, State]:
        """Each state under its name."""
        return {state.name: state for state in self.states}

    @cached_property
    def timer_order(self) -> dict[str, int]:
        """The order in which timers due at the same instant fire; reminders come after all others."""
        return {rule.action: index for index, rule in enumerate(self.timers)}

    @cached_property
    def categories(self) -> dict[str, str]:
        """The category of each reason; a category's own name is its general reason."""
        further = {reason: category for category, reasons in self.reasons.items() for reason in reasons}
        return {category: category for category in self.reasons} | further

    @cached_property
    def durations(self) -> dict[str, Duration]:
        """Every named duration that the rows and timers count with."""
        return {part.name: part for part in self.parts() if isinstance(part, Duration)}

    @cached_property
    def written(self) -> str:
        """The definition as canonical JSON, written once: every engine that uses it compares or stores this text."""
        from .export import definition_json

        return definition_json(self)

    def check(self) -> None:
        """WorkflowInvalid with every fault, those included that only a walk over all ways of a dispute finds."""
        from .checking import check

        check(self)

    @cached_property
    def proof(self) -> "Proof":
        """What a walk over all ways of a dispute proves: faults, warnings, and the time within which it ends."""
        from .proof import prove

        return prove(self)

    def to_json(self) -> str:
        """The definition as a machine of XState (version 5) with `after` delays; the same text for the same content."""
        from .xstate import xstate_json

        return xstate_json(self)

    def to_markdown(self) -> str:
        """The definition as tables that a lawyer can read, each number with its source and mark."""
        from .rendering import to_markdown

        return to_markdown(self)

    def to_mermaid(self) -> str:
        """The definition as a Mermaid state diagram, stages grouped, timers drawn."""
        from .mermaid import to_mermaid

        return to_mermaid(self)

    def action(self, name: str, role: str) -> Action | None:
        """The declaration of an action for a role, None when this role never takes it."""
        return next((act for act in self.actions if act.name == name and role in act.by), None)

    @cached_property
    def timer_by_name(self) -> dict[str, TimerRule]:
        """Each timer under its action."""
        return {rule.action: rule for rule in self.timers}

    def parts(self) -> Iterator[Point | Duration]:
        """Every time point and duration that the rows and timers name, once for each use."""
        yield from [self.pausable] if self.pausable else []
        yield from (one.by for one in self.zone.ranges)
        for row in self.transitions:
            for condition in row.when:
                yield from named_parts(condition)
        for rule in self.timers:
            yield from rule.reminders
            yield from [rule.extendable] if rule.extendable else []
            for due in rule.due:
                yield from due.at.parts()
                for condition in due.when:
                    yield from named_parts(condition)
