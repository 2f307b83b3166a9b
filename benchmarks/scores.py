"""The score calculators beside SQL written by hand: `python -m benchmarks scores`."""

import json
import os
import platform
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median

import duckdb
from disputes.storage.warehouse import Warehouse

from .score_facts import fill

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
HEADING = "## Scores"
AIM, BEYOND = 1.5, 1.1
Side = dict[str, float]
FEWEST_RUNS = 5

_SECTION = """{heading}

Written by `python -m benchmarks scores`. DHgate's capability of one day: {sellers:,} sellers, {orders:,} orders with
their shipments, reviews, disputes and listings, in a DuckDB file. Ours is everything from the tables to an Arrow table
of totals and grades: the card's expression made and compiled, the query, and every seller's indicators, points, total
and grade in exact integers and fractions. The **floor** is [floor_scores.sql](../benchmarks/floor_scores.sql): one
query by hand for this card alone, points and grade in floating point. Each side runs in a process of its own, the one
that begins changes from run to run. After each run totals and grades are compared: they are the same, or there is no
figure.

| | ours | floor | ours / floor | spread | aim | beyond |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
| seconds | {ours:.1f} | {floor:.1f} | {ratio:.2f} | {least:.2f} to {most:.2f} | {aim} | {beyond} |
| of these, the database | {database:.1f} | {floor:.1f} | {database_ratio:.2f} | | | |
| processor seconds | {our_cpu:.1f} | {floor_cpu:.1f} | {cpu_ratio:.2f} | {cpu_least:.2f} to {cpu_most:.2f} | | |
| most memory, MB | {our_memory:,.0f} | {floor_memory:,.0f} | {memory_ratio:.2f} | | | |

Medians of {runs} runs, on a machine that did other work at the same time: only the ratios are for comparing. The
processor seconds hold the start of Python and its imports, too.
{versions}
"""

_EPILOG = """examples:
  python -m benchmarks scores                                  five runs; writes its part of docs/benchmarks.md
  python -m benchmarks scores --sellers 1000 --orders 100000   a look, which writes nothing
  python -m benchmarks scores --file /tmp/facts.duckdb         keep the facts, or use those that are there
"""


def main(arguments: Sequence[str]) -> int:
    """Measure, show, write; 1 when a figure is more than three times its aim."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="disputes-scores-") as folder:
        file = options.file or Path(folder) / "facts.duckdb"
        if not file.exists():
            _say(f"making {options.orders:,} orders of {options.sellers:,} sellers ...")
            _make(file, options)
        runs = [_run(file, Path(folder), number) for number in range(options.runs)]
    text = _section(options, runs)
    print(text)  # noqa: T201 - the result
    if options.runs >= FEWEST_RUNS and options.orders == _options([]).orders:
        page = PAGE.read_text(encoding="utf-8").partition(f"\n{HEADING}")[0]
        PAGE.write_text(f"{page}\n{text}", encoding="utf-8")
    return 0 if median(ours["seconds"] / floor["seconds"] for ours, floor in runs) <= 3 * AIM else 1


def scores_section(page: Path) -> str:
    """What stands about scores on the page as it is, to be kept when the rest is written anew."""
    before, heading, rest = page.read_text(encoding="utf-8").partition(f"\n{HEADING}")
    return heading + rest if before else ""


def _options(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(
        prog="python -m benchmarks scores",
        description="Scores a day of a big marketplace on DuckDB, beside the same by hand in SQL.",
        epilog=_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("--sellers", type=int, default=100_000, help="(default: %(default)s)")
    parser.add_argument("--orders", type=int, default=10_000_000, help="(default: %(default)s)")
    parser.add_argument("--runs", type=int, default=FEWEST_RUNS, help="of each side (default: %(default)s)")
    parser.add_argument("--file", type=Path, help="where the facts are, or shall be kept")
    return parser.parse_args(arguments)


def _make(file: Path, options: Namespace) -> None:
    warehouse = Warehouse(f"duckdb:///{file}")
    fill(warehouse, sellers=options.sellers, orders=options.orders)
    warehouse.close()


def _run(file: Path, folder: Path, number: int) -> tuple[Side, Side]:
    """Both sides once; AssertionError when they do not give the same scores."""
    order = ("ours", "floor") if number % 2 == 0 else ("floor", "ours")
    sides = {side: _measured(side, file, folder / f"{side}.parquet") for side in order}
    unlike = _differing(folder)
    if unlike:
        raise AssertionError(f"{unlike} sellers have another total or grade")
    ours, floor = sides["ours"], sides["floor"]
    _say(f"run {number + 1}: {ours['seconds']:.1f} s, floor {floor['seconds']:.1f} s")
    return ours, floor


def _measured(side: str, file: Path, out: Path) -> Side:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.score_sides", side, str(file), str(out)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=PAGE.parents[1])
    return json.loads(done.stdout)


def _differing(folder: Path) -> int:
    query = (
        f"SELECT count(*) FROM '{folder}/ours.parquet' AS ours FULL JOIN '{folder}/floor.parquet' AS floor"
        " USING (seller) WHERE ours.grade IS DISTINCT FROM floor.grade"
        " OR (ours.total IS NULL) <> (floor.total IS NULL) OR abs(ours.total - floor.total) > 1e-6"
    )
    ((count,),) = duckdb.connect().execute(query).fetchall()
    return count


def _section(options: Namespace, runs: list[tuple[Side, Side]]) -> str:
    ours, floor = ({name: median(one[name] for one in side) for name in side[0]} for side in zip(*runs, strict=True))
    ratios = [mine["seconds"] / theirs["seconds"] for mine, theirs in runs]
    database = ours["seconds"] - ours["grading"]
    worked = [mine["processor"] / theirs["processor"] for mine, theirs in runs]
    return _SECTION.format(
        heading=HEADING, sellers=options.sellers, orders=options.orders, runs=len(runs), aim=AIM, beyond=BEYOND,
        ours=ours["seconds"], floor=floor["seconds"], ratio=median(ratios), least=min(ratios), most=max(ratios),
        database=database, database_ratio=median((a["seconds"] - a["grading"]) / b["seconds"] for a, b in runs),
        our_cpu=ours["processor"], floor_cpu=floor["processor"], cpu_ratio=median(worked), cpu_least=min(worked),
        cpu_most=max(worked), our_memory=ours["megabytes"], floor_memory=floor["megabytes"],
        memory_ratio=ours["megabytes"] / floor["megabytes"],
        versions=f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors · "
        + " · ".join(f"{name} {version(name)}" for name in ("duckdb", "ibis-framework", "pyarrow")),
    )  # fmt: skip


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - progress
