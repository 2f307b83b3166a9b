"""Parts of a definition in the words of a sentence, and how one record differs from another."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast, get_origin

from .conditions import AnyOf, Guard, Is, Marked, NotAfter, NotBefore, Sooner
from .deadlines import After, Choice, Duration, Point
from .definition import Due, Ending, Transition
from .details import canonical
from .export import data_of
from .forms import Slot, slots

_CONDITIONS = (Guard, Is, Marked, NotBefore, NotAfter, Sooner, AnyOf)
_LABELS = {
    "turn": "whose move it is",
    "to": "where it leads",
    "via": "where it leads if goods go back",
    "takes": "the details it needs",
    "may_take": "the details it may have",
    "needs_one": "whether it needs any detail",
    "by": "who may take it",
    "from_": "the states it is taken from",
    "given": "the details it is for",
    "when": "what it asks",
    "changes": "what it changes in the record",
    "marks": "the time points it sets",
    "ends": "how it ends the dispute",
    "effects": "the effects it has",
    "runs_in": "the states it runs in",
    "due": "when it is due",
    "stopped_by": "what stops it",
    "extendable": "the time it may be extended by",
    "count": "the number of files",
    "bytes": "the size of a file in bytes",
    "plans": "the plans on offer",
    "file_again_after": "the endings after which a line may be disputed again",
    "pausable": "the time a dispute may be paused for",
}
"""What the fields of records are called in a sentence, where it is not `its` and their own name."""


def differs(one: object, other: object) -> bool:
    """Whether two parts are written differently. A number of another length is told once, not where it is used."""
    return canonical(data_of(one)) != canonical(data_of(other))


def words(value: object) -> str:
    """A part of a definition as a sentence has it."""
    if isinstance(value, AnyOf):
        return f"either {listed(value.of, 'or')}"
    if isinstance(value, _CONDITIONS):
        return str(value).replace("_", " ")
    if isinstance(value, Point | After | Choice):
        return value.words()
    if isinstance(value, Due):
        return value.at.words() + (f" if {listed(value.when, 'and')}" if value.when else "")
    if isinstance(value, Duration):
        return f"{value} ({value.name})"
    if isinstance(value, Ending):
        return listed(f"{slot.key} {getattr(value, slot.field)}" for slot in slots(Ending) if _says(slot, value))
    if isinstance(value, Mapping):
        return listed(f"{name} = {words(item)}" for name, item in cast("Mapping[str, object]", value).items())
    return listed(cast("tuple[object, ...]", value)) if isinstance(value, tuple) else _plain(value)


def _says(slot: Slot, value: object) -> bool:
    return getattr(value, slot.field) is not None


def _plain(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return f"“{text}”" if " " in text else text


def listed(values: Any, last: str = "and") -> str:
    """Values in words: `a, b and c`."""
    parts = [value if isinstance(value, str) else words(value) for value in values]
    if len(parts) < 2:
        return parts[0] if parts else "nothing"
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def changes(old: object, new: object) -> str:
    """How a record differs from another of its kind: every field, joined to one clause."""
    found = (_change(slot, getattr(old, slot.field), getattr(new, slot.field)) for slot in slots(type(old)))
    return "; ".join(text for text in found if text)


def _change(slot: Slot, old: Any, new: Any) -> str:
    if not differs(old, new):
        return ""
    if is_list(slot) and slot.field != "due":
        return f"{label(slot)}: {members(old, new)}"
    join = "; otherwise ".join if slot.field == "due" else listed
    before, after = (join(map(words, value)) if is_list(slot) else words(value) for value in (old, new))
    if before == after:
        before, after = canonical(data_of(old)), canonical(data_of(new))
    return f"{label(slot)} changes from {before} to {after}"


def is_list(slot: Slot) -> bool:
    """Whether a field has several values, of which some may come and others go."""
    return get_origin(slot.type) is tuple


def label(slot: Slot) -> str:
    """What a field is called in a sentence."""
    return _LABELS.get(slot.field, f"its {slot.field.replace('_', ' ')}")


def members(old: tuple[object, ...], new: tuple[object, ...]) -> str:
    """What came into a list and what went out of it."""
    came, went = list(_without(new, old)), list(_without(old, new))
    if not came and not went:
        return f"in another order, {listed(new)}"
    if listed(came) == listed(went):
        # The words are the same: a refusal's code or sentence is another.
        return f"changed to {', '.join(canonical(data_of(item)) for item in came)}"
    if len(came) == len(went) == 1:
        return f"{words(came[0])} instead of {words(went[0])}"
    parts = [f"now also {listed(came)}"] * bool(came) + [f"no longer {listed(went)}"] * bool(went)
    return ", ".join(parts)


def _without(some: tuple[object, ...], others: tuple[object, ...]) -> Iterator[object]:
    left = [canonical(data_of(other)) for other in others]
    for one in some:
        text = canonical(data_of(one))
        if text in left:
            left.remove(text)
        else:
            yield one


def row_words(row: Transition) -> str:
    """Which row it is: who may do what, from where, with what."""
    where = f" from {listed(row.from_, 'or')}" if row.from_ else ""
    given = f" with {words(row.given)}" if row.given else ""
    if row.by == ("timer",):
        return f"the timer {row.action} fires{where}{given}"
    if row.by == ("system",):
        return f"the engine itself takes {row.action}{where}{given}"
    return f"the {listed(row.by, 'or')} may {row.action}{where}{given}"


def row_whole(row: Transition) -> str:
    """A row with where it leads and what it asks."""
    to = f", to {row.to}" if row.to else ", and the state stays"
    when = f", when {listed(row.when)}" if row.when else ""
    return f"{row_words(row)}{to}{when}"


def records(noun: str, key: Callable[[Any], str], tell: Callable[[Any], str]) -> Callable[[Any, Any], Iterator[str]]:
    """What tells which records came, went and changed, each known by its key; `tell` describes a new one."""

    def section(old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterator[str]:
        before, after = {key(one): one for one in old}, {key(one): one for one in new}
        yield from (f"New {noun} {name}: {tell(after[name])}." for name in after if name not in before)
        yield from (f"The {noun} {name} is gone." for name in before if name not in after)
        for name, one in before.items():
            if name in after and differs(one, after[name]):
                yield f"The {noun} {name}: {changes(one, after[name])}."

    return section


def meanings(noun: str) -> Callable[[Any, Any], Iterator[str]]:
    """What tells which names came, went and changed, each with its meaning or with what belongs to it."""

    def section(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
        yield from (f"New {noun} {name}: {words(new[name])}." for name in new if name not in old)
        yield from (f"The {noun} {name} is gone." for name in old if name not in new)
        for name, before in old.items():
            after = new.get(name, before)
            if before != after:
                is_text = isinstance(before, str)
                how = f" changes from {words(before)} to {words(after)}" if is_text else f": {members(before, after)}"
                yield f"The {noun} {name}{how}."

    return section
