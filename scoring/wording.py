"""Cards in words: how an indicator is counted, what points it gives, what a grade takes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from .card import (
    GRADES,
    MEDALS,
    SCALES,
    TOTAL,
    ZONE,
    Card,
    Condition,
    Curve,
    Grade,
    Indicator,
    Part,
    Prior,
    Schedule,
    Unit,
    numbers_of,
)
from .numbers import Choice, Ground, Marked, Number, round_half_up, unit_after, with_unit
from .windows import Adaptive, AnyWindow, Window

SIDES = {"at_least": "at least", "above": "above", "below": "below", "at_most": "at most"}
ROWS = {
    "orders": "order",
    "rated_orders": "order",
    "disputes": "dispute",
    "closed_disputes": "closed dispute",
    "reviews": "review",
    "heard_reviews": "review",
    "sellers_reviews": "review",
    "ratings": "review",
    "shipments": "tracking number",
    "messages": "conversation",
    "chargebacks": "chargeback",
    "refunds": "refund",
    "violations": "violation",
    "listings": "product",
    "buyers": "buyer",
}
"""What one row of a source is called; a source that is not here goes by its own name."""


STAR = "*"
"""Marks our defaults, so that nobody takes them for the platform's published rule."""


@dataclass(frozen=True)
class Counted:
    """An indicator's sums in one window: its first and last day, and its share where there are several.

    Each row counts so many `times`, in the numerator and the denominator alike.
    """

    first: date
    last: date
    numerator: int
    denominator: int
    weight: str | None
    times: int = 1


def row_word(source: str, count: int = 1) -> str:
    """One row of a source, or so many: `order`, `orders`."""
    word = ROWS.get(source, source)
    return word if count == 1 else f"{word}s"


def plain(value: Fraction, places: int = 2) -> str:
    """A number as people write it: at most so many decimals, no zeros at the end."""
    text = f"{round_half_up(value, places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def valued(value: Fraction | None, unit: Unit) -> str:
    """An indicator's value with its unit, or that there is none."""
    if value is None:
        return "none"
    return plain(value) if unit == "count" else with_unit(plain(value), unit)


def formula(part: Part, unit: Unit) -> str:
    """The points of an indicator: `15 points at 0 %, falling to 0 at 5* %`; a star marks what is our default."""
    (at, first), *_ = part.curve.corners
    said = f"{_starred(first, _points_unit(part.curve))} at {_starred(at, unit)}"
    for (_, before), (value, points) in pairwise(part.curve.corners):
        course = "falling" if points.value < before.value else "rising"
        said += f", {course} to {starred(points)} at {_starred(value, unit)}"
    return said


def starred(number: Number) -> str:
    """A number without its unit, with a star when no public document gives it."""
    return number.text + STAR * (number.mark == "default")


def star(*grounds: Marked) -> str:
    """A star when any of these is our default."""
    return STAR * any(one.mark == "default" for one in grounds)


def defaults_are(rules: Sequence[Ground], whose: str) -> str:
    """How many rules are ours: `1 of its numbers is our default`, `2 of its numbers and choices are our defaults`."""
    count = sum(one.mark == "default" for one in rules)
    what = "numbers and choices" if any(isinstance(one, Choice) for one in rules) else "numbers"
    return f"{count} of {whose} {what} {'is our default' if count == 1 else 'are our defaults'}"


def zone_in_words(card: Card) -> str:
    """Whose days count: `Asia/Shanghai*`."""
    return f"{card.zone}{star(*card.chosen(ZONE))}"


def grade_name(card: Card, grade: str | None) -> str:
    """A grade, with a star where grades are called so by us alone; empty without one."""
    return f"{grade}{star(*card.chosen(GRADES))}" if grade else ""


def grade_or_why(card: Card, grade: str | None, why_not: str | None) -> str:
    """A grade, or why there is none, with a star where what lacks is our default."""
    return f"{why_not}{star(*card.resting_on((), None, why_not))}" if why_not else grade_name(card, grade)


def medal_in_words(card: Card, grade: str | None) -> str:
    """The medal that a grade brings: `silver*`; empty without one."""
    medal = card.medal(grade)
    return f"{medal}{star(*card.chosen(MEDALS))}" if medal else ""


def consequences_in_words(names: Iterable[str], grounds: Iterable[Ground]) -> str:
    """Consequences with a star each, when what brings them is our default."""
    return "; ".join(f"{name}{star(*grounds)}" for name in names)


def starred_with_unit(number: Number) -> str:
    """A number and its unit, with a star when no public document gives it: `30* orders`, `day 2* of the month`."""
    said = str(number)
    return said.replace(number.text, starred(number), 1) if number.text in said else said + star(number)


def _starred(number: Number, unit: str) -> str:
    return f"{starred(number)} {unit_after(number.text, unit)}"


def _points_unit(curve: Curve) -> str:
    return next((points.unit for _, points in curve.corners if points.unit), "points")


def windows_in_words(windows: tuple[AnyWindow, ...] | Adaptive) -> str:
    """Which days count, by their age on the day of the score: `days 1 to 90 before`."""
    if isinstance(windows, Adaptive):
        enough = starred_with_unit(windows.at_least)
        return f"{_window(windows.short)} with {enough} or more, else {_window(windows.long)}"
    return "; ".join(_window(one) for one in windows)


def _window(window: AnyWindow) -> str:
    if not isinstance(window, Window):
        return "the calendar month"
    weight = f", weighing {starred_with_unit(window.weight)}" if window.weight else ""
    return f"days {starred(window.newest)} to {starred(window.oldest)} before{weight}"


def indicator_windows(card: Card, indicator: Indicator) -> tuple[AnyWindow, ...] | Adaptive:
    """The windows of an indicator as declared: its own, else the card's."""
    chosen = indicator.windows or card.window or ()
    return chosen if isinstance(chosen, tuple | Adaptive) else (chosen,)


def counted(indicator: Indicator) -> str:
    """What an indicator's value is: `share of orders`, `mean stars of reviews`."""
    rows = row_word(indicator.over, 2)
    said = {
        "%": f"share of {rows}",
        "stars": f"mean stars of {rows}",
        "hours": f"mean hours of {rows}",
        "count": f"number of {rows}",
    }[indicator.unit]
    return said + (f", with {_imagined(indicator.prior)} imagined beside them" if indicator.prior else "")


def _imagined(prior: Prior) -> str:
    return f"{starred_with_unit(prior.count)} of {starred_with_unit(prior.mean)}"


def calculation(indicator: Indicator, windows: Sequence[Counted]) -> str | None:
    """How the value in its unit comes from the sums: `(2 x 60 + 50* x 4.5*) / (2 x 20 + 50*)`.

    None where there is no value, or it is no more than a numerator over a denominator.
    """
    known = [one for one in windows if one.denominator or (indicator.prior and indicator.prior.count.value)]
    simple = len(windows) == 1 and windows[0].times == 1 and indicator.prior is None
    if indicator.unit == "count" or simple or not known:
        return None
    if len(known) == 1:
        return _ratio(indicator, known[0])
    weights = [one.weight or "1" for one in known]
    terms = (f"{weight} x {_ratio(indicator, one)}" for weight, one in zip(weights, known, strict=True))
    return f"({' + '.join(terms)}) / ({' + '.join(weights)})"


def _ratio(indicator: Indicator, one: Counted) -> str:
    times = f"{one.times} x " if one.times != 1 else ""
    over, under = f"{times}{plain(one.numerator * SCALES[indicator.unit])}", f"{times}{one.denominator}"
    if prior := indicator.prior:
        count = starred(prior.count)
        over, under = f"({over} + {count} x {starred(prior.mean)})", f"({under} + {count})"
    return f"{over} / {under}"


def condition_in_words(card: Card, condition: Condition) -> str:
    """A condition with its indicator's title: `bad-experience orders below 3.5 %`."""
    of = TOTAL if condition.of == TOTAL else card.indicator(condition.of).title
    star = STAR * (condition.bound.mark == "default")
    return f"{of} {SIDES[condition.facing]} {condition.bound}{star}"


def grade_in_words(card: Card, grade: Grade) -> str:
    """What a grade takes, for one who has none of the grades before it."""
    joined = " or " if grade.any_of else " and "
    return joined.join(condition_in_words(card, one) for one in grade.conditions) or "all others"


def schedule_in_words(schedule: Schedule) -> str:
    """When a score is published: `every day`, `on day 5, for the month before`."""
    if schedule.on is None:
        return "every day" if schedule.every == "daily" else "every month"
    return f"monthly, on day {starred(schedule.on)} of the next month"


def numbers_behind(card: Card, indicator: Indicator) -> tuple[Number, ...]:
    """Every number that an indicator's value and points are counted with, each once; none that is mere arithmetic."""
    return tuple(dict.fromkeys(_behind(card, indicator)))


def _behind(card: Card, indicator: Indicator) -> Iterator[Number]:
    parts = (part.curve for part in card.parts if part.indicator == indicator.name)
    for one in (*parts, indicator_windows(card, indicator), indicator):
        yield from (number for number in numbers_of(one) if number.source != "arithmetic")
