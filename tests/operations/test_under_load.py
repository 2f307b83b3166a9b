"""Rules changed under load, in short; `make chaos` does it with ten thousand disputes."""

from pathlib import Path

from .under_load import migrate_under_load


def test_open_disputes_are_migrated_while_others_act_in_them(postgres_url: str, tmp_path: Path) -> None:
    report = migrate_under_load(postgres_url, tmp_path, disputes=200, clients=2)
    assert report.migrated >= 100, report
    assert report.commands >= 50, report
