"""The exit code of an error, and the sentence that a person reads when a command fails."""

import logging
import traceback
from collections.abc import Iterator

from ...engine.errors import (
    Busy,
    CommandConflict,
    DisputeError,
    InvalidInput,
    NotFound,
    Refused,
    SchemaOutdated,
    Unavailable,
)
from .exits import Exit, Stop
from .output import complain
from .words import rules_words

_CODES: tuple[tuple[type[Exception], Exit], ...] = (
    (InvalidInput, Exit.USAGE),
    (NotFound, Exit.NOT_FOUND),
    (Refused, Exit.REFUSED),
    (CommandConflict, Exit.CONFLICT),
    (Busy, Exit.DATABASE),
    (SchemaOutdated, Exit.DATABASE),
    (Unavailable, Exit.DATABASE),
)
_DATABASES = frozenset({"sqlalchemy", "sqlite3", "psycopg", "alembic", "duckdb", "ibis"})


def exit_code(error: Exception) -> Exit:
    """The exit code for an error."""
    if isinstance(error, Stop):
        return error.code
    if is_database_error(error):
        return Exit.DATABASE
    return next((code for kind, code in _CODES if isinstance(error, kind)), Exit.FAILED)


def is_database_error(error: Exception) -> bool:
    """Whether the database or its driver raised it; asked without importing either."""
    return any(kind.__module__.partition(".")[0] in _DATABASES for kind in type(error).__mro__)


def sentence(error: Exception) -> str:
    """What went wrong, where, and what is allowed instead."""
    if isinstance(error, Refused):
        return f"Refused ({error.code}): {error}{rules_words(error.rules)}"
    if isinstance(error, InvalidInput) and len(error.problems) > 1:
        return "\n".join((f"{len(error.problems)} things are wrong:", *_problem_lines(error)))
    if is_database_error(error):
        return f"The database failed: {getattr(error, 'orig', None) or error}"
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}" if error.filename else str(error)
    if not isinstance(error, DisputeError | Stop):
        return f"Unexpected {type(error).__name__}: {error}. With -v you see where; please report it."
    return str(error)


def _problem_lines(error: InvalidInput) -> Iterator[str]:
    for field, rule in error.problems:
        yield f"  {field}: {rule}"


def report(error: Exception) -> Exit:
    """Say on stderr what went wrong, with the traceback when logs are wanted, and return the exit code."""
    if logging.getLogger("disputes").isEnabledFor(logging.DEBUG):
        complain("".join(traceback.format_exception(error)).rstrip())
    complain(sentence(error), prefix="Error: ")
    return exit_code(error)
