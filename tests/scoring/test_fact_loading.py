"""Facts in: what is taken in, what is refused with which words, and that order and splitting do not matter."""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from disputes import InvalidInput, ManualClock, Money
from disputes.engine.problems import Problems
from disputes.interfaces.scores.fact_loading import load_facts
from disputes.scoring.facts import TABLES
from disputes.scoring.ibis_adapter import load_arrow
from disputes.storage.fact_columns import ColumnReader
from disputes.storage.fact_files import write_facts
from disputes.storage.fact_rows import Reader, given_schema, to_arrow, with_days
from disputes.storage.loading import Loaded
from disputes.storage.warehouse import Warehouse
from hypothesis import given, settings
from hypothesis import strategies as st

SHANGHAI = "Asia/Shanghai"
NOON = datetime(2026, 3, 7, 12, tzinfo=UTC)
ORDER: dict[str, Any] = {"id": "o1", "seller": "s", "buyer": "b", "paid": 2000, "paid_at": NOON}
CLOCK = ManualClock(NOON)


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    """One in memory; each test has a marketplace of its own."""
    made = Warehouse("duckdb://")
    yield made
    made.close()


@pytest.fixture
def marketplace(request: pytest.FixtureRequest) -> str:
    """The test's own."""
    return request.node.name


def stored(warehouse: Warehouse, fact: str, marketplace: str) -> list[dict[str, Any]]:
    """The facts of a marketplace by id, without the load they came by."""
    table = warehouse.facts[fact]
    rows = table.filter(table.marketplace == marketplace).drop("load", "marketplace").order_by("id")
    return rows.to_pyarrow().to_pylist()


def load(warehouse: Warehouse, fact: str, source: Any, marketplace: str, **more: Any) -> Loaded:
    """Load with days in Shanghai."""
    return load_facts(warehouse, fact, source, marketplace=marketplace, zone=SHANGHAI, clock=CLOCK, **more)


@dataclass(frozen=True)
class HostOrder:
    """An order as a host's own class has it."""

    id: str
    seller: str
    buyer: str
    paid: Money
    paid_at: datetime
    kind: str | None = None


def test_money_and_days_are_converted(warehouse: Warehouse, marketplace: str) -> None:
    late = datetime(2026, 3, 7, 16, tzinfo=UTC)  # Midnight of the 8th in Shanghai.
    records = [
        ORDER,
        ORDER | {"id": "o2", "paid": Money(1250, "USD"), "paid_at": late},
        ORDER
        | {"id": "o3", "paid": {"amount": 1001, "currency": "BRL"}, "paid_at": "2026-03-07T23:59:59.999999+08:00"},
        HostOrder("o4", "s", "b", Money(3, "JPY"), late),
    ]
    done = load(warehouse, "orders", records, marketplace, rates={"BRL": "0.25", "JPY": "0.0050"})
    assert done == Loaded("orders", 4, 0, 0)
    rows = stored(warehouse, "orders", marketplace)
    # 10.01 BRL × 0.25 = 2.5025 USD; 3 JPY × 0.005 = 1.5 cents, halves up.
    assert [row["paid"] for row in rows] == [2000, 1250, 250, 2]
    assert [row["paid_on"] for row in rows] == [date(2026, 3, day) for day in (7, 8, 7, 8)]
    assert {row["kind"] for row in rows} == {"real"}


def test_every_fault_of_every_record_is_told_and_nothing_is_loaded(warehouse: Warehouse, marketplace: str) -> None:
    records = [
        ORDER,
        {"id": "o2", "paid": 5.0, "paid_at": datetime(2026, 1, 1), "paidd": 3},  # noqa: DTZ001
        ORDER | {"id": "o3", "paid": {"amount": 5, "currency": "EUR"}, "kind": "wsh"},
        ORDER | {"id": "", "version": 0, "paid": -1, "worry_free": 1},
        "no record",
    ]
    with pytest.raises(InvalidInput) as caught:
        load(warehouse, "orders", records, marketplace)
    assert dict(caught.value.problems) == {
        "orders[2].seller": "is required",
        "orders[2].buyer": "is required",
        "orders[2].paid": 'must be whole US cents, or {"amount": 1250, "currency": "USD"}',
        "orders[2].paid_at": "must have a time zone: without one it names no instant",
        "orders[2].paidd": "unknown field; did you mean 'paid'?",
        "orders[3].paid": "is in EUR: give a rate to USD, such as EUR=0.27",
        "orders[3].kind": "input should be 'real', 'test' or 'wash'",
        "orders[4].id": "string should have at least 1 character",
        "orders[4].version": "input should be greater than or equal to 1",
        "orders[4].paid": "must be at least 0 and at most 9007199254740991",
        "orders[4].worry_free": "input should be a valid boolean",
        "orders[5].record": "must be a mapping or a dataclass, not str",
    }
    assert stored(warehouse, "orders", marketplace) == []


def test_lines_are_named_by_file_and_number(warehouse: Warehouse, marketplace: str, tmp_path: Path) -> None:
    file = tmp_path / "reviews.jsonl"
    good = {"id": "r1", "seller": "s", "order": "o1", "given_at": "2026-03-07T09:00:00Z"}
    lines = [json.dumps(good).encode(), b"", b"{", b"\xff", json.dumps(good | {"stars": 6, "id": "r2"}).encode()]
    file.write_bytes(b"\xef\xbb\xbf" + b"\n".join(lines))
    with pytest.raises(InvalidInput) as caught:
        load(warehouse, "reviews", file, marketplace)
    assert [where for where, _ in caught.value.problems] == [
        "reviews.jsonl:3",
        "reviews.jsonl:4",
        "reviews.jsonl:5: stars",
    ]
    file.write_bytes(lines[0])
    assert load(warehouse, "reviews", file, marketplace).new == 1


def test_only_the_first_twenty_faults_are_listed(warehouse: Warehouse, marketplace: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        load(warehouse, "sellers", [{"id": ""}] * 25, marketplace)
    assert len(caught.value.problems) == 21
    assert caught.value.problems[-1] == ("and", "5 more problems like these")


def test_a_known_version_with_other_content_is_refused(warehouse: Warehouse, marketplace: str) -> None:
    assert load(warehouse, "sellers", [{"id": "a"}, {"id": "b"}, {"id": "a"}], marketplace).new == 2
    assert load(warehouse, "sellers", [{"id": "a"}], marketplace).known == 1
    changed = [{"id": "a", "verified": True}, {"id": "c", "version": 2}, {"id": "c", "version": 2, "verified": True}]
    with pytest.raises(InvalidInput) as caught:
        load(warehouse, "sellers", changed, marketplace)
    assert dict(caught.value.problems) == {
        "sellers c version 2": "stands here with other content: a correction needs a higher version",
        "sellers a version 1": "is known with other content: a correction needs a higher version",
    }
    assert [row["id"] for row in stored(warehouse, "sellers", marketplace)] == ["a", "b"]
    later = [{"id": "a", "verified": True, "version": 2}]
    assert load(warehouse, "sellers", later, marketplace).corrected == 1
    assert stored(warehouse, "sellers", marketplace)[0]["verified"] is True


def test_a_marketplace_has_one_zone(warehouse: Warehouse, marketplace: str) -> None:
    with pytest.raises(InvalidInput, match=r"say where the days of .* begin, such as Asia/Shanghai"):
        load_facts(warehouse, "sellers", [{"id": "a"}], marketplace=marketplace)
    load(warehouse, "sellers", [{"id": "a"}], marketplace)
    assert load_facts(warehouse, "sellers", [{"id": "b"}], marketplace=marketplace, clock=CLOCK).new == 1
    with pytest.raises(InvalidInput, match="are kept in Asia/Shanghai, not UTC"):
        load_facts(warehouse, "sellers", [{"id": "c"}], marketplace=marketplace, zone="UTC")
    with pytest.raises(InvalidInput, match="'Mars/Olympus' is no time zone"):
        load_facts(warehouse, "sellers", [{"id": "c"}], marketplace="mars", zone="Mars/Olympus")


@pytest.mark.parametrize(
    ("rates", "rule"),
    [({"BRL": "0"}, "must be US dollars"), ({"BRL": 0.27}, "must be US dollars"), ({"XXZ": "1"}, "is not an ISO 4217")],
)
def test_rates_are_exact_decimals(warehouse: Warehouse, rates: Any, rule: str) -> None:
    with pytest.raises(InvalidInput, match=rule):
        load(warehouse, "orders", [], "rates", rates=rates)


@pytest.mark.parametrize("name", ["orders.jsonl", "orders.jsonl.gz", "orders.parquet"])
def test_what_is_written_is_read_back(warehouse: Warehouse, marketplace: str, tmp_path: Path, name: str) -> None:
    full = ORDER | {
        "id": "o2",
        "shipped_at": datetime(2026, 3, 8, 1, 2, 3, 4, tzinfo=UTC),
        "version": 3,
        "category": "é\n",
    }
    load(warehouse, "orders", [ORDER, full], marketplace)
    table = warehouse.facts["orders"]
    file = tmp_path / name
    assert write_facts(table.filter(table.marketplace == marketplace), TABLES["orders"], file) == 2
    before = stored(warehouse, "orders", marketplace)
    assert load(warehouse, "orders", file, marketplace) == Loaded("orders", 0, 0, 2)
    assert stored(warehouse, "orders", marketplace) == before


SHIPPED = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ({}, None),
        ({"shipped_at": SHIPPED}, 30),
        ({"shipped_at": SHIPPED, "auto_confirm_days": 60}, 60),
        ({"shipped_at": SHIPPED, "signed_at": SHIPPED + timedelta(days=9)}, 30),
        ({"shipped_at": SHIPPED, "timed_out_at": SHIPPED + timedelta(days=41)}, 41),
        ({"shipped_at": SHIPPED, "confirmed_at": SHIPPED + timedelta(days=20)}, None),
        ({"shipped_at": SHIPPED, "cancelled_at": SHIPPED + timedelta(days=20)}, None),
    ],
)
def test_receipt_counts_as_confirmed_30_days_after_shipment(told: dict[str, Any], days: int | None) -> None:
    """Where nothing else is said of an order; its own days, such as 60 for a long route, go before. Shanghai's days."""
    (row,) = to_arrow(TABLES["orders"], [ORDER | told], SHANGHAI).to_pylist()
    at = None if days is None else SHIPPED + timedelta(days=days)
    assert (row["timed_out_at"], row["timed_out_on"]) == (at and int(at.timestamp()) * 1_000_000, at and at.date())


def test_a_cut_file_is_no_file(warehouse: Warehouse, tmp_path: Path) -> None:
    file = tmp_path / "sellers.jsonl.gz"
    file.write_bytes(gzip.compress(b'{"id": "a"}\n' * 1000)[:-20])
    with pytest.raises(InvalidInput, match="cannot be read"):
        load(warehouse, "sellers", file, "cut")
    broken = tmp_path / "sellers.parquet"
    broken.write_bytes(b"PAR1")
    with pytest.raises(InvalidInput, match="cannot be read as Parquet"):
        load(warehouse, "sellers", broken, "cut")


VALUES: dict[str, Sequence[Any]] = {
    "text": ("a", "é ☂", "real", "seller", "", " ", "x" * 10_001, "nul\x00", None, None),
    "instant": (NOON, datetime(1969, 12, 31, tzinfo=UTC), datetime(2999, 12, 31, 23, tzinfo=UTC), None, None),
    "flag": (True, False, None),
    "count": (0, 1, 5, 6, 100, 101, -1, None),
    "usd": (0, 1, 2**53 - 1, 2**53, -1, None),
}


@settings(max_examples=25)
@given(fact=st.sampled_from(sorted(TABLES)), seed=st.integers(0, 2**16))
def test_rows_and_columns_are_checked_alike(fact: str, seed: int) -> None:
    """Python records and Arrow columns: the same faults of the same fields, and the same table without them."""
    random, table = Random(seed), TABLES[fact]
    records = [
        {"id": f"i{number}"} | {one.name: some_value(random, one) for one in table.columns} for number in range(30)
    ]
    rows = Reader(table, SHANGHAI, place="row {}: ".format, problems=Everything())
    made = rows.read(enumerate(records, 1))
    columns = ColumnReader(table, SHANGHAI, source="", problems=Everything())
    columns.read(arrow(fact, records))
    found = [reader.problems.found for reader in (rows, columns) if isinstance(reader.problems, Everything)]
    assert sorted(found[0]) == sorted(found[1])
    bad = {int(where.removeprefix("row ").partition(":")[0]) for where in found[0]}
    good = [record for number, record in enumerate(records, 1) if number not in bad]
    assert ColumnReader(table, SHANGHAI).read(arrow(fact, good)).equals(made)


def some_value(random: Random, column: Any) -> Any:
    """Mostly one that may stand there, so that not every record is faulty."""
    if column.choices and random.random() < 0.9:
        return random.choice(column.choices)
    usual = {"text": "a", "instant": NOON, "flag": True, "count": 5, "usd": 100}[column.kind]
    return usual if random.random() < 0.9 else random.choice(VALUES[column.kind])


class Everything(Problems):
    """Where each problem is, also beyond those that are listed."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def add(self, where: str, rule: str) -> None:
        """Keep where it is."""
        self.found.append(where.strip())


def arrow(fact: str, records: list[dict[str, Any]]) -> Any:
    """The same records as a Parquet file would hold them."""
    pyarrow, table = load_arrow(), TABLES[fact]
    instants = {column.name for column in table.columns if column.kind == "instant"}
    fields = [
        pyarrow.field(one.name, pyarrow.timestamp("us", SHANGHAI) if one.name in instants else one.type)
        for one in given_schema(table)
        if one.name not in {"marketplace", "version"}
    ]
    return pyarrow.Table.from_pylist(records, pyarrow.schema(fields))


def test_money_in_columns_and_wrong_types() -> None:
    pyarrow, orders = load_arrow(), TABLES["orders"]
    paid = [{"amount": 1000, "currency": "USD"}, {"amount": 1000, "currency": "EUR"}, None]
    columns: dict[str, Any] = {name: ["a", "b", "c"] for name in ("id", "seller", "buyer")}
    columns |= {"paid": paid, "paid_at": [datetime(2026, 1, 1)] * 3, "kind": [1, 2, 3], "day": [1, 1, 1]}  # noqa: DTZ001
    reader = ColumnReader(orders, SHANGHAI, source="o.parquet")
    reader.read(pyarrow.table(columns))
    with pytest.raises(InvalidInput) as caught:
        reader.problems.raise_if_any()
    assert dict(caught.value.problems) == {
        "o.parquet: day": "unknown column",
        "o.parquet: kind": "must be text, not int64",
        "o.parquet row 2: paid": "is in EUR: give a rate to USD, such as EUR=0.27",
        "o.parquet row 3: paid": "is required",
        "o.parquet: paid_at": "must be a timestamp with a time zone: without one it names no instant,"
        " not timestamp[us]",
    }


@settings(max_examples=4)
@given(seed=st.integers(0, 2**16))
def test_order_repetition_and_splitting_of_loads_do_not_matter(seed: int) -> None:
    random = Random(seed)
    versions = [
        {"id": f"s{number}", "version": version, "verified": random.random() < 0.5, "turnover": random.randrange(9)}
        for number in range(40)
        for version in range(1, random.randrange(2, 6))
    ]
    bites = [random.choices(versions, k=random.randrange(1, 60)) for _ in range(2)]
    left = [one for one in versions if not any(one in bite for bite in bites)]
    bites.insert(random.randrange(3), random.sample(left, len(left)))
    latest = {one["id"]: one for one in sorted(versions, key=lambda one: int(one["version"]))}
    warehouse = shared()
    for bite in bites:
        load(warehouse, "sellers", bite, f"split {seed}")
    rows = stored(warehouse, "sellers", f"split {seed}")
    assert {
        row["id"]: {name: row[name] for name in ("id", "version", "verified", "turnover")} for row in rows
    } == latest
    assert len(rows) == len(latest)


def shared(made: list[Warehouse] = []) -> Warehouse:  # noqa: B006
    """One warehouse for all examples: opening one takes longer than a load."""
    if not made:
        made.append(Warehouse("duckdb://"))
    return made[0]


def test_days_follow_the_zone_through_a_change_of_the_clock() -> None:
    pyarrow, complaints = load_arrow(), TABLES["messages"]
    instants = [datetime(2026, 3, 8, 7, 59, tzinfo=UTC), datetime(2026, 3, 9, 6, 59, tzinfo=UTC)]
    micros = [int(one.timestamp()) * 1_000_000 for one in instants]
    rows = [{"marketplace": "m", "id": "a", "version": 1, "seller": "s", "asked_at": one} for one in micros]
    table = with_days(complaints, pyarrow.Table.from_pylist(rows, given_schema(complaints)), "America/Los_Angeles")
    assert table["asked_on"].to_pylist() == [date(2026, 3, 7), date(2026, 3, 8)]
