"""The parts of a definition that stand as text in a file: guards, durations, endings, deadlines, zones, days."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from .conditions import Condition, Guard
from .deadlines import Deadline, Duration, Zone
from .definition import Due, Ending, Workflow
from .errors import closest, suggestion
from .expressions import named_duration, parse_deadline
from .forms import CONDITIONS
from .parsing import UNREADABLE, Parser, Unreadable, shown, table

_TOP_LEVEL = ("durations", "endings")
"""What a file has besides the fields of a workflow."""


class DefinitionParser(Parser):
    """Reads a whole definition; `guards` are those it may name."""

    def __init__(self, guards: Mapping[str, Guard]) -> None:
        super().__init__()
        self._guards = guards
        self._durations: dict[str, Duration] = {}
        self._endings: dict[str, Ending] = {}
        self._used: set[str] = set()
        self.forms = {
            Condition: self._condition,
            Deadline: self._deadline,
            Due: self._due,
            Duration: self._duration,
            Ending: self._ending,
            Zone: self._zone,
            date: self._day,
        }

    def workflow(self, data: Mapping[str, Any]) -> dict[str, Any] | Unreadable:
        """The fields of the workflow; what it cannot be made of is among the faults."""
        self._durations = self._table(Duration, data.get("durations", {}), "durations", Duration("", "", "default", ""))
        self._endings = self._table(Ending, data.get("endings", {}), "endings", Ending())
        rest = {key: value for key, value in data.items() if key not in _TOP_LEVEL}
        found = self.fields(Workflow, rest, "")
        for name in () if self.gaps else sorted(self._durations.keys() - self._used):
            self.fault(f"durations.{name}", "nothing counts with it: use it or leave it out")
        return found

    def _table(self, kind: type[Any], value: Any, place: str, stand_in: Any) -> dict[str, Any]:
        """Records under their names; for one that could not be read something stands in, so that its name is known."""
        if (content := table(value)) is None:
            self.unreadable(place, f"must be a table of tables, not {shown(value)}")
            return {}
        read = {name: self._named(kind, name, item, f"{place}.{name}") for name, item in content.items()}
        return {name: stand_in if item is UNREADABLE else item for name, item in read.items()}

    def _named(self, kind: type[Any], name: str, item: Any, place: str) -> Any:
        content = table(item)
        if kind is not Duration or content is None:
            return self.record(kind, item, place)
        if "name" in content:
            self.fault(place, "there is no key 'name' here: the table's own name is the duration's")
        return self.record(kind, {**content, "name": name}, place)

    def _at(self, place: str) -> Callable[[str], None]:
        return lambda text: self.fault(place, text)

    def _or_gap(self, found: Any) -> Any:
        """What was found; a gap where nothing was, its fault being noted already."""
        self.gaps = self.gaps or found is None
        return UNREADABLE if found is None else found

    def _duration(self, value: Any, place: str) -> Any:
        if not isinstance(value, str):
            return self.unreadable(place, f"must be the name of a duration, not {shown(value)}")
        self._used.add(value)
        return self._or_gap(named_duration(value, self._durations, self._at(place)))

    def _deadline(self, value: Any, place: str) -> Any:
        if not isinstance(value, str):
            form = "must be a deadline as text, such as after(RESPONSE_WINDOW, claim_submitted)"
            return self.unreadable(place, f"{form}, not {shown(value)}")
        found = parse_deadline(value, self._durations, self._at(place))
        self._used |= {part.name for part in found.parts() if isinstance(part, Duration)} if found else set()
        return self._or_gap(found)

    def _due(self, value: Any, place: str) -> Any:
        if not isinstance(value, str):
            return self.record(Due, value, place)
        at = self._deadline(value, place)
        return at if at is UNREADABLE else Due(at)

    def _ending(self, value: Any, place: str) -> Any:
        if not isinstance(value, str):
            return self.record(Ending, value, place)
        if value in self._endings:
            return self._endings[value]
        self.fault(place, f"there is no ending {value!r}{suggestion(value, self._endings)}")
        return self._or_gap(self._endings.get(closest(value, self._endings) or ""))

    def _condition(self, value: Any, place: str) -> Any:
        if isinstance(value, str):
            return self._guard(value, place)
        if (content := table(value)) is None:
            return self.unreadable(place, f"must be the name of a guard or a table, not {shown(value)}")
        kinds = [key for key in content if key in CONDITIONS]
        if len(kinds) != 1:
            known = f"just one of the keys {', '.join(CONDITIONS)}"
            close = next((text for key in content if (text := suggestion(key, CONDITIONS))), "")
            return self.unreadable(place, f"a condition has {known}, not {shown(content)}{close}")
        return self.record(CONDITIONS[kinds[0]], content, place)

    def _guard(self, name: str, place: str) -> Guard:
        if name in self._guards:
            return self._guards[name]
        self.fault(place, f"there is no guard {name!r}{suggestion(name, self._guards)}")
        # Something to go on with, so that the other faults are found as well.
        return Guard(name, lambda _: True, "unknown", "")

    def _zone(self, value: Any, place: str) -> Any:
        content = table(value)
        name = value if content is None else content.get("name")
        if isinstance(name, str) and not _is_zone(name):
            self.fault(place, f"there is no time zone {name!r}{suggestion(name, available_timezones())}")
        return Zone(value) if isinstance(value, str) else self.record(Zone, value, place)

    def _day(self, value: Any, place: str) -> Any:
        """A day, as TOML has it or as text."""
        if type(value) is date:
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            return self.unreadable(place, f"must be a day such as 2026-12-25, not {shown(value)}")


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return False
    return True
