"""Reads: the truth as of now for one dispute, what is recorded for many."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated, Any, Generic, TypeVar

from pydantic import ConfigDict, Field, TypeAdapter

from .agenda import action_items, agenda_items
from .context import Context, revealed, visible
from .definition import Workflow
from .errors import InvalidInput
from .fields import Id, Instant, check_field
from .inputs import Actor
from .personal import map_personal, opener
from .ports import OrderBy, Query, Reading
from .projection import HELD_BACK, held_timer, held_words, project
from .records import ActionItem, AgendaItem, Dispute, Event, Outcome, Stage, Turn
from .refunds import RefundQuery, refund_faults
from .replay import filed_under, verify

T = TypeVar("T")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MAX_LIMIT = 10_000
_MAX_POSITION = 2**53
_WORKFLOW = re.compile(r"[^@]+(@[1-9][0-9]{0,8})?")
_Microseconds = Annotated[int, Field(ge=0, lt=40_000_000_000_000_000)]
_CURSOR = TypeAdapter(tuple[OrderBy, _Microseconds | None, Id], config=ConfigDict(strict=True))


class Page(tuple[T, ...], Generic[T]):
    """A page of results: a tuple, and `next`, the cursor of the page after it (None on the last)."""

    next: str | None

    def __new__(cls, items: Iterable[T], next: str | None = None) -> "Page[T]":
        """A page of these items."""
        page = super().__new__(cls, items)
        page.next = next
        return page


def get(context: Context, dispute_id: str, session: object | None) -> Dispute:
    """The dispute as of now, overdue timers carried out in memory."""
    with context.store.reading(session) as reading:
        _, dispute, _ = _projected(context, reading, dispute_id)
        return revealed(reading, [dispute])[0]


def history(context: Context, dispute_id: str, session: object | None) -> list[Event]:
    """The events as of now; those not recorded yet have `recorded_at` None."""
    with context.store.reading(session) as reading:
        _, _, projected = _projected(context, reading, dispute_id)
        reveal = opener(reading.texts([dispute_id]))
        events = [*reading.history(dispute_id), *projected]
        return [replace(event, details=map_personal(event.details, reveal)) for event in events]


def actions(context: Context, dispute_id: str, by: Actor, session: object | None) -> list[ActionItem]:
    """What this actor may do now, or may not and why."""
    check_field("by", by, Actor)
    with context.store.reading(session) as reading:
        workflow, dispute, _ = _projected(context, reading, dispute_id, by)
        now = context.now_for(dispute)
        items = action_items(workflow, dispute, by, now)
        held = held_timer(workflow, dispute, now, reading.holds()) if by.role in HELD_BACK else None
        return [replace(item, allowed=False, why=held_words(held)) for item in items] if held else items


def agenda(context: Context, dispute_id: str, session: object | None) -> list[AgendaItem]:
    """What happens next by itself, in order."""
    with context.store.reading(session) as reading:
        workflow, dispute, _ = _projected(context, reading, dispute_id)
        return agenda_items(workflow, dispute, context.now_for(dispute))


def _projected(
    context: Context, reading: Reading, dispute_id: str, by: Actor | None = None
) -> tuple[Workflow, Dispute, list[Event]]:
    dispute = visible(reading.dispute(check_field("dispute_id", dispute_id, Id)), dispute_id, by)
    workflow = context.workflow_of(reading, dispute)
    after, decisions = project(workflow, dispute, context.now_for(dispute), reading.holds())
    return workflow, after, [event for decision in decisions for event in decision.events]


def find(context: Context, query: Query, cursor: str | None, session: object | None) -> Page[Dispute]:
    """A page of disputes as recorded, overdue ones marked."""
    limit = check_limit(query.limit)
    query = replace(query, after=None if cursor is None else _key(query, cursor), limit=limit + 1)
    with context.store.reading(session) as reading:
        found = reading.find(query)
        now = context.clock.now()
        shown = [replace(dispute, overdue=_is_overdue(dispute, now)) for dispute in found[:limit]]
        more = len(found) > limit
        return Page(revealed(reading, shown), _cursor(query, shown[-1]) if more else None)


def _is_overdue(dispute: Dispute, now: datetime) -> bool:
    return any(timer.due_at <= now for timer in dispute.timers)


def check_limit(limit: int) -> int:
    """A page's length: 1 to 10,000."""
    if not 1 <= check_field("limit", limit, int) <= MAX_LIMIT:
        raise InvalidInput("limit", f"must be 1 to {MAX_LIMIT}")
    return limit


def sort_key(query: Query, dispute: Dispute) -> tuple[datetime | None, str]:
    """What a page is ordered by: the due or filing time, disputes without a due time last, then the id."""
    return (dispute.due_at if query.order_by == "due" else dispute.filed_at), dispute.id


def _cursor(query: Query, last: Dispute) -> str:
    instant, dispute_id = sort_key(query, last)
    microseconds = None if instant is None else (instant - _EPOCH) // timedelta(microseconds=1)
    return urlsafe_b64encode(json.dumps([query.order_by, microseconds, dispute_id]).encode()).decode()


def _key(query: Query, cursor: str) -> tuple[datetime | None, str]:
    try:
        order_by, microseconds, dispute_id = _CURSOR.validate_json(urlsafe_b64decode(check_field("after", cursor, str)))
    except ValueError:
        raise InvalidInput("after", "must be the `next` of an earlier page") from None
    if order_by != query.order_by:
        raise InvalidInput("after", f"comes from a page ordered by {order_by}")
    return None if microseconds is None else _EPOCH + timedelta(microseconds=microseconds), dispute_id


def query_of(limit: int, order_by: str, due_before: datetime | None, workflow: str | None, **wanted: Any) -> Query:
    """A query of checked values; InvalidInput names a filter that is none."""
    if check_field("workflow", workflow, Id | None) is not None and not _WORKFLOW.fullmatch(str(workflow)):
        raise InvalidInput("workflow", "must be a name or name@version, such as aliexpress@2")
    name, _, version = (workflow or "").partition("@")
    kinds: dict[str, Any] = {"stage": Stage, "turn": Turn}
    checked = {field: check_field(field, value, kinds.get(field, Id) | None) for field, value in wanted.items()}
    return Query(
        **checked,
        workflow=name or None,
        version=int(version) if version else None,
        due_before=check_field("due_before", due_before, Instant | None),
        order_by=check_field("order_by", order_by, OrderBy),
        limit=limit,
    )


def outcomes(context: Context, after: int, limit: int, session: object | None) -> list[Outcome]:
    """Outcomes after a position, in order; those just committed get theirs first."""
    _check_position(after, limit)
    with context.store.writing(session) as transaction:
        transaction.stamp()
        return transaction.outcomes(after, limit)


def events(context: Context, after: int, limit: int, session: object | None) -> list[Event]:
    """Events of all disputes after a position, in order."""
    _check_position(after, limit)
    with context.store.writing(session) as transaction:
        transaction.stamp()
        return recorded_events(transaction, after, limit)


def recorded_events(reading: Reading, after: int, limit: int) -> list[Event]:
    """Events that have a position after this one, in order, with their personal texts."""
    found = reading.events(after, limit)
    reveal = opener(reading.texts({event.dispute_id for event in found}))
    return [replace(event, details=map_personal(event.details, reveal)) for event in found]


def _check_position(after: int, limit: int) -> None:
    check_limit(limit)
    if not 0 <= check_field("after", after, int) <= _MAX_POSITION:
        raise InvalidInput("after", f"must be a position: 0 to {_MAX_POSITION}")


def verify_history(context: Context, dispute_id: str, session: object | None) -> tuple[str, ...]:
    """What of a dispute's record does not follow from its history, in sentences; empty when all of it does."""
    with context.store.reading(session) as reading:
        recorded = visible(reading.dispute(check_field("dispute_id", dispute_id, Id)), dispute_id)
        events = reading.history(dispute_id)
        versions = partial(context.version, reading)
        faults = verify(versions(filed_under(events, recorded.workflow_id)), events, recorded, versions)
        kept = reading.refunds(RefundQuery(context.clock.now(), dispute=dispute_id, limit=MAX_LIMIT))
        return (*faults, *refund_faults(recorded, events, kept))
