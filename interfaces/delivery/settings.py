"""How webhooks are sent from this process."""

import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from typing import Annotated

from pydantic import Field

from ...engine.errors import InvalidInput
from ...engine.fields import check_field
from .addresses import Address

Resolve = Callable[[str, int], Sequence[Address]]

_MARGIN = timedelta(seconds=40)
"""Beside the attempt: time to look up a name, and to write down how it went."""
_Count = Annotated[int, Field(ge=1, le=1_000_000)]
_Seconds = Annotated[float, Field(gt=0, le=3_600, allow_inf_nan=False)]
_Wait = Annotated[float, Field(ge=0, le=3_600, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one attempt may take, in seconds and bytes.

    Found: 15 to 30 seconds for a request (Standard Webhooks, "Request timeouts"). Default: the rest. The name's
    look-up has the limits of the machine's resolver. What follows the answer's head is read for politeness only.
    """

    connect_seconds: float = 10
    attempt_seconds: float = 20
    rest_seconds: float = 1
    head_bytes: int = 16_384
    rest_bytes: int = 65_536

    def __post_init__(self) -> None:
        """InvalidInput names a limit that is none."""
        for name in ("connect_seconds", "attempt_seconds"):
            check_field(name, getattr(self, name), _Seconds)
        check_field("rest_seconds", self.rest_seconds, _Wait)
        check_field("head_bytes", self.head_bytes, Annotated[int, Field(ge=1)])
        check_field("rest_bytes", self.rest_bytes, Annotated[int, Field(ge=0)])


def look_up(host: str, port: int) -> Sequence[Address]:
    """The addresses of a host, in the order in which the machine's resolver prefers them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(str(place[0])) for *_, place in found))


@dataclass(frozen=True, slots=True)
class DeliverySettings:
    """How many requests at once, in all and at one endpoint; the limits of each; TLS and the look-up of names.

    At most half of the requests go to endpoints whose last attempt failed, so that they never keep out the others.
    `most_waiting` bounds what is put on its way to one endpoint; the rest stays in the feed. Default: every number.
    """

    concurrency: int = 16
    per_endpoint: int = 4
    most_waiting: int = 10_000
    stop_seconds: float = 2
    limits: Limits = field(default_factory=Limits)
    tls: ssl.SSLContext | None = None
    resolve: Resolve = look_up
    lease: timedelta | None = None

    def __post_init__(self) -> None:
        """InvalidInput names a setting with which nothing could be sent."""
        for name in ("concurrency", "per_endpoint", "most_waiting"):
            check_field(name, getattr(self, name), _Count)
        check_field("stop_seconds", self.stop_seconds, _Wait)
        if check_field("lease", self.lease, timedelta | None) is not None and self.lease_time <= timedelta():
            raise InvalidInput("lease", "must be more than zero")

    @property
    def lease_time(self) -> timedelta:
        """For how long a delivery is this process's; if it dies, another sends it again after that."""
        return timedelta(seconds=self.limits.attempt_seconds) + _MARGIN if self.lease is None else self.lease
