"""What happens to one endpoint at the same time, from several connections to a real PostgreSQL."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from disputes import DeliverySettings, DisputeEngine, Limits, ManualClock
from disputes.engine.delivery import Delivery, Endpoint, Lease, Message, Room
from sqlalchemy import create_engine, make_url, text

from ..daemon.waiting import wait_for
from ..support import START
from .conftest import QUICK
from .receivers import Receivers
from .stories import a_dispute

SECOND = timedelta(seconds=1)
PATIENT = DeliverySettings(limits=Limits(attempt_seconds=20, rest_seconds=0.05))
ALL = Room(100, 100, failing=False)


@pytest.fixture
def impatient(postgres_url: str, clock: ManualClock) -> Iterator[DisputeEngine]:
    """An engine that waits 0.2 seconds for a lock."""
    url = make_url(postgres_url).update_query_dict({"lock_timeout": "0.2"}).render_as_string(hide_password=False)
    with DisputeEngine(url, clock=clock, delivery=PATIENT) as engine:
        yield engine


@pytest.fixture
def other(postgres_url: str, clock: ManualClock) -> Iterator[DisputeEngine]:
    """Another process's engine on the same database."""
    with DisputeEngine(postgres_url, clock=clock) as engine:
        yield engine


def wait_for_a_lock(url: str) -> None:
    """Until somebody waits for a lock."""
    asked = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        wait_for("somebody waits for a lock", lambda: connection.execute(asked).scalar_one())
    engine.dispose()


def test_of_two_who_rotate_a_secret_neither_loses_the_one_it_was_given(postgres_url: str, other: DisputeEngine) -> None:
    with DisputeEngine(postgres_url, clock=other.clock) as engine:
        endpoint = engine.endpoints.add("https://shop.example/")
        given: list[Endpoint] = []
        second = threading.Thread(target=lambda: given.append(engine.endpoints.rotate(endpoint.id)))
        with other.transaction() as transaction:
            given.append(other.endpoints.rotate(endpoint.id, session=transaction))
            second.start()
            wait_for_a_lock(postgres_url)
        second.join()
        signing = {secret.value for secret in engine.endpoints.get(endpoint.id).secrets}
    assert len(given) == 2
    assert signing == {endpoint.secrets[0].value, *(one.secrets[0].value for one in given)}


def test_the_longer_of_two_rests_holds_and_no_success_ends_it(engine: DisputeEngine) -> None:
    endpoint = engine.endpoints.add("https://shop.example/")

    def rest(*pauses: datetime | None) -> datetime | None:
        with engine.transaction() as transaction:
            for pause in pauses:
                transaction.deliveries.note_failure(endpoint.id, pause)
        return engine.endpoints.get(endpoint.id).paused_until

    assert rest(None) is None
    assert rest(START + SECOND, START + 3600 * SECOND, START + 5 * SECOND, None) == START + 3600 * SECOND
    with engine.transaction() as transaction:
        transaction.deliveries.note_success(endpoint.id)
    found = engine.endpoints.get(endpoint.id)
    assert (found.failures, found.paused_until) == (0, START + 3600 * SECOND)


@pytest.mark.parametrize("beside", ["503", "204"])
def test_a_rest_is_not_cut_short_by_what_another_request_hears(net: Receivers, beside: str) -> None:
    clock = ManualClock(START)
    with DisputeEngine("memory://", clock=clock, delivery=QUICK) as engine:
        receiver = net.start("good", "429 retry-after: 3600", beside)
        endpoint = engine.endpoints.add(receiver.url, internal=True, events=["dispute.filed"])
        a_dispute(engine, 1)
        a_dispute(engine, 2)
        assert sorted(one.status or 0 for one in engine.deliver().attempts) == sorted([429, int(beside)])
        assert engine.endpoints.get(endpoint.id).paused_until == START + 3600 * SECOND
        clock.advance(seconds=3599)
        assert engine.deliver().attempts == ()


def put(engine: DisputeEngine, endpoint_id: str, *ids: str) -> list[Delivery]:
    """Messages on their way: `a1` is about dispute a."""
    made = [Delivery(id, endpoint_id, Message(id, "dispute.event", id[0], "{}"), 0, START, START) for id in ids]
    with engine.transaction() as transaction:
        transaction.deliveries.add(made)
    return made


def test_who_claims_waits_for_nobody_who_changes_a_delivery(impatient: DisputeEngine, other: DisputeEngine) -> None:
    """Others lock an endpoint and then its deliveries: who claimed and waited for them could wait for ever."""
    endpoint = other.endpoints.add("https://shop.example/")
    first, _ = put(other, endpoint.id, "a1", "b1")
    with other.transaction() as transaction:
        assert len(transaction.deliveries.claim(START, Lease("lapsed", START + SECOND), ALL)) == 2
    later = START + 2 * SECOND
    with other.transaction() as busy:
        busy.deliveries.put_off(first, "lapsed", later + SECOND, None)
        with impatient.transaction() as transaction:
            claimed = transaction.deliveries.claim(later, Lease("new", later + SECOND), ALL)
            assert [one.id for one in claimed] == ["b1"]
    with impatient.transaction() as transaction:
        claimed = transaction.deliveries.claim(later + 3 * SECOND, Lease("newer", later + 9 * SECOND), ALL)
        assert [one.id for one in claimed] == ["a1", "b1"]


def test_who_derives_leaves_alone_what_is_in_its_place(impatient: DisputeEngine, other: DisputeEngine) -> None:
    endpoint = other.endpoints.add("https://shop.example/")
    put(other, endpoint.id, "a1")
    with other.transaction() as busy:
        busy.deliveries.lock_endpoints([endpoint.id])
        busy.deliveries.add([Delivery("a2", endpoint.id, Message("a2", "dispute.event", "a", "{}"), 0, START, START)])
        with impatient.transaction() as transaction:
            claimed = transaction.deliveries.claim(START, Lease("ours", START + SECOND), ALL)
            assert [one.id for one in claimed] == ["a1"]


def test_how_a_webhook_went_is_noted_once_the_database_is_not_busy(
    impatient: DisputeEngine, other: DisputeEngine, net: Receivers, caplog: pytest.LogCaptureFixture
) -> None:
    receiver = net.start("held")
    endpoint = impatient.endpoints.add(receiver.url, internal=True, events=["dispute.filed"])
    a_dispute(impatient)
    sending = threading.Thread(target=impatient.deliver)
    sending.start()
    wait_for("the request is under way", lambda: receiver.got)
    with other.transaction() as transaction:
        assert transaction.deliveries.lock_endpoint(endpoint.id)
        net.may_answer.set()
        said = "the database was busy and is asked again"
        wait_for("it was too busy", lambda: said in [record.getMessage() for record in caplog.records])
    sending.join()
    assert (len(receiver.got), impatient.endpoints.backlogs()) == (1, {})
