"""Every scenario, on every store, under either kind of frozen time, however often the daemon ticks.

Not in every combination of these. In memory each scenario meets both regimes of ticks and both kinds of time; of the
two databases, which share their SQL, one meets one regime and one kind of time, the other the others. Scenarios take
turns, so that every combination of all three is met by a quarter of them or more. A fault that only shows in one
scenario with one of the two regimes is found, on a database too, whichever kind of time it is, since all the engine
takes from either is the instant.
"""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from ..conftest import STORES, MakeEngine
from ..support import TimeKind, Timeline
from .holiday import HOLIDAY
from .reader import read_file
from .rows import ALL
from .runner import Regime, play
from .table import Scenario

SCENARIOS = [scenario for path in sorted(Path(__file__).parent.glob("*.txt")) for scenario in read_file(path)]
TIMES: tuple[TimeKind, ...] = get_args(TimeKind)
REGIMES: tuple[Regime, ...] = get_args(Regime)


def plays() -> Iterator[tuple[str, TimeKind, Regime, Scenario]]:
    """Each scenario twice in memory and once on each database: see above."""
    memory, *databases = STORES
    for turn, scenario in enumerate(SCENARIOS):
        regimes = REGIMES if turn % 2 else tuple(reversed(REGIMES))
        times = TIMES if turn // 2 % 2 else tuple(reversed(TIMES))
        for store, time, regime in zip((memory, memory, *databases), times * 2, regimes * 2, strict=True):
            yield store, time, regime, scenario


@pytest.mark.parametrize(("url", "time", "regime", "scenario"), [*plays()], indirect=["url", "time"], ids=str)
def test_the_engine_tells_the_same_story(
    scenario: Scenario, regime: Regime, make_engine: MakeEngine, time: Timeline
) -> None:
    play(scenario, make_engine(time.clock, (HOLIDAY,)), time, regime)


def test_every_scenario_meets_every_store_and_both_regimes_there_and_in_memory() -> None:
    met = {(scenario.title, store, regime) for store, _, regime, scenario in plays()}
    for scenario in SCENARIOS:
        assert {store for title, store, _ in met if title == scenario.title} == set(STORES)
        for some in (STORES[:1], STORES[1:]):
            assert {regime for title, store, regime in met if title == scenario.title and store in some} == set(REGIMES)


def test_every_combination_of_store_time_and_regime_is_met() -> None:
    assert {tuple(how) for *how, _ in plays()} == set(product(STORES, TIMES, REGIMES))


def test_every_rule_has_a_scenario() -> None:
    shown = {rule for scenario in SCENARIOS for rule in scenario.rules}
    assert [rule for rule in ALL if rule not in shown] == []


def test_scenarios_name_rules_that_there_are() -> None:
    unknown = {f"{s.file}:{s.number}: {rule}" for s in SCENARIOS for rule in s.rules if rule not in ALL}
    assert not unknown


def test_no_two_scenarios_have_one_title() -> None:
    titles = [scenario.title for scenario in SCENARIOS]
    assert sorted(titles) == sorted(set(titles))
