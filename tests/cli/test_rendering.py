"""A definition as Markdown and as a diagram: nothing is left out, and Mermaid can read it."""

import re

import pytest
from disputes import Workflow, workflows
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
        assert rows[duration.name] == (str(duration), MARKS[duration.mark], duration.source)
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
                assert row.action.replace("_", " ") in drawn[source, row.to]
    moves = {(source, row.to) for row in workflow.transitions if row.to for source in row.from_ or ("[*]",)}
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
