"""`bulk` and `workflow migrate`: what would move is shown before it does, and refusals have their exit code."""

from collections.abc import Callable
from datetime import timedelta

from disputes import Dispute

from ..support import BUYER, a_claim
from .command import Cli
from .conftest import OpenShop, order_at

FileDaysAgo = Callable[..., Dispute]
OPS = ("--as", "platform:ops")
EXTEND = ("bulk", "extend", *OPS, "--timer", "seller_response_timeout", "--duration", "P2D")


def file_old(shop: OpenShop, days_ago: float, order_id: str) -> Dispute:
    """A dispute under the older rules."""
    with shop(days_ago) as engine:
        return engine.file(order_at(engine.clock.now(), id=order_id), a_claim(), "aliexpress@1", by=BUYER)


def test_a_dry_run_shows_what_moves_and_changes_nothing(cli: Cli, shop: OpenShop) -> None:
    dispute = file_old(shop, 1, "o-1")
    dry = cli.here(*EXTEND, "--dry-run")
    assert dry.code == 0
    assert "o-1/1" in dry.out
    assert "seller_response_timeout:" in dry.out
    assert "would be done to 1 of 1" in dry.err
    with shop() as engine:
        assert engine.get(dispute.id) == dispute
    done = cli.here(*EXTEND, "--json")
    assert (done.json["done"], done.json["dry_run"], done.json["fired"]) == (1, False, [])
    (item,) = done.json["items"]
    assert [move["timer"] for move in item["moves"]] == ["seller_response_timeout"]


def test_an_outage_window_lists_what_had_fired(cli: Cli, shop: OpenShop, file_days_ago: FileDaysAgo) -> None:
    fired = file_days_ago(6, id="o-1")
    file_days_ago(2, id="o-2")
    assert cli.here("tick").code == 0
    with shop() as engine:
        now = engine.clock.now()
    window = ("--from", (now - timedelta(days=2)).isoformat(), "--until", (now + timedelta(days=5)).isoformat())
    shown = cli.here(*EXTEND, *window, "--why", "outage")
    assert shown.code == 0
    assert "What had fired in that time stands" in shown.out
    assert fired.id in shown.out
    assert "done to 1 of 1" in shown.err


def test_a_refusal_is_shown_with_its_reason_and_exit_code(cli: Cli, file_days_ago: FileDaysAgo) -> None:
    file_days_ago(1, id="o-1")
    far = cli.here("bulk", "extend", *OPS, "--timer", "seller_response_timeout", "--duration", "P90D")
    assert far.code == 4
    assert "refused (above_cap): seller_response_timeout may be extended by 15 days in all" in far.out
    assert "1 of 1 dispute(s) were refused." in far.err


def test_pause_and_resume(cli: Cli, shop: OpenShop, file_days_ago: FileDaysAgo) -> None:
    dispute = file_days_ago(1, id="o-1")
    file_days_ago(1, id="o-2")
    assert "done to 1 of 1" in cli.here("bulk", "pause", *OPS, "--where", "order=o-1").err
    assert "The clock is paused" in cli.here("agenda", dispute.id).out
    assert "done to 1 of 1" in cli.here("bulk", "resume", *OPS).err
    with shop() as engine:
        assert engine.get(dispute.id).paused_at is None


def test_a_migration_is_seen_before_it_is_done(cli: Cli, shop: OpenShop) -> None:
    dispute = file_old(shop, 1, "o-1")
    command = ("workflow", "migrate", "--to", "aliexpress@2", *OPS, "--where", "workflow=aliexpress@1")
    dry = cli.here(*command, "--dry-run")
    assert "aliexpress@1 seller_response" in dry.out
    assert "aliexpress@2 seller_response" in dry.out
    assert "platform_intervention:" in dry.out
    assert cli.here(*command).code == 0
    with shop() as engine:
        assert engine.get(dispute.id).workflow_id == "aliexpress@2"
    assert "done to 0 of 0" in cli.here(*command).err


def test_wrong_options_say_what_they_should_be(cli: Cli) -> None:
    assert "must be NAME=VALUE" in cli.here("bulk", "pause", *OPS, "--where", "seller").err
    assert "did you mean 'seller'" in cli.here("bulk", "pause", *OPS, "--where", "selle=s").err
    assert "go together" in cli.here("bulk", "pause", *OPS, "--from", "2026-03-02T09:00:00Z").err
    assert cli.here("bulk", "pause", "--as", "seller:s-17").code == 4
    assert cli.here("bulk", "reject", *OPS).code == 2
