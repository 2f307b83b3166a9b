"""Plays a scenario on an engine and holds every line of it against what the engine says."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal, cast

from disputes import (
    Actor,
    Claim,
    Dispute,
    DisputeEngine,
    Event,
    InvalidInput,
    NotFound,
    Order,
    Plan,
    Refused,
)

from ..support import PLATFORM, START, Timeline
from .table import Act, Check, Ended, Given, Nothing, Row, Scenario
from .words import TICK, Values, shown

Regime = Literal["ticking at every line", "ticking at the end only"]
Entry = tuple[str, Values | None]
"""An event as text, and the details it must have (None: a timer's are its own affair)."""


@dataclass
class Story:
    """One dispute: what the table has told of it so far."""

    id: str
    entries: list[Entry]
    outcome_checked: bool = False


@dataclass
class _Run:
    engine: DisputeEngine
    time: Timeline
    ticking: bool
    orders: dict[str, Order] = field(default_factory=dict[str, Order])
    claims: dict[str, Claim] = field(default_factory=dict[str, Claim])
    stories: list[Story] = field(default_factory=list[Story])
    newest: dict[str, Story] = field(default_factory=dict[str, Story])


def play(scenario: Scenario, engine: DisputeEngine, time: Timeline, regime: Regime) -> None:
    """AssertionError names the file, the line and the difference."""
    run = _Run(engine, time, regime == "ticking at every line")
    for row in scenario.rows:
        try:
            _play_row(run, row)
        except Exception as error:
            raise AssertionError(f"{scenario.file}:{row.number} ({scenario.title}): {error}") from error
    try:
        _finish(run)
    except Exception as error:
        raise AssertionError(f"{scenario.file}:{scenario.number} ({scenario.title}), at the end: {error}") from error


def _play_row(run: _Run, row: Row) -> None:
    match row:
        case Given():
            known = run.orders if isinstance(row.what, Order) else run.claims
            cast("dict[str, Order | Claim]", known)[row.line] = row.what
        case Act():
            run.time.move_to(row.at)
            _tick(run)
            got = _happens(run, row) if row.who == "timer" else _attempt(run, row)
            assert _fits(row.result, got), f"→ {got}, not → {row.result}"
            _compare_all(run, so_far=True)
        case Nothing():
            run.time.move_to(max(row.until - TICK, START))
            _tick(run)
            _compare_all(run)
        case Check():
            same(LOOKS[row.what](run, row), row.wanted)
        case Ended():
            _check_outcome(run, row)


def _tick(run: _Run) -> None:
    if run.ticking:
        run.engine.tick()


def _happens(run: _Run, act: Act) -> str:
    """A timer fires by itself: the state that its event led to."""
    story = run.newest[act.line]
    place = len(story.entries)
    history = run.engine.history(story.id)
    assert place < len(history), f"{act.action} does not happen: {shown(act.at)} the dispute's history is over"
    got = history[place].to_state
    story.entries.append((_line(act, "timer", act.action, got), None))
    return got


def _attempt(run: _Run, act: Act) -> str:
    """What comes of an act, in the words of a table; what was done goes into the story."""
    try:
        return _file(run, act) if act.action == "file" else _do(run, act)
    except Refused as refusal:
        return f"refused {refusal.code}"
    except InvalidInput as error:
        return f"invalid {error.field}"
    except NotFound:
        return "not found"


def _fits(wanted: str, got: str) -> bool:
    """`invalid plan` fits any fault of the plan, such as `claim.plan.amount`."""
    if wanted.startswith("invalid ") and got.startswith("invalid "):
        return wanted.removeprefix("invalid ") in got.removeprefix("invalid ").split(".")
    return wanted == got


def _actor(run: _Run, act: Act) -> Actor:
    order = run.orders[act.line]
    people = {"buyer": Actor.buyer(order.buyer), "seller": Actor.seller(order.seller), "platform": PLATFORM}
    return people.get(act.who, Actor.buyer("b-999"))


def _file(run: _Run, act: Act) -> str:
    order, claim = run.orders[act.line], run.claims[act.line]
    dispute = run.engine.file(order, claim, by=_actor(run, act))
    filed: Entry = (_line(act, act.who, "file", "filed"), {"order": order, "claim": claim})
    story = Story(dispute.id, [filed, (_line(act, "system", "route", dispute.state), None)])
    run.stories.append(story)
    run.newest[act.line] = story
    return dispute.state


def _do(run: _Run, act: Act) -> str:
    story = run.newest[act.line]
    details: dict[str, Any] = act.details
    if act.who == "order":
        changed = run.engine.update_order(run.orders[act.line].id, line=act.line, **details)
        state = changed[0].state if changed else "nothing"
    else:
        state = run.engine.act(story.id, act.action, by=_actor(run, act), **details).state
    if state != "nothing":
        kept = {name: value for name, value in details.items() if name != "expected_version"}
        who, action = ("system", "update_order") if act.who == "order" else (act.who, act.action)
        story.entries.append((_line(act, who, action, state), kept))
    return state


def _line(act: Act, who: str, action: str, state: str) -> str:
    return f"{shown(act.at)}  {who}  {action}  → {state}"


def _compare_all(run: _Run, so_far: bool = False) -> None:
    for story in run.stories:
        _compare(run, story, so_far)


def _compare(run: _Run, story: Story, so_far: bool = False) -> None:
    """The whole history as it is now; `so_far`: a timer due at this very instant may still be told."""
    history = run.engine.history(story.id)
    now = run.engine.clock.now()
    while so_far and len(history) > len(story.entries) and _is_of_now(history[-1], now):
        history.pop()
    same("\n".join(map(_told, history)), "\n".join(text for text, _ in story.entries))
    for event, (text, details) in zip(history, story.entries, strict=True):
        assert details is None or event.details == details, f"{text}: details {event.details}, not {details}"


def _is_of_now(event: Event, now: object) -> bool:
    return _by(event) == "timer" and event.occurred_at == now


def _told(event: Event) -> str:
    return f"{shown(event.occurred_at)}  {_by(event)}  {event.action}  → {event.to_state}"


def _by(event: Event) -> str:
    timer = event.actor.role == "system" and event.action not in {"route", "update_order"}
    return "timer" if timer else event.actor.role


def same(got: object, wanted: object) -> None:
    """AssertionError with both, one under the other."""
    assert got == wanted, f"\nwanted\n{wanted}\nbut it is\n{got}"


def _finish(run: _Run) -> None:
    """Everything is recorded now, nothing was left untold, and the feeds tell the same."""
    run.engine.tick()
    _compare_all(run)
    ended = [_check_record(run, story) for story in run.stories]
    fed = {outcome.dispute_id: replace(outcome, position=None) for outcome in run.engine.outcomes()}
    same(fed, {dispute.id: replace(dispute.outcome, position=None) for dispute in ended if dispute.outcome})


def _check_record(run: _Run, story: Story) -> Dispute:
    dispute, history = run.engine.get(story.id), run.engine.history(story.id)
    same([event.seq for event in history], list(range(1, dispute.version + 1)))
    same([event.from_state for event in history], [None, *(event.to_state for event in history[:-1])])
    assert all(event.recorded_at for event in history), "an event is not recorded after a tick"
    same(run.engine.verify(story.id), ())
    assert (dispute.outcome is not None) == story.outcome_checked, "an ended dispute needs its outcome line"
    if dispute.outcome:
        _check_end(run, dispute, history)
    return dispute


def _check_end(run: _Run, dispute: Dispute, history: list[Event]) -> None:
    """It is the last of it: nothing pending, and the refund is ordered once."""
    assert dispute.outcome
    same((dispute.state, dispute.stage, dispute.turn), ("resolved", "resolved", "nobody"))
    same(run.engine.agenda(dispute.id), [])
    ordered = [effect.amount for event in history for effect in event.effects if effect.kind == "refund"]
    same(ordered, [dispute.outcome.refund] if dispute.outcome.refund.amount else [])


def _check_outcome(run: _Run, row: Ended) -> None:
    story = run.newest[row.line]
    dispute = run.engine.get(story.id)
    outcome, order = dispute.outcome, dispute.order
    assert outcome, "the dispute has not ended"
    whose = {"dispute_id": story.id, "order_id": order.id, "line": order.line, "marketplace": "default"}
    parties = {"buyer": order.buyer, "seller": order.seller, "workflow": "aliexpress@2"}
    events = run.engine.history(story.id)
    times = {"filed_at": events[0].occurred_at, "resolved_at": events[-1].occurred_at}
    wanted = {**whose, **parties, **times, "with_return": False, "revision": 1, **row.values}
    same({name: getattr(outcome, name) for name in wanted}, wanted)
    same((dispute.filed_at, dispute.resolved_at), (outcome.filed_at, outcome.resolved_at))
    story.outcome_checked = True


def _plan(plan: Plan | None) -> str:
    if plan is None:
        return "none"
    return f"refund {plan.amount}" if plan.amount else "no refund"


def _dispute(run: _Run, check: Check) -> Dispute:
    return run.engine.get(run.newest[check.line].id)


def _plans(run: _Run, check: Check) -> str:
    plans = _dispute(run, check).plans
    return ", ".join(f"{party} {_plan(plans[party])}" for party in ("buyer", "seller", "platform"))


def _adopted(run: _Run, check: Check) -> str:
    adopted = _dispute(run, check).adopted_plan
    return _plan(adopted) if adopted else "nothing"


def _agenda(run: _Run, check: Check) -> str:
    items = run.engine.agenda(run.newest[check.line].id)
    return ", ".join(f"{item.action} {shown(item.due_at)}" for item in items) or "nothing"


def _evidence(run: _Run, check: Check) -> str:
    return ", ".join(f"{item.id} {item.by}" for item in _dispute(run, check).evidence) or "nothing"


def _reason(run: _Run, check: Check) -> str:
    dispute = _dispute(run, check)
    return f"{dispute.reason}, category {dispute.category}"


def _queue(run: _Run, check: Check) -> str:
    state = check.wanted.partition(":")[0]
    found = run.engine.find(state=state, seller="s-17", order_by="due")
    return f"{state}: " + ", ".join(f"line {dispute.order.line}" for dispute in found)


LOOKS: dict[str, Callable[[_Run, Check], str]] = {
    "plans": _plans,
    "adopted": _adopted,
    "stage": lambda run, check: _dispute(run, check).stage,
    "turn": lambda run, check: _dispute(run, check).turn,
    "agenda": _agenda,
    "evidence": _evidence,
    "reason": _reason,
    "queue": _queue,
}
