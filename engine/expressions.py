"""Reads a deadline from its text: `latest(after(INTERVENTION, filed), first_known(promised_delivery))`."""

import ast
from collections.abc import Callable, Mapping
from typing import Literal, cast

from .deadlines import After, Choice, Deadline, Duration, Point
from .errors import closest, suggestion

_CALLS = ("after", "earliest", "latest", "first_known")
_FORM = "such as after(RESPONSE_WINDOW, claim_submitted)"
_LONGEST = 2_000
"""No deadline that people read is longer; Python's parser has limits of its own."""


def parse_deadline(text: str, durations: Mapping[str, Duration], fault: Callable[[str], None]) -> Deadline | None:
    """The deadline that the text says; None after telling every `fault` in it, one sentence each."""
    tree = _tree(text.strip())
    if tree is None:
        fault(f"{text[:80]!r} cannot be read as a deadline {_FORM}")
        return None
    return _Parser(durations, fault).deadline(tree)


def _tree(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body if len(text) <= _LONGEST else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


class _Parser:
    def __init__(self, durations: Mapping[str, Duration], fault: Callable[[str], None]) -> None:
        self._durations = durations
        self._fault = fault

    def deadline(self, node: ast.expr) -> Deadline | None:
        if isinstance(node, ast.Name):
            return self._point(node.id)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
            return self._call(node.func.id, node.args)
        unquoted = "; time points stand without quotes" if isinstance(node, ast.Constant) else ""
        self._fault(f"{ast.unparse(node)!r} is no time point and no deadline {_FORM}{unquoted}")
        return None

    def _point(self, name: str) -> Point | None:
        if name not in self._durations:
            return Point(name)
        self._fault(f"{name} is a duration: a deadline is counted from a time point, {_FORM}")
        return None

    def _call(self, name: str, arguments: list[ast.expr]) -> Deadline | None:
        if name not in _CALLS:
            there = suggestion(name, _CALLS) or f"; there is {', '.join(_CALLS)}"
            self._fault(f"there is no deadline {name}(…){there}")
            return None
        return self._after(arguments) if name == "after" else self._choice(name, arguments)

    def _after(self, arguments: list[ast.expr]) -> After | None:
        if len(arguments) != 2:
            self._fault(f"after takes a duration and what it counts from, {_FORM}; it has {len(arguments)} part(s)")
            return None
        duration, of = self._duration(arguments[0]), self.deadline(arguments[1])
        return After(duration, of) if duration and of else None

    def _choice(self, which: str, arguments: list[ast.expr]) -> Choice | None:
        if not arguments:
            self._fault(f"{which} takes one deadline or more")
        of = [part for argument in arguments if (part := self.deadline(argument))]
        choice = cast('Literal["earliest", "latest", "first_known"]', which)
        return Choice(choice, tuple(of)) if of and len(of) == len(arguments) else None

    def _duration(self, node: ast.expr) -> Duration | None:
        if isinstance(node, ast.Name):
            return named_duration(node.id, self._durations, self._fault)
        self._fault(f"after counts a duration by its name, {_FORM}, not {ast.unparse(node)!r}")
        return None


def named_duration(name: str, durations: Mapping[str, Duration], fault: Callable[[str], None]) -> Duration | None:
    """The duration of this name; after telling the `fault`, the one that was probably meant, or None."""
    if name in durations:
        return durations[name]
    there = suggestion(name, durations) or (f"; there is {', '.join(durations)}" if durations else "")
    fault(f"there is no duration {name!r}{there}")
    return durations.get(closest(name, durations) or "")
