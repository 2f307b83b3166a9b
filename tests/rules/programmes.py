"""Programmes: who does what and when, in a dispute on two lines of one order; and how to play them.

A programme says "one microsecond before the next deadline" or "the third action that is allowed". The first
play, on an engine that nobody ticks, turns that into a script of instants and calls; every other play repeats
the script under another schedule of ticks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from disputes import (
    ActionItem,
    Actor,
    Claim,
    CommandConflict,
    Engine,
    InvalidInput,
    ManualClock,
    NotFound,
    Order,
    Refused,
    workflows,
)

from ..support import BUYER, PLATFORM, SELLER, START, an_order
from .steps import NEVER, Allowed, Call, Programme, Step, Ticks, Wait

ORDER_ID = "8190021"
CLOCK_COMMANDS = frozenset(("extend", "pause", "resume"))
NOBODYS = "01900000-0000-7000-8000-000000000000"
"""The id of a dispute that does not exist."""

PARTIES = (BUYER, SELLER, PLATFORM)
AFTERWARDS = timedelta(days=250)
"""Long enough for every timer to fire."""

Result = tuple[object, ...]
Offer = tuple[Actor, list[ActionItem]]
Scripted = tuple[datetime, Call]


class Play:
    """A programme under way on one engine."""

    def __init__(self, engine: Engine, clock: ManualClock, facts: Mapping[str, Any], ticks: Ticks = NEVER) -> None:
        self.engine = engine
        self.clock = clock
        self.ticks = ticks
        self.facts = facts
        self.ids: list[str] = []
        self.newest: dict[str, str] = {}
        self.lines: dict[str, str] = {}
        self.results: list[Result] = []
        self.script: list[Scripted] = []

    def run(self, programme: Programme) -> "Play":
        """Take all steps of a programme."""
        for step in programme.steps:
            self.step(step)
        return self

    def step(self, step: Step) -> None:
        """Take one step, when and as the programme describes it; a line that is decided has another in its place."""
        call = replace(step.call, line=self.lines.get(step.call.line, step.call.line))
        self.go_to(self.resolve(step.wait, call.line))
        self.do(call if isinstance(call, Call) else self.choose(call, step.call.line))

    def repeat(self, script: Sequence[Scripted]) -> "Play":
        """Do what another play did, at the same instants."""
        for instant, call in script:
            self.go_to(instant)
            self.do(call)
        return self

    def do(self, call: Call) -> None:
        """Make a call now."""
        self.script.append((self.clock.now(), call))
        self.results.append(self.take(call))

    def finish(self) -> "Play":
        """Wait until nothing is left to happen."""
        self.go_to(self.clock.now() + AFTERWARDS)
        return self

    def resolve(self, wait: Wait, line: str) -> datetime:
        """The instant of a wait, as things stand."""
        now = self.clock.now()
        if wait.deadline is None or line not in self.newest:
            return now + abs(wait.span)
        agenda = self.engine.agenda(self.newest[line])
        due = agenda[wait.deadline % len(agenda)].due_at if agenda else now
        return max(now, due + wait.span)

    def choose(self, choice: Allowed, line: str) -> Call:
        """The call that a choice is, as things stand; a filing when nothing is allowed."""
        dispute_id = self.newest.get(choice.line)
        allowed = [(by, items) for by in PARTIES if (items := self._allowed(dispute_id, by, choice.clock))]
        if not allowed:
            if dispute_id and self.engine.get(dispute_id).stage == "resolved":
                self.lines[line] = f"{line}-{len(self.ids)}"
            filed = {name: choice.palette[name] for name in ("claim", "workflow")}
            return Call("file", self.lines.get(line, line), BUYER, details=filed)
        if choice.moves and dispute_id:
            allowed = self._moving(dispute_id, allowed) or allowed
        by, items = allowed[choice.who % len(allowed)]
        item = items[choice.which % len(items)]
        details = {name: choice.palette[name] for name in item.takes}
        details |= {name: value for name, value in choice.palette.items() if name in item.may_take}
        if item.action == "extend":
            details["timer"] = self._waiting(choice)
        return Call("act", choice.line, by, item.action, details, mends=choice.mends)

    def _allowed(self, dispute_id: str | None, by: Actor, clock: bool) -> list[ActionItem]:
        items = self.engine.actions(dispute_id, by=by) if dispute_id else []
        return [item for item in items if item.allowed and (clock or item.action not in CLOCK_COMMANDS)]

    def _moving(self, dispute_id: str, allowed: Sequence[Offer]) -> list[Offer]:
        """Of what is allowed what leads on."""
        dispute = self.engine.get(dispute_id)
        rows = workflows.get(dispute.workflow_id).transitions
        names = {row.action for row in rows if row.to and dispute.state in row.from_} - {"withdraw"}
        moving = ((by, [item for item in items if item.action in names]) for by, items in allowed)
        return [(by, items) for by, items in moving if items]

    def _waiting(self, choice: Allowed) -> str:
        """One of the timers that wait, whether or not the clock is stopped."""
        dispute = self.engine.get(self.newest[choice.line])
        names = sorted(t.name for t in (*dispute.timers, *dispute.paused_timers) if not t.hangs_on)
        return names[choice.which % len(names)]

    def go_to(self, instant: datetime) -> None:
        """Let time pass, with the ticks of this play's schedule."""
        start = self.clock.now()
        if self.ticks.punctual:
            self._tick_at_every_due_time(instant)
        for percent in sorted(self.ticks.within(len(self.script))):
            self._tick_at(start + (instant - start) * percent // 100)
        self.clock.set(instant)

    def _tick_at_every_due_time(self, end: datetime) -> None:
        while (due := self.engine.next_due_at()) and due <= end:
            self._tick_at(max(due, self.clock.now()))

    def _tick_at(self, instant: datetime) -> None:
        self.clock.set(instant)
        self.engine.tick()

    def take(self, call: Call) -> Result:
        """Make a call and say what came of it."""
        try:
            return ("done", self._make(call))
        except InvalidInput as error:
            return ("InvalidInput", error.field)
        except Refused as error:
            return ("Refused", error.code, error.allowed)
        except (NotFound, CommandConflict) as error:
            return (type(error).__name__,)

    def _make(self, call: Call) -> object:
        dispute_id = self.newest.get(call.line, NOBODYS)
        if call.operation == "file":
            return self._file(call)
        if call.operation == "update_order":
            return self._update_order(call)
        if call.operation == "erase":
            return self.engine.erase(dispute_id, why="asked for", command_id=call.command_id).version
        if call.action in CLOCK_COMMANDS and not call.mends:
            self.engine.tick()
        version = None if call.seen is None else self._version(dispute_id) + call.seen
        dispute = self.engine.act(
            dispute_id, call.action, by=call.by, expected_version=version, command_id=call.command_id, **call.details
        )
        return dispute.version, dispute.state

    def _version(self, dispute_id: str) -> int:
        return 1 if dispute_id == NOBODYS else self.engine.get(dispute_id).version

    def _file(self, call: Call) -> object:
        claim: Claim = call.details["claim"]
        workflow = call.details.get("workflow", "aliexpress")
        dispute = self.engine.file(self._order(call.line), claim, workflow, by=call.by, command_id=call.command_id)
        if dispute.id not in self.ids:
            self.ids.append(dispute.id)
        self.newest[call.line] = dispute.id
        return dispute.version, dispute.state

    def _order(self, line: str) -> Order:
        return an_order(id=ORDER_ID, line=line, **self.facts)

    def _update_order(self, call: Call) -> object:
        line = None if call.action == "whole order" else call.line
        done = self.engine.update_order(ORDER_ID, line, command_id=call.command_id, **call.details)
        return sorted((self.ids.index(dispute.id), dispute.version) for dispute in done)


def played(engine: Engine, clock: ManualClock, programme: Programme) -> Play:
    """A programme's first play."""
    return Play(engine, clock, programme.facts).run(programme)


def a_clock() -> ManualClock:
    """A clock that stands at START."""
    return ManualClock(START)
