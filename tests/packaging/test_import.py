"""`import disputes` is cheap: it loads nothing heavy, opens nothing, reads no environment."""

import subprocess
import sys
from pathlib import Path

import disputes
import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("sqlmodel", "sqlalchemy", "alembic", "apscheduler", "typer", "rich", "pydantic", "transitions", "structlog")

PROBE = """
import os, sys
seen = []
sys.addaudithook(lambda event, args: seen.append(args[0]) if event in ("socket.connect", "sqlite3.connect") else None)
class Watched(dict):
    def __getitem__(self, name): seen.append(name); return super().__getitem__(name)
    def get(self, name, default=None): seen.append(name); return super().get(name, default)
os.environ = Watched(os.environ)
before = set(sys.modules)
import disputes
print(sorted({name.partition(".")[0] for name in set(sys.modules) - before}), seen)
"""


def test_importing_the_package_loads_and_reads_nothing() -> None:
    ran = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    loaded, _, seen = ran.stdout.strip().rpartition("] ")
    assert seen == "[]"
    assert "'disputes'" in loaded
    assert not [name for name in HEAVY if f"'{name}'" in loaded]


def test_every_public_name_can_be_imported() -> None:
    for name in disputes.__all__:
        assert getattr(disputes, name) is not None
    assert set(disputes.__all__) <= set(dir(disputes))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="Disputed"):
        _ = disputes.Disputed  # pyright: ignore


def test_the_names_that_type_checkers_see_are_those_that_exist() -> None:
    source = (ROOT / "__init__.py").read_text()
    listed = {line.rpartition(" as ")[2] for line in source.splitlines() if " as " in line and "import" in line}
    assert listed == set(disputes.__all__)
