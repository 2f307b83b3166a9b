"""What a plan or a reason in a command must be, by its workflow and its order."""

from typing import cast

from .definition import Workflow
from .draft import Draft
from .errors import InvalidInput, Refused, suggestion
from .inputs import Evidence, Order, Plan


def check_content(workflow: Workflow, order: Order, role: str, content: dict[str, object], where: str = "") -> None:
    """InvalidInput for a reason, plan or evidence that is wrong whatever the state of the dispute."""
    if isinstance(reason := content.get("reason"), str) and reason not in workflow.categories:
        known = ", ".join(workflow.categories)
        raise InvalidInput(f"{where}reason", f"{workflow.id} knows no reason {reason!r}; it has {known}")
    if isinstance(plan := content.get("plan"), Plan):
        _check_amount(plan, order, f"{where}plan")
        if role == "buyer" and plan.kind == "no_refund":
            raise InvalidInput(f"{where}plan", "a claim asks for something; to give it up, withdraw")
    if isinstance(code := content.get("reason_code"), str) and code not in workflow.reason_codes:
        known = ", ".join(workflow.reason_codes) or "none"
        raise InvalidInput(f"{where}reason_code", f"{workflow.id} has no reason code {code!r}; it has {known}")
    evidence = cast("tuple[Evidence, ...]", content.get("evidence", ()))
    _check_evidence(workflow, evidence, f"{where}evidence")


def check_facts(workflow: Workflow, order: Order) -> None:
    """InvalidInput for a named fact or time that the workflow does not ask for, or with a value it does not know."""
    rules = {rule.name: rule for rule in workflow.facts}
    for name, value in order.facts.items():
        if name not in rules:
            raise InvalidInput(f"order.facts.{name}", f"{workflow.id} has no such fact{suggestion(name, rules)}")
        if not any(value == one and type(value) is type(one) for one in rules[name].values):
            values = ", ".join(map(str, rules[name].values))
            raise InvalidInput(f"order.facts.{name}", f"must be one of {values}, not {value!r}")
    for name in order.times:
        if name not in workflow.times:
            known = suggestion(name, workflow.times)
            raise InvalidInput(f"order.times.{name}", f"{workflow.id} has no such time{known}")


def _check_amount(plan: Plan, order: Order, field: str) -> None:
    if plan.amount is None:
        return
    if plan.amount.currency != order.paid.currency:
        raise InvalidInput(f"{field}.amount", f"must be in the order's currency, {order.paid.currency}")
    if plan.amount.amount > order.paid.amount:
        raise InvalidInput(f"{field}.amount", f"must be at most what was paid for the line, {order.paid}")


def _check_evidence(workflow: Workflow, evidence: tuple[Evidence, ...], field: str) -> None:
    for limit in workflow.evidence_limits:
        sizes = [item.size for item in evidence if item.kind == limit.kind]
        if len(sizes) > limit.count:
            raise InvalidInput(field, f"at most {limit.count} of kind {limit.kind} in one submission")
        if any(size > limit.bytes for size in sizes):
            raise InvalidInput(field, f"a file of kind {limit.kind} has at most {limit.bytes:,} bytes")


def check_plan(draft: Draft) -> None:
    """Refused for a plan that this workflow does not offer, or that asks for more than is left to refund."""
    plan = _plan(draft)
    if plan is None:
        return
    if plan.kind not in draft.workflow.plans:
        short = plan.kind.removesuffix("_and_refund")
        offered = ", ".join(kind.replace("_", " ") for kind in draft.workflow.plans)
        raise Refused(f"{short}_not_offered", f"{draft.workflow.id} offers no {short}: the plans are {offered}.")
    refundable = draft.order.refundable
    if draft.role != "platform" and plan in (draft.plans["buyer"], draft.plans["seller"]):
        return  # It lies on the table already: agreeing to it pays what is left.
    if plan.amount is not None and plan.amount.amount > refundable.amount:
        raise Refused(
            "above_refundable",
            f"{plan.amount} is more than the {refundable} that is left to refund on this line.",
        )


def _plan(draft: Draft) -> Plan | None:
    content = draft.details.get("plan") or getattr(draft.details.get("claim"), "plan", None)
    return content if isinstance(content, Plan) else None
