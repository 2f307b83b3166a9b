"""What a person sees of disputes: in an 80-column terminal, in a pipe, as JSON."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta

from disputes import Actor, Dispute, Event
from pydantic import TypeAdapter

from ..support import BUYER, PLATFORM, SELLER, a_claim, refund
from .command import Cli, plain
from .conftest import OpenShop, now

File = Callable[..., Dispute]


def in_arbitration(shop: OpenShop, file: File) -> Dispute:
    """A dispute before both parties' eyes with three plans."""
    filed = file(9, a_claim(text="Blue, not red"))
    with shop(8) as engine:
        engine.act(filed.id, "reject", by=SELLER, plan=refund(500), note="As pictured")
    with shop(1) as engine:
        return engine.act(filed.id, "propose_plan", by=PLATFORM, plan=refund(1000), winner="buyer", liable="seller")


def test_show_and_history_have_the_three_plans_side_by_side(cli: Cli, shop: OpenShop, file_days_ago: File) -> None:
    dispute = in_arbitration(shop, file_days_ago)
    for command in ("show", "history"):
        result = cli.here(command, dispute.id)
        assert (result.code, result.err) == (0, "")
        heading = next(line for line in result.out.splitlines() if "plan" in line and "Platform's" in line)
        assert heading.split("  ")[0] == "Buyer's plan"
        (plans,) = (line for line in result.out.splitlines() if line.startswith("refund 12.50 USD"))
        assert [plan for plan in plans.split("  ") if plan.strip()] == [
            "refund 12.50 USD",
            " refund 5.00 USD",
            " refund 10.00 USD",
        ]


def test_history_tells_what_happened_and_gives_events_as_json(cli: Cli, shop: OpenShop, file_days_ago: File) -> None:
    dispute = in_arbitration(shop, file_days_ago)
    told = cli.here("history", dispute.id).out
    for words in ("reject: seller_response → negotiation", "note: As pictured", "platform:p-1", "text: Blue, not red"):
        assert words in told
    events = cli.here("history", dispute.id, "--json").json
    assert [event["seq"] for event in events] == list(range(1, dispute.version + 1))
    assert events[2]["details"] == {
        "plan": {"kind": "refund", "amount": {"amount": 500, "currency": "USD"}, "freight": None},
        "note": "As pictured",
    }
    read = TypeAdapter(list[Event]).validate_json(cli.here("history", dispute.id, "--json").out)
    assert [(event.actor, event.occurred_at) for event in read[:3]] == [
        (BUYER, dispute.filed_at),
        (Actor.system(), dispute.filed_at),
        (SELLER, read[2].occurred_at),
    ]


def test_history_marks_what_is_due_and_not_recorded(cli: Cli, file_days_ago: File) -> None:
    dispute = file_days_ago(6)
    told = cli.here("history", dispute.id).out
    assert "seller_response_timeout: seller_response → resolved (due, recorded at the next tick)" in told
    assert cli.here("history", dispute.id, "--json").json[-1]["recorded_at"] is None


def test_agenda_says_what_happens_by_itself_and_when(cli: Cli, file_days_ago: File) -> None:
    dispute = file_days_ago(1)
    result = cli.here("agenda", dispute.id)
    due = (dispute.filed_at + timedelta(days=5)).strftime("%Y-%m-%d %H:%M UTC")
    (line,) = (line for line in result.out.splitlines() if "seller_response_timeout: 5 days after" in line)
    assert due in line
    assert "3 d 23 h left" in line
    first, *_ = cli.here("agenda", dispute.id, "--json").json
    assert first["action"] == "reminder"


def test_actions_say_until_when_and_how_to_act(cli: Cli, file_days_ago: File) -> None:
    dispute = file_days_ago(1)
    result = cli.here("actions", dispute.id, "--as", "seller:s-17")
    assert "otherwise seller_response_timeout happens by itself" in result.out
    assert f"disputes act {dispute.id} ACTION --as seller:s-17 --expected-version 2" in result.err
    items = cli.here("actions", dispute.id, "--as", "seller:s-17", "--json").json
    allowed = {item["action"] for item in items if item["allowed"]}
    assert allowed == {"propose_plan", "reject", "accept_plan", "submit_evidence"}
    assert all(item["why"] for item in items)


def test_verify_exits_with_7_when_the_record_is_not_what_the_history_says(cli: Cli, file_days_ago: File) -> None:
    dispute = file_days_ago()
    assert cli.here("verify", dispute.id, "--json").json == {
        "dispute_id": dispute.id,
        "agrees": True,
        "differences": [],
    }
    with sqlite3.connect(cli.folder / "shop.db") as connection:
        changed = connection.execute("UPDATE dispute_record SET reason = 'customs' WHERE id = ?", (dispute.id,))
    connection.close()
    assert changed.rowcount == 1
    result = cli.here("verify", dispute.id, "--json")
    assert (result.code, result.json["agrees"]) == (7, False)
    assert "does not follow from its history" in result.err


def test_what_parties_write_does_not_steer_the_terminal(cli: Cli, file_days_ago: File) -> None:
    dispute = file_days_ago(1, a_claim(text="\x1b[2J\x1b]0;title\x07[red]free[/red]"))
    shown = cli.in_terminal("show", dispute.id)
    assert "\x1b[2J" not in shown
    assert "\x1b]0" not in shown
    assert r"\x1b[2J\x1b]0;title\x07[red]free[/red]" in plain(shown)


def test_nothing_is_wider_than_the_terminal_and_ids_stay_whole(cli: Cli, shop: OpenShop, file_days_ago: File) -> None:
    dispute = in_arbitration(shop, file_days_ago)
    for command in (["queue"], ["show", dispute.id], ["history", dispute.id], ["agenda", dispute.id]):
        lines = plain(cli.in_terminal(*command)).splitlines()
        assert max(map(len, lines)) <= 80, command
        if command[0] in {"queue", "show"}:
            assert any(dispute.id in line for line in lines), command


def test_no_color_is_respected(cli: Cli, file_days_ago: File) -> None:
    file_days_ago(6)
    colour = "\x1b[31m"
    assert colour in cli.in_terminal("queue"), "an overdue row is red"
    assert colour not in cli.in_terminal("queue", NO_COLOR="1")


def test_times_left_are_counted_from_now(cli: Cli, file_days_ago: File) -> None:
    dispute = file_days_ago(1.5)
    assert dispute.due_at is not None
    left = dispute.due_at - now()
    assert f"{left.days} d {left.seconds // 3600} h left" in cli.here("queue").out


def test_a_stranger_is_told_nothing(cli: Cli, file_days_ago: File) -> None:
    dispute = file_days_ago()
    result = cli.here("actions", dispute.id, "--as", str(Actor.buyer("other")))
    assert (result.code, result.out) == (3, "")
