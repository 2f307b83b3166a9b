"""One action for every dispute that a search or an outage window selects, each in a transaction of its own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from . import commands, migrating
from .built_in import CLOCK_ACTIONS, CLOCK_COMMANDS, EXTEND, MIGRATE, MIGRATION, PAUSE, RESUME
from .context import Context
from .definition import PAUSE_ENDS
from .details import check_details
from .errors import CommandConflict, InvalidInput, NotFound, Refused, suggestion
from .fields import Id, Instant, check_field
from .ports import Query
from .reading import query_of
from .records import Dispute, Event, Timer
from .repeats import Request

PAGE = 500
MOST_FIRED = 10_000
"""How many timers that have fired in a window are listed at the most."""

Window = tuple[datetime, datetime]
_FILTERS = ("stage", "state", "turn", "seller", "buyer", "order", "line", "reason", "marketplace", "workflow")


@dataclass(frozen=True, slots=True)
class Move:
    """A timer that is due at another time than before; None: it does not wait."""

    timer: str
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True)
class BulkItem:
    """What became of one dispute, or would become of it; `refused` is the code when nothing did, `why` a sentence.

    `fires_at_once` are the timers that are overdue afterwards.
    """

    dispute_id: str
    order_id: str
    line: str
    before: str
    after: str
    moves: tuple[Move, ...] = ()
    fires_at_once: tuple[str, ...] = ()
    refused: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Bulk:
    """What a bulk action did, or with `dry_run` would do.

    `fired` are the timers that fired in the window before it was mended: those events stand.
    """

    action: str
    dry_run: bool
    items: tuple[BulkItem, ...]
    fired: tuple[Event, ...] = ()

    @property
    def done(self) -> int:
        """How many disputes it was done to."""
        return sum(item.refused is None for item in self.items)


def bulk(
    context: Context,
    request: Request,
    where: Mapping[str, Any],
    window: Window | None,
    dry_run: bool,
    progress: Callable[[BulkItem], None],
) -> Bulk:
    """Do it to every open dispute that fits; a repetition with the same command id does the rest."""
    if request.action not in {*CLOCK_COMMANDS, MIGRATE}:
        allowed = ", ".join(sorted({*CLOCK_COMMANDS, MIGRATE}))
        raise InvalidInput("action", f"is done to one dispute at a time; to many: {allowed}")
    if request.by.role != "platform":
        raise Refused("wrong_actor", f"{request.action} is for platform, not for the {request.by.role}.")
    request = request.with_details(_details(context, request))
    query, window = _query(context, where), _checked(window)
    items: list[BulkItem] = []
    for dispute in _selected(context, request, query, window):
        item = _one(context, dispute, request, dry_run)
        items.append(item)
        progress(item)
    return Bulk(request.action, dry_run, tuple(items), _fired(context, request, query, window))


def _details(context: Context, request: Request) -> dict[str, object]:
    """The details, checked once for all; InvalidInput for a timer or a version that there is not."""
    action = next(one for one in (*CLOCK_ACTIONS, MIGRATION) if one.name == request.action)
    details = check_details(action.name, request.details, action.takes, action.may_take)
    if request.action == MIGRATE:
        context.registry.get(str(details["to"]))
    elif (timer := details.get("timer")) and timer not in context.registry.timers:
        raise InvalidInput(
            "timer", f"no workflow has a timer {timer!r}{suggestion(str(timer), context.registry.timers)}"
        )
    return details


def _query(context: Context, where: Mapping[str, Any]) -> Query:
    """The filters; InvalidInput for one that nothing could ever fit."""
    for name in where:
        if name not in _FILTERS:
            raise InvalidInput(f"where.{name}", f"is no filter{suggestion(name, _FILTERS)}: {', '.join(_FILTERS)}")
    if (workflow := where.get("workflow")) is not None:
        context.registry.get(check_field("where.workflow", workflow, Id))
    if (state := where.get("state")) is not None and state not in context.registry.states:
        rule = f"no workflow has a state {state!r}{suggestion(str(state), context.registry.states)}"
        raise InvalidInput("where.state", rule)
    filters = {name: where.get(name) for name in _FILTERS if name != "workflow"}
    return query_of(PAGE, "filed", None, check_field("workflow", where.get("workflow"), Id | None), **filters)


def _checked(window: Window | None) -> Window | None:
    if window is None:
        return None
    since, until = (check_field("window", instant, Instant) for instant in window)
    if since >= until:
        raise InvalidInput("window", "must end after it begins")
    return since, until


def _selected(context: Context, request: Request, query: Query, window: Window | None) -> Iterator[Dispute]:
    """The open disputes that fit, in the order of their filing."""
    while True:
        with context.store.reading() as reading:
            page = reading.find(query)
        yield from (one for one in page if one.is_pending and _concerns(context, request, one, window))
        if len(page) < query.limit:
            return
        query = replace(query, after=(page[-1].filed_at, page[-1].id))


def _concerns(context: Context, request: Request, dispute: Dispute, window: Window | None) -> bool:
    """Whether the action can mean anything to this dispute."""
    if window and not any(window[0] <= timer.due_at < window[1] for timer in _waiting(request, dispute)):
        return False
    match request.action:
        case "extend":
            return bool(_waiting(request, dispute))
        case "pause":
            return dispute.paused_at is None and bool(dispute.timers)
        case "resume":
            return dispute.paused_at is not None
        case _:
            target = context.registry.get(str(request.details.get("to")))
            return dispute.workflow == target.name and dispute.workflow_version != target.version


def _waiting(request: Request, dispute: Dispute) -> list[Timer]:
    """The dispute's deadlines; for an extension the one that is extended."""
    timers = [timer for timer in (*dispute.timers, *dispute.paused_timers) if timer.hangs_on is None]
    if request.action != EXTEND:
        return timers
    return [timer for timer in timers if timer.name == request.details.get("timer")]


class _Undone(Exception):
    """Takes a dry run back."""


def _one(context: Context, found: Dispute, request: Request, dry_run: bool) -> BulkItem:
    command = replace(request, command_id=f"{request.command_id}:{found.id}")
    carry = migrating.migrate if request.action == MIGRATE else commands.act
    item: BulkItem | None = None
    try:
        with context.store.writing() as transaction:
            before = transaction.lock(found.id) or found
            after = carry(context, found.id, command, None, transaction)
            item = _compare(before, after, context.clock.now())
            if dry_run:
                raise _Undone
    except _Undone:
        pass
    except Refused as refusal:
        return _refused(found, refusal.code, refusal.why)
    except (InvalidInput, CommandConflict, NotFound) as error:
        return _refused(found, type(error).__name__, str(error))
    assert item is not None, "it was carried out, or an error says why not"
    return item


def _refused(dispute: Dispute, code: str, why: str) -> BulkItem:
    where = _where(dispute)
    return BulkItem(dispute.id, dispute.order.id, dispute.order.line, where, where, refused=code, why=why)


def _where(dispute: Dispute) -> str:
    return f"{dispute.workflow_id} {dispute.state}"


def _compare(before: Dispute, after: Dispute, now: datetime) -> BulkItem:
    was, will = _due(before), _due(after)
    moves = tuple(
        Move(name, was.get(name), will.get(name))
        for name in sorted(was.keys() | will.keys())
        if was.get(name) != will.get(name)
    )
    at_once = tuple(sorted(timer.action for timer in after.timers if timer.due_at <= now))
    order = after.order
    return BulkItem(after.id, order.id, order.line, _where(before), _where(after), moves, at_once)


def _due(dispute: Dispute) -> dict[str, datetime]:
    timers: Sequence[Timer] = (*dispute.timers, *dispute.paused_timers)
    return {timer.name: timer.due_at for timer in timers if timer.hangs_on is None}


def _fired(context: Context, request: Request, query: Query, window: Window | None) -> tuple[Event, ...]:
    """What has fired in the window in disputes that fit; for an extension, that timer."""
    if window is None or request.action not in {EXTEND, PAUSE, RESUME}:
        return ()
    wanted = {str(request.details.get("timer"))} if request.action == EXTEND else context.registry.timers
    with context.store.reading() as reading:
        fired = reading.fired(*window, wanted - {PAUSE_ENDS}, MOST_FIRED)
        disputes = {one.dispute_id: reading.dispute(one.dispute_id) for one in fired}
    return tuple(event for event in fired if (one := disputes[event.dispute_id]) and _fits(one, query))


def _fits(dispute: Dispute, query: Query) -> bool:
    """Whether a dispute fits what does not change about it; its state was another when the timer fired."""
    order = dispute.order
    known = {
        "seller": order.seller,
        "buyer": order.buyer,
        "order": order.id,
        "line": order.line,
        "marketplace": order.marketplace,
        "workflow": dispute.workflow,
        "reason": dispute.reason,
    }
    return all(getattr(query, name) in (None, value) for name, value in known.items())
