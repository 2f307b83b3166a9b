"""The engine's log: structured, through the standard library's logger `disputes`, never personal data.

A host configures it like any other logger; with structlog's ProcessorFormatter every field arrives by name.
"""

import logging

import structlog

LOG: structlog.stdlib.BoundLogger = structlog.wrap_logger(
    logging.getLogger("disputes"),
    wrapper_class=structlog.stdlib.BoundLogger,
    processors=[structlog.stdlib.filter_by_level, structlog.stdlib.render_to_log_kwargs],
)


def in_short(error: Exception) -> str:
    """An error's kind and the first line of its text: in further lines databases quote the values of a row."""
    first, *_ = str(error).splitlines() or [""]
    return f"{type(error).__name__}: {first}"[:500]
