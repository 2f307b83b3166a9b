"""An explanation of a score as it is shown to a person."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ...scoring.card import WITHOUT_DATA
from ...scoring.numbers import so_many
from ...scoring.wording import (
    STAR,
    consequences_in_words,
    defaults_are,
    grade_in_words,
    grade_name,
    grade_or_why,
    medal_in_words,
    plain,
    star,
    valued,
    zone_in_words,
)
from .output import add_row, fields, filled, table

if TYPE_CHECKING:
    from fractions import Fraction

    from rich.console import RenderableType
    from rich.table import Table

    from ...scoring.blaming import Blamed
    from ...scoring.card import Card
    from ...scoring.changing import Change
    from ...scoring.explaining import Explanation, Reason
    from ...scoring.numbers import Ground
    from ...scoring.thresholds import Threshold
    from ...scoring.wording import Counted


def explanation_items(card: "Card", one: "Explanation") -> "Iterator[RenderableType]":
    """Head, indicators, what cost points, what would change them, the next grade, the next time, the numbers."""
    yield _head(card, one)
    yield from ("", _indicators(card, one))
    if one.beside:
        yield from ("", beside_table(one.beside))
    for heading, reasons in _blaming(card, one):
        yield from ("", _costs(heading, reasons))
    if any(_matters(one, change) for reason in one.reasons for change in reason.changes):
        yield from ("", _changes(one))
    yield from ("", fields(_outlook(card, one)))
    yield from ("", _numbers(card))
    if card.choices:
        yield from ("", _choices(card))
    yield from (_note(card), "")


def _head(card: "Card", one: "Explanation") -> "Table":
    of = f"category {one.category}" if one.category else "without a category"
    whose = f"{one.seller}, {of}" if card.by_category else one.seller
    return fields(
        {
            "Seller": whose,
            "Card": f"{one.card}: {one.title}",
            "Day": f"{one.day} ({zone_in_words(card)})",
            "Score": str(one.shown) if one.shown is not None else "",
            "Grade": grade_name(card, one.grade),
            "Medal": medal_in_words(card, one.grade),
            "Not scored": grade_or_why(card, None, one.why_not),
            "So": consequences_in_words(one.consequences, one.grounds),
        }
    )


def _indicators(card: "Card", one: "Explanation") -> "Table":
    rows: list[tuple[str, ...]] = []
    for reason in one.reasons:
        sums = "; ".join(_sum(reason, window) for window in reason.windows)
        days = "; ".join(f"{window.first} … {window.last}" for window in reason.windows)
        worked = reason.calculation or ""
        rows.append((reason.title, sums, days, worked, reason.shown, _points(card, reason), reason.formula or ""))
    return filled(("Indicator", "Counted", "Days", "Worked out", "Value", "Points", "Formula"), rows)


def beside_table(found: "Sequence[Threshold]") -> "Table":
    """The thresholds beside a score: what they ask, what there is, and whether they are met."""
    made = table("Shown beside", "Value", "Met", keep=(1, 2))
    for one in found:
        add_row(made, one.says, one.shown, {True: "yes", False: "no", None: "not known"}[one.met])
    return made


def _sum(reason: "Reason", one: "Counted") -> str:
    if reason.unit == "count":
        return str(one.numerator)
    if not one.denominator:
        return "nothing"
    told = {
        "hours": f"{one.numerator / 3_600_000_000:,.2f} h in",
        "stars": f"{so_many(one.numerator, 'stars')} in",
    }.get(reason.unit, f"{one.numerator} of")
    times = f", {one.times} times each" if one.times != 1 else ""
    return f"{told} {one.denominator}{times}" + (f" ({one.weight})" if one.weight else "")


def _points(card: "Card", reason: "Reason") -> str:
    if reason.most is None:
        return ""
    by = card.chosen(WITHOUT_DATA) if reason.value is None else ()
    return f"{_number(reason.points)}{star(*by)} of {plain(reason.most)}"


def _number(value: "Fraction | None") -> str:
    return "none" if value is None else plain(value, 3)


def _numbers(card: "Card") -> "Table":
    made = table("Number", "Value", "Mark", "Source", keep=(0, 1))
    for number in card.numbers():
        if number.source != "arithmetic":
            add_row(made, number.name, str(number), _mark(number), number.source)
    return made


def _choices(card: "Card") -> "Table":
    made = table("Choice", "What", "Mark", "Source", keep=(0,))
    for one in card.choices:
        add_row(made, one.name, one.text, _mark(one), one.source)
    return made


def _mark(one: "Ground") -> str:
    return f"{one.mark} {star(one)}".rstrip()


def _note(card: "Card") -> str:
    return f"{STAR} {defaults_are(card.rules(), 'these')}, not the platform's published rule."


def _blaming(card: "Card", one: "Explanation") -> "Iterator[tuple[str, list[Reason]]]":
    """What cost points, and what stands against the seller without points of its own; nothing that is empty."""
    found = [reason for reason in one.reasons if reason.cost.count]
    besides = "Counted beside the points" if card.parts else "What speaks against it"
    for heading, with_points in (("What cost points", True), (besides, False)):
        reasons = [reason for reason in found if (reason.most is not None) == with_points]
        if reasons:
            yield heading, reasons


def _costs(heading: str, reasons: "list[Reason]") -> "Table":
    made = table(heading, "Of", "Order, dispute, review …", keep=(1,))
    for reason in reasons:
        listed = "; ".join(_blamed(reason, row) for row in reason.cost.rows)
        more = reason.cost.count - len(reason.cost.rows)
        rest = f"{'; and ' if listed else ''}{more:,} more" if more else ""
        add_row(made, reason.title, f"{reason.cost.count:,}", listed + rest)
    return made


def _blamed(reason: "Reason", row: "Blamed") -> str:
    said = row.id
    if row.order and row.order != row.id:
        said += f" (order {row.order})"
    if row.disputes:
        said += f" (dispute {', '.join(row.disputes)})"
    return f"{said} {row.day}" + (f", {valued(row.value, reason.unit)}" if row.value is not None else "")


def _matters(one: "Explanation", change: "Change") -> bool:
    """Whether it is worth telling: not of a seller who would be left without a score for the same reason."""
    return one.why_not is None or change.why_not != one.why_not


def _changes(one: "Explanation") -> "Table":
    rows: list[tuple[str, ...]] = []
    for reason in one.reasons:
        for place, change in enumerate(change for change in reason.changes if _matters(one, change)):
            title = "" if place else reason.title
            points = _number(change.points) if reason.most is not None else ""
            total = "" if change.total is None else f"{plain(change.total, 3)}{_by(one.total, change.total)}"
            rows.append((title, change.says, points, total, change.grade or "", change.why_not or ""))
    headings = ("Indicator", "What would change", "Its points", "Score", "Grade", "Not scored")
    return filled(headings, rows, keep=("Its points", "Score", "Grade"))


def _by(before: "Fraction | None", after: "Fraction") -> str:
    if before is None or before == after:
        return ""
    return f" ({'+' if after > before else ''}{plain(after - before, 3)})"


def _outlook(card: "Card", one: "Explanation") -> dict[str, str]:
    following = one.next_time
    when = f"{following.day}, published from {following.due_at:%Y-%m-%d %H:%M} UTC on"
    ways = [f"{way.says} (then {way.grade})" for way in one.ways_up]
    told = {
        "Better grade": _better(card, one),
        "By one thing": "; ".join(ways) if ways else ("no single indicator reaches it" if one.better_grade else ""),
        "Next score": f"{when}: {'scored' if following.scored else 'not scored'}, by what is known now",
    }
    lacking = "; ".join(f"{need.missing}{star(*need.numbers)}" for need in following.needed if need.missing)
    return told | {"Missing": lacking or following.why_not or ""}


def _better(card: "Card", one: "Explanation") -> str:
    found = next((grade for grade in card.grades if grade.name == one.better_grade), None)
    if found is None:
        return ""
    # A grade that all others get takes no more than to lose this one.
    unless = next((grade for grade in card.grades if grade.name == one.grade), None)
    takes = (
        grade_in_words(card, found) if found.conditions or unless is None else f"unless {grade_in_words(card, unless)}"
    )
    return f"{found.name}: {takes}"
