"""Receivers on real sockets: good ones that keep what they got, and hostile ones of every kind."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import TypeAlias

Reader: TypeAlias = asyncio.StreamReader
Writer: TypeAlias = asyncio.StreamWriter


@dataclass(frozen=True)
class Request:
    """A request as a receiver got it."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """One listening socket, what came in, and how it answers: statuses in turn, the last one for ever."""

    kind: str
    answers: list[str]
    port: int = 0
    scheme: str = "http"
    got: list[Request] = field(default_factory=list[Request])
    connections: int = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"{self.scheme}://127.0.0.1:{self.port}/hooks?shop=7"


Behaviour = Callable[["Receivers", Receiver, Reader, Writer], Awaitable[None]]


class Receivers:
    """A thread with an event loop in which all receivers listen."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._ending = asyncio.Event()
        self.may_answer = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_forever, name="receivers")
        self._thread.start()

    def start(self, kind: str = "good", *answers: str) -> Receiver:
        """A receiver of this kind; a good one answers 204 unless told otherwise, such as `503 retry-after: 9`."""
        receiver = Receiver(kind, list(answers) or ["204"], scheme="https" if kind.startswith("tls") else "http")
        asyncio.run_coroutine_threadsafe(self._listen(receiver), self._loop).result(10)
        return receiver

    async def _listen(self, receiver: Receiver) -> None:
        async def serve(reader: Reader, writer: Writer) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._tasks.add(task)
            receiver.connections += 1
            try:
                await BEHAVIOURS[receiver.kind](self, receiver, reader, writer)
            except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                pass  # The sender has gone: that is its right.
            finally:
                writer.transport.abort()
                self._tasks.discard(task)

        server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=64)
        receiver.port = server.sockets[0].getsockname()[1]
        self._servers.append(server)

    async def pause(self, seconds: float) -> None:
        """Let time pass, but not beyond the end of the test."""
        try:
            await asyncio.wait_for(self._ending.wait(), seconds)
        except TimeoutError:
            return
        raise ConnectionResetError

    def close(self) -> None:
        """Hang up everywhere and end the thread."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _close(self) -> None:
        self._ending.set()
        for server in self._servers:
            server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@contextmanager
def receivers() -> Generator[Receivers]:
    """Receivers that are closed at the end."""
    made = Receivers()
    try:
        yield made
    finally:
        made.close()


async def _read(reader: Reader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    line, *lines = head.split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in lines if one)}
    return Request(line, headers, await reader.readexactly(int(headers["content-length"])))


def _answer(writer: Writer, told: str) -> None:
    """`503 retry-after: 9` as an HTTP answer."""
    status, _, header = told.partition(" ")
    more = f"{header}\r\n" if header else ""
    writer.write(f"HTTP/1.1 {status} Told\r\n{more}Content-Length: 0\r\n\r\n".encode())


async def _good(_: Receivers, receiver: Receiver, reader: Reader, writer: Writer) -> None:
    request = await _read(reader)
    told = receiver.answers.pop(0) if len(receiver.answers) > 1 else receiver.answers[0]
    # Noted before it is answered: who asks after the sender has heard must find it.
    if told.startswith("2"):
        receiver.got.append(request)
    _answer(writer, told)
    await writer.drain()


async def _held(all_: Receivers, receiver: Receiver, reader: Reader, writer: Writer) -> None:
    """Keeps its first request until the test lets it answer; later ones are answered at once."""
    request = await _read(reader)
    receiver.got.append(request)
    while len(receiver.got) == 1 and not all_.may_answer.is_set():
        await all_.pause(0.01)
    _answer(writer, "204")
    await writer.drain()


async def _hang(all_: Receivers, _: Receiver, reader: Reader, writer: Writer) -> None:
    await _read(reader)
    await all_.pause(3600)


async def _deaf(all_: Receivers, _: Receiver, reader: Reader, writer: Writer) -> None:
    await all_.pause(3600)


async def _reset(_: Receivers, __: Receiver, reader: Reader, writer: Writer) -> None:
    await reader.read(10)


async def _forever(all_: Receivers, writer: Writer, piece: Callable[[int], bytes], seconds: float) -> None:
    for number in count():
        writer.write(piece(number))
        await writer.drain()
        await all_.pause(seconds)


async def _endless_body(all_: Receivers, receiver: Receiver, reader: Reader, writer: Writer) -> None:
    receiver.got.append(await _read(reader))
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    await _forever(all_, writer, lambda _: b"x" * 65_536, 0.001)


async def _endless_head(all_: Receivers, _: Receiver, reader: Reader, writer: Writer) -> None:
    await _read(reader)
    writer.write(b"HTTP/1.1 200 OK\r\n")
    await _forever(all_, writer, lambda number: b"X-%d: y\r\n" % number * 100, 0.001)


async def _endless_announcements(all_: Receivers, _: Receiver, reader: Reader, writer: Writer) -> None:
    await _read(reader)
    await _forever(all_, writer, lambda _: b"HTTP/1.1 100 Continue\r\n\r\n" * 100, 0.001)


async def _drip(all_: Receivers, _: Receiver, reader: Reader, writer: Writer) -> None:
    await _read(reader)
    await _forever(all_, writer, lambda number: b"HTTP/1.1 200 OK\r\nX: "[number : number + 1] or b"y", 0.03)


async def _drip_body(all_: Receivers, receiver: Receiver, reader: Reader, writer: Writer) -> None:
    receiver.got.append(await _read(reader))
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    await _forever(all_, writer, lambda _: b"x", 0.03)


async def _garbage(_: Receivers, __: Receiver, reader: Reader, writer: Writer) -> None:
    await _read(reader)
    writer.write(b"\x00\x01\x02 200 OK, honestly\r\n\r\n")
    await writer.drain()


async def _huge_header(_: Receivers, __: Receiver, reader: Reader, writer: Writer) -> None:
    await _read(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 2_000_000 + b"\r\n\r\n")
    await writer.drain()


async def _tls_garbage(_: Receivers, __: Receiver, reader: Reader, writer: Writer) -> None:
    await reader.read(100)
    writer.write(b"HTTP/1.1 400 This is no TLS\r\n\r\n" * 50)
    await writer.drain()


async def _bad_length(_: Receivers, __: Receiver, reader: Reader, writer: Writer) -> None:
    await _read(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n")
    await writer.drain()


def _told(told: str) -> Behaviour:
    async def tell(_: Receivers, __: Receiver, reader: Reader, writer: Writer) -> None:
        await _read(reader)
        _answer(writer, told)
        await writer.drain()

    return tell


HOSTILE: dict[str, Behaviour] = {
    "hang": _hang,
    "deaf": _deaf,
    "reset": _reset,
    "redirect": _told("302 location: http://169.254.169.254/latest/meta-data/"),
    "redirect_keeping_method": _told("307 location: http://127.0.0.1:9/"),
    "endless_head": _endless_head,
    "endless_announcements": _endless_announcements,
    "drip": _drip,
    "gone": _told("410"),
    "throttle": _told("429 retry-after: 1"),
    "throttle_for_years": _told("503 retry-after: 99999999999999999999"),
    "throttle_until": _told("503 retry-after: Fri, 31 Dec 9999 23:59:59 GMT"),
    "error": _told("500"),
    "garbage": _garbage,
    "huge_header": _huge_header,
    "bad_length": _bad_length,
    "tls_garbage": _tls_garbage,
    "tls_deaf": _deaf,
}
"""None of these ever takes a message."""

ODD: dict[str, Behaviour] = {"endless_body": _endless_body, "drip_body": _drip_body}
"""These take messages (their status says so), and then go on talking."""

BEHAVIOURS: dict[str, Behaviour] = {"good": _good, "held": _held, **HOSTILE, **ODD}
