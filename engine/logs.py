"""The engine's log: structured, through the standard library's logger `disputes`, never personal data.

A host configures it like any other logger; with structlog's ProcessorFormatter every field arrives by name.
"""

import logging

import structlog
from structlog.typing import EventDict, WrappedLogger

_ARGUMENTS = frozenset({"event", "exc_info", "stack_info", "stacklevel"})
"""What structlog hands to the logger as arguments of its own."""
_LONGEST = 500


def _beside_the_records_own(_logger: WrappedLogger, _method: str, fields: EventDict) -> EventDict:
    """Fields that have the name of a LogRecord's own get a `_` behind it: logging raises KeyError for them.

    The record is asked each time, since a host may have set a factory whose records have more.
    """
    taken = (vars(logging.makeLogRecord({})).keys() | {"message", "asctime"}) - _ARGUMENTS
    return {f"{name}_" if name in taken else name: value for name, value in fields.items()}


LOG: structlog.stdlib.BoundLogger = structlog.wrap_logger(
    logging.getLogger("disputes"),
    wrapper_class=structlog.stdlib.BoundLogger,
    processors=[
        structlog.stdlib.filter_by_level,
        _beside_the_records_own,
        structlog.stdlib.render_to_log_kwargs,
    ],
)


def in_short(error: BaseException) -> str:
    """An error's kind and the first line of its text, fit to be kept: in further lines databases quote a row's values.

    An error whose text cannot be had is named by its kind alone.
    """
    try:
        text = str(error)
    except Exception:  # Its __str__ is the host's code, and is called where another error is being handled.
        text = "(its text cannot be read)"
    first, *_ = text.splitlines() or [""]
    return plain(f"{type(error).__name__}: {first}")


def plain(text: str) -> str:
    """At most 500 printable characters: databases cannot keep NUL or lone surrogates, and terminals obey ESC."""
    return "".join(
        char if char.isprintable() else " " if char.isspace() else "\N{REPLACEMENT CHARACTER}"
        for char in text[:_LONGEST]
    )
