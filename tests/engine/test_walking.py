"""The bounds of toys, each computed by hand, and what the shipped workflows prove."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from disputes import Workflow, workflows
from disputes.engine.conditions import Marked, NotAfter
from disputes.engine.deadlines import Duration, HolidayRange, Zone, after, earliest, first_known, latest
from disputes.engine.definition import Due, TimerRule
from disputes.engine.spans import longest

from .toys import FILE, GIVE_UP, GIVEN_UP, PAID, TALKS, TIMEOUT, TOY, days, row, talks, timer, toy

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def proven(workflow: Workflow) -> str:
    """The bound of a sound workflow."""
    workflow.check()
    assert workflow.proof.end
    return workflow.proof.end.at.words()


def way(workflow: Workflow) -> list[tuple[str, str]]:
    """The longest way to the end: what happens, and when at the latest."""
    assert workflow.proof.end
    return [(step.action, step.at.words()) for step in workflow.proof.end.way]


def test_one_timer_bounds_one_state() -> None:
    assert proven(TOY) == "5 days"
    assert way(TOY) == [("file", "0 days"), ("timeout", "5 days")]


AGREE = row("agree", "buyer", "talks", "resolved", ends=GIVEN_UP)
END_TALKS = row("end_talks", "timer", "talks", "resolved", ends=PAID)


def test_a_chain_adds_up() -> None:
    # The buyer talks at the last moment of five days; ten days of talks follow: 5 + 10.
    chain = talks(AGREE, END_TALKS, timers=(timer("end_talks", "talks", after(days(10), "talking")),))
    assert proven(chain) == "15 days"
    assert way(chain) == [("file", "0 days"), ("talk", "5 days"), ("end_talks", "15 days")]


def test_of_two_timers_the_first_counts_and_one_from_the_filing_does_not_add_up() -> None:
    # Talks end 10 days after they began (5 + 10 = 15) or 12 days after the filing: 12.
    two = (
        timer("end_talks", "talks", after(days(10), "talking")),
        timer("step_in", "talks", after(days(12), "filed")),
    )
    assert (
        proven(talks(AGREE, END_TALKS, row("step_in", "timer", "talks", "resolved", ends=PAID), timers=two))
        == "12 days"
    )


def test_a_deadline_that_is_over_when_its_state_is_entered_is_due_at_once() -> None:
    # Two days after the filing have passed when talks begin on day five.
    assert proven(talks(END_TALKS, timers=(timer("end_talks", "talks", after(days(2), "filed")),))) == "5 days"


AGAIN = row("again", "buyer", "talks", "talks", marks=("talking",))


def test_a_loop_is_bounded_by_the_timer_that_runs_through_it() -> None:
    # Talking again restarts 10 days each time, but 30 days after the filing all talks end.
    timers = (
        timer("end_talks", "talks", after(days(10), "talking")),
        timer("step_in", ("filed", "talks"), after(days(30), "filed")),
    )
    rows = (AGAIN, END_TALKS, row("step_in", "timer", ("filed", "talks"), "resolved", ends=PAID))
    bounded = talks(*rows, timers=timers)
    assert proven(bounded) == "30 days"


def test_a_loop_without_such_a_timer_is_a_fault() -> None:
    endless = talks(AGAIN, END_TALKS, timers=(timer("end_talks", "talks", after(days(10), "talking")),))
    assert endless.proof.faults == (
        "From talks the parties can go round for ever: again (buyer) → talks; no timer runs on through it.",
    )
    assert endless.proof.end is None


def test_a_window_that_the_loop_does_not_open_again_bounds_it() -> None:
    # Talking again is possible until day 20 after the filing; the last talks take 10 days more.
    again = replace(AGAIN, when=(NotAfter(after(days(20), "filed"), code="too_late"),))
    assert (
        proven(talks(again, END_TALKS, timers=(timer("end_talks", "talks", after(days(10), "talking")),))) == "30 days"
    )


def test_once_makes_a_loop_finite() -> None:
    # 5 days, talks of 10 days, talking again once for 10 days: 25.
    once = replace(AGAIN, marks=("talking", "again"), when=(Marked("again", "once", "Once.", negated=True),))
    assert (
        proven(talks(once, END_TALKS, timers=(timer("end_talks", "talks", after(days(10), "talking")),))) == "25 days"
    )


def test_two_loops_each_bounded_by_another_timer_are_endless_together() -> None:
    # `left` restarts one timer and keeps the other, `right` the other way round.
    rows = (
        row("left", "buyer", "talks", None, marks=("left_at",)),
        row("right", "buyer", "talks", None, marks=("right_at",)),
        row("left_ends", "timer", "talks", "resolved", ends=PAID),
        row("right_ends", "timer", "talks", "resolved", ends=PAID),
    )
    timers = (
        timer("left_ends", "talks", after(days(3), latest("talking", "left_at").of[1])),
        timer("right_ends", "talks", after(days(3), "right_at")),
    )
    begin = row("talk", "buyer", "filed", "talks", marks=("talking", "left_at", "right_at"))
    twins = toy(begin, *rows, states=(*TOY.states, TALKS), timers=(*TOY.timers, *timers))
    (fault,) = twins.proof.faults
    assert "left (buyer) → right (buyer)" in fault or "right (buyer) → left (buyer)" in fault


def test_a_timer_that_starts_again_late_bounds_a_loop_only_if_nobody_extends_it() -> None:
    # Going back and forth, `timeout` counts from the filing: on day 5 it is due wherever it starts again.
    back = row("back", "buyer", "talks", "filed")
    ten = timer("end_talks", "talks", after(days(10), "talking"))
    assert proven(talks(back, END_TALKS, timers=(ten,))) == "15 days"
    extended = replace(TOY.timers[0], extendable=days(1))
    (fault,) = replace(talks(back, END_TALKS, timers=(ten,)), timers=(extended, ten)).proof.faults
    assert "can go round for ever: talk (buyer) → back (buyer)" in fault or "back (buyer) → talk (buyer)" in fault


def test_extensions_and_pauses_are_added_to_their_caps() -> None:
    # 5 days and 3 of extension, once 7 days of pauses; 5 for whoever gets neither.
    slow = replace(TOY, timers=(replace(TOY.timers[0], extendable=days(3)),), pausable=days(7))
    assert proven(slow) == "15 days"
    assert slow.proof.end
    assert slow.proof.end.unextended.words() == "5 days"
    assert slow.proof.end.table()[-1] == ("15 days", "with 7 days of pauses")


@pytest.mark.parametrize(
    ("span", "zone", "most"),
    [
        # From a Saturday's midnight: the weekend, five days, and on to Monday's midnight: nine days.
        (days(5, "business_days"), Zone("UTC"), 9 * DAY),
        # Where clocks go back, an hour more.
        (days(5, "business_days"), Zone("America/Los_Angeles"), 9 * DAY + HOUR),
        # Monday to Wednesday off after a weekend: from Saturday on five days of nothing, one of work begins Thursday.
        (days(1, "business_days"), Zone("UTC", frozenset({date(2026, 3, n) for n in (2, 3, 4)})), 6 * DAY),
        # From a midnight to the end of the fifth day after.
        (days(5, "local_end_of_day"), Zone("UTC"), 6 * DAY),
        (days(5, "local_end_of_day"), Zone("Europe/Berlin"), 6 * DAY + HOUR),
        (days(5), Zone("Europe/Berlin"), 5 * DAY),
    ],
)
def test_calendars_at_their_longest(span: Duration, zone: Zone, most: timedelta) -> None:
    assert longest(span, zone) == most


def test_the_longest_holiday_range_is_added() -> None:
    ranges = tuple(
        HolidayRange(f"Range {n}", date(2026, 2, n), date(2026, 2, n), days(n), (days(5).name,)) for n in (3, 4)
    )
    assert proven(replace(TOY, zone=Zone("UTC", ranges=ranges))) == "9 days"


def test_an_appeal_counts_for_the_last_word_alone() -> None:
    # The end after 5 days; an appeal within 7 days, once, decided within 9 (five business days): 21.
    appealed = replace(TALKS, name="appealed", stage="resolved")
    rows = (
        row(
            "appeal",
            "buyer",
            "resolved",
            "appealed",
            when=(
                Marked("appealed", "once", "Once.", negated=True),
                NotAfter(after(days(7), "resolved"), code="too_late"),
            ),
            marks=("appealed",),
        ),
        row("uphold", "timer", "appealed", "resolved"),
    )
    timers = (*TOY.timers, timer("uphold", "appealed", after(days(5, "business_days"), "appealed")))
    court = toy(*rows, states=(*TOY.states, appealed), timers=timers)
    assert proven(court) == "5 days"
    assert court.proof.last_word
    assert court.proof.last_word.at.words() == "21 days"
    assert [step.action for step in court.proof.last_word.way] == ["file", "timeout", "appeal", "uphold"]


def test_what_the_host_tells_is_named_in_the_bound() -> None:
    later = (timer("timeout", "filed", latest(after(days(5), "filed"), after(days(2), first_known("delivered")))),)
    assert proven(replace(TOY, timers=later)) == "5 days, or 2 days after delivered if that is later"
    sooner = (timer("timeout", "filed", earliest(after(days(5), "filed"), after(days(2), "delivered"))),)
    assert proven(replace(TOY, timers=sooner)) == "5 days"


def test_a_fact_that_filing_asks_for_may_be_counted_from() -> None:
    counted = (timer("timeout", "filed", after(days(5), "delivered")),)
    asks = replace(FILE, when=(Marked("delivered", "not_delivered", "Nothing was delivered."),))
    assert proven(replace(TOY, transitions=(asks, GIVE_UP, TIMEOUT), timers=counted)) == ("5 days after delivered")


def test_the_latest_of_alternatives_counts() -> None:
    from disputes.engine.conditions import Is

    dues = (Due(after(days(9), "filed"), when=(Is("seller_medal", "gold"),)), Due(after(days(5), "filed")))
    assert proven(replace(TOY, timers=(TimerRule("timeout", ("filed",), dues, "A test."),))) == "9 days"


@pytest.mark.parametrize("workflow", workflows.all(), ids=lambda workflow: workflow.id)
def test_every_shipped_workflow_is_proven_to_end(workflow: Workflow) -> None:
    workflow.check()
    assert workflow.proof.end
    assert workflow.proof.last_word
    assert workflow.proof.last_word.at.covers(workflow.proof.end.at)


def test_aliexpress_by_hand() -> None:
    # Intervention 7 (+15), the platform's plan within 30 (+30), its acceptance 3 (+15), goods sent back within
    # 10 (+30), their arrival 30 (+30); escalated once, all from the arbitration on again; pauses 30.
    once = 60 + 18 + 40 + 60
    assert proven(workflows.get("aliexpress@2")) == (
        f"{22 + 2 * once + 30} days, or {15 + 2 * once + 30} days after promised delivery if that is later"
    )
