"""New facts about an order, recorded in its open disputes as one command."""

from .agenda import allowed_actions
from .built_in import UPDATE_ORDER
from .carrying import carry_out, settle_locked
from .context import Context
from .definition import Workflow
from .details import check_details
from .errors import InvalidInput
from .fields import Id, check_field
from .inputs import CHANGEABLE_FACTS, Actor, Order
from .plans import check_facts
from .ports import Transaction
from .records import Dispute, Event
from .repeats import Request, repeated


def update_order(
    context: Context, order_id: str, line: str | None, marketplace: str, request: Request, session: object | None
) -> tuple[Dispute, ...]:
    """Record new facts in the open disputes of an order, or of one line of it.

    The first dispute's event has the command's id, further ones that id with their line.
    """
    check_field("order_id", order_id, Id)
    check_field("line", line, Id | None)
    check_field("marketplace", marketplace, Id)
    details = check_details(UPDATE_ORDER, request.details, (), CHANGEABLE_FACTS)
    if not details:
        raise InvalidInput("facts", f"give at least one of {', '.join(CHANGEABLE_FACTS)}")
    request = request.with_details(details)
    with context.store.writing(session) as transaction:
        found = transaction.lock_order(marketplace, order_id, line)
        if first := transaction.command(request.command_id):
            return _again(context, transaction, request, found, first)
        taken: list[Dispute] = []
        for dispute in found:
            if _may_go_on(context, transaction, dispute):
                part = request.for_line(dispute.order.line) if taken else request
                taken += _take(context, transaction, dispute, part)
        return tuple(taken)


def _take(context: Context, transaction: Transaction, dispute: Dispute, request: Request) -> list[Dispute]:
    """The dispute with the new facts; nothing when it turns out to have ended."""
    workflow = context.workflow_of(transaction, dispute)
    _check_facts(workflow, dispute.order, request)
    if transaction.command(request.command_id):
        repeated(context, transaction, request, dispute_id=dispute.id)
    now = context.now_for(dispute)
    dispute = settle_locked(context, transaction, dispute, now)
    if not _may_go_on(context, transaction, dispute):
        return []
    return [carry_out(context, transaction, workflow, dispute, request, now)]


def _may_go_on(context: Context, transaction: Transaction, dispute: Dispute) -> bool:
    """Whether facts can still matter: it is open, or somebody may still take it up again, such as by an appeal."""
    if dispute.is_pending:
        return True
    workflow, now = context.workflow_of(transaction, dispute), context.now_for(dispute)
    actors = (Actor.buyer(dispute.order.buyer), Actor.seller(dispute.order.seller), Actor.platform("platform"))
    return any(allowed_actions(workflow, dispute, actor, now) for actor in actors)


def _again(
    context: Context, transaction: Transaction, request: Request, found: list[Dispute], first: Event
) -> tuple[Dispute, ...]:
    """What the same update answered before; CommandConflict when the id was used for anything else."""
    if first.dispute_id not in {dispute.id for dispute in found}:
        repeated(context, transaction, request, dispute_id=found[0].id if found else "")
    parts = (
        (dispute, request if dispute.id == first.dispute_id else request.for_line(dispute.order.line))
        for dispute in found
    )
    answers = (
        repeated(context, transaction, part, dispute_id=dispute.id)
        for dispute, part in parts
        if (event := transaction.command(part.command_id)) and event.dispute_id == dispute.id
    )
    return tuple(answer for answer in answers if answer)


def _check_facts(workflow: Workflow, order: Order, request: Request) -> None:
    """InvalidInput when an order with these facts could not be."""
    try:
        check_facts(workflow, order.with_facts(request.details))
    except InvalidInput as error:
        raise InvalidInput(error.field.removeprefix("order."), error.rule) from None
