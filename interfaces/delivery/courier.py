"""Delivers in the background while a daemon runs: subscribers in one thread, webhooks in others, timers untouched."""

import threading
from collections.abc import Callable
from datetime import timedelta

from ...engine.context import Context
from ...engine.errors import DisputeError
from ...engine.logs import LOG, in_short
from .sender import Sender
from .subscribers import Subscribers

_FIRST_RETRY = timedelta(milliseconds=100)
LONGEST_RETRY = timedelta(minutes=1)
"""Default: a turn that failed is followed by the next after 0.1 s, then twice as late each time, up to this."""

Turn = Callable[[Callable[[], bool]], timedelta]


class Loop:
    """Calls `turn` in a thread of its own: at once when it rings, else after as long as the last turn said."""

    def __init__(self, name: str, turn: Turn, pause: timedelta) -> None:
        self._name, self._turn, self._pause = name, turn, pause
        self._rung, self._stopping = threading.Event(), threading.Event()
        self._lock = threading.Lock()
        self._thread = self._begun()

    def ring(self) -> None:
        """Have a turn now, in a new thread if something has ended the last one."""
        self._rung.set()
        with self._lock:
            if not self._thread.is_alive() and not self._stopping.is_set():
                LOG.error("delivery had ended and begins again", loop=self._name)
                self._thread = self._begun()

    def stop(self) -> None:
        """Let the turn at hand finish."""
        with self._lock:
            self._stopping.set()
        self._rung.set()
        self._thread.join()

    def _begun(self) -> threading.Thread:
        thread = threading.Thread(target=self._run, name=self._name)
        thread.start()
        return thread

    def _run(self) -> None:
        retry = _FIRST_RETRY
        while not self._stopping.is_set():
            self._rung.clear()
            try:
                pause = self._turn(self._stopping.is_set)
                retry = _FIRST_RETRY
            except Exception as error:  # It outlives a database that is away; it says so each time.
                pause, retry = retry, min(retry * 2, LONGEST_RETRY)
                LOG.error("delivery failed", loop=self._name, error=in_short(error))
            self._rung.wait(max(min(pause, self._pause).total_seconds(), 0))


class Courier:
    """The background threads of delivery; each begins when there is something for it to do."""

    def __init__(self, context: Context, subscribers: Subscribers, sender: Callable[[], Sender], pause: timedelta):
        self._context = context
        self._subscribers = subscribers
        self._make_sender = sender
        self._pause = pause
        self._sender: Sender | None = None
        self._loops: dict[str, Loop] = {}
        self._unable = False

    def ring(self) -> None:
        """There may be news: begin what has something to do now, and have it look."""
        if len(self._subscribers):
            self._begin("subscribers", "dispute-subscribers", self._serve)
        if self._sender is not None or (not self._unable and self._has_endpoints()):
            self._begin_sending()
        for loop in self._loops.values():
            loop.ring()

    def _begin(self, key: str, name: str, turn: Turn) -> None:
        if key not in self._loops:
            self._loops[key] = Loop(name, turn, self._pause)

    def _begin_sending(self) -> None:
        try:
            self._sender = self._sender or self._make_sender()
        except DisputeError as error:  # Timers fire all the same, and another process may be able to send.
            self._unable = True
            LOG.error("webhooks are not sent from here", error=in_short(error))
            return
        self._begin("webhooks", "dispute-webhooks", self._send)
        self._begin("news", "dispute-webhook-news", self._derive)

    def stop(self) -> None:
        """Let what is at hand finish within a moment, and end the threads."""
        for loop in self._loops.values():
            loop.stop()
        self._loops.clear()
        if self._sender is not None:
            self._sender.close()
            self._sender = None

    def _has_endpoints(self) -> bool:
        with self._context.store.reading() as reading:
            return any(endpoint.disabled_at is None for endpoint in reading.deliveries.endpoints())

    def _serve(self, stop: Callable[[], bool]) -> timedelta:
        handled = self._subscribers.run_once(stop)
        return timedelta() if handled else self._subscribers.until_next(self._pause)

    def _derive(self, stop: Callable[[], bool]) -> timedelta:
        """In a thread of its own: many endpoints that are behind must not keep a request from beginning."""
        if self._sender is None or not self._sender.derive(stop):
            return self._pause
        if loop := self._loops.get("webhooks"):
            loop.ring()
        return timedelta()

    def _send(self, _stop: Callable[[], bool]) -> timedelta:
        """Begin as many requests as there is room for."""
        sender, loop = self._sender, self._loops.get("webhooks")
        if sender is None or loop is None:
            return timedelta()
        return timedelta() if sender.send_some(loop.ring) else self._until_next()

    def _until_next(self) -> timedelta:
        with self._context.store.reading() as reading:
            due = reading.deliveries.next_delivery_at()
        # What is due but has no room is sent when a request ends, which rings.
        now = self._context.clock.now()
        return due - now if due is not None and due > now else self._pause
