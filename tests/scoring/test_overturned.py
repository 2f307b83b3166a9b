"""An appeal that overturns a ruling, from the dispute to the seller's revised scores and medal."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from disputes import Actor, Claim, Dispute, DisputeEngine, Evidence, ManualClock, Money, Order, Plan, Run
from disputes.interfaces.scores.rounds import score_round
from disputes.interfaces.scores.scoring import Scores

from .market import LOS_ANGELES, Market, at
from .test_medals import JULY, Shop

PAID = Money(4599, "USD")


def photo(letter: str) -> tuple[Evidence, ...]:
    return (Evidence(kind="image", uri=f"s3://evidence/{letter}", sha256=letter * 64, size=1),)


def ruled_against(shop: Shop) -> Dispute:
    """Order 101 of July: not as described, refused by the seller, and on the eighth day ruled against him."""
    now = shop.clock.now()
    with Scores(shop.url, clock=shop.clock) as scores:
        market = Market(LOS_ANGELES, scores.warehouse)
        paid_at = now - timedelta(days=20)
        market.load("orders", {"id": "bad", "seller": "s", "buyer": "b", "paid": 4599, "paid_at": paid_at})
        market.facts()
    placed = Order(
        id="bad", line="1", buyer="b", seller="s", paid=PAID, shipped_at=now - timedelta(days=15),
        promised_delivery_at=now - timedelta(days=1),
    )  # fmt: skip
    claim = Claim("not_as_described", plan=Plan.refund(PAID), received=True, evidence=photo("a"))
    dispute = shop.engine.file(placed, claim, by=Actor.buyer("b"))
    shop.engine.act(dispute.id, "reject", by=Actor.seller("s"))
    shop.clock.advance(days=8)
    shop.engine.tick()
    return shop.engine.act(
        dispute.id, "rule", by=Actor.platform("p"), plan=Plan.refund(PAID), winner="buyer", liable="seller",
        why="the photos say so",
    )  # fmt: skip


def standing(shop: Shop) -> tuple[str | None, str | None]:
    found = shop.engine.standing("s")
    assert found is not None
    return found.level, found.medal


def round_on(shop: Shop, day: date) -> dict[str, Run]:
    """What a round revises, by card."""
    shop.clock.set(at(day, LOS_ANGELES))
    return {run.card: run for run in score_round(shop.engine, shop.url) if run.revised}


def test_an_overturned_ruling_gives_back_the_level_and_the_medal(tmp_path: Path) -> None:
    """101 orders of July, all but one of 5 stars, and one dispute that went to the platform.

    Bad experiences: 1 of 101, 0.99 %, below 3.5. Ruled against the seller: 1 of 101, 0.99 %, at least 0.8: fail. The
    appeal of August 2 overturns it: 0 of 101; 100 of 100 reviews are positive, and 101 orders at least 90:
    excellent, gold. What was published before stays as the first revision.
    """
    clock = ManualClock(datetime(2026, 7, 20, 18, tzinfo=UTC))
    with DisputeEngine("memory://", clock=clock) as engine:
        shop = Shop(engine, clock, f"duckdb:///{tmp_path / 'scores.duckdb'}")
        shop.good_orders(100, JULY)
        dispute = ruled_against(shop)
        assert round_on(shop, date(2026, 8, 2)) == {}
        assert standing(shop) == ("fail", None)
        engine.act(dispute.id, "appeal", by=Actor.seller("s"), evidence=photo("b"), why="another product")
        clock.advance(hours=2)
        engine.act(
            dispute.id, "decide_appeal", by=Actor.platform("p"), overturn=True, plan=Plan.no_refund(), winner="seller",
            liable="nobody", why="the buyer's photos are of another product",
        )  # fmt: skip
        revised = round_on(shop, date(2026, 8, 3))
        (change,) = revised["aliexpress_level@1"].revised
        assert (change.before.grade, change.after.grade, change.after.revision) == ("fail", "excellent", 2)
        assert standing(shop) == ("excellent", "gold")
        with Scores(shop.url, clock=clock) as scores:
            history = scores.history("aliexpress_level", "s")
        assert [(one.day, one.revision, one.grade) for one in history] == [
            (date(2026, 7, 31), 1, "fail"), (date(2026, 7, 31), 2, "excellent"),
        ]  # fmt: skip
        assert shop.arbitrated("next") == timedelta(hours=24), "the green channel"
