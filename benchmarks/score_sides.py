"""One side of the comparison in a process of its own: `python -m benchmarks.score_sides SIDE FILE OUT`.

Prints seconds and the most memory the process held; the scores go to OUT.
"""

import json
import resource
import sys
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb
from disputes.scoring.grading import Graded, Grader
from disputes.scoring.ibis_adapter import load_arrow
from disputes.scoring.measuring import measure
from disputes.scoring.narrowing import of_marketplace
from disputes.storage.warehouse import Warehouse
from disputes.workflows import cards

from .score_facts import DAY

SQL = Path(__file__).with_name("floor_scores.sql")


def main(side: str, file: str, out: str) -> None:
    """Measure one side."""
    print(json.dumps(_ours(file, out) if side == "ours" else _floor(file, out)))  # noqa: T201 - the result


def _ours(file: str, out: str) -> dict[str, float]:
    """From the facts to every seller's total and grade, the card's expression made and compiled on the way."""
    warehouse, card = Warehouse(f"duckdb:///{file}"), cards.get("dhgate")
    start = perf_counter()
    facts = of_marketplace(warehouse.facts, "default")
    rows = measure(card, facts, [date.fromisoformat(DAY)], marketplace="default").to_pyarrow()
    measured = perf_counter()
    table = _table(rows["seller"], Grader(card).grades(rows))
    end = perf_counter()
    result = {"seconds": end - start, "grading": end - measured, **_used()}
    load_arrow("pyarrow.parquet").write_table(table, out)
    return result


def _floor(file: str, out: str) -> dict[str, float]:
    connection: Any = duckdb.connect(file)
    sql = SQL.read_text().format(day=DAY)
    start = perf_counter()
    table = connection.execute(sql).to_arrow_table()
    result = {"seconds": perf_counter() - start, **_used()}
    load_arrow("pyarrow.parquet").write_table(table, out)
    return result


def _table(sellers: Any, scores: Graded) -> Any:
    """What the floor gives, too: totals in floating point only here, where all is graded."""
    totals = [over / under if under else None for over, under in scores.totals]
    return load_arrow().table({"seller": sellers, "total": totals, "grade": scores.grades})


def _used() -> dict[str, float]:
    """Processor time and the most memory of this process, starting included."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {"processor": usage.ru_utime + usage.ru_stime, "megabytes": usage.ru_maxrss / 1024}


if __name__ == "__main__":
    main(*sys.argv[1:])
