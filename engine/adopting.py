"""Taking over an open case: checked against the workflow, then a dispute like any other."""

from collections.abc import Iterator
from datetime import datetime

from .carrying import carry_out, settle_locked
from .cases import Case
from .commands import check_line
from .context import Context
from .definition import Workflow
from .errors import InvalidInput, Refused, suggestion
from .fields import Id, check_field
from .footing import Footing, gaps, marks_of
from .guards import sends_back
from .inputs import Party
from .plans import check_content, check_facts
from .records import Dispute
from .repeats import Request, repeated
from .standings import with_standing

Faults = Iterator[tuple[str, str]]


def take_over(context: Context, request: Request, workflow: str, session: object | None) -> Dispute:
    """Go on with a case of another system; the request's detail is the case."""
    case: Case = check_field("case", request.details["case"], Case)
    definition = context.registry.get(check_field("workflow", workflow, Id))
    if request.by.role not in {"platform", "system"}:
        raise Refused("wrong_actor", f"Only the platform takes cases over, not the {request.by.role}.")
    order = case.order
    with context.store.writing(session) as transaction:
        line = transaction.lock_order(order.marketplace, order.id, order.line)
        if done := repeated(context, transaction, request, workflow):
            return done
        now = max([context.clock.now(), *(one.last_event_at for one in line if one.last_event_at)])
        check_case(definition, case, now)
        check_line(definition, [settle_locked(context, transaction, dispute, now) for dispute in line])
        context.register(transaction, definition)
        request = with_standing(transaction, request, order)
        return carry_out(context, transaction, definition, None, request, now)


def check_case(workflow: Workflow, case: Case, now: datetime) -> None:
    """InvalidInput with why the workflow cannot go on from this case: wrong content first, then all that is missing."""
    check_facts(workflow, case.order)
    for role, plan in {"buyer": case.claim.plan, **case.plans}.items():
        field = "case.claim." if role == "buyer" else f"case.plans.{role}."
        content: dict[str, object] = {"plan": plan}
        if role == "buyer":
            content |= {"reason": case.claim.reason, "evidence": case.claim.evidence}
        check_content(workflow, case.order, role, content, field)
        if plan.kind not in workflow.plans:
            raise InvalidInput(f"{field}plan", f"{workflow.id} offers no {plan.kind.replace('_', ' ')}")
    faults = [*_state_faults(workflow, case), *_time_faults(workflow, case, now)]
    if not faults:
        faults = list(_footing_faults(workflow, case))
    if faults:
        (field, rule), *more = faults
        raise InvalidInput(field, rule, more)


def _state_faults(workflow: Workflow, case: Case) -> Faults:
    states = [state.name for state in workflow.states if state.stage not in {"filed", "resolved"}]
    if case.state not in states:
        yield (
            "case.state",
            f"must be an open state of {workflow.id}: {', '.join(states)}{suggestion(case.state, states)}",
        )


def _time_faults(workflow: Workflow, case: Case, now: datetime) -> Faults:
    known = marks_of(workflow)
    if case.filed_at > now:
        yield "case.filed_at", "must not lie in the future"
    for name, instant in case.times.items():
        if name not in known:
            yield f"case.times.{name}", f"{workflow.id} has no such time point{suggestion(name, known)}"
        elif not case.filed_at <= instant <= now:
            yield f"case.times.{name}", "must lie between filed_at and now"


def _footing_faults(workflow: Workflow, case: Case) -> Faults:
    """What the state would need to go on, and what it has no use for."""
    plans: set[Party] = {"buyer", *case.plans}
    footing = Footing(case.state, case.times.keys(), plans, case.proposed is not None, case.agreed is not None)
    needs = list(gaps(workflow, footing))
    yield from ((f"case.{name}", rule) for name, rule in needs)
    if case.agreed:
        yield from _agreed_faults(workflow, case, case.agreed.plan)
    if "buyer" in case.plans:
        yield "case.plans.buyer", "the buyer's plan is the claim's: case.claim.plan"
    if "platform" in case.accepted_by or len(set(case.accepted_by)) > 1:
        yield "case.accepted_by", "must be the one party that has accepted the platform's plan so far"


def _agreed_faults(workflow: Workflow, case: Case, party: Party) -> Faults:
    carried_out = any(
        row.ends and row.ends.plan == "adopted" and case.state in row.from_ for row in workflow.transitions
    )
    plan = case.claim.plan if party == "buyer" else case.plans.get(party)
    if not carried_out:
        yield "case.agreed", f"is not for {case.state}: there nothing that was agreed is being carried out"
    elif plan is None:
        yield f"case.plans.{party}", "is required: it is the plan that was agreed on"
    elif workflow.state_by_name[case.state].stage == "returning" and not sends_back(plan):
        yield "case.agreed", f"the {party}'s plan sends nothing back, and {case.state} waits for goods"
