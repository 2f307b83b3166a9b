"""What is worth a look and keeps no definition from going live."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from disputes import Workflow
from disputes.engine.deadlines import Zone, after, first_known

from .toys import PAID, TEN_DAYS, TOY, days, row, talks, timer, toy

END_TALKS = row("end_talks", "timer", "talks", "resolved", ends=PAID)

REMARKS: dict[str, tuple[Callable[[], Workflow], str]] = {
    "two timers at one instant": (
        lambda: toy(
            row("late", "timer", "filed", None, effects=("notify_buyer",)),
            timers=(*TOY.timers, timer("late", "filed", after(days(5), "filed"))),
        ),
        "The timers timeout and late are due at the same instant in filed: timeout fires first, being the first in "
        "the list.",
    ),
    "the turn of one who can do nothing": (
        lambda: toy(states=(replace(TOY.states[0], turn="seller"), TOY.states[1])),
        "In filed it is the seller's turn, and the seller can do nothing there.",
    ),
    "a row that does nothing": (
        lambda: toy(row("sigh", "buyer", "filed", None)),
        "transition 4 (sigh) changes nothing and tells nobody.",
    ),
    "a timer stopped by what cannot be done": (
        lambda: talks(END_TALKS, timers=(replace(TEN_DAYS, stopped_by=("give_up",)),)),
        "The timer end_talks is stopped by give_up, which cannot be done where it runs.",
    ),
    "a time that nothing counts from": (
        lambda: toy(times={"paid": "When it was paid."}),
        "The time 'paid' is asked of every order, and nothing counts from it.",
    ),
    "holidays that nothing counts with": (
        lambda: toy(zone=Zone("UTC", frozenset({date(2026, 1, 1)}))),
        "1 holidays are frozen, and nothing counts in business days.",
    ),
    "one timer without an extension": (
        lambda: talks(END_TALKS, timers=(replace(TEN_DAYS, extendable=days(3)),)),
        "Nobody can extend timeout, while other timers can be extended.",
    ),
    "an end that can be taken up again for ever": (
        lambda: toy(row("reopen", "platform", "resolved", "filed", marks=("filed",))),
        "After the end a dispute can be taken up again without a limit: there is no last word.",
    ),
    "numbers of our own": (
        lambda: toy(timers=(timer("timeout", "filed", first_known(after(replace(days(5), mark="default"), "filed"))),)),
        "1 of 1 numbers are our own defaults, found in no source.",
    ),
}


@pytest.mark.parametrize("name", REMARKS)
def test_it_is_sound_with_a_warning(name: str) -> None:
    make, sentence = REMARKS[name]
    workflow = make()
    workflow.check()
    assert sentence in workflow.proof.warnings
