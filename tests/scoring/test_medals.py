"""The loop: a seller's disputes and orders give a level, the level a medal, the medal the next dispute's deadline."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from disputes import Actor, Claim, DisputeEngine, InvalidInput, ManualClock, Money, Order, Plan
from disputes.interfaces.scores.rounds import score_round
from disputes.interfaces.scores.scoring import Scores
from disputes.workflows.aliexpress.service_level import CARD

from .market import LOS_ANGELES, Market, at

JULY = date(2026, 7, 15)


class Shop:
    """An engine, its scores in a file, and a host that never speaks of medals."""

    def __init__(self, engine: DisputeEngine, clock: ManualClock, url: str) -> None:
        self.engine, self.clock, self.url = engine, clock, url
        with Scores(url, clock=clock) as scores:
            scores.enable("aliexpress_level", since=date(2026, 7, 1))

    def good_orders(self, count: int, day: date) -> None:
        with Scores(self.url, clock=self.clock) as scores:
            market = Market(LOS_ANGELES, scores.warehouse)
            ids = market.orders(count, day)
            market.each("reviews", ids, day, "given_at", stars=5, description=5, service=5, logistics=5)
            market.facts()

    def round(self, day: date) -> None:
        self.clock.set(at(day, LOS_ANGELES))
        score_round(self.engine, self.url)

    def arbitrated(self, order: str, medal: Literal["silver"] | None = None) -> timedelta:
        """File a dispute now, let the platform take it, and say how long it has for its ruling."""
        now = self.clock.now()
        placed = Order(
            id=order, line="1", buyer="b", seller="s", paid=Money(4599, "USD"), shipped_at=now - timedelta(days=20),
            promised_delivery_at=now - timedelta(days=1), seller_medal=medal,
        )  # fmt: skip
        claim = Claim("not_received", plan=Plan.refund(Money(1250, "USD")))
        dispute = self.engine.file(placed, claim, by=Actor.buyer("b"))
        self.engine.act(dispute.id, "reject", by=Actor.seller("s"))
        self.clock.advance(days=7)
        (sla,) = [one for one in self.engine.get(dispute.id).timers if one.action == "arbitration_sla"]
        return sla.due_at - self.engine.get(dispute.id).entered_state_at


on_disk_too = pytest.mark.parametrize("shop", ["memory", "sqlite"], indirect=True)
"""How standings are kept on each database is shown in tests/effects; here, once, that scores reach them."""


@pytest.fixture
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    on_disk = getattr(request, "param", "memory") == "sqlite"
    url = f"sqlite:///{tmp_path / 'disputes.db'}" if on_disk else "memory://"
    clock = ManualClock(datetime(2026, 7, 15, 18, tzinfo=UTC))
    with DisputeEngine(url, clock=clock) as engine:
        yield Shop(engine, clock, f"duckdb:///{tmp_path / 'scores.duckdb'}")


@on_disk_too
def test_the_medal_reaches_the_next_dispute_by_itself(shop: Shop) -> None:
    """Ninety good orders in July: excellent, gold, and the green channel of 24 hours from August 2 on."""
    shop.good_orders(90, JULY)
    assert shop.arbitrated("before") != timedelta(hours=24)
    shop.round(date(2026, 8, 1))
    assert shop.engine.standing("s") is None, "the level is published on the second"
    shop.round(date(2026, 8, 2))
    standing = shop.engine.standing("s")
    assert standing is not None
    assert (standing.medal, standing.level) == ("gold", "excellent")
    assert standing.source == "aliexpress_level@1 2026-07 revision 1"
    assert shop.arbitrated("after") == timedelta(hours=24)
    assert shop.arbitrated("overridden", medal="silver") == timedelta(hours=48)


def test_what_the_host_sets_by_hand_stays_until_the_next_level(shop: Shop) -> None:
    shop.good_orders(90, JULY)
    shop.round(date(2026, 8, 2))
    shop.engine.set_standing("s", medal=None, source="inquiry 17")
    shop.round(date(2026, 8, 3))
    standing = shop.engine.standing("s")
    assert standing is not None
    assert standing.medal is None
    shop.round(date(2026, 9, 2))
    renewed = shop.engine.standing("s")
    assert renewed is not None
    assert renewed.source == "aliexpress_level@1 2026-08 revision 1"


def test_a_round_whose_medals_fail_tells_of_its_scores_and_hands_them_on_in_the_next(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A database of disputes that takes no standings for now: the scores are published all the same."""
    clock = ManualClock(datetime(2026, 7, 15, 18, tzinfo=UTC))
    url = f"sqlite:///{tmp_path / 'disputes.db'}"
    refuse = "CREATE TRIGGER sour BEFORE INSERT ON dispute_standing BEGIN SELECT RAISE(ABORT, 'sour'); END"
    with DisputeEngine(url, clock=clock) as engine, closing(sqlite3.connect(tmp_path / "disputes.db")) as database:
        shop = Shop(engine, clock, f"duckdb:///{tmp_path / 'scores.duckdb'}")
        shop.good_orders(90, JULY)
        clock.set(at(date(2026, 8, 2), LOS_ANGELES))
        engine.migrate()
        database.execute(refuse)
        caplog.set_level("INFO")
        (run,) = score_round(engine, shop.url)
        assert (run.card, run.new) == ("aliexpress_level@1", 1)
        assert [one.getMessage() for one in caplog.records] == ["scores failed", "scores computed"]
        assert engine.standing("s") is None
        database.execute("DROP TRIGGER sour")
        assert score_round(engine, shop.url) == ()
        standing = engine.standing("s")
        assert standing is not None
        assert standing.medal == "gold"


def test_one_card_with_medals_a_marketplace() -> None:
    """Two would overwrite each other's standings; cards without medals, and other marketplaces, are no matter."""
    other = replace(CARD, name="other_level")
    plain = replace(other, name="plain_level", medals=())
    with Scores(cards=[other, plain]) as scores:
        scores.enable("aliexpress_level", since=JULY)
        scores.enable("aliexpress_level", since=JULY)
        with pytest.raises(InvalidInput) as refused:
            scores.enable("other_level")
        assert str(refused.value) == (
            "card: aliexpress_level@1 brings medals in default already, and other_level@1 would overwrite them: "
            "leave it to `score run --card other_level@1`, or enable a card of your own with medals=()"
        )
        scores.enable("plain_level")
        scores.enable("other_level", marketplace="second")
        assert scores.enabled() == ["aliexpress_level@1", "plain_level@1"]
        assert scores.enabled("second") == ["other_level@1"]


@on_disk_too
def test_disputes_count_by_themselves(shop: Shop) -> None:
    """Eight of 120 orders go to arbitration: 6.7 % bad experiences, too many for good (below 6 %): a pass, no medal.

    Nobody loads a fact of a dispute: the rounds read the engine's feed.
    """
    shop.good_orders(112, JULY)
    with Scores(shop.url, clock=shop.clock) as scores:
        market = Market(LOS_ANGELES, scores.warehouse)
        paid = at(JULY, LOS_ANGELES) - timedelta(days=20)
        rows = (
            {"id": f"bad-{number}", "seller": "s", "buyer": "b", "paid": 4599, "paid_at": paid} for number in range(8)
        )
        market.load("orders", *rows)
        market.facts()
    for number in range(8):
        now = shop.clock.now()
        placed = Order(
            id=f"bad-{number}", line="1", buyer="b", seller="s", paid=Money(4599, "USD"),
            shipped_at=now - timedelta(days=20), promised_delivery_at=now - timedelta(days=1),
        )  # fmt: skip
        claim = Claim("not_received", plan=Plan.refund(Money(1250, "USD")))
        dispute = shop.engine.file(placed, claim, by=Actor.buyer("b"))
        shop.engine.act(dispute.id, "reject", by=Actor.seller("s"))
    shop.clock.advance(days=8)
    shop.engine.tick()
    shop.round(date(2026, 8, 2))
    standing = shop.engine.standing("s")
    assert standing is not None
    assert (standing.level, standing.medal) == ("pass", None)


def test_a_revision_of_one_leaves_what_the_host_said_of_another(shop: Shop) -> None:
    """A late order of t makes a revision of t alone; the gold that s was given by hand stays."""
    shop.good_orders(40, JULY)
    shop.round(date(2026, 8, 2))
    shop.engine.set_standing("s", medal="gold", level="excellent", source="inquiry 17")
    with Scores(shop.url, clock=shop.clock) as scores:
        market = Market(LOS_ANGELES, scores.warehouse)
        market.load("orders", {
            "id": "of-t", "seller": "t", "buyer": "b", "paid": 4599, "paid_at": at(JULY, LOS_ANGELES),
            "confirmed_at": at(JULY, LOS_ANGELES),
        })  # fmt: skip
        market.facts()
    shop.round(date(2026, 8, 3))
    of_s, of_t = shop.engine.standing("s"), shop.engine.standing("t")
    assert of_s is not None
    assert of_t is not None
    assert (of_s.medal, of_s.source) == ("gold", "inquiry 17")
    assert of_t.source == "aliexpress_level@1 2026-07 revision 1"


def test_a_medal_ends_with_the_orders(shop: Shop) -> None:
    """A seller of whom the scores know nothing but July's orders: without any in 90 days there is no level."""
    with Scores(shop.url, clock=shop.clock) as scores:
        market = Market(LOS_ANGELES, scores.warehouse)
        ids = market.orders(90, JULY, seller="unknown")
        market.each("reviews", ids, JULY, "given_at", seller="unknown", stars=5, description=5, service=5, logistics=5)
        market.facts()
    shop.round(date(2026, 8, 2))
    first = shop.engine.standing("unknown")
    assert first is not None
    assert first.medal == "gold"
    shop.round(date(2026, 12, 2))
    second = shop.engine.standing("unknown")
    assert second is not None
    assert (second.medal, second.level) == (None, None)
