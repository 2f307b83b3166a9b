"""Sixty hostile receivers: good ones get everything, timers fire on time; `make chaos` does it with a thousand."""

from .siege import besiege


def test_sixty_hostile_receivers(postgres_url: str) -> None:
    report = besiege(postgres_url, hostile=60, good=3, disputes=8, day=0.3, seconds=60)
    assert report.latest_seconds < 3, report
    assert report.disabled == 3, report
    assert report.refused == 54, report
    assert report.grown_megabytes < 100, report
