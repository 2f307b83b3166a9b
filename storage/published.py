"""Published scores in the warehouse: versions that never change, and the runs that made them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..scoring.grading import Score
from ..scoring.ibis_adapter import Table, load_arrow, load_ibis
from ..scoring.numbers import to_decimal
from ..scoring.published import Period, Published
from .types import instant_of, microseconds
from .warehouse import OWN_TABLES, Warehouse

TABLE = "dispute_score"
IDENTITY = ("marketplace", "card", "period", "day", "seller", "category")
CONTENT = ("total", "shown", "grade", "why_not", "counts")
PLACES = 10


@dataclass(frozen=True)
class Change:
    """A score that was published anew, and the version it took the place of."""

    before: Published
    after: Published


@dataclass(frozen=True)
class Publication:
    """What publishing did: how many scores were new, which were revised, how many stood as they were."""

    new: int
    revised: tuple[Change, ...]
    unchanged: int


def publish(
    warehouse: Warehouse, scores: Sequence[Score], period: Period, cut_off: int, computed_at: datetime, run: int = 0
) -> Publication:
    """Keep one card's scores as a run's: the first of its day as revision 1, one that differs as the next."""
    if not scores:
        return Publication(0, (), 0)
    rows = [_row(score, period, cut_off, computed_at) | {"run": run} for score in scores]
    schema = load_ibis().schema({**OWN_TABLES[TABLE]})
    given = load_arrow().Table.from_pylist(rows, schema.to_pyarrow())
    with warehouse.staged(f"{TABLE}_given", OWN_TABLES[TABLE], given) as stage:
        kept = _differing(stage, latest(_alike(warehouse.table(TABLE), rows))).to_pyarrow()
    if kept.num_rows:
        warehouse.put(TABLE, kept.select(list(schema)))
    changes = tuple(_change(row) for row in kept.filter(_revised(kept)).to_pylist())
    return Publication(kept.num_rows - len(changes), changes, len(rows) - kept.num_rows)


def _alike(table: Table, rows: Sequence[Mapping[str, Any]]) -> Table:
    """Of all scores those that rows of one card's scores can take the place of."""
    days, one = [row["day"] for row in rows], rows[0]
    same = [table[name] == one[name] for name in ("marketplace", "card", "period")]
    return table.filter(*same, table.day >= min(days), table.day <= max(days))


def _differing(given: Table, known: Table) -> Table:
    """The scores that are new or differ from the latest, which knew no more than they; each with what was before."""
    joined = given.left_join(known, list(IDENTITY), rname="{name}_before")
    same = load_ibis().and_(*(joined[name].identical_to(joined[f"{name}_before"]) for name in CONTENT))
    later = joined.cut_off_before > joined.cut_off
    joined = joined.filter(joined.revision_before.isnull() | ~(same | later))
    return joined.mutate(revision=joined.revision_before.fill_null(0) + 1).order_by(list(IDENTITY))


def latest(table: Table) -> Table:
    """The latest revision of each score."""
    ibis = load_ibis()
    ranked = table.mutate(
        rank=ibis.row_number().over(group_by=list(IDENTITY), order_by=ibis.desc("revision")),
    )
    return ranked.filter(ranked["rank"] == 0).drop("rank")


def read(table: Table) -> list[Published]:
    """Scores as records, in the order of their days, sellers and revisions."""
    return [
        _published(row) for row in table.order_by(["day", "seller", "category", "revision"]).to_pyarrow().to_pylist()
    ]


def _row(score: Score, period: Period, cut_off: int, computed_at: datetime) -> dict[str, Any]:
    return {
        "marketplace": score.marketplace,
        "card": score.card,
        "period": period,
        "day": score.day,
        "seller": score.seller,
        "category": score.category or "",
        "revision": 0,
        "total": None if score.total is None else to_decimal(score.total, PLACES),
        "shown": None if score.shown is None else str(score.shown),
        "grade": score.grade,
        "why_not": score.why_not,
        "counts": json.dumps(score.counts, separators=(",", ":"), sort_keys=True),
        "cut_off": cut_off,
        "computed_at": microseconds(computed_at),
    }


def _revised(rows: Any) -> Any:
    return load_arrow("pyarrow.compute").greater(rows["revision"], 1)


def _change(row: Mapping[str, Any]) -> Change:
    before = {name: row[f"{name}_before"] for name in (*CONTENT, "revision", "cut_off", "computed_at")}
    return Change(_published({**row, **before}), _published(row))


def _published(row: Mapping[str, Any]) -> Published:
    return Published(
        marketplace=row["marketplace"],
        card=row["card"],
        period=row["period"],
        day=row["day"],
        seller=row["seller"],
        category=row["category"] or None,
        revision=row["revision"],
        total=row["total"],
        shown=row["shown"],
        grade=row["grade"],
        why_not=row["why_not"],
        cut_off=row["cut_off"],
        computed_at=instant_of(row["computed_at"]),
        counts={name: tuple((n, d) for n, d in pairs) for name, pairs in json.loads(row["counts"]).items()},
    )
