"""Firing what is due over all disputes, in bounded batches, and the holds that keep timers back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from .context import Context, Settled, fired_of, settle_now, visible
from .errors import DisputeError, InvalidInput, NotFound, Refused, WorkflowInvalid, suggestion
from .fields import Id, ListOrTuple, Text, check_field
from .inputs import Actor
from .logs import LOG, in_short
from .ports import Claimed, Step, Transaction
from .records import Dispute, Fired, Hold, Parked, Tick

BATCH = 500
PARK_AT = 5
"""A dispute whose firing failed this often is parked."""
MOST_SHOWN = 10_000
"""How many held and foreign disputes a tick lists at the most."""


@dataclass
class _Drain:
    """One drain of everything due at `now`; each dispute is tried once."""

    now: datetime
    fired: list[Fired] = field(default_factory=list[Fired])
    parked: list[Parked] = field(default_factory=list[Parked])
    failed: list[str] = field(default_factory=list[str])
    tried: set[str] = field(default_factory=set[str])
    after: tuple[datetime, str] | None = None


def tick(context: Context, now: datetime, session: object | None, stop: Callable[[], bool]) -> Tick:
    """Fire everything that is due at one instant."""
    drain = _Drain(now)
    more = True
    while more and not stop():
        before = len(drain.fired)
        with context.store.writing(session) as transaction:
            more = run_once(context, transaction, drain, BATCH)
        # After the commit: what was rolled back has not fired.
        for fired in drain.fired[before:]:
            LOG.info("timer fired", **_facts(fired))
    with context.store.reading(session) as reading:
        left = [item for item in reading.overdue(drain.now, MOST_SHOWN) if not item.parked]
        holds = reading.holds()
    return Tick(
        drain.now,
        tuple(drain.fired),
        tuple(drain.parked),
        tuple(drain.failed),
        held=tuple(item.dispute_id for item in left if any(h.covers(item.dispute_id, item.action) for h in holds)),
        foreign=tuple(item.dispute_id for item in left if item.workflow_id not in context.registry.ids),
    )


def run_once(context: Context, transaction: Transaction, drain: _Drain, limit: int) -> bool:
    """Fire what is due of at most `limit` disputes; whether there may be more."""
    holds = transaction.holds()
    if any(not hold.timers and hold.dispute_id is None for hold in holds):
        return False
    claims = transaction.claim(drain.now, limit, context.registry.ids, drain.after)
    drain.after = claims.after
    fresh = [item for item in claims.items if item.dispute_id not in drain.tried]
    settled = [done for item in fresh if (done := _settle(context, transaction, item, drain, holds))]
    _write(transaction, settled, drain)
    return drain.after is not None


def _settle(
    context: Context, transaction: Transaction, item: Claimed, drain: _Drain, holds: Sequence[Hold]
) -> Settled | None:
    """What firing does to one dispute; a failure is counted and strands nobody else."""
    drain.tried.add(item.dispute_id)
    try:
        if item.dispute is None:
            raise DisputeError(item.error)
        workflow = context.workflow_of(transaction, item.dispute)
        return settle_now(workflow, item.dispute, drain.now, holds)
    except WorkflowInvalid:
        raise  # The process has the wrong definitions: no dispute is to blame.
    except Exception as error:  # One poisoned dispute must not hold up its batch.
        _count(transaction, item.dispute_id, item.dispute, error, drain)
        return None


def _write(transaction: Transaction, settled: list[Settled], drain: _Drain) -> None:
    """Write a batch; when that fails, one by one, so that only the culprit is left."""
    steps = [step for one in settled for step in one.steps]
    try:
        with transaction.savepoint():
            _append(transaction, steps)
    except Exception as error:
        LOG.warning("a batch failed, written one by one", disputes=len(settled), error=f"{type(error).__name__}")
        for one in settled:
            _write_one(transaction, one, drain)
    else:
        drain.fired += [fired for one in settled for fired in one.fired]


def _write_one(transaction: Transaction, one: Settled, drain: _Drain) -> None:
    try:
        with transaction.savepoint():
            _append(transaction, one.steps)
    except Exception as error:
        _count(transaction, one.dispute.id, one.steps[0].before, error, drain)
    else:
        drain.fired += one.fired


def _append(transaction: Transaction, steps: Sequence[Step]) -> None:
    if steps:
        transaction.append(steps)


def _count(transaction: Transaction, dispute_id: str, dispute: Dispute | None, error: Exception, drain: _Drain) -> None:
    """Count a failure of a dispute, which is None when it could not even be read."""
    text = in_short(error)
    attempts = transaction.count_failure(dispute_id, text, PARK_AT, drain.now)
    # The next timer is the one that waits: of all that were to fire, none has.
    stuck = min(dispute.timers, key=lambda timer: timer.due_at, default=None) if dispute else None
    facts = _facts(fired_of(dispute, stuck, drain.now)) if dispute and stuck else {"dispute": dispute_id}
    LOG.error("firing failed", **facts, attempts=attempts, error=text)
    if attempts >= PARK_AT:
        drain.parked.append(Parked(dispute_id, attempts, text))
    else:
        drain.failed.append(dispute_id)


def _facts(fired: Fired) -> dict[str, object]:
    """What the log says of a timer."""
    return {
        "dispute": fired.dispute_id,
        "order": fired.order_id,
        "workflow": fired.workflow_id,
        "action": fired.timer,
        "lateness_seconds": fired.lateness.total_seconds(),
    }


def hold(
    context: Context,
    why: str,
    by: Actor,
    timers: Sequence[str],
    dispute_id: str | None,
    session: object | None,
) -> Hold:
    """Keep timers from firing: all, or those named, of all disputes or of one."""
    check_field("why", why, Text)
    check_field("dispute_id", dispute_id, Id | None)
    _check_operator(by)
    known = context.registry.timers
    for name in check_field("timers", timers, Annotated[tuple[Id, ...], ListOrTuple]):
        if name not in known:
            raise InvalidInput("timers", f"no workflow has a timer {name!r}{suggestion(name, known)}")
    with context.store.writing(session) as transaction:
        if dispute_id is not None:
            visible(transaction.dispute(dispute_id), dispute_id)
        now = context.clock.now()
        placed = Hold(context.ids.uuid7(now), why, by, now, tuple(timers), dispute_id)
        transaction.put_hold(placed)
        return placed


def resume(context: Context, hold_id: str, by: Actor, session: object | None) -> None:
    """End a hold: what it kept back fires at the next tick, each timer at its own due time."""
    check_field("hold_id", hold_id, Id)
    _check_operator(by)
    with context.store.writing(session) as transaction:
        if not transaction.release_hold(hold_id, by, context.clock.now()):
            raise InvalidInput("hold_id", f"no hold {hold_id!r} stands")


def unpark(context: Context, dispute_id: str, session: object | None) -> None:
    """Let a parked dispute's timers fire again at the next tick."""
    check_field("dispute_id", dispute_id, Id)
    with context.store.writing(session) as transaction:
        if not transaction.unpark(dispute_id):
            raise NotFound(dispute_id)


def _check_operator(by: Actor) -> None:
    if check_field("by", by, Actor).role not in {"platform", "system"}:
        raise Refused("wrong_actor", f"Holds are the platform's or the system's, not the {by.role}'s.")
