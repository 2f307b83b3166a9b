"""Waiting for what other threads and processes do: a condition that is polled up to a deadline."""

from collections.abc import Callable
from threading import Event
from time import monotonic
from typing import TypeVar

T = TypeVar("T")


def wait_for(what: str, probe: Callable[[], T], seconds: float = 10) -> T:
    """The first truthy answer of the probe; an AssertionError with the last one when time is up."""
    deadline = monotonic() + seconds
    while not (seen := probe()):
        assert monotonic() < deadline, f"after {seconds} seconds still not: {what}; last seen: {seen!r}"
        pause(0.02)
    return seen


def pause(seconds: float) -> None:
    """Let a moment pass, in the programmes that make load: their rhythm is part of what is tried."""
    Event().wait(max(seconds, 0))
