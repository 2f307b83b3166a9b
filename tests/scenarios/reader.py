"""Reads scenario tables. README.md beside it says how they are written."""

import re
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from disputes import Claim, Order

from .table import Act, Check, Daemon, Ended, Given, Nothing, Row, Scenario, Under
from .words import (
    ACT,
    ACTS,
    CHECKS,
    CLAIM,
    DAEMON,
    ENDS_NOTHING,
    ORDER,
    OUTCOME,
    RESULT,
    TICK,
    TIME,
    UNSAID,
    Values,
    instant,
    normal,
    understand,
)

T = TypeVar("T")
WORKFLOW = r"[a-z]+(?:@\d+)?"


class TableError(Exception):
    """A table that cannot be read: the file, the line, and what is wrong with it."""


def read_file(path: Path) -> list[Scenario]:
    """Every scenario of a file; TableError says what cannot be read."""
    return read(path.read_text(encoding="utf-8"), path.name)


def read(text: str, file: str) -> list[Scenario]:
    """Every scenario of a text."""
    scenarios: list[Scenario] = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            _add_line(scenarios, line.strip(), number, file)
        except ValueError as error:
            raise TableError(f"{file}:{number}: {error}") from None
    for scenario in scenarios:
        _check(scenario)
    return scenarios


def _add_line(scenarios: list[Scenario], line: str, number: int, file: str) -> None:
    if line.startswith("scenario:"):
        scenarios.append(_begin(line, number, file))
        return
    content = line.partition("#")[0].strip()
    if not content:
        return
    if not scenarios:
        raise ValueError("no scenario has begun: write 'scenario: TITLE   # rule: NAME'")
    row = _row(content, number)
    scenarios[-1] = replace(scenarios[-1], rows=(*scenarios[-1].rows, row))


def _begin(line: str, number: int, file: str) -> Scenario:
    match = re.fullmatch(r"scenario:\s*(\S.*?)\s*# rule:\s*(\S.*)", line)
    if not match:
        raise ValueError("a scenario is written 'scenario: TITLE   # rule: NAME; NAME'")
    return Scenario(file, number, match[1], tuple(rule.strip() for rule in match[2].split(";")))


def _row(content: str, number: int) -> Row:
    content, line = _order_line(content)
    if match := re.fullmatch(rf"nothing until ({TIME})", content):
        return Nothing(number, line, instant(match[1]))
    if re.match("day ", content):
        return _act(content, number, line)
    what, _, rest = content.partition(" ")
    rest = rest.strip()
    if what == "order":
        return Given(number, line, _order(rest, line))
    if what == "claim":
        return Given(number, line, _made(Claim, understand(rest, CLAIM)))
    if what == "workflow":
        return Under(number, line, _matching(WORKFLOW, rest))
    if what == "daemon":
        return Daemon(number, line, _matching(DAEMON, rest))
    if what == "outcome":
        return Ended(number, line, _outcome(rest))
    return Check(number, line, what, _wanted(what, rest))


def _order_line(content: str) -> tuple[str, str]:
    """The content without `line 2`, and the order's line it is about: the first if none is named."""
    if content.startswith("queue"):
        return content, "1"
    match = re.search(r"(?:,\s*|(?<=\s))line (\w+)(?=\s*(?:,|→|$)),?\s*", content)
    return (content.replace(match[0], " ", 1).strip(), match[1]) if match else (content, "1")


def _order(text: str, line: str) -> Order:
    identity: Values = {"id": "8190021", "line": line, "buyer": "b-204", "seller": "s-17"}
    return _made(Order, identity | understand(text, ORDER))


def _made(kind: type[T], values: Values) -> T:
    given: dict[str, Any] = values
    return kind(**given)


def _act(content: str, number: int, line: str) -> Act:
    match = re.fullmatch(rf"({TIME})\s+(\w+)\s+(\w+)\s*,?\s*([^→]*?)\s*→\s*(.+)", content)
    if not match:
        raise ValueError("a line with a day is written 'day 5   buyer   withdraw, DETAILS   → RESULT'")
    at, who, action, details, result = match.groups()
    if action not in ACTS.get(who, ()):
        known = f"{who} has {', '.join(ACTS[who])}" if who in ACTS else f"there are {', '.join(ACTS)}"
        raise ValueError(f"not understood: {who} {action}; {known}")
    if not re.fullmatch(RESULT, result):
        raise ValueError(f"not understood: → {result}")
    if details and who == "timer":
        raise ValueError(f"a timer has no details: {details}")
    values = understand(details, ORDER if who == "order" else ACT) if details else {}
    return Act(number, line, instant(at), who, action, values, result)


def _wanted(what: str, rest: str) -> str:
    if what not in CHECKS:
        raise ValueError(f"not understood: {what!r}; a line begins with a day, or with {', '.join(CHECKS)}")
    return normal(_matching(CHECKS[what], " ".join(rest.split())))


def _matching(pattern: str, text: str) -> str:
    if not re.fullmatch(pattern, text):
        raise ValueError(f"not understood: {text!r}")
    return text


def _outcome(text: str) -> Values:
    values = understand(text, OUTCOME)
    needed = ("resolution", "decided_by", "winner", "liable", "refund", "arbitrated")
    if missing := [name for name in needed if name not in values]:
        raise ValueError(f"an outcome says {', '.join(needed)}: missing {', '.join(missing)}")
    return UNSAID | values


def _check(scenario: Scenario) -> None:
    """Time goes forward, and every end has its outcome."""
    latest: datetime | None = None
    open_ends: Counter[str] = Counter()
    for row in scenario.rows:
        at = row.at if isinstance(row, Act) else row.until - TICK if isinstance(row, Nothing) else None
        if latest and at and at < latest:
            raise TableError(f"{scenario.file}:{row.number}: time goes back")
        latest = at or latest
        open_ends[row.line] += _ends(row)
        if open_ends[row.line] not in (0, 1):
            raise TableError(f"{scenario.file}:{row.number}: an outcome stands after the line that says → resolved")
    if any(open_ends.values()):
        raise TableError(f"{scenario.file}:{scenario.number}: a dispute ends without an outcome line")


def _ends(row: Row) -> int:
    """One when a line brings a new outcome, minus one when it tells one."""
    if isinstance(row, Act):
        stays = row.action in ENDS_NOTHING or row.details.get("overturn") is False
        return int(row.result == "resolved" and not stays)
    return -int(isinstance(row, Ended))
