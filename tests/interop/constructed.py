"""Workflows that strain the export: sets of states that cross, timers stopped on a parent, every calendar."""

from dataclasses import replace
from datetime import date, timedelta

from disputes import Workflow, workflows
from disputes.engine.conditions import Is
from disputes.engine.deadlines import Calendar, Duration, HolidayRange, after, earliest
from disputes.engine.definition import Due, TimerRule, Transition

from ..support import START

BASE = workflows.get("aliexpress@2")


def _duration(name: str, iso: str, calendar: Calendar = "elapsed") -> Duration:
    return Duration(name, iso, "default", "a test", calendar)


def _nudge(workflow: Workflow, name: str, place: int, rule: TimerRule) -> Workflow:
    """The workflow with one more timer that stays where it is."""
    row = Transition(rule.action, ("timer",), rule.runs_in, None, effects=("notify_buyer",))
    remind = Transition("reminder", ("timer",), rule.runs_in, None, effects=("notify_buyer",))
    rows = (*workflow.transitions, row, *([remind] if rule.reminders else []))
    timers = (*workflow.timers[:place], rule, *workflow.timers[place:])
    return replace(workflow, name=name, transitions=rows, timers=timers)


_CROSSING = TimerRule(
    "crossing",
    ("negotiation", "arbitration", "returning"),
    (Due(after(_duration("LOCAL", "P2D", "local_end_of_day"), earliest("arbitration_started", "claim_submitted"))),),
    "Crosses the states of the intervention; a local day.",
    reminders=(_duration("LEAD", "PT6H"),),
    stopped_by=("submit_evidence",),
)
_ON_A_PARENT = TimerRule(
    "on_a_parent",
    ("arbitration", "plan_proposed"),
    (
        Due(after(_duration("BUSINESS", "P2D", "business_days"), "plan_proposed"), when=(Is("reason", "customs"),)),
        Due(after(_duration("HOURS", "PT30H"), "arbitration_started")),
    ),
    "Goes on between two states, is stopped in place, and begins again with each plan.",
    stopped_by=("take_case", "withdraw_plan"),
)
_RANGE = HolidayRange(
    "Spring Festival",
    (START - timedelta(days=1)).date(),
    (START + timedelta(days=6)).date(),
    _duration("FESTIVAL", "P3D"),
    ("RESPONSE_WINDOW", "INTERVENTION"),
)
_HOLIDAYS = replace(BASE.zone, holidays=frozenset({date(2026, 3, 6), date(2026, 3, 9)}), ranges=(_RANGE,))

CONSTRUCTED = (
    _nudge(replace(BASE, zone=_HOLIDAYS), "crossing", 1, _CROSSING),
    _nudge(BASE, "on_a_parent", 2, _ON_A_PARENT),
)
"""Not shipped; named after what they strain."""
