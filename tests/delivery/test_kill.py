"""Senders that die or share the work: nothing is lost, and nothing is sent twice while a lease holds."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

from disputes import DeliverySettings, DisputeEngine, Limits

from ..daemon.processes import Process
from ..daemon.waiting import wait_for
from ..support import BUYER, a_claim, an_order
from .receivers import Receivers, receivers
from .siege import check_in_order
from .stories import envelope

LEASE = 1.0
TAKING_OVER = DeliverySettings(lease=timedelta(seconds=LEASE), limits=Limits(attempt_seconds=5), stop_seconds=0.2)


def file_now(engine: DisputeEngine, number: int) -> None:
    """A dispute by the machine's clock: two events."""
    now = engine.clock.now()
    order = an_order(id=f"o-{number}", shipped_at=now - timedelta(days=20), promised_delivery_at=None)
    engine.file(order, a_claim("customs"), by=BUYER)


def test_a_sender_killed_in_the_middle_of_a_request_is_replaced(postgres_url: str, tmp_path: Path) -> None:
    with receivers() as net, DisputeEngine(postgres_url, delivery=TAKING_OVER) as engine:
        receiver = net.start("held")
        engine.endpoints.add(receiver.url, internal=True)
        file_now(engine, 1)
        sender = Process(tmp_path, "sender", "delivery.sender_programme", postgres_url, str(LEASE))
        wait_for("the first request is under way", lambda: receiver.got, 30)
        sender.kill()
        began = engine.clock.now()
        assert engine.deliver().attempts == (), "its lease still holds"
        wait_for("another process has sent it", lambda: len(receiver.got) > 1 or engine.deliver().attempts, 20)
        waited = (engine.clock.now() - began).total_seconds()
        net.may_answer.set()
        wait_for("everything is there", lambda: engine.deliver() and not engine.endpoints.backlogs(), 20)
    ids = [envelope(request)["id"].rpartition(":")[2] for request in receiver.got]
    assert ids == ["1", "1", "2"], "the first is sent again under the same id, before the second"
    assert waited <= LEASE + 5


def test_a_sender_that_comes_back_late_changes_nothing(net: Receivers, postgres_url: str) -> None:
    """Its lease has run out and another has delivered meanwhile: what it writes down counts no more."""
    settings = DeliverySettings(lease=timedelta(seconds=0.3), limits=Limits(attempt_seconds=5))
    with (
        DisputeEngine(postgres_url, delivery=settings) as slow,
        DisputeEngine(postgres_url, delivery=TAKING_OVER) as other,
    ):
        receiver = net.start("held")
        slow.endpoints.add(receiver.url, internal=True, events=["dispute.filed"])
        file_now(slow, 1)
        slow.start()
        wait_for("the first request is under way", lambda: receiver.got)
        wait_for("the other has sent it", lambda: other.deliver().arrived or len(receiver.got) > 1)
        net.may_answer.set()
        wait_for("nothing waits", lambda: not other.endpoints.backlogs())
        slow.stop()
        assert len({envelope(request)["id"] for request in receiver.got}) == 1
        assert other.endpoints.all()[0].failures == 0


def test_stopping_gives_back_what_is_under_way(net: Receivers, url: str) -> None:
    settings = DeliverySettings(stop_seconds=0.1)
    with DisputeEngine(url, delivery=settings) as engine:
        receiver = net.start("held")
        engine.endpoints.add(receiver.url, internal=True)
        file_now(engine, 1)
        engine.start()
        wait_for("the first request is under way", lambda: receiver.got)
        began = engine.clock.now()
        engine.stop()
        assert (engine.clock.now() - began).total_seconds() < 5
        net.may_answer.set()
        assert engine.deliver().arrived == 2, "it is due at once, and no attempt was counted"
        assert engine.endpoints.all()[0].failures == 0


def test_daemons_share_the_work_and_no_message_is_sent_twice(postgres_url: str, net: Receivers) -> None:
    engines = [DisputeEngine(postgres_url) for _ in range(3)]
    several = [net.start() for _ in range(3)]
    for one in several:
        engines[0].endpoints.add(one.url, internal=True)
    for engine in engines:
        engine.start()
    for number in range(25):
        file_now(engines[0], number)
    wait_for("all have all", lambda: all(len(one.got) >= 50 for one in several), 40)
    for engine in engines:
        engine.close()
    for one in several:
        check_in_order(one, 50)
    assert Counter(len(one.got) for one in several) == {50: 3}
