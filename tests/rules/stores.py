"""New databases by the hundred: SQLite's is migrated once, and copied for every example."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from shutil import copyfile

from disputes import Clock, Engine, Workflow, workflows
from disputes.engine.ids import Ids
from disputes.engine.ports import Store
from disputes.storage.memory import MemoryStore
from disputes.storage.open import open_store


@dataclass
class Database:
    """One database; every engine it opens works on the same disputes."""

    path: Path | None
    memory: MemoryStore = field(default_factory=MemoryStore)
    opened: list[Engine] = field(default_factory=list[Engine])

    def engine(self, clock: Clock, more: Iterable[Workflow] = ()) -> Engine:
        """An engine with a clock of its own and ids that repeat."""
        ids = Ids(Random(len(self.opened)))
        engine = Engine(self._store(), (*workflows.all(), *more), clock, ids)
        self.opened.append(engine)
        return engine

    def _store(self) -> Store:
        return open_store(f"sqlite:///{self.path}") if self.path else self.memory

    def remove(self) -> None:
        """Close what was opened and delete the file."""
        for engine in self.opened:
            engine.close()
        if self.path:
            self.path.unlink(missing_ok=True)


class Databases:
    """Makes new, empty databases of one kind."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind = kind
        self._folder = folder
        self._numbers = count()
        self._template = folder / "template.db"

    @contextmanager
    def new(self) -> Generator[Database]:
        """A database for one example, removed afterwards."""
        database = Database(self._copy() if self.kind == "sqlite" else None)
        try:
            yield database
        finally:
            database.remove()

    def _copy(self) -> Path:
        if not self._template.exists():
            store = open_store(f"sqlite:///{self._template}")
            with store.writing():
                pass
            store.close()
        path = self._folder / f"{next(self._numbers)}.db"
        copyfile(self._template, path)
        return path
