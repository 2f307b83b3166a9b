"""Every scenario, on every store, under either kind of frozen time, however often the daemon ticks.

Not in every combination of these. Each scenario meets every pair: each store under both kinds of time and with both
regimes of ticks, and each kind of time with both regimes; and neighbours take turns, so that every combination of
all three is met by half of the scenarios. A fault that only shows in one scenario on one store with one of the two
regimes is found whichever kind of time it is, since all the engine takes from either is the instant.
"""

from collections.abc import Iterator
from itertools import chain, combinations, product
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
    """Each scenario twice on every store: see above."""
    for turn, scenario in enumerate(SCENARIOS):
        for place, store in enumerate(STORES):
            swapped = (turn + place) % 2 == 1
            for time, regime in zip(TIMES, reversed(REGIMES) if swapped else REGIMES, strict=True):
                yield store, time, regime, scenario


@pytest.mark.parametrize(("url", "time", "regime", "scenario"), [*plays()], indirect=["url", "time"], ids=str)
def test_the_engine_tells_the_same_story(
    scenario: Scenario, regime: Regime, make_engine: MakeEngine, time: Timeline
) -> None:
    play(scenario, make_engine(time.clock, (HOLIDAY,)), time, regime)


def test_every_scenario_meets_every_pair_of_store_time_and_regime() -> None:
    met = {(scenario.title, pair) for *how, scenario in plays() for pair in combinations(how, 2)}
    pairs = (product(STORES, TIMES), product(STORES, REGIMES), product(TIMES, REGIMES))
    assert met == set(product((scenario.title for scenario in SCENARIOS), chain(*pairs)))


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
