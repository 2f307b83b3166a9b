"""New facts with bad input: every fact wrong in turn, on open, ended and unknown orders."""

from typing import Any

import pytest
from disputes import InvalidInput, Money

from ..support import BUYER, IMAGE, PLATFORM, a_claim, an_order, refund, usd
from . import wrong
from .shop import Shop, all_invalid, everything, invalid, nothing_added, refused
from .wrong import named

FACTS: dict[str, tuple[Any, ...]] = {
    "shipped_at": wrong.INSTANT,
    "promised_delivery_at": wrong.INSTANT,
    "delivered_at": wrong.INSTANT,
    "completed_at": wrong.INSTANT,
    "seller_medal": (*wrong.CHOICE, "bronze"),
    "after_sales_guarantee": wrong.BOOL,
    "platform_logistics": wrong.BOOL,
    "return_address": wrong.TEXT,
    "refunded": wrong.MONEY,
}


@pytest.mark.parametrize("name", FACTS)
@pytest.mark.parametrize("order_id", ["8190021", "ended", "unknown"])
def test_every_fact_is_checked(shop: Shop, order_id: str, name: str) -> None:
    """Whether or not there is a dispute that would take it."""
    all_invalid(shop.engine, name, FACTS[name], lambda value: shop.engine.update_order(order_id, **{name: value}))


@pytest.mark.parametrize("refunded", [usd(4600), Money(1, "EUR"), Money(2**53 - 1, "USD")], ids=named)
@pytest.mark.parametrize("line", [None, "1"])
def test_a_refund_elsewhere_is_within_what_was_paid(shop: Shop, line: str | None, refunded: Money) -> None:
    """And in the order's currency."""
    with invalid(shop.engine, "refunded"):
        shop.engine.update_order("8190021", line, refunded=refunded)


def test_an_instant_from_which_no_deadline_can_be_counted(shop: Shop) -> None:
    """The end of all time is a mistake."""
    with invalid(shop.engine, "promised_delivery_at"):
        shop.engine.update_order("8190021", promised_delivery_at=wrong.LAST)


ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "order_id": (*wrong.ID, None),
    "line": wrong.ID,
    "marketplace": (*wrong.ID, None),
    "command_id": wrong.COMMAND_ID,
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_every_argument_is_checked(shop: Shop, name: str) -> None:
    """The error names the argument."""
    good: dict[str, Any] = {"order_id": "8190021", "seller_medal": "gold"}
    all_invalid(shop.engine, name, ARGUMENTS[name], lambda value: shop.engine.update_order(**(good | {name: value})))


MISSPELT = {"seller_medals": "seller_medal", "promised_delivery": "promised_delivery_at", "refund": "refunded"}


@pytest.mark.parametrize("name", MISSPELT)
def test_an_unknown_fact_is_refused_with_a_suggestion(shop: Shop, name: str) -> None:
    """A misspelt fact must not be lost in silence."""
    with nothing_added(shop.engine), pytest.raises(InvalidInput, match=f"did you mean '{MISSPELT[name]}'") as error:
        shop.engine.update_order("8190021", **{name: "gold"})
    assert error.value.field == name


@pytest.mark.parametrize("name", ["id", "buyer", "seller", "paid"])
def test_what_never_changes_is_no_fact(shop: Shop, name: str) -> None:
    """Who and how much: that would be another order."""
    with invalid(shop.engine, name):
        shop.engine.update_order("8190021", **{name: "x"})


def test_an_update_without_facts_is_invalid(shop: Shop) -> None:
    """None says nothing: it does not clear a fact."""
    nothing: list[dict[str, Any]] = [{}, {"completed_at": None}, {"seller_medal": None, "refunded": None}]
    for facts in nothing:
        with invalid(shop.engine, "facts"):
            shop.engine.update_order("8190021", **facts)


def test_ended_and_unknown_orders_take_nothing(shop: Shop) -> None:
    """That is no error: most orders have no dispute."""
    with nothing_added(shop.engine):
        assert shop.engine.update_order("ended", seller_medal="gold") == ()
        assert shop.engine.update_order("unknown", seller_medal="gold") == ()
        assert shop.engine.update_order("8190021", line="9", seller_medal="gold") == ()
        assert shop.engine.update_order("8190021", marketplace="elsewhere", seller_medal="gold") == ()


def test_facts_that_are_wrong_for_one_line_are_taken_by_none(new_shop: Shop) -> None:
    """One call, one transaction."""
    new_shop.engine.file(an_order(line="2", paid=usd(2000)), a_claim(), by=BUYER)
    before = everything(new_shop.engine)
    with invalid(new_shop.engine, "refunded"):
        new_shop.engine.update_order("8190021", refunded=usd(3000))
    assert everything(new_shop.engine) == before
    assert len(new_shop.engine.update_order("8190021", refunded=usd(2000))) == 2


def test_an_update_finds_the_open_dispute_among_those_of_one_instant(new_shop: Shop) -> None:
    """Withdrawn and filed again while the clock stands: the open one takes the facts, every time."""
    for number in range(12):
        order = an_order(id=f"again-{number}")
        first = new_shop.engine.file(order, a_claim(), by=BUYER)
        new_shop.engine.act(first.id, "withdraw", by=BUYER)
        second = new_shop.engine.file(order, a_claim(), by=BUYER)
        assert [one.id for one in new_shop.engine.update_order(order.id, seller_medal="gold")] == [second.id]


def test_a_refund_elsewhere_between_a_ruling_and_its_appeal_counts(new_shop: Shop) -> None:
    """What an appeal may still pay is what was paid less what went out elsewhere."""
    engine, ruled = new_shop.engine, new_shop.proposed
    ended = engine.act(ruled.id, "rule", by=PLATFORM, plan=refund(1000), winner="buyer")
    taken = engine.update_order(ended.order.id, refunded=usd(4000))
    assert [one.order.refunded for one in taken] == [usd(4000)]
    assert engine.get(ruled.id).outcome == ended.outcome
    engine.act(ruled.id, "appeal", by=BUYER, evidence=[IMAGE])
    with refused(engine, "above_refundable"):
        engine.act(ruled.id, "decide_appeal", by=PLATFORM, overturn=True, plan=refund(4599), winner="buyer")


def test_a_ruling_above_what_is_left_is_refused_whoever_proposed_it(new_shop: Shop) -> None:
    """An agent is told, also when the plan is the buyer's."""
    engine, ruled = new_shop.engine, new_shop.proposed
    buyers = ruled.plans["buyer"]
    assert buyers is not None
    engine.update_order(ruled.order.id, refunded=usd(4000))
    for action in ("rule", "propose_plan"):
        with refused(engine, "above_refundable"):
            engine.act(ruled.id, action, by=PLATFORM, plan=buyers, winner="buyer")
