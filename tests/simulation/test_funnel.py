"""The funnel: its numbers add up, and it says so when they do not."""

from dataclasses import replace

import pytest
from disputes.simulation.funnel import Funnel

SOUND = Funnel(
    orders=90,
    orders_without_lines=2,
    lines=100,
    lines_complained_of=7,
    complaints={"promise_broken": 8, "again: the same": 1},
    not_yet=1,
    not_eligible={"too_early": 2, "already_open": 1},
    filed=5,
    open={"negotiation": 2},
    outcomes={"agreed": 2, "ruled": 1},
    acts=12,
    dropped={"wrong_state": 1},
)


def test_numbers_that_add_up_have_no_faults() -> None:
    assert SOUND.faults() == ()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"not_yet": 2}, "9 complaints are not 2 not yet made + 3 refused + 5 filed"),
        ({"complaints": {"promise_broken": 10}}, "10 complaints are not 1 not yet made + 3 refused + 5 filed"),
        ({"not_eligible": {}}, "9 complaints are not 1 not yet made + 0 refused + 5 filed"),
        ({"open": {}}, "5 filed are not 0 open + 3 resolved"),
        ({"outcomes": {"agreed": 9}}, "5 filed are not 2 open + 9 resolved"),
        ({"lines_complained_of": 9}, "more lines are complained of than there are complaints"),
        ({"lines": 6}, "more lines are complained of than there are"),
        ({"orders_without_lines": 91}, "more orders have no lines than there are orders"),
    ],
)
def test_numbers_that_do_not_add_up_are_named(change: dict[str, int], fault: str) -> None:
    assert replace(SOUND, **change).faults() == (fault,)  # pyright: ignore[reportArgumentType]


def test_the_rows_tell_the_same_as_the_counts() -> None:
    rows = [(row.level, row.what, row.count, row.of) for row in SOUND.rows()]
    assert rows == [
        (0, "orders", 90, None),
        (1, "without any line", 2, "orders"),
        (0, "order lines", 100, None),
        (1, "complained of", 7, "order lines"),
        (0, "complaints", 9, None),
        (1, "promise broken", 8, "complaints"),
        (1, "again: the same", 1, "complaints"),
        (0, "after the cut-off", 1, "complaints"),
        (0, "not eligible", 3, "complaints"),
        (1, "too early", 2, "not eligible"),
        (1, "already open", 1, "not eligible"),
        (0, "filed", 5, "complaints"),
        (1, "open", 2, "filed"),
        (2, "negotiation", 2, "open"),
        (1, "resolved", 3, "filed"),
        (2, "agreed", 2, "resolved"),
        (2, "ruled", 1, "resolved"),
    ]


def test_the_json_form_holds_every_number() -> None:
    assert SOUND.as_json()["outcomes"] == {"agreed": 2, "ruled": 1}
    assert SOUND.as_json()["faults"] == []
    assert replace(SOUND, filed=6).as_json()["faults"] != []
