"""Broken definitions, each caught with the sentence that says what is wrong and where.

Each is the toy of toys.py with one thing changed.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from disputes import Workflow
from disputes.engine.conditions import Is, Marked, NotAfter, NotBefore
from disputes.engine.deadlines import HolidayRange, Zone, after
from disputes.engine.definition import Due, Ending, State, TimerRule
from disputes.engine.guards import HAS_EVIDENCE

from .toys import (
    FILE,
    GIVE_UP,
    GIVEN_UP,
    PAID,
    TALKS,
    TEN_DAYS,
    TIMEOUT,
    TOY,
    action,
    days,
    faults,
    row,
    talks,
    timer,
    toy,
)

ROUTED = State("routed", "filed", "nobody", "It goes on by itself.")
CASE = State("case", "arbitration", "platform", "The platform decides.")

AGREE = row("agree", "buyer", "talks", "resolved", ends=GIVEN_UP)
END_TALKS = row("end_talks", "timer", "talks", "resolved", ends=PAID)
GOLD = Is("seller_medal", "gold")


def once(point: str) -> Marked:
    """Only while this has not happened."""
    return Marked(point, "once", "Only once.", negated=True)


BROKEN: dict[str, tuple[Callable[[], Workflow], str]] = {
    "a state without a timer": (
        lambda: talks(AGREE),
        "In talks no timer runs: a dispute can wait there for ever.",
    ),
    "a state where nobody can do anything": (
        lambda: talks(row("say", "buyer", "talks", None, effects=("notify_seller",))),
        "In talks nobody can act and no timer runs: a dispute would stay there for ever.",
    ),
    "a timer that is gone once it has fired": (
        lambda: talks(AGREE, row("end_talks", "timer", "talks", None, effects=("notify_buyer",)), timers=(TEN_DAYS,)),
        "In talks no timer runs, for example after file → talk → end_talks: a dispute can wait there for ever.",
    ),
    "a timer that is stopped for good": (
        lambda: toy(row("stop", "buyer", "filed", None), timers=(replace(TOY.timers[0], stopped_by=("stop",)),)),
        "In filed no timer runs, for example after file → stop: a dispute can wait there for ever.",
    ),
    "a deadline that only the host knows": (
        lambda: toy(timers=(timer("timeout", "filed", after(days(5), "delivered")),)),
        "In filed no timer runs while delivered is not known: a dispute can wait there for ever.",
    ),
    "a deadline for some facts only": (
        lambda: toy(timers=(TimerRule("timeout", ("filed",), (Due(after(days(5), "filed"), when=(GOLD,)),), "A."),)),
        "In filed no timer runs where none of their conditions holds: a dispute can wait there for ever.",
    ),
    "a loop that starts its own timer again": (
        lambda: talks(row("again", "buyer", "talks", None, marks=("talking",)), END_TALKS, timers=(TEN_DAYS,)),
        "From talks the parties can go round for ever: again (buyer) → talks; no timer runs on through it.",
    ),
    "a loop of two states": (
        lambda: talks(
            row("back", "buyer", "talks", "filed", marks=("filed",)),
            END_TALKS,
            timers=(TEN_DAYS,),
        ),
        "From filed the parties can go round for ever: talk (buyer) → back (buyer) → filed; "
        "no timer runs on through it.",
    ),
    "a loop of timers alone": (
        lambda: talks(
            row("end_talks", "timer", "talks", "filed", marks=("filed",)),
            row("timeout", "timer", "filed", "talks", marks=("talking",)),
            timers=(TEN_DAYS,),
            transitions=(
                FILE,
                GIVE_UP,
                row("end_talks", "timer", "talks", "filed", marks=("filed",)),
                row("timeout", "timer", "filed", "talks", marks=("talking",)),
            ),
        ),
        "From filed timers can go round for ever: timeout (timer) → end_talks (timer) → filed; "
        "no timer runs on through it.",
    ),
    "a timer that another always forestalls": (
        lambda: toy(
            row("late", "timer", "filed", "resolved", ends=PAID),
            timers=(*TOY.timers, timer("late", "filed", after(days(6), "filed"))),
        ),
        "The timer late can never fire: timeout is always due before it and leaves its states.",
    ),
    "a timer of a point that is marked too late": (
        lambda: talks(
            END_TALKS,
            row("early", "timer", "filed", "resolved", ends=PAID),
            timers=(TEN_DAYS, timer("early", "filed", after(days(1), "talking"))),
        ),
        "The timer early can never fire: talking is never known in filed.",
    ),
    "a timer of a state that nobody comes to": (
        lambda: talks(
            END_TALKS,
            timers=(TEN_DAYS,),
            transitions=(
                FILE,
                GIVE_UP,
                TIMEOUT,
                END_TALKS,
                row("talk", "buyer", "filed", "talks", when=(once("filed"),), marks=("talking",)),
            ),
        ),
        "The timer end_talks can never fire: no dispute comes to talks.",
    ),
    "a reminder before the timer has begun": (
        lambda: toy(
            row("reminder", "timer", "filed", None, effects=("notify_buyer",)),
            timers=(replace(TOY.timers[0], reminders=(days(7),)),),
        ),
        "The reminder 7 days before timeout never goes out: the timer runs for 5 days at the most.",
    ),
    "a timer that may find no row": (
        lambda: toy(transitions=(FILE, GIVE_UP, replace(TIMEOUT, when=(HAS_EVIDENCE,)))),
        "The timer timeout may find no row to take in filed: the last of its rows there must always hold.",
    ),
    "routing that may find no way": (
        lambda: toy(
            row("route", "system", "filed", "talks", when=(Is("after_sales_guarantee", True),), marks=("talking",)),
            END_TALKS,
            states=(*TOY.states, TALKS),
            timers=(TEN_DAYS,),
            transitions=(
                FILE,
                row("route", "system", "filed", "talks", when=(Is("after_sales_guarantee", True),), marks=("talking",)),
                END_TALKS,
            ),
            actions=(TOY.actions[0],),
        ),
        "Routing may find no row to take in filed: the last of its rows there must always hold.",
    ),
    "routing in a circle": (
        lambda: toy(
            row("route", "system", "filed", "routed"),
            row("route", "system", "routed", "filed", when=(GOLD,)),
            row("route", "system", "routed", "resolved"),
            states=(*TOY.states, ROUTED),
        ),
        "From filed routing leads back to it: a dispute would never come to rest.",
    ),
    "a state behind a condition that never holds": (
        lambda: talks(
            transitions=(FILE, GIVE_UP, TIMEOUT, row("talk", "buyer", "filed", "talks", when=(once("filed"),)), AGREE),
            actions=(*TOY.actions, action("talk", "buyer"), action("agree", "buyer")),
        ),
        "No dispute ever comes to the state 'talks': no row that leads there can be taken.",
    ),
    "an action that nobody can ever take": (
        lambda: toy(row("appeal", "buyer", "filed", None, when=(once("filed"),), marks=("appealed",))),
        "The buyer can never take appeal: `not filed` never holds in filed.",
    ),
    "a row behind one that always holds": (
        lambda: toy(row("give_up", "buyer", "filed", None, effects=("notify_seller",))),
        "transition 4 (give_up) can never be taken: transition 2 is always taken instead.",
    ),
    "a window that opens after its state": (
        lambda: toy(
            row(
                "complain",
                "buyer",
                "filed",
                None,
                when=(NotBefore(after(days(6), "filed"), "too_early"),),
                marks=("x",),
            )
        ),
        "The buyer can never take complain: before its window opens, timeout is due and leaves filed.",
    ),
    "a window that closes before it opens": (
        lambda: toy(
            row(
                "complain",
                "buyer",
                "filed",
                None,
                when=(NotBefore(after(days(3), "filed"), "too_early"), NotAfter(after(days(2), "filed"), "too_late")),
                marks=("x",),
            )
        ),
        "The buyer can never take complain: its window closes before it opens.",
    ),
    "arbitration that the outcome does not show": (
        lambda: toy(
            row("ask", "buyer", "filed", "case", marks=("asked",)),
            row("timeout", "timer", "case", "resolved", ends=PAID),
            states=(*TOY.states, CASE),
            timers=(replace(TOY.timers[0], runs_in=("filed", "case")),),
        ),
        "In case arbitration_started need not be marked: the outcome would not say that the platform arbitrated.",
    ),
    "an end without an outcome": (
        lambda: toy(row("forget", "buyer", "filed", "resolved")),
        "transition 4 (forget) leads to resolved without `ends`: the dispute would have no outcome.",
    ),
    "a plan that nobody has adopted": (
        lambda: toy(row("carry_out", "buyer", "filed", "resolved", ends=Ending(plan="adopted"))),
        "transition 4 (carry_out) carries out the adopted plan, but in filed none need have been adopted.",
    ),
    "an ending by routing": (
        lambda: toy(row("route", "system", "filed", "resolved", ends=GIVEN_UP)),
        "transition 4 (route): routing carries out no `ends`; end the dispute by the row before it.",
    ),
    "a value that a fact cannot have": (
        lambda: toy(
            row("nag", "buyer", "filed", None, when=(Is("seller_medal", "bronze"),), effects=("notify_seller",))
        ),
        "transition 4 (nag): the fact 'seller_medal' is never 'bronze'; it is gold or silver or not known.",
    ),
    "a reason that the claim cannot have": (
        lambda: toy(row("nag", "buyer", "filed", None, when=(Is("reason", "brokn"),), effects=("notify_seller",))),
        "transition 4 (nag): the fact 'reason' is never 'brokn'; it is broken.",
    ),
    "a detail that the action does not take": (
        lambda: toy(row("accept", "buyer", "filed", "resolved", given={"of": "seller"}, ends=GIVEN_UP)),
        "transition 4 (accept): it asks for 'of', which accept of the buyer does not take.",
    ),
    "a change without what it needs": (
        lambda: toy(
            row("rule", "platform", "filed", "resolved", changes=("take_ruling",), ends=Ending("ruled", "platform"))
        ),
        "transition 4 (rule): take_ruling needs 'plan', which rule of the platform does not take.",
    ),
    "a party's change by a timer": (
        lambda: toy(transitions=(FILE, GIVE_UP, replace(TIMEOUT, changes=("take_plan",)))),
        "transition 3 (timeout): take_plan is something a party does, and nobody takes this row.",
    ),
    "a holiday range of nothing": (
        lambda: toy(
            zone=Zone("UTC", ranges=(HolidayRange("May", date(2026, 5, 1), date(2026, 5, 3), days(3), ("D9",)),))
        ),
        "The holiday range 'May' lengthens 'D9', and nothing counts with it.",
    ),
    "a timer declared twice": (
        lambda: toy(timers=(*TOY.timers, *TOY.timers)),
        "The timer 'timeout' is defined 2 times.",
    ),
    "an action that nobody is declared for": (
        lambda: toy(transitions=(*TOY.transitions, row("forgive", "seller", "filed", "resolved", ends=GIVEN_UP))),
        "transition 4 (forgive): no actor can take it, since forgive is not declared for seller.",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_it_is_caught_with_its_sentence(name: str) -> None:
    make, sentence = BROKEN[name]
    found = faults(make)
    assert any(fault == sentence or fault.endswith(sentence) for fault in found), "\n".join(found)


def test_faults_of_every_kind_are_named_at_once() -> None:
    broken = talks(AGREE, row("forget", "buyer", "filed", "resolved"))
    found = broken.proof.faults
    assert "In talks no timer runs: a dispute can wait there for ever." in found
    assert "transition 6 (forget) leads to resolved without `ends`: the dispute would have no outcome." in found
    # A fault that shows when it is made, and one that only a walk finds.
    both = faults(lambda: talks(AGREE, row("nag", "buyer", "filed", None, when=(Is("seller_medal", "bronze"),))))
    assert any("is never 'bronze'" in fault for fault in both)
    assert "In talks no timer runs: a dispute can wait there for ever." in both
