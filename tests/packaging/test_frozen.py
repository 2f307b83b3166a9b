"""An engine can be opened first while time is frozen, as long as it was imported before."""

import subprocess
import sys
from pathlib import Path

PROGRAMME = """
from datetime import timedelta
import freezegun
from disputes import Actor, Claim, DisputeEngine, Money, Order, Plan, SystemClock

for url in ("memory://", "sqlite:///frozen.db"):
    with freezegun.freeze_time("2026-03-02") as frozen, DisputeEngine(url) as engine:
        now = SystemClock().now()
        order = Order(id="1", buyer="b", seller="s", paid=Money(4599, "USD"), shipped_at=now - timedelta(days=20))
        dispute = engine.file(order, Claim("customs", plan=Plan.refund(Money(1250, "USD"))), by=Actor.buyer("b"))
        frozen.tick(timedelta(days=5))
        engine.tick()
        print(engine.get(dispute.id).outcome.resolution)
"""


def test_the_first_engine_may_be_opened_in_frozen_time(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", PROGRAMME], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.stdout.split() == ["seller_timeout", "seller_timeout"], ran.stderr
