"""Ids from one injected generator and the engine's clock, so that simulations repeat.

UUIDv7 (RFC 9562, 5.7): 48 bits of Unix milliseconds, then random bits: ids sort by filing time.
The library functions read their own clock and generator, hence these few lines
(docs/decisions/0004-ids.md).
"""

from datetime import UTC, datetime, timedelta
from random import Random, SystemRandom
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Ids:
    """Makes ids; give it a seeded `random.Random` to make them repeat."""

    def __init__(self, random: Random | None = None) -> None:
        self._random = random or SystemRandom()

    def uuid7(self, now: datetime) -> str:
        """A UUIDv7 of this instant."""
        milliseconds = (now - _EPOCH) // _MILLISECOND
        bits = (milliseconds << 80) | self._random.getrandbits(80)
        bits = (bits & ~(0xF << 76)) | (0x7 << 76)
        bits = (bits & ~(0x3 << 62)) | (0x2 << 62)
        return str(UUID(int=bits))

    def token(self) -> str:
        """128 random bits in hexadecimal."""
        return f"{self._random.getrandbits(128):032x}"

    def bytes(self, count: int) -> bytes:
        """So many random bytes."""
        return self._random.getrandbits(8 * count).to_bytes(count, "big")
