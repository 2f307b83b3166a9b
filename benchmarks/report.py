"""The result as a table in the terminal and as docs/benchmarks.md."""

import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version

from rich.table import Table

from .measuring import FACTOR, Result

_PACKAGES = ("dispute-engine", "SQLAlchemy", "psycopg", "pydantic", "transitions")

_HEADINGS = ("workload", "database", "ours /s", "floor /s", "of the floor", "spread", "aim", "beyond", "")

_PAGE = """# Benchmarks

Written by `{command}`. What is measured and against what:

{workloads}

Everything runs on `aliexpress@2` with a clock that stands where it is put. Ours is the public engine, the building
of orders, claims and plans included. The **floor** is the same rows, read and written by hand with the same driver
(`sqlite3`, psycopg) in the same transactions, every value built before, and nothing else: no checks, no decision,
no records. Its scripts are [floor_sqlite.py](../benchmarks/floor_sqlite.py) and
[floor_postgresql.py](../benchmarks/floor_postgresql.py). After each run both databases are compared with each
other: they hold the same rows, value by value, or there is no figure.

What the floor reads: whether the command was carried out before; for `file` the disputes of the line (under the
order's lock), for `act` the dispute (locked), its timers and texts, for a burst the holds and, 500 at a time, the
disputes that are due (locked) with all their timers. It writes every row that the engine writes, of a dispute that
changes only the columns that can change. On PostgreSQL a command's few rows go by `executemany` and a batch's by
binary arrays, whichever is quicker there.

A figure is a ratio: the floor's seconds over ours, in one run. Both work on fresh copies of one database and take
turns, {chunk} commands each (a burst is one tick), and the one that begins changes from run to run. The table shows
medians of {runs} runs; the spread is the lowest and the highest ratio. The rates are of one machine on one day: only
the ratios are for comparing. Both wait for the disk alike, so a slow or busy one brings the ratios of `file` and `act`
nearer to 100%: compare runs on like disks.

{table}

An aim counts as near within a factor of {factor}.

{versions}

Repeat it with `python -m benchmarks`, in the environment of `make setup`; `--help` says more. PostgreSQL is started
for it, unless `DISPUTES_TEST_POSTGRES_URL` names a server. Both databases lie in the folder for temporary files:
`TMPDIR` chooses the disk.
"""


def versions(settings: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """What was measured, with what, on what."""
    machine = {
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
    }
    databases = {name: value for one in settings for name, value in one.items()}
    return machine | {name: version(name) for name in _PACKAGES} | databases


def table(results: Sequence[Result]) -> Table:
    """For the terminal."""
    shown = Table(title="The engine against the floor")
    for number, heading in enumerate(_HEADINGS):
        shown.add_column(heading, justify="right" if 2 <= number < len(_HEADINGS) - 1 else "left", no_wrap=True)
    for result in results:
        shown.add_row(*_cells(result), style=None if result.near else "bold red")
    return shown


def page(results: Sequence[Result], found: Mapping[str, str], *, command: str, runs: int, chunk: int) -> str:
    """For docs/benchmarks.md."""
    workloads = {result.workload.name: result.workload.what for result in results}
    lines = [_HEADINGS, ("---", "---", "---:", "---:", "---:", "---:", "---:", "---:", "---"), *map(_cells, results)]
    return _PAGE.format(
        command=command,
        workloads="\n".join(f"- **{name}**: {what}." for name, what in workloads.items()),
        chunk=chunk,
        runs=runs,
        factor=FACTOR,
        table="\n".join(f"| {' | '.join(line)} |" for line in lines).replace("|  |", "| |"),
        versions=" · ".join(f"{name} {value}" for name, value in found.items()),
    )


def _cells(result: Result) -> tuple[str, ...]:
    ours, floor = result.rates
    return (
        result.workload.name,
        result.store,
        f"{ours:,.0f}",
        f"{floor:,.0f}",
        f"{result.ratio:.0%}",
        f"{min(result.ratios):.0%} to {max(result.ratios):.0%}",
        f"{result.aim.aim:.0%}",
        f"{result.aim.beyond:.0%}",
        result.verdict,
    )
