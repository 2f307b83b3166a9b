"""Every scenario, on every store, under either kind of frozen time, however often the daemon ticks."""

from pathlib import Path

import pytest

from ..conftest import MakeEngine
from ..support import Timeline
from .holiday import HOLIDAY
from .reader import read_file
from .rows import ALL
from .runner import Regime, play
from .table import Scenario

SCENARIOS = [scenario for path in sorted(Path(__file__).parent.glob("*.txt")) for scenario in read_file(path)]


@pytest.mark.parametrize("regime", ["ticking at every line", "ticking at the end only"])
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_the_engine_tells_the_same_story(
    scenario: Scenario, regime: Regime, make_engine: MakeEngine, time: Timeline
) -> None:
    play(scenario, make_engine(time.clock, (HOLIDAY,)), time, regime)


def test_every_rule_has_a_scenario() -> None:
    shown = {rule for scenario in SCENARIOS for rule in scenario.rules}
    assert [rule for rule in ALL if rule not in shown] == []


def test_scenarios_name_rules_that_there_are() -> None:
    unknown = {f"{s.file}:{s.number}: {rule}" for s in SCENARIOS for rule in s.rules if rule not in ALL}
    assert not unknown


def test_no_two_scenarios_have_one_title() -> None:
    titles = [scenario.title for scenario in SCENARIOS]
    assert sorted(titles) == sorted(set(titles))
