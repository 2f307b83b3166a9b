"""Reads, feeds, erasure and holds with bad input."""

from base64 import urlsafe_b64encode
from typing import Any

import pytest
from disputes import Actor, Engine, InvalidInput

from ..support import BUYER, DAY, PLATFORM, SELLER, START
from . import wrong
from .shop import NOBODYS, STRANGERS, Shop, all_invalid, invalid, not_found, nothing_added, refused, trying

READS = ["get", "history", "agenda", "verify"]


@pytest.mark.parametrize("read", READS)
def test_an_id_is_checked(shop: Shop, read: str) -> None:
    """The same for every read of one dispute."""
    all_invalid(shop.engine, "dispute_id", (*wrong.ID, None), getattr(shop.engine, read))


@pytest.mark.parametrize("read", READS)
def test_a_dispute_that_does_not_exist_is_not_found(shop: Shop, read: str) -> None:
    """The same for every read of one dispute."""
    for missing in (NOBODYS, "8190021", "x" * 200, "☂"):
        with not_found(shop.engine, missing):
            getattr(shop.engine, read)(missing)


def test_strangers_find_no_actions(shop: Shop) -> None:
    """As if there were no dispute."""
    for by in STRANGERS:
        with not_found(shop.engine, shop.open.id):
            shop.engine.actions(shop.open.id, by=by)
    with not_found(shop.engine, NOBODYS):
        shop.engine.actions(NOBODYS, by=BUYER)


def test_the_actor_of_actions_is_checked(shop: Shop) -> None:
    """An actor, not its name."""
    all_invalid(shop.engine, "by", wrong.ACTOR, lambda by: shop.engine.actions(shop.open.id, by=by))


# find

FILTERS: dict[str, tuple[Any, ...]] = {
    "stage": (*wrong.ID, "nonsense", "Negotiation"),
    "turn": (*wrong.ID, "nonsense", "system"),
    **dict.fromkeys(("state", "seller", "buyer", "order", "line", "reason", "marketplace"), wrong.ID),
    "workflow": (*wrong.ID, "aliexpress@x", "aliexpress@²", "aliexpress@", "@2", "aliexpress@" + "9" * 30),
    "due_before": wrong.INSTANT,
    "order_by": (*wrong.ID, None, "dues", "Filed"),
    "limit": (*wrong.POSITION, 0, 10_001, 2**63),
    "after": (*wrong.NOT_TEXT, 0, False, "", "x", "☂", "\ud800", "e30=", "W10="),
}


@pytest.mark.parametrize("name", FILTERS)
def test_every_filter_is_checked(shop: Shop, name: str) -> None:
    """The error names the filter."""
    all_invalid(shop.engine, name, FILTERS[name], lambda value: shop.engine.find(**{name: value}))


FORGED = [
    b'["due", null]',
    b'["due", "soon", "x"]',
    b'["due", null, 5]',
    b'["due", 1e400, "x"]',
    b'["due", 99999999999999999999, "x"]',
    b'["due", true, "x"]',
    b'["due", null, "\\ud800"]',
    b'["due", null, "\\u0000"]',
    b'["filed", null, "x"]',
    b'["due", null, "x", 1]',
    b'"due"',
    b"5",
    b"\xff\xfe",
    b"[" * 100_000,
]


def test_a_forged_cursor_is_invalid(shop: Shop) -> None:
    """A cursor is the `next` of an earlier page of the same order, and nothing else."""
    cursors = (urlsafe_b64encode(text).decode() for text in FORGED)
    all_invalid(shop.engine, "after", cursors, lambda cursor: shop.engine.find(after=cursor))


def test_a_cursor_belongs_to_its_order(shop: Shop) -> None:
    """By due time is not by filing time."""
    cursor = shop.engine.find(order_by="filed", limit=1).next
    assert cursor
    with invalid(shop.engine, "after"):
        shop.engine.find(order_by="due", after=cursor)
    assert len(shop.engine.find(order_by="filed", after=cursor)) == 2


def test_what_nothing_matches_is_an_empty_page(shop: Shop) -> None:
    """Ids are the host's: those without a dispute are no error."""
    for name in ("seller", "buyer", "order", "line", "marketplace", "state"):
        wanted: dict[str, Any] = {name: "☂"}
        page = shop.engine.find(**wanted)
        assert (page, page.next) == ((), None)


# Feeds

POSITIONS: dict[str, tuple[Any, ...]] = {
    "after": (*wrong.POSITION, 2**63, 10**30),
    "limit": (*wrong.POSITION, 0, 10_001, 2**63),
}


@pytest.mark.parametrize("name", POSITIONS)
@pytest.mark.parametrize("feed", ["outcomes", "events"])
def test_the_feeds_check_position_and_length(shop: Shop, feed: str, name: str) -> None:
    """A position is 0 or above and no larger than a database counts; a page has 1 to 10,000."""
    all_invalid(shop.engine, name, POSITIONS[name], lambda value: getattr(shop.engine, feed)(**{name: value}))


def test_a_position_that_was_not_reached_yet_has_nothing_after_it(shop: Shop) -> None:
    """A reader waits there."""
    assert shop.engine.outcomes(after=2**53) == shop.engine.events(after=2**53) == []


# Erasure


def test_an_erasure_says_why(new_shop: Shop) -> None:
    """In words that stay."""
    engine, dispute_id = new_shop.engine, new_shop.open.id
    all_invalid(engine, "why", (*wrong.TEXT, None), lambda why: engine.erase(dispute_id, why=why))
    assert engine.get(dispute_id).text == "Never came"


def test_an_erasure_needs_a_dispute(new_shop: Shop) -> None:
    """One that exists, by an id."""
    with not_found(new_shop.engine, NOBODYS):
        new_shop.engine.erase(NOBODYS, why="request")
    engine, dispute_id = new_shop.engine, new_shop.open.id
    all_invalid(engine, "dispute_id", (*wrong.ID, None), lambda value: engine.erase(value, why="request"))
    all_invalid(
        engine,
        "command_id",
        wrong.COMMAND_ID,
        lambda value: engine.erase(dispute_id, why="request", command_id=value),
    )


# Holds

HOLD: dict[str, tuple[Any, ...]] = {
    "why": (*wrong.TEXT, None),
    "by": wrong.ACTOR,
    "timers": ("reminder", 5, [5], [""], ["nul \x00"], ["\ud800"], [None], [["reminder"]], "", {"reminder": 1}),
    "dispute_id": wrong.ID,
}


@pytest.mark.parametrize("name", HOLD)
def test_every_argument_of_a_hold_is_checked(shop: Shop, name: str) -> None:
    """One name instead of a list of names is a mistake that would hold nothing."""
    good: dict[str, Any] = {"why": "an outage", "by": PLATFORM}
    with nothing_added(shop.engine):
        for value in HOLD[name]:
            with trying(value), pytest.raises(InvalidInput) as error:
                shop.engine.hold(**(good | {name: value}))
            assert error.value.field.partition(".")[0] == name, ascii(value)


def test_a_hold_on_a_dispute_needs_one(new_shop: Shop) -> None:
    """One that exists."""
    with not_found(new_shop.engine, NOBODYS):
        new_shop.engine.hold(why="an outage", by=PLATFORM, dispute_id=NOBODYS)


def test_a_hold_on_timers_that_no_workflow_has_is_invalid(new_shop: Shop) -> None:
    """It would look like a hold and hold nothing."""
    with invalid(new_shop.engine, "timers"):
        new_shop.engine.hold(why="an outage", by=PLATFORM, timers=["seller_response_timout"])


@pytest.mark.parametrize("by", [BUYER, SELLER], ids=str)
def test_parties_hold_nothing(new_shop: Shop, by: Actor) -> None:
    """Nor do they release."""
    with refused(new_shop.engine, "wrong_actor"):
        new_shop.engine.hold(why="no time", by=by)
    held = new_shop.engine.hold(why="an outage", by=PLATFORM)
    with refused(new_shop.engine, "wrong_actor"):
        new_shop.engine.resume(held.id, by=by)


def test_only_a_hold_that_stands_is_released(shop: Shop) -> None:
    """By its id."""
    ids = (*wrong.ID, None, NOBODYS)
    all_invalid(shop.engine, "hold_id", ids, lambda hold_id: shop.engine.resume(hold_id, by=PLATFORM))


def test_a_hold_is_released_once(new_shop: Shop) -> None:
    """The second release finds none."""
    engine: Engine = new_shop.engine
    held = engine.hold(why="an outage", by=PLATFORM)
    all_invalid(engine, "by", wrong.ACTOR, lambda by: engine.resume(held.id, by=by))
    engine.resume(held.id, by=PLATFORM)
    with invalid(engine, "hold_id"):
        engine.resume(held.id, by=PLATFORM)


def test_actions_tell_that_the_clock_is_held(new_shop: Shop) -> None:
    """What a party would be refused, it is not offered."""
    new_shop.engine.hold(why="an outage", by=PLATFORM)
    new_shop.clock.set(START + 6 * DAY)
    for by in (BUYER, SELLER):
        with refused(new_shop.engine, "clock_held"):
            new_shop.engine.act(new_shop.open.id, "submit_evidence", by=by, evidence=[*_images(new_shop)])
        assert [item.action for item in new_shop.engine.actions(new_shop.open.id, by=by) if item.allowed] == []


def _images(new_shop: Shop) -> list[Any]:
    return [item.evidence for item in new_shop.open.evidence]
