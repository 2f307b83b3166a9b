"""`python -m compatibility.spark [SELLERS]`, from the repository's root: every card on DuckDB and on Spark.

Random facts go into DuckDB, from there to Spark as Parquet. All sums, totals and grades must be the same.
"""

import json
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from random import Random

from disputes.scoring.card import Card
from disputes.scoring.facts import TABLES
from disputes.scoring.grading import Grader
from disputes.scoring.measuring import measure
from disputes.workflows import cards

from tests.scoring.market import Market
from tests.scoring.random_market import RandomMarket

from .score import told

HERE = Path(__file__).parent
DAY = date(2020, 5, 31)
DAYS = (DAY, DAY - timedelta(days=31))
SELLERS = 1_000
"""In each zone, of which there are two."""


def main(sellers: int) -> int:
    """0 when all scores are the same."""
    with tempfile.TemporaryDirectory(prefix="disputes-spark-") as name:
        folder = Path(name)
        expected = [score for zone, group in _by_zone().items() for score in _duckdb(folder, zone, group, sellers)]
        (folder / "wanted.json").write_text(json.dumps(list(_wanted())))
        python = HERE / ".venv" / "bin" / "python"
        subprocess.run([python, HERE / "score.py", folder, folder / "scores.jsonl"], check=True)
        found = [tuple(json.loads(line)) for line in (folder / "scores.jsonl").read_text().splitlines()]
    return _compare(sorted(expected), sorted(found))


def _by_zone() -> dict[str, list[Card]]:
    """The cards by the zone whose days they count."""
    zones: dict[str, list[Card]] = {}
    for card in cards.all():
        zones.setdefault(card.zone, []).append(card)
    return zones


def _wanted() -> list[dict[str, object]]:
    days = [day.isoformat() for day in DAYS]
    return [
        {"card": card.id, "facts": _folder(zone), "days": days} for zone, group in _by_zone().items() for card in group
    ]


def _folder(zone: str) -> str:
    return zone.replace("/", "-")


def _duckdb(folder: Path, zone: str, group: list[Card], sellers: int) -> list[tuple[str, ...]]:
    """The scores of one zone's cards on DuckDB; the facts go to Parquet."""
    market = Market(zone)
    for fact, rows in RandomMarket(Random(f"spark {zone}"), sellers, DAY, zone).records.items():
        market.load(fact, *rows)
    facts = market.facts()
    (folder / _folder(zone)).mkdir()
    for name in TABLES:
        facts[name].to_parquet(folder / _folder(zone) / f"{name}.parquet")
    return [
        score for card in group for score in told(Grader(card).grades(measure(card, facts, list(DAYS)).to_pyarrow()))
    ]


def _compare(expected: list[tuple[str, ...]], found: list[tuple[str, ...]]) -> int:
    differing = [pair for pair in zip(expected, found, strict=False) if pair[0] != pair[1]]
    for ours, theirs in differing[:5]:
        print(f"DuckDB {ours}\nSpark  {theirs}")  # noqa: T201 - the result
    same = expected == found
    verdict = "all the same" if same else f"{len(differing)} differ, {len(expected)} against {len(found)}"
    print(f"{len(expected)} scores of {len(cards.ids())} cards on DuckDB and on Spark: {verdict}")  # noqa: T201
    return 0 if same and expected else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else SELLERS))
