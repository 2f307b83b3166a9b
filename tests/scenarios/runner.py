"""Plays a scenario on an engine and holds every line of it against what the engine says."""

from dataclasses import replace
from typing import Any, Literal, cast

from disputes import Actor, Claim, DisputeEngine, Event, InvalidInput, NotFound, Order, Outcome, Refused

from ..support import PLATFORM, START, Timeline
from .looks import LOOKS, check_outcome, check_record
from .run import Entry, Run, Story, same
from .table import Act, Check, Daemon, Ended, Given, Nothing, Row, Scenario, Under
from .words import TICK, shown

Regime = Literal["ticking at every line", "ticking at the end only"]


def play(scenario: Scenario, engine: DisputeEngine, time: Timeline, regime: Regime) -> None:
    """AssertionError names the file, the line and the difference."""
    run = Run(engine, time, regime == "ticking at every line")
    for row in scenario.rows:
        try:
            _play_row(run, row)
        except Exception as error:
            raise AssertionError(f"{scenario.file}:{row.number} ({scenario.title}): {error}") from error
    try:
        _finish(run)
    except Exception as error:
        raise AssertionError(f"{scenario.file}:{scenario.number} ({scenario.title}), at the end: {error}") from error


def _play_row(run: Run, row: Row) -> None:
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
            check_outcome(run, row)
        case Under():
            run.workflow = row.workflow
        case Daemon():
            _daemon(run, row)


def _tick(run: Run) -> None:
    if run.ticking:
        run.engine.tick()


def _daemon(run: Run, row: Daemon) -> None:
    if row.does == "down":
        run.ticking = False
    else:
        run.engine.tick()


def _happens(run: Run, act: Act) -> str:
    """A timer fires by itself: the state that its event led to."""
    story = run.newest[act.line]
    place = len(story.entries)
    history = run.engine.history(story.id)
    assert place < len(history), f"{act.action} does not happen: {shown(act.at)} the dispute's history is over"
    got = history[place].to_state
    story.entries.append((_line(act, "timer", act.action, got), None))
    return got


def _attempt(run: Run, act: Act) -> str:
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


def _actor(run: Run, act: Act) -> Actor:
    order = run.orders[act.line]
    people = {"buyer": Actor.buyer(order.buyer), "seller": Actor.seller(order.seller), "platform": PLATFORM}
    return people.get(act.who, Actor.buyer("b-999"))


def _file(run: Run, act: Act) -> str:
    order, claim = run.orders[act.line], run.claims[act.line]
    dispute = run.engine.file(order, claim, run.workflow, by=_actor(run, act))
    filed: Entry = (_line(act, act.who, "file", "filed"), {"order": order, "claim": claim})
    story = Story(dispute.id, run.workflow, [filed, (_line(act, "system", "route", dispute.state), None)])
    run.stories.append(story)
    run.newest[act.line] = story
    return dispute.state


def _do(run: Run, act: Act) -> str:
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


def _compare_all(run: Run, so_far: bool = False) -> None:
    for story in run.stories:
        _compare(run, story, so_far)


def _compare(run: Run, story: Story, so_far: bool = False) -> None:
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


def _finish(run: Run) -> None:
    """Everything is recorded now, nothing was left untold, and the feeds tell the same."""
    run.engine.tick()
    _compare_all(run)
    for story in run.stories:
        check_record(run, story)
    fed: dict[str, list[Outcome]] = {}
    for outcome in run.engine.outcomes():
        fed.setdefault(outcome.dispute_id, []).append(replace(outcome, position=None))
    same(fed, {story.id: story.outcomes for story in run.stories if story.outcomes})
