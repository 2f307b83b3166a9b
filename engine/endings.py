"""How a dispute ends: the plan that is adopted, what it pays, and the outcome that scores are made of."""

from .definition import Ending
from .draft import Draft
from .inputs import Plan
from .money import Money
from .records import Dispute, Outcome, Ruling


def adopt(draft: Draft, ends: Ending | None) -> Money | None:
    """What an ending pays: the adopted plan's amount, at most what is still refundable. None: it is no ending."""
    if ends is None:
        return None
    draft.adopted_plan = draft.plans[ends.plan] if ends.plan else None
    refundable = draft.order.refundable
    plan = draft.adopted_plan
    if plan is None or plan.amount is None:
        return Money.zero(refundable.currency)
    return min(plan.amount, refundable, key=lambda money: money.amount)


def conclude(draft: Draft, dispute_id: str, refund: Money | None, dispute: Dispute | None, ends: Ending) -> Outcome:
    """The outcome of a dispute that ends now, with the refund that `adopt` found."""
    ruling = draft.ruling or Ruling("nobody", "nobody")
    order = draft.order
    filed_at = dispute.filed_at if dispute else draft.now
    answered = draft.points.get("seller_answered")
    assert refund is not None, "an ending has a refund, be it zero"
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
        resolution=ends.resolution,
        decided_by=ends.decided_by,
        winner=ends.winner or ruling.winner,
        liable=ends.liable or ruling.liable,
        refund=refund,
        with_return=_returns_goods(draft.adopted_plan),
        arbitrated="arbitration_started" in draft.points,
        seller_timed_out=ends.resolution == "seller_timeout",
        after_sales_guarantee=order.after_sales_guarantee,
        first_response_after=answered - filed_at if answered else None,
        filed_at=filed_at,
        resolved_at=draft.now,
    )


def _returns_goods(plan: Plan | None) -> bool:
    return plan is not None and plan.kind == "return_and_refund"
