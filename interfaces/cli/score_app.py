"""`disputes score …`: the commands of scores, put together. Nothing heavy is imported here: help must come at once."""

import typer

from . import score_cards, score_load, score_loan, score_run, scores
from .entries import Entry, group

_FACTS = "Facts"
_SCORES = "Scores"
_CARDS = "Cards"

SCORE_COMMANDS = (
    Entry(
        "load",
        score_load.load,
        _FACTS,
        (
            "disputes score load orders orders.jsonl.gz --marketplace dhgate --zone Asia/Shanghai",
            "disputes score load reviews reviews-1.parquet reviews-2.parquet",
            "disputes score load all ./olist --format olist --rate BRL=0.27 --zone America/Los_Angeles",
        ),
    ),
    Entry("follow", score_load.follow, _FACTS, ("disputes score follow --db sqlite:///shop.db",)),
    Entry("facts", score_load.facts, _FACTS, ("disputes score facts", "disputes score facts --json")),
    Entry(
        "export",
        score_load.export,
        _FACTS,
        ("disputes score export orders orders.parquet", "disputes score export disputes disputes.jsonl.gz"),
    ),
    Entry(
        "enable",
        score_run.enable,
        _SCORES,
        (
            "disputes score enable dhgate --marketplace dhgate",
            "disputes score enable aliexpress_level aliexpress_daily --since 2026-11-01",
        ),
    ),
    Entry(
        "disable",
        score_run.disable,
        _SCORES,
        ("disputes score disable dhgate --marketplace dhgate", "disputes score disable aliexpress_level --json"),
    ),
    Entry(
        "run",
        score_run.run,
        _SCORES,
        (
            "disputes score run --follow",
            "disputes score run --marketplace dhgate",
            "disputes score run --card dhgate --day 2020-05-01",
            "disputes score run --card dhgate --since 2020-04-01 --day 2020-04-30 --monthly",
        ),
    ),
    Entry(
        "explain",
        scores.explain,
        _SCORES,
        (
            "disputes score explain --seller s-17 --card dhgate --day 2020-05-01",
            "disputes score explain --seller s-17 --card aliexpress_level --json",
        ),
    ),
    Entry(
        "show",
        scores.show,
        _SCORES,
        (
            "disputes score show --card dhgate",
            "disputes score show --card dhgate --day 2020-05-01 --html sellers.html",
            "disputes score show --card dhgate --seller s-17 --since 2020-01-01 --svg s-17.svg",
        ),
    ),
    Entry(
        "loan",
        score_loan.loan,
        _SCORES,
        (
            "disputes score loan --seller s-17",
            "disputes score loan --seller s-17 --shipped 2026-03-01 --ended 2026-03-20 --json",
        ),
    ),
    Entry("cards", score_cards.cards, _CARDS, ("disputes score cards", "disputes score cards --json")),
    Entry(
        "card",
        score_cards.card,
        _CARDS,
        ("disputes score card dhgate", "disputes score card aliexpress_level@1 --markdown"),
    ),
    Entry("penalties", score_cards.penalties, _CARDS, ("disputes score penalties", "disputes score penalties --json")),
)


def score_app() -> typer.Typer:
    """The group `score`."""
    return group("Facts in, scores out: how sellers are graded.", SCORE_COMMANDS, ("disputes score load --help",))
