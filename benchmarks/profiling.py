"""Where the engine's time goes: the most expensive functions of a workload, with their share."""

from cProfile import Profile
from pathlib import Path
from pstats import Stats
from typing import Any, cast

from rich.table import Table

from .measuring import Pairs
from .workloads import Step, Workload

_ROOT = Path(__file__).parents[1]
MOST = 25


def profile(pairs: Pairs, workload: Workload, title: str) -> Table:
    """One run of ours under cProfile."""
    profiler = Profile()

    def around(step: Step) -> None:
        profiler.enable()
        for number in range(workload.steps):
            step(number)
        profiler.disable()

    pairs.ours(around)
    stats: Any = Stats(profiler)
    total = cast(float, stats.total_tt)
    shown = Table(title=f"{title}: {total:.2f} s under the profiler")
    for heading in ("share with callees", "share alone", "calls", "function"):
        shown.add_column(heading, justify="left" if heading == "function" else "right", no_wrap=True)
    entries = cast("dict[tuple[str, int, str], tuple[int, int, float, float, Any]]", stats.stats)
    for (file, line, name), (_, calls, alone, whole, _) in sorted(entries.items(), key=lambda item: -item[1][3])[:MOST]:
        shown.add_row(f"{whole / total:.1%}", f"{alone / total:.1%}", f"{calls:,}", f"{_where(file, line)} {name}")
    return shown


def _where(file: str, line: int) -> str:
    path = Path(file)
    if path.is_relative_to(_ROOT) and ".venv" not in path.parts:
        return f"{path.relative_to(_ROOT)}:{line}"
    return f"{'/'.join(path.parts[-2:])}:{line}" if line else ""
