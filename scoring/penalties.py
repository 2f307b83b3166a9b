"""Penalties and privileges by name, and ladders of penalty points over the violations that are found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from ..engine.deadlines import Mark
from .numbers import Choice, Number


@dataclass(frozen=True)
class Measure:
    """Something done to a seller, or granted: a penalty or a privilege, by its name.

    `includes` are the names of other measures that are part of it, `lasts` its length when the rules give one.
    """

    name: str
    says: str
    mark: Mark
    source: str
    includes: tuple[str, ...] = ()
    lasts: Number | None = None


@dataclass(frozen=True)
class Violation:
    """Points on a local day; of a violation that was taken back, nothing counts. `what` was breached."""

    found_on: date
    points: int
    revoked: bool = False
    what: str = ""


@dataclass(frozen=True)
class Step:
    """From so many points on, a penalty by its name, for so many days; without, while its points live.

    `final` is what stays, whatever becomes of the points.
    """

    points: Number
    penalty: str
    days: Number | None = None
    final: bool = False


@dataclass(frozen=True)
class Sanction:
    """A step that was reached: with how many points, from which day on, and the first day without it.

    `until` is None for what is final.
    """

    penalty: str
    points: int
    since: date
    until: date | None

    @property
    def final(self) -> bool:
        """Whether nothing lifts it."""
        return self.until is None

    def in_force(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Repeated:
    """A penalty for so many days the first time, and for others again: the last of them for all that follow."""

    penalty: str
    days: tuple[Number, ...]

    def until(self, since: date, earlier: int) -> date:
        """The first day without it, after so many earlier ones."""
        return since + timedelta(days=int(self.lasts(earlier).value))

    def lasts(self, earlier: int) -> Number:
        """For how long, after so many earlier ones."""
        return self.days[: earlier + 1][-1]


@dataclass(frozen=True)
class Besides:
    """A penalty by what was breached, beside the points of the violation; `rule` says for how long."""

    what: str
    penalty: str
    rule: Choice


@dataclass(frozen=True)
class Ladder:
    """Penalties by the points that live; `steps` from the lowest on, a point lives `lives` days.

    `besides` are penalties by what was breached; `not_described` is what each judgement of "not as described" brings.
    """

    steps: tuple[Step, ...]
    lives: Number
    not_described: Repeated | None = None
    besides: tuple[Besides, ...] = ()

    def points(self, violations: Iterable[Violation], day: date) -> int:
        """The points that live on a day: that of the violation is the first of them."""
        oldest = day - timedelta(days=int(self.lives.value))
        return sum(one.points for one in violations if not one.revoked and oldest < one.found_on <= day)

    def expires(self, violation: Violation) -> date:
        """The first day on which a violation's points live no longer."""
        return violation.found_on + timedelta(days=int(self.lives.value))

    def step(self, points: int) -> Step | None:
        """The highest step that so many points reach."""
        return next((one for one in reversed(self.steps) if points >= one.points.value), None)

    def sanctions(self, violations: Sequence[Violation]) -> tuple[Sanction, ...]:
        """Every step that was reached, in order; points of one day are taken together, and skip the steps between.

        More points on a step already reached bring nothing; one that was left, since points expired, can be
        reached again.
        """
        standing = sorted((one for one in violations if not one.revoked), key=lambda one: one.found_on)
        found: list[Sanction] = []
        for day, today in groupby(standing, key=lambda one: one.found_on):
            after = self.points(standing, day)
            before, reached = self.step(after - sum(one.points for one in today)), self.step(after)
            if reached and reached != before:
                found.append(Sanction(reached.penalty, after, day, self._until(reached, day, standing)))
        return tuple(found)

    def _until(self, step: Step, since: date, standing: Sequence[Violation]) -> date | None:
        """The first day without the penalty of a step: after its days, or once too few points live."""
        if step.final:
            return None
        if step.days:
            return since + timedelta(days=int(step.days.value))
        expiring = (self.expires(one) for one in standing)
        return min(day for day in expiring if day > since and self._left(standing, day) < step.points.value)

    def _left(self, standing: Sequence[Violation], day: date) -> int:
        """The points that live on a day without those of the day itself."""
        return self.points([one for one in standing if one.found_on < day], day)


def everything_in(name: str, known: Iterable[Measure]) -> tuple[str, ...]:
    """A measure's name and those of all that it includes, each once; KeyError for a name that is none."""
    catalogue = {one.name: one for one in known}
    found: dict[str, None] = {}
    waiting = [name]
    while waiting:
        one = catalogue[waiting.pop(0)]
        found[one.name] = None
        waiting += [inner for inner in one.includes if inner not in found]
    return tuple(found)
