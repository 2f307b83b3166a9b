"""How times, plans and the like are written for people."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...engine.deadlines import Duration
    from ...engine.inputs import Claim, Order, Plan
    from ...engine.records import Dispute, Event, Hold, Outcome, Timer
    from ...engine.sellers import Standing

_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


def instant_words(instant: datetime | None, *, seconds: bool = False) -> str:
    """An instant in UTC, the zone written out; begun minutes are cut off, so a deadline is never shown late."""
    if instant is None:
        return ""
    return instant.strftime("%Y-%m-%d %H:%M:%S UTC" if seconds else "%Y-%m-%d %H:%M UTC")


def span_words(span: timedelta) -> str:
    """A length of time in its two largest units: `2 d 3 h`."""
    rest = max(int(span.total_seconds()), 0)
    parts: list[str] = []
    for unit, size in _UNITS:
        count, rest = divmod(rest, size)
        if count or parts:
            parts.append(f"{count} {unit}" if count else "")
        if len(parts) == 2:
            break
    return " ".join(part for part in parts if part) or "0 s"


def left_words(due_at: datetime | None, now: datetime) -> str:
    """Time left until a deadline: `2 d 3 h left`, or `overdue 4 h`."""
    if due_at is None:
        return ""
    return f"{span_words(due_at - now)} left" if due_at > now else f"overdue {span_words(now - due_at)}"


def plan_words(plan: "Plan | None") -> str:
    """A plan in words; a dash where there is none."""
    return "-" if plan is None else str(plan)


def turn_words(dispute: "Dispute") -> str:
    """Stage and turn: `negotiation, the buyer's turn`; with the state where it is another than the stage."""
    state = "" if dispute.state == dispute.stage else f" ({dispute.state})"
    turn = "" if dispute.turn == "nobody" else f", the {dispute.turn}'s turn"
    return f"{dispute.stage}{state}{turn}"


def next_timer(dispute: "Dispute") -> "Timer | None":
    """The timer that is due next, reminders aside."""
    timers = (timer for timer in dispute.timers if timer.hangs_on is None)
    return min(timers, key=lambda timer: timer.due_at, default=None)


def order_words(order: "Order") -> str:
    """The order line: `8190021 line 1`, with its marketplace unless that is the default one."""
    where = "" if order.marketplace == "default" else f" on {order.marketplace}"
    return f"{order.id} line {order.line}{where}"


def outcome_words(outcome: "Outcome") -> str:
    """How a dispute ended, in a sentence."""
    parts = [
        f"{outcome.resolution}, decided by {outcome.decided_by}",
        f"winner {outcome.winner}",
        f"liable {outcome.liable}",
        f"refund {outcome.refund}",
    ]
    return "; ".join((*parts, "arbitrated") if outcome.arbitrated else parts)


def rules_words(rules: "Iterable[Duration]") -> str:
    """The numbers behind something, each with its mark and source, on a line of its own."""
    from ...engine.rendering import MARKS

    return "".join(f"\n{rule.name}: {rule} ({MARKS[rule.mark]}: {rule.source})" for rule in rules)


def hold_words(hold: "Hold") -> str:
    """What a hold covers and why: `timer seller_response_timeout of all disputes: outage`."""
    timers = f"timer {', '.join(hold.timers)}" if hold.timers else "all timers"
    whose = f"dispute {hold.dispute_id}" if hold.dispute_id else "all disputes"
    return f"{timers} of {whose}: {hold.why}"


def event_words(event: "Event") -> str:
    """What happened and where it led: `reject: seller_response → negotiation`."""
    if event.from_state in (None, event.to_state):
        return event.action
    return f"{event.action}: {event.from_state} → {event.to_state}"


def standing_words(standing: "Standing") -> str:
    """What a seller's standing says: `silver medal, level good (version 3, aliexpress/level 2026-10)`."""
    level = f", level {standing.level}" if standing.level else ""
    source = f", {standing.source}" if standing.source else ""
    return f"{standing.medal or 'no'} medal{level} (version {standing.version}{source})"


def details_words(details: Mapping[str, object]) -> Iterator[str]:
    """What an event carries, a line for each detail."""
    from ...engine.inputs import Claim, Order, Plan
    from ...engine.sellers import Standing

    for name, value in details.items():
        if isinstance(value, Claim):
            yield from _claim_words(value)
        elif isinstance(value, Order):
            yield f"order {order_words(value)}, paid {value.paid}"
        elif isinstance(value, Standing):
            yield f"{name}: {standing_words(value)}"
        elif isinstance(value, Plan):
            yield f"plan: {value}"
        elif isinstance(value, datetime):
            yield f"{name}: {instant_words(value)}"
        elif isinstance(value, tuple):
            yield f"{name}: {_pieces(len(value))}"  # pyright: ignore[reportUnknownArgumentType]
        else:
            yield f"{name}: {value}"


def _claim_words(claim: "Claim") -> Iterator[str]:
    received = "received" if claim.received else "not received"
    yield f"claim: {claim.reason} (goods {received}), wants {claim.plan}"
    if claim.evidence:
        yield f"evidence: {_pieces(len(claim.evidence))}"
    if claim.text:
        yield f"text: {claim.text}"


def _pieces(count: int) -> str:
    return f"{count} piece{'' if count == 1 else 's'}"
