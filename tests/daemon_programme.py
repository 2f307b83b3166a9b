"""A process that runs the daemon on a workflow whose days are seconds.

Arguments: the database's URL, seconds a day, and by how many seconds its clock is ahead (0 when left out), or a
file that says so and may change. It says `ready`, each timer that it fired, and `held` when its guard held some.
"""

import logging
import re
import sys
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from disputes import DisputeEngine, SystemClock, Workflow, workflows
from disputes.engine.deadlines import Duration
from disputes.interfaces.daemon import Daemon

PAUSE = timedelta(seconds=0.2)
"""Days are short here: it has to look more often than a daemon whose timers run for days."""


class ShiftedClock:
    """The machine's clock, wrong by a span: so many seconds, or what a file says, which a test may change."""

    def __init__(self, ahead: str) -> None:
        self._file = Path(ahead) if "/" in ahead else None
        self._ahead = 0.0 if self._file else float(ahead)

    def now(self) -> datetime:
        """What this clock says."""
        if self._file and (said := self._file.read_text()):  # Empty while it is being written.
            self._ahead = float(said)
        return SystemClock().now() + timedelta(seconds=self._ahead)


class Say(logging.Handler):
    """Prints each firing, so that a test can count what which process did, and that timers are held."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line for a timer that fired, one for a guard that found its clock wrong."""
        if record.getMessage().startswith("timers held"):
            print("held", flush=True)  # noqa: T201 - the test reads it
        if record.getMessage() == "timer fired":
            said = record.__dict__
            print("fired", said["dispute"], said["action"], flush=True)  # noqa: T201 - the test reads it


def quick(seconds_a_day: float = 0.2) -> Workflow:
    """AliExpress with shorter days: five days are a second."""
    original = workflows.get("aliexpress@2")
    parts: dict[str, Any] = {
        name: _shorter(getattr(original, name), seconds_a_day) for name in ("transitions", "timers")
    }
    return replace(original, name="quick", version=1, **parts)


def _shorter(value: Any, day: float) -> Any:
    if isinstance(value, Duration):
        return replace(value, iso=f"PT{value.span.total_seconds() / 86_400 * day:.6f}S", calendar="elapsed")
    if isinstance(value, tuple):
        return tuple(_shorter(item, day) for item in value)  # pyright: ignore[reportUnknownVariableType]
    if is_dataclass(value) and not isinstance(value, type) and not hasattr(value, "holds"):
        changed = {field.name: _shorter(getattr(value, field.name), day) for field in fields(value)}
        return replace(value, **changed)
    return value


def main(url: str, seconds_a_day: str, ahead: str = "0") -> None:
    """Run until SIGTERM."""
    log = logging.getLogger("disputes")
    log.setLevel(logging.INFO)
    log.addHandler(Say())
    errors = logging.StreamHandler()
    errors.setLevel(logging.WARNING)
    errors.setFormatter(logging.Formatter("%(levelname)s %(message)s %(error)s", defaults={"error": ""}))
    logging.getLogger().addHandler(errors)
    clock = ShiftedClock(ahead)
    day = float(re.sub("[^0-9.]", "", seconds_a_day))
    with DisputeEngine(url, workflows=[quick(day)], clock=clock) as engine:
        print("ready", flush=True)  # noqa: T201 - the test waits for this line
        Daemon(engine, pause=PAUSE).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
