"""What an endpoint gets, when, and what happens when it does not take it; on every store."""

from datetime import timedelta

import pytest
from disputes import DisputeEngine, InvalidInput, ManualClock, NotFound, Refused
from disputes.engine.delivery import Delivery, Message
from disputes.interfaces.delivery.schedule import RETRY_DELAYS

from ..support import START
from .receivers import Receivers
from .stories import a_dispute, by_dispute, ended, envelope, types_of

SECOND = timedelta(seconds=1)
STORY = ["dispute.filed", "dispute.event", "dispute.event", "refund.ordered", "dispute.resolved"]


def test_an_endpoint_gets_everything_from_its_adding_on_in_order(engine: DisputeEngine, net: Receivers) -> None:
    ended(engine, 1)
    receiver = net.start()
    engine.endpoints.add(receiver.url, internal=True)
    dispute = ended(engine, 2)
    assert engine.deliver().arrived == 5
    assert types_of(receiver.got) == STORY
    assert {envelope(one)["subject"] for one in receiver.got} == {dispute.id}
    assert engine.deliver().attempts == ()
    assert engine.endpoints.backlogs() == {}


def test_an_endpoint_may_begin_earlier_and_want_less(engine: DisputeEngine, net: Receivers) -> None:
    ended(engine)
    receiver = net.start()
    engine.endpoints.add(receiver.url, internal=True, events=["refund.ordered"], after=0)
    engine.deliver()
    assert types_of(receiver.got) == ["refund.ordered"]
    [order] = [envelope(one)["data"] for one in receiver.got]
    assert (order["amount"], order["order_id"]) == ({"amount": 1250, "currency": "USD"}, "8190021")


def test_the_schedule_is_the_specifications_and_ends_in_a_dead_letter(
    engine: DisputeEngine, net: Receivers, clock: ManualClock
) -> None:
    receiver = net.start("good", "500")
    endpoint = engine.endpoints.add(receiver.url, internal=True, events=["dispute.filed"])
    a_dispute(engine)
    began, gaps = START, list[timedelta]()
    for attempt in range(1, 11):
        [one] = engine.deliver().attempts
        assert (one.status, one.arrived) == (500, False)
        if attempt < 10:
            delay = RETRY_DELAYS[attempt - 1]
            clock.advance(delay - SECOND / 1000)
            assert engine.deliver().attempts == (), "it came before its time"
            clock.advance(delay / 10 + SECOND / 1000)
            gaps.append(clock.now() - began)
            began = clock.now()
    assert sum(RETRY_DELAYS, timedelta()) == timedelta(hours=75, minutes=35, seconds=5)
    [letter] = engine.endpoints.dead(endpoint.id)
    assert (letter.attempts, letter.failure, letter.dead_at) == (10, "status 500", clock.now())
    assert engine.endpoints.replay(letter.id) == 1
    receiver.answers[:] = ["204"]
    assert engine.deliver().arrived == 1
    assert engine.endpoints.dead() == []


@pytest.mark.parametrize(
    ("told", "waits"),
    [
        ("503 retry-after: 600", timedelta(minutes=10)),
        ("429 retry-after: 99999999999999999999", timedelta(hours=24)),
        ("503 retry-after: Mon, 02 Mar 2026 10:00:00 GMT", timedelta(hours=1)),
        ("503 retry-after: soon", timedelta(seconds=5)),
        ("503 retry-after: -5", timedelta(seconds=5)),
        ("500 retry-after: 7", timedelta(seconds=7)),
        ("302 location: http://169.254.169.254/", timedelta(seconds=5)),
    ],
)
def test_a_receiver_may_ask_for_a_rest(net: Receivers, told: str, waits: timedelta) -> None:
    clock = ManualClock(START)
    with DisputeEngine("memory://", clock=clock) as engine:
        receiver = net.start("good", told, "204")
        engine.endpoints.add(receiver.url, internal=True, events=["dispute.filed"])
        a_dispute(engine, 1)
        assert [one.arrived for one in engine.deliver().attempts] == [False]
        a_dispute(engine, 2)
        throttled = told[:3] in {"429", "503"}
        assert engine.deliver().arrived == (0 if throttled else 1), "only a receiver that asks is left alone as a whole"
        clock.advance(waits - SECOND / 1000)
        assert engine.deliver().attempts == ()
        clock.advance(max(waits / 10, SECOND))
        assert engine.deliver().arrived == (2 if throttled else 1)


def test_gone_disables_the_endpoint_and_nothing_is_lost(engine: DisputeEngine, net: Receivers) -> None:
    receiver = net.start("good", "204", "410", "204")
    endpoint = engine.endpoints.add(receiver.url, internal=True)
    ended(engine)
    assert [one.status for one in engine.deliver().attempts] == [204, 410]
    found = engine.endpoints.get(endpoint.id)
    assert found.disabled_why == "the receiver answered 410 Gone"
    letters = engine.endpoints.dead(endpoint.id)
    assert [one.message.type for one in letters] == STORY[1:]
    assert [one.attempts for one in letters] == [1, 0, 0, 0], "the attempt that was answered so counts"
    a_dispute(engine, 2)
    assert engine.deliver().attempts == ()
    engine.endpoints.enable(endpoint.id)
    assert engine.endpoints.replay(endpoint_id=endpoint.id) == 4
    assert engine.deliver().arrived == 6
    assert sorted(types_of(receiver.got)) == sorted(STORY + STORY[:2])
    assert all(sorted(came) == came for came in by_dispute(receiver.got).values())


def test_one_dispute_that_is_refused_holds_up_no_other(engine: DisputeEngine, net: Receivers) -> None:
    receiver = net.start("good", "500", "204")
    engine.endpoints.add(receiver.url, internal=True)
    first, second = a_dispute(engine, 1), a_dispute(engine, 2)
    engine.deliver()
    came = by_dispute(receiver.got)
    assert set(came) in ({first.id}, {second.id}), "of one dispute the first message was refused, so none may come"
    assert [len(one) for one in came.values()] == [2]


def test_removing_an_endpoint_removes_what_waits(engine: DisputeEngine, net: Receivers) -> None:
    endpoint = engine.endpoints.add(net.start("error").url, internal=True)
    a_dispute(engine)
    engine.deliver()
    engine.endpoints.remove(endpoint.id)
    assert engine.endpoints.all() == []
    assert engine.endpoints.dead() == []
    with pytest.raises(NotFound, match="There is no endpoint"):
        engine.endpoints.remove(endpoint.id)


def test_what_an_operator_disables_and_tries_out(engine: DisputeEngine, net: Receivers) -> None:
    receiver = net.start()
    endpoint = engine.endpoints.add(receiver.url, internal=True)
    assert engine.endpoints.test(endpoint.id).arrived
    assert types_of(receiver.got) == ["endpoint.test"]
    engine.endpoints.disable(endpoint.id, why="the shop is closed")
    ended(engine)
    assert engine.deliver().attempts == ()
    engine.endpoints.enable(endpoint.id)
    assert engine.deliver().arrived == 5, "it goes on from where it was"


def test_only_dead_letters_of_enabled_endpoints_are_replayed(engine: DisputeEngine) -> None:
    endpoint = engine.endpoints.add("https://shop.example/")
    a_dispute(engine)
    with engine.transaction() as transaction:
        message = Message("m", "dispute.filed", "d", "{}")
        transaction.deliveries.add([Delivery("waits", endpoint.id, message, 0, START, START)])
    for unknown in ("nope", "waits"):
        with pytest.raises(NotFound, match=f"There is no dead letter '{unknown}'"):
            engine.endpoints.replay(unknown)
    engine.endpoints.disable(endpoint.id, why="the shop is closed")
    for arguments in ({}, {"endpoint_id": endpoint.id}):
        with pytest.raises(Refused, match=r"disabled \(the shop is closed\).*enable it first") as caught:
            engine.endpoints.replay(*(() if arguments else ("waits",)), **arguments)
        assert caught.value.code == "endpoint_disabled"
    engine.endpoints.enable(endpoint.id)
    with pytest.raises(NotFound, match="'nope'"):
        engine.endpoints.replay("waits", "nope")
    assert [one.id for one in engine.endpoints.dead()] == ["waits"], "all or none"
    assert engine.endpoints.replay("waits") == 1


def test_who_disables_again_gives_another_reason(engine: DisputeEngine, clock: ManualClock) -> None:
    endpoint = engine.endpoints.add("https://shop.example/")
    engine.endpoints.disable(endpoint.id, why="the shop is closed")
    since = clock.now()
    clock.advance(days=1)
    with engine.transaction() as transaction:  # As an earlier version replayed to it while it was disabled.
        message = Message("m", "dispute.filed", "d", "{}")
        transaction.deliveries.add([Delivery("waits", endpoint.id, message, 0, START, START)])
    engine.endpoints.disable(endpoint.id, why="the shop has moved")
    found = engine.endpoints.get(endpoint.id)
    assert (found.disabled_at, found.disabled_why) == (since, "the shop has moved")
    [letter] = engine.endpoints.dead(endpoint.id)
    assert (letter.id, letter.failure) == ("waits", "the shop has moved")


def test_an_endpoint_is_added_with_the_hosts_transaction_or_not_at_all(engine: DisputeEngine) -> None:
    with pytest.raises(ZeroDivisionError), engine.transaction() as transaction:
        engine.endpoints.add("https://shop.example/", session=transaction)
        raise ZeroDivisionError
    assert engine.endpoints.all() == []


@pytest.mark.parametrize(
    ("given", "field", "rule"),
    [
        ({"events": ["dispute.resolve"]}, "events", "did you mean 'dispute.resolved'"),
        ({"mode": "xml"}, "mode", "structured"),
        ({"secret": "hunter2"}, "secret", "must be whsec_"),
        ({"secret": "whsec_" + "YWJj"}, "secret", "24 to 64"),
        ({"secret": "whsec_!!!!"}, "secret", "base64"),
        ({"after": "now"}, "after", "integer"),
    ],
)
def test_wrong_settings_are_named(given: dict[str, object], field: str, rule: str) -> None:
    with DisputeEngine("memory://") as engine:
        with pytest.raises(InvalidInput, match=rule) as caught:
            engine.endpoints.add("https://shop.example/", **given)  # pyright: ignore[reportArgumentType]
        assert caught.value.field == field
        assert "hunter2" not in str(caught.value)
        assert engine.endpoints.all() == []
