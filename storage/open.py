"""From a database's URL to its store."""

from ..engine.errors import InvalidInput
from ..engine.ports import Store


def open_store(url: str) -> Store:
    """The store at a URL: `memory://`, `sqlite:///file.db`. InvalidInput says which URLs there are."""
    if url == "memory://":
        from .memory import MemoryStore

        return MemoryStore()
    raise InvalidInput("url", "must be memory:// or sqlite:///path/to/file.db")
