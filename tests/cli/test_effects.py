"""`refunds`, `refund` and `standing`: money that is to move, and the medal that the next dispute takes."""

from collections.abc import Callable

from disputes import Dispute

from ..support import SELLER
from .command import Cli
from .conftest import OpenShop

FileDaysAgo = Callable[..., Dispute]


def refunded(shop: OpenShop, file_days_ago: FileDaysAgo, days_ago: float, order_id: str) -> str:
    """The effect of a dispute that ended in a refund so many days ago."""
    filed = file_days_ago(days_ago, id=order_id)
    with shop(days_ago) as engine:
        engine.act(filed.id, "accept_plan", by=SELLER, of="buyer")
        (order,) = engine.refunds(dispute=filed.id)
        return order.effect_id


def test_refunds_are_listed_recorded_and_late(cli: Cli, shop: OpenShop, file_days_ago: FileDaysAgo) -> None:
    late = refunded(shop, file_days_ago, 4, "o-1")
    new = refunded(shop, file_days_ago, 1, "o-2")
    listed = cli.here("refunds", "--json").json
    assert [(one["effect_id"], one["late"]) for one in listed["refunds"]] == [(late, True), (new, False)]
    assert [one["effect_id"] for one in cli.here("refunds", "--late", "--json").json["refunds"]] == [late]
    checks = {one["what"]: one for one in cli.here("doctor", "--json").json["checks"]}
    assert checks["late refunds"]["health"] == "note"
    assert checks["late refunds"]["value"].startswith("1, the oldest since")
    done = cli.here("refund", late, "--reference", "pay-1", "--as", "platform:ops", "--json")
    assert (done.code, done.json["reference"], done.json["late"]) == (0, "pay-1", True)
    again = cli.here("refund", late, "--reference", "pay-1")
    assert (again.code, "executed, late" in again.err) == (0, True)
    assert "pay-1" in cli.here("refunds", "--status", "completed").out
    assert cli.here("refunds", "--late", "--json").json == {"refunds": [], "next": None}
    checks = {one["what"]: one for one in cli.here("doctor", "--json").json["checks"]}
    assert checks["late refunds"] == {"what": "late refunds", "value": "0", "health": "ok"}


def test_what_is_wrong_has_its_exit_code(cli: Cli, shop: OpenShop, file_days_ago: FileDaysAgo) -> None:
    effect = refunded(shop, file_days_ago, 1, "o-1")
    assert cli.here("refund", "nothing").code == 3
    assert cli.here("refund", effect, "--as", "seller:s-17").code == 4
    assert cli.here("refund", effect, "--reference", "pay-1").code == 0
    assert cli.here("refund", effect, "--reference", "pay-2").code == 5
    assert cli.here("refunds", "--status", "open").code == 2
    assert cli.here("refunds", "--late", "--status", "completed").code == 2
    assert cli.here("standing", "s-17", "--level", "good").code == 2


def test_a_standing_is_set_shown_and_taken_by_the_next_dispute(cli: Cli, file_days_ago: FileDaysAgo) -> None:
    assert "Nothing is known of seller s-17" in cli.here("standing", "s-17").err
    source = "aliexpress/level 2026-10 revision 1"
    assert cli.here("standing", "s-17", "--medal", "silver", "--level", "good", "--source", source).code == 0
    (version,) = cli.here("standing", "s-17", "--json").json
    assert (version["version"], version["medal"], version["level"]) == (1, "silver", "good")
    dispute = file_days_ago(0, id="o-1")
    assert dispute.order.seller_medal == "silver"
    assert f"silver medal, level good (version 1, {source})" in cli.here("history", dispute.id).out
    assert cli.here("standing", "s-17", "--medal", "none").code == 0
    assert [one["medal"] for one in cli.here("standing", "s-17", "--json").json] == ["silver", None]
