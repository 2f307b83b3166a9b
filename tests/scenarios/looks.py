"""What can be seen of a dispute where the table stands: its plans, its agenda, how it ended."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from disputes import Dispute, Event, Outcome, Plan

from .run import Run, Story, same
from .table import Check, Ended
from .words import shown

NEWEST = {"aliexpress": "aliexpress@2"} | {name: f"{name}@1" for name in ("dhgate", "ebay", "paypal", "shopee")}
"""The version that a workflow's bare name stands for."""


def check_record(run: Run, story: Story) -> None:
    """Everything is recorded, the record follows from it, and every end was told."""
    dispute, history = run.engine.get(story.id), run.engine.history(story.id)
    same([event.seq for event in history], list(range(1, dispute.version + 1)))
    same([event.from_state for event in history], [None, *(event.to_state for event in history[:-1])])
    assert all(event.recorded_at for event in history), "an event is not recorded after a tick"
    same(run.engine.verify(story.id), ())
    told = dispute.outcome.revision if dispute.outcome else 0
    assert told == len(story.outcomes), "every end of a dispute needs its outcome line"
    same(_moved(history), _differences(story.outcomes))
    if dispute.outcome:
        same(dispute.stage, "resolved")
        same(bool(run.engine.agenda(dispute.id)), dispute.state == "appealed")


def _moved(history: list[Event]) -> list[int]:
    """The money that the platform is told to move, as minor units towards the buyer."""
    signs = {"refund": 1, "recover": -1}
    effects = (effect for event in history for effect in event.effects if effect.kind in signs)
    return [signs[effect.kind] * effect.amount.amount for effect in effects if effect.amount]


def _differences(outcomes: list[Outcome]) -> list[int]:
    """The first refund, then by how much each new total differs; what does not differ moves no money."""
    totals = [0, *(outcome.refund.amount for outcome in outcomes)]
    return [after - before for before, after in pairwise(totals) if after != before]


def check_outcome(run: Run, row: Ended) -> None:
    """The outcome of the dispute that has ended at this moment."""
    story = run.newest[row.line]
    dispute = run.engine.get(story.id)
    outcome, order = dispute.outcome, dispute.order
    assert outcome, "the dispute has not ended"
    whose = {"dispute_id": story.id, "order_id": order.id, "line": order.line, "marketplace": "default"}
    parties = {"buyer": order.buyer, "seller": order.seller, "workflow": NEWEST.get(story.workflow, story.workflow)}
    events = run.engine.history(story.id)
    times = {"filed_at": events[0].occurred_at, "resolved_at": events[-1].occurred_at}
    wanted = {**whose, **parties, **times, **row.values}
    same({name: getattr(outcome, name) for name in wanted}, wanted)
    same((dispute.filed_at, dispute.resolved_at), (outcome.filed_at, outcome.resolved_at))
    story.outcomes.append(replace(outcome, position=None))


def _plan(plan: Plan | None) -> str:
    if plan is None:
        return "none"
    if plan == Plan.replacement():
        return "replacement"
    back = f" with freight paid by {plan.freight}" if plan.freight else ""
    refund = f"refund {plan.amount}" if plan.amount else "no refund"
    return f"goods back and {refund}{back}" if back else refund


def _dispute(run: Run, check: Check) -> Dispute:
    return run.engine.get(run.newest[check.line].id)


def _plans(run: Run, check: Check) -> str:
    plans = _dispute(run, check).plans
    return ", ".join(f"{party} {_plan(plans[party])}" for party in ("buyer", "seller", "platform"))


def _adopted(run: Run, check: Check) -> str:
    adopted = _dispute(run, check).adopted_plan
    return _plan(adopted) if adopted else "nothing"


def _agenda(run: Run, check: Check) -> str:
    items = run.engine.agenda(run.newest[check.line].id)
    return ", ".join(f"{item.action} {shown(item.due_at)}" for item in items) or "nothing"


def _evidence(run: Run, check: Check) -> str:
    return ", ".join(f"{item.id} {item.by}" for item in _dispute(run, check).evidence) or "nothing"


def _reason(run: Run, check: Check) -> str:
    dispute = _dispute(run, check)
    return f"{dispute.reason}, category {dispute.category}"


def _queue(run: Run, check: Check) -> str:
    state = check.wanted.partition(":")[0]
    found = run.engine.find(state=state, seller="s-17", order_by="due")
    return f"{state}: " + ", ".join(f"line {dispute.order.line}" for dispute in found)


LOOKS: dict[str, Callable[[Run, Check], str]] = {
    "plans": _plans,
    "adopted": _adopted,
    "stage": lambda run, check: _dispute(run, check).stage,
    "turn": lambda run, check: _dispute(run, check).turn,
    "agenda": _agenda,
    "evidence": _evidence,
    "reason": _reason,
    "queue": _queue,
}
