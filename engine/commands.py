"""The commands: file, act, erase. Each is one transaction, idempotent by its id.

The order of things is the same for all: lock, see whether this command was carried out before, read the
time, fire what is overdue, decide, append. What fired stays when the command itself is then refused.
"""

from datetime import datetime

from .agenda import allowed_actions
from .built_in import CLOCK_ACTIONS, CLOCK_COMMANDS
from .carrying import carry_out, end_pause_locked, settle_locked
from .context import Context, visible
from .definition import Action, Workflow
from .details import check_details
from .errors import InvalidInput, Refused, suggestion
from .fields import Id, check_field
from .inputs import Actor, Claim, Order
from .plans import check_content, check_facts
from .ports import Transaction
from .projection import HELD_BACK, held_timer, held_words, overdue
from .records import Dispute
from .repeats import Request, repeated
from .standings import with_standing


def file(context: Context, request: Request, workflow: str, session: object | None) -> Dispute:
    """File a dispute on an order's line; the request's details are the order and the claim."""
    order = check_field("order", request.details["order"], Order)
    claim = check_field("claim", request.details["claim"], Claim)
    definition = context.registry.get(check_field("workflow", workflow, Id))
    content = {"reason": claim.reason, "plan": claim.plan, "evidence": claim.evidence}
    check_content(definition, order, "buyer", content, "claim.")
    check_facts(definition, order)
    with context.store.writing(session) as transaction:
        line = transaction.lock_order(order.marketplace, order.id, order.line)
        if done := repeated(context, transaction, request, workflow):
            return done
        now = max([context.clock.now(), *(one.last_event_at for one in line if one.last_event_at)])
        line = [settle_locked(context, transaction, dispute, now) for dispute in line]
        _check_filing(definition, order, request.by, line)
        context.register(transaction, definition)
        request = with_standing(transaction, request, order)
        return carry_out(context, transaction, definition, None, request, now)


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
        now = context.now_for(dispute)
        settle = end_pause_locked if request.action in CLOCK_COMMANDS else settle_locked
        dispute = settle(context, transaction, dispute, now)
        _check_not_held(transaction, workflow, dispute, request.by, now)
        _check_version(workflow, dispute, request.by, now, expected_version)
        return carry_out(context, transaction, workflow, dispute, request, now)


def erase(context: Context, dispute_id: str, request: Request, session: object | None) -> Dispute:
    """Remove a dispute's personal texts and note it in the history, which still verifies."""
    check_field("dispute_id", dispute_id, Id)
    with context.store.writing(session) as transaction:
        dispute = visible(transaction.lock(dispute_id), dispute_id)
        workflow = context.workflow_of(transaction, dispute)
        if done := repeated(context, transaction, request, dispute_id=dispute_id):
            return done
        now = context.now_for(dispute)
        dispute = settle_locked(context, transaction, dispute, now)
        transaction.erase_texts(dispute_id)
        return carry_out(context, transaction, workflow, dispute, request, now)


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
    declared = mine or next((one for one in (*workflow.actions, *CLOCK_ACTIONS) if one.name == request.action), None)
    if declared:
        return declared
    if workflow.executor.rows(request.action):
        raise Refused("wrong_actor", f"{request.action} happens by itself; nobody can do it.")
    names = sorted({action.name for action in (*workflow.actions, *CLOCK_ACTIONS)})
    raise InvalidInput(
        "action",
        f"{workflow.id} has no action {request.action!r}{suggestion(request.action, names)}; it has {', '.join(names)}",
    )


def _check_filing(workflow: Workflow, order: Order, by: Actor, line: list[Dispute]) -> None:
    """Refused when this actor may not file, or the line is or has been disputed."""
    if by != Actor.buyer(order.buyer):
        raise Refused("wrong_actor", f"Only the buyer of the order may file a dispute on it, not {by}.")
    check_line(workflow, line)


def check_line(workflow: Workflow, line: list[Dispute]) -> None:
    """Refused when the line is disputed, or has been and may not be again."""
    for earlier in line:
        if earlier.outcome is None:
            raise Refused("already_open", f"Dispute {earlier.id} is open on this order line.")
        if earlier.outcome.resolution not in workflow.file_again_after:
            again = (
                f"again only after {' or '.join(workflow.file_again_after)}" if workflow.file_again_after else "once"
            )
            raise Refused(
                "already_decided",
                f"Dispute {earlier.id} on this order line has ended ({earlier.outcome.resolution}); a line is "
                f"disputed {again}.",
            )


def _check_not_held(transaction: Transaction, workflow: Workflow, dispute: Dispute, by: Actor, now: datetime) -> None:
    if by.role not in HELD_BACK or overdue(workflow, dispute, now) is None:
        return
    if timer := held_timer(workflow, dispute, now, transaction.holds()):
        raise Refused("clock_held", held_words(timer))


def _check_version(workflow: Workflow, dispute: Dispute, by: Actor, now: datetime, expected: int | None) -> None:
    if expected is not None and expected != dispute.version:
        raise Refused(
            "version_changed",
            f"The dispute is at version {dispute.version}, not {expected}: look at it again before you act.",
            allowed_actions(workflow, dispute, by, now),
        )
