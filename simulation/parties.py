"""How buyer, seller and platform act on a dispute: a seeded model with the numbers of `parties.toml`.

A party looks at the dispute when it has moved, and intends at most a few moves from there. Whether they are
still possible when their time comes is for the engine to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from ..engine.inputs import Actor, Plan
from ..engine.money import Money
from ..engine.records import Dispute
from .filings import part
from .parameters import Parameters


@dataclass(frozen=True, slots=True)
class Move:
    """What a party means to do, and how long from now."""

    after: timedelta
    by: Actor
    action: str
    details: dict[str, object] = field(default_factory=dict[str, object])


@dataclass
class Memory:
    """What the model keeps of one dispute: its generator, and how often the claim was changed."""

    random: Random
    claim_changes: int = 0


class Parties:
    """Buyer, seller and platform of every dispute."""

    def __init__(self, parameters: Parameters) -> None:
        self._buyer = parameters.buyer
        self._seller = parameters.seller
        self._platform = parameters.platform

    def moves(self, dispute: Dispute, memory: Memory) -> list[Move]:
        """What the parties intend now that the dispute has come to where it stands."""
        if dispute.stage == "seller_response":
            return list(self._seller_answers(dispute, memory))
        if dispute.stage == "negotiation":
            return [*self._buyer_replies(dispute, memory), *self._platform_steps_in(memory.random)]
        if dispute.stage == "arbitration" and dispute.plans["platform"]:
            return list(self._parties_consider(dispute, memory.random))
        if dispute.stage == "arbitration":
            return [
                *self._platform_decides(dispute, memory.random),
                *self._parties_settle(dispute, memory.random),
            ]
        return []

    def goods_arrived(self, dispute: Dispute, memory: Memory) -> list[Move]:
        """What the buyer does about a dispute over late goods that have come after all."""
        if memory.random.random() >= self._buyer.withdraws_when_goods_arrive:
            return []
        after = self._buyer.notices_arrival_after.draw(memory.random)
        return [Move(after, _buyer(dispute), "withdraw", {"why": "The goods have arrived."})]

    def _seller_answers(self, dispute: Dispute, memory: Memory) -> Iterator[Move]:
        random, seller = memory.random, _seller(dispute)
        if memory.claim_changes:
            accepts = random.random() < self._seller.accepts_changed_claim
            choice = "accepts" if accepts else "stays"
        elif random.random() < self._seller.silent:
            return
        else:
            choice = self._seller.meets_claim.of(dispute.category).choose(random)
        after = self._seller.answers_after.draw(random)
        if choice == "accepts":
            yield Move(after, seller, "accept_plan", {"of": "buyer"})
        elif choice == "offers":
            offer = Plan.refund(part(_asked(dispute), self._seller.offers.draw(random)))
            yield Move(after, seller, "propose_plan", {"plan": offer})
        else:
            stands_by = dispute.plans["seller"] if choice == "stays" else None
            yield Move(after, seller, "reject", {"plan": stands_by} if stands_by else {})

    def _buyer_replies(self, dispute: Dispute, memory: Memory) -> Iterator[Move]:
        random, buyer = memory.random, _buyer(dispute)
        meets = self._buyer.meets_offer if _offered(dispute) else self._buyer.meets_refusal
        choice = meets.choose(random)
        after = self._buyer.answers_after.draw(random)
        if choice == "accepts" and _offered(dispute):
            yield Move(after, buyer, "accept_plan", {"of": "seller"})
        elif choice == "withdraws":
            yield Move(after, buyer, "withdraw", {"why": "Not worth the trouble."})
        elif choice == "changes_claim" and memory.claim_changes < self._buyer.changes_claim_at_most:
            memory.claim_changes += 1
            yield Move(after, buyer, "modify_claim", {"plan": Plan.refund(self._lowered(dispute))})

    def _lowered(self, dispute: Dispute) -> Money:
        """A smaller claim, but never below what the seller offers."""
        lower, offered = part(_asked(dispute), 1 - self._buyer.gives_in_by), _offered(dispute)
        return offered if offered and offered.amount > lower.amount else lower

    def _platform_steps_in(self, random: Random) -> Iterator[Move]:
        if random.random() < self._platform.takes_case_early:
            yield Move(self._platform.takes_case_after.draw(random), self._agent(random), "take_case")

    def _platform_decides(self, dispute: Dispute, random: Random) -> Iterator[Move]:
        """An agent takes the case, then proposes or rules; some cases are left lying."""
        if random.random() < self._platform.silent:
            return
        agent, taken = self._agent(random), self._platform.takes_case_after.draw(random)
        yield Move(taken, agent, "take_case")
        action = "propose_plan" if random.random() < self._platform.proposes else "rule"
        decided = taken + self._platform.decides_after.draw(random)
        yield Move(decided, agent, action, self._verdict(dispute, random))

    def _verdict(self, dispute: Dispute, random: Random) -> dict[str, object]:
        found = self._platform.finds.of(dispute.category).choose(random)
        share = self._platform.splits.draw(random)
        blamed = self._platform.blames.of(dispute.category).choose(random)
        if found == "rest":
            return {"plan": Plan.no_refund(), "winner": "seller", "liable": "nobody"}
        asked = _asked(dispute)
        plan = Plan.refund(asked if found == "buyer" else part(asked, share))
        if _without_seller(dispute):
            return {"plan": plan, "winner": found}  # Left out, the guarantee or the carrier is liable.
        return {"plan": plan, "winner": found, "liable": "nobody" if blamed == "rest" else blamed}

    def _parties_settle(self, dispute: Dispute, random: Random) -> Iterator[Move]:
        """While the platform deliberates, a party may still give in."""
        gives_in, settles, withdraws = random.random(), random.random(), random.random()
        seller_after = self._seller.answers_after.draw(random)
        buyer_after = self._buyer.answers_after.draw(random)
        if gives_in < self._seller.gives_in_in_arbitration and not _without_seller(dispute):
            yield Move(seller_after, _seller(dispute), "accept_plan", {"of": "buyer"})
        if settles < self._buyer.settles_in_arbitration and _offered(dispute):
            yield Move(buyer_after, _buyer(dispute), "accept_plan", {"of": "seller"})
        elif withdraws < self._buyer.withdraws_in_arbitration:
            yield Move(buyer_after, _buyer(dispute), "withdraw", {"why": "Not worth the wait."})

    def _parties_consider(self, dispute: Dispute, random: Random) -> Iterator[Move]:
        """Each looks at the platform's proposal for himself."""
        sides = (
            (_buyer(dispute), self._buyer.accepts_proposal, self._buyer.answers_after),
            (_seller(dispute), self._seller.accepts_proposal, self._seller.answers_after),
        )
        for party, share, delay in sides:
            accepts, after = random.random() < share, delay.draw(random)
            if accepts:
                yield Move(after, party, "accept_plan", {"of": "platform"})

    def _agent(self, random: Random) -> Actor:
        return Actor.platform(f"agent-{random.randint(1, self._platform.agents)}")


def _buyer(dispute: Dispute) -> Actor:
    return Actor.buyer(dispute.order.buyer)


def _seller(dispute: Dispute) -> Actor:
    return Actor.seller(dispute.order.seller)


def _asked(dispute: Dispute) -> Money:
    plan = dispute.plans["buyer"]
    return plan.amount if plan and plan.amount else dispute.order.paid


def _offered(dispute: Dispute) -> Money | None:
    plan = dispute.plans["seller"]
    return plan.amount if plan else None


def _without_seller(dispute: Dispute) -> bool:
    """The guarantee's and the carrier's disputes go past the seller."""
    order = dispute.order
    carriers = order.platform_logistics and dispute.category == "not_received"
    return order.after_sales_guarantee or carriers
