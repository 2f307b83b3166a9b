"""Rows, conditions, endings and deadlines of a definition, said in words."""

from collections.abc import Iterable, Iterator

from .conditions import AnyOf, Condition, NotAfter, NotBefore
from .definition import Ending, TimerRule, Transition


def when_words(row: Transition, *, windows: bool = True) -> Iterator[str]:
    """What must hold for a row, line by line; without `windows`, leaving out what asks for the time."""
    for name, value in row.given.items():
        yield f"{words(name)} = {value_words(value)}"
    yield from (_condition(one) for one in row.when if windows or not list(one.deadlines()))


def value_words(value: str | bool | int) -> str:
    """A value of a fact or detail."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _condition(condition: Condition) -> str:
    if isinstance(condition, NotBefore):
        return f"not earlier than {condition.deadline.words()}"
    if isinstance(condition, NotAfter):
        return f"not later than {condition.deadline.words()}"
    if isinstance(condition, AnyOf):
        return " or ".join(map(_condition, condition.of))
    return words(str(condition))


def follow_words(row: Transition) -> Iterator[str]:
    """What a row does, line by line."""
    if row.ends:
        yield _ending_words(row.ends)
        if row.via:
            yield "with goods to come back it is settled so, and ends when they have"
    if row.changes:
        yield f"record: {', '.join(map(words, row.changes))}"
    if row.marks:
        yield f"time point: {', '.join(map(words, row.marks))}"
    yield from map(words, row.effects)


def _ending_words(ends: Ending) -> str:
    settled = ends.resolution is None
    how = "as settled before" if settled else f"{words(ends.resolution or '')}"
    by = f", decided by the {ends.decided_by}" if ends.decided_by else ""
    return f"ends: {how}{by}; {_plan_words(ends)}{_blame_words(ends, settled)}"


def _blame_words(ends: Ending, settled: bool) -> str:
    said = {"winner": ends.winner, "liable": ends.liable}
    parts = [f"{name}: {value}" for name, value in said.items() if value]
    if not settled and (open_ones := [name for name, value in said.items() if not value]):
        parts.append(f"{' and '.join(open_ones)} as the platform says")
    return "".join(f"; {part}" for part in parts)


def _plan_words(ends: Ending) -> str:
    if ends.plan is None:
        return "nothing is paid"
    named = {"full": "everything that can be refunded is", "adopted": "the plan settled on is executed"}
    return named.get(ends.plan, f"the {ends.plan}'s plan is executed")


def due_words(rule: TimerRule) -> Iterator[str]:
    """When a timer is due, in words; the first line that applies counts."""
    for number, due in enumerate(rule.due):
        conditions = all_of(map(_condition, due.when))
        otherwise = "otherwise " if number else ""
        yield f"{otherwise}{f'if {conditions}: ' if conditions else ''}{due.at.words()}"


def words(name: str) -> str:
    """A name as people say it."""
    return name.replace("_", " ")


def all_of(parts: Iterable[str]) -> str:
    """Several conditions in one line."""
    return " and ".join(parts)
