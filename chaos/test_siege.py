"""A thousand hostile receivers among twenty good ones, for a minute or two: run with `make chaos`."""

from disputes.tests.delivery.siege import besiege

from .test_chaos import Say, say

__all__ = ["say"]


def test_a_thousand_hostile_receivers(postgres_url: str, say: Say) -> None:
    report = besiege(postgres_url, hostile=1_000, good=20, disputes=5, day=1, seconds=300)
    say(report)
    assert report.disabled == 50, report
    assert report.refused == 900, report
    assert report.latest_seconds < 5, report
    assert report.grown_megabytes < 300, report
