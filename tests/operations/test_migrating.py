"""Open disputes go on under another version of their workflow, each on exactly one, and say so in their history."""

from dataclasses import replace
from datetime import timedelta

import pytest
from disputes import CommandConflict, Dispute, DisputeEngine, InvalidInput, Refused, Workflow, workflows
from disputes.engine.deadlines import Duration, after
from disputes.engine.definition import Due

from ..conftest import MakeEngine
from ..support import BUYER, DAY, PLATFORM, SELLER, START, Timeline, a_claim, an_order, refund

ALIEXPRESS = workflows.get("aliexpress@2")
QUICK = Duration("QUICK", "P1D", "default", "our default: for this test")


def version(number: int, **changes: object) -> Workflow:
    """AliExpress' rules as another version."""
    return replace(ALIEXPRESS, version=number, **changes)  # pyright: ignore[reportArgumentType]


def renamed(old: str, new: str) -> Workflow:
    """AliExpress' rules with a state of another name, as version 3."""

    def swap(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(new if name == old else name for name in names)

    states = tuple(replace(state, name=new) if state.name == old else state for state in ALIEXPRESS.states)
    rows = tuple(
        replace(row, from_=swap(row.from_), to=new if row.to == old else row.to) for row in ALIEXPRESS.transitions
    )
    timers = tuple(replace(rule, runs_in=swap(rule.runs_in)) for rule in ALIEXPRESS.timers)
    return version(3, states=states, transitions=rows, timers=timers)


def quick() -> Workflow:
    """The platform intervenes after one day."""
    rules = tuple(
        replace(rule, due=(Due(after(QUICK, "filed")),)) if rule.action == "platform_intervention" else rule
        for rule in ALIEXPRESS.timers
    )
    return version(3, timers=rules)


def deadlines(dispute: Dispute) -> dict[str, timedelta]:
    """Each waiting timer, by how long after START it is due; reminders aside."""
    return {timer.name: timer.due_at - START for timer in dispute.timers if timer.hangs_on is None}


def test_deadlines_follow_the_new_numbers_and_the_history_says_so(make_engine: MakeEngine, time: Timeline) -> None:
    engine = make_engine(time.clock)
    dispute = engine.file(an_order(), a_claim(), "aliexpress@1", by=BUYER)
    assert deadlines(dispute)["platform_intervention"] == 16 * DAY
    time.move_to(START + DAY)
    moved = engine.act(dispute.id, "migrate", by=PLATFORM, to="aliexpress@2", why="new rules", command_id="m-1")
    assert (moved.workflow_id, moved.state, moved.version) == ("aliexpress@2", "seller_response", 3)
    assert deadlines(moved) == {"seller_response_timeout": 5 * DAY, "platform_intervention": 7 * DAY}
    last = engine.history(dispute.id)[-1]
    assert (last.action, last.actor, last.from_state, last.to_state) == (
        *("migrate", PLATFORM),
        *("seller_response", "seller_response"),
    )
    assert last.details == {"from": "aliexpress@1", "to": "aliexpress@2", "why": "new rules"}
    assert engine.verify(dispute.id) == ()
    assert engine.act(dispute.id, "migrate", by=PLATFORM, to="aliexpress@2", why="new rules", command_id="m-1") == moved
    with pytest.raises(CommandConflict):
        engine.act(dispute.id, "migrate", by=PLATFORM, to="aliexpress@2", why="other", command_id="m-1")
    time.move_to(START + 5 * DAY)
    ended = engine.get(dispute.id)
    assert ended.outcome is not None
    assert (ended.outcome.resolution, ended.outcome.workflow) == ("seller_timeout", "aliexpress@2")


def test_what_was_due_under_the_old_rules_has_happened(make_engine: MakeEngine, time: Timeline) -> None:
    engine = make_engine(time.clock)
    dispute = engine.file(an_order(), a_claim(), "aliexpress@1", by=BUYER)
    time.move_to(START + 6 * DAY)
    with pytest.raises(Refused, match="has ended") as refused:
        engine.act(dispute.id, "migrate", by=PLATFORM, to="aliexpress@2")
    assert refused.value.code == "already_over"
    assert [event.action for event in engine.history(dispute.id)][-1] == "seller_response_timeout"


def test_what_the_new_rules_make_overdue_fires_at_once(make_engine: MakeEngine, time: Timeline) -> None:
    engine = make_engine(time.clock, (quick(),))
    dispute = engine.file(an_order(), a_claim(), "aliexpress@2", by=BUYER)
    time.move_to(START + 2 * DAY)
    engine.act(dispute.id, "migrate", by=PLATFORM, to="aliexpress@3")
    assert engine.get(dispute.id).state == "arbitration"
    events = engine.history(dispute.id)
    assert [(event.action, event.occurred_at) for event in events[-2:]] == [
        ("migrate", START + 2 * DAY),
        ("platform_intervention", START + 2 * DAY),
    ]
    assert engine.verify(dispute.id) == ()


def test_extensions_go_along(make_engine: MakeEngine, time: Timeline) -> None:
    engine = make_engine(time.clock)
    dispute = engine.file(an_order(), a_claim(), "aliexpress@1", by=BUYER)
    engine.act(dispute.id, "extend", by=PLATFORM, timer="platform_intervention", duration=3 * DAY)
    moved = engine.act(dispute.id, "migrate", by=PLATFORM, to="aliexpress@2")
    assert deadlines(moved)["platform_intervention"] == 10 * DAY


def test_a_timer_that_was_stopped_stays_stopped(make_engine: MakeEngine, time: Timeline) -> None:
    engine = make_engine(time.clock)
    dispute = engine.file(an_order(after_sales_guarantee=True), a_claim(), "aliexpress@1", by=BUYER)
    engine.act(dispute.id, "take_case", by=PLATFORM)
    moved = engine.act(dispute.id, "migrate", by=PLATFORM, to="aliexpress@2")
    assert deadlines(moved) == {"arbitration_default": 30 * DAY}


def test_a_state_that_is_gone_needs_a_mapping(make_engine: MakeEngine, time: Timeline) -> None:
    engine = make_engine(time.clock, (renamed("negotiation", "talks"),))
    dispute = engine.file(an_order(), a_claim(), "aliexpress@2", by=BUYER)
    engine.act(dispute.id, "reject", by=SELLER, plan=refund(100))
    with pytest.raises(Refused, match="no state 'negotiation'") as refused:
        engine.act(dispute.id, "migrate", by=PLATFORM, to="aliexpress@3")
    assert refused.value.code == "no_such_state"
    moved = engine.act(dispute.id, "migrate", by=PLATFORM, to="aliexpress@3", states={"negotiation": "talks"})
    assert (moved.state, deadlines(moved)) == ("talks", {"platform_intervention": 7 * DAY})
    agreed = engine.act(dispute.id, "accept_plan", by=BUYER, of="seller")
    assert agreed.outcome is not None
    assert engine.verify(dispute.id) == ()


@pytest.mark.parametrize(
    ("target", "code", "about"),
    [
        ("returning", "cannot_stand", "times.settled is required in returning"),
        ("plan_proposed", "cannot_stand", "plans.platform is required in plan_proposed"),
        ("arbitration", "cannot_stand", "times.arbitration_started is required in arbitration"),
        ("filed", "no_such_state", "is no state in which an open dispute"),
        ("resolved", "no_such_state", "is no state in which an open dispute"),
        ("appealed", "no_such_state", "is no state in which an open dispute"),
    ],
)
def test_a_dispute_goes_only_where_it_can_go_on(
    make_engine: MakeEngine, time: Timeline, target: str, code: str, about: str
) -> None:
    """Elsewhere no deadline would run, or a plan be executed that nobody made."""
    engine = make_engine(time.clock, (renamed("negotiation", "talks"),))
    dispute = engine.file(an_order(), a_claim(), "aliexpress@2", by=BUYER)
    before = engine.act(dispute.id, "reject", by=SELLER, plan=refund(100))
    with pytest.raises(Refused, match=about) as refused:
        engine.act(dispute.id, "migrate", by=PLATFORM, to="aliexpress@3", states={"negotiation": target})
    assert refused.value.code == code
    assert engine.get(dispute.id) == before
    done = engine.bulk("migrate", by=PLATFORM, to="aliexpress@3", states={"negotiation": target})
    assert [item.refused for item in done.items] == [code]


def test_only_states_that_are_gone_are_mapped(make_engine: MakeEngine, time: Timeline) -> None:
    engine = make_engine(time.clock)
    dispute = engine.file(an_order(), a_claim(), "aliexpress@1", by=BUYER)
    with pytest.raises(InvalidInput, match="only states that it lacks are mapped"):
        engine.act(dispute.id, "migrate", by=PLATFORM, to="aliexpress@2", states={"seller_response": "negotiation"})
    assert engine.get(dispute.id) == dispute


def test_a_command_before_the_migration_answers_as_before(make_engine: MakeEngine, time: Timeline) -> None:
    engine = make_engine(time.clock)
    filed = engine.file(an_order(), a_claim(), "aliexpress@1", by=BUYER, command_id="f-1")
    engine.act(filed.id, "migrate", by=PLATFORM, to="aliexpress@2")
    assert engine.file(an_order(), a_claim(), "aliexpress@1", by=BUYER, command_id="f-1") == filed
    with pytest.raises(CommandConflict, match="under aliexpress@1"):
        engine.file(an_order(), a_claim(), "aliexpress@2", by=BUYER, command_id="f-1")


@pytest.mark.parametrize(
    ("by", "details", "error", "about"),
    [
        (SELLER, {"to": "aliexpress@2"}, Refused, "is for platform"),
        (PLATFORM, {"to": "aliexpress@1"}, Refused, "under aliexpress@1"),
        (PLATFORM, {"to": "aliexpres@2"}, InvalidInput, "did you mean 'aliexpress@2'"),
        (PLATFORM, {}, InvalidInput, "is required"),
        (PLATFORM, {"to": "aliexpress@2", "states": {"a": 1}}, InvalidInput, "states"),
        (PLATFORM, {"to": "aliexpress@2", "state": {}}, InvalidInput, "did you mean 'states'"),
    ],
)
def test_wrong_migrations_change_nothing(
    engine: DisputeEngine, by: object, details: dict[str, object], error: type[Exception], about: str
) -> None:
    dispute = engine.file(an_order(), a_claim(), "aliexpress@1", by=BUYER)
    with pytest.raises(error, match=about):
        engine.act(dispute.id, "migrate", by=by, **details)  # pyright: ignore[reportArgumentType]
    assert engine.get(dispute.id) == dispute


def test_a_migration_in_a_pause_keeps_what_the_pause_put_off(make_engine: MakeEngine, time: Timeline) -> None:
    engine = make_engine(time.clock)
    dispute = engine.file(an_order(), a_claim(), "aliexpress@1", by=BUYER)
    time.move_to(START + DAY)
    engine.act(dispute.id, "pause", by=PLATFORM)
    time.move_to(START + 3 * DAY)
    engine.act(dispute.id, "migrate", by=PLATFORM, to="aliexpress@2")
    time.move_to(START + 4 * DAY)
    dispute = engine.act(dispute.id, "resume", by=PLATFORM)
    assert deadlines(dispute) == {"seller_response_timeout": 8 * DAY, "platform_intervention": 10 * DAY}
    assert engine.verify(dispute.id) == ()
