"""The commands: file, act, update an order's facts, erase. Each is one transaction, idempotent by its id.

The order of things is the same for all: lock, see whether this command was carried out before, read the
time, fire what is overdue, decide, append. What fired stays when the command itself is then refused.
"""

from dataclasses import replace
from typing import Any

from .context import Context, revealed, settle_now, step_of, visible
from .decide import Decision, decide
from .definition import Action, Workflow
from .details import check_details, suggestion
from .draft import Command
from .errors import InvalidInput, Refused
from .facts import UPDATE_ORDER
from .fields import Id, check_field
from .inputs import CHANGEABLE_FACTS, Actor, Claim, Order
from .logs import LOG
from .personal import Vault
from .plans import check_content
from .ports import Transaction
from .projection import held_timer, overdue
from .records import Dispute
from .repeats import Request, repeated


def file(context: Context, request: Request, workflow: str, session: object | None) -> Dispute:
    """File a dispute on an order's line; the request's details are the order and the claim."""
    order = check_field("order", request.details["order"], Order)
    claim = check_field("claim", request.details["claim"], Claim)
    definition = context.registry.get(check_field("workflow", workflow, Id))
    content = {"reason": claim.reason, "plan": claim.plan, "evidence": claim.evidence}
    check_content(definition, order, "buyer", content, "claim.")
    with context.store.writing(session) as transaction:
        if done := repeated(context, transaction, request, workflow):
            return done
        line = transaction.lock_order(order.marketplace, order.id, order.line)
        line = [_settle(context, transaction, dispute) for dispute in line]
        _check_filing(definition, order, request.by, line)
        context.register(transaction, definition)
        return _carry_out(context, transaction, definition, None, request)


def act(
    context: Context, dispute_id: str, request: Request, expected_version: int | None, session: object | None
) -> Dispute:
    """Take an action in a dispute."""
    check_field("dispute_id", dispute_id, Id)
    check_field("expected_version", expected_version, int | None)
    with context.store.writing(session) as transaction:
        dispute = visible(transaction.lock(dispute_id), dispute_id, request.by)
        workflow = context.workflow_of(transaction, dispute)
        request = _checked(workflow, dispute, request)
        if done := repeated(context, transaction, request, dispute_id=dispute_id):
            return done
        dispute = _settle(context, transaction, dispute)
        _check_not_held(context, transaction, workflow, dispute, request.by)
        _check_version(dispute, expected_version)
        return _carry_out(context, transaction, workflow, dispute, request)


def update_order(
    context: Context,
    order_id: str,
    line: str | None,
    marketplace: str,
    request: Request,
    session: object | None,
) -> tuple[Dispute, ...]:
    """Record new facts in the open disputes of an order, or of one line of it."""
    check_field("order_id", order_id, Id)
    check_field("line", line, Id | None)
    check_field("marketplace", marketplace, Id)
    details = check_details(UPDATE_ORDER, request.details, (), CHANGEABLE_FACTS)
    if not details:
        raise InvalidInput("facts", f"give at least one of {', '.join(CHANGEABLE_FACTS)}")
    request = request.with_details(details)
    with context.store.writing(session) as transaction:
        lines: dict[str, list[Dispute]] = {}
        for dispute in transaction.lock_order(marketplace, order_id, line):
            lines.setdefault(dispute.order.line, []).append(dispute)
        found = (
            _update_line(context, transaction, disputes, request if line else request.for_line(name))
            for name, disputes in lines.items()
        )
        return tuple(dispute for dispute in found if dispute)


def _update_line(
    context: Context, transaction: Transaction, disputes: list[Dispute], request: Request
) -> Dispute | None:
    """The line's open dispute with the new facts; only the newest of a line's disputes can be open."""
    earlier = {dispute.id: dispute for dispute in disputes}
    event = transaction.command(request.command_id)
    newest = earlier.get(event.dispute_id, disputes[-1]) if event else disputes[-1]
    workflow = context.workflow_of(transaction, newest)
    if done := repeated(context, transaction, request, dispute_id=newest.id):
        return done
    _check_facts(newest.order, request)
    dispute = _settle(context, transaction, newest)
    if dispute.stage == "resolved":
        return None
    return _carry_out(context, transaction, workflow, dispute, request)


def _check_facts(order: Order, request: Request) -> None:
    """InvalidInput when an order with these facts could not be."""
    facts: dict[str, Any] = dict(request.details)
    replace(order, **facts)


def erase(context: Context, dispute_id: str, request: Request, session: object | None) -> Dispute:
    """Remove a dispute's personal texts and note it in the history, which still verifies."""
    check_field("dispute_id", dispute_id, Id)
    with context.store.writing(session) as transaction:
        dispute = visible(transaction.lock(dispute_id), dispute_id)
        workflow = context.workflow_of(transaction, dispute)
        if done := repeated(context, transaction, request, dispute_id=dispute_id):
            return done
        dispute = _settle(context, transaction, dispute)
        transaction.erase_texts(dispute_id)
        return _carry_out(context, transaction, workflow, dispute, request)


def _settle(context: Context, transaction: Transaction, dispute: Dispute) -> Dispute:
    """Fire what is overdue of a locked dispute, and record it."""
    now = context.now_for(dispute)
    if all(timer.due_at > now for timer in dispute.timers):
        return dispute
    workflow = context.workflow_of(transaction, dispute)
    settled = settle_now(workflow, dispute, now, transaction.holds())
    if settled.steps:
        transaction.append(settled.steps)
    return settled.dispute


def _carry_out(
    context: Context,
    transaction: Transaction,
    workflow: Workflow,
    dispute: Dispute | None,
    request: Request,
) -> Dispute:
    """Decide the request now and record what it does."""
    vault = Vault(context.ids)
    now = context.now_for(dispute) if dispute else context.clock.now()
    dispute_id = dispute.id if dispute else context.ids.uuid7(now)
    details = vault.seal(request.details)
    command = Command(request.action, request.by, now, details, dispute_id, request.command_id)
    decision = decide(workflow, dispute, command)
    transaction.append([step_of(decision, now, vault.texts)])
    _log(decision, request)
    return revealed(transaction, [decision.dispute])[0]


def _log(decision: Decision, request: Request) -> None:
    dispute = decision.dispute
    LOG.info(
        "command carried out",
        dispute=dispute.id,
        order=dispute.order.id,
        workflow=dispute.workflow_id,
        action=request.action,
        actor=str(request.by),
        state=dispute.state,
    )


def _checked(workflow: Workflow, dispute: Dispute, request: Request) -> Request:
    """The request with its details as this workflow takes them; InvalidInput for what is wrong in any state."""
    action = _declared(workflow, request)
    details = check_details(action.name, request.details, action.takes, action.may_take)
    if action.needs_one and not details:
        raise InvalidInput(action.name, f"changes nothing: give at least one of {', '.join(action.may_take)}")
    check_content(workflow, dispute.order, request.by.role, details)
    return request.with_details(details)


def _declared(workflow: Workflow, request: Request) -> Action:
    mine = workflow.action(request.action, request.by.role)
    declared = mine or next((action for action in workflow.actions if action.name == request.action), None)
    if declared:
        return declared
    if workflow.executor.rows(request.action):
        raise Refused("wrong_actor", f"{request.action} happens by itself; nobody can do it.")
    names = sorted({action.name for action in workflow.actions})
    raise InvalidInput(
        "action",
        f"{workflow.id} has no action {request.action!r}{suggestion(request.action, names)}; it has {', '.join(names)}",
    )


def _check_filing(workflow: Workflow, order: Order, by: Actor, line: list[Dispute]) -> None:
    """Refused when this actor may not file, or the line is or has been disputed."""
    if by != Actor.buyer(order.buyer):
        raise Refused("wrong_actor", f"Only the buyer of the order may file a dispute on it, not {by}.")
    for earlier in line:
        if earlier.outcome is None:
            raise Refused("already_open", f"Dispute {earlier.id} is open on this order line.")
        if earlier.outcome.resolution not in workflow.file_again_after:
            raise Refused(
                "already_decided",
                f"Dispute {earlier.id} on this order line has ended ({earlier.outcome.resolution}); a line is "
                f"disputed again only after {' or '.join(workflow.file_again_after)}.",
            )


def _check_not_held(
    context: Context, transaction: Transaction, workflow: Workflow, dispute: Dispute, by: Actor
) -> None:
    now = context.now_for(dispute)
    if by.role not in {"buyer", "seller"} or overdue(workflow, dispute, now) is None:
        return
    if timer := held_timer(workflow, dispute, now, transaction.holds()):
        raise Refused(
            "clock_held",
            f"{timer.action} was due at {timer.due_at.isoformat()} and is held by the platform; "
            "nothing can be done until the hold is released.",
        )


def _check_version(dispute: Dispute, expected: int | None) -> None:
    if expected is not None and expected != dispute.version:
        raise Refused(
            "version_changed",
            f"The dispute is at version {dispute.version}, not {expected}: look at it again before you act.",
        )
