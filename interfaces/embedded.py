"""`DisputeEngine(url)`: the engine put together for an order platform, from a database's URL."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from functools import cached_property
from random import Random, SystemRandom
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, overload

from ..engine.clock import Clock
from ..engine.definition import Workflow
from ..engine.engine import Engine
from ..engine.ids import Ids
from ..storage.open import open_store
from ..workflows import all as found_workflows

if TYPE_CHECKING:
    from ..engine.delivery import Cursor, Feed
    from ..engine.records import Event, Outcome
    from .daemon import Daemon
    from .delivery.courier import Courier
    from .delivery.delivering import Delivered
    from .delivery.endpoints import Endpoints
    from .delivery.sender import Sender
    from .delivery.settings import DeliverySettings
    from .delivery.subscribers import Subscribers
    from .scores.rounds import ScoreClock


class DisputeEngine(Engine):
    """The engine over the database at `url`, with the shipped workflows, installed ones and the host's own.

    `sqlite:///disputes.db` (made and migrated when it is first used), `memory://`. With `clock` it takes its
    time from there; with a seeded `random` its ids repeat. With `scores`, such as `duckdb:///scores.duckdb`, the
    daemon takes the disputes into the scores' facts, computes what is due and hands medals back. A context manager:
    `close()` at the end.
    """

    def __init__(
        self,
        url: str,
        *,
        workflows: Iterable[Workflow] = (),
        clock: Clock | None = None,
        random: Random | None = None,
        delivery: "DeliverySettings | None" = None,
        scores: str | None = None,
    ) -> None:
        store = open_store(url)
        super().__init__(store, (*found_workflows(), *workflows), clock, Ids(random))
        self._random = random or SystemRandom()
        self._delivery = delivery
        self._scores = scores
        self._closed = False

    def run(self) -> None:
        """Fire timers in this thread until SIGTERM, SIGINT or `stop`."""
        self._daemon.run()

    def start(self) -> None:
        """Fire timers in a background thread; nothing when it runs already."""
        self._daemon.start()

    def stop(self) -> None:
        """Let the batch at hand finish and end the background thread; nothing when there is none."""
        if "_daemon" in self.__dict__:
            self._daemon.stop()

    def close(self) -> None:
        """Stop the background thread and let go of the database."""
        self._closed = True
        self.stop()
        if "_sender" in self.__dict__:
            self._sender.close()
        super().close()

    @cached_property
    def endpoints(self) -> "Endpoints":
        """The HTTP receivers of webhooks: `add`, `all`, `rotate`, `test`, `dead`, `replay` and so on."""
        from .delivery.endpoints import Endpoints

        return Endpoints(self._context, self._open_sender)

    @overload
    def subscribe(
        self,
        name: str,
        handler: "Callable[[Outcome], object]",
        *,
        feed: Literal["outcomes"] = "outcomes",
        after: int = 0,
    ) -> None: ...

    @overload
    def subscribe(
        self, name: str, handler: "Callable[[Event], object]", *, feed: Literal["events"], after: int = 0
    ) -> None: ...

    @overload
    def subscribe(
        self,
        name: str,
        handler: "Callable[[Outcome, Any], object]",
        *,
        feed: Literal["outcomes"] = "outcomes",
        in_transaction: Literal[True],
        after: int = 0,
    ) -> None: ...

    @overload
    def subscribe(
        self,
        name: str,
        handler: "Callable[[Event, Any], object]",
        *,
        feed: Literal["events"],
        in_transaction: Literal[True],
        after: int = 0,
    ) -> None: ...

    def subscribe(
        self,
        name: str,
        handler: Callable[..., object],
        *,
        feed: "Feed" = "outcomes",
        in_transaction: bool = False,
        after: int = 0,
    ) -> None:
        """Call `handler(record)` for every record of a feed, in order, when `deliver` or the daemon has its turn.

        The name's cursor is kept in the database: another process, or this one tomorrow, goes on from there; a new
        name begins at `after`. Each record arrives at least once. With `in_transaction` it is
        `handler(record, session)`, and what it writes with that session (on `memory://` it is only good as
        `session=` of the engine's calls) is kept if and only if the cursor moves: exactly once. A handler that
        raises is called again later with the same record; other subscribers go on.
        """
        self._subscribers.add(name, handler, feed, in_transaction, after)

    def unsubscribe(self, name: str) -> bool:
        """Forget a subscriber and its cursor; False when there was none."""
        return self._subscribers.remove(name)

    def subscribers(self) -> "list[Cursor]":
        """How far every subscriber has come, of this process and of others, and what failed last."""
        with self._store.reading() as reading:
            return reading.deliveries.cursors()

    def deliver(self) -> "Delivered":
        """Hand everything that is due now to this process's subscribers and to the endpoints, once.

        Refused after `close` (engine_closed), and within a subscriber's handler (within_handler).
        """
        from .delivery.delivering import closed, deliver

        if self._closed:
            raise closed()
        return deliver(self._context, self._subscribers, self._open_sender)

    def courier(self, pause: timedelta) -> "Courier":
        """What delivers in the background while a daemon runs."""
        from .delivery.courier import Courier

        return Courier(self._context, self._subscribers, self._new_sender, pause)

    def score_clock(self) -> "ScoreClock | None":
        """What computes scores in the background while a daemon runs; None without a database for them.

        InvalidInput when there can be none at its URL.
        """
        from .scores.rounds import ScoreClock, refuse_unusable

        if not self._scores:
            return None
        refuse_unusable(self._scores)
        return ScoreClock(self, self._scores)

    @cached_property
    def _subscribers(self) -> "Subscribers":
        from .delivery.subscribers import Subscribers

        return Subscribers(self._context, self._random)

    def _open_sender(self) -> "Sender":
        from .delivery.delivering import closed

        if self._closed:
            raise closed()
        return self._sender

    @cached_property
    def _sender(self) -> "Sender":
        return self._new_sender()

    def _new_sender(self) -> "Sender":
        from .delivery.delivering import make_sender

        return make_sender(self._context, self._delivery, self._random)

    @cached_property
    def _daemon(self) -> "Daemon":
        from .daemon import Daemon

        return Daemon(self)

    def migrate(self) -> None:
        """Make or renew the database's tables; SQLite files are migrated without being asked."""
        self._store.migrate()

    def describe(self) -> Mapping[str, str]:
        """What the database is and how it is set."""
        return self._store.describe()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
