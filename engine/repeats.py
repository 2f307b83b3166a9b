"""A command carries an id that is unique over all commands: sent again it does nothing and answers as before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from .context import Context, revealed
from .definition import FILE, ROUTE
from .errors import CommandConflict
from .fields import Id, check_field
from .inputs import Actor
from .personal import blank, map_personal, opener
from .ports import Transaction
from .records import Dispute, Event
from .replay import filed_under, replay


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for: who, what, with which details, under which id."""

    action: str
    by: Actor
    details: Mapping[str, object]
    command_id: str

    def checked(self) -> "Request":
        """The same, if actor and id are what they must be."""
        check_field("by", self.by, Actor)
        check_field("command_id", self.command_id, Id)
        return self

    def with_details(self, details: Mapping[str, object]) -> "Request":
        """The same with checked details."""
        return replace(self, details=details)

    def for_line(self, line: str) -> "Request":
        """The part of a request on a whole order that concerns one line."""
        return replace(self, command_id=f"{self.command_id}:{line}")


def repeated(
    context: Context,
    transaction: Transaction,
    request: Request,
    workflow: str = "",
    dispute_id: str | None = None,
) -> Dispute | None:
    """The dispute as this command left it, when it was carried out before; None when it is new.

    CommandConflict when the id was used for anything else: another action, actor, dispute or other details.
    """
    event = transaction.command(request.command_id)
    if event is None:
        return None
    history = transaction.history(event.dispute_id)
    difference = _difference(transaction, event, request, dispute_id) or _other_workflow(transaction, event, workflow)
    if difference:
        raise CommandConflict(event.command_id or "", difference)
    own = _own_events(history, event)
    dispute = visible_dispute(transaction, event.dispute_id)
    versions = partial(context.version, transaction)
    began = versions(filed_under(history, dispute.workflow_id))
    return revealed(transaction, [replay(began, own, versions)])[0]


def visible_dispute(transaction: Transaction, dispute_id: str) -> Dispute:
    """The dispute that an event belongs to; there always is one."""
    dispute = transaction.dispute(dispute_id)
    assert dispute is not None, "an event belongs to a dispute"
    return dispute


def _difference(transaction: Transaction, event: Event, request: Request, dispute_id: str | None) -> str:
    if event.action != request.action:
        return f"it was {event.action}, not {request.action}"
    if event.actor != request.by:
        return f"it was {event.actor}'s, not {request.by}'s"
    if dispute_id not in (None, event.dispute_id):
        return f"it was for dispute {event.dispute_id}"
    texts = transaction.texts([event.dispute_id])
    # A standing is the engine's own addition to a filing.
    recorded = {name: value for name, value in event.details.items() if name != "standing"}
    recorded = map_personal(recorded, opener(texts))
    if recorded == dict(request.details):
        return ""
    if map_personal(recorded, blank) == map_personal(request.details, blank) and not texts:
        return ""  # The texts were erased: what is left to compare is the same.
    names = {*recorded, *request.details}
    changed = sorted(name for name in names if recorded.get(name) != request.details.get(name))
    return f"other {', '.join(changed)}"


def _other_workflow(transaction: Transaction, event: Event, workflow: str) -> str:
    """A filing names its workflow by name, or by name and version."""
    dispute = visible_dispute(transaction, event.dispute_id)
    began = filed_under(transaction.history(dispute.id), dispute.workflow_id)
    return "" if workflow in ("", dispute.workflow, began) else f"it was under {began}, not {workflow}"


def _own_events(history: list[Event], event: Event) -> list[Event]:
    """The history up to what the command itself added: a filing is followed by its routing."""
    end = event.seq
    while event.action == FILE and end < len(history) and history[end].action == ROUTE:
        end += 1
    return history[:end]
