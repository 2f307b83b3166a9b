"""What is different between two versions of a workflow, told in sentences."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .deadlines import Duration, HolidayRange, Zone
from .definition import Action, TimerRule, Transition, Workflow
from .export import to_data
from .forms import Slot, slots
from .phrases import changes, differs, is_list, label, listed, meanings, members, records, row_whole, row_words, words
from .row_matching import match_rows

_NAMES = {"name", "version"}
"""What two versions differ in at any rate."""


def diff(old: Workflow, new: Workflow) -> list[str]:
    """Every difference but name and version, as sentences; empty when there is none.

    Rows are matched by action, actor, origin and details, so that a row put between others is one sentence.
    A number of another length is told once, under its name.
    """
    said = list(_numbers(old.durations, new.durations))
    for slot in slots(Workflow):
        before, after = getattr(old, slot.field), getattr(new, slot.field)
        if slot.field in _SECTIONS:
            said += _SECTIONS[slot.field](before, after)
        elif slot.field not in _NAMES and differs(before, after):
            said.append(_whole(slot, before, after))
    if not said and _content(old) != _content(new):
        said.append("The same is listed in another order.")
    return said


def _content(workflow: Workflow) -> dict[str, Any]:
    return {key: value for key, value in to_data(workflow).items() if key not in _NAMES}


def _whole(slot: Slot, old: Any, new: Any) -> str:
    """A difference in a field of the workflow itself."""
    what = "T" + label(slot).replace("its", "the", 1)[1:]
    return f"{what}: {members(old, new)}." if is_list(slot) else f"{what} changes from {words(old)} to {words(new)}."


def _numbers(old: Mapping[str, Duration], new: Mapping[str, Duration]) -> Iterator[str]:
    for name in dict.fromkeys((*new, *old)):
        yield from _number(old.get(name), new.get(name))


def _number(old: Duration | None, new: Duration | None) -> Iterator[str]:
    if old and new and old != new:
        parts = [] if (old.iso, old.calendar) == (new.iso, new.calendar) else [_lengths(old, new)]
        parts += [f"its mark changes from {old.mark} to {new.mark}"] * (old.mark != new.mark)
        parts += [f"its source changes from “{old.source}” to “{new.source}”"] * (old.source != new.source)
        yield f"The number {old.name} ({old.mark}){'' if parts[0].startswith('changes') else ':'} {'; '.join(parts)}."
    elif new and not old:
        yield f"New number {new.name} ({new.mark}): {new}, from “{new.source}”."
    elif old and not new:
        yield f"The number {old.name} ({old.mark}), {old}, is gone."


def _lengths(old: Duration, new: Duration) -> str:
    before, after = str(old), str(new)
    if before == after:
        before, after = f"{old.iso} ({old.calendar})", f"{new.iso} ({new.calendar})"
    return f"changes from {before} to {after}"


def _zone(old: Zone, new: Zone) -> Iterator[str]:
    if old.name != new.name:
        yield f"The time zone changes from {old.name} to {new.name}."
    if old.holidays != new.holidays:
        yield f"The holidays: {members(tuple(sorted(old.holidays)), tuple(sorted(new.holidays)))}."
    yield from records("holiday range", lambda one: one.name, _days)(old.ranges, new.ranges)


def _days(one: HolidayRange) -> str:
    return f"{one.first} to {one.last}, {words(one.by)} longer for {listed(one.durations)}"


def _actions(old: tuple[Action, ...], new: tuple[Action, ...]) -> Iterator[str]:
    """An action is known by its name; one declared several times, each for other actors, by these as well."""
    names = Counter(act.name for act in old) | Counter(act.name for act in new)

    def key(act: Action) -> str:
        return act.name if names[act.name] == 1 else f"{act.name} of the {listed(act.by)}"

    return records("action", key, lambda act: f"the {listed(act.by)} may use it: {act.meaning.rstrip('.')}")(old, new)


def _rows(old: tuple[Transition, ...], new: tuple[Transition, ...]) -> Iterator[str]:
    matched = match_rows(old, new)
    yield from (f"New row: {row_whole(row)}." for row in matched.added)
    yield from (f"Row gone: {row_whole(row)}." for row in matched.removed)
    for before, after in matched.changed:
        yield f"Row: {row_words(before)}; {changes(before, after)}."
    yield from (f"The rows of {action} are tried in another order." for action in matched.moved())


def _timers(old: tuple[TimerRule, ...], new: tuple[TimerRule, ...]) -> Iterator[str]:
    yield from records("timer", lambda rule: rule.action, _timer_words)(old, new)
    names = {rule.action for rule in old} & {rule.action for rule in new}
    before, after = ([rule.action for rule in rules if rule.action in names] for rules in (old, new))
    if before != after:
        yield f"Timers due at the same instant fire in another order: {', '.join(after)}."


def _timer_words(rule: TimerRule) -> str:
    return f"in {listed(rule.runs_in, 'or')}, {'; otherwise '.join(map(words, rule.due))}: {rule.meaning.rstrip('.')}"


_SECTIONS: Mapping[str, Callable[[Any, Any], Iterator[str]]] = {
    "zone": _zone,
    "states": records(
        "state", lambda one: one.name, lambda one: f"stage {one.stage}, {one.turn}'s move: {one.meaning.rstrip('.')}"
    ),
    "actions": _actions,
    "transitions": _rows,
    "timers": _timers,
    "reasons": meanings("category of reasons"),
    "evidence_limits": records("evidence limit", lambda one: one.kind, lambda one: f"{one.count} of {one.bytes} bytes"),
    "facts": records("fact", lambda one: one.name, lambda one: f"{one.meaning.rstrip('.')}, {listed(one.values)}"),
    "times": meanings("time"),
    "reason_codes": meanings("reason code"),
    "effects": meanings("effect"),
}
"""The fields of a workflow that have sentences of their own; the others are told as they stand."""
