"""Scores: cards evaluated when due or when asked, published once, and revised when facts come late."""

from collections.abc import Iterator, Sequence
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
from ..scoring.ibis_adapter import Table
from ..scoring.penalties import Violation
from ..scoring.published import Period, Published
from ..scoring.review_complaints import OpenComplaint, open_complaints
from ..storage import published
from ..storage.fact_zones import zone_of
from ..storage.warehouse import Warehouse
from ..workflows import cards as shipped
from ..workflows.measures import ladder_of
from .dispute_facts import DisputeFacts, Followed
from .in_force import InForce, PenaltyPoints, by_points, by_scores
from .loans import Graded, Loan, loan_of
from .score_runs import CardRuns, Progress, Run


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
        return self._runs(chosen, marketplace, period or calendar.own_period(chosen)).run(days, progress)

    def run_due(self, progress: Progress = lambda done, of: None, *, late_once_a_day: bool = False) -> tuple[Run, ...]:
        """Compute what late facts touch, then what has become due since the last time, each day and month once.

        `late_once_a_day` leaves late facts alone that come after the first time on a local day, until the next.
        """
        done = [
            run
            for runs, since in self._all_runs()
            for run in (
                runs.run_late(progress, once_a_day=late_once_a_day),
                runs.run_due(since, progress),
            )
        ]
        return tuple(run for run in done if run.days)

    def next_due_at(self) -> datetime | None:
        """When the next score is due; None when no card is enabled."""
        return min((runs.next_due_at(since) for runs, since in self._all_runs()), default=None)

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

    def latest_due(self, card: str, *, period: Period | None = None) -> date:
        """The last day whose score is due by the clock; of monthly scores the last day of a month."""
        chosen = self.card(card)
        return self._runs(chosen, "default", period or calendar.own_period(chosen)).latest_due()

    def explain(
        self, card: str, seller: str, day: date, *, marketplace: str = "default", most: int = MOST_LISTED
    ) -> tuple[Explanation, ...]:
        """Why a seller has its score on a day, by the facts as they are now; of a card by category once for each.

        `most` bounds the orders and disputes that are listed of each indicator. NotFound when nothing is known,
        InvalidInput when the marketplace's days are not the card's.
        """
        chosen = self.card(card)
        self._refuse_other_zone(chosen, marketplace)
        return explain(chosen, self.warehouse.facts, seller, day, marketplace=marketplace, most=most)

    def newest(self, card: str, marketplace: str, *, since_run: int = 0) -> list[Published]:
        """The scores of the last day or month that was published, as they stand; those that runs after one made."""
        table = self._scores(card, marketplace)
        table = table.filter(table.period == calendar.own_period(self.card(card)))
        newest = published.latest(table.filter(table.day == table.day.max()))
        return published.read(newest.filter(newest.run.fill_null(0) > since_run) if since_run else newest)

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

    def _all_runs(self) -> Iterator[tuple[CardRuns, date]]:
        """Of each enabled card its days and its monthly means, with the day since when it is enabled."""
        for row in self._enabled():
            card, since = self.card(row["card"]), date.fromordinal(row["since"])
            for period, _ in calendar.schedules(card):
                yield self._runs(card, row["marketplace"], period), since

    def _runs(self, card: Card, marketplace: str, period: Period) -> CardRuns:
        return CardRuns(self.warehouse, self._clock, card, marketplace, period)
