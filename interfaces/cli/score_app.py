"""`disputes score …`: the commands of scores, put together. Nothing heavy is imported here: help must come at once."""

import typer

from . import score_load
from .entries import Entry, group

_FACTS = "Facts"

SCORE_COMMANDS = (
    Entry(
        "load",
        score_load.load,
        _FACTS,
        (
            "disputes score load orders orders.jsonl.gz --marketplace dhgate --zone Asia/Shanghai",
            "disputes score load reviews reviews-1.parquet reviews-2.parquet",
            "disputes score load all ./olist --format olist --rate BRL=0.27",
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
)


def score_app() -> typer.Typer:
    """The group `score`."""
    return group("Facts in, scores out: how sellers are graded.", SCORE_COMMANDS, ("disputes score load --help",))
