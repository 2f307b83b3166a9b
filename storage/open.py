"""From a database's URL to its store."""

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from ..engine.errors import InvalidInput
from ..engine.ports import Store
from .memory import MemoryStore
from .sqlite import SqliteStore


def open_store(url: str) -> Store:
    """The store at a URL: `memory://`, `sqlite:///file.db`. InvalidInput says which URLs there are."""
    if url == "memory://":
        return MemoryStore()
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is not None and parsed.drivername == "sqlite":
        return SqliteStore(parsed)
    raise InvalidInput("url", f"must be memory:// or sqlite:///path/to/file.db, not {url!r}")
