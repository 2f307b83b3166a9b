"""When a row of a workflow applies: conditions as data, each with a code and a sentence for its refusal."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from .deadlines import Deadline, Duration, Point, Zone
from .inputs import Actor, Order, Party, Plan
from .records import Outcome, Ruling, SubmittedEvidence

BUILT_IN_FACTS = ("reason", "category", "received", "seller_medal", "after_sales_guarantee", "platform_logistics")
"""Facts of every dispute and order; a workflow may declare more."""


class Situation(Protocol):
    """What a condition may look at: the dispute as it stands, the actor and the details of the command."""

    actor: Actor
    details: Mapping[str, object]
    now: datetime
    zone: Zone
    order: Order
    plans: dict[Party, Plan | None]
    evidence: tuple[SubmittedEvidence, ...]
    accepted_by: tuple[Party, ...]
    ruling: Ruling | None
    outcome: Outcome | None
    adopting: Plan | None

    @property
    def return_address(self) -> str | None:
        """Where goods are sent back to."""
        ...

    def fact(self, name: str) -> object:
        """The value of a fact, such as the reason or the seller's medal."""
        ...

    def point(self, name: str) -> datetime | None:
        """The instant of a named time point, None while unknown."""
        ...


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a condition does not hold, and the numbers behind it."""

    code: str
    why: str
    rules: tuple[Duration, ...] = ()


@dataclass(frozen=True, slots=True)
class Guard:
    """A named yes-or-no question about the situation.

    `reads_details`: it asks about what the command brings, so a list of possible actions passes over it.
    """

    name: str
    holds: Callable[[Situation], bool]
    code: str
    why: str
    reads_details: bool = False

    def failure(self, situation: Situation) -> Failure | None:
        """None when it holds."""
        return None if self.holds(situation) else Failure(self.code, self.why)

    def deadlines(self) -> Iterator[Deadline]:
        """The deadlines it names."""
        yield from ()

    def __str__(self) -> str:
        return self.name.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Is:
    """A fact has a value, or has another one (`negated`)."""

    fact: str
    value: str | bool | int
    negated: bool = False
    reads_details = False

    def failure(self, situation: Situation) -> Failure | None:
        """None when it holds."""
        found = situation.fact(self.fact)
        if (found == self.value) != self.negated:
            return None
        return Failure("not_applicable", f"Only where {self}; here it is {'not known' if found is None else found}.")

    def deadlines(self) -> Iterator[Deadline]:
        """The deadlines it names."""
        yield from ()

    def __str__(self) -> str:
        name = self.fact.replace("_", " ")
        if isinstance(self.value, bool):
            return name if self.value != self.negated else f"not {name}"
        return f"{name} is {'not ' if self.negated else ''}{self.value}"


@dataclass(frozen=True, slots=True)
class Marked:
    """A time point is known, or is not (`negated`): something has happened, or has not."""

    point: str
    code: str
    why: str
    negated: bool = False
    reads_details = False

    def failure(self, situation: Situation) -> Failure | None:
        """None when it holds."""
        known = situation.point(self.point) is not None
        return None if known != self.negated else Failure(self.code, self.why)

    def deadlines(self) -> Iterator[Deadline]:
        """The deadlines it names."""
        yield Point(self.point)

    def __str__(self) -> str:
        return f"{'not ' if self.negated else ''}{self.point.replace('_', ' ')}"


@dataclass(frozen=True, slots=True)
class NotBefore:
    """The window has opened: now is at or after a deadline."""

    deadline: Deadline
    code: str
    reads_details = False

    def failure(self, situation: Situation) -> Failure | None:
        """None when it holds, or when the deadline is not known."""
        opens = self.deadline.instant(situation.point, situation.zone)
        if opens is None or situation.now >= opens:
            return None
        return Failure(
            self.code, f"Not before {opens.isoformat()} ({self.deadline.words()}).", durations(self.deadline)
        )

    def deadlines(self) -> Iterator[Deadline]:
        """The deadlines it names."""
        yield self.deadline

    def __str__(self) -> str:
        return f"not before {self.deadline.words()}"


@dataclass(frozen=True, slots=True)
class NotAfter:
    """The window is still open: now is at or before a deadline."""

    deadline: Deadline
    code: str
    reads_details = False

    def failure(self, situation: Situation) -> Failure | None:
        """None when it holds, or when the deadline is not known."""
        closes = self.deadline.instant(situation.point, situation.zone)
        if closes is None or situation.now <= closes:
            return None
        return Failure(
            self.code, f"The window closed at {closes.isoformat()} ({self.deadline.words()}).", durations(self.deadline)
        )

    def deadlines(self) -> Iterator[Deadline]:
        """The deadlines it names."""
        yield self.deadline

    def __str__(self) -> str:
        return f"not after {self.deadline.words()}"


@dataclass(frozen=True, slots=True)
class Sooner:
    """One instant lies before another; both are known."""

    instant: Deadline
    than: Deadline
    reads_details = False

    def failure(self, situation: Situation) -> Failure | None:
        """None when it holds."""
        first = self.instant.instant(situation.point, situation.zone)
        second = self.than.instant(situation.point, situation.zone)
        if first is not None and second is not None and first < second:
            return None
        return Failure("not_applicable", f"{self} does not hold.")

    def deadlines(self) -> Iterator[Deadline]:
        """The deadlines it names."""
        yield from (self.instant, self.than)

    def __str__(self) -> str:
        return f"{self.instant.words()} sooner than {self.than.words()}"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these holds; a refusal gives the reason of the last."""

    of: tuple["Condition", ...]
    reads_details = False

    def failure(self, situation: Situation) -> Failure | None:
        """None when one of them holds."""
        failure: Failure | None = None
        for condition in self.of:
            if (failure := condition.failure(situation)) is None:
                return None
        return failure

    def deadlines(self) -> Iterator[Deadline]:
        """The deadlines they name."""
        for condition in self.of:
            yield from condition.deadlines()

    def __str__(self) -> str:
        return " or ".join(map(str, self.of))


Condition = Guard | Is | Marked | NotBefore | NotAfter | Sooner | AnyOf


def any_of(*of: Condition) -> AnyOf:
    """At least one of these holds."""
    return AnyOf(of)


def durations(deadline: Deadline) -> tuple[Duration, ...]:
    """The numbers that a deadline counts with, each once."""
    return tuple(dict.fromkeys(part for part in deadline.parts() if isinstance(part, Duration)))


def named_parts(condition: Condition) -> Iterator[Point | Duration]:
    """Every time point and duration a condition names."""
    for deadline in condition.deadlines():
        yield from deadline.parts()
