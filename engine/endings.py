"""How a dispute ends: the plan that is adopted, what it pays, and the outcome that scores are made of."""

from .definition import Ending
from .draft import Draft
from .guards import sends_back
from .inputs import Plan
from .money import Money
from .records import Effect, Outcome, Settlement


def settle_on(draft: Draft, ends: Ending) -> None:
    """Adopt the ending's plan; the dispute ends so once the plan is carried out."""
    draft.adopted_plan = draft.plan_of(ends)
    draft.settlement = _settlement(draft, ends)


def adopt(draft: Draft, ends: Ending) -> Money:
    """Adopt the ending's plan, and what it pays: at most what is still refundable."""
    plan = draft.plan_of(ends)
    if plan and sends_back(plan) and ends.plan != "adopted":
        # There is no address to send the goods to: they stay where they are.
        plan = Plan("refund", plan.amount)
    draft.adopted_plan = plan
    draft.settlement = _settlement(draft, ends)
    refundable = draft.order.refundable
    if plan is None or plan.amount is None:
        return Money.zero(refundable.currency)
    return min(plan.amount, refundable, key=lambda money: money.amount)


def _settlement(draft: Draft, ends: Ending) -> Settlement:
    """Who decided and won: as the ending says, else as was settled before, else as the platform ruled."""
    before, ruling = draft.settlement, draft.ruling
    said = before or ruling
    resolution, decided_by = ends.resolution or (before and before.resolution), ends.decided_by
    return Settlement(
        resolution or "ruled",
        decided_by or (before.decided_by if before else "platform"),
        ends.winner or (said.winner if said else "nobody"),
        ends.liable or (said.liable if said else "nobody"),
    )


def payment(draft: Draft, refund: Money) -> tuple[str, Money] | None:
    """What the platform must move now: a refund, or after an appeal the difference; None when it is nothing."""
    before = draft.outcome.refund.amount if draft.outcome else 0
    difference = refund.amount - before
    if difference == 0:
        return None
    return ("refund" if difference > 0 else "recover"), Money(abs(difference), refund.currency)


def conclude(draft: Draft, dispute_id: str, seq: int, refund: Money) -> Outcome:
    """The outcome of a dispute that ends with the event `seq` now, with the refund that `adopt` found."""
    order, settled, before = draft.order, draft.settlement, draft.outcome
    answered = draft.points.get("seller_answered")
    assert settled is not None, "an ending settles the dispute"
    return Outcome(
        dispute_id=dispute_id,
        marketplace=order.marketplace,
        order_id=order.id,
        line=order.line,
        buyer=order.buyer,
        seller=order.seller,
        workflow=draft.workflow.id,
        reason=draft.reason,
        category=draft.category,
        resolution=settled.resolution,
        decided_by=settled.decided_by,
        winner=settled.winner,
        liable=settled.liable,
        refund=refund,
        # Goods that have come back stay so when an appeal has another plan adopted.
        with_return=sends_back(draft.adopted_plan) or (before is not None and before.with_return),
        arbitrated="arbitration_started" in draft.points,
        seller_timed_out=settled.resolution == "seller_timeout",
        after_sales_guarantee=order.after_sales_guarantee,
        first_response_after=answered - draft.filed_at if answered else None,
        filed_at=draft.filed_at,
        resolved_at=draft.now,
        revision=before.revision + 1 if before else 1,
        reason_code=draft.ruling.reason_code if draft.ruling and settled.resolution == "ruled" else None,
        seq=seq,
    )


def effects_of(dispute_id: str, seq: int, kinds: tuple[str, ...], pays: tuple[str, Money] | None) -> tuple[Effect, ...]:
    """The effects of one event, each with an id of its own."""
    amounts = dict([pays]) if pays else {}
    return tuple(Effect(f"{dispute_id}:{seq}:{kind}", kind, amounts.get(kind)) for kind in (*kinds, *amounts))
