"""What is in force for a seller on a day: what its newest grades bring, what several months brought, its points."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile

from ...engine.deadlines import Mark
from ...scoring import calendar
from ...scoring.card import Card, numbers_of
from ...scoring.consequences import imposed, monthly_totals
from ...scoring.distributing import latest
from ...scoring.numbers import Ground, so_many, weakest
from ...scoring.penalties import Ladder, Measure, Repeated, Sanction, Violation
from ...scoring.published import Published
from ...workflows import measures


@dataclass(frozen=True, slots=True)
class InForce:
    """A penalty or privilege that a seller has, all that is part of it, and why.

    `since` is its first local day, `until` the first without it; None for as long as its ground stands. `final` is
    what no later score lifts. `category` is the one that was graded, None for the seller as a whole. `grounds` are the
    numbers and choices that brought it.
    """

    measure: Measure
    includes: tuple[Measure, ...]
    since: date
    why: str
    until: date | None = None
    final: bool = False
    category: str | None = None
    grounds: tuple[Ground, ...] = ()

    @property
    def name(self) -> str:
        """The measure's name in the catalogue."""
        return self.measure.name

    @property
    def mark(self) -> Mark:
        """`default` when the measure, or anything that brought it, is our default; `stated` when all are."""
        return weakest(self.measure, *self.grounds)


@dataclass(frozen=True, slots=True)
class PenaltyPoints:
    """A seller's penalty points that live on a day, every step of the ladder reached by then, and what is in force.

    In force is also what some violations bring beside their points, and what judgements of "not as described" do.
    """

    marketplace: str
    seller: str
    day: date
    points: int
    sanctions: tuple[Sanction, ...]
    in_force: tuple[InForce, ...]


def scores_due(card: Card, history: Iterable[Published], day: date) -> list[Published]:
    """The scores whose publishing day has come by a local day, each as it stands, in their order."""
    schedules = dict(calendar.schedules(card))
    return [one for one in latest(history) if calendar.due_on(schedules[one.period], one.day) <= day]


def by_scores(card: Card, history: Iterable[Published], day: date) -> Iterator[InForce]:
    """What a seller's published scores of a card bring on a day."""
    due = scores_due(card, history, day)
    for category in sorted({one.category or "" for one in due}):
        mine = [one for one in due if (one.category or "") == category]
        for period, _ in calendar.schedules(card):
            yield from _by_newest(card, [one for one in mine if one.period == period])
        yield from _by_months(card, mine)


def by_other_accounts(card: Card, histories: Mapping[str, Sequence[Published]], day: date) -> Iterator[InForce]:
    """What the published scores of the owner's other accounts bring to a seller on a day."""
    for other, history in histories.items():
        for one in by_scores(card, history, day):
            if one.name == measures.OTHER_SHOPS:
                yield replace(one, why=f"{other}, of the same owner: {one.why}")


def by_points(
    marketplace: str, seller: str, ladder: Ladder, found: Iterable[Violation], judged: Iterable[date], day: date
) -> PenaltyPoints:
    """What a seller's violations and judgements bring by a ladder; those after the day are not known yet."""
    violations = [one for one in found if one.found_on <= day]
    sanctions = ladder.sanctions(violations)
    return PenaltyPoints(
        marketplace,
        seller,
        day,
        ladder.points(violations, day),
        sanctions,
        (
            *(_by_step(ladder, one) for one in sanctions if one.in_force(day)),
            *_besides(ladder, violations, day),
            *_by_judgements(ladder.not_described, judged, day),
        ),
    )


def in_force(
    name: str,
    since: date,
    why: str,
    *,
    until: date | None = None,
    final: bool = False,
    category: str | None = None,
    grounds: Iterable[Ground] = (),
) -> InForce:
    """A measure in force, with its parts from the catalogue; one that stands there not is your own card's."""
    try:
        first, *parts = [measures.measure(one) for one in measures.includes(name)]
    except KeyError:
        first, parts = Measure(name, "declared by the card alone", "default", "the card"), []
    return InForce(first, tuple(parts), since, why, until, final, category, tuple(grounds))


def _by_step(ladder: Ladder, sanction: Sanction) -> InForce:
    why = f"{so_many(sanction.points, 'penalty points')} on {sanction.since}"
    grounds = (*numbers_of(ladder.step(sanction.points)), ladder.lives)
    return in_force(sanction.penalty, sanction.since, why, until=sanction.until, final=sanction.final, grounds=grounds)


def _besides(ladder: Ladder, violations: Iterable[Violation], day: date) -> Iterator[InForce]:
    """What violations of some kinds bring beside their points, from the first that lives to the end of the last."""
    living = [one for one in violations if not one.revoked and day < ladder.expires(one)]
    for rule in ladder.besides:
        alike = sorted((one for one in living if one.what == rule.what), key=lambda one: one.found_on)
        if alike:
            why, until = f"{rule.what} on {alike[-1].found_on}", ladder.expires(alike[-1])
            yield in_force(rule.penalty, alike[0].found_on, why, until=until, grounds=(rule.rule, ladder.lives))


def _by_judgements(brings: Repeated | None, judged: Iterable[date], day: date) -> Iterator[InForce]:
    if brings is None:
        return
    for earlier, since in enumerate(sorted(judged)):
        until = brings.until(since, earlier)
        if since <= day < until:
            why = f"judged not as described on {since}, time {earlier + 1}"
            yield in_force(brings.penalty, since, why, until=until, grounds=(brings.lasts(earlier),))


def _by_newest(card: Card, scores: Sequence[Published]) -> Iterator[InForce]:
    """What the newest of these scores brings: since the first in a row that brought it."""
    schedules = dict(calendar.schedules(card))
    names, grounds = _brought(card, scores[-1]) if scores else ((), ())
    for name in names:
        *_, first = takewhile(lambda one: name in _brought(card, one)[0], reversed(scores))  # noqa: B023
        since = calendar.due_on(schedules[first.period], first.day)
        yield in_force(name, since, _said(scores[-1]), category=first.category, grounds=grounds)


def _brought(card: Card, score: Published) -> tuple[tuple[str, ...], tuple[Ground, ...]]:
    """What comes with a score's grade, or with what it lacks to have one; and what that rests on."""
    monthly = card.monthly if score.period != calendar.own_period(card) else None
    grades = monthly.grades if monthly else card.grades
    given = [(one.consequences, card.grounds(grades, one.name)) for one in grades if one.name == score.grade]
    lacking = [(one.consequences, one.numbers) for one in card.requirements if one.says == score.why_not]
    return next(iter([*given, *lacking]), ((), ()))


def _said(score: Published) -> str:
    of = f"{score.day:%Y-%m}" if score.period == "month" else f"{score.day}"
    what = ", ".join(one for one in (score.grade, score.shown, score.why_not) if one)
    return f"{score.card} of {of}: {what}"


def _by_months(card: Card, scores: Sequence[Published]) -> Iterator[InForce]:
    if card.monthly is None or not scores:
        return
    totals = monthly_totals(scores)
    for one in imposed(card.monthly.lasting, totals):
        months = ", ".join(f"{month:%Y-%m} ({totals[month]:.2f})" for month in one.months)
        since = calendar.due_on(card.monthly.schedule, one.since)
        yield in_force(
            one.consequence,
            since,
            f"{card.id} of {months}",
            final=one.final,
            category=scores[0].category,
            grounds=one.grounds,
        )
