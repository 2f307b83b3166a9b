"""Run inside Spark's own environment: `score.py FACTS OUT` scores what FACTS holds by every card named there.

FACTS is a folder with a Parquet file for each fact table and `wanted.json`, a list of cards and days; OUT gets
one JSON line for each score.
"""

import json
import sys
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from disputes.scoring.facts import TABLES
from disputes.scoring.grading import Grader
from disputes.scoring.ibis_adapter import load_ibis
from disputes.scoring.measuring import measure
from disputes.workflows import cards


def main(folder: Path, out: Path) -> None:
    """Score and write."""
    connection = load_ibis().pyspark.connect(_session())
    with out.open("w") as lines:
        for wanted in json.loads((folder / "wanted.json").read_text()):
            facts = {
                name: connection.read_parquet(str(folder / wanted["facts"] / f"{name}.parquet")) for name in TABLES
            }
            for score in _scores(wanted["card"], facts, [date.fromisoformat(day) for day in wanted["days"]]):
                lines.write(json.dumps(score) + "\n")
            print(f"{wanted['card']}: done", flush=True)  # noqa: T201 - progress


def _session() -> Any:
    """Spark in this process, on two threads."""
    builder = import_module("pyspark.sql").SparkSession.builder.master("local[2]").appName("disputes")
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "2g",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.session.timeZone": "UTC",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def _scores(card: str, facts: dict[str, Any], days: list[date]) -> list[tuple[str, ...]]:
    """Each score as text: what is compared, to the digit."""
    chosen = cards.get(card)
    return told(Grader(chosen).grades(measure(chosen, facts, days).to_pyarrow()))


def told(scores: Any) -> list[tuple[str, ...]]:
    """Scores in their order, each as text."""
    found = [
        (one.card, one.seller, str(one.category), str(one.day), str(one.total), str(one.grade), str(one.why_not),
         json.dumps(one.counts, sort_keys=True))
        for one in scores
    ]  # fmt: skip
    return sorted(found)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
