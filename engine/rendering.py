"""A definition as people read it: Markdown tables, and a Mermaid diagram. Pure: it looks at nothing else."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .conditions import Condition
from .definition import REMINDER, Ending, EvidenceLimit, State, TimerRule, Transition, Workflow

MARKS = {"stated": "stated", "found": "found", "default": "our default"}
"""How the mark of a number is shown."""

MARKS_MEAN = "Stated: in the product's source documents; found: in public documents; our default: in neither."

DAYS = "A day is 24 hours, unless it is called a local or a business day."


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a definition, with a remark on how to read it."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    remark: str = ""


def sections(workflow: Workflow) -> tuple[Section, ...]:
    """The whole definition as tables: states, actions, rows, timers, numbers, reasons."""
    return (
        _states(workflow),
        _actions(workflow),
        _transitions(workflow),
        _timers(workflow),
        _numbers(workflow),
        _reasons(workflow),
    )


def heading(workflow: Workflow) -> str:
    """Title, id and local time zone in one line."""
    return f"{workflow.title}: {workflow.id}, local time {workflow.zone.name}"


def to_markdown(workflow: Workflow) -> str:
    """The definition as a Markdown document."""
    parts = [f"# {workflow.title} (`{workflow.id}`)", f"Local time: {workflow.zone.name}. {DAYS}"]
    for section in sections(workflow):
        parts.append(f"## {section.title}")
        parts += [section.remark] if section.remark else []
        parts.append("\n".join(_markdown_rows(section)))
    return "\n\n".join(parts) + "\n"


def _markdown_rows(section: Section) -> Iterator[str]:
    yield _markdown_row(section.headings)
    yield "|" + "---|" * len(section.headings)
    for row in section.rows:
        yield _markdown_row(row)


def _markdown_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/').replace(chr(10), '<br>') for cell in cells)} |"


def _states(workflow: Workflow) -> Section:
    rows = ((s.name, _words(s.stage), s.turn, s.meaning) for s in workflow.states)
    return Section("States", ("State", "Stage", "Whose move", "Meaning"), tuple(rows))


def _actions(workflow: Workflow) -> Section:
    rows = (
        (act.name, ", ".join(act.by), act.meaning, ", ".join((*act.takes, *(f"[{name}]" for name in act.may_take))))
        for act in workflow.actions
    )
    headings = ("Action", "Who", "Meaning", "Details")
    return Section("Actions", headings, tuple(rows), "Details in brackets may be left out.")


def _transitions(workflow: Workflow) -> Section:
    rows = (
        (
            str(number),
            row.action,
            ", ".join(row.by),
            _from(row, workflow),
            "\n".join(_when(row)) or "always",
            _to(row),
            "\n".join(_follows(row)),
        )
        for number, row in enumerate(workflow.transitions, 1)
    )
    remark = "Of the rows of one action the first that fits is taken, from the top."
    headings = ("#", "Action", "Who", "From", "When", "To", "What follows")
    return Section("What moves a dispute", headings, tuple(rows), remark)


def _from(row: Transition, workflow: Workflow) -> str:
    still_open = [state.name for state in workflow.states if state.stage not in {"filed", "resolved"}]
    if not row.from_:
        return "(new)"
    return "any open state" if sorted(row.from_) == sorted(still_open) else "\n".join(row.from_)


def _to(row: Transition) -> str:
    to = row.to or "(stays)"
    return f"{row.via} if goods go back\nelse {to}" if row.via else to


def _when(row: Transition, *, windows: bool = True) -> Iterator[str]:
    """What must hold for a row, line by line; without `windows`, leaving out what asks for the time."""
    for name, value in row.given.items():
        yield f"{name} = {value}"
    yield from (_condition(one) for one in row.when if windows or not list(one.deadlines()))


def _condition(condition: Condition) -> str:
    return _words(str(condition))


def _follows(row: Transition) -> Iterator[str]:
    if row.ends:
        yield _ending_words(row.ends)
    if row.changes:
        yield f"record: {', '.join(map(_words, row.changes))}"
    if row.marks:
        yield f"time point: {', '.join(map(_words, row.marks))}"
    yield from map(_words, row.effects)


def _ending_words(ends: Ending) -> str:
    said = "as settled" if ends.plan == "adopted" else "as the platform says"
    how = f"{_words(ends.resolution or said)}, decided by {ends.decided_by or said}"
    return f"ends: {how}; {_plan_words(ends)}; winner {ends.winner or said}; liable {ends.liable or said}"


def _plan_words(ends: Ending) -> str:
    if ends.plan is None:
        return "nothing is paid"
    named = {"full": "everything that was paid is refunded", "adopted": "the adopted plan is executed"}
    return named.get(ends.plan, f"the {ends.plan}'s plan is executed")


def _timers(workflow: Workflow) -> Section:
    rows = (
        (
            rule.action,
            "\n".join(rule.runs_in),
            "\n".join(due_words(rule)),
            rule.meaning,
            "\n".join(f"{lead} before" for lead in rule.reminders),
            ", ".join(rule.stopped_by),
        )
        for rule in workflow.timers
    )
    remark = "Timers due at the same instant fire in this order."
    return Section("Timers", ("Timer", "Runs in", "Due", "Meaning", "Reminder", "Stopped by"), tuple(rows), remark)


def due_words(rule: TimerRule) -> Iterator[str]:
    """When a timer is due, in words; the first line that applies counts."""
    for number, due in enumerate(rule.due):
        conditions = _and(map(_condition, due.when))
        otherwise = "otherwise " if number else ""
        yield f"{otherwise}{f'if {conditions}: ' if conditions else ''}{due.at.words()}"


def _numbers(workflow: Workflow) -> Section:
    durations = ((d.name, str(d), MARKS[d.mark], d.source) for d in workflow.durations.values())
    limits = ((f"EVIDENCE ({x.kind})", _limit_words(x), MARKS[x.mark], x.source) for x in workflow.evidence_limits)
    return Section("Numbers", ("Number", "Value", "Mark", "Source"), (*durations, *limits), MARKS_MEAN)


def _limit_words(limit: EvidenceLimit) -> str:
    plural = "" if limit.count == 1 else "s"
    return f"{limit.count} {limit.kind}{plural} of {limit.bytes:,} bytes a submission"


def _reasons(workflow: Workflow) -> Section:
    reasons = [(f"reasons: {name}", ", ".join((name, *more))) for name, more in workflow.reasons.items()]
    plans = ("plans on offer", ", ".join(map(_words, workflow.plans)))
    again = ("a line may be disputed again after", ", ".join(workflow.file_again_after) or "nothing")
    return Section("Reasons and plans", ("What", "Which"), (*reasons, plans, again))


def to_mermaid(workflow: Workflow) -> str:
    """The definition as a Mermaid state diagram; states of one stage stand in one box, timers show a clock.

    What the parties do without moving the dispute, and the windows for filing, are left to the tables.
    """
    lines = ["stateDiagram-v2", *_boxes(workflow)]
    edges: dict[tuple[str, str], dict[str, None]] = {}
    for row in workflow.transitions:
        for label in _labels(workflow, row):
            for source in row.from_ or ("[*]",):
                for to in row.targets or (source,):
                    edges.setdefault((source, to), {})[label] = None
    lines += [f"    {source} --> {to}: {'<br/>'.join(labels)}" for (source, to), labels in edges.items()]
    lines += [f"    {state.name} --> [*]" for state in workflow.states if state.stage == "resolved"]
    return "\n".join(lines) + "\n"


def _boxes(workflow: Workflow) -> Iterator[str]:
    """A box for each stage of several states; the only state of a stage stands for it."""
    stages: dict[str, list[State]] = {}
    for state in workflow.states:
        stages.setdefault(state.stage, []).append(state)
    for stage, states in stages.items():
        names = [f'state "{_words(state.name)}" as {state.name}' for state in states]
        if len(names) == 1:
            yield f"    {names[0]}"
        else:
            yield from (
                f'    state "stage {_words(stage)}" as stage_{stage} {{',
                *(f"        {n}" for n in names),
                "    }",
            )


def _labels(workflow: Workflow, row: Transition) -> Iterator[str]:
    if "timer" in row.by:
        yield from _timer_labels(workflow, row)
    elif row.to:
        when = _and([_label(text) for text in _when(row, windows=False)])
        yield f"{_words(row.action)} ({', '.join(row.by)}){f' [{when}]' if when else ''}"


def _timer_labels(workflow: Workflow, row: Transition) -> Iterator[str]:
    for rule in workflow.timers:
        if row.action == rule.action:
            yield f"⏱ {_words(rule.action)} - {_label(' / '.join(due_words(rule)))}"
        if row.action == REMINDER and set(row.from_) & set(rule.runs_in):
            yield from (f"⏱ reminder - {lead} before {_words(rule.action)}" for lead in rule.reminders)


def _label(text: str) -> str:
    # Mermaid ends a label at a colon or semicolon.
    return text.replace(":", ",").replace(";", ",")


def _words(name: str) -> str:
    return name.replace("_", " ")


def _and(parts: Iterable[str]) -> str:
    return " and ".join(parts)
