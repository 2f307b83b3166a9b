"""`import`: all of a file or none of it, every fault with its line; real orders through the shipped example."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from disputes.simulation import example

from .command import Cli
from .conftest import OpenShop, now
from .test_verbs import a_filing

EXAMPLE = Path(example.__path__[0])


def on_order(order_id: str, **more: Any) -> dict[str, Any]:
    """A filing on another order."""
    filing = a_filing(**more)
    filing["order"]["id"] = order_id
    return filing


def lines(*filings: dict[str, Any] | str) -> str:
    """JSON lines."""
    return "\n".join(line if isinstance(line, str) else json.dumps(line) for line in filings) + "\n"


def count(shop: OpenShop) -> int:
    """How many disputes the shop has."""
    with shop() as engine:
        return len(engine.find(limit=1000))


def test_a_file_is_filed_whole_and_again_without_harm(cli: Cli, shop: OpenShop) -> None:
    text = lines(*(on_order(f"o-{number}", command_id=f"c-{number}") for number in range(20)), "", "  ")
    (cli.folder / "claims.jsonl").write_text(text)
    first = cli.here("import", "--format", "jsonl", "claims.jsonl", "--json")
    assert (first.code, first.json["lines"], first.json["filed"], first.json["filed_before"]) == (0, 20, 20, 0)
    again = cli.here("import", "claims.jsonl", "--json")
    assert (again.json["filed"], again.json["filed_before"], again.json["ids"]) == (0, 20, first.json["ids"])
    assert count(shop) == 20


def test_three_faults_on_different_lines_are_all_named_and_nothing_is_filed(cli: Cli, shop: OpenShop) -> None:
    not_shipped = on_order("o-5")
    not_shipped["order"]["shipped_at"] = (now() + timedelta(days=1)).isoformat()
    unknown = on_order("o-3")
    unknown["claim"]["reason"] = "bored"
    unknown["order"]["colour"] = "blue"
    text = lines(on_order("o-1"), '{"order": }', unknown, on_order("o-4"), not_shipped, on_order("o-6"))
    result = cli.here("import", "-", stdin=text)
    assert (result.code, result.out) == (2, "")
    for fault in ("-:2: line: is not JSON", "-:3: order.colour: unknown field", "-:5: Refused (not_shipped)"):
        assert fault in result.err
    assert "3 line(s) are wrong, so nothing was imported" in result.err
    assert count(shop) == 0


def test_faults_that_only_the_database_knows_undo_the_whole_file(cli: Cli, shop: OpenShop) -> None:
    assert cli.here("import", "-", stdin=lines(on_order("o-1", command_id="c-1"))).code == 0
    open_already = cli.here("import", "-", stdin=lines(on_order("o-2"), on_order("o-1"), on_order("o-2")))
    assert open_already.code == 4
    assert "-:2: Refused (already_open)" in open_already.err
    assert "-:3: Refused (already_open)" in open_already.err, "the first line of the same file counts"
    conflict = cli.here("import", "-", stdin=lines(on_order("o-3"), on_order("o-4", command_id="c-1")))
    assert (conflict.code, "-:2:" in conflict.err) == (5, True)
    assert count(shop) == 1


def test_lines_that_are_no_text(cli: Cli) -> None:
    marked = b"\xef\xbb\xbf" + json.dumps(on_order("o-1")).encode() + b"\r\n\xff\xfe\n"
    result = cli.run("import", "-", stdin=marked)
    assert (result.code, "-:2: line: must be UTF-8 text" in result.err) == (2, True)
    assert "-:1:" not in result.err


def test_options_of_one_format_are_refused_with_the_other(cli: Cli) -> None:
    assert "belong to --format olist" in cli.here("import", "claims.jsonl", "--shift").err
    assert "Say what to import" in cli.here("import").err
    missing = cli.here("import", "--format", "olist", "no-such-folder")
    assert (missing.code, "no-such-folder" in missing.err) == (2, True)


def test_real_orders_come_in_with_a_funnel_that_adds_up(cli: Cli, shop: OpenShop) -> None:
    result = cli.here("import", "--format", "olist", str(EXAMPLE), "--shift", "--seed", "3", "--json")
    assert result.code == 0
    funnel = result.json["funnel"]
    assert funnel["faults"] == []
    assert funnel["filed"] == count(shop) > 30
    assert result.json["seed"] == 3
    assert "the parties' behaviour is simulated" in result.err
    shown = cli.here("import", "--format", "olist", str(EXAMPLE), "--shift", "--seed", "3")
    (filed,) = (line for line in shown.out.splitlines() if line.startswith("filed "))
    assert filed.split()[1] == str(funnel["filed"])
    assert count(shop) == funnel["filed"], "importing again changes nothing"


def test_wrong_orders_are_named_with_file_and_line(cli: Cli, shop: OpenShop) -> None:
    for file in EXAMPLE.glob("*.csv"):
        (cli.folder / file.name).write_text(file.read_text())
    orders = cli.folder / "olist_orders_dataset.csv"
    text = orders.read_text().splitlines(keepends=True)
    orders.write_text("".join([*text[:4], text[4].replace(",", ",x", 3), *text[5:]]))
    result = cli.here("import", "--format", "olist", str(cli.folder))
    assert (result.code, result.out) == (2, "")
    assert "olist_orders_dataset.csv line 5" in result.err
    assert count(shop) == 0


def test_the_rules_of_inference_are_printed(cli: Cli) -> None:
    rules = cli.here("import", "--rules", "--json").json
    assert len(rules) > 5
    shown = cli.here("import", "--rules").out
    for rule in rules:
        assert rule["name"] in shown
        assert rule["reason"] in shown
