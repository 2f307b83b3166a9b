"""What was computed from older facts never takes the place of what was computed from newer ones."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction

from disputes.scoring.grading import Score
from disputes.scoring.numbers import round_half_up
from disputes.storage.published import TABLE, Publication, publish, read
from disputes.storage.warehouse import Warehouse

NOON = datetime(2020, 5, 1, 12, tzinfo=UTC)


def put(warehouse: Warehouse, cut_off: int, **totals: str) -> tuple[int, int, int]:
    """Publish these sellers' totals of May 1 by a cut-off: how many were new, revised, unchanged."""
    known = {seller: Fraction(text) for seller, text in totals.items()}
    scores = [
        Score("dhgate@1", "default", seller, date(2020, 5, 1), total=total, shown=round_half_up(total, 2), grade="pass")
        for seller, total in known.items()
    ]
    with warehouse.transaction():
        done: Publication = publish(warehouse, scores, "day", cut_off, NOON)
    return done.new, len(done.revised), done.unchanged


def stands(warehouse: Warehouse, seller: str) -> list[tuple[int, int, str | None]]:
    """A seller's versions: revision, cut-off, what is shown."""
    found = read(warehouse.table(TABLE))
    return [(one.revision, one.cut_off, one.shown) for one in found if one.seller == seller]


def test_an_older_cut_off_never_replaces_a_newer_one(
    open_warehouse: Callable[[str], Warehouse], warehouse_url: str
) -> None:
    """Two runs at once: the one that began with load 7 ends first, the one with load 5 after it."""
    warehouse = open_warehouse(warehouse_url)
    assert put(warehouse, 7, a="70") == (1, 0, 0)
    # What the older run alone has is new all the same.
    assert put(warehouse, 5, a="85", b="85") == (1, 0, 1)
    assert stands(warehouse, "a") == [(1, 7, "70.00")]
    assert stands(warehouse, "b") == [(1, 5, "85.00")]
    # By the same facts, as after a correction of a card's own arithmetic, and by newer ones, it is revised.
    assert put(warehouse, 7, a="71") == (0, 1, 0)
    assert put(warehouse, 8, a="72", b="85") == (0, 1, 1)
    assert put(warehouse, 7, a="99") == (0, 0, 1)
    assert stands(warehouse, "a") == [(1, 7, "70.00"), (2, 7, "71.00"), (3, 8, "72.00")]
    assert stands(warehouse, "b") == [(1, 5, "85.00")]
