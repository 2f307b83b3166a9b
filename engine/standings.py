"""Setting sellers' standings, and copying them into the disputes that are filed under them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from .context import Context
from .errors import CommandConflict, InvalidInput, Refused
from .fields import Id, check_field
from .inputs import Actor, Order
from .ports import Reading, Transaction
from .repeats import Request
from .sellers import Standing

Key = tuple[str, str]


def set_standings(
    context: Context, given: Iterable[Standing], by: Actor, command_id: str | None, session: object | None
) -> list[Standing]:
    """Set standings in one transaction, each as its seller's next version."""
    wanted = _checked(given, by)
    check_field("command_id", command_id, Id | None)
    with context.store.writing(session) as transaction:
        transaction.lock_standings()
        if command_id and (done := transaction.standings_of(command_id)):
            return _same(command_id, done, wanted)
        now, current = context.clock.now(), _current(transaction, wanted)
        # Without an id of its own, to say the same again is no news.
        stays = {one.key for one in wanted if not command_id and _says_the_same(current.get(one.key), one)}
        new = [_next(one, current.get(one.key), by, now) for one in wanted if one.key not in stays]
        transaction.add_standings(new, command_id)
        current |= {one.key: one for one in new}
        return [current[one.key] for one in wanted]


def _checked(given: Iterable[Standing], by: Actor) -> list[Standing]:
    check_field("by", by, Actor)
    if by.role not in {"platform", "system"}:
        raise Refused("wrong_actor", f"Standings are set by platform or system, not by the {by.role}.")
    if not isinstance(given, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidInput("standings", "must be several standings, such as [Standing('s-17', medal='gold')]")
    wanted: list[Standing] = [check_field("standing", one, Standing) for one in given]
    keys = {one.key for one in wanted}
    if len(keys) < len(wanted):
        twice = next(one for at, one in enumerate(wanted) if one.key in {other.key for other in wanted[:at]})
        raise InvalidInput("standings", f"must name a seller once: {twice.seller} stands there twice")
    if any((one.version, one.set_at, one.by) != (None, None, None) for one in wanted):
        raise InvalidInput("standing.version", "version, set_at and by are the engine's to give")
    return wanted


def _current(reading: Reading, wanted: Sequence[Standing]) -> dict[Key, Standing]:
    sellers: defaultdict[str, list[str]] = defaultdict(list)
    for one in wanted:
        sellers[one.marketplace].append(one.seller)
    return {
        standing.key: standing
        for marketplace, names in sellers.items()
        for standing in reading.current_standings(marketplace, names)
    }


def _says_the_same(before: Standing | None, one: Standing) -> bool:
    return before is not None and before.content == one.content


def _next(one: Standing, before: Standing | None, by: Actor, now: datetime) -> Standing:
    if before is None:
        return replace(one, version=1, set_at=now, by=by)
    # A clock that was put back must not put the versions out of order.
    return replace(one, version=(before.version or 0) + 1, set_at=max(now, before.set_at or now), by=by)


def _same(command_id: str, done: Sequence[Standing], wanted: Sequence[Standing]) -> list[Standing]:
    """What the same command answered before; CommandConflict when it said anything else."""
    known = {one.key: one for one in done}
    if known.keys() != {one.key for one in wanted}:
        raise CommandConflict(command_id, "it was for other sellers")
    if other := [one.seller for one in wanted if not _says_the_same(known[one.key], one)]:
        raise CommandConflict(command_id, f"it said other things of {other[0]}")
    return [known[one.key] for one in wanted]


def standing(context: Context, seller: str, marketplace: str, session: object | None) -> Standing | None:
    """The seller's current standing."""
    check_field("seller", seller, Id)
    check_field("marketplace", marketplace, Id)
    with context.store.reading(session) as reading:
        return next(iter(reading.current_standings(marketplace, [seller])), None)


def standings(context: Context, seller: str, marketplace: str, session: object | None) -> list[Standing]:
    """All versions of the seller's standing, the oldest first."""
    check_field("seller", seller, Id)
    check_field("marketplace", marketplace, Id)
    with context.store.reading(session) as reading:
        return reading.standing_versions(marketplace, seller)


def with_standing(transaction: Transaction, request: Request, order: Order) -> Request:
    """The request with the medal that the seller has now, unless the host said which one counts."""
    if order.seller_medal is not None:
        return request
    current = next(iter(transaction.current_standings(order.marketplace, [order.seller])), None)
    if current is None or current.medal is None:
        return request
    return request.with_details({**request.details, "standing": current})
