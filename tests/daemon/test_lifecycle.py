"""Starting and stopping, from any thread and by signals; the signs of life."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from apscheduler.schedulers.background import BackgroundScheduler
from disputes import DisputeEngine, ManualClock, Tick
from disputes.interfaces.daemon import Daemon

from ..daemon_programme import quick
from ..support import BUYER, START, a_claim, an_order
from .fleet import STOPS_WITHIN, a_fleet
from .waiting import pause, wait_for

OFTEN = timedelta(milliseconds=20)


def others() -> set[threading.Thread]:
    """The threads of the moment."""
    return set(threading.enumerate())


def test_start_and_stop_from_many_threads(postgres_url: str) -> None:
    before = others()
    with DisputeEngine(postgres_url, clock=ManualClock(START)) as engine:
        daemon = Daemon(engine, pause=OFTEN)
        together = threading.Barrier(6)
        failures: list[BaseException] = []

        def work(seed: int) -> None:
            random = Random(seed)
            together.wait()
            try:
                for _ in range(10):
                    random.choice((daemon.start, daemon.stop))()
            except BaseException as error:
                failures.append(error)

        workers = [threading.Thread(target=work, args=(seed,)) for seed in range(6)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(30)
        assert failures == []
        daemon.start()
        daemon.start()
        [running] = [beat for beat in engine.heartbeats() if beat.stopped_at is None]
        assert (running.pid, running.started_at) == (os.getpid(), START)
        assert len(others() - before) <= 3, "more than one daemon runs"
        daemon.stop()
        daemon.stop()
        assert all(beat.stopped_at for beat in engine.heartbeats())
        wait_for("no thread is left", lambda: others() <= before)


def test_the_engine_starts_one_daemon_and_closing_ends_it() -> None:
    before = others()
    with DisputeEngine("memory://", workflows=[quick(0.001)]) as engine:
        shipped = engine.clock.now() - timedelta(days=1)
        order = an_order(shipped_at=shipped, promised_delivery_at=None)
        engine.file(order, a_claim("other_shipping_method"), "quick@1", by=BUYER)
        engine.stop()
        engine.start()
        engine.start()
        wait_for("the timers have fired", engine.outcomes)
        assert len(engine.heartbeats()) == 1
    wait_for("no thread is left", lambda: others() <= before)


class SlowTick(DisputeEngine):
    """A batch that takes until the test lets it end."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.begun, self.may_end, self.ended = threading.Event(), threading.Event(), threading.Event()

    def tick_until(self, latest: datetime, *, stop: Callable[[], bool] | None = None) -> Tick:
        """Fire, slowly."""
        self.begun.set()
        assert self.may_end.wait(10)
        done = super().tick_until(latest, stop=stop)
        self.ended.set()
        return done


def test_stop_lets_the_batch_at_hand_finish() -> None:
    before = others()
    with SlowTick("memory://") as engine:
        daemon = Daemon(engine, pause=OFTEN)
        daemon.start()
        assert engine.begun.wait(10)
        stops = [threading.Thread(target=daemon.stop) for _ in range(3)]
        for stop in stops:
            stop.start()
        pause(0.1)
        assert any(stop.is_alive() for stop in stops), "stop has not waited for the batch"
        engine.may_end.set()
        for stop in stops:
            stop.join(5)
        assert engine.ended.is_set()
        assert others() <= before


class SlowAlarm(Daemon):
    """A daemon whose thread loses the processor just after it has set its alarm."""

    def _set_alarm(self, scheduler: BackgroundScheduler, pause: timedelta) -> None:
        super()._set_alarm(scheduler, timedelta())
        threading.Event().wait(0.05)


def test_an_alarm_that_rings_while_the_last_wake_still_ends_is_heard() -> None:
    with DisputeEngine("memory://", workflows=[quick(0.01)]) as engine:
        daemon = SlowAlarm(engine, pause=OFTEN)
        daemon.start()
        pause(0.3)
        engine.file(
            an_order(shipped_at=engine.clock.now() - timedelta(days=1), promised_delivery_at=None),
            a_claim("other_shipping_method"),
            "quick@1",
            by=BUYER,
        )
        wait_for("the daemon still fires", engine.outcomes, 5)
        daemon.stop()


class ClockSetBack(Daemon):
    """A daemon whose machine's clock is set back by an hour whenever its alarm is set: the alarm is an hour late."""

    def _set_alarm(self, scheduler: BackgroundScheduler, pause: timedelta) -> None:
        super()._set_alarm(scheduler, pause + timedelta(hours=1))


def test_a_clock_that_is_set_back_does_not_put_it_to_sleep() -> None:
    with DisputeEngine("memory://", workflows=[quick(0.01)]) as engine:
        daemon = ClockSetBack(engine, pause=OFTEN)
        daemon.start()
        shipped = engine.clock.now() - timedelta(days=1)
        order = an_order(shipped_at=shipped, promised_delivery_at=None)
        engine.file(order, a_claim("other_shipping_method"), "quick@1", by=BUYER)
        wait_for("it still fires", engine.outcomes)
        daemon.stop()


STOPPED_AS_IT_SETS_ITS_ALARM = """
import threading
from datetime import timedelta
from disputes import DisputeEngine
from disputes.interfaces.daemon import Daemon

class Stopped(Daemon):
    stopper = None

    def _set_alarm(self, scheduler, pause):
        if threading.current_thread() is not threading.main_thread() and self.stopper is None:
            self.stopper = threading.Thread(target=self.stop)
            self.stopper.start()
            self.stopper.join(0.3)
        super()._set_alarm(scheduler, pause)

with DisputeEngine("memory://") as engine:
    daemon = Stopped(engine, pause=timedelta(milliseconds=20))
    daemon.start()
    while daemon.stopper is None:
        threading.Event().wait(0.01)
    daemon.stop()
    daemon.stopper.join()
print(threading.active_count())
"""


def test_stop_just_as_the_next_alarm_is_set() -> None:
    """In a process of its own: threads that wait for each other would keep this one from ending."""
    command = [sys.executable, "-c", STOPPED_AS_IT_SETS_ITS_ALARM]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            said, complaints = process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            raise AssertionError("stop() has not come back: it and the wake wait for each other") from None
    assert (process.returncode, said, complaints) == (0, "1\n", "")


class SignalledAtOnce(Daemon):
    """A daemon that gets SIGTERM just as it begins."""

    def start(self) -> None:
        """The signal comes first."""
        os.kill(os.getpid(), signal.SIGTERM)
        super().start()


def test_a_signal_that_comes_as_it_begins_is_heard() -> None:
    previous = signal.getsignal(signal.SIGTERM)
    with DisputeEngine("memory://") as engine:
        daemon = SignalledAtOnce(engine)
        unheard = threading.Event()

        def give_up() -> None:
            unheard.set()
            daemon.stop()

        watch = threading.Timer(3, give_up)
        watch.start()
        daemon.run()
        watch.cancel()
        watch.join()
    assert not unheard.is_set(), "the signal was forgotten"
    assert signal.getsignal(signal.SIGTERM) is previous


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_an_idle_daemon(postgres_url: str, tmp_path: Path, name: signal.Signals) -> None:
    with a_fleet(postgres_url, tmp_path, day=0.01) as fleet:
        daemon = fleet.start_daemon()
        wait_for("it has fired what there was", fleet.engine.outcomes)
        [beat] = wait_for("its first sign of life", fleet.engine.heartbeats)
        assert (beat.pid, beat.stopped_at) == (daemon.pid, None)
        os.kill(daemon.pid, name)
        daemon.wait_ended(STOPS_WITHIN)
        [beat] = fleet.engine.heartbeats()
        assert beat.stopped_at
        assert beat.started_at <= beat.seen_at <= beat.stopped_at
        assert daemon.complaints() == ""


def test_a_daemon_that_is_killed_has_not_stopped(postgres_url: str, tmp_path: Path) -> None:
    with a_fleet(postgres_url, tmp_path, day=0.01) as fleet:
        daemon = fleet.start_daemon()
        wait_for("it has fired what there was", fleet.engine.outcomes)
        wait_for("its first sign of life", fleet.engine.heartbeats)
        fleet.kill(daemon)
        [beat] = fleet.engine.heartbeats()
        assert (beat.pid, beat.stopped_at) == (daemon.pid, None)
