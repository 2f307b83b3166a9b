"""Which database a command works on, from where that was said, and the engine on it."""

import logging
import os
import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .exits import Exit, Stop
from .logs import configure
from .output import note

if TYPE_CHECKING:
    from ..embedded import DisputeEngine

VARIABLE = "DISPUTES_DATABASE_URL"
DEFAULT = "sqlite:///disputes.db"
_SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Database:
    """A database's URL, and where it was set."""

    url: str
    source: str

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database, None for others."""
        if not self.url.startswith(_SQLITE):
            return None
        return Path(self.url.removeprefix(_SQLITE).partition("?")[0])

    @property
    def shown(self) -> str:
        """The URL as it may be shown: without its password."""
        return re.sub(r"(://[^:/@]*):[^@]*@", r"\1:***@", self.url)

    @property
    def is_new(self) -> bool:
        """Whether it is a file that does not exist yet."""
        return self.file is not None and not self.file.exists()


def chosen(option: str | None) -> Database:
    """The database that the option names, else the environment variable, else the default."""
    if option is not None:
        return Database(option, "option --db")
    if from_environment := os.environ.get(VARIABLE):
        return Database(from_environment, f"environment variable {VARIABLE}")
    return Database(DEFAULT, "default")


def refuse_missing(option: str | None) -> None:
    """Stop where the database is a file that does not exist: there is nothing to read, and none is made."""
    database = chosen(option)
    if database.is_new:
        raise Stop(Exit.DATABASE, f"There is no {database.file} ({database.source}): say with --db where disputes are.")


@contextmanager
def opened(option: str | None, verbose: bool, *, scores: str | None = None) -> "Generator[DisputeEngine]":
    """An engine on the chosen database, closed at the end; logs go to stderr from here on."""
    from ..embedded import DisputeEngine

    configure(verbose=verbose)
    database = chosen(option)
    if database.file and database.is_new:
        if not database.file.parent.exists():
            raise Stop(Exit.DATABASE, f"{database.file} cannot be made: there is no folder {database.file.parent}.")
        note(f"There is no {database.file} yet: it is made now ({database.source}).")
    logging.getLogger("disputes").debug("database", extra={"url": database.shown, "source": database.source})
    with DisputeEngine(database.url, scores=scores) as engine:
        yield engine
