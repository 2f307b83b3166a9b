"""Why a seller has the score it has: each indicator with its sums, its formula, what cost points and what would not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .blaming import Blame, blamed
from .calendar import due_at, next_day
from .card import Card, Case, Indicator, Requirement, Unit
from .changing import Change, Changing, Row, Way, better_grade
from .grading import Grader, Score
from .ibis_adapter import Table, load_ibis
from .measuring import measure, windows_of
from .numbers import Choice, Ground, Number
from .sources import Facts
from .thresholds import Threshold, beside
from .unknown_sellers import unknown_seller
from .wording import Counted, calculation, counted, formula, numbers_behind, plain, starred_with_unit, valued

HANGS_ON = {
    "reviews": ("order", "orders"),
    "disputes": ("order", "orders"),
    "violations": ("listing", "listings"),
    "review_complaints": ("review", "reviews"),
}
"""Facts that are counted for the seller of what they hang on, whoever they name: their column, and of which fact."""

MOST_LISTED = 20
"""So many rows that cost points are listed of each indicator, unless asked for more."""


@dataclass(frozen=True)
class Reason:
    """One indicator of a score: `value` in `unit`, `points` of `most` (None for one that gives none).

    `calculation` is how the value comes from the windows' sums, None where it is no more than one over the other;
    `formula` is how the points come from the value.
    """

    name: str
    title: str
    group: str
    counts: str
    windows: tuple[Counted, ...]
    calculation: str | None
    unit: Unit
    value: Fraction | None
    shown: str
    points: Fraction | None
    most: Fraction | None
    formula: str | None
    numbers: tuple[Number, ...]
    cost: Blame
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Needed:
    """A requirement on the next day of scoring: whether it holds, what is missing when not, and its numbers."""

    code: str
    holds: bool
    missing: str | None
    has: str | None
    numbers: tuple[Number, ...]


@dataclass(frozen=True)
class NextTime:
    """Whether there will be a score next time, by what is known now."""

    day: date
    due_at: datetime
    scored: bool
    why_not: str | None
    needed: tuple[Needed, ...]


@dataclass(frozen=True)
class Explanation:
    """A seller's score on a day, and everything that it came from.

    `grounds` are what gave the grade and brings its medal and consequences, `choices` the card's rules that are no
    numbers: each with its mark.
    """

    card: str
    title: str
    marketplace: str
    seller: str
    category: str | None
    day: date
    total: Fraction | None
    shown: Decimal | None
    grade: str | None
    medal: str | None
    why_not: str | None
    consequences: tuple[str, ...]
    grounds: tuple[Ground, ...]
    choices: tuple[Choice, ...]
    reasons: tuple[Reason, ...]
    beside: tuple[Threshold, ...]
    better_grade: str | None
    ways_up: tuple[Way, ...]
    next_time: NextTime

    def to_json(self) -> dict[str, Any]:
        """It as JSON: exact numbers as decimals of up to ten places in text, days and instants in ISO 8601."""
        return as_json(self)


def explain(
    card: Card, facts: Facts, seller: str, day: date, *, marketplace: str = "default", most: int = MOST_LISTED
) -> tuple[Explanation, ...]:
    """Explain a seller's score on a day, of a card by category once for each; NotFound when nothing is known.

    It is computed from the facts as they are now. `most` bounds the rows that are listed of each indicator.
    """
    own = _own(facts, marketplace, seller)
    following = next_day(card.schedule, day)
    measured = measure(card, own, sorted({day, following})).to_pyarrow().to_pylist()
    rows = [row for row in measured if row["seller"] == seller]
    today = [row for row in rows if row["score_day"] == day]
    if not today:
        raise unknown_seller(card, facts, seller, day, marketplace)
    later = {row.get("category"): row for row in rows if row["score_day"] == following}
    today.sort(key=lambda row: row.get("category") or "")
    return tuple(_explained(card, own, row, later.get(row.get("category")), most) for row in today)


def _own(facts: Facts, marketplace: str, seller: str) -> Facts:
    """The facts that a seller's scores count: a few rows instead of millions.

    Where an order, listing or review is one seller's, facts that hang on it may name another, and count all the same.
    """
    here = {name: table.filter(table.marketplace == marketplace) for name, table in facts.items()}
    own = {name: table.filter(table["id" if name == "sellers" else "seller"] == seller) for name, table in here.items()}
    orders = here["orders"]
    others = _others_orders(orders, own, seller)
    own["orders"] = orders.filter(
        (orders.seller == seller) | orders.id.isin(others) if others else orders.seller == seller
    )
    for name, (column, of) in HANGS_ON.items():
        table = here[name]
        own[name] = table.filter((table.seller == seller) | table[column].isin(own[of].id))
    return own


def _others_orders(orders: Table, own: Facts, seller: str) -> list[str]:
    """The orders of other sellers on which facts of this one hang; asked once, since mostly there are none."""
    hung = [orders.id.isin(table.order) for table in own.values() if "order" in table.columns]
    found = orders.filter(orders.seller != seller, load_ibis().or_(*hung))
    return found.select("id").order_by("id").to_pyarrow()["id"].to_pylist()


def _explained(card: Card, facts: Facts, row: Row, later: Row | None, most: int) -> Explanation:
    changing = Changing(card, row)
    score = changing.score
    category = row.get("category")
    return Explanation(
        card.id, card.title, score.marketplace, score.seller, category, score.day, score.total, score.shown,
        score.grade, card.medal(score.grade), score.why_not, score.consequences,
        card.resting_on(card.grades, score.grade, score.why_not), card.choices,
        reasons=_reasons(card, _in_category(facts, category), changing, most),
        beside=beside(card, score.total, score.values),
        better_grade=better_grade(card, score),
        ways_up=changing.ways_up(),
        next_time=_next_time(card, score, later),
    )  # fmt: skip


def _in_category(facts: Facts, category: str | None) -> Facts:
    """Orders, and with them what hangs on them, and products, of one category; all of them for None."""
    if category is None:
        return facts
    return {
        name: table.filter(table.category == category) if name in ("orders", "listings") else table
        for name, table in facts.items()
    }


def _reasons(card: Card, facts: Facts, changing: Changing, most: int) -> tuple[Reason, ...]:
    plain = [_reason(card, changing, one) for one in card.indicators]
    asked = {one.name: changing.place(card.indicator(one.name)) for one in plain if _can_have_cost(one)}
    costs = blamed(card, facts, changing.score, asked, most)
    return tuple(replace(one, cost=costs.get(one.name, one.cost)) for one in plain)


def _can_have_cost(reason: Reason) -> bool:
    """With all of its points nothing has cost any, however many rows are not perfect."""
    faultless = reason.points is not None and reason.points == reason.most
    return not faultless and any(one.numerator or one.denominator for one in reason.windows)


def _reason(card: Card, changing: Changing, indicator: Indicator) -> Reason:
    """A reason but for what it cost."""
    score = changing.score
    part = next((one for one in card.parts if one.indicator == indicator.name), None)
    value = score.values[indicator.name]
    windows = tuple(_windows(card, indicator, changing))
    return Reason(
        indicator.name, indicator.title, part.group if part else "", counted(indicator),
        windows, calculation(indicator, windows),
        indicator.unit, value, valued(value, indicator.unit),
        points=score.points.get(indicator.name) if part else None,
        most=part.curve.most if part else None,
        formula=formula(part, indicator.unit) if part else None,
        numbers=numbers_behind(card, indicator),
        cost=Blame(),
        changes=changing.changes(indicator),
    )  # fmt: skip


def _windows(card: Card, indicator: Indicator, changing: Changing) -> Iterator[Counted]:
    windows, place = windows_of(card, indicator), changing.place(indicator)
    chosen = windows if place is None else windows[place : place + 1]
    times = changing.weight(indicator) or 1
    for window, (over, under) in zip(chosen, changing.score.counts[indicator.name], strict=True):
        weight = starred_with_unit(window.weight) if window.weight else None
        whole = times if over % times == under % times == 0 else 1
        yield Counted(*window.days(changing.score.day), over // whole, under // whole, weight, whole)


def _next_time(card: Card, score: Score, row: Row | None) -> NextTime:
    day = next_day(card.schedule, score.day)
    due = due_at(card.schedule, card.zone, day)
    if row is None:
        return NextTime(day, due, scored=False, why_not="no order counts by then", needed=())
    expected = Grader(card).grade(row)
    case = Case(day, dict(row), expected.values.__getitem__, bool(row.get("linked_to")))
    needed = tuple(_needed(one, case) for one in card.requirements)
    return NextTime(day, due, expected.why_not is None, expected.why_not, needed)


def _needed(requirement: Requirement, case: Case) -> Needed:
    holds = requirement.holds(case)
    value = case.value(requirement.counts) if requirement.counts else None
    has = plain(value) if value is not None else None
    return Needed(requirement.code, holds, None if holds else _missing(requirement, value), has, requirement.numbers)


def _missing(requirement: Requirement, value: Fraction | None) -> str:
    if value is None or not requirement.numbers:
        return requirement.says
    return f"{requirement.says}: {plain(value)}, so {plain(requirement.numbers[0].value - value)} missing"


def as_json(value: Any) -> Any:
    """Records of scores as JSON: exact numbers as decimals in text, days and instants in ISO 8601."""
    if isinstance(value, Fraction):
        return plain(value, 10)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [as_json(one) for one in value]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, Mapping):
        return {key: as_json(one) for key, one in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if is_dataclass(value):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    return value
