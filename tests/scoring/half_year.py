"""Half a year of real orders under every card: facts in, complaints filed, rounds of scores, medals handed back.

The same orders stand in two warehouses, since a marketplace has one zone: AliExpress' cards count Los Angeles' days,
the others Shanghai's. `make scores` scores every day, in a round a month, or a day (`ARGS=--daily`); the tests score
the months, and of daily scores the last days.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from disputes import DisputeEngine, ManualClock
from disputes.interfaces.scores.fact_loading import load_facts, load_olist
from disputes.interfaces.scores.rounds import score_round
from disputes.interfaces.scores.runs import Run
from disputes.interfaces.scores.scoring import Scores
from disputes.scoring.card import Card, Indicator
from disputes.scoring.facts import ORDERS, TABLES
from disputes.scoring.published import Period, Published
from disputes.scoring.windows import MonthWindow
from disputes.simulation.filings import MARKETPLACE
from disputes.simulation.olist_import import ImportPlan, ImportReport, carry_out, plan_import
from disputes.simulation.script import File
from disputes.storage.loading import Loaded
from disputes.storage.types import instant_of
from disputes.workflows import cards

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "olist"
FIRST, LAST = date(2018, 2, 28), date(2018, 8, 31)
"""Half a year, and the day before it, whose month's level brings the first medals."""
FEW_ROUNDS = (datetime(2018, 4, 2, 20, tzinfo=UTC), datetime(2018, 7, 3, 20, tzinfo=UTC))
MONTHLY_ROUNDS = tuple(datetime(2018, month, 5, 20, tzinfo=UTC) for month in range(3, 9))
"""On the fifth of each month, when all monthly scores have become due."""
DAILY_ROUNDS = tuple(datetime(2018, 3, 1, 20, tzinfo=UTC) + timedelta(days=number) for number in range(185))
Say = Callable[[str], object]


def _own_card() -> Card:
    """A house's own card: nobody in this data is good, since most of it went wrong, so a pass is enough for silver."""
    level = cards.get("aliexpress_level")
    filed = Indicator("filed", "disputes filed", "disputes", 1, unit="count", windows=(MonthWindow(),))
    title = f"{level.title}, a pass brings silver"
    return replace(
        level, name="olist_level", title=title, indicators=(*level.indicators, filed), medals=(("pass", "silver"),)
    )


OWN = _own_card()


@dataclass(frozen=True)
class House:
    """A warehouse of the same orders, in the days of its cards' zone."""

    url: str
    zone: str
    cards: tuple[Card, ...]

    def open(self, clock: ManualClock) -> Scores:
        """Its scores."""
        return Scores(self.url, clock=clock, cards=[OWN])


@dataclass(frozen=True)
class HalfYear:
    """What was there at the end, and what each round did."""

    engine: DisputeEngine
    clock: ManualClock
    plan: ImportPlan
    report: ImportReport
    loaded: dict[str, Loaded]
    houses: tuple[House, House]
    runs: list[Run] = field(default_factory=list[Run])


def half_year(
    folder: Path, to: Path, *, rounds_at: Sequence[datetime] = FEW_ROUNDS, say: Say = lambda text: None
) -> HalfYear:
    """Drive the orders of a folder through everything; the warehouses are made in the folder `to`."""
    every_day = rounds_at != FEW_ROUNDS
    plan = _without_medals(plan_import(folder))
    clock = ManualClock(plan.starts_at)
    engine = DisputeEngine("memory://", clock=clock, random=Random(7))
    houses = _houses(to)
    loaded = [_prepare(house, folder, clock, every_day=every_day) for house in houses]
    runs: list[Run] = []

    def rounds() -> None:
        for house in houses:
            runs.extend(score_round(engine, house.url, [OWN]))
        say(f"{clock.now():%Y-%m-%d}: {len(runs)} runs of cards so far")

    report = carry_out(plan, engine, pauses=rounds_at, at_pause=rounds)
    rounds()
    return HalfYear(engine, clock, plan, report, loaded[0], houses, runs)


def _without_medals(plan: ImportPlan) -> ImportPlan:
    """The model's hosts say no medals: those of the scores are to count."""
    steps = [
        replace(step, order=replace(step.order, seller_medal=None)) if isinstance(step, File) else step
        for step in plan.script.steps
    ]
    return replace(plan, script=replace(plan.script, steps=steps))


def _houses(to: Path) -> tuple[House, House]:
    # The level as it is shipped is scored, too, but on demand: two cards of one marketplace would give two medals.
    scheduled = [card for card in cards.all() if card.name != "aliexpress_level"]
    first = tuple(card for card in scheduled if card.zone == OWN.zone)
    others = tuple(card for card in scheduled if card.zone != OWN.zone)
    (zone,) = {card.zone for card in others}
    return (
        House(f"duckdb:///{to / 'los_angeles.duckdb'}", OWN.zone, (*first, OWN)),
        House(f"duckdb:///{to / 'shanghai.duckdb'}", zone, others),
    )


def _prepare(house: House, folder: Path, clock: ManualClock, *, every_day: bool) -> dict[str, Loaded]:
    with house.open(clock) as scores:
        loaded = load_olist(scores.warehouse, folder, zone=house.zone, clock=clock)
        for card in house.cards:
            since = FIRST if every_day or card.schedule.every == "monthly" else LAST
            scores.enable(card.id, marketplace=MARKETPLACE, since=since)
        return {one.fact: one for one in loaded}


def published(
    house: House, clock: ManualClock, only: str | None = None
) -> Iterator[tuple[Card, Period, date, list[Published]]]:
    """Each card, or `only` one, with each period and day that has scores, and every seller's as it stands."""
    with house.open(clock) as scores:
        table = scores.warehouse.table("dispute_score").select("card", "period", "day").distinct()
        table = table.filter(table.card == only) if only else table
        for row in table.order_by(["card", "period", "day"]).to_pyarrow().to_pylist():
            card, day, period = scores.card(row["card"]), row["day"], row["period"]
            yield card, period, day, scores.distribution(card.id, day, marketplace=MARKETPLACE, period=period)


def from_scratch(house: House, clock: ManualClock) -> Scores:
    """A new warehouse in memory with all the facts that a house has, taken in at once."""
    fresh = Scores("duckdb://", clock=clock, cards=[OWN])
    with house.open(clock) as scores:
        for name, table in TABLES.items():
            fresh.warehouse.load(table, scores.warehouse.facts[name].to_pyarrow(), 0)
    return fresh


def not_sold_after_all(house: House, clock: ManualClock, seller: str, since: date) -> tuple[str, Sequence[Run]]:
    """A late fact: the seller's first order confirmed from a day on had been cancelled for his reason."""
    with house.open(clock) as scores:
        orders = scores.warehouse.facts["orders"]
        mine = orders.filter(orders.seller == seller, orders.confirmed_on >= since).order_by(["confirmed_at", "id"])
        row = mine.limit(1).to_pyarrow().to_pylist()[0]
        known = {
            one.name: instant_of(row[one.name]) if one.kind == "instant" else row[one.name]
            for one in ORDERS.columns
            if row[one.name] is not None
        }
        cancelled = {"cancelled_at": known["paid_at"] + timedelta(days=1), "cancelled_for": "seller"}
        record = {"id": row["id"], "version": 2} | known | cancelled
        load_facts(scores.warehouse, "orders", [record], marketplace=MARKETPLACE, clock=clock)
        return row["id"], scores.run_due()
