"""The one place where the untyped Ibis and Arrow are loaded; they come with the extra `scoring`."""

from importlib import import_module
from typing import Any

from ..engine.errors import InvalidInput

Table = Any
"""An Ibis table expression, or a column of one."""


def load_ibis() -> Any:
    """The `ibis` module; InvalidInput says what to install where it is missing."""
    return _load("ibis")


def load_arrow(module: str = "pyarrow") -> Any:
    """The `pyarrow` module, or another of its package such as `pyarrow.compute`."""
    return _load(module)


def _load(module: str) -> Any:
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise InvalidInput("scores", 'need the extra `scoring`: pip install "dispute-engine[scoring]"') from error
