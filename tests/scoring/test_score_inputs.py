"""What callers give the scores: each fault names its field, and none is an accident of the code behind."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from disputes import InvalidInput, ManualClock, Scores, load_facts

DAY = date(2026, 5, 1)
MONTH_END = date(2026, 4, 30)


@pytest.fixture(scope="module")
def scores() -> Iterator[Scores]:
    """One seller is known in `default`."""
    with Scores(clock=ManualClock(datetime(2026, 5, 10, 4, tzinfo=UTC))) as opened:
        load_facts(opened.warehouse, "sellers", [{"id": "s-17"}], zone="Asia/Shanghai")
        yield opened


WRONG: dict[str, tuple[Callable[[Any], object], dict[str, str]]] = {
    "days as text": (lambda s: s.run("dhgate", days=["2026-05-01"]), {"days[0]": "must be a datetime.date"}),
    "a day for days": (lambda s: s.run("dhgate", days=DAY), {"days": "must be a list of datetime.date"}),
    "an instant for a day": (
        lambda s: s.run("dhgate", days=[DAY, datetime(2026, 5, 1, tzinfo=UTC)]),
        {"days[1]": "must be a datetime.date"},
    ),
    "the first day there is": (lambda s: s.run("dhgate", days=[date.min]), {"days[0]": "in the years 1970 to 2999"}),
    "the last day there is": (
        lambda s: s.explain("dhgate", "s-17", date.max),
        {"day": "must lie in the years 1970 to 2999, not 9999-12-31"},
    ),
    "a week": (
        lambda s: s.run("dhgate", days=[DAY], period="week"),
        {"period": "must be 'day' or 'month', not 'week'"},
    ),
    "months of a daily card": (
        lambda s: s.run("temu", days=[MONTH_END], period="month"),
        {"period": "temu@1 has no monthly scores, only daily ones"},
    ),
    "days of a monthly card": (
        lambda s: s.distribution("aliexpress_level", DAY, period="day"),
        {"period": "aliexpress_level@1 has no daily scores, only monthly ones"},
    ),
    "no month's end": (
        lambda s: s.run("dhgate", days=[MONTH_END, date(2026, 5, 15)], period="month"),
        {"days": "must be a month's last, such as 2026-05-31, not 2026-05-15"},
    ),
    "no month's end of a monthly card": (
        lambda s: s.run("aliexpress_level", days=[date(2026, 5, 15)]),
        {"days": "must be a month's last"},
    ),
    "since, as text": (lambda s: s.enable("dhgate", since="2026-05-01"), {"since": "must be a datetime.date"}),
    "a number for a marketplace": (lambda s: s.enable("dhgate", marketplace=5), {"marketplace": "valid string"}),
    "an empty marketplace": (lambda s: s.run("dhgate", days=[DAY], marketplace=""), {"marketplace": "at least 1"}),
    "an unknown marketplace": (
        lambda s: s.run("dhgate", days=[DAY], marketplace="defualt"),
        {"marketplace": "nothing is known of defualt: no facts have been loaded and no card is enabled; did you mean"},
    ),
    "a day as text": (lambda s: s.explain("dhgate", "s-17", "2026-05-01"), {"day": "must be a datetime.date"}),
    "no day": (lambda s: s.explain("dhgate", "s-17", None), {"day": "must be a datetime.date"}),
    "a NUL": (lambda s: s.history("dhgate", "a\x00"), {"seller": "must not contain NUL characters"}),
    "a number for a card": (lambda s: s.run(5, days=[DAY]), {"card": "valid string"}),
    "less than nothing": (lambda s: s.explain("dhgate", "s-17", DAY, most=-1), {"most": "greater than or equal to 0"}),
    "everything at once": (
        lambda s: s.explain("dhgate", "", "today", marketplace=None),
        {"seller": "at least 1", "day": "must be a datetime.date", "marketplace": "valid string"},
    ),
    "in force when": (lambda s: s.consequences("dhgate", "s-17", day="today"), {"day": "must be a datetime.date"}),
    "points when": (lambda s: s.penalty_points("s-17", day=0), {"day": "must be a datetime.date"}),
    "a loan when": (lambda s: s.loan("s-17", day="today"), {"day": "must be a datetime.date"}),
    "no card to enable": (lambda s: s.enable(), {"cards": "name at least one"}),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_fault_names_its_field(scores: Scores, fault: str) -> None:
    call, expected = WRONG[fault]
    with pytest.raises(InvalidInput) as refused:
        call(scores)
    told = dict(refused.value.problems)
    assert told.keys() == expected.keys()
    for field, words in expected.items():
        assert words in told[field]
    assert scores.enabled() == []
