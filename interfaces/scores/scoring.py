"""Scores: cards evaluated when due or when asked, published once, and revised when facts come late."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from types import TracebackType

from ...engine.clock import Clock, SystemClock, UtcClock
from ...engine.deadlines import Zone
from ...engine.engine import Engine
from ...engine.errors import InvalidInput
from ...engine.money import Money
from ...scoring import calendar
from ...scoring.card import Card
from ...scoring.explaining import MOST_LISTED, Explanation, explain
from ...scoring.ibis_adapter import Table
from ...scoring.published import Period, Published
from ...scoring.review_complaints import OpenComplaint, open_complaints
from ...storage import published
from ...storage.enabled_cards import Enabled, add_enabled, read_enabled, remove_enabled
from ...storage.fact_zones import marketplaces, zone_of
from ...storage.warehouse import Warehouse
from ...workflows import cards as shipped
from ...workflows.measures import fines_of, ladder_of
from ...workflows.temu.fines import Fine
from .dispute_facts import DisputeFacts, Followed
from .in_force import InForce, PenaltyPoints, by_other_accounts, by_points, by_scores
from .inputs import check_inputs, check_marketplace_known, check_month_ends, check_period
from .loans import Graded, Loan, loan_of
from .runs import CardRuns, Progress, Run
from .sellers import has_left, judged_on, other_accounts, quality_of, violations_of


class Scores:
    """The score calculators over one warehouse; also a context manager.

    `url` is `duckdb:///scores.duckdb`, `duckdb://` (in memory) or `postgresql://…`. The clock says what is due.
    """

    def __init__(self, url: str = "duckdb://", *, clock: Clock | None = None, cards: Sequence[Card] = ()) -> None:
        self.warehouse = Warehouse(url)
        self._clock = UtcClock(clock or SystemClock())
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
        check_inputs(marketplace=marketplace)
        table = self.warehouse.facts["review_complaints"]
        rows = table.filter(table.marketplace == marketplace, table.answered_at.isnull()).to_pyarrow().to_pylist()
        return open_complaints(rows, zone, self._clock.now())

    def card(self, name: str) -> Card:
        """A card by its name, the newest version, or by `name@version`."""
        check_inputs(card=name)
        own = [card for card in self._own.values() if name in (card.name, card.id)]
        return max(own, key=lambda card: card.version) if own else shipped.get(name)

    def enable(self, *cards: str, marketplace: str = "default", since: date | None = None) -> None:
        """Let cards grade a marketplace from a day on (today), by their schedules: all of them, or none.

        Those that grade it already go on as they do. InvalidInput when a card's zone is another than the
        marketplace's, it grades it since another day than `since`, or another card with medals grades it already.
        """
        check_inputs(marketplace=marketplace, **({} if since is None else {"since": since}))
        if not cards:
            raise InvalidInput("cards", "name at least one, such as dhgate")
        with self.warehouse.transaction():
            for card in cards:
                self._enable(self.card(card), marketplace, since)

    def disable(self, *cards: str, marketplace: str = "default") -> None:
        """Let cards no longer grade a marketplace: nothing more is computed by schedule, what is published stays.

        A name without its version means all of its versions. Nothing when they do not grade it; enabled again, a card
        begins from its new `since`.
        """
        check_inputs(marketplace=marketplace)
        with self.warehouse.transaction():
            enabled = [one for one in self._enabled() if one.marketplace == marketplace]
            for card in cards:
                gone = [one for one in enabled if card in (one.card, one.card.partition("@")[0])]
                if not gone:
                    self.card(card)  # InvalidInput when there is no such card at all.
                remove_enabled(self.warehouse, gone)

    def enabled(self, marketplace: str = "default") -> list[str]:
        """The cards that grade a marketplace, in the order they were enabled."""
        check_inputs(marketplace=marketplace)
        return [one.card for one in self._enabled() if one.marketplace == marketplace]

    def all_enabled(self) -> list[tuple[str, str]]:
        """Every marketplace with each of its cards, such as `dhgate@1`."""
        return [(one.marketplace, one.card) for one in self._enabled()]

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
        when the marketplace's days are not the card's, or nothing is known of it.
        """
        check_inputs(marketplace=marketplace, days=days)
        chosen = self.card(card)
        of = check_period(chosen, period)
        check_month_ends(of, days)
        self._refuse_other_zone(chosen, marketplace)
        check_marketplace_known(marketplace, marketplaces(self.warehouse))
        return self._runs(chosen, marketplace, of).run(days, progress)

    def run_due(
        self,
        progress: Progress = lambda done, of: None,
        *,
        late_once_a_day: bool = False,
        marketplace: str | None = None,
        card: str | None = None,
    ) -> tuple[Run, ...]:
        """Compute what late facts touch, then what has become due since the last time, each day and month once.

        `late_once_a_day` leaves late facts alone that come after the first time on a local day, until the next;
        with `marketplace` only the cards of that one are computed, with `card` only that one.
        """
        if marketplace is not None:
            check_inputs(marketplace=marketplace)
        done = [
            run
            for runs, since in self._all_runs(marketplace, card and self.card(card).id)
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
        check_inputs(seller=seller, marketplace=marketplace)
        table = self._scores(card, marketplace)
        return published.read(table.filter(table.seller == seller))

    def distribution(
        self, card: str, day: date, *, marketplace: str = "default", period: Period | None = None
    ) -> list[Published]:
        """Every seller's score of a day as it stands."""
        check_inputs(day=day, marketplace=marketplace)
        of = check_period(self.card(card), period)
        table = self._scores(card, marketplace)
        return published.read(published.latest(table.filter(table.day == day, table.period == of)))

    def latest_due(self, card: str, *, period: Period | None = None) -> date:
        """The last day whose score is due by the clock; of monthly scores the last day of a month."""
        chosen = self.card(card)
        return self._runs(chosen, "default", check_period(chosen, period)).latest_due()

    def explain(
        self, card: str, seller: str, day: date, *, marketplace: str = "default", most: int = MOST_LISTED
    ) -> tuple[Explanation, ...]:
        """Why a seller has its score on a day, by the facts as they are now; of a card by category once for each.

        `most` bounds the orders and disputes that are listed of each indicator. NotFound when nothing is known,
        InvalidInput when the marketplace's days are not the card's.
        """
        check_inputs(seller=seller, day=day, marketplace=marketplace, most=most)
        chosen = self.card(card)
        self._refuse_other_zone(chosen, marketplace)
        return explain(chosen, self.warehouse.facts, seller, day, marketplace=marketplace, most=most)

    def newest(self, card: str, marketplace: str, *, since_run: int = 0) -> list[Published]:
        """The scores of the last day or month that was published, as they stand; those that runs after one made."""
        check_inputs(marketplace=marketplace)
        table = self._scores(card, marketplace)
        table = table.filter(table.period == calendar.own_period(self.card(card)))
        newest = published.latest(table.filter(table.day == table.day.max()))
        return published.read(newest.filter(newest.run.fill_null(0) > since_run) if since_run else newest)

    def consequences(
        self, card: str, seller: str, *, marketplace: str = "default", day: date | None = None
    ) -> tuple[InForce, ...]:
        """The penalties and privileges that a card's published scores have brought, in force on a local day (today).

        Those of the newest grades, and of several months together, such as DHgate's three below 60 running; and what
        another account of the same owner (`linked_to`) brings to all of them.
        """
        chosen = self.card(card)
        on = calendar.local_day(chosen.zone, self._clock.now()) if day is None else day
        check_inputs(seller=seller, day=on, marketplace=marketplace)
        own = by_scores(chosen, self.history(card, seller, marketplace=marketplace), on)
        others = {
            other: self.history(card, other, marketplace=marketplace)
            for other in other_accounts(self.warehouse.facts, marketplace, seller)
        }
        return (*own, *by_other_accounts(chosen, others, on))

    def penalty_points(self, seller: str, *, marketplace: str = "default", day: date | None = None) -> PenaltyPoints:
        """A seller's penalty points on a local day (today), and what the ladder of its marketplace's cards brings.

        What rulings of "not as described" against the seller bring is in force beside it: frozen for 7 days, then 30.
        InvalidInput when no card with a ladder is enabled there; AliExpress' cards have one.
        """
        check_inputs(seller=seller, marketplace=marketplace)
        on = self._today(marketplace) if day is None else day
        check_inputs(day=on)
        ladder = ladder_of(self.enabled(marketplace))
        if ladder is None:
            raise InvalidInput("marketplace", f"no card with a ladder of penalty points grades {marketplace}")
        facts = self.warehouse.facts
        found, judged = violations_of(facts, marketplace, seller), judged_on(facts, marketplace, seller)
        return by_points(marketplace, seller, ladder, found, judged, on)

    def fine(self, listing: str, declared: Money, *, marketplace: str = "default") -> Fine:
        """What an order with a found quality problem costs: by its product's quality score and its declared price.

        The score is the fact `listings.quality`. InvalidInput when none is known of the product, or no card with fines
        is enabled there; Temu's has them.
        """
        check_inputs(listing=listing, declared=declared, marketplace=marketplace)
        fine = fines_of(self.enabled(marketplace))
        if fine is None:
            raise InvalidInput("marketplace", f"no card with fines grades {marketplace}: enable temu")
        quality = quality_of(self.warehouse.facts, marketplace, listing)
        if quality is None:
            raise InvalidInput("listing", f"no quality score of {listing!r} is known in {marketplace}")
        return fine(quality, declared)

    def loan(self, seller: str, *, marketplace: str = "default", day: date | None = None) -> Loan:
        """How a seller's advance loan stands on a local day (today), by what `aliexpress_loan` and
        `aliexpress_level` have published; not assessed where the first has published nothing.
        """
        check_inputs(seller=seller, marketplace=marketplace, **({} if day is None else {"day": day}))
        risk, level = (self._graded(name, seller, marketplace) for name in ("aliexpress_loan", "aliexpress_level"))
        today = calendar.local_day(risk.card.zone, self._clock.now())
        left = day in (None, today) and has_left(self.warehouse.facts, marketplace, seller)
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

    def _today(self, marketplace: str) -> date:
        return calendar.local_day(zone_of(self.warehouse, marketplace) or "UTC", self._clock.now())

    def _scores(self, card: str, marketplace: str) -> Table:
        table = self.warehouse.table(published.TABLE)
        return table.filter(table.card == self.card(card).id, table.marketplace == marketplace)

    def _enabled(self) -> list[Enabled]:
        return read_enabled(self.warehouse)

    def _enable(self, card: Card, marketplace: str, since: date | None) -> None:
        self._refuse_other_zone(card, marketplace)
        for one in self._enabled():
            if (one.marketplace, one.card) == (marketplace, card.id):
                _refuse_other_day(one, since)
                return
        self._refuse_second_medals(card, marketplace)
        first = since or calendar.local_day(card.zone, self._clock.now())
        add_enabled(self.warehouse, Enabled(marketplace, card.id, card.zone, first))

    def _all_runs(self, marketplace: str | None = None, card: str | None = None) -> Iterator[tuple[CardRuns, date]]:
        """Of each enabled card its days and its monthly means, with the day since when it is enabled."""
        for one in self._enabled():
            if marketplace in (None, one.marketplace) and card in (None, one.card):
                chosen = self.card(one.card)
                for period, _ in calendar.schedules(chosen):
                    yield self._runs(chosen, one.marketplace, period), one.since

    def _runs(self, card: Card, marketplace: str, period: Period) -> CardRuns:
        return CardRuns(self.warehouse, self._clock, card, marketplace, period)


def _refuse_other_day(enabled: Enabled, since: date | None) -> None:
    if since not in (None, enabled.since):
        rule = f"{enabled.card} grades {enabled.marketplace} since {enabled.since} already: disable it first, "
        raise InvalidInput("since", f"{rule}to begin again from {since}")
