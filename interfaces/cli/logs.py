"""Logs of the library, through structlog to stderr: warnings only, unless more is asked for."""

import logging
import sys


def configure(*, verbose: bool) -> None:
    """Send the logs to stderr, from debug on when `verbose`, else from warnings on."""
    import structlog

    shared = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "logger", "event"]),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    level = logging.DEBUG if verbose else logging.WARNING
    for name in ("disputes", "alembic"):
        logging.getLogger(name).setLevel(level)


def narrate() -> None:
    """Show what the engine does, not only what goes wrong: for a daemon in the foreground."""
    logging.getLogger("disputes").setLevel(logging.INFO)
