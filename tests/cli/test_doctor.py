"""`doctor` and `migrate`: what is configured, from where, and whether it is healthy."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from disputes import Dispute

from .command import Cli, Result

File = Callable[..., Dispute]


def checks(result: Result) -> dict[str, Any]:
    """Each check's value and health by its name."""
    return {check["what"]: (check["value"], check["health"]) for check in result.json["checks"]}


def execute(database: Path, statement: str, *values: str) -> None:
    """Change a database behind the engine's back."""
    connection = sqlite3.connect(database)
    with connection:
        assert connection.execute(statement, values).rowcount > 0
    connection.close()


def test_a_healthy_database(cli: Cli, file_days_ago: File) -> None:
    file_days_ago()
    result = cli.here("doctor", "--json")
    assert (result.code, result.json["healthy"]) == (0, True)
    found = checks(result)
    assert found["sqlite"][0] == sqlite3.sqlite_version
    assert found["stage seller_response"] == ("1", "ok")
    assert "as in this database" in found["workflow aliexpress@2"][0]
    if sqlite3.sqlite_version_info < (3, 51, 3):
        assert "WAL can corrupt" in found["journal mode"][0]
    else:
        assert found["journal mode"][0].startswith("wal")
    assert "ok   " in cli.here("doctor").out


def test_it_says_where_the_database_was_named(cli: Cli) -> None:
    def source(*arguments: str, db: bool) -> str:
        value: str = checks(cli.here("doctor", "--json", *arguments, db=db))["database"][0]
        return value

    assert source("--db", "memory://", db=True) == "memory:// (option --db)"
    assert source(db=True) == f"{cli.url} (environment variable DISPUTES_DATABASE_URL)"
    assert source(db=False) == "sqlite:///disputes.db (default)"
    assert list(cli.folder.iterdir()) == [], "a doctor makes nothing"


def test_it_says_where_scores_are_and_who_is_graded(cli: Cli) -> None:
    """Nothing where none are kept, and nothing is made; beside the disputes or where the variable says."""
    assert "scores" not in checks(cli.here("doctor", "--json"))
    beside = f"duckdb:///{cli.folder / 'orders.scores.duckdb'}"
    at = ("--db", f"sqlite:///{cli.folder / 'orders.db'}")
    assert cli.here("score", "enable", "dhgate", "--marketplace", "shop", *at).code == 0
    assert checks(cli.here("doctor", "--json", *at))["scores"] == (f"{beside}: dhgate@1 grades shop", "ok")
    assert cli.here("score", "disable", "dhgate", "--marketplace", "shop", *at).code == 0
    assert "no card is enabled" in checks(cli.here("doctor", "--json", *at))["scores"][0]
    cli.environment["DISPUTES_SCORES_URL"] = f"duckdb:///{cli.folder / 'none.duckdb'}"
    assert checks(cli.here("doctor", "--json", *at))["scores"][1] == "note"
    (cli.folder / "none.duckdb").write_text("no database")
    broken = cli.here("doctor", "--json", *at)
    assert (broken.code, checks(broken)["scores"][1]) == (6, "fault")


def test_passwords_are_not_shown(cli: Cli) -> None:
    result = cli.here("doctor", "--db", "postgresql+psycopg://shop:secret@db/disputes", "--json")
    assert "shop:***@db" in checks(result)["database"][0]
    assert "secret" not in checks(result)["database"][0]


def test_overdue_timers_and_holds_are_noted(cli: Cli, file_days_ago: File) -> None:
    file_days_ago(6)
    cli.here("hold", "--why", "outage")
    result = cli.here("doctor", "--json")
    found = checks(result)
    assert result.code == 0
    assert found["overdue disputes"][0].startswith("1, the oldest overdue 3 d")
    assert found["overdue disputes"][1] == found["hold"][1] == "note"


def test_a_drifted_workflow_is_a_fault(cli: Cli, file_days_ago: File) -> None:
    file_days_ago()
    execute(cli.folder / "shop.db", "UPDATE dispute_workflow SET digest = ?", "0" * 64)
    result = cli.here("doctor", "--json")
    assert (result.code, result.json["healthy"]) == (6, False)
    value, health = checks(result)["workflow aliexpress@2"]
    assert (health, "drifted" in value) == ("fault", True)
    assert "Not healthy: workflow aliexpress@2" in result.err


def test_a_schema_from_the_future_stops_every_command_with_6(cli: Cli, file_days_ago: File) -> None:
    dispute = file_days_ago()
    execute(cli.folder / "shop.db", "UPDATE dispute_schema_version SET version_num = ?", "9999")
    result = cli.here("doctor", "--json")
    assert (result.code, checks(result)["schema"][1]) == (6, "fault")
    shown = cli.here("show", dispute.id)
    assert (shown.code, "9999" in shown.err, "Traceback" in shown.err) == (6, True, False)


def test_a_file_that_is_no_database_is_a_fault_of_the_database(cli: Cli) -> None:
    (cli.folder / "shop.db").write_text("These are not the bytes of a database at all, by no means.")
    assert cli.here("doctor").code == 6
    queue = cli.here("queue")
    assert (queue.code, queue.out) == (6, "")
    assert "The database failed: file is not a database" in queue.err


def test_a_folder_that_is_not_there_is_named(cli: Cli) -> None:
    result = cli.here("queue", "--db", "sqlite:////no/such/folder/shop.db")
    assert (result.code, "there is no folder /no/such/folder" in result.err) == (6, True)


def test_migrate_says_what_it_did(cli: Cli) -> None:
    first = cli.here("migrate")
    assert (first.code, "it was missing" in first.err) == (0, True)
    assert "nothing to do" in cli.here("migrate").err


def test_logs_come_only_when_asked_for(cli: Cli, file_days_ago: File) -> None:
    file_days_ago(6)
    assert "level=" not in cli.here("tick").err
    told = cli.here("tick", "-v")
    assert "level=debug" in told.err
    assert "level=" not in told.out
