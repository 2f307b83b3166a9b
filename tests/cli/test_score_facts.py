"""`score load`, `follow`, `facts` and `export`: facts in, what is there, and out again."""

import json
from pathlib import Path

from .command import Cli

ORDER = {"id": "o1", "seller": "s-17", "buyer": "b-204", "paid": {"amount": 1000, "currency": "BRL"}}
ORDER["paid_at"] = "2026-03-07T16:00:00Z"


def write(folder: Path, name: str, *records: object) -> str:
    """A file of JSON lines."""
    (folder / name).write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    return str(folder / name)


def test_facts_go_in_and_out(cli: Cli, tmp_path: Path) -> None:
    file, target = write(tmp_path, "orders.jsonl", ORDER), str(tmp_path / "orders.parquet")
    arguments = ("--marketplace", "dhgate", "--zone", "Asia/Shanghai", "--rate", "BRL=0.25")
    done = cli.here("score", "load", "orders", file, *arguments, "--json")
    assert (done.code, done.json) == (0, [{"file": file, "fact": "orders", "new": 1, "corrected": 0, "known": 0}])
    assert (cli.folder / "shop.scores.duckdb").exists()
    listed = {row["fact"]: row for row in cli.here("score", "facts", "--json").json}
    # Four in the afternoon in Greenwich: the next day has begun in Shanghai.
    assert listed["orders"] | {"says": ""} == {
        "fact": "orders",
        "marketplace": "dhgate",
        "count": 1,
        "first_day": "2026-03-08",
        "last_day": "2026-03-08",
        "says": "",
    }
    assert listed["reviews"]["count"] == 0
    assert cli.here("score", "export", "orders", target, "--json").json["count"] == 1
    other = ("--scores", f"duckdb:///{tmp_path / 'other.duckdb'}")
    again = cli.here("score", "load", "orders", target, "--zone", "Asia/Shanghai", *other, "--json")
    assert again.json[0]["new"] == 1


def test_every_fault_is_named_and_nothing_goes_in(cli: Cli, tmp_path: Path) -> None:
    file = write(tmp_path, "orders.jsonl", ORDER, {"id": "o2"})
    done = cli.here("score", "load", "orders", file, "--zone", "UTC")
    assert done.code == 2
    assert "orders.jsonl:1: paid: is in BRL: give a rate to USD, such as BRL=0.27" in done.err
    assert "orders.jsonl:2: seller: is required" in done.err
    assert {row["count"] for row in cli.here("score", "facts", "--json").json} == {0}
    done = cli.here("score", "load", "order", file)
    assert (done.code, "did you mean 'orders'?" in done.err) == (2, True)
    done = cli.here("score", "load", "orders", file, "--rate", "BRL")
    assert (done.code, "must be CURRENCY=USD" in done.err) == (2, True)
    done = cli.here("score", "load", "orders", str(tmp_path), "--format", "olist")
    assert (done.code, "disputes score load all DIR --format olist" in done.err) == (2, True)


def test_disputes_are_followed(cli: Cli) -> None:
    assert cli.here("demo", "--force", "--db", cli.url).code == 0
    first, second = (cli.here("score", "follow", "--json").json for _ in range(2))
    assert first["disputes"] > 3
    assert second == {"events": 0, "outcomes": 0, "disputes": 0, "refunds": 0}
    listed = {row["fact"]: row["count"] for row in cli.here("score", "facts", "--json").json}
    assert (listed["disputes"], listed["refunds"]) == (first["disputes"], first["refunds"])
