"""Penalties, privileges, ladders of points, fines and the advance loan as tables: every number with its mark."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..scoring.card import numbers_of
from ..scoring.describing import Section, page, rules_of
from ..scoring.numbers import Ground
from ..scoring.penalties import Ladder
from ..scoring.wording import star, starred_with_unit
from .aliexpress import loan_rules
from .measures import CATALOGUE, LADDERS
from .temu.fines import BANDS

TITLE = "Penalties, privileges, fines and the advance loan"
LOAN = (loan_rules.LENDS_FROM, loan_rules.LENDS_UNTIL, loan_rules.PAID_AFTER_END, loan_rules.RELEASED_AFTER_LAST,
        loan_rules.LEVELS)  # fmt: skip
"""What the advance loan goes by beside the card `aliexpress_loan`."""


@dataclass(frozen=True)
class _Lasting:
    """The lengths of measures, so that their numbers are found."""

    lengths: tuple[object, ...] = tuple(one.lasts for one in CATALOGUE)


def rules() -> tuple[Ground, ...]:
    """Every number and choice of them, each once."""
    parts = (_Lasting(), *LADDERS.values(), BANDS)
    return tuple(dict.fromkeys((*(number for part in parts for number in numbers_of(part)), *LOAN)))


def described() -> tuple[Section, ...]:
    """Their tables; the numbers and choices come last."""
    return (
        Section("catalogue", "Catalogue", ("Name", "What", "With it", "Lasts", "Mark", "Source"), tuple(_catalogue())),
        *(
            Section(f"ladder_{name}", f"Penalty points: {name}", ("When", "Penalty", "For"), tuple(_ladder(one)))
            for name, one in LADDERS.items()
        ),
        Section("fines_temu", "Fines: temu", ("Quality score of the product", "Fine"), tuple(_fines())),
        Section("loan", "Advance loan: aliexpress", ("Order or deposit", "When"), tuple(_loan())),
        *rules_of(rules()),
    )


def to_markdown() -> str:
    """They as a page in Markdown."""
    return page(TITLE, rules(), described())


def _catalogue() -> Iterator[tuple[str, ...]]:
    for one in CATALOGUE:
        lasts = starred_with_unit(one.lasts) if one.lasts else ""
        yield f"{one.name}{star(one)}", one.says, "; ".join(one.includes), lasts, one.mark, one.source


def _ladder(ladder: Ladder) -> Iterator[tuple[str, ...]]:
    lives = f"while the points live, {starred_with_unit(ladder.lives)} each"
    for one in ladder.steps:
        lasts = starred_with_unit(one.days) if one.days else "ever: it is final" if one.final else lives
        yield f"from {starred_with_unit(one.points)} on", one.penalty, lasts
    for one in ladder.besides:
        yield one.what.replace("_", " "), one.penalty, f"{one.rule.text}{star(one.rule)}"
    if brings := ladder.not_described:
        for times, days in enumerate(brings.days):
            again = "again" if times else "the first time"
            yield f'judged "not as described" {again}', brings.penalty, starred_with_unit(days)


def _fines() -> Iterator[tuple[str, ...]]:
    for cut, times in BANDS:
        fine = f"not settled, and {starred_with_unit(times)}" if times.value else "not settled"
        yield (f"from {starred_with_unit(cut)} on" if cut else "below"), fine


def _loan() -> Iterator[tuple[str, ...]]:
    opens = f"{loan_rules.LEVELS.text}{star(loan_rules.LEVELS)}"
    yield "a loan is open", f"with good risk data (card aliexpress_loan) and a service level of {opens}"
    lent = loan_rules.LENDS_FROM.text + star(loan_rules.LENDS_FROM)
    yield "an order with an open loan is paid", f"{lent} to {starred_with_unit(loan_rules.LENDS_UNTIL)}"
    yield "an order without is paid", starred_with_unit(loan_rules.PAID_AFTER_END)
    yield "the deposit of who left is released", starred_with_unit(loan_rules.RELEASED_AFTER_LAST)
