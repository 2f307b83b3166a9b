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
from .plans import check_content, check_facts
from .records import Dispute
from .repeats import Request, repeated

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
        return carry_out(context, transaction, definition, None, request, now)


def check_case(workflow: Workflow, case: Case, now: datetime) -> None:
    """InvalidInput with every reason why the workflow cannot go on from this case."""
    check_facts(workflow, case.order)
    for role, plan in {"buyer": case.claim.plan, **case.plans}.items():
        field = "case.claim." if role == "buyer" else f"case.plans.{role}."
        content: dict[str, object] = {"plan": plan}
        if role == "buyer":
            content |= {"reason": case.claim.reason, "evidence": case.claim.evidence}
        check_content(workflow, case.order, role, content, field)
    faults = [*_state_faults(workflow, case), *_time_faults(workflow, case, now)]
    if not faults:
        faults = [*_timer_faults(workflow, case), *_plan_faults(workflow, case)]
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
    known = {name for row in workflow.transitions for name in row.marks} | {"settled"}
    if case.filed_at > now:
        yield "case.filed_at", "must not lie in the future"
    for name, instant in case.times.items():
        if name not in known:
            yield f"case.times.{name}", f"{workflow.id} has no such time point{suggestion(name, known)}"
        elif not case.filed_at <= instant <= now:
            yield f"case.times.{name}", "must lie between filed_at and now"


def _timer_faults(workflow: Workflow, case: Case) -> Faults:
    """Deadlines that run in the state and count from what the case does not tell."""
    marks = {name for row in workflow.transitions for name in row.marks} | {"settled"}
    for rule in workflow.timers:
        if case.state in rule.runs_in:
            missing = (rule.points() & marks) - case.times.keys() - {"filed"}
            for name in sorted(missing):
                yield f"case.times.{name}", f"is required in {case.state}: {rule.action} counts from it"


def _plan_faults(workflow: Workflow, case: Case) -> Faults:
    """Plans and verdicts that what can happen by itself would need."""
    for row in workflow.transitions:
        ends = row.ends
        if ends is None or case.state not in row.from_:
            continue
        if ends.plan == "adopted" and case.agreed is None:
            yield "case.agreed", f"is required in {case.state}: {row.action} executes the adopted plan"
        if "timer" not in row.by:
            continue
        if ends.plan in {"seller", "platform"} and ends.plan not in case.plans:
            yield f"case.plans.{ends.plan}", f"is required in {case.state}: {row.action} executes it"
        if ends.plan == "platform" and case.proposed is None:
            yield "case.proposed", f"is required in {case.state}: say who wins and who is liable"
