"""The catalogue of penalties and privileges, the ladder of penalty points, and judgements of "not as described"."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta

import pytest
from disputes.scoring.penalties import Sanction, Violation
from disputes.workflows import cards, measures
from disputes.workflows.aliexpress.advance_loan import CONSEQUENCES
from disputes.workflows.aliexpress.penalty_points import LADDER, NOT_DESCRIBED

DAY = date(2025, 3, 1)
NAMES = {one.name for one in measures.CATALOGUE}


def consequences(part: object) -> Iterator[str]:
    """Every consequence that a declaration names, wherever in it."""
    if isinstance(part, tuple):
        for one in part:  # pyright: ignore[reportUnknownVariableType]
            yield from consequences(one)  # pyright: ignore[reportUnknownArgumentType]
    elif hasattr(part, "__dataclass_fields__"):
        for field in fields(part):  # pyright: ignore[reportArgumentType]
            value = getattr(part, field.name)
            yield from value if field.name == "consequences" else consequences(value)


@pytest.mark.parametrize("card", cards.ids())
def test_every_consequence_of_a_card_is_in_the_catalogue(card: str) -> None:
    assert set(consequences(cards.get(card))) - NAMES == set()


def test_cards_have_consequences() -> None:
    """That the search above finds those of grades, of requirements and of several months."""
    assert set(consequences(cards.get("dhgate"))) == {
        "restricted rights", "no upload, listing or update of products", "account closed",
    }  # fmt: skip
    assert "fees forfeited" in set(consequences(cards.get("aliexpress_indicators")))


def test_the_ladder_and_the_fines_are_in_the_catalogue() -> None:
    assert {step.penalty for step in LADDER.steps} - NAMES == set()
    assert {one.penalty for one in LADDER.besides} | {NOT_DESCRIBED.penalty} <= NAMES
    assert set(CONSEQUENCES.values()) - NAMES == set()
    assert {"order not settled", "fine of a multiple of the declared price"} <= NAMES


def test_a_name_stands_once_and_includes_only_names() -> None:
    assert {name: count for name, count in Counter(one.name for one in measures.CATALOGUE).items() if count > 1} == {}
    assert {inner for one in measures.CATALOGUE for inner in one.includes} - NAMES == set()


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("shielded", set[str]()),
        ("account frozen", {"products removed", "no new listings"}),
        (
            "account closed",
            {"account frozen", "products removed", "no new listings", "no in-site messages", "no store access",
             "funds held", "funds frozen"},
        ),
        ("no upload, listing or update of products", {"no new listings"}),
    ],
)  # fmt: skip
def test_what_a_penalty_includes(name: str, parts: set[str]) -> None:
    assert set(measures.includes(name)) == {name, *parts}


def test_the_funds_of_a_closed_account_are_held_180_days() -> None:
    held = next(one for one in measures.CATALOGUE if one.name == "funds held")
    assert held.lasts is not None
    assert (held.lasts.text, held.lasts.mark) == ("180", "stated")


def found(*points: tuple[int, int]) -> list[Violation]:
    """Violations: how many days after DAY, and their points."""
    return [Violation(DAY + timedelta(days=after), of) for after, of in points]


def later(days: int) -> date:
    return DAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("violations", "sanctions"),
    [
        ((), ()),
        (((0, 1),), ()),  # 1 is below 2
        (((0, 2),), (("warning", 2, 0, 365),)),  # as long as the two points live
        (((0, 5),), (("warning", 5, 0, 365),)),
        (((0, 2), (100, 2)), (("warning", 2, 0, 465),)),  # the first two expire: the other two still reach it
        (((0, 2), (100, 1)), (("warning", 2, 0, 365),)),  # the third does not
        (((0, 2), (365, 2)), (("warning", 2, 0, 365), ("warning", 2, 365, 730))),  # expired and reached again
        (((0, 6),), (("account restricted", 6, 0, 3),)),  # restricted 3 days
        (((0, 11),), (("account restricted", 11, 0, 3),)),
        (((0, 12),), (("account frozen", 12, 0, 7),)),  # frozen 7
        (((0, 24),), (("account frozen", 24, 0, 14),)),
        (((0, 36),), (("account frozen", 36, 0, 30),)),
        (((0, 47),), (("account frozen", 47, 0, 30),)),
        (((0, 48),), (("account closed", 48, 0, None),)),
        (
            ((0, 2), (1, 4), (2, 6)),
            (("warning", 2, 0, 367), ("account restricted", 6, 1, 4), ("account frozen", 12, 2, 9)),
        ),
        (((0, 6), (1, 2)), (("account restricted", 6, 0, 3),)),  # 8 reaches no other step
        (((0, 3), (0, 3)), (("account restricted", 6, 0, 3),)),  # of one day: the warning is skipped
        (((1, 4), (0, 2)), (("warning", 2, 0, 366), ("account restricted", 6, 1, 4))),  # in order of the days
        (((0, 6), (364, 6)), (("account restricted", 6, 0, 3), ("account frozen", 12, 364, 371))),  # day 365 of life
        (((0, 6), (365, 6)), (("account restricted", 6, 0, 3), ("account restricted", 6, 365, 368))),  # expired
    ],
)  # fmt: skip
def test_the_ladder(
    violations: tuple[tuple[int, int], ...], sanctions: tuple[tuple[str, int, int, int | None], ...]
) -> None:
    assert LADDER.sanctions(found(*violations)) == tuple(
        Sanction(name, points, later(since), None if until is None else later(until))
        for name, points, since, until in sanctions
    )


def test_a_point_lives_365_days() -> None:
    one = found((0, 6))
    assert [LADDER.points(one, later(day)) for day in (-1, 0, 364, 365)] == [0, 6, 6, 0]


def test_a_violation_that_was_taken_back_counts_nowhere() -> None:
    assert LADDER.sanctions([Violation(DAY, 12, revoked=True), Violation(DAY, 2)]) == (
        Sanction("warning", 2, DAY, later(365)),
    )


def test_a_sanction_ends_by_itself() -> None:
    (frozen,) = LADDER.sanctions(found((0, 12)))
    assert [frozen.in_force(later(day)) for day in (-1, 0, 6, 7)] == [False, True, True, False]
    (closed,) = LADDER.sanctions(found((0, 48)))
    assert closed.in_force(later(10_000))
    assert [frozen.final, closed.final] == [False, True]


@pytest.mark.parametrize(("earlier", "days"), [(0, 7), (1, 30), (2, 30)])
def test_a_judgement_of_not_as_described(earlier: int, days: int) -> None:
    assert (NOT_DESCRIBED.penalty, NOT_DESCRIBED.until(DAY, earlier)) == ("account frozen", later(days))
