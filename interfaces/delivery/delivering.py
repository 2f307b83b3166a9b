"""`engine.deliver()`: everything that is due now, to subscribers and endpoints, once."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from ...engine.context import Context
from ...engine.errors import DisputeError, Refused
from .subscribers import Subscribers

if TYPE_CHECKING:
    from .sender import Attempt, Sender
    from .settings import DeliverySettings

_EXTRA = frozenset({"h11", "standardwebhooks"})


class MissingExtra(DisputeError):
    """Webhooks need what is not installed."""

    def __init__(self) -> None:
        super().__init__("Sending webhooks needs its extra: pip install 'dispute-engine[delivery]'")


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one call delivered: records that subscribers handled, and attempts to send webhooks."""

    handled: int
    attempts: "tuple[Attempt, ...]"

    @property
    def arrived(self) -> int:
        """How many webhooks were taken by their receivers."""
        return sum(attempt.arrived for attempt in self.attempts)


def deliver(context: Context, subscribers: Subscribers, sender: "Callable[[], Sender]") -> Delivered:
    """Hand out what is due until nothing is; what failed is due later."""
    handled = 0
    while done := subscribers.run_once():
        handled += done
    with context.store.reading() as reading:
        wanted = any(endpoint.disabled_at is None for endpoint in reading.deliveries.endpoints())
    return Delivered(handled, tuple(sender().send_due()) if wanted else ())


def closed() -> Refused:
    """What is said to who delivers with an engine after its `close`."""
    return Refused("engine_closed", "This engine is closed: nothing is delivered with it any more. Make another.")


def make_sender(context: Context, settings: "DeliverySettings | None", random: Random) -> "Sender":
    """What sends webhooks; MissingExtra names the extra when it is not installed."""
    try:
        from .sender import Sender
        from .settings import DeliverySettings
    except ModuleNotFoundError as error:
        if error.name not in _EXTRA:
            raise
        raise MissingExtra from None
    return Sender(context, settings or DeliverySettings(), random)
