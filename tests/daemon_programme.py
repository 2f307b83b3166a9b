"""A process that runs the daemon on a workflow whose days are seconds; its argument is the database's URL."""

import re
import sys
from dataclasses import fields, is_dataclass, replace
from typing import Any

from disputes import DisputeEngine, Workflow, workflows
from disputes.engine.deadlines import Duration


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


if __name__ == "__main__":
    with DisputeEngine(sys.argv[1], workflows=[quick(float(re.sub("[^0-9.]", "", sys.argv[2])))]) as engine:
        print("ready", flush=True)  # noqa: T201 - the test waits for this line
        engine.run()
