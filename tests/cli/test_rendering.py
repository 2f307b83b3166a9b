"""A definition as Markdown and as a diagram: nothing is left out, and Mermaid can read it."""

import re
from dataclasses import replace
from datetime import date

import pytest
from disputes import Workflow, workflows
from disputes.engine.conditions import Guard
from disputes.engine.deadlines import Duration, HolidayRange
from disputes.engine.rendering import MARKS, sections
from disputes.engine.wording import due_words

ALL = pytest.mark.parametrize("workflow", workflows.all(), ids=lambda workflow: workflow.id)
EDGE = re.compile(r"^    (\[\*\]|\w+) --> (\[\*\]|\w+)(?:: ([^:;]+))?$")


def edges(workflow: Workflow) -> dict[tuple[str, str], str]:
    """The labels of the diagram's edges."""
    found = [EDGE.match(line) for line in workflow.to_mermaid().splitlines() if "-->" in line]
    assert all(found), "a colon or semicolon would end a label"
    return {(match[1], match[2]): match[3] or "" for match in found if match}


@ALL
def test_every_row_and_timer_is_a_line_of_the_markdown(workflow: Workflow) -> None:
    markdown = workflow.to_markdown().splitlines()
    for number, row in enumerate(workflow.transitions, 1):
        (line,) = (line for line in markdown if line.startswith(f"| {number} |"))
        assert f"| {row.action} |" in line
        for part in (*row.by, *(row.from_ if "any open state" not in line else ()), row.to or "(stays)"):
            assert part in line
    for rule in workflow.timers:
        (line,) = (line for line in markdown if line.startswith(f"| {rule.action} |"))
        assert all(due.at.words() in line for due in rule.due)


@ALL
def test_every_number_has_its_value_mark_and_source(workflow: Workflow) -> None:
    (numbers,) = (section for section in sections(workflow) if section.title == "Numbers")
    rows = {row[0]: row[1:] for row in numbers.rows}
    for duration in workflow.durations.values():
        assert rows[duration.name] == (
            str(duration),
            MARKS[duration.mark],
            duration.source.removeprefix("our default: "),
        )
    assert len(rows) == len(workflow.durations) + len(workflow.evidence_limits)


@ALL
def test_tables_keep_their_columns(workflow: Workflow) -> None:
    for section in sections(workflow):
        assert {len(row) for row in section.rows} == {len(section.headings)}, section.title
    for line in workflow.to_markdown().splitlines():
        if line.startswith("|"):
            assert line.endswith("|")


@ALL
def test_the_diagram_moves_as_the_rows_do(workflow: Workflow) -> None:
    drawn = edges(workflow)
    for row in workflow.transitions:
        if row.to:
            for source in row.from_ or ("[*]",):
                assert all(row.action.replace("_", " ") in drawn[source, to] for to in row.targets)
    moves = {(source, to) for row in workflow.transitions for to in row.targets for source in row.from_ or ("[*]",)}
    ends = {(state.name, "[*]") for state in workflow.states if state.stage == "resolved"}
    assert {edge for edge in drawn if edge[0] != edge[1]} == {edge for edge in moves if edge[0] != edge[1]} | ends


def test_when_a_timer_is_due_reads_from_the_first_case_to_the_rest() -> None:
    (rule,) = (rule for rule in workflows.get("aliexpress").timers if rule.action == "arbitration_sla")
    first, *others = due_words(rule)
    assert first == "if seller medal is gold: 24 hours after arbitration started"
    assert others[-1] == "otherwise 5 business days after arbitration started"


def test_timers_are_drawn_with_their_durations_and_stages_as_boxes() -> None:
    workflow = workflows.get("aliexpress")
    drawn = edges(workflow)
    assert "⏱ seller response timeout - 5 days after claim submitted" in drawn["seller_response", "resolved"]
    assert "⏱ reminder - 2 days before seller response timeout" in drawn["seller_response", "seller_response"]
    box = workflow.to_mermaid().partition('state "stage arbitration" as stage_arbitration {')[2].partition("    }")[0]
    assert [line.split()[-1] for line in box.strip().splitlines()] == ["arbitration", "plan_proposed"]


def table(workflow: Workflow, title: str) -> dict[str, tuple[str, ...]]:
    """The rows of one section by their first cell."""
    return {row[0]: row[1:] for section in sections(workflow) if section.title == title for row in section.rows}


def test_endings_extensions_pauses_and_grounds_are_said() -> None:
    workflow = workflows.get("aliexpress@2")
    markdown = workflow.to_markdown()
    assert "returning if the plan has goods sent back and their address is known<br>else resolved" in markdown
    assert "ends: as settled before, decided by the timer; the plan settled on is executed |" in markdown
    assert "ends: ruled, decided by the platform; the platform's plan is executed; winner and liable as" in markdown
    assert "pause a dispute's clock for 30 days in all" in markdown
    assert table(workflow, "Timers")["seller_response_timeout"][-1] == "15 days in all"
    assert table(workflow, "Timers")["arbitration_sla"][-1] == "not at all"
    assert table(workflow, "Grounds of rulings")["counterfeit"] == ("The goods are counterfeit.",)


@ALL
def test_every_named_condition_and_change_is_explained(workflow: Workflow) -> None:
    terms = table(workflow, "What the terms mean")
    changes = {change.replace("_", " ") for row in workflow.transitions for change in row.changes}
    guards = {str(one) for row in workflow.transitions for one in row.when if isinstance(one, Guard)}
    assert changes | guards <= terms.keys()
    assert all(meaning for _, meaning in terms.values())


@ALL
def test_what_the_order_must_tell_is_said(workflow: Workflow) -> None:
    asked = table(workflow, "What the order must tell")
    assert list(asked) == [*(rule.name for rule in workflow.facts), *workflow.times]
    days = "".join(cell for row in table(workflow, "Holidays").values() for cell in row)
    assert all(f"{day:%m-%d}" in days for day in workflow.zone.holidays)


def test_holidays_that_lengthen_durations_are_said() -> None:
    longer = Duration("FESTIVAL", "P3D", "default", "a test")
    festival = HolidayRange("Spring Festival", date(2026, 2, 16), date(2026, 2, 22), longer, ("RESPONSE_WINDOW",))
    base = workflows.get("aliexpress@2")
    workflow = replace(base, zone=replace(base.zone, ranges=(festival,)))
    assert table(workflow, "Holidays")["Spring Festival"] == (
        "2026-02-16 to 2026-02-22",
        "3 days longer: RESPONSE_WINDOW",
    )
    assert "FESTIVAL" in table(workflow, "Numbers")
