"""Disputes to deliver, and how what a receiver got reads."""

import json
from collections.abc import Iterable
from random import Random
from typing import Any

from disputes import Dispute, DisputeEngine, Plan

from ..support import BUYER, SELLER, a_claim, an_order, usd
from .receivers import Request


def a_dispute(engine: DisputeEngine, number: int = 1) -> Dispute:
    """A dispute that is filed, with a personal text: two events."""
    return engine.file(an_order(line=str(number)), a_claim(text="It never came to my house"), by=BUYER)


def ended(engine: DisputeEngine, number: int = 1) -> Dispute:
    """A dispute that ends at once by agreement: three events, a refund, an outcome."""
    return engine.act(a_dispute(engine, number).id, "accept_plan", by=SELLER, of="buyer")


def quarrel(engine: DisputeEngine, dispute: Dispute, random: Random) -> None:
    """The seller says no and the buyer another sum: two events."""
    engine.act(dispute.id, "reject", by=SELLER, plan=Plan.refund(usd(random.randint(1, 400))))
    engine.act(dispute.id, "modify_claim", by=BUYER, plan=Plan.refund(usd(random.randint(500, 900))))


def envelope(request: Request) -> dict[str, Any]:
    """The CloudEvent of a structured request."""
    return json.loads(request.body)


def by_dispute(requests: Iterable[Request]) -> dict[str, list[str]]:
    """The sequences that came for each dispute, as they came."""
    found: dict[str, list[str]] = {}
    for one in map(envelope, requests):
        found.setdefault(one["subject"], []).append(one["sequence"])
    return found


def types_of(requests: Iterable[Request]) -> list[str]:
    """The types of messages without their namespace."""
    return [envelope(one)["type"].removeprefix("dispute_engine.") for one in requests]
