"""Ending while a request waits for a receiver or a name server that never answers: it does not take their time."""

import socket
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from ipaddress import ip_address

import pytest
from disputes import DeliverySettings, DisputeEngine, DisputeError, Refused
from disputes.engine.clock import elapsed_seconds
from disputes.interfaces.delivery.addresses import Address
from disputes.interfaces.delivery.delivering import closed

from ..daemon.waiting import wait_for
from .receivers import Receivers
from .test_kill import file_now

STOP_SECONDS = 0.3
SOON = 4
"""So many seconds at the most: less than half of what a connection or an attempt may take."""


class Names:
    """Looks names up on loopback, once it may."""

    def __init__(self, *, at_once: bool = True) -> None:
        self.asked, self.may_answer = threading.Event(), threading.Event()
        self.daemon = False
        if at_once:
            self.may_answer.set()

    def __call__(self, host: str, port: int) -> Sequence[Address]:
        """The answer."""
        self.daemon = threading.current_thread().daemon
        self.asked.set()
        self.may_answer.wait(60)
        return [ip_address("127.0.0.1")]


@contextmanager
def full() -> Generator[int]:
    """The port of a receiver that takes no connection any more, and refuses none: its queue is full."""
    with ExitStack() as sockets:
        listening = sockets.enter_context(socket.socket())
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        for _ in range(4):
            waiting = sockets.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listening.getsockname())
        yield listening.getsockname()[1]


def stops_soon(url: str, names: Names, receiver: str, under_way: Callable[[], object]) -> None:
    """A daemon ends soon, and what it was sending is due at once, with no failure counted."""
    settings = DeliverySettings(stop_seconds=STOP_SECONDS, resolve=names)
    with DisputeEngine(url, delivery=settings) as engine:
        endpoint = engine.endpoints.add(receiver, internal=True, events=["dispute.filed"])
        file_now(engine, 1)
        engine.start()
        wait_for("a request is under way", under_way)
        began = elapsed_seconds()
        engine.stop()
        assert elapsed_seconds() - began < SOON
        assert engine.endpoints.get(endpoint.id).failures == 0
        with engine.reading() as reading:
            due = reading.deliveries.next_delivery_at()
        assert due is not None
        assert due <= engine.clock.now(), "its lease was given back"


def test_in_a_handshake(url: str, net: Receivers) -> None:
    receiver = net.start("tls_deaf")
    stops_soon(url, Names(), receiver.url, lambda: receiver.connections)


def test_in_a_connection(url: str) -> None:
    names = Names()
    with full() as port:
        stops_soon(url, names, f"http://127.0.0.1:{port}/", names.asked.is_set)


def test_in_a_look_up(url: str) -> None:
    names = Names(at_once=False)
    try:
        stops_soon(url, names, "https://shop.example/", names.asked.is_set)
        assert names.daemon, "nor does the interpreter's end wait for it"
    finally:
        names.may_answer.set()


@pytest.mark.parametrize("error", [OSError("no such name"), UnicodeError("no name"), LookupError("a fault of its own")])
def test_what_a_look_up_raises_is_raised_where_it_was_asked(error: Exception) -> None:
    def resolve(host: str, port: int) -> Sequence[Address]:
        raise error

    with DisputeEngine("memory://", delivery=DeliverySettings(resolve=resolve)) as engine:
        endpoint = engine.endpoints.add("https://shop.example/")
        if isinstance(error, LookupError):
            with pytest.raises(LookupError, match="a fault of its own"):
                engine.endpoints.test(endpoint.id)
        else:
            assert str(error) in (engine.endpoints.test(endpoint.id).failure or "")


def test_a_closed_engine_delivers_nothing_and_leases_nothing(url: str, net: Receivers) -> None:
    receiver = net.start()
    with DisputeEngine(url) as engine:
        endpoint = engine.endpoints.add(receiver.url, internal=True, events=["dispute.filed"])
        assert engine.deliver().attempts == ()
        file_now(engine, 1)
    for call in (engine.deliver, lambda: engine.endpoints.test(endpoint.id)):
        with pytest.raises(Refused, match="This engine is closed") as refused:
            call()
        assert refused.value.code == "engine_closed"
    assert (receiver.connections, engine.endpoints.backlogs()) == (0, {}), "not even put on its way"
    engine.close()  # Reading has opened a connection again.


def test_an_engine_that_is_closed_while_another_thread_delivers(postgres_url: str, net: Receivers) -> None:
    """The delivering thread is told so, and what it had in hand is due at once."""
    receiver, told = net.start("deaf"), list[BaseException]()

    def deliver() -> None:
        try:
            engine.deliver()
        except DisputeError as error:
            told.append(error)

    with DisputeEngine(postgres_url, delivery=DeliverySettings(stop_seconds=0)) as engine:
        engine.endpoints.add(receiver.url, internal=True, events=["dispute.filed"])
        file_now(engine, 1)
        delivering = threading.Thread(target=deliver)
        delivering.start()
        wait_for("the request is under way", lambda: receiver.connections)
    delivering.join(10)
    assert [str(error) for error in told] == [str(closed())]
    with DisputeEngine(postgres_url) as other, other.reading() as reading:
        due = reading.deliveries.next_delivery_at()
        assert due is not None
        assert due <= other.clock.now()
