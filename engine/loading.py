"""Makes a workflow of a TOML or JSON file or of plain data, and tells all of its faults at once."""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any, cast

from .conditions import Guard
from .definition import Workflow
from .effects import EFFECTS
from .errors import InvalidInput, WorkflowInvalid
from .guards import GUARDS
from .parsing import Unreadable
from .text_forms import DefinitionParser

Effects = Mapping[str, str] | Iterable[str]

_OF_CHECK = re.compile(r"^transition (\d+) \(.*?\): ")
"""Where a check of the whole definition, which counts from 1, says a fault lies."""


def load(path: str | PathLike[str], guards: Iterable[Guard] = (), effects: Effects = ()) -> Workflow:
    """The definition in a `.toml` or `.json` file; WorkflowInvalid has all its faults, each with its place.

    InvalidInput when there is no such file, or it has another name.
    """
    path = Path(path)
    if path.suffix.lower() not in {".toml", ".json"}:
        raise InvalidInput("path", f"a definition is a file .toml or .json, not {str(path)!r}")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InvalidInput("path", f"{str(path)!r} cannot be read: {error.strerror or error}") from None
    workflow = from_data(_parsed(path, content), guards, effects, str(path))
    try:
        workflow.check()
    except WorkflowInvalid as error:
        raise WorkflowInvalid(str(path), [*map(_placed, error.faults)]) from None
    return workflow


def _parsed(path: Path, content: bytes) -> Any:
    """The file's tables; WorkflowInvalid names the line where it is no TOML or JSON."""
    try:
        text = content.decode("utf-8-sig")
        return tomllib.loads(text) if path.suffix.lower() == ".toml" else json.loads(text, object_pairs_hook=_once)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        fault = f"line {line}: this is not UTF-8 text."
    except json.JSONDecodeError as error:
        fault = f"line {error.lineno}, column {error.colno}: {error.msg}."
    except tomllib.TOMLDecodeError as error:
        message, _, place = str(error).removesuffix(")").rpartition(" (at ")
        fault = f"{place}: {message}." if message else f"{place}."
    except _Twice as error:
        fault = str(error)
    except RecursionError:
        fault = "It is nested too deeply."
    raise WorkflowInvalid(str(path), [fault])


class _Twice(ValueError):
    """A JSON object with one key twice: the parser would silently take the last."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise _Twice(f"The key {key!r} stands twice in one table.")
        seen.add(key)
    return dict(pairs)


def from_data(
    data: Mapping[str, Any], guards: Iterable[Guard] = (), effects: Effects = (), source: str | None = None
) -> Workflow:
    """The definition that plain data says; `source` is what an error calls it, else its name and version."""
    named = cast("object", data)
    if not isinstance(named, Mapping):
        raise WorkflowInvalid(source or "definition", ["A definition is a table of keys and values."])
    parser = DefinitionParser(_guards(guards))
    where = source or f"{data.get('name', 'definition')}@{data.get('version', '?')}"
    try:
        fields = parser.workflow(data)
    except RecursionError:
        raise WorkflowInvalid(where, ["It is nested too deeply."]) from None
    if isinstance(fields, Unreadable) or parser.gaps:
        raise WorkflowInvalid(where, parser.faults)
    fields["effects"] = _meanings(effects) | dict(fields["effects"])
    return _checked(fields, parser.faults, where)


def _checked(fields: dict[str, Any], faults: list[str], where: str) -> Workflow:
    """The workflow, if neither reading it nor checking it whole found a fault."""
    try:
        workflow = Workflow(**fields)
    except WorkflowInvalid as error:
        raise WorkflowInvalid(where, [*faults, *map(_placed, error.faults)]) from None
    if faults:
        raise WorkflowInvalid(where, faults)
    return workflow


def _placed(fault: str) -> str:
    """A fault of the whole definition with its place as a file has it, counted from 0."""
    return _OF_CHECK.sub(lambda found: f"transitions[{int(found[1]) - 1}]: ", fault)


def _guards(own: Iterable[Guard]) -> dict[str, Guard]:
    """The built-in guards and the host's, under their names."""
    known = dict(GUARDS)
    for guard in own:
        if known.setdefault(guard.name, guard) != guard:
            raise InvalidInput("guards", f"there is another guard {guard.name!r} already: give yours another name")
    return known


def _meanings(effects: Effects) -> dict[str, str]:
    """Each effect of the host with its meaning; a bare name speaks for itself."""
    if isinstance(effects, Mapping):
        return dict(cast("Mapping[str, str]", effects))
    return {name: name.replace("_", " ") for name in effects if name not in EFFECTS}
