"""Commands that change something, as a shell script calls them: codes, streams, JSON."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from disputes import Dispute, DisputeEngine
from pydantic import TypeAdapter

from ..support import BUYER, a_claim
from .command import Cli
from .conftest import now

File = Callable[..., Dispute]
AS_SELLER = ("--as", "seller:s-17")


def a_filing(**more: Any) -> dict[str, Any]:
    """What `file` reads, as JSON data."""
    paid = {"amount": 4599, "currency": "USD"}
    order = {
        "id": "8190021",
        "buyer": "b-204",
        "seller": "s-17",
        "paid": paid,
        "shipped_at": (now() - timedelta(days=20)).isoformat(),
    }
    claim = {"reason": "not_received", "plan": {"kind": "refund", "amount": paid | {"amount": 1250}}}
    return {"order": order, "claim": claim} | more


def test_file_prints_the_record_on_stdout_and_the_message_on_stderr(cli: Cli) -> None:
    (cli.folder / "claim.json").write_text(json.dumps(a_filing()))
    result = cli.run("file", "claim.json", "--json")
    assert result.code == 0
    assert "Filed." in result.err
    printed = result.json
    with DisputeEngine(cli.url) as engine:
        assert TypeAdapter(Dispute).validate_json(result.out) == engine.get(printed["id"])
    assert printed["order"]["paid"] == {"amount": 4599, "currency": "USD"}
    assert printed["filed_at"].endswith("Z")
    assert printed["due_at"] == min(timer["due_at"] for timer in printed["timers"] if not timer["hangs_on"])


def test_file_reads_stdin_and_the_workflow_that_is_pinned(cli: Cli) -> None:
    result = cli.here("file", "-", "--json", stdin=json.dumps(a_filing(workflow="aliexpress@2")))
    assert (result.code, result.json["workflow_version"]) == (0, 2)


def test_a_command_id_makes_a_retry_safe_and_other_content_a_conflict(cli: Cli) -> None:
    filing = a_filing(command_id="host-1")
    first = cli.here("file", "-", "--json", stdin=json.dumps(filing))
    again = cli.here("file", "-", "--json", stdin=json.dumps(filing))
    assert (again.code, again.json["id"]) == (0, first.json["id"])
    filing["claim"]["reason"] = "customs"
    other = cli.here("file", "-", "--json", stdin=json.dumps(filing))
    assert (other.code, other.out) == (5, "")
    assert "host-1" in other.err


def test_wrong_filings_name_every_field(cli: Cli) -> None:
    filing = a_filing(workflo="aliexpress", command_id=7)
    filing["order"]["paid"]["amount"] = -1
    result = cli.here("file", "-", stdin=json.dumps(filing))
    assert (result.code, result.out) == (2, "")
    for field in ("workflo:", "command_id:", "order.paid.amount:"):
        assert field in result.err
    assert "Traceback" not in result.err


def test_text_that_is_not_json_and_files_that_are_not_there(cli: Cli) -> None:
    broken = cli.here("file", "-", stdin='{"order": ')
    assert (broken.code, "is not JSON" in broken.err) == (2, True)
    missing = cli.here("file", "nothing.json")
    assert (missing.code, "nothing.json: cannot be read" in missing.err) == (2, True)
    assert list(cli.folder.iterdir()) == []


def test_act_takes_details_and_shows_where_the_dispute_stands(cli: Cli, file_days_ago: File) -> None:
    dispute = file_days_ago(1)
    plan = json.dumps({"plan": {"kind": "refund", "amount": {"amount": 500, "currency": "USD"}}})
    result = cli.here("act", dispute.id, "reject", *AS_SELLER, "--details", plan, "--expected-version", "2")
    assert result.code == 0
    assert "negotiation, the buyer's turn" in result.out
    assert "d 23 h left" in result.out
    assert "Done: reject by seller:s-17." in result.err
    accepted = cli.here(
        "act", dispute.id, "accept_plan", "--as", "buyer:b-204", "--details", '{"of": "seller"}', "--json"
    )
    assert accepted.json["outcome"]["refund"] == {"amount": 500, "currency": "USD"}


def test_a_refusal_says_why_and_what_is_allowed_instead(cli: Cli, file_days_ago: File) -> None:
    dispute = file_days_ago()
    result = cli.run("act", dispute.id, "take_case", "--as", "platform:p-1")
    assert (result.code, result.out) == (4, "")
    assert result.err.startswith("Error: Refused (wrong_state):")
    rejected = cli.run("act", dispute.id, "withdraw_plan", *AS_SELLER)
    assert "Allowed now: propose_plan, reject, accept_plan" in rejected.err


def test_a_version_that_has_moved_on_is_refused(cli: Cli, file_days_ago: File) -> None:
    dispute = file_days_ago()
    result = cli.here("act", dispute.id, "reject", *AS_SELLER, "--expected-version", "1")
    assert (result.code, "version_changed" in result.err) == (4, True)


def test_strangers_and_unknown_ids_are_not_found(cli: Cli, file_days_ago: File) -> None:
    dispute = file_days_ago()
    assert cli.here("act", dispute.id, "reject", "--as", "seller:other").code == 3
    assert cli.here("show", "no-such-id").code == 3


def test_wrong_actors_actions_and_options_are_usage_errors(cli: Cli, file_days_ago: File) -> None:
    dispute = file_days_ago()
    form = cli.here("act", dispute.id, "reject", "--as", "s-17")
    assert (form.code, "role:id" in form.err) == (2, True)
    assert "did you mean 'reject'" in cli.here("act", dispute.id, "rejct", *AS_SELLER).err
    for arguments in (("frobnicate",), ("queue", "--stage", "nowhere"), ("act", dispute.id), ("queue", "--frob")):
        result = cli.here(*arguments)
        assert (result.code, result.out) == (2, "")


def test_new_facts_about_an_order_move_deadlines(cli: Cli, file_days_ago: File) -> None:
    dispute = file_days_ago(1, a_claim("in_transit"))
    later = (now() + timedelta(days=30)).isoformat()
    facts = json.dumps({"promised_delivery_at": later})
    result = cli.here("update-order", "8190021", "--line", "1", "--facts", facts, "--json")
    assert (result.code, [taken["id"] for taken in result.json]) == (0, [dispute.id])
    due = {timer["action"]: timer["due_at"] for timer in result.json[0]["timers"]}
    assert due["platform_intervention"].startswith(later[:19])
    nobody = cli.here("update-order", "no-such-order", "--facts", facts)
    assert (nobody.code, "0 open dispute(s)" in nobody.err) == (0, True)


def test_erased_texts_are_gone_and_the_history_still_verifies(cli: Cli, file_days_ago: File) -> None:
    dispute = file_days_ago(1, a_claim(text="My name is Ann"))
    assert "My name is Ann" in cli.here("show", dispute.id).out
    assert cli.here("erase", dispute.id, "--why", "request").code == 0
    assert "Ann" not in cli.here("show", dispute.id).out
    assert cli.here("verify", dispute.id).code == 0


def test_a_hold_keeps_timers_back_until_it_is_released(cli: Cli, file_days_ago: File) -> None:
    dispute = file_days_ago(6)
    held = cli.here("hold", "--why", "outage", "--timer", "seller_response_timeout", "--as", "platform:ops")
    hold_id = held.out.strip()
    assert cli.here("tick", "--json").json["held"] == [dispute.id]
    shown = cli.here("queue")
    assert "overdue 1 d, held" in shown.out
    assert f"Hold {hold_id} by platform:ops: timer seller_response_timeout of all disputes: outage" in shown.err
    assert cli.here("resume", hold_id).code == 0
    assert [fired["timer"] for fired in cli.here("tick", "--json").json["fired"]] == ["seller_response_timeout"]


def test_a_hold_on_what_is_not_there_is_refused(cli: Cli, file_days_ago: File) -> None:
    file_days_ago()
    misspelt = cli.here("hold", "--why", "outage", "--timer", "seller_respons_timeout")
    assert (misspelt.code, "did you mean 'seller_response_timeout'" in misspelt.err) == (2, True)
    assert cli.here("hold", "--why", "outage", "--dispute", "no-such-id").code == 3
    assert cli.here("resume", "no-such-hold").code == 2


def test_what_is_said_before_the_command_holds_for_it(cli: Cli, file_days_ago: File) -> None:
    dispute = file_days_ago()
    result = cli.here("--json", "--db", cli.url, "show", dispute.id, db=False)
    assert result.json["order"]["buyer"] == BUYER.id
