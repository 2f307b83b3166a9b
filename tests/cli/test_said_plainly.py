"""What commands say when something is missing or wrong: the cause, in the field's words, and what to do instead."""

from datetime import date
from pathlib import Path

from ..scoring.market import LOS_ANGELES, Market
from ..scoring.test_in_force import Record, level, loans
from .command import Cli


def test_a_wrong_choice_is_said_without_the_name_of_a_python_error(cli: Cli) -> None:
    wrong = cli.here("standing", "s", "--medal", "bronze")
    assert (wrong.code, "'bronze' is not one of 'gold', 'silver', 'none'." in wrong.err) == (2, True)
    assert "Value error" not in wrong.err


def test_an_effect_that_is_not_there_is_simply_not_there(cli: Cli) -> None:
    nowhere = cli.here("refund", "nope")
    assert (nowhere.code, nowhere.err.splitlines()[-1]) == (3, "Error: There is no effect 'nope'.")


def test_the_example_of_olist_loads_for_the_cards_that_are_shipped(cli: Cli) -> None:
    assert "--format olist --rate BRL=0.27 --zone America/Los_Angeles" in cli.here("score", "load", "--help").out


def test_help_gives_whole_sentences(cli: Cli) -> None:
    for group in ("score", "webhook", "workflow"):
        told = cli.here(group, "--help").out
        assert "..." not in told.partition("[ARGS]...")[2], group


def test_following_disputes_that_are_nowhere_makes_no_database(cli: Cli) -> None:
    for command in (("follow",), ("run", "--follow")):
        nowhere = cli.here("score", *command)
        assert (nowhere.code, "say with --db where disputes are" in nowhere.err) == (6, True)
    assert not (cli.folder / "shop.db").exists()


def test_a_closed_loan_says_which_condition_failed(cli: Cli, tmp_path: Path) -> None:
    """Good data of March 1, but no level had been published; the level of February came on March 2."""
    cli.environment["DISPUTES_SCORES_URL"] = url = f"duckdb:///{tmp_path / 'scores.duckdb'}"
    record = Record(date(2026, 3, 10), LOS_ANGELES, url)
    with record.scores as scores:
        scores.enable("aliexpress_loan")
        level(record, date(2026, 2, 28), "good")
        loans(record, "good")
        Market(LOS_ANGELES, scores.warehouse).facts()
    asked = ("score", "loan", "--seller", "s", "--day", "2026-03-10")
    shown = [" ".join(line.split()) for line in cli.here(*asked).out.splitlines()]
    why = "good risk data but no service level has been published by then"
    assert {"Loan closed", "Service level good", f"Why {why}"} <= set(shown)
    found = cli.here(*asked, "--json").json
    assert (found["why"], found["in_force"][0]["why"]) == (why, f"on 2026-03-01: {why}")
    nobody = cli.here("score", "loan", "--seller", "nobody")
    assert nobody.err == "No risk data of nobody have been published in default: is that the seller's id?\n"
