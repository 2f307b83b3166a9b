"""A dispute that ended in a refund, and what the tests of refunds and standings share."""

from disputes import Dispute, DisputeEngine, Effect, ManualClock

from ..support import BUYER, DAY, SELLER, a_claim, an_order

HOUR = DAY / 24


def clock_of(engine: DisputeEngine) -> ManualClock:
    """The engine's clock, which a test moves."""
    assert isinstance(engine.clock, ManualClock)
    return engine.clock


def refunded(engine: DisputeEngine, order_id: str = "8190021", **order: object) -> Dispute:
    """A dispute that ended at once: the seller accepted 12.50 USD."""
    filed = engine.file(an_order(id=order_id, **order), a_claim(), by=BUYER)
    return engine.act(filed.id, "accept_plan", by=SELLER, of="buyer")


def money_effects(engine: DisputeEngine, dispute_id: str) -> list[Effect]:
    """The effects of a dispute that move money, in order."""
    return [effect for event in engine.history(dispute_id) for effect in event.effects if effect.amount]
