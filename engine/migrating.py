"""Changing the rules of an open dispute: it goes on under another version of its workflow."""

from collections.abc import Mapping
from typing import cast

from .built_in import MIGRATE, MIGRATION
from .carrying import carry_out, settle_locked
from .context import Context, visible
from .definition import Workflow
from .details import check_details
from .errors import InvalidInput, Refused
from .fields import Id, check_field
from .records import Dispute
from .repeats import Request, repeated


def migrate(
    context: Context, dispute_id: str, request: Request, expected_version: int | None, session: object | None
) -> Dispute:
    """Let the dispute go on under the version `to`; `states` says where states go that it does not have.

    What was due under the old rules fires first. Refused: wrong_actor, already_there, already_over,
    no_such_state, no_such_reason, version_changed.
    """
    check_field("dispute_id", dispute_id, Id)
    details = check_details(MIGRATE, request.details, MIGRATION.takes, MIGRATION.may_take)
    target = context.registry.get(str(details["to"]))
    for state in cast("Mapping[str, str]", details.get("states", {})):
        if state in target.state_by_name:
            raise InvalidInput("states", f"{target.id} has the state {state!r}: only states that it lacks are mapped")
    with context.store.writing(session) as transaction:
        dispute = visible(transaction.lock(dispute_id), dispute_id, request.by)
        source = context.workflow_of(transaction, dispute)
        request = request.with_details({**details, "from": source.id, "to": target.id})
        if event := transaction.command(request.command_id):
            # Sent again the dispute is under the new version already: compare with where it came from.
            request = request.with_details({**request.details, "from": event.details.get("from", source.id)})
        if done := repeated(context, transaction, request, dispute_id=dispute_id):
            return done
        now = context.now_for(dispute)
        dispute = settle_locked(context, transaction, dispute, now)
        _check(source, target, dispute, request, expected_version)
        context.register(transaction, target)
        return carry_out(context, transaction, target, dispute, request, now, migrated_from=source)


def _check(source: Workflow, target: Workflow, dispute: Dispute, request: Request, expected: int | None) -> None:
    if request.by.role != "platform":
        raise Refused("wrong_actor", f"{MIGRATE} is for platform, not for the {request.by.role}.")
    if source.name != target.name:
        raise InvalidInput("to", f"must be another version of {source.name}, not {target.id}")
    if expected not in (None, dispute.version):
        raise Refused("version_changed", f"The dispute is at version {dispute.version}, not {expected}: look again.")
    if source.id == target.id:
        raise Refused("already_there", f"The dispute is under {target.id}.")
    if not dispute.is_pending:
        raise Refused("already_over", "The dispute has ended: it keeps the rules it ended under.")
