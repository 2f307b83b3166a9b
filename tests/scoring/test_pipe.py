"""Real orders through the whole pipe; and by hand, what becomes of an order in the Olist layout."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from disputes import Dispute, DisputeEngine
from disputes.interfaces.scores.fact_loading import load_olist
from disputes.scoring.explaining import explain
from disputes.scoring.published import Published
from disputes.scoring.sources import assessed_orders
from disputes.scoring.windows import month_end
from disputes.simulation.script import File
from disputes.storage.warehouse import Warehouse

from ..cli.command import Cli
from ..simulation.layout import a_line, a_review, an_order, make_folder
from .half_year import (
    FEW_ROUNDS,
    FIRST,
    FOLDER,
    LAST,
    MARKETPLACE,
    OWN,
    HalfYear,
    from_scratch,
    half_year,
    not_sold_after_all,
    published,
)

# The half year takes half a minute; on a machine that does ten things at once, several.
pytestmark = pytest.mark.timeout(900)
needs_olist = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the Olist subset is not there: it may not be shipped, put it in ../shared/data/olist"
)


@pytest.fixture(scope="module")
def piped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HalfYear]:
    """The whole subset, after its half year."""
    done = half_year(FOLDER, tmp_path_factory.mktemp("warehouses"))
    yield done
    done.engine.close()


def rows(piped: HalfYear, fact: str) -> list[dict[str, Any]]:
    """All facts of a kind."""
    with piped.houses[0].open(piped.clock) as scores:
        return scores.warehouse.facts[fact].to_pyarrow().to_pylist()


@needs_olist
def test_every_order_line_and_review_is_there(piped: HalfYear) -> None:
    orders = piped.plan.orders
    parts = {(order.id, line.seller) for order in orders for line in order.lines}
    assert piped.loaded["orders"].new == len(parts) == 7_433
    assert piped.loaded["sellers"].new == len({seller for _, seller in parts})
    assert piped.loaded["shipments"].new == sum(1 for one in rows(piped, "orders") if one["shipped_at"] is not None)
    reviewed = Counter(one["stars"] for one in rows(piped, "reviews"))
    given = Counter(o.review.score for o in orders if o.review for _ in {line.seller for line in o.lines})
    assert reviewed == given
    # Reais at 0.29 dollars, each order rounded by itself: at most half a cent each way.
    reais = sum(line.paid.amount for order in orders for line in order.lines)
    cents = sum(one["paid"] for one in rows(piped, "orders"))
    assert abs(cents - reais * 29 / 100) <= len(parts) / 2


@needs_olist
def test_every_filed_dispute_has_a_fact_and_says_how_it_ended(piped: HalfYear) -> None:
    funnel = piped.report.funnel
    disputes = rows(piped, "disputes")
    assert len(disputes) == funnel.filed > 1_200
    ended = Counter(one["resolution"] for one in disputes if one["ended_at"] is not None)
    assert ended == Counter(dict(funnel.outcomes))
    assert len(disputes) - ended.total() == sum(funnel.open.values())
    outcomes = {one.dispute_id: one for one in piped.engine.outcomes(limit=10_000)}
    assert {one["id"] for one in disputes if one["ended_at"]} == outcomes.keys()
    for one in disputes:
        if one["ended_at"] is not None:
            assert (one["arbitrated_at"] is not None) == outcomes[one["id"]].arbitrated
            assert (one["answered_at"] is None) == (outcomes[one["id"]].first_response_after is None)
    refunded = [one for one in outcomes.values() if one.refund.amount]
    assert {one["dispute"] for one in rows(piped, "refunds")} >= {one.dispute_id for one in refunded}


@needs_olist
def test_disputes_find_their_orders(piped: HalfYear) -> None:
    disputed = {one["order"] for one in rows(piped, "disputes") if one["withdrawn_at"] is None}
    with piped.houses[0].open(piped.clock) as scores:
        assessed = assessed_orders(scores.warehouse.facts)
        counted = assessed.filter(assessed.disputed == 1).select("id").to_pyarrow()["id"].to_pylist()
    assert set(counted) <= disputed
    # All but those on the later parts of orders of several sellers.
    assert len(disputed) - len(counted) <= 0.02 * len(disputed)


@needs_olist
def test_every_card_says_of_every_seller_a_score_or_why_not(piped: HalfYear) -> None:
    sellers = piped.loaded["sellers"].new
    cards, days = Counter[str](), set[date]()
    for house in piped.houses:
        for card, period, day, found in published(house, piped.clock):
            cards[card.id] += 1
            days.add(day)
            scored = [one for one in found if one.why_not is None]
            assert len({(one.seller, one.category) for one in found}) == len(found)
            assert all(one.grade is not None or one.total is not None for one in scored), (card.id, period, day)
            if not card.by_category:
                assert len(found) == sellers, (card.id, period, day)
    assert set(cards) == {card.id for house in piped.houses for card in house.cards}
    assert cards[OWN.id] == 7
    assert min(days) == FIRST
    assert max(days) > LAST


@needs_olist
def test_the_disputes_that_months_count_are_those_that_were_filed(piped: HalfYear) -> None:
    """The house's own card counts filings by the calendar month; the script says when each was made."""
    counted: Counter[date] = Counter()
    for _, _, day, found in published(piped.houses[0], piped.clock, OWN.id):
        counted[day] = sum(one.counts["filed"][0][0] for one in found)
    filings = [step.at for step in piped.plan.script.steps if isinstance(step, File)]
    assert len(filings) == piped.report.funnel.filed
    zone = ZoneInfo(OWN.zone)
    months = Counter(month_end(at.astimezone(zone).date()) for at in filings)
    assert counted == {day: months[day] for day in counted}
    assert counted.total() > 800


@needs_olist
def test_medals_reach_the_disputes_filed_after_them(piped: HalfYear) -> None:
    """The first are of February and March, published by the round of April 2; the levels change with the months."""
    first_round = FEW_ROUNDS[0]
    medals: Counter[tuple[bool, str | None]] = Counter()
    for one in every(piped.engine):
        order, at = one.order, one.filed_at
        medals[at > first_round, order.seller_medal] += 1
        if order.seller_medal:
            versions = piped.engine.standings(order.seller, marketplace=MARKETPLACE)
            before = [version for version in versions if version.set_at is not None and version.set_at <= at]
            assert before[-1].medal == order.seller_medal
            assert (before[-1].source or "").startswith(OWN.id)
    assert medals[False, "silver"] == 0
    assert medals[True, "silver"] > 50
    assert medals[True, None] > 50


@needs_olist
def test_from_scratch_all_facts_at_once_give_the_same_digits(piped: HalfYear) -> None:
    """Rounds, revisions and late facts come to what one run over everything says."""
    for house, name in zip(piped.houses, (OWN.name, "dhgate"), strict=True):
        (card,) = [card for card in house.cards if card.name == name]
        stands = {(period, day): found for _, period, day, found in published(house, piped.clock, card.id)}
        with from_scratch(house, piped.clock) as fresh:
            fresh.run(name, days=[day for _, day in stands], marketplace=MARKETPLACE)
            for (_, day), found in stands.items():
                again = fresh.distribution(name, day, marketplace=MARKETPLACE)
                assert [said(one) for one in again] == [said(one) for one in found], (name, day)


@needs_olist
def test_a_late_fact_revises_what_counted_it_and_nothing_else(piped: HalfYear) -> None:
    house, clock = piped.houses[1], piped.clock
    with house.open(clock) as scores:
        assert scores.run_due() == ()
        best = max((one for one in scores.newest("dhgate", MARKETPLACE) if one.total), key=lambda one: one.total or 0)
    order, runs = not_sold_after_all(house, clock, best.seller, since=date(2018, 7, 15))
    assert all(run.late and not run.new for run in runs)
    changes = [change for run in runs for change in run.revised if run.card == "dhgate@1"]
    assert {change.after.seller for change in changes} == {best.seller}
    assert len(changes) == 4, "August 31 to September 3"
    for change in changes:
        assert (change.before.revision, change.after.revision) == (1, 2)
        (before, of), (after, still_of) = change.before.counts["not_sold"][0], change.after.counts["not_sold"][0]
        assert (after, still_of) == (before + 1, of)
        assert (change.after.total or 0) < (change.before.total or 0)
    with house.open(clock) as scores:
        assert scores.run_due() == ()
        (found,) = explain(scores.card("dhgate"), scores.warehouse.facts, best.seller, LAST, marketplace=MARKETPLACE)
        history = scores.history("dhgate", best.seller, marketplace=MARKETPLACE)
    assert str(found.shown) == [one.shown for one in history if one.day == LAST][-1]
    (blamed,) = [one.cost for one in found.reasons if one.name == "not_sold"]
    assert order in [row.id for row in blamed.rows]


@needs_olist
def test_a_real_seller_and_all_of_them_are_drawn(piped: HalfYear, tmp_path: Path) -> None:
    house = piped.houses[0]
    with house.open(piped.clock) as scores:
        seller = scores.newest("aliexpress_daily", MARKETPLACE)[0].seller
    cli, given = Cli(tmp_path), ["--scores", house.url, "--marketplace", MARKETPLACE, "--card", "aliexpress_daily"]
    for name, more in (("all", []), ("one", ["--seller", seller])):
        svg, html = tmp_path / f"{name}.svg", tmp_path / f"{name}.html"
        assert cli.here("score", "show", *given, *more, "--svg", str(svg), "--html", str(html)).code == 0
        assert svg.read_text().startswith("<svg")
        assert "</html>" in html.read_text()
    assert seller in (tmp_path / "one.svg").read_text()
    (explained,) = cli.here("score", "explain", *given, "--seller", seller, "--day", str(LAST), "--json").json
    assert explained["seller"] == seller


def said(one: Published) -> tuple[object, ...]:
    """All of a score but when it was computed."""
    return one.seller, one.category, one.total, one.shown, one.grade, one.why_not, one.counts


def every(engine: DisputeEngine) -> Iterator[Dispute]:
    """All disputes."""
    page = engine.find(limit=500)
    yield from page
    while page.next:
        page = engine.find(limit=500, after=page.next)
        yield from page


def test_an_order_of_two_sellers_is_two_facts(tmp_path: Path) -> None:
    orders = [
        an_order("o1", order_delivered_customer_date="2018-03-18 23:30:00"),
        an_order("o2", order_status="canceled", order_delivered_carrier_date=""),
        an_order("o3", order_status="unavailable", order_delivered_carrier_date=""),
    ]
    limit = {"shipping_limit_date": "2018-03-05 10:00:00"}
    lines = [
        a_line("o1", **limit),
        a_line("o1", "2", seller_id="s2", price="10.00", freight_value="0.00", **limit),
        a_line("o2", **limit),
        a_line("o3", **limit),
    ]
    folder = make_folder(tmp_path, orders, lines, [a_review("o1", stars=4)])
    warehouse = Warehouse("duckdb://")
    assert [one.new for one in load_olist(warehouse, folder, rates={"BRL": "0.5"})] == [2, 4, 2, 2]
    found = {one["id"]: one for one in warehouse.facts["orders"].to_pyarrow().to_pylist()}
    assert {id: (one["seller"], one["paid"]) for id, one in found.items()} == {
        "o1": ("s1", 5750),
        "o1/s2": ("s2", 500),
        "o2": ("s1", 5750),
        "o3": ("s1", 5750),
    }
    # Half past eleven at night in São Paulo, the 19th in Greenwich.
    assert found["o1"]["signed_on"] == found["o1"]["confirmed_on"] == date(2018, 3, 18)
    assert [found[id]["cancelled_for"] for id in ("o1", "o2", "o3")] == [None, "buyer", "seller"]
    assert sorted(warehouse.facts["reviews"].to_pyarrow()["id"].to_pylist()) == ["r-o1:o1", "r-o1:o1/s2"]
    assert [one.known for one in load_olist(warehouse, folder, rates={"BRL": "0.5"})] == [2, 4, 2, 2]
    warehouse.close()
