"""What a walk over a definition proves: its faults, what is worth a look, and within which time disputes end."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

from .bounds import Moment, ends_and_last_words
from .cycles import endless, loops
from .definition import Workflow
from .findings import Findings
from .latest import Latest, span_words
from .remarks import remarks
from .untaken import untaken
from .walking import walk


@dataclass(frozen=True, slots=True)
class Step:
    """One event of the longest way: what is done, by whom or by the timer, where it leads, and when at the latest."""

    action: str
    by: str
    state: str
    at: Latest


@dataclass(frozen=True, slots=True)
class Bound:
    """Within which time something has happened, whatever the parties do, and the way that takes longest.

    `at` has every timer extended and the clock paused to the cap; `unextended` neither. The way's times have
    the extensions, not the pauses: `paused` is what they add.
    """

    at: Latest
    unextended: Latest
    paused: timedelta
    way: tuple[Step, ...]

    def sentence(self) -> str:
        """The bound in words, with what it is where nobody extends or pauses."""
        if self.at == self.unextended:
            return f"at most {self.at.words()}"
        return f"at most {self.at.words()} (nothing extended or paused: {self.unextended.words()})"

    def table(self) -> list[tuple[str, str]]:
        """The way, each step with its latest time, host facts aside; pauses come last, whenever they are."""
        steps = [(_day(step.at), f"{step.action} ({step.by}) → {step.state}") for step in self.way]
        return [*steps, (_day(self.at), f"with {span_words(self.paused)} of pauses")] if self.paused else steps

    def as_json(self) -> dict[str, object]:
        """Plain JSON data; times as days after filing and after facts of the host."""
        way = [{"action": step.action, "by": step.by, "state": step.state, "days": step.at.days()} for step in self.way]
        return {"days": self.at.days(), "unextended": self.unextended.days(), "way": way}


def _day(at: Latest) -> str:
    from_filing = at.since()
    return at.words() if from_filing is None else span_words(from_filing)


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found. `end`: until a dispute has ended; `last_word`: until no appeal is pending or possible any more.

    A bound is None where there is none: with faults, or after the end without a limit.
    """

    workflow: str
    faults: tuple[str, ...]
    warnings: tuple[str, ...]
    end: Bound | None = None
    last_word: Bound | None = None


def prove(workflow: Workflow) -> Proof:
    """Walk over a definition whose names are all right."""
    graph = walk(workflow)
    findings = Findings(graph)
    faults = tuple(chain(findings.faults(), untaken(graph)))
    if faults:
        return Proof(workflow.id, faults, tuple(remarks(graph, endless=False)))
    every = loops(graph, lambda _: True)
    lasting = any(True for loop in every for _ in endless(graph, loop))
    if lasting:
        # What can go on for ever after the end has no last word; the end has its bound all the same.
        graph, every = graph.until_the_end(), findings.loops
    try:
        extended = ends_and_last_words(graph, every, extended=True)
        plain = ends_and_last_words(graph, every, extended=False)
    except OverflowError:
        return Proof(workflow.id, ("No bound was found: there are too many ways round below the longest timers.",), ())
    end, last = (_bound(workflow, *pair) for pair in zip(extended, plain, strict=True))
    last = None if lasting else last
    return Proof(workflow.id, (), tuple(remarks(graph, endless=last is None)), end, last)


def _bound(workflow: Workflow, extended: Moment | None, plain: Moment | None) -> Bound | None:
    if extended is None or plain is None or not extended.at.is_bounded:
        return None
    pause = workflow.pausable.span if workflow.pausable else timedelta()
    return Bound(extended.at + pause, plain.at, pause, tuple(map(_step, extended.way())))


def _step(moment: Moment) -> Step:
    assert moment.by is not None, "a way begins with the filing"
    return Step(moment.by.row.action, moment.by.by, moment.node.state, moment.at)
