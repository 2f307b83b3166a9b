"""The daemon: wakes when the next timer is due, and fires what is due. Any number of them share one database.

APScheduler only wakes it; what is due, the database says. A wake fires bounded batches until nothing is due,
notes a sign of life, and sets the next alarm.
"""

import os
import signal
import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from random import Random
from types import FrameType
from typing import TYPE_CHECKING

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from ..engine.clock import SystemClock, elapsed_seconds
from ..engine.errors import DisputeError
from ..engine.logs import LOG, in_short
from ..engine.records import Heartbeat
from .clock_guard import JUMP_LIMIT, ClockGuard

if TYPE_CHECKING:
    from .delivery.courier import Courier
    from .embedded import DisputeEngine
    from .scores.rounds import ScoreClock

MOST_PAUSE = timedelta(seconds=5)
"""It looks at least this often, also when nothing is due: other processes arm timers too."""
RETRY = timedelta(milliseconds=30)
"""What others had locked is tried again this soon."""
FIRST_RETRY = timedelta(milliseconds=100)
"""So soon after a wake that failed comes the next; after each further failure twice as late, up to the pause"""
LONGEST_RETRY = timedelta(minutes=1)
"""or this: a database that is back is found soon, however long the pause is."""
SIGN_OF_LIFE = timedelta(seconds=5)


class Daemon:
    """Fires timers in a thread of its own.

    `start` and `stop` may be called any number of times and from any thread; `stop` lets the batch at hand
    finish and returns when nothing runs any more.
    """

    def __init__(
        self,
        engine: "DisputeEngine",
        *,
        pause: timedelta = MOST_PAUSE,
        jump_limit: timedelta = JUMP_LIMIT,
        elapsed: Callable[[], float] = elapsed_seconds,
    ) -> None:
        self._engine = engine
        self._pause = pause
        self._retry = FIRST_RETRY
        self._random = Random()
        self._guard = ClockGuard(engine, jump_limit, elapsed)
        self._lock = threading.Lock()
        self._rung = threading.Event()
        self._thread: threading.Thread | None = None
        self._ending = threading.Event()
        self._stopping = threading.Event()
        self._scheduler: BackgroundScheduler | None = None
        self._heartbeat: Heartbeat | None = None
        self._courier: Courier | None = None
        self._scores: ScoreClock | None = None

    def start(self) -> None:
        """Begin to fire timers; nothing when it has begun already, unless something has ended its thread since."""
        with self._lock:
            if self._scheduler is not None:
                self._begin_again(self._scheduler)
                return
            # First: where scores cannot be kept, nothing begins.
            self._scores = self._engine.score_clock()
            self._stopping.clear()
            self._guard.look()
            self._heartbeat = self._first_sign()
            self._courier = self._engine.courier(self._pause)
            if self._scores is not None:
                self._scores.start()
            self._scheduler = BackgroundScheduler(executors={"default": ThreadPoolExecutor(1)}, timezone="UTC")
            self._scheduler.start()  # pyright: ignore[reportUnknownMemberType]
            self._begin(self._scheduler)
        LOG.info("daemon started", pause_seconds=self._pause.total_seconds())

    def _begin(self, scheduler: BackgroundScheduler) -> None:
        self._rung.set()
        self._thread = threading.Thread(target=self._work, args=(scheduler,), name="dispute-daemon")
        self._thread.start()

    def _begin_again(self, scheduler: BackgroundScheduler) -> None:
        if self._thread is None or not self._thread.is_alive():
            LOG.error("the daemon's thread had ended and begins again")
            self._begin(scheduler)

    def stop(self) -> None:
        """Let the batch at hand finish and stop; nothing when it has stopped already."""
        self._ending.set()
        self._stopping.set()
        with self._lock:
            self._stopping.set()
            scheduler, self._scheduler = self._scheduler, None
            if scheduler is None:
                return
            self._rung.set()
            if self._thread is not None:
                self._thread.join()
            scheduler.remove_all_jobs()  # pyright: ignore[reportUnknownMemberType]
            scheduler.shutdown(wait=True)  # pyright: ignore[reportUnknownMemberType]
            if self._courier is not None:
                self._courier.stop()
            if self._scores is not None:
                self._scores.stop()
            self._last_sign()
        LOG.info("daemon stopped")

    def run(self) -> None:
        """Fire timers until SIGTERM, SIGINT or `stop`."""
        self._ending.clear()
        previous = {name: signal.signal(name, self._on_signal) for name in (signal.SIGTERM, signal.SIGINT)}
        try:
            self.start()
            self._ending.wait()
        finally:
            self.stop()
            for name, handler in previous.items():
                signal.signal(name, handler)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._ending.set()
        self._stopping.set()

    def _wake(self, scheduler: BackgroundScheduler) -> None:
        """One round: guard, fire, sign of life, next alarm. A database that fails now is tried again soon."""
        try:
            # What fires is due at the instant that the guard has judged: the clock may jump right after it looked.
            self._engine.tick_until(self._guard.look(), stop=self._stopping.is_set)
            self._sign()
            if self._courier is not None:
                self._courier.ring()
            if self._scores is not None:
                self._scores.start()
            pause = self._until_next()
            self._retry = FIRST_RETRY
        except Exception as error:  # The daemon outlives a database that is away; it says so each time.
            pause = min(self._retry, self._pause)
            self._retry = min(pause * 2, LONGEST_RETRY)
            LOG.error("wake failed", error=in_short(error), retry_in_seconds=pause.total_seconds())
        if not self._stopping.is_set():
            self._set_alarm(scheduler, pause)

    def _work(self, scheduler: BackgroundScheduler) -> None:
        # The alarm only rings: a scheduler that also ran the rounds would drop an alarm that rings during one.
        while not self._stopping.is_set():
            self._await_alarm()
            if not self._stopping.is_set():
                self._wake(scheduler)

    def _await_alarm(self) -> None:
        """Until the alarm rings, or should have: it goes by the machine's clock, which may have been set back."""
        began = SystemClock().now()
        # A clock that stands still is a frozen one, by which nothing is to wake.
        while not self._rung.wait(self._pause.total_seconds() + 1) and SystemClock().now() == began:
            pass
        self._rung.clear()

    def _set_alarm(self, scheduler: BackgroundScheduler, pause: timedelta) -> None:
        scheduler.add_job(  # pyright: ignore[reportUnknownMemberType]
            self._rung.set,
            "date",
            id="alarm",
            replace_existing=True,
            run_date=SystemClock().now() + pause,
            misfire_grace_time=None,
        )

    def _until_next(self) -> timedelta:
        """How long to sleep: to the next due time, at most about `pause`, jittered so that daemons spread."""
        most = self._pause * self._random.uniform(0.8, 1.0)
        due = self._engine.next_due_at()
        if due is None:
            return most
        return max(min(due - self._engine.now(), most), RETRY if due <= self._engine.now() else timedelta())

    def _first_sign(self) -> Heartbeat:
        now = self._engine.now()
        first = Heartbeat(self._engine.new_id(), socket.gethostname(), os.getpid(), now, now)
        self._engine.beat(first)
        return first

    def _sign(self) -> None:
        now = self._engine.now()
        if self._heartbeat and now - self._heartbeat.seen_at >= SIGN_OF_LIFE:
            self._heartbeat = self._heartbeat.at(now)
            self._engine.beat(self._heartbeat)

    def _last_sign(self) -> None:
        if self._heartbeat is None:
            return
        now = max(self._engine.now(), self._heartbeat.seen_at)
        try:
            self._engine.beat(self._heartbeat.at(now, stopped=True))
        except DisputeError as error:
            LOG.warning("could not note that the daemon stopped", error=in_short(error))
        self._heartbeat = None
