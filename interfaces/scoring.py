"""Scores: cards evaluated when due or when asked, published once, and revised when facts come late."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import TracebackType
from typing import Any

from ..engine.clock import Clock, SystemClock
from ..engine.deadlines import Zone
from ..engine.engine import Engine
from ..engine.errors import InvalidInput
from ..scoring import calendar
from ..scoring.card import Card
from ..scoring.explaining import MOST_LISTED, Explanation, explain
from ..scoring.grading import Grader, Score
from ..scoring.ibis_adapter import Table, load_ibis
from ..scoring.measuring import measure, windows_of
from ..scoring.monthly import daily_totals, days_of, exact_mean, is_doubtful, monthly_score, months_of, with_mean
from ..scoring.penalties import Violation
from ..scoring.published import Period, Published
from ..scoring.review_complaints import OpenComplaint, open_complaints
from ..scoring.sources import Facts
from ..storage import published
from ..storage.fact_zones import zone_of
from ..storage.published import Change, Publication
from ..storage.types import microseconds
from ..storage.warehouse import Warehouse
from ..workflows import cards as shipped
from ..workflows.measures import ladder_of
from .dispute_facts import DisputeFacts, Followed
from .in_force import InForce, PenaltyPoints, by_points, by_scores
from .loans import Graded, Loan, loan_of

ROWS_AT_ONCE = 200_000
DAYS_AT_ONCE = 92
Progress = Callable[[int, int], None]
"""Called with the number of days done, and of all."""


@dataclass(frozen=True)
class Run:
    """What one run of a card did. `revised` are scores that came out otherwise than they had been published."""

    card: str
    marketplace: str
    period: Period
    days: tuple[date, ...]
    new: int
    revised: tuple[Change, ...]
    unchanged: int
    cut_off: int
    late: bool = False


class Scores:
    """The score calculators over one warehouse; also a context manager.

    `url` is `duckdb:///scores.duckdb`, `duckdb://` (in memory) or `postgresql://…`. The clock says what is due.
    """

    def __init__(self, url: str = "duckdb://", *, clock: Clock | None = None, cards: Sequence[Card] = ()) -> None:
        self.warehouse = Warehouse(url)
        self._clock = clock or SystemClock()
        self._own = {card.id: card for card in cards}

    def __enter__(self) -> "Scores":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the warehouse."""
        self.warehouse.close()

    def open_complaints(self, zone: Zone, *, marketplace: str = "default") -> list[OpenComplaint]:
        """Complaints against reviews that wait for the platform's answer, with when it is due; the first due first.

        `zone` has the marketplace's holidays, on which nobody works.
        """
        table = self.warehouse.facts["review_complaints"]
        rows = table.filter(table.marketplace == marketplace, table.answered_at.isnull()).to_pyarrow().to_pylist()
        return open_complaints(rows, zone, self._clock.now())

    def card(self, name: str) -> Card:
        """A card by its name, the newest version, or by `name@version`."""
        own = [card for card in self._own.values() if name in (card.name, card.id)]
        return max(own, key=lambda card: card.version) if own else shipped.get(name)

    def enable(self, card: str, *, marketplace: str = "default", since: date | None = None) -> None:
        """Let a card grade a marketplace from a day on, by its schedule.

        InvalidInput when its zone is another, or when another card with medals grades the marketplace already.
        """
        chosen = self.card(card)
        self._refuse_other_zone(chosen, marketplace)
        if chosen.id in self.enabled(marketplace):
            return
        self._refuse_second_medals(chosen, marketplace)
        first = since or calendar.local_day(chosen.zone, self._clock.now())
        row = {"marketplace": marketplace, "card": chosen.id, "zone": chosen.zone, "since": first.toordinal()}
        self.warehouse.append("dispute_score_marketplace", [row])

    def enabled(self, marketplace: str = "default") -> list[str]:
        """The cards that grade a marketplace, in the order they were enabled."""
        return [row["card"] for row in self._enabled() if row["marketplace"] == marketplace]

    def all_enabled(self) -> list[tuple[str, Card]]:
        """Every marketplace with each of its cards."""
        return [(row["marketplace"], self.card(row["card"])) for row in self._enabled()]

    def follow(self, engine: Engine, *, source: str = "disputes") -> Followed:
        """Take in what the engine's disputes have told since the last time; `source` tells several engines apart."""
        return DisputeFacts(self.warehouse, engine, source=source).follow()

    def run(
        self,
        card: str,
        *,
        days: Sequence[date],
        marketplace: str = "default",
        period: Period | None = None,
        progress: Progress = lambda done, of: None,
    ) -> Run:
        """Compute and publish a card's scores for these days; of monthly scores, the months' last days.

        The same again publishes nothing; what comes out otherwise is published as the next revision. InvalidInput
        when the marketplace's days are not the card's.
        """
        chosen = self.card(card)
        self._refuse_other_zone(chosen, marketplace)
        return self._run(chosen, marketplace, period or calendar.own_period(chosen), list(days), progress, late=False)

    def run_due(self, progress: Progress = lambda done, of: None) -> tuple[Run, ...]:
        """Compute what has become due since the last time, each day and month once, then what late facts touch."""
        runs = [run for row in self._enabled() for run in self._due(row, progress)]
        return tuple(run for run in runs if run.days)

    def next_due_at(self) -> datetime | None:
        """When the next score is due; None when no card is enabled."""
        times = [
            calendar.due_at(schedule, card.zone, calendar.next_day(schedule, self._done(row, period)))
            for row in self._enabled()
            for card in [self.card(row["card"])]
            for period, schedule in calendar.schedules(card)
        ]
        return min(times, default=None)

    def history(self, card: str, seller: str, *, marketplace: str = "default") -> list[Published]:
        """All versions of a seller's scores, by day and revision."""
        table = self._scores(card, marketplace)
        return published.read(table.filter(table.seller == seller))

    def distribution(
        self, card: str, day: date, *, marketplace: str = "default", period: Period | None = None
    ) -> list[Published]:
        """Every seller's score of a day as it stands."""
        table = self._scores(card, marketplace)
        of = period or calendar.own_period(self.card(card))
        return published.read(published.latest(table.filter(table.day == day, table.period == of)))

    def explain(
        self, card: str, seller: str, day: date, *, marketplace: str = "default", most: int = MOST_LISTED
    ) -> tuple[Explanation, ...]:
        """Why a seller has its score on a day, by the facts as they are now; of a card by category once for each.

        `most` bounds the orders and disputes that are listed of each indicator. NotFound when nothing is known.
        """
        return explain(self.card(card), self.warehouse.facts, seller, day, marketplace=marketplace, most=most)

    def newest(self, card: str, marketplace: str) -> list[Published]:
        """Every seller's score of the last day or month that was published, as it stands."""
        last = self._scores(card, marketplace).day.max().to_pyarrow().as_py()
        return self.distribution(card, last, marketplace=marketplace) if last else []

    def consequences(
        self, card: str, seller: str, *, marketplace: str = "default", day: date | None = None
    ) -> tuple[InForce, ...]:
        """The penalties and privileges that a card's published scores have brought, in force on a local day (today).

        Those of the newest grades, and of several months together, such as DHgate's three below 60 running.
        """
        chosen = self.card(card)
        on = day or calendar.local_day(chosen.zone, self._clock.now())
        return tuple(by_scores(chosen, self.history(card, seller, marketplace=marketplace), on))

    def penalty_points(self, seller: str, *, marketplace: str = "default", day: date | None = None) -> PenaltyPoints:
        """A seller's penalty points on a local day (today), and what the ladder of its marketplace's cards brings.

        InvalidInput when no card with a ladder is enabled there; AliExpress' cards have one.
        """
        ladder = ladder_of(self.enabled(marketplace))
        if ladder is None:
            raise InvalidInput("marketplace", f"no card with a ladder of penalty points grades {marketplace}")
        table = self.warehouse.facts["violations"]
        rows = table.filter(table.marketplace == marketplace, table.seller == seller).to_pyarrow().to_pylist()
        found = [Violation(row["found_on"], row["points"], row["revoked_at"] is not None) for row in rows]
        return by_points(marketplace, seller, ladder, found, day or self._today(marketplace))

    def loan(self, seller: str, *, marketplace: str = "default", day: date | None = None) -> Loan:
        """How a seller's advance loan stands on a local day (today), by what `aliexpress_loan` and
        `aliexpress_level` have published; not assessed where the first has published nothing.
        """
        risk, level = (self._graded(name, seller, marketplace) for name in ("aliexpress_loan", "aliexpress_level"))
        today = calendar.local_day(risk.card.zone, self._clock.now())
        left = day in (None, today) and self._has_left(seller, marketplace)
        return loan_of(marketplace, seller, day or today, risk, level, has_left=left)

    def versions(self, card: str, marketplace: str) -> int:
        """How many versions of scores have been published: it grows with each."""
        return int(self._scores(card, marketplace).count().to_pyarrow().as_py())

    def _refuse_other_zone(self, card: Card, marketplace: str) -> None:
        zone = zone_of(self.warehouse, marketplace)
        if zone not in (None, card.zone):
            raise InvalidInput("card", f"{card.id} counts days in {card.zone}, {marketplace} in {zone}")

    def _refuse_second_medals(self, card: Card, marketplace: str) -> None:
        """Each would overwrite the standings that the other has set."""
        others = [one for one in self.enabled(marketplace) if self.card(one).medals] if card.medals else []
        if others:
            raise InvalidInput(
                "card",
                f"{others[0]} brings medals in {marketplace} already, and {card.id} would overwrite them: leave it to"
                f" `score run --card {card.id}`, or enable a card of your own with medals=()",
            )

    def _graded(self, card: str, seller: str, marketplace: str) -> Graded:
        return Graded(self.card(card), self.history(card, seller, marketplace=marketplace))

    def _has_left(self, seller: str, marketplace: str) -> bool:
        table = self.warehouse.facts["sellers"]
        table = table.filter(table.marketplace == marketplace, table.id == seller, table.loan_choice == "left")
        return bool(table.count().to_pyarrow().as_py())

    def _today(self, marketplace: str) -> date:
        return calendar.local_day(zone_of(self.warehouse, marketplace) or "UTC", self._clock.now())

    def _scores(self, card: str, marketplace: str) -> Table:
        table = self.warehouse.table(published.TABLE)
        return table.filter(table.card == self.card(card).id, table.marketplace == marketplace)

    def _enabled(self) -> list[dict[str, Any]]:
        table = self.warehouse.table("dispute_score_marketplace")
        return table.order_by(["since", "marketplace", "card"]).to_pyarrow().to_pylist()

    def _due(self, row: dict[str, Any], progress: Progress) -> Iterable[Run]:
        card, marketplace = self.card(row["card"]), row["marketplace"]
        for period, schedule in calendar.schedules(card):
            days = calendar.days_due(schedule, card.zone, self._done(row, period), self._clock.now())
            late = self._touched(card, marketplace, period)
            yield self._run(card, marketplace, period, late, progress, late=True)
            yield self._run(card, marketplace, period, days, progress, late=False)

    def _done(self, row: dict[str, Any], period: Period) -> date:
        """The last day a scheduled run has covered; before the first run, the day before the card was enabled."""
        runs = self._runs(row["marketplace"], row["card"], period)
        done = runs.filter(~runs.late).last_day.max().to_pyarrow().as_py()
        return done or date.fromordinal(row["since"] - 1)

    def _runs(self, marketplace: str, card: str, period: Period) -> Table:
        table = self.warehouse.table("dispute_score_run")
        return table.filter(table.marketplace == marketplace, table.card == card, table.period == period)

    def _touched(self, card: Card, marketplace: str, period: Period) -> list[date]:
        """The published days that count a local day of which facts have come, or changed, since they were computed."""
        runs = self._runs(marketplace, card.id, period).to_pyarrow().to_pylist()
        news = self._daily_runs(card, marketplace) if period != calendar.own_period(card) else self._loads(marketplace)
        scores = self._scores(card.id, marketplace)
        days = (
            scores.filter(scores.period == period)
            .select("day")
            .distinct()
            .order_by("day")
            .to_pyarrow()["day"]
            .to_pylist()
        )
        return [day for day in days if _is_touched(card, period, day, runs, news)]

    def _loads(self, marketplace: str) -> list[dict[str, Any]]:
        """The loads of a marketplace's facts, each with the local days that it speaks of."""
        loads = self.warehouse.table("dispute_score_load")
        loads = loads.filter(loads.marketplace == marketplace, loads.first_day.notnull())
        spans = loads.group_by(["first_day", "last_day"]).agg(cut_off=loads.load.max())
        return spans.to_pyarrow().to_pylist()

    def _daily_runs(self, card: Card, marketplace: str) -> list[dict[str, Any]]:
        """The runs of daily scores: what a monthly mean is made of."""
        return self._runs(marketplace, card.id, "day").to_pyarrow().to_pylist()

    def _run(
        self, card: Card, marketplace: str, period: Period, days: list[date], progress: Progress, *, late: bool
    ) -> Run:
        cut_off = self.warehouse.cut_off()
        done = Publication(0, (), 0)
        for chunk in self._chunks(card, period, days):
            scores = (
                self._monthly(card, marketplace, chunk)
                if calendar.own_period(card) != period
                else self._evaluated(card, marketplace, chunk)
            )
            with self.warehouse.transaction():
                made = published.publish(self.warehouse, scores, period, cut_off, self._clock.now())
                self._note(card, marketplace, period, chunk, made, cut_off, late)
            done = Publication(done.new + made.new, done.revised + made.revised, done.unchanged + made.unchanged)
            progress(days.index(chunk[-1]) + 1, len(days))
        return Run(card.id, marketplace, period, tuple(days), done.new, done.revised, done.unchanged, cut_off, late)

    def _chunks(self, card: Card, period: Period, days: list[date]) -> Iterable[list[date]]:
        """Days in a row, so many at a time that their rows fit in memory."""
        sellers = int(self.warehouse.facts["sellers"].count().to_pyarrow().as_py()) or 1
        size = max(1, min(DAYS_AT_ONCE, ROWS_AT_ONCE // sellers))
        schedule = dict(calendar.schedules(card))[period]
        chunk: list[date] = []
        for day in sorted(set(days)):
            if chunk and (len(chunk) == size or day != calendar.next_day(schedule, chunk[-1])):
                yield chunk
                chunk = []
            chunk.append(day)
        if chunk:
            yield chunk

    def _evaluated(self, card: Card, marketplace: str, days: list[date]) -> list[Score]:
        grader = Grader(card)
        table = measure(card, facts_of(self.warehouse.facts, marketplace), days)
        return list(grader.grades(table.to_pyarrow()))

    def _monthly(self, card: Card, marketplace: str, days: list[date]) -> list[Score]:
        daily = published.latest(self._scores(card.id, marketplace))
        return [score for day in days for score in self._month(card, daily, day)]

    def _month(self, card: Card, daily: Table, day: date) -> list[Score]:
        """A month's scores; where ten decimals could decide, from the daily scores' own sums."""
        rows = daily_totals(card, daily, day).to_pyarrow().to_pylist()
        scores = [monthly_score(card, row, day) for row in rows]
        doubtful = [one.seller for one in scores if is_doubtful(card, one)]
        if not doubtful:
            return scores
        days: dict[tuple[str, str | None], list[Published]] = {}
        for one in published.read(days_of(card, daily, day).filter(daily.seller.isin(doubtful))):
            days.setdefault((one.seller, one.category), []).append(one)
        return [
            with_mean(card, one, exact_mean(card, days[one.seller, one.category])) if is_doubtful(card, one) else one
            for one in scores
        ]

    def _note(
        self,
        card: Card,
        marketplace: str,
        period: Period,
        days: list[date],
        made: Publication,
        cut_off: int,
        late: bool,
    ) -> None:
        row = {
            "marketplace": marketplace, "card": card.id, "period": period, "first_day": days[0], "last_day": days[-1],
            "cut_off": cut_off, "computed_at": microseconds(self._clock.now()), "scored": made.new + made.unchanged,
            "new": made.new, "revised": len(made.revised), "late": late,
        }  # fmt: skip
        self.warehouse.append("dispute_score_run", [row])


def facts_of(facts: Facts, marketplace: str) -> Facts:
    """The facts of one marketplace.

    Its name becomes a constant, which databases compare for a tenth less of a big run.
    """
    name_of = load_ibis().literal(marketplace)
    return {
        name: table.filter(table.marketplace == marketplace).mutate(marketplace=name_of)
        for name, table in facts.items()
    }


def _is_touched(card: Card, period: Period, day: date, runs: list[dict[str, Any]], news: list[dict[str, Any]]) -> bool:
    """Whether any news that the latest run of a day did not know yet speaks of a day that it counts."""
    known = max((run["cut_off"] for run in runs if run["first_day"] <= day <= run["last_day"]), default=0)
    spans = [months_of(card, day)] if period != calendar.own_period(card) else [
        window.days(day) for one in card.indicators for window in windows_of(card, one)
    ]  # fmt: skip
    return any(
        one["cut_off"] > known and first <= one["last_day"] and one["first_day"] <= last
        for one in news
        for first, last in spans
    )
