"""New databases by the hundred: SQLite's is migrated once, and copied for every example."""

import os
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from shutil import copyfile
from typing import Any

from disputes import Clock, Engine, Workflow, workflows
from disputes.engine.ids import Ids
from disputes.engine.ports import Store
from disputes.storage.memory import MemoryStore
from disputes.storage.open import open_store
from hypothesis import given, settings
from hypothesis.strategies import SearchStrategy

from ..postgres_databases import PostgresDatabases

SHARE = float(os.environ.get("DISPUTES_EXAMPLES", "0.5"))


def share_of(most: int) -> int:
    """How many random examples are played of those that a rule has: half in `make test`, `DISPUTES_EXAMPLES=1` for all
    and 10 for ten times as many."""
    return max(1, round(most * SHARE))


@dataclass
class Database:
    """One database; every engine it opens works on the same disputes."""

    url: str
    memory: MemoryStore = field(default_factory=MemoryStore)
    opened: list[Engine] = field(default_factory=list[Engine])

    def engine(self, clock: Clock, more: Iterable[Workflow] = ()) -> Engine:
        """An engine with a clock of its own and ids that repeat."""
        ids = Ids(Random(len(self.opened)))
        engine = Engine(self._store(), (*workflows.all(), *more), clock, ids)
        self.opened.append(engine)
        return engine

    def _store(self) -> Store:
        return self.memory if self.url == "memory://" else open_store(self.url)

    def close(self) -> None:
        """Close what was opened."""
        for engine in self.opened:
            engine.close()


class Databases:
    """Makes new, empty databases of one kind."""

    def __init__(self, kind: str, folder: Path, postgres: PostgresDatabases | None = None) -> None:
        self.kind = kind
        self._postgres = postgres
        self._folder = folder
        self._numbers = count()
        self._template = folder / "template.db"

    @contextmanager
    def new(self) -> Generator[Database]:
        """A database for one example, removed afterwards."""
        with self._url() as url:
            database = Database(url)
            try:
                yield database
            finally:
                database.close()

    @contextmanager
    def _url(self) -> Generator[str]:
        if self._postgres is not None:
            with self._postgres.new() as url:
                yield url
        elif self.kind == "sqlite":
            path = self._copy()
            yield f"sqlite:///{path}"
            path.unlink(missing_ok=True)
        else:
            yield "memory://"

    def _copy(self) -> Path:
        if not self._template.exists():
            store = open_store(f"sqlite:///{self._template}")
            with store.writing():
                pass
            store.close()
        path = self._folder / f"{next(self._numbers)}.db"
        copyfile(self._template, path)
        return path


def examples(
    in_memory: int, on_sqlite: int, **drawn: SearchStrategy[Any]
) -> Callable[[Callable[..., None]], Callable[[Databases], None]]:
    """Runs a test on so many examples with databases of each kind: a commit to a file takes its time."""

    def decorate(test: Callable[..., None]) -> Callable[[Databases], None]:
        def on_each(databases: Databases) -> None:
            def example(**values: Any) -> None:
                test(databases, **values)

            most = in_memory if databases.kind == "memory" else on_sqlite
            settings(max_examples=share_of(most))(given(**drawn)(example))()

        on_each.__name__, on_each.__doc__, on_each.__module__ = test.__name__, test.__doc__, test.__module__
        return on_each

    return decorate
