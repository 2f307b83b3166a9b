"""What the daemon does for scores: take in what the disputes tell, compute what is due, and hand medals back.

The warehouse is opened for one round at a time, since DuckDB lets one process at a time have a file.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta

from ...engine.clock import elapsed_seconds
from ...engine.engine import Engine
from ...engine.errors import Busy, Unavailable
from ...engine.logs import LOG, in_short
from ...engine.sellers import Standing
from ...scoring.card import Card
from ...scoring.published import Published
from ..clock_guard import JUMP_LIMIT, ClockGuard
from .runs import Run
from .scoring import Scores

MOST_PAUSE = timedelta(minutes=1)
"""It looks at least this often: other processes file disputes and enable cards too."""


def refuse_unusable(url: str) -> None:
    """InvalidInput when no scores can be kept at this URL; a database that is away or in use may be there later."""
    with suppress(Busy, Unavailable):
        Scores(url).close()


def score_round(engine: Engine, url: str, cards: Sequence[Card] = ()) -> tuple[Run, ...]:
    """One round: facts from the feed, the scores that are due, sellers' standings from the newest levels.

    Late facts revise scores once a day, in the first round of the card's local day: not with every dispute.
    """
    with Scores(url, clock=engine.clock, cards=cards) as scores:
        scores.follow(engine)
        return tuple(run for of, card in scores.all_enabled() for run in _round_of(engine, scores, of, card))


def _round_of(engine: Engine, scores: Scores, marketplace: str, card: str) -> tuple[Run, ...]:
    """What is due of one card; one that fails does not keep the others."""
    runs: tuple[Run, ...] = ()
    try:
        runs = scores.run_due(late_once_a_day=True, marketplace=marketplace, card=card)
        award_medals(engine, scores, marketplace, scores.card(card))
    except Exception as error:
        LOG.error("scores failed", card=card, marketplace=marketplace, error=in_short(error))
    for run in runs:
        LOG.info(
            "scores computed", card=card, marketplace=marketplace, period=run.period, days=len(run.days),
            new=run.new, revised=len(run.revised), late=run.late,
        )  # fmt: skip
    return runs


def award_medals(engine: Engine, scores: Scores, marketplace: str, card: Card) -> None:
    """Set the standing of every seller whom a card with medals has graded anew in its last month or day.

    Disputes filed from now on take the medal from there, unless their order says another; what the platform
    sets by hand stays until the seller's next grade, or revision of it, is published.
    """
    feed, last = f"medals/{marketplace}/{card.id}", scores.warehouse.last_run()
    awarded = scores.warehouse.cursor(feed)
    if card.medals and last > awarded:
        anew = scores.newest(card.id, marketplace, since_run=awarded)
        engine.set_standings(standing_of(card, one) for one in anew)
        scores.warehouse.move_cursor(feed, last)


def standing_of(card: Card, score: Published) -> Standing:
    """The standing that a published score gives its seller."""
    return Standing(
        score.seller,
        medal=dict(card.medals).get(score.grade or ""),  # pyright: ignore[reportArgumentType]
        level=score.grade,
        source=f"{card.id} {score.day:%Y-%m} revision {score.revision}",
        marketplace=score.marketplace,
    )


class ScoreClock:
    """Runs a round whenever a score is due, in a thread of its own, so that no timer of a dispute waits for one.

    While timers are held because the clock has jumped, it waits: scores of days to come must not be published.
    """

    def __init__(
        self,
        engine: Engine,
        url: str,
        *,
        cards: Sequence[Card] = (),
        pause: timedelta = MOST_PAUSE,
        elapsed: Callable[[], float] = elapsed_seconds,
    ) -> None:
        self._engine = engine
        self._url = url
        self._cards = cards
        self._pause = pause
        self._guard = ClockGuard(engine, JUMP_LIMIT, elapsed)
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; nothing when it has begun already, unless something has ended its thread since."""
        if self._thread is None or not self._thread.is_alive():
            self._stopping.clear()
            self._thread = threading.Thread(target=self._work, name="dispute-scores")
            self._thread.start()

    def stop(self) -> None:
        """Let the round at hand finish and stop; nothing when it has stopped already."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def round(self) -> tuple[Run, ...]:
        """One round, unless timers are held because the clock has jumped."""
        self._guard.look()
        return () if self._guard.holds() else score_round(self._engine, self._url, self._cards)

    def _work(self) -> None:
        while not self._stopping.is_set():
            pause = self._pause
            try:
                self.round()
            except Exception as error:  # It outlives a database that is away; it says so each time.
                pause = min(pause, MOST_PAUSE)
                LOG.error("scores failed", error=in_short(error), retry_in_seconds=pause.total_seconds())
            self._stopping.wait(pause.total_seconds())
