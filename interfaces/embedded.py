"""`DisputeEngine(url)`: the engine put together for an order platform, from a database's URL."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from random import Random
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ..engine.clock import Clock
from ..engine.definition import Workflow
from ..engine.engine import Engine
from ..engine.ids import Ids
from ..storage.open import open_store
from ..workflows import all as found_workflows

if TYPE_CHECKING:
    from .daemon import Daemon


class DisputeEngine(Engine):
    """The engine over the database at `url`, with the shipped workflows, installed ones and the host's own.

    `sqlite:///disputes.db` (made and migrated when it is first used), `memory://`. With `clock` it takes its
    time from there; with a seeded `random` its ids repeat. A context manager: `close()` at the end.
    """

    def __init__(
        self,
        url: str,
        *,
        workflows: Iterable[Workflow] = (),
        clock: Clock | None = None,
        random: Random | None = None,
    ) -> None:
        store = open_store(url)
        super().__init__(store, (*found_workflows(), *workflows), clock, Ids(random))

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
        self.stop()
        super().close()

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
