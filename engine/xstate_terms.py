"""The terms of an exported machine: guards, deadlines and actions by name, with params that are plain JSON."""

from collections.abc import Iterable, Iterator

from .conditions import AnyOf, Condition, Guard, Is, Marked, NotAfter, NotBefore
from .deadlines import After, Deadline, Point
from .definition import FILE, RESOLVED, SETTLED, Transition, Workflow

Json = dict[str, object]


def term(kind: str, /, **params: object) -> Json:
    """A guard or an action: XState finds what it does under its type."""
    return {"type": kind, "params": params} if params else {"type": kind}


def deadline_data(deadline: Deadline) -> object:
    """A deadline as data: a time point is its name, the rest an object with the name of what it does."""
    if isinstance(deadline, Point):
        return deadline.name
    if isinstance(deadline, After):
        return {"after": {"duration": deadline.duration.name, "of": deadline_data(deadline.of)}}
    return {deadline.which: [deadline_data(part) for part in deadline.of]}


def condition_term(condition: Condition, adopting: str | None = None) -> Json:
    """A condition as a guard; `adopting` says which plan the row adopts, where it ends the dispute."""
    if isinstance(condition, Guard):
        return term(condition.name, **({"adopting": adopting} if adopting else {}))
    if isinstance(condition, Is):
        return term("is", fact=condition.fact, value=condition.value, negated=condition.negated)
    if isinstance(condition, Marked):
        return term("known", point=condition.point, negated=condition.negated)
    if isinstance(condition, AnyOf):
        return term("any", of=[condition_term(one, adopting) for one in condition.of])
    if isinstance(condition, NotBefore | NotAfter):
        kind = "not_before" if isinstance(condition, NotBefore) else "not_after"
        return term(kind, deadline=deadline_data(condition.deadline))
    return term("sooner", instant=deadline_data(condition.instant), than=deadline_data(condition.than))


def joined(guards: Iterable[Json]) -> Json:
    """The `guard` of a transition or nothing: several are one that asks for all, since JSON has no `and`."""
    found = list(guards)
    if len(found) > 1:
        return {"guard": term("all", of=found)}
    return {"guard": found[0]} if found else {}


def guards(workflow: Workflow, row: Transition, role: str) -> Iterator[Json]:
    """What must hold for a row when this role takes it, in the order in which it is asked."""
    if row.given:
        yield term("given", **row.given)
    action = workflow.action(row.action, role)
    if action and {"plan", "claim"} & {*action.takes, *action.may_take}:
        yield term("plan_offered", plans=list(workflow.plans))
        yield term("plan_affordable")
    yield from (condition_term(one, row.ends.plan if row.ends else None) for one in row.when)


def ends_here(workflow: Workflow, row: Transition, to: str) -> bool:
    """Whether the row ends the dispute by coming to this state; else it settles how it will end."""
    return workflow.state_by_name[to].stage == "resolved"


def marks(workflow: Workflow, row: Transition, to: str) -> tuple[str, ...]:
    """Every time point that the row sets by coming to this state."""
    if row.ends is None:
        return row.marks
    return (*row.marks, RESOLVED if ends_here(workflow, row, to) else SETTLED)


def actions(workflow: Workflow, row: Transition, to: str) -> Iterator[Json]:
    """What the row does to the record when it comes to this state: changes, time points, ending, effects."""
    yield from (term(name) for name in row.changes)
    if points := marks(workflow, row, to):
        yield term("mark", points=list(points))
    if ends := row.ends:
        said = {"resolution": ends.resolution, "decided_by": ends.decided_by, "winner": ends.winner}
        kind = "end" if ends_here(workflow, row, to) else "settle"
        yield term(kind, **said, liable=ends.liable, plan=ends.plan)
    yield from (term("effect", kind=kind) for kind in row.effects)


def sources(row: Transition, new: str) -> tuple[str, ...]:
    """The states that a row leads from; a filing leads from nowhere."""
    return (new,) if row.action == FILE else row.from_
