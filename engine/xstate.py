"""A definition as a machine of XState (version 5), for its visualizer and for any interpreter of that format.

Events are `action.role`. Guards, actions and delays are named, with params, and the host gives their
implementations; what deadlines, durations and holidays are stands in the machine's `meta`. Actions of the
clock: `start` works out when a timer is due, `stop` ends it, `move` works it out again if facts have changed,
`refresh` raises `<timer>.moved`, upon which the state that has the timer's `after` is entered again. A delay is
the time from now until that instant, for a timer that does not wait it is infinite.
"""

import json
from collections.abc import Iterable, Iterator

from .deadlines import Duration, Zone
from .definition import REMINDER, ROUTE, State, TimerRule, Transition, Workflow
from .draft import NEW
from .xstate_terms import Json, actions, condition_term, deadline_data, guards, joined, sources, term
from .xstate_timers import Clocks, reminder_names

AGAIN = "as_it_stands"
"""The history state by which a parent is entered again without moving the dispute."""


def xstate_json(workflow: Workflow) -> str:
    """The machine as JSON, the same text for the same content."""
    return json.dumps(machine(workflow), indent=2, ensure_ascii=False) + "\n"


def machine(workflow: Workflow) -> Json:
    """The machine as data: what `createMachine` takes."""
    return {
        "id": workflow.id,
        "description": workflow.title,
        "initial": NEW,
        "context": {"order": None, "plans": {}, "points": {}, "due": {}},
        "meta": _meta(workflow),
        "states": _Machine(workflow).states(),
    }


def _meta(workflow: Workflow) -> Json:
    """What guards and delays need to know beside their params."""
    timers = {rule.action: _timer(rule) for rule in workflow.timers}
    durations = {name: _duration(one) for name, one in workflow.durations.items()}
    return {
        "workflow": workflow.id,
        "timers": timers,
        "durations": durations,
        "zone": _zone(workflow.zone),
        "reasons": {category: list(reasons) for category, reasons in workflow.reasons.items()},
    }


def _duration(duration: Duration) -> Json:
    return {"iso": duration.iso, "calendar": duration.calendar, "mark": duration.mark, "source": duration.source}


def _zone(zone: Zone) -> Json:
    ranges = [
        {
            "name": one.name,
            "first": one.first.isoformat(),
            "last": one.last.isoformat(),
            "by": one.by.name,
            "durations": list(one.durations),
        }
        for one in zone.ranges
    ]
    return {"name": zone.name, "holidays": sorted(day.isoformat() for day in zone.holidays), "ranges": ranges}


def _timer(rule: TimerRule) -> Json:
    due = [{**joined(map(condition_term, one.when)), "at": deadline_data(one.at)} for one in rule.due]
    reminders = {name: lead.name for name, lead in zip(reminder_names(rule), rule.reminders, strict=True)}
    return {"description": rule.meaning, "due": due, "reminders": reminders}


class _Machine:
    """The states of one machine, with parents where timers need them."""

    def __init__(self, workflow: Workflow) -> None:
        self.workflow = workflow
        self.clocks = Clocks(workflow)

    def states(self) -> Json:
        """The states by name, the new one first."""
        new = {NEW: {"id": NEW, "description": "Nothing is filed yet."} | self._moves(NEW)}
        return new | self._within(frozenset(self.workflow.state_by_name), set(self.clocks.parents.values()))

    def _within(self, states: frozenset[str], parents: set[frozenset[str]]) -> Json:
        """The nodes directly inside a set of states: the largest of these parents, and the states in none."""
        found: Json = {}
        for state in self.workflow.states:
            if state.name not in states:
                continue
            parent = max((one for one in parents if state.name in one), key=len, default=None)
            if parent is None:
                found[state.name] = self._leaf(state)
            else:
                found.setdefault(self._name(parent), self._parent(parent))
        return found

    def _name(self, parent: frozenset[str]) -> str:
        return f"awaiting_{self.clocks.rules_at(parent)[0].action}"

    def _parent(self, states: frozenset[str]) -> Json:
        name, rules = self._name(states), self.clocks.rules_at(states)
        moved = {f"{rule.action}.moved": {"target": f"#{name}.{AGAIN}", "reenter": True} for rule in rules}
        first = next(state.name for state in self.workflow.states if state.name in states)
        inner = self._within(states, {one for one in self.clocks.parents.values() if one < states})
        return {
            "id": name,
            "description": "Timers here go on while the dispute moves among these states.",
            "initial": next(iter(inner)),
            "on": moved,
            "after": self._after(rules, first),
            "states": inner | {AGAIN: {"type": "history", "history": "deep"}},
        }

    def _leaf(self, state: State) -> Json:
        rules = self.clocks.rules_at(frozenset((state.name,)))
        made: Json = {
            "id": state.name,
            "description": state.meaning,
            "meta": {"stage": state.stage, "turn": state.turn},
        }
        made |= self._moves(state.name, rules)
        after = self._after(rules, state.name)
        if state.stage == "resolved" and not after and not {"on", "always"} & made.keys():
            return made | {"type": "final"}
        return made | ({"after": after} if after else {})

    def _moves(self, state: str, rules: Iterable[TimerRule] = ()) -> Json:
        """The events of a state, and what it does at once."""
        events: dict[str, list[Json]] = {}
        always: list[Json] = []
        for number, row in enumerate(self.workflow.transitions, 1):
            if state not in sources(row, NEW):
                continue
            for role in row.by:
                if row.action == ROUTE:
                    always += self._row(number, row, role, state)
                elif role != "timer":
                    events.setdefault(f"{row.action}.{role}", []).extend(self._row(number, row, role, state))
        movable = (rule.action for rule in rules if any(due.when for due in rule.due))
        moved = {f"{name}.moved": {"target": f"#{state}", "reenter": True} for name in movable}
        on: Json = {**events, **moved}
        made: Json = {"always": always} if always else {}
        return made | ({"on": on} if on else {})

    def _after(self, rules: list[TimerRule], state: str) -> Json:
        """What happens by itself: the timers in the workflow's order, then the reminders."""
        made: Json = {rule.action: self._fires(rule.action, state, rule.action) for rule in rules}
        reminders = sorted(name for rule in rules for name in reminder_names(rule))
        return made | {name: self._fires(REMINDER, state, name) for name in reminders}

    def _fires(self, action: str, state: str, timer: str) -> list[Json]:
        return [
            made
            for number, row in enumerate(self.workflow.transitions, 1)
            if row.action == action and "timer" in row.by and state in row.from_
            for made in self._row(number, row, "timer", state, timer)
        ]

    def _row(self, number: int, row: Transition, role: str, source: str, timer: str = "") -> Iterator[Json]:
        """A row of the definition as transitions of one state: by way of the return first, where it has one."""
        asked = list(guards(self.workflow, row, role))
        if row.via:
            goes_back = term("goods_go_back", adopting=row.ends.plan if row.ends else None)
            yield self._transition(number, row, source, row.via, [*asked, goes_back], timer)
        yield self._transition(number, row, source, row.to, asked, timer)

    def _transition(
        self, number: int, row: Transition, source: str, target: str | None, asked: list[Json], timer: str
    ) -> Json:
        to = target or source
        changes = self.clocks.changes(row, source, to)
        if timer and timer not in self.workflow.timer_by_name:
            changes["stop"] = [*changes.get("stop", []), timer]
        done = [*actions(self.workflow, row, to), *self._clock(changes, source, to, timer)]
        reenters = to == source and self._restarts(changes, source, timer)
        return {
            **({"target": f"#{to}"} if target or reenters else {}),
            **({"reenter": True} if reenters else {}),
            **joined(asked),
            **({"actions": done} if done else {}),
            "meta": {"row": number},
        }

    def _clock(self, changes: dict[str, list[str]], source: str, to: str, timer: str) -> Iterator[Json]:
        yield from (term(kind, timers=names) for kind, names in changes.items())
        parents = self.clocks.parents
        inside = [name for name in _set(changes, timer) if {source, to} <= parents.get(name, frozenset())]
        if inside:
            yield term("refresh", timers=inside)

    def _restarts(self, changes: dict[str, list[str]], source: str, timer: str) -> bool:
        """Whether the state must be entered again for its own timers."""
        own = {rule.action for rule in self.clocks.rules_at(frozenset((source,)))}
        return not own.isdisjoint(_set(changes, timer))


def _set(changes: dict[str, list[str]], timer: str) -> list[str]:
    """The timers whose clock in XState must be set anew; the one that fires has none any more unless it starts."""
    return [*changes.get("start", []), *(name for name in changes.get("stop", []) if name != timer)]
