"""Databases that are made anew: nothing is overwritten unless that is asked for."""

from pathlib import Path

from .database import Database
from .exits import Exit, Stop

_MAGIC = b"SQLite format 3\x00"
_BESIDE = ("", "-wal", "-shm", "-journal")


def make_room(database: Database, *, force: bool) -> None:
    """See that the database does not exist; with `force` delete its file when there is one."""
    file = database.file
    if file is None and database.url != "memory://":
        raise Stop(Exit.USAGE, f"{database.url}: a fresh database is a file, such as sqlite:///demo.db, or memory://.")
    if file is None or not file.exists():
        return
    if not force:
        raise Stop(Exit.FAILED, f"{file} exists already. Take another with --db sqlite:///NAME.db, or --force.")
    if not _is_database(file):
        raise Stop(Exit.FAILED, f"{file} is no SQLite database, so it is not overwritten.")
    delete(database)


def delete(database: Database) -> None:
    """Delete the database's file, with what SQLite keeps beside it."""
    for suffix in _BESIDE:
        if database.file:
            database.file.with_name(database.file.name + suffix).unlink(missing_ok=True)


def _is_database(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(_MAGIC)) in (_MAGIC, b"")
