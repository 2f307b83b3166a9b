"""One HTTP request at a time, to an address that was checked, within bounds that a hostile receiver cannot stretch.

The socket is ours, so every wait has what is left of the attempt's time as its timeout; h11 only reads and writes
the bytes. Nothing is followed, kept open or uncompressed.
"""

import socket
import ssl
import threading
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass

import h11

from ...engine.clock import elapsed_seconds
from .addresses import Address, Target, check_addresses
from .settings import Limits, Resolve, look_up

_PIECE = 16_384


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver answered: the status, and the Retry-After header if there is one."""

    status: int
    retry_after: str | None = None


class AttemptFailed(Exception):
    """No answer came; says why in one sentence."""


class Client:
    """Posts; `abort` ends all requests that are under way."""

    def __init__(self, limits: Limits, tls: ssl.SSLContext | None = None, resolve: Resolve = look_up) -> None:
        self._limits = limits
        self._tls = tls or ssl.create_default_context()
        self._resolve = resolve
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._asked: set[Future[Sequence[Address]]] = set()
        self.aborted = False

    def post(self, target: Target, headers: Sequence[tuple[str, str]], body: bytes, *, internal: bool) -> Answer:
        """The answer to one POST; AttemptFailed when there is none in time. `internal` allows private addresses."""
        try:
            addresses = self._look_up(target)
            if fault := "" if internal else check_addresses(target.host, addresses):
                raise AttemptFailed(f"refused: {fault}")
            return self._exchange(target, addresses, _request(target, headers, body), body)
        except TimeoutError:
            raise AttemptFailed("timed out") from None
        except h11.RemoteProtocolError as error:
            raise AttemptFailed(f"the answer is not HTTP: {error}") from None
        except (OSError, UnicodeError) as error:
            raise AttemptFailed(f"{type(error).__name__}: {error}") from None

    def abort(self) -> None:
        """End all requests that are under way, and those that begin from now on."""
        with self._lock:
            self.aborted = True
            for connection in self._open:
                _hang_up(connection)
            for answer in self._asked:
                answer.cancel()

    def _look_up(self, target: Target) -> Sequence[Address]:
        """The host's addresses. A look-up cannot be interrupted: it has a thread that nobody has to wait for."""
        answer: Future[Sequence[Address]] = Future()
        with self._lock:
            self._refuse_when_aborted()
            self._asked.add(answer)
        try:
            threading.Thread(target=self._ask, args=(target, answer), name="dispute-look-up", daemon=True).start()
            return answer.result()
        except CancelledError:
            raise _ended() from None
        finally:
            with self._lock:
                self._asked.discard(answer)

    def _ask(self, target: Target, answer: Future[Sequence[Address]]) -> None:
        with suppress(InvalidStateError):  # It was cancelled: nobody wants the answer any more.
            try:
                answer.set_result(self._resolve(target.host, target.port))
            except InvalidStateError:
                raise
            except BaseException as error:  # Whoever asked raises it.
                answer.set_exception(error)

    def _exchange(self, target: Target, addresses: Sequence[Address], request: h11.Request, body: bytes) -> Answer:
        deadline = elapsed_seconds() + self._limits.attempt_seconds
        plain = self._connect(target.port, addresses)
        try:
            plain.settimeout(_left(deadline))
            wire = self._secured(plain, target)
            return self._converse(wire, request, body, deadline)
        finally:
            self._leave(plain)

    def _connect(self, port: int, addresses: Sequence[Address]) -> socket.socket:
        """A connection to the first of the checked addresses that takes one."""
        deadline = elapsed_seconds() + self._limits.connect_seconds
        failure: OSError = OSError("the name has no address")
        for address in addresses:
            try:
                return self._connected(address, port, deadline)
            except OSError as error:
                failure = error
        raise failure

    def _connected(self, address: Address, port: int, deadline: float) -> socket.socket:
        connection = socket.socket(socket.AF_INET6 if address.version == 6 else socket.AF_INET, socket.SOCK_STREAM)
        try:
            # Before it connects: a receiver that never takes the connection is hung up on, too.
            self._enter(connection)
            connection.settimeout(_left(deadline))
            connection.connect((str(address), port))
        except BaseException:
            self._leave(connection)
            raise
        return connection

    def _secured(self, plain: socket.socket, target: Target) -> socket.socket:
        """The socket to talk through. The handshake comes later: wrapping must be over before anything waits."""
        if target.scheme == "http":
            return plain
        return self._tls.wrap_socket(plain, server_hostname=target.host, do_handshake_on_connect=False)

    def _converse(self, wire: socket.socket, request: h11.Request, body: bytes, deadline: float) -> Answer:
        connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=self._limits.head_bytes)
        try:
            # Wrapping has taken the plain socket over: this is the one to hang up now.
            self._enter(wire)
            if isinstance(wire, ssl.SSLSocket):
                wire.do_handshake()
            sent = [connection.send(request), connection.send(h11.Data(body)), connection.send(h11.EndOfMessage())]
            wire.settimeout(_left(deadline))
            wire.sendall(b"".join(piece or b"" for piece in sent))
            answer = _read_head(wire, connection, deadline, self._limits.head_bytes)
            self._read_rest(wire, connection, min(deadline, elapsed_seconds() + self._limits.rest_seconds))
            return answer
        finally:
            self._leave(wire)

    def _read_rest(self, wire: socket.socket, connection: h11.Connection, deadline: float) -> None:
        """Read a short body to its end, so that the receiver sees no broken connection; its answer stands anyway."""
        left = self._limits.rest_bytes
        try:
            while left > 0:
                event = connection.next_event()
                if event is h11.NEED_DATA:
                    piece = _receive(wire, deadline)
                    left -= max(len(piece), 1)
                    connection.receive_data(piece)
                elif not isinstance(event, h11.Data):
                    return
        except (OSError, h11.RemoteProtocolError):
            return

    def _enter(self, connection: socket.socket) -> None:
        with self._lock:
            self._refuse_when_aborted()
            self._open.add(connection)

    def _leave(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.discard(connection)
        connection.close()

    def _refuse_when_aborted(self) -> None:
        if self.aborted:
            raise _ended()


def _ended() -> AttemptFailed:
    return AttemptFailed("the request was ended here, because nothing more is sent")


def _request(target: Target, headers: Sequence[tuple[str, str]], body: bytes) -> h11.Request:
    ours = [
        ("Host", target.authority),
        ("Content-Length", str(len(body))),
        ("Accept-Encoding", "identity"),
        ("Connection", "close"),
    ]
    return h11.Request(method="POST", target=target.path, headers=[*ours, *headers])


def _read_head(wire: socket.socket, connection: h11.Connection, deadline: float, most: int) -> Answer:
    """The answer's status and headers; announcements of it (1xx) are passed over, within the same bytes."""
    read = 0
    while True:
        event = connection.next_event()
        if isinstance(event, h11.Response):
            return Answer(event.status_code, _retry_after(event))
        if event is h11.NEED_DATA:
            if read > most:
                raise AttemptFailed(f"the answer's head has more than {most} bytes")
            piece = _receive(wire, deadline)
            read += len(piece)
            connection.receive_data(piece)
        elif not isinstance(event, h11.InformationalResponse):
            raise AttemptFailed("the connection was closed without an answer")


def _retry_after(response: h11.Response) -> str | None:
    values = (value for name, value in response.headers if name == b"retry-after")
    value = next(values, None)
    return value.decode("latin-1") if value is not None else None


def _receive(wire: socket.socket, deadline: float) -> bytes:
    wire.settimeout(_left(deadline))
    return wire.recv(_PIECE)


def _left(deadline: float) -> float:
    """What is left of the time; TimeoutError when nothing is."""
    left = deadline - elapsed_seconds()
    if left <= 0:
        raise TimeoutError
    return left


def _hang_up(connection: socket.socket) -> None:
    with suppress(OSError):  # It is closed already.
        # The plain method: that of a TLS socket takes the encryption away from whoever is talking through it.
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
