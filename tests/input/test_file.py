"""Filing with bad input: every argument wrong in turn, and every reason to refuse."""

from datetime import timedelta
from typing import Any

import pytest
from disputes import Actor, Claim, Evidence, Money, Order, Plan, Refused

from ..support import BUYER, DAY, IMAGE, PLATFORM, SELLER, START, a_claim, an_order, refund, usd
from . import wrong
from .shop import STRANGERS, Shop, all_invalid, invalid, names, nothing_added, refused, trying
from .wrong import named

MOMENT = timedelta(microseconds=1)

NEW = {"id": "new"}
"""An order line without a dispute."""

ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "order": (None, "8190021", 5, {"id": "1"}, a_claim()),
    "claim": (None, "not_received", 5, {"reason": "quality"}, an_order()),
    "workflow": (*wrong.ID, None, "aliexpres", "aliexpress@1000", "aliexpress@", "@2", "aliexpress@two"),
    "by": wrong.ACTOR,
    "command_id": wrong.COMMAND_ID,
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_every_argument_is_checked(shop: Shop, name: str) -> None:
    """The error names the argument."""
    good: dict[str, Any] = {"order": an_order(**NEW), "claim": a_claim(), "by": BUYER}
    all_invalid(shop.engine, name, ARGUMENTS[name], lambda value: shop.engine.file(**(good | {name: value})))


CLAIMS: list[tuple[Claim, str]] = [
    *((Claim("quality", plan), "claim.plan.amount") for plan in wrong.AMOUNT),
    (Claim("quality", Plan.return_and_refund(usd(4600), "seller")), "claim.plan.amount"),
    (Claim("quality", Plan.no_refund()), "claim.plan"),
    (Claim("nonsense", refund(5)), "claim.reason"),
    (Claim("Quality", refund(5)), "claim.reason"),
    *((Claim("quality", refund(5), evidence=evidence), "claim.evidence") for evidence in wrong.TOO_MUCH_EVIDENCE),
]


@pytest.mark.parametrize(
    "of", ["new", "8190021", "ended"], ids=["on a new line", "on a disputed one", "on an ended one"]
)
def test_a_claim_that_is_wrong_in_any_state(shop: Shop, of: str) -> None:
    """Invalid, and not refused, whatever the state of the line is."""
    with nothing_added(shop.engine):
        for claim, field in CLAIMS:
            with trying(claim), names(field):
                shop.engine.file(an_order(id=of), claim, by=BUYER)


def test_what_is_just_within_the_limits_is_taken(new_shop: Shop) -> None:
    """All that was paid; five images of five MB and a video of 500 MB."""
    image, video = (
        Evidence("image", "s3://1", "ab" * 32, 5_000_000),
        Evidence("video", "s3://2", "ab" * 32, 500_000_000),
    )
    claim = Claim("quality", refund(4599), received=True, evidence=(image,) * 5 + (video,), text="x" * 10_000)
    order = an_order(id="x" * 200, line="2" * 200, marketplace="m" * 200)
    dispute = new_shop.engine.file(order, claim, by=BUYER, command_id="c" * 200)
    assert len(dispute.evidence) == 6


@pytest.mark.parametrize("by", [*STRANGERS, SELLER, PLATFORM, Actor.platform("b-204"), Actor.system()], ids=str)
def test_only_the_order_s_buyer_files(shop: Shop, by: Actor) -> None:
    """Everybody else is refused."""
    with refused(shop.engine, "wrong_actor"):
        shop.engine.file(an_order(**NEW), a_claim(), by=by)


ORDERS: list[tuple[dict[str, Any], str]] = [
    ({"shipped_at": None}, "not_shipped"),
    ({"shipped_at": START + MOMENT, "promised_delivery_at": None}, "not_shipped"),
    ({"shipped_at": START - 10 * DAY + MOMENT, "promised_delivery_at": None}, "too_early"),
    ({"shipped_at": START - DAY, "promised_delivery_at": START + 4 * DAY}, "too_early"),
    ({"promised_delivery_at": START - 15 * DAY - MOMENT}, "too_late"),
    ({"completed_at": START - 15 * DAY - MOMENT}, "too_late"),
    ({"refunded": usd(4599 - 1249)}, "above_refundable"),
    ({"refunded": usd(4599)}, "above_refundable"),
    ({"id": "8190021"}, "already_open"),
    ({"id": "ended"}, "already_decided"),
]


@pytest.mark.parametrize(("facts", "code"), ORDERS, ids=named)
def test_when_filing_is_refused(shop: Shop, facts: dict[str, Any], code: str) -> None:
    """By the order's facts, and by what became of the line before."""
    with refused(shop.engine, code):
        shop.engine.file(an_order(**(NEW | facts)), a_claim(), by=BUYER)


IN_TIME: list[dict[str, Any]] = [
    {"shipped_at": START - 10 * DAY, "promised_delivery_at": None},
    {"shipped_at": START, "promised_delivery_at": START + 5 * DAY - MOMENT},
    {"promised_delivery_at": START - 15 * DAY},
    {"completed_at": START - 15 * DAY, "promised_delivery_at": START - 18 * DAY},
    {"refunded": usd(4599 - 1250)},
]


@pytest.mark.parametrize("facts", IN_TIME, ids=named)
def test_the_first_and_the_last_moment_to_file(new_shop: Shop, facts: dict[str, Any]) -> None:
    """Both ends of the window are allowed, and all that is left may be asked for."""
    dispute = new_shop.engine.file(an_order(**(NEW | facts)), a_claim(), by=BUYER)
    assert dispute.state == "seller_response"


PLANS = [(Plan.replacement(), "replacement_not_offered")]


@pytest.mark.parametrize(("plan", "code"), PLANS, ids=named)
def test_plans_that_the_workflow_does_not_offer(shop: Shop, plan: Plan, code: str) -> None:
    """`aliexpress@2` offers refunds, with and without the goods going back."""
    with refused(shop.engine, code):
        shop.engine.file(an_order(**NEW), Claim("quality", plan), by=BUYER)


def test_goods_received_need_evidence(shop: Shop) -> None:
    """At least one image or video."""
    with refused(shop.engine, "evidence_required"):
        shop.engine.file(an_order(**NEW), a_claim(received=True), by=BUYER)
    with refused(shop.engine, "evidence_required"):
        shop.engine.file(an_order(**NEW), a_claim("quality", received=True, evidence=()), by=BUYER)


def test_another_line_order_or_marketplace_is_another_dispute(new_shop: Shop) -> None:
    """One open dispute per marketplace, order and line: these are three more."""
    others: list[Order] = [an_order(line="2"), an_order(id="8190022"), an_order(marketplace="shop-b")]
    ids = {new_shop.engine.file(order, a_claim(), by=BUYER).id for order in others}
    assert len(ids | {new_shop.open.id}) == 4


def test_a_currency_other_than_the_order_s_is_wrong_also_within_the_amount(shop: Shop) -> None:
    """Five yen are not five cents."""
    with invalid(shop.engine, "claim.plan.amount"):
        shop.engine.file(an_order(paid=Money(4599, "EUR"), **NEW), a_claim(), by=BUYER)


@pytest.mark.parametrize("name", ["shipped_at", "promised_delivery_at", "completed_at"])
def test_an_instant_from_which_no_deadline_can_be_counted(shop: Shop, name: str) -> None:
    """The end of all time is a mistake, and one of the order's."""
    with invalid(shop.engine, f"order.{name}"):
        shop.engine.file(an_order(**(NEW | {name: wrong.LAST})), a_claim("in_transit"), by=BUYER)


def test_timers_that_fired_before_a_refused_filing_stay(new_shop: Shop) -> None:
    """Filing again on a line finds its dispute ended five days in, and records it."""
    new_shop.clock.advance(days=6)
    before = len(new_shop.engine.events())
    with pytest.raises(Refused, match="has ended"):
        new_shop.engine.file(an_order(), a_claim(), by=BUYER)
    assert [event.action for event in new_shop.engine.events(limit=10_000)[before:]] == [
        "reminder",
        "seller_response_timeout",
    ]
    assert IMAGE in [item.evidence for item in new_shop.engine.get(new_shop.open.id).evidence]
