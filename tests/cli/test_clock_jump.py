"""A daemon's clock jumps: what a person then sees at the command line, and how the held timers are let go."""

from datetime import timedelta

import pytest
from disputes import Dispute, DisputeEngine, ManualClock, Refused
from disputes.interfaces.daemon import Daemon

from ..daemon.test_clock_guard import Elapsed
from ..daemon.waiting import wait_for
from ..support import BUYER, DAY, SELLER, a_claim
from .command import Cli
from .conftest import now, order_at
from .test_doctor import checks


@pytest.fixture(params=["sqlite", "postgresql"])
def on_database(request: pytest.FixtureRequest, cli: Cli) -> Cli:
    """The command on an SQLite file, and on PostgreSQL."""
    if request.param == "postgresql":
        cli.environment["DISPUTES_DATABASE_URL"] = request.getfixturevalue("postgres_url")
    return cli


@pytest.fixture
def held(on_database: Cli) -> Dispute:
    """A dispute filed by a clock that was six days slow when a daemon saw it jump to the present."""
    clock = ManualClock(now() - 6 * DAY)
    url = on_database.environment.get("DISPUTES_DATABASE_URL", on_database.url)
    with DisputeEngine(url, clock=clock) as engine:
        dispute = engine.file(order_at(clock.now()), a_claim(), by=BUYER)
        daemon = Daemon(engine, pause=timedelta(milliseconds=20), elapsed=Elapsed())
        daemon.start()
        clock.advance(days=6)
        # The reminder moves no money: it fires after the hold was placed.
        wait_for("the reminder has fired", lambda: len(engine.events()) == 3)
        daemon.stop()
        for by in (BUYER, SELLER):
            with pytest.raises(Refused) as refused:
                engine.act(dispute.id, "withdraw", by=by)
            assert refused.value.code == "clock_held"
    return dispute


def test_the_hold_is_seen_and_let_go(on_database: Cli, held: Dispute) -> None:
    cli = on_database
    shown = cli.here("queue")
    assert f"{held.id}   overdue 1 d, held" in shown.out
    assert "by system: timer " in shown.err
    assert "seller_response_timeout" in shown.err
    assert "of all disputes: the clock jumped by 6 days, 0:00:00, from " in shown.err
    _, _, command = shown.err.rstrip().rpartition("To end it: disputes ")
    assert "disputes tick" not in shown.err, "a tick would not help"
    assert [one["held"] for one in cli.here("queue", "--json").json] == [True]

    diagnosis = cli.here("doctor", "--json")
    value, health = checks(diagnosis)["hold"]
    assert ("the clock jumped by 6 days" in value, f"disputes {command}" in value, health) == (True, True, "note")
    assert checks(diagnosis)["overdue disputes"][0].endswith(": held")
    assert (diagnosis.code, diagnosis.json["healthy"]) == (0, True)

    refused = cli.here("act", held.id, "withdraw", "--as", "buyer:b-204")
    assert (refused.code, "clock_held" in refused.err) == (4, True)
    assert f"Not fired {held.id}: a hold keeps it back." in cli.here("tick").err

    assert "the clock jumped by" in cli.here(*command.split()).err
    [fired] = cli.here("tick", "--json").json["fired"]
    assert (fired["dispute_id"], fired["timer"]) == (held.id, "seller_response_timeout")
    assert (fired["order_id"], fired["workflow_id"]) == ("8190021", "aliexpress@2")
    with DisputeEngine(cli.environment.get("DISPUTES_DATABASE_URL", cli.url)) as engine:
        assert engine.get(held.id).resolved_at == held.filed_at + 5 * DAY
        assert engine.verify(held.id) == ()
    assert "Hold" not in cli.here("queue").err
    assert "hold" not in checks(cli.here("doctor", "--json"))
