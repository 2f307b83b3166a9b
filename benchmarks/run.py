"""The program: measures, shows a table, writes docs/benchmarks.md."""

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from .databases import Databases, postgres_databases, sqlite_databases
from .measuring import CHUNK, Pairs, Result
from .profiling import profile
from .report import page, table, versions
from .scores import scores_section
from .workloads import Answering, Burst, Filing, Workload

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
FEWEST_RUNS = 5

WORKLOADS = ("file", "act", "burst")
STORES = ("sqlite", "postgresql")

EPILOG = """examples:
  python -m benchmarks                              everything, five runs; writes docs/benchmarks.md
  python -m benchmarks --runs 11                    the same with less chance in it
  python -m benchmarks --only burst --runs 1        a look at bursts; writes nothing
  python -m benchmarks --only sqlite --only act     act on SQLite
  python -m benchmarks --only file --profile        where the time of filing goes
  python -m benchmarks scores --help                the score calculators, beside SQL by hand
  TMPDIR=/mnt/disk python -m benchmarks             on another disk

environment:
  DISPUTES_TEST_POSTGRES_URL   a PostgreSQL server on which databases may be made; without it one is started

exit status: 0, or 1 when a figure lies more than a factor of three below its aim
"""


@dataclass
class Bench:
    """What was asked for, and what came of it."""

    options: Namespace
    progress: Progress
    out: Console

    def measure(self, databases: Databases) -> Iterator[Result]:
        """Every workload that was asked for, on one kind of database."""
        for workload in _workloads(self.options):
            yield self._measure(workload, databases)

    def _measure(self, workload: Workload, databases: Databases) -> Result:
        title = f"{workload.name} on {databases.name}"
        task = self.progress.add_task(f"{title}: preparing", total=self.options.runs)
        pairs = Pairs(workload, databases)
        self.progress.update(task, description=title)
        try:
            result = Result(workload, databases.name)
            for number in range(self.options.runs):
                result.pairs.append(pairs.run(floor_first=number % 2 == 1))
                self.progress.advance(task)
            if self.options.profile:
                self.out.print(profile(pairs, workload, title))
            return result
        finally:
            pairs.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the arguments ask for; the exit status."""
    options = _options(arguments)
    out, err = Console(), Console(stderr=True)
    if not out.is_terminal:
        out.width = 160  # A file or a pipe has no width: nothing is to be cut there.
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    results: list[Result] = []
    with Progress(*columns, console=err) as progress:
        settings: list[dict[str, str]] = []
        for opened in _stores(options):
            with opened as databases:
                settings.append(dict(databases.settings()))
                _refuse_unsynced(settings[-1])
                results += Bench(options, progress, out).measure(databases)
    found = versions(settings)
    out.print(table(results))
    out.print(" · ".join(f"{name} {value}" for name, value in found.items()), highlight=False)
    _write(options, results, found, err)
    return 0 if all(result.near for result in results) else 1


def _write(options: Namespace, results: list[Result], found: dict[str, str], err: Console) -> None:
    whole = not options.only and options.runs >= FEWEST_RUNS and not options.profile
    if options.out is None and not whole:
        err.print(f"docs/benchmarks.md stays as it is: it takes all workloads and {FEWEST_RUNS} runs.")
        return
    target = options.out or PAGE
    changed = "".join(f" --{name} {getattr(options, name)}" for name in ("runs", "timers", "commands"))
    text = page(results, found, command=f"python -m benchmarks{changed}", runs=options.runs, chunk=CHUNK)
    target.write_text(text + scores_section(PAGE), encoding="utf-8")
    err.print(f"Written: {target}")


def _refuse_unsynced(settings: dict[str, str]) -> None:
    off = [name for name in ("fsync", "synchronous_commit", "full_page_writes") if settings.get(name, "on") != "on"]
    if off:
        raise SystemExit(f"benchmarks: {', '.join(off)} is off on this server: what is measured must be durable")


def _options(arguments: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser(
        prog="python -m benchmarks",
        description="Measures the engine against the same rows read and written by hand (the floor).",
        epilog=EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("--runs", type=_positive, default=FEWEST_RUNS, help="pairs per workload (default: %(default)s)")
    parser.add_argument(
        "--timers", type=_positive, default=10_000, help="timers due at once in a burst (default: %(default)s)"
    )
    parser.add_argument(
        "--commands", type=_positive, default=500, help="commands per run of file and act (default: %(default)s)"
    )
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        choices=(*WORKLOADS, *STORES),
        help="a workload or a database, given once or several times",
    )
    parser.add_argument("--profile", action="store_true", help="show where ours spends its time")
    parser.add_argument("--out", type=Path, help="write the page here, whatever was measured")
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _chosen(options: Namespace, among: Sequence[str]) -> set[str]:
    """All, unless some of these are named."""
    return {name for name in among if name in options.only} or set(among)


def _workloads(options: Namespace) -> Iterator[Workload]:
    chosen = _chosen(options, WORKLOADS)
    every = (Filing(options.commands), Answering(options.commands), Burst(options.timers))
    yield from (workload for workload in every if workload.name in chosen)


def _stores(options: Namespace) -> Iterator[AbstractContextManager[Databases]]:
    chosen = _chosen(options, STORES)
    if "sqlite" in chosen:
        yield sqlite_databases()
    if "postgresql" in chosen:
        yield postgres_databases()
