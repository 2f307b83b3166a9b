"""Readers of both feeds while eight writers commit late and out of order, in short; see `make chaos`."""

from pathlib import Path

from .feeds import read_while_written


def test_readers_see_everything_once_and_in_order(postgres_url: str, tmp_path: Path) -> None:
    events, outcomes = read_while_written(
        postgres_url, tmp_path, events=1_000, processes=1, writers=8, seed=42, seconds=60, feeds=("events", "outcomes")
    )
    assert events >= 1_000
    assert outcomes > 100
