"""`workflow list / show / check / diagram / diff`, for shipped workflows, files and a host's own."""

import json
from pathlib import Path

import pytest
from disputes import Workflow, workflows
from disputes.engine.export import definition_digest, definition_json

from .command import Cli, plain

ALIEXPRESS = workflows.get("aliexpress")

OWN = """
from dataclasses import replace
from disputes import workflows

SHIPPED = workflows.get("aliexpress")
MINE = replace(SHIPPED, name="mymarket", version=1)
NO_WORKFLOW = 7
"""
FAULTY = """
from dataclasses import replace
from disputes import workflows

SHIPPED = workflows.get("aliexpress")
ROWS = tuple(replace(row, to="nowhere") if row.action == "rule" else row for row in SHIPPED.transitions)
TIMERS = tuple(replace(rule, runs_in=(*rule.runs_in, "limbo")) for rule in SHIPPED.timers[:1])
MINE = replace(SHIPPED, name="faulty", transitions=ROWS, timers=(*TIMERS, *SHIPPED.timers[1:]))
"""


ENDLESS = """
from dataclasses import replace
from disputes import workflows

SHIPPED = workflows.get("aliexpress")
TIMERS = tuple(
    replace(rule, runs_in=("seller_response",)) if rule.action == "platform_intervention" else rule
    for rule in SHIPPED.timers
)
MINE = replace(SHIPPED, name="endless", timers=TIMERS)
"""


@pytest.fixture
def own(cli: Cli) -> Path:
    """A host's own definitions in the folder where the command is run."""
    (cli.folder / "ours.py").write_text(OWN)
    (cli.folder / "faulty.py").write_text(FAULTY)
    (cli.folder / "endless.py").write_text(ENDLESS)
    return cli.folder


def test_list_and_json_agree_with_the_definitions(cli: Cli) -> None:
    listed = {row["workflow"]: row for row in cli.here("workflow", "list", "--json").json}
    assert set(listed) == {workflow.id for workflow in workflows.all()}
    text = definition_json(ALIEXPRESS)
    assert listed[ALIEXPRESS.id]["digest"] == definition_digest(text)
    assert cli.here("workflow", "show", "aliexpress", "--json").json == json.loads(text)
    assert ALIEXPRESS.id in cli.here("workflow", "list").out


def test_show_has_every_state_timer_and_number_with_its_mark(cli: Cli) -> None:
    result = cli.here("workflow", "show", "aliexpress")
    assert (result.code, result.err) == (0, "")
    for name in (*ALIEXPRESS.state_by_name, *ALIEXPRESS.timer_order, *ALIEXPRESS.durations):
        assert name in result.out
    (line,) = (line for line in result.out.splitlines() if line.startswith("RESPONSE_WINDOW"))
    assert line.split("  ")[0] == "RESPONSE_WINDOW"
    assert "5 days" in line
    assert "stated" in line


def test_in_a_terminal_the_rows_fit_and_names_stay_whole(cli: Cli) -> None:
    shown = plain(cli.in_terminal("workflow", "show", "aliexpress")).splitlines()
    assert max(map(len, shown)) <= 80
    assert any("seller_response_timeout" in line for line in shown)


def test_check_counts_what_it_looked_at(cli: Cli, own: Path) -> None:
    result = cli.here("workflow", "check", "aliexpress@2", "ours:MINE")
    assert result.code == 0
    size = f"{len(ALIEXPRESS.states)} states, {len(ALIEXPRESS.transitions)} rows, {len(ALIEXPRESS.timers)} timers"
    assert f"aliexpress@2: sound ({size}" in result.out
    assert f"mymarket@1: sound ({size}" in result.out


def test_check_prints_the_bounds_with_their_ways_and_the_warnings(cli: Cli) -> None:
    result = cli.here("workflow", "check", "aliexpress@2")
    assert (
        "every dispute ends within at most 408 days, or 401 days after promised delivery if that is later" in result.out
    )
    assert "    22 days: platform_intervention (timer) → arbitration\n" in result.out
    assert "    408 days: with 30 days of pauses\n" in result.out
    assert "the last word, appeals decided, within at most 454 days 1 hour" in result.out
    assert "  warning: 11 of 20 numbers are our own defaults, found in no source.\n" in result.out
    (found,) = cli.here("workflow", "check", "aliexpress@2", "--json").json
    end = found["bounds"]["end"]
    assert end["days"] == {"filing": 408.0, "promised_delivery": 401.0}
    assert end["unextended"] == {"filing": 153.0, "promised_delivery": 146.0}
    assert end["way"][1] == {
        "action": "platform_intervention",
        "by": "timer",
        "state": "arbitration",
        "days": {"filing": 22.0, "promised_delivery": 15.0},
    }
    assert found["warnings"] == ["11 of 20 numbers are our own defaults, found in no source."]


def test_check_keeps_faults_that_only_a_walk_finds_from_going_live(cli: Cli, own: Path) -> None:
    result = cli.here("workflow", "check", "endless:MINE")
    assert result.code == 1
    assert "endless@2: 1 fault(s)" in result.out
    assert "  - In negotiation no timer runs: a dispute can wait there for ever." in result.out


def test_check_names_every_fault(cli: Cli, own: Path) -> None:
    result = cli.here("workflow", "check", "faulty:MINE", "aliexpress", "--json")
    assert (result.code, "1 of 2" in result.err) == (1, True)
    faulty, sound = result.json
    assert (faulty["workflow"], faulty["valid"], sound["valid"]) == ("faulty@2", False, True)
    assert any("'nowhere'" in fault for fault in faulty["faults"])
    assert any("'limbo'" in fault for fault in faulty["faults"])


def test_workflows_that_are_not_there_say_what_is(cli: Cli, own: Path) -> None:
    unknown = cli.here("workflow", "show", "alixpress")
    assert (unknown.code, "aliexpress@2" in unknown.err) == (2, True)
    for name in ("no_such_module:MINE", "ours:NO_SUCH", "ours:NO_WORKFLOW"):
        result = cli.here("workflow", "check", name)
        assert (result.code, name in result.err) == (2, True)


def test_diagram_and_markdown_are_the_workflows_own(cli: Cli) -> None:
    assert cli.here("workflow", "diagram", "aliexpress").out == ALIEXPRESS.to_mermaid()
    assert cli.here("workflow", "show", "aliexpress", "--markdown").out == ALIEXPRESS.to_markdown()
    assert cli.here("workflow", "diagram", "aliexpress", "--json").json["mermaid"] == ALIEXPRESS.to_mermaid()


def test_show_writes_a_file_that_loads_back_and_every_command_takes_it(cli: Cli) -> None:
    file = cli.folder / "mine.toml"
    file.write_text(cli.here("workflow", "show", "aliexpress", "--toml").out)
    assert Workflow.load(file) == ALIEXPRESS
    (cli.folder / "mine.json").write_text(cli.here("workflow", "show", "mine.toml", "--json").out)
    assert cli.here("workflow", "diff", "mine.toml", "mine.json").out == "aliexpress@2 and aliexpress@2 say the same.\n"
    assert "aliexpress@2: sound" in cli.here("workflow", "check", "mine.json").out
    assert cli.here("workflow", "diagram", "mine.json").out == ALIEXPRESS.to_mermaid()


def test_diff_tells_the_differences_in_sentences(cli: Cli) -> None:
    told = workflows.get("aliexpress@1").diff(ALIEXPRESS)
    assert cli.here("workflow", "diff", "aliexpress@1", "aliexpress@2").out.splitlines() == told
    assert cli.here("workflow", "diff", "aliexpress@1", "aliexpress", "--json").json == {
        "old": "aliexpress@1",
        "new": "aliexpress@2",
        "differences": told,
    }


def test_a_faulty_file_is_told_with_every_fault(cli: Cli) -> None:
    text = cli.here("workflow", "show", "aliexpress", "--toml").out
    (cli.folder / "bad.toml").write_text(text.replace('"shipped"', '"shiped"').replace("INTERVENTION,", "INTERVENTIN,"))
    result = cli.here("workflow", "check", "bad.toml")
    assert (result.code, "bad.toml: 3 fault(s)" in result.out) == (1, True)
    assert "transitions[0].when[0]: there is no guard 'shiped'; did you mean 'shipped'?" in result.out
    assert cli.here("workflow", "show", "bad.toml").code == 1
    missing = cli.here("workflow", "show", "none.toml")
    assert (missing.code, "'none.toml' cannot be read: No such file" in missing.err) == (2, True)
