"""From a database's URL to its store."""

from importlib.util import find_spec

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from ..engine.errors import InvalidInput
from ..engine.ports import Store
from .memory import MemoryStore
from .sqlite import SqliteStore


def open_store(url: str) -> Store:
    """The store at a URL: `memory://`, `sqlite:///file.db`, `postgresql+psycopg://…`; else InvalidInput."""
    if url == "memory://":
        return MemoryStore()
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is not None and parsed.drivername == "sqlite":
        return SqliteStore(parsed)
    if parsed is not None and parsed.drivername in {"postgresql", "postgresql+psycopg"}:
        return _postgresql(parsed)
    known = "memory://, sqlite:///path/to/file.db or postgresql+psycopg://user@host/database"
    shown = parsed.render_as_string() if parsed is not None else "something that is no URL"
    raise InvalidInput("url", f"must be {known}, not {shown}")


def _postgresql(url: URL) -> Store:
    if find_spec("psycopg") is None:
        raise InvalidInput("url", "PostgreSQL needs its driver: pip install 'dispute-engine[postgres]'")
    from .postgresql import PostgresStore

    return PostgresStore(url.set(drivername="postgresql+psycopg"))
