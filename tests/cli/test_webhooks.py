"""`webhook …` and `subscribers`: from adding an endpoint to replaying its dead letters, and what the doctor says."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from disputes import Dispute
from standardwebhooks import Webhook

from ..delivery.receivers import Receivers, receivers
from ..delivery.stories import types_of
from .command import Cli
from .conftest import OpenShop

File = Callable[..., Dispute]


@pytest.fixture
def net() -> Iterator[Receivers]:
    """Receivers on loopback."""
    with receivers() as made:
        yield made


def test_an_endpoints_life(cli: Cli, net: Receivers, file_days_ago: File) -> None:
    receiver = net.start("good", "204", "500", "410", "204")
    file_days_ago(line="1")
    added = cli.here("webhook", "add", receiver.url, "--internal", "--event", "dispute.filed", "--json").json
    tried = cli.here("webhook", "test", added["id"])
    assert (tried.code, types_of(receiver.got)) == (0, ["endpoint.test"])
    Webhook(added["secret"]).verify(receiver.got[0].body, receiver.got[0].headers)
    refused = cli.here("webhook", "test", added["id"])
    assert refused.code == 1
    assert "The receiver did not take it: status 500." in refused.err
    filed = file_days_ago(line="2")
    sent = cli.here("webhook", "send", "--json")
    assert [(one["status"], one["type"]) for one in sent.json] == [(410, "dispute.filed")]
    [row] = cli.here("webhook", "list", "--json").json
    assert (row["waiting"], row["dead"], row["disabled_why"]) == (0, 1, "the receiver answered 410 Gone")
    assert "disabled" in cli.here("webhook", "list").out
    [letter] = cli.here("webhook", "dead", "--json").json
    assert letter["message"]["subject"] == filed.id
    assert letter["id"] in cli.here("webhook", "dead", "--endpoint", added["id"]).out
    assert cli.here("webhook", "enable", added["id"]).code == 0
    assert "1 dead letter(s) are on their way" in cli.here("webhook", "replay", letter["id"]).err
    assert "1 of 1 attempt(s) arrived." in cli.here("webhook", "send").err
    assert types_of(receiver.got) == ["endpoint.test", "dispute.filed"]
    assert cli.here("webhook", "remove", added["id"]).code == 0
    assert cli.here("webhook", "list", "--json").json == []


def test_a_secret_is_shown_when_it_is_made_and_never_again(cli: Cli) -> None:
    added = cli.here("webhook", "add", "https://shop.example/hooks")
    id, secret = added.out.split()
    assert secret.startswith("whsec_")
    renewed = cli.here("webhook", "rotate", id, "--overlap", "1", "--json").json
    assert renewed["secret"] != secret
    assert (renewed["secrets"], renewed["dead"]) == (2, 0)
    assert "whsec_" not in cli.here("webhook", "list", "--json").out + cli.here("webhook", "list").out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("add", "http://shop.example/"), 2, "must begin with https:// (http:// is for internal endpoints only)"),
        (("add", "https://169.254.169.254/"), 2, "leads to 169.254.169.254, which is link-local"),
        (("add", "https://shop.example/", "--event", "dispute.end"), 2, "no type is called 'dispute.end'"),
        (("add", "https://shop.example/", "--secret", "hunter2"), 2, "must be whsec_"),
        (("add", "https://shop.example/", "--secret", ""), 2, "must be whsec_"),
        (("add", "https://shop.example/", "--after", "9" * 30), 2, "after: "),
        (("add", "https://shop.example/", "--after", "9"), 2, "0 to 0, its last one"),
        (("dead", "--limit", "9" * 30), 2, "limit: "),
        (("rotate", "nobody", "--overlap", "inf"), 2, "overlap: must be 0 to 366 days"),
        (("rotate", "nobody", "--overlap", "nan"), 2, "overlap: must be 0 to 366 days"),
        (("rotate", "nobody", "--overlap", "1e12"), 2, "overlap: must be 0 to 366 days"),
        (("rotate", "nobody", "--overlap", "1e300"), 2, "overlap: must be 0 to 366 days"),
        (("rotate", "nobody", "--secret", ""), 2, "must be whsec_"),
        (("replay", "nope"), 3, "There is no dead letter 'nope'."),
        (("remove", "nobody"), 3, "There is no endpoint 'nobody'."),
        (("test", "nobody"), 3, "There is no endpoint 'nobody'."),
        (("replay",), 2, "LETTER…: name dead letters (`disputes webhook dead` lists them) or --endpoint: one of them"),
        (("replay", "nope", "--endpoint", "nope"), 2, "--endpoint: not both"),
        (("types", "dispute.resolve"), 2, "did you mean 'dispute.resolved'?"),
    ],
)
def test_what_is_wrong_is_said(cli: Cli, arguments: tuple[str, ...], code: int, says: str) -> None:
    result = cli.here("webhook", *arguments)
    assert result.code == code
    assert says in result.err
    assert "hunter2" not in result.err


def test_what_is_behind_dead_or_disabled_is_told_everywhere(cli: Cli, file_days_ago: File) -> None:
    id = cli.here("webhook", "add", "https://shop.example/", "--json").json["id"]
    file_days_ago()
    [row] = cli.here("webhook", "list", "--json").json
    assert (row["behind"], row["waiting"]) == (2, 0), "nobody has given the events their places yet"
    assert "Behind" in cli.here("webhook", "list").out
    examined = {one["what"]: one for one in cli.here("doctor", "--json").json["checks"]}
    assert examined[f"endpoint {id}"]["value"].startswith("2 events behind the feed")
    assert examined[f"endpoint {id}"]["health"] == "note"
    cli.here("webhook", "disable", id, "--why", "closed")
    refused = cli.here("webhook", "replay", "--endpoint", id)
    assert (refused.code, "enable it first" in refused.err) == (4, True)


def test_a_secret_that_is_replaced_shows_the_true_figures(cli: Cli, net: Receivers, file_days_ago: File) -> None:
    receiver = net.start("good", "410", "204")
    added = cli.here("webhook", "add", receiver.url, "--internal", "--json").json
    file_days_ago()
    cli.here("webhook", "send")
    letters = cli.here("webhook", "dead", "--json").json
    assert [one["attempts"] for one in letters] == [1, 0]
    renewed = cli.here("webhook", "rotate", added["id"], "--json").json
    assert (renewed["dead"], renewed["waiting"], renewed["behind"]) == (2, 0, 0)


def test_types_and_their_schemas(cli: Cli) -> None:
    assert "dispute.resolved" in cli.here("webhook", "types").out
    assert "refund.ordered" in {one["type"] for one in cli.here("webhook", "types", "--json").json}
    assert cli.here("webhook", "types", "refund.ordered").json["$id"] == "urn:dispute-engine:schema:refund.ordered:1"


def test_the_doctor_and_the_list_show_what_fails(cli: Cli, shop: OpenShop, file_days_ago: File) -> None:
    def faulty(_: object) -> None:
        raise OSError("the ledger is away")

    file_days_ago()
    with shop() as engine:
        engine.subscribe("ledger", faulty, feed="events")
        engine.deliver()
        engine.endpoints.add("https://shop.example/")
    examined = cli.here("doctor", "--json")
    found: dict[str, Any] = {one["what"]: one for one in examined.json["checks"]}
    assert examined.code == 6
    assert found["subscriber ledger"]["health"] == "fault"
    assert "at 0 of 2 events; failed 1 times" in found["subscriber ledger"]["value"]
    [endpoint] = [one for what, one in found.items() if what.startswith("endpoint ")]
    assert (endpoint["value"], endpoint["health"]) == ("nothing waits", "ok")
    [row] = cli.here("subscribers", "--json").json
    assert (row["name"], row["behind"], row["attempts"]) == ("ledger", 2, 1)
    assert "the ledger is away" in cli.here("subscribers").out
