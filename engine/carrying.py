"""Carrying out what was asked: fire what is overdue, decide, append. Every command goes through here."""

from datetime import datetime

from .context import Context, revealed, settle_now, step_of
from .decide import Decision, decide
from .definition import Workflow
from .draft import Command
from .logs import LOG
from .personal import Vault
from .ports import Step, Transaction
from .projection import settle
from .records import Dispute
from .repeats import Request


def settle_locked(context: Context, transaction: Transaction, dispute: Dispute, now: datetime) -> Dispute:
    """Fire what is overdue of a locked dispute, and record it."""
    now = max(now, dispute.last_event_at or now)
    if all(timer.due_at > now for timer in dispute.timers):
        return dispute
    workflow = context.workflow_of(transaction, dispute)
    settled = settle_now(workflow, dispute, now, transaction.holds())
    if settled.steps:
        transaction.append(settled.steps)
    return settled.dispute


def end_pause_locked(context: Context, transaction: Transaction, dispute: Dispute, now: datetime) -> Dispute:
    """End a locked dispute's pause whose time is used up, and record it; nothing else that is overdue fires."""
    if dispute.paused_at is None:
        return dispute
    workflow = context.workflow_of(transaction, dispute)
    # Nothing but the end of the pause waits in a dispute that is paused.
    for _, decision in settle(workflow, dispute, now, transaction.holds()):
        transaction.append([step_of(decision, now)])
        return decision.dispute
    return dispute


def carry_out(
    context: Context,
    transaction: Transaction,
    workflow: Workflow,
    dispute: Dispute | None,
    request: Request,
    now: datetime,
    migrated_from: Workflow | None = None,
) -> Dispute:
    """Decide the request at the time up to which the dispute was settled, and record what it does."""
    vault = Vault(context.ids)
    dispute_id = dispute.id if dispute else context.ids.uuid7(now)
    details = vault.seal(request.details)
    command = Command(
        request.action, request.by, now, details, dispute_id, request.command_id, migrated_from=migrated_from
    )
    decision = decide(workflow, dispute, command)
    steps = [step_of(decision, now, vault.texts), *_due_at_once(context, transaction, workflow, decision.dispute)]
    transaction.append(steps)
    _log(decision, request)
    return revealed(transaction, [decision.dispute])[0]


def _due_at_once(context: Context, transaction: Transaction, workflow: Workflow, dispute: Dispute) -> list[Step]:
    """What new facts have made overdue fires with them, so that no recorded deadline lies in its dispute's past."""
    now = context.now_for(dispute)
    if all(timer.due_at > now for timer in dispute.timers):
        return []
    return settle_now(workflow, dispute, now, transaction.holds()).steps


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
