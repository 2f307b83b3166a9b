"""Installed distributions offer workflows by entry points; every process with them finds them."""

import subprocess
import sys
from pathlib import Path

import pytest

FLOWS = """
from dataclasses import replace
from disputes import workflows
from disputes.workflows.aliexpress.lifecycle import ALIEXPRESS_2

FIRST = replace(ALIEXPRESS_2, name="mymarket", version=1)
BOTH = (FIRST, replace(FIRST, version=2))
SEVEN = 7
"""
ASKED = """
from disputes import DisputeEngine, workflows
from datetime import UTC, datetime, timedelta
from disputes import Actor, Claim, ManualClock, Money, Order, Plan

print(workflows.get("mymarket").id)
now = datetime(2026, 3, 2, tzinfo=UTC)
order = Order(id="1", buyer="b", seller="s", paid=Money(4599, "USD"), shipped_at=now - timedelta(days=20))
with DisputeEngine("memory://", clock=ManualClock(now)) as engine:
    claim = Claim("customs", plan=Plan.refund(Money(1250, "USD")))
    print(engine.file(order, claim, "mymarket@1", by=Actor.buyer("b")).workflow_id)
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of installed packages with one distribution in it."""
    (tmp_path / "mymarket_flows.py").write_text(FLOWS)
    (tmp_path / "mymarket-1.0.dist-info").mkdir()
    (tmp_path / "mymarket-1.0.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: mymarket\nVersion: 1.0\n"
    )
    return tmp_path


def offer(site: Path, target: str) -> None:
    """Have the distribution offer this."""
    points = f"[disputes.workflows]\nmymarket = {target}\n"
    (site / "mymarket-1.0.dist-info" / "entry_points.txt").write_text(points)


def run(site: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    """Run Python where the distribution is installed."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=site,
        env={"PYTHONPATH": str(site), "DISPUTES_DATABASE_URL": f"sqlite:///{site}/shop.db"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_engine_and_the_command_line_find_what_is_installed(site: Path) -> None:
    offer(site, "mymarket_flows:BOTH")
    ran = run(site, "-c", ASKED)
    assert ran.stdout.split() == ["mymarket@2", "mymarket@1"], ran.stderr
    listed = run(site, "-m", "disputes.interfaces.console", "workflow", "check", "mymarket", "--json")
    assert '"mymarket@2"' in listed.stdout, listed.stderr


def test_an_entry_point_may_be_one_workflow(site: Path) -> None:
    offer(site, "mymarket_flows:FIRST")
    ran = run(site, "-c", "from disputes import workflows; print(workflows.all()[-1].id)")
    assert ran.stdout.split() == ["mymarket@1"], ran.stderr


@pytest.mark.parametrize(
    ("target", "fault"),
    [
        ("mymarket_flows:SEVEN", "It is of type int, not a Workflow or a list of them."),
        ("mymarket_flows:NONE", "It cannot be loaded: AttributeError: module 'mymarket_flows' has no attribute 'NONE'"),
        ("no_such_module:X", "It cannot be loaded: ModuleNotFoundError: No module named 'no_such_module'"),
    ],
)
def test_one_that_cannot_be_loaded_is_named(site: Path, target: str, fault: str) -> None:
    offer(site, target)
    ran = run(site, "-c", "from disputes import DisputeEngine; DisputeEngine('memory://')")
    assert fault in ran.stderr
    assert f"mymarket (entry point {target} of mymarket)" in ran.stderr
