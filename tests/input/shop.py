"""A small shop to try bad input on, and how to see that nothing was added to it.

A test tries all wrong values of one field on one store, and looks at what is recorded once before the first and
once after the last (`all_invalid`): the looks take far longer than the tries. A failure names the value.
"""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from disputes import Actor, Dispute, Engine, InvalidInput, ManualClock, NotFound, Refused

from ..rules.stores import Database
from ..support import BUYER, IMAGE, PLATFORM, SELLER, START, a_claim, an_order, refund

NOBODYS = "01900000-0000-7000-8000-000000000000"
"""The id of a dispute that does not exist."""

STRANGERS = (Actor.buyer("b-999"), Actor.seller("s-999"), Actor.buyer("s-17"), Actor.seller("b-204"))


@dataclass(frozen=True)
class Shop:
    """An engine with a dispute in `seller_response`, one in arbitration with a plan, and one that has ended."""

    engine: Engine
    clock: ManualClock
    open: Dispute
    proposed: Dispute
    ended: Dispute


def a_shop(database: Database) -> Shop:
    """A new shop."""
    clock = ManualClock(START)
    engine = database.engine(clock)
    first = engine.file(an_order(), a_claim(evidence=[IMAGE], text="Never came"), by=BUYER, command_id="filed-first")
    guaranteed = an_order(id="guaranteed", after_sales_guarantee=True)
    second = engine.file(guaranteed, a_claim(), by=BUYER)
    second = engine.act(second.id, "propose_plan", by=PLATFORM, plan=refund(700), winner="buyer")
    third = engine.file(an_order(id="ended"), a_claim(), by=BUYER)
    third = engine.act(third.id, "accept_plan", by=SELLER, of="buyer")
    return Shop(engine, clock, first, second, third)


def everything(engine: Engine) -> tuple[Any, ...]:
    """All that is recorded: events, outcomes, records with their timers, holds."""
    return (
        engine.events(limit=10_000),
        engine.outcomes(limit=10_000),
        engine.find(order_by="filed", limit=10_000),
        engine.holds(),
        engine.next_due_at(),
    )


@contextmanager
def nothing_added(engine: Engine) -> Generator[None]:
    """Nothing is recorded that was not before."""
    before = everything(engine)
    yield
    assert everything(engine) == before


@contextmanager
def trying(value: object) -> Generator[None]:
    """What goes wrong meanwhile names this value, one of many that a test tries."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"with {ascii(value)[:200]}")
        raise


@contextmanager
def invalid(engine: Engine, field: str) -> Generator[None]:
    """InvalidInput that names this field, and nothing added."""
    with nothing_added(engine), names(field):
        yield


def all_invalid(engine: Engine, field: str, values: Iterable[Any], call: Callable[[Any], object]) -> None:
    """Each of the values is InvalidInput that names this field, and all of them together add nothing."""
    with nothing_added(engine):
        for value in values:
            with trying(value), names(field):
                call(value)


@contextmanager
def names(field: str) -> Generator[None]:
    """InvalidInput that names this field."""
    with pytest.raises(InvalidInput) as wrong:
        yield
    assert wrong.value.field == field, str(wrong.value)
    assert wrong.value.rule
    assert field in str(wrong.value)


@contextmanager
def refused(engine: Engine, code: str) -> Generator[None]:
    """Refused with this code and a sentence, and nothing added."""
    with nothing_added(engine), refuses(code):
        yield


@contextmanager
def refuses(code: str) -> Generator[None]:
    """Refused with this code and a sentence."""
    with pytest.raises(Refused) as refusal:
        yield
    assert refusal.value.code == code, str(refusal.value)
    assert refusal.value.why.endswith("."), "a sentence"


@contextmanager
def not_found(engine: Engine, dispute_id: str) -> Generator[None]:
    """NotFound, in the same words for every stranger, and nothing added."""
    with nothing_added(engine), finds_nothing(dispute_id):
        yield


@contextmanager
def finds_nothing(dispute_id: str) -> Generator[None]:
    """NotFound, in the same words for every stranger."""
    with pytest.raises(NotFound) as missing:
        yield
    assert missing.value.dispute_id == dispute_id
    assert str(missing.value) == str(NotFound(dispute_id))
