"""A definition as people read it: tables of rows in words, and Markdown. Pure: it looks at nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .changes import CHANGES
from .conditions import AnyOf, Condition, Guard
from .deadlines import Duration, Point
from .definition import RESOLVED, SETTLED, EvidenceLimit, Transition, Workflow
from .wording import due_words, follow_words, value_words, when_words, words

MARKS = {"stated": "stated", "found": "found", "default": "our default"}
"""How the mark of a number is shown."""

MARKS_MEAN = "Stated: in the product's source documents; found: in public documents; our default: in neither."

POINTS = {
    "shipped": "The seller shipped the goods, as the host tells.",
    "promised_delivery": "The goods were to arrive by then, as the host tells.",
    "delivered": "The goods arrived, as the host tells.",
    "completed": "The order was completed, as the host tells.",
    "seller_answered": "The seller first answered the claim.",
    SETTLED: "It was settled how the dispute ends once the goods have come back.",
    RESOLVED: "The dispute ended.",
}
"""Time points that no row names where they are set."""

DAYS = "A day is 24 hours, unless it is called a local or a business day."


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a definition, with a remark on how to read it."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    remark: str = ""


def sections(workflow: Workflow) -> tuple[Section, ...]:
    """The whole definition as tables; those with nothing in them are left out."""
    found = (
        _states(workflow),
        _actions(workflow),
        _transitions(workflow),
        _timers(workflow),
        _terms(workflow),
        _asked(workflow),
        _numbers(workflow),
        _holidays(workflow),
        _reasons(workflow),
        _reason_codes(workflow),
    )
    return tuple(section for section in found if section.rows)


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
    rows = ((s.name, words(s.stage), s.turn, s.meaning) for s in workflow.states)
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
            "\n".join(when_words(row)) or "always",
            _to(row),
            "\n".join(follow_words(row)),
        )
        for number, row in enumerate(workflow.transitions, 1)
    )
    remark = (
        "Of the rows of one action the first whose conditions all hold is taken, from the top. "
        "`system` and `timer`: it happens by itself."
    )
    headings = ("#", "Action", "Who", "From", "When", "To", "What follows")
    return Section("What moves a dispute", headings, tuple(rows), remark)


def _from(row: Transition, workflow: Workflow) -> str:
    still_open = [state.name for state in workflow.states if state.stage not in {"filed", "resolved"}]
    if not row.from_:
        return "(not filed yet)"
    return "any open state" if sorted(row.from_) == sorted(still_open) else "\n".join(row.from_)


def _to(row: Transition) -> str:
    to = row.to or "(stays)"
    return f"{row.via} if the plan has goods sent back and their address is known\nelse {to}" if row.via else to


def _timers(workflow: Workflow) -> Section:
    rows = (
        (
            rule.action,
            "\n".join(rule.runs_in),
            "\n".join(due_words(rule)),
            rule.meaning,
            "\n".join(f"{lead} before" for lead in rule.reminders),
            ", ".join(rule.stopped_by),
            f"{rule.extendable} in all" if rule.extendable else "not at all",
        )
        for rule in workflow.timers
    )
    headings = ("Timer", "Runs in", "Due", "Meaning", "Reminder", "Stopped by", "May be extended")
    return Section("Timers", headings, tuple(rows), _timers_remark(workflow))


def _timers_remark(workflow: Workflow) -> str:
    paused = f"for {workflow.pausable} in all" if workflow.pausable else "not at all"
    return (
        "A timer goes on while the dispute moves among the states it runs in, ends when they are left, and starts "
        "again when a time point it counts from is set again. Timers due at the same instant fire in this order. "
        f"The platform may extend them as said, and pause a dispute's clock {paused}."
    )


def _terms(workflow: Workflow) -> Section:
    """What the named conditions and changes stand for: a condition by what is said where it does not hold."""
    guards = {one.name: one for row in workflow.transitions for when in row.when for one in _guards(when)}
    changes = dict.fromkeys(name for row in workflow.transitions for name in row.changes)
    conditions = ((words(name), "condition", f"otherwise: {guard.why}") for name, guard in guards.items())
    records = ((words(name), "record", (CHANGES[name].__doc__ or "").strip()) for name in changes)
    named = dict.fromkeys(part.name for part in workflow.parts() if isinstance(part, Point))
    points = ((words(name), "time point", POINTS[name]) for name in named if name in POINTS)
    return Section("What the terms mean", ("Term", "Kind", "Meaning"), (*conditions, *records, *points))


def _guards(condition: Condition) -> Iterator[Guard]:
    if isinstance(condition, Guard):
        yield condition
    elif isinstance(condition, AnyOf):
        for one in condition.of:
            yield from _guards(one)


def _asked(workflow: Workflow) -> Section:
    facts = ((rule.name, "fact", rule.meaning, ", ".join(map(value_words, rule.values))) for rule in workflow.facts)
    times = ((name, "time", meaning, "an instant") for name, meaning in workflow.times.items())
    remark = "Asked of the host beyond what every order has; what is not given counts as not known."
    return Section("What the order must tell", ("Name", "Kind", "Meaning", "Values"), (*facts, *times), remark)


def _numbers(workflow: Workflow) -> Section:
    durations = ((d.name, str(d), MARKS[d.mark], _source(d)) for d in workflow.durations.values())
    limits = ((f"EVIDENCE ({x.kind})", _limit_words(x), MARKS[x.mark], _source(x)) for x in workflow.evidence_limits)
    return Section("Numbers", ("Number", "Value", "Mark", "Source"), (*durations, *limits), MARKS_MEAN)


def _source(number: Duration | EvidenceLimit) -> str:
    # The mark has said "our default" already.
    return number.source.removeprefix("our default: ")


def _limit_words(limit: EvidenceLimit) -> str:
    plural = "" if limit.count == 1 else "s"
    return f"{limit.count} {limit.kind}{plural} of {limit.bytes:,} bytes a submission"


def _holidays(workflow: Workflow) -> Section:
    years: dict[int, list[str]] = {}
    for day in sorted(workflow.zone.holidays):
        years.setdefault(day.year, []).append(f"{day:%m-%d}")
    off = ((str(year), ", ".join(days), "no business days") for year, days in years.items())
    ranges = (
        (one.name, f"{one.first} to {one.last}", f"{one.by} longer: {', '.join(one.durations)}")
        for one in workflow.zone.ranges
    )
    remark = (
        f"Local days in {workflow.zone.name}, frozen into this version. Saturdays and Sundays are no business days."
    )
    return Section("Holidays", ("What", "Days", "Effect on what begins on them"), (*off, *ranges), remark)


def _reasons(workflow: Workflow) -> Section:
    reasons = [(f"reasons: {name}", ", ".join((name, *more))) for name, more in workflow.reasons.items()]
    plans = ("plans on offer", ", ".join(map(words, workflow.plans)))
    again = ("a line may be disputed again after", ", ".join(workflow.file_again_after) or "nothing")
    return Section("Reasons and plans", ("What", "Which"), (*reasons, plans, again))


def _reason_codes(workflow: Workflow) -> Section:
    rows = tuple(workflow.reason_codes.items())
    return Section("Grounds of rulings", ("Reason code", "Meaning"), rows, "What a ruling may give as `reason_code`.")
