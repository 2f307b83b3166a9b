"""The built wheel has what the tree has, and works where there is no checkout."""

import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("engine", "scoring", "storage", "workflows", "simulation", "interfaces")

SMOKE = """
from datetime import UTC, datetime, timedelta
from pathlib import Path
import disputes
from disputes import Actor, Claim, DisputeEngine, ManualClock, Money, Order, Plan

start = datetime(2026, 3, 2, tzinfo=UTC)
order = Order(id="1", buyer="b", seller="s", paid=Money(4599, "USD"), shipped_at=start - timedelta(days=20))
with DisputeEngine("sqlite:///smoke.db", clock=ManualClock(start)) as engine:
    dispute = engine.file(order, Claim("customs", plan=Plan.refund(Money(1250, "USD"))), by=Actor.buyer("b"))
    engine.clock.advance(days=5)
    engine.tick()
    print(engine.get(dispute.id).outcome.resolution, engine.outcomes()[0].refund, Path(disputes.__file__).parent)
"""


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the tree."""
    folder = tmp_path_factory.mktemp("wheel")
    # A copy: building leaves files beside the sources, and other workers may be building too.
    unwanted = shutil.ignore_patterns(".*", "build", "dist", "*.egg-info", "__pycache__", "tests", "*.db")
    tree = shutil.copytree(ROOT, folder / "tree", ignore=unwanted)
    build = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder)]
    subprocess.run([sys.executable, *build, str(tree)], check=True, cwd=folder)
    return next(folder.glob("dispute_engine-*.whl"))


def test_the_wheel_has_just_what_the_rooms_have(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = {name.removeprefix("disputes/") for name in archive.namelist() if name.startswith("disputes/")}
    shipped = {"__init__.py", "py.typed"} | {
        file.relative_to(ROOT).as_posix()
        for room in ROOMS
        for file in (ROOT / room).rglob("*")
        if file.is_file() and file.suffix not in {".pyc", ".mako"}
    }
    assert packed == shipped


def test_the_wheel_works_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "venv"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)], check=True)
    # The dependencies come from the environment that runs the tests; the wheel's own files go before them.
    packages = next((home / "lib").glob("python3*")) / "site-packages"
    (packages / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"])

    ran = subprocess.run([python, "-c", SMOKE], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["seller_timeout", "12.50", "USD", str(packages / "disputes")]

    told = subprocess.run(
        [home / "bin" / "disputes", "workflow", "list"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "aliexpress" in told.stdout
