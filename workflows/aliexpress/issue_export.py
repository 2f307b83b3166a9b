"""Disputes as issue records in the vocabulary of AliExpress' API, with the API's spelling."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ...engine.inputs import PARTIES, TIME_FACTS, Party, Plan
from ...engine.money import Money
from ...engine.records import Dispute
from .issues import Status
from .rules import ZONE

_REACHED = {"agreed": "negotiation_consensus", "seller_timeout": "seller_reponse_timeout"}


def issue_of(dispute: Dispute) -> dict[str, Any]:
    """The dispute as an issue: its plans as solutions; `order` and `times` hold what the API has no field for."""
    order = dispute.order
    facts = {name: getattr(order, name) for name in TIME_FACTS.values()}
    return {
        "id": dispute.id,
        "order_id": order.line,
        "parent_order_id": order.id,
        "buyer_login_id": order.buyer,
        "gmt_create": _local(dispute.filed_at),
        "issue_status": _status(dispute),
        "issue_reason": dispute.reason,
        "after_sale_warranty": order.after_sales_guarantee,
        **_amount("refund_money_max", order.paid),
        **({"buyer_return_no": "shipped"} if dispute.state == "return_shipped" else {}),
        "process_dto_list": [{"receive_goods": "Y" if dispute.received else "N"}],
        **{f"{party}_solution_list": _solutions(dispute, party) for party in PARTIES},
        "times": {name: at.isoformat() for name, at in dispute.points.items() if name != "filed"},
        "order": {name: at.isoformat() for name, at in facts.items() if at},
    }


def _status(dispute: Dispute) -> Status:
    if dispute.is_pending:
        return "processing"
    withdrawn = dispute.outcome is not None and dispute.outcome.resolution == "withdrawn"
    return "canceled_issue" if withdrawn else "finish"


def _solutions(dispute: Dispute, party: Party) -> list[dict[str, Any]]:
    plan = dispute.plans[party]
    if plan is None:
        return []
    at = dispute.points.get("plan_proposed" if party == "platform" else "claim_submitted", dispute.filed_at)
    return [
        {
            "solution_owner": party,
            "solution_type": "return_and_refund" if plan.kind == "return_and_refund" else "refund",
            "gmt_create": _local(at),
            **_amount("refund_money_post", plan.amount or Money.zero(dispute.order.paid.currency)),
            **({"logistics_fee_bear_role": plan.freight} if plan.freight else {}),
            **_reached(dispute, plan),
        }
    ]


def _reached(dispute: Dispute, plan: Plan) -> dict[str, str]:
    settled = dispute.settlement
    if settled is None or plan != dispute.adopted_plan:
        return {}
    at = dispute.points.get("settled") or dispute.resolved_at or dispute.filed_at
    how = _REACHED.get(settled.resolution, "platform_arbitrate")
    return {"status": "reached", "reached_type": how, "reached_time": _local(at)}


def _local(at: datetime) -> str:
    return at.astimezone(ZoneInfo(ZONE.name)).strftime("%Y-%m-%d %H:%M:%S")


def _amount(name: str, money: Money) -> dict[str, str]:
    return {name: f"{money.decimal:f}", f"{name}_currency": money.currency}
