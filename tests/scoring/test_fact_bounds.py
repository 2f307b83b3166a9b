"""Facts that can never be right: what ends before it begins, and numbers beyond all bounds."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from disputes import InvalidInput, Warehouse, load_facts
from disputes.scoring.facts import TABLES
from disputes.scoring.ibis_adapter import load_arrow
from disputes.storage.fact_columns import ColumnReader

SHANGHAI = "Asia/Shanghai"
NOON = datetime(2026, 3, 7, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def warehouse() -> Warehouse:
    """One in memory, in which nothing is kept."""
    return Warehouse("duckdb://")


@pytest.mark.parametrize(
    ("fact", "begun", "ended"),
    [(table.name, one.not_before, one.name) for table in TABLES.values() for one in table.columns if one.not_before],
)
def test_nothing_ends_before_it_begins(fact: str, begun: str, ended: str, warehouse: Warehouse, tmp_path: Path) -> None:
    """In files of either kind: named with the line or the row and both fields; at the same instant it may."""
    whole = {
        one.name: {"text": "insult", "instant": NOON}.get(one.kind) for one in TABLES[fact].columns if one.required
    }
    records = [
        whole | {"id": str(number), begun: NOON, ended: NOON + timedelta(microseconds=after)}
        for number, after in enumerate((0, -1, 1))
    ]
    lines, columns = tmp_path / "facts.jsonl", tmp_path / "facts.parquet"
    lines.write_text("".join(f"{json.dumps(one, default=str)}\n" for one in records))
    pyarrow = load_arrow()
    load_arrow("pyarrow.parquet").write_table(pyarrow.Table.from_pylist(records), columns)
    for file, place in ((lines, f"facts.jsonl:2: {ended}"), (columns, f"facts.parquet row 2: {ended}")):
        with pytest.raises(InvalidInput) as caught:
            load_facts(warehouse, fact, file, zone=SHANGHAI)
        assert caught.value.problems == ((place, f"must not be before {begun}"),)


def test_numbers_beyond_all_bounds_in_columns() -> None:
    """Unsigned ones that no signed one can be, and none at all."""
    pyarrow = load_arrow()
    given = pyarrow.table({"id": ["a", "b", "c"], "turnover": pyarrow.array([2**64 - 1, None, 5], pyarrow.uint64())})
    reader = ColumnReader(TABLES["sellers"], SHANGHAI, source="s.parquet")
    reader.read(given)
    with pytest.raises(InvalidInput) as caught:
        reader.problems.raise_if_any()
    assert caught.value.problems == (("s.parquet row 1: turnover", "must lie in 0 to 9007199254740991"),)
    good = ColumnReader(TABLES["sellers"], SHANGHAI).read(given.slice(1))
    assert good["turnover"].to_pylist() == [None, 5]


def test_instants_too_far_away_to_be_counted_in_microseconds() -> None:
    """In seconds they can be written; in microseconds they would begin anew, at some day of 2001."""
    pyarrow = load_arrow()
    seconds = [2**64 // 10**6 + 10**9, -(2**62), None, 10**9]
    given = pyarrow.table(
        {"id": ["a", "b", "c", "d"], "joined_at": pyarrow.array(seconds).cast(pyarrow.timestamp("s", SHANGHAI))}
    )
    reader = ColumnReader(TABLES["sellers"], SHANGHAI, source="s.parquet")
    reader.read(given)
    with pytest.raises(InvalidInput) as caught:
        reader.problems.raise_if_any()
    assert caught.value.problems == tuple(
        (f"s.parquet row {row}: joined_at", "must lie in the years 1970 to 2999") for row in (1, 2)
    )
    good = ColumnReader(TABLES["sellers"], SHANGHAI).read(given.slice(2))
    assert good["joined_at"].to_pylist() == [None, 10**15]
