"""The runs of one card in one marketplace: what has been computed, what is late, and computing it."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from ...engine.clock import Clock
from ...engine.errors import InvalidInput
from ...scoring import calendar
from ...scoring.card import Card
from ...scoring.grading import Grader, Score
from ...scoring.ibis_adapter import Table, load_arrow
from ...scoring.monthly import daily_totals, days_of, exact_mean, is_doubtful, monthly_score, with_mean
from ...scoring.narrowing import sold_by
from ...scoring.published import Period, Published
from ...storage import published
from ...storage.loading import TOUCHED
from ...storage.measured import SELLERS, SELLERS_COLUMNS, measured
from ...storage.published import Change, Publication
from ...storage.types import microseconds
from ...storage.warehouse import Warehouse
from .late_facts import Late, late_days, reach

ROWS_AT_ONCE = 200_000
DAYS_AT_ONCE = 92
Progress = Callable[[int, int], None]
"""Called with the number of days done, and of all."""
Kind = Literal["due", "late", "asked"]
"""Why a run was made: its days were due, late facts touched them, or somebody asked for them."""


@dataclass(frozen=True)
class Run:
    """What one run of a card did: `late` where late facts called for it. `revised` are scores that came out otherwise
    than they had been published.
    """

    card: str
    marketplace: str
    period: Period
    days: tuple[date, ...]
    new: int
    revised: tuple[Change, ...]
    unchanged: int
    cut_off: int
    late: bool = False


class CardRuns:
    """Computes and publishes the scores of a card's days, or of the months that are means of them."""

    def __init__(self, warehouse: Warehouse, clock: Clock, card: Card, marketplace: str, period: Period) -> None:
        self._warehouse = warehouse
        self._clock = clock
        self._card = card
        self._marketplace = marketplace
        self._period: Period = period
        self._is_mean = period != calendar.own_period(card)
        self._schedule = dict(calendar.schedules(card))[period]
        self._late_feed = f"late/{marketplace}/{card.id}/{period}"

    def run_due(self, since: date, progress: Progress) -> Run:
        """Compute the days that have become due since the last scheduled run; before the first, from `since` on."""
        days = calendar.days_due(self._schedule, self._card.zone, self._done(since), self._clock.now())
        return self._run(days, progress, "due")

    def run(self, days: Sequence[date], progress: Progress) -> Run:
        """Compute the days that somebody asks for; InvalidInput when one of them is not due yet."""
        last, asked = self.latest_due(), max(days, default=None)
        if asked and asked > last:
            due = calendar.due_on(self._schedule, asked)
            raise InvalidInput("days", f"the score of {asked} is due on {due}; explain says how it would be now")
        return self._run(days, progress, "asked")

    def latest_due(self) -> date:
        """The last day that has become due, enabled or not."""
        return calendar.latest_due(self._schedule, self._card.zone, self._clock.now())

    def next_due_at(self, since: date) -> Any:
        """When the next day is due, an instant."""
        following = calendar.next_day(self._schedule, self._done(since))
        return calendar.due_at(self._schedule, self._card.zone, following)

    def run_late(self, progress: Progress, *, once_a_day: bool) -> Run:
        """Compute again what facts touch that have come since the last time, for the sellers they touch."""
        today = calendar.local_day(self._card.zone, self._clock.now()).toordinal()
        looked_on = f"{self._late_feed}/day"
        if once_a_day and self._warehouse.cursor(looked_on) == today:
            return self._run((), progress, "late")
        # Daily scores have their facts from loads, a mean has its daily scores from runs.
        news = self._warehouse.last_run() if self._is_mean else self._warehouse.cut_off()
        late = self._late(news)
        run = self._run(late.days, progress, "late", late, None if self._is_mean else news)
        self._move(self._late_feed, news)
        self._move(looked_on, today)
        return run

    def _move(self, feed: str, position: int) -> None:
        if position > self._warehouse.cursor(feed):
            self._warehouse.move_cursor(feed, position)

    def _run(
        self,
        days: Sequence[date],
        progress: Progress,
        kind: Kind,
        late: Late | None = None,
        known: int | None = None,
    ) -> Run:
        """Compute and publish days, all sellers' or those that are late by the loads that are `known`."""
        cut_off = self._warehouse.cut_off() if known is None else known
        done = Publication(0, (), 0)
        for chunk in self._chunks(days, late):
            scores = self._scores(chunk, late)
            with self._warehouse.transaction():
                number, now = self._warehouse.last_run() + 1, self._clock.now()
                made = published.publish(self._warehouse, scores, self._period, cut_off, now, number)
                self._note(number, chunk, made, cut_off, kind)
            done = Publication(done.new + made.new, done.revised + made.revised, done.unchanged + made.unchanged)
            progress(days.index(chunk[-1]) + 1, len(days))
        return Run(
            self._card.id, self._marketplace, self._period, tuple(days),
            done.new, done.revised, done.unchanged, cut_off, kind == "late",
        )  # fmt: skip

    def _done(self, since: date) -> date:
        """The last day a scheduled run has covered; before the first run, the day before `since`."""
        runs = self._runs()
        done = runs.filter(runs.kind == "due").last_day.max().to_pyarrow().as_py()
        return done or date.fromordinal(since.toordinal() - 1)

    def _runs(self) -> Table:
        table = self._warehouse.table("dispute_score_run")
        return table.filter(
            table.marketplace == self._marketplace, table.card == self._card.id, table.period == self._period
        )

    def _late(self, newest: int) -> Late:
        after = self._warehouse.cursor(self._late_feed)
        stale = [day for day, known in self._computed().items() if known < newest]
        if after == newest or not stale:
            return Late()
        news = self._daily_news(after, max(stale)) if self._is_mean else self._news(after)
        spans = {
            row["seller"]: reach(self._card, (row["first_day"], row["last_day"]), monthly_mean=self._is_mean)
            for row in news
        }
        return late_days(stale, spans)

    def _computed(self) -> dict[date, int]:
        """Each day that a run has computed, with the last load, or run of daily scores, that the latest of it knew.

        Of an older warehouse the runs have no numbers: they knew no run that has one.
        """
        known: dict[date, int] = {}
        for row in self._runs().to_pyarrow().to_pylist():
            day = row["first_day"]
            while day <= row["last_day"]:
                known[day] = max(row["run" if self._is_mean else "cut_off"] or 0, known.get(day, 0))
                day = calendar.next_day(self._schedule, day)
        return known

    def _news(self, after: int) -> list[dict[str, Any]]:
        """The sellers that loads after this one speak of, each with the first and the last day of its facts."""
        table = self._warehouse.table(TOUCHED)
        table = table.filter(table.marketplace == self._marketplace, table.load > after)
        spans = table.group_by("seller").agg(first_day=table.first_day.min(), last_day=table.last_day.max())
        return spans.to_pyarrow().to_pylist()

    def _daily_news(self, after: int, until: date) -> list[dict[str, Any]]:
        """The sellers with newer daily scores: what a monthly mean is made of."""
        table = self._published("day")
        table = table.filter(table.run > after, table.day <= until)
        spans = table.group_by("seller").agg(first_day=table.day.min(), last_day=table.day.max())
        return spans.to_pyarrow().to_pylist()

    def _published(self, period: Period) -> Table:
        table = self._warehouse.table(published.TABLE)
        return table.filter(table.card == self._card.id, table.marketplace == self._marketplace, table.period == period)

    def _chunks(self, days: Iterable[date], late: Late | None) -> Iterator[list[date]]:
        """Days in a row, so many at a time that their rows fit in memory."""
        sellers = len(late.spans) if late else self._warehouse.facts["sellers"].count().to_pyarrow().as_py()
        size = max(1, min(DAYS_AT_ONCE, ROWS_AT_ONCE // (sellers or 1)))
        chunk: list[date] = []
        for day in sorted(set(days)):
            if chunk and (len(chunk) == size or day != calendar.next_day(self._schedule, chunk[-1])):
                yield chunk
                chunk = []
            chunk.append(day)
        if chunk:
            yield chunk

    def _scores(self, days: list[date], late: Late | None) -> list[Score]:
        if late is None:
            return self._means(days, None) if self._is_mean else self._measured(days, of_staged=False)
        with self._staged(late.sellers(days)) as sellers:
            return self._means(days, sellers) if self._is_mean else self._measured(days, of_staged=True)

    @contextmanager
    def _staged(self, sellers: list[str]) -> Generator[Table]:
        rows = load_arrow().table({"seller": load_arrow().array(sellers, "string")})
        with self._warehouse.staged(SELLERS, SELLERS_COLUMNS, rows) as table:
            yield table

    def _measured(self, days: list[date], *, of_staged: bool) -> list[Score]:
        rows = measured(self._warehouse, self._card, days, self._marketplace, self._period, of_staged=of_staged)
        return list(Grader(self._card).grades(rows))

    def _means(self, days: list[date], sellers: Table | None) -> list[Score]:
        daily = self._published("day")
        daily = published.latest(daily if sellers is None else sold_by(daily, sellers))
        return [score for day in days for score in self._month(daily, day)]

    def _month(self, daily: Table, day: date) -> list[Score]:
        """A month's scores; where ten decimals could decide, from the daily scores' own sums."""
        card = self._card
        scores = [monthly_score(card, row, day) for row in daily_totals(card, daily, day).to_pyarrow().to_pylist()]
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

    def _note(self, number: int, days: list[date], made: Publication, cut_off: int, kind: Kind) -> None:
        row = {
            "run": number, "marketplace": self._marketplace, "card": self._card.id, "period": self._period,
            "first_day": days[0], "last_day": days[-1], "cut_off": cut_off,
            "computed_at": microseconds(self._clock.now()), "scored": made.new + made.unchanged,
            "new": made.new, "revised": len(made.revised), "kind": kind,
        }  # fmt: skip
        self._warehouse.append("dispute_score_run", [row])
