"""What is different between two versions is told in sentences: each difference once, rows matched by what they say."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from disputes import Workflow, workflows
from disputes.engine.conditions import Is, Marked
from disputes.engine.deadlines import Duration, HolidayRange, Zone
from disputes.engine.definition import Action, EvidenceLimit, FactRule, State, TimerRule, Transition

NEW, OLD = workflows.get("aliexpress@2"), workflows.get("aliexpress@1")
ROWS = NEW.transitions


def diff(**changes: Any) -> list[str]:
    """What is different in AliExpress with these changes."""
    return NEW.diff(replace(NEW, **changes))


def with_number(name: str, **changes: Any) -> Workflow:
    """AliExpress with another number."""
    data = NEW.to_data()
    data["durations"][name] |= changes
    return Workflow.from_data(data)


def index(action: str, **wanted: object) -> int:
    """The place of the first row with these fields."""
    return next(
        number
        for number, row in enumerate(ROWS)
        if row.action == action and all(getattr(row, name) == value for name, value in wanted.items())
    )


def with_row(number: int, **changes: Any) -> tuple[Transition, ...]:
    """The rows, one of them changed."""
    return (*ROWS[:number], replace(ROWS[number], **changes), *ROWS[number + 1 :])


@pytest.mark.parametrize("workflow", workflows.all(), ids=lambda one: one.id)
def test_nothing_is_different_from_itself(workflow: Workflow) -> None:
    assert workflow.diff(workflow) == []
    assert workflow.diff(replace(workflow, name="renamed", version=9)) == []


def test_a_number_is_told_once_wherever_it_is_used() -> None:
    assert NEW.diff(with_number("INTERVENTION", value="P16D")) == [
        "The number INTERVENTION (stated) changes from 7 days to 16 days."
    ]
    assert NEW.diff(with_number("PAUSES", mark="stated", source="a letter")) == [
        "The number PAUSES (default): its mark changes from default to stated; its source changes from "
        "“our default: no public document gives it” to “a letter”."
    ]
    assert NEW.diff(with_number("ARBITRATION_SLA_GOLD", calendar="business_days")) == [
        "The number ARBITRATION_SLA_GOLD (default) changes from PT24H (elapsed) to PT24H (business_days)."
    ]


def test_the_shipped_versions_differ_in_few_sentences() -> None:
    told = OLD.diff(NEW)
    assert "New number INTERVENTION (stated): 7 days, from “product source documents”." in told
    assert "The number OLD_INTERVENTION (found), 16 days, is gone." in told
    assert any(one.startswith("The timer platform_intervention: when it is due changes from") for one in told)
    assert any(one.startswith("Row gone: the buyer or seller may escalate from seller_resp") for one in told)
    assert sum("row" in one.lower() for one in told) == 2
    assert len(told) <= 12


def test_a_row_put_between_others_is_one_sentence() -> None:
    row = Transition("escalate", ("seller",), ("negotiation",), "arbitration", marks=("arbitration_started",))
    for place in (0, 10, len(ROWS)):
        assert diff(transitions=(*ROWS[:place], row, *ROWS[place:])) == [
            "New row: the seller may escalate from negotiation, to arbitration."
        ]


def test_a_row_taken_away_is_one_sentence() -> None:
    number = index("admit_fault")
    action = tuple(act for act in NEW.actions if act.name != "admit_fault")
    rows = tuple(
        replace(row, when=row.when[1:]) if row.action == "appeal" else row
        for row in (*ROWS[:number], *ROWS[number + 1 :])
    )
    assert diff(transitions=rows, actions=action) == [
        "The action admit_fault is gone.",
        "Row gone: the platform may admit_fault from resolved, and the state stays, when seller timed out, not "
        "after 7 days after resolved and not system at fault.",
        "Row: the buyer or seller may appeal from resolved; what it asks: no longer either system at fault or was "
        "ruled.",
    ]


def test_rows_of_one_action_in_another_order_are_told() -> None:
    number = index("route")
    rows = (*ROWS[:number], ROWS[number + 1], ROWS[number], *ROWS[number + 2 :])
    assert diff(transitions=rows) == ["The rows of route are tried in another order."]


def test_what_changes_in_a_row_is_told_by_its_parts() -> None:
    number = index("escalate")
    effects = (*ROWS[number].effects, "notify_seller")
    (said,) = diff(transitions=with_row(number, effects=effects, to="plan_proposed"))
    assert said == (
        "Row: the seller may escalate from returning or return_shipped; where it leads changes from arbitration to "
        "plan_proposed; the effects it has: now also notify_seller."
    )
    moved = diff(transitions=with_row(index("withdraw"), from_=("negotiation",)))
    assert len(moved) == 1
    assert "the states it is taken from: no longer seller_response, arbitration, plan_proposed, returning" in moved[0]


def test_a_refusal_in_other_words_is_told() -> None:
    number = index("escalate")
    (condition,) = ROWS[number].when
    assert isinstance(condition, Marked)
    (said,) = diff(transitions=with_row(number, when=(replace(condition, why="Only once."),)))
    assert "what it asks: changed to" in said
    assert "Only once." in said


def test_conditions_on_facts_are_in_words() -> None:
    number = index("route", to="seller_response")
    (said,) = diff(transitions=with_row(number, when=(Is("seller_medal", "gold", negated=True),)))
    assert said.endswith("what it asks: now also seller medal is not gold.")


def test_states_actions_and_timers() -> None:
    state = replace(NEW.states[2], turn="seller")
    assert diff(states=(*NEW.states[:2], state, *NEW.states[3:])) == [
        "The state negotiation: whose move it is changes from buyer to seller."
    ]
    renamed = replace(NEW.actions[0], may_take=("note",))
    assert diff(actions=(renamed, *NEW.actions[1:])) == ["The action file: the details it may have: now also note."]
    assert diff(timers=NEW.timers[::-1])[0].startswith("Timers due at the same instant fire in another order: arbi")
    rule = replace(NEW.timers[0], runs_in=("negotiation",), extendable=None)
    assert diff(timers=(rule, *NEW.timers[1:])) == [
        "The timer platform_intervention: the states it runs in: no longer seller_response; "
        "the time it may be extended by changes from 15 days (EXTENSION) to nothing."
    ]


def test_the_same_in_another_order_is_said_to_be_so() -> None:
    assert diff(states=NEW.states[::-1]) == ["The same is listed in another order."]


MORE = Duration("MORE", "P5D", "default", "a test")
RANGE = HolidayRange("Spring", date(2027, 2, 1), date(2027, 2, 9), MORE, ("RESPONSE_WINDOW",))


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "Other", "The title changes from “AliExpress order disputes” to Other."),
        ("zone", Zone("Asia/Shanghai"), "The time zone changes from America/Los_Angeles to Asia/Shanghai."),
        ("zone", replace(NEW.zone, holidays=frozenset({date(2027, 1, 1)})), "The holidays: now also 2027-01-01."),
        (
            "zone",
            replace(NEW.zone, ranges=(RANGE,)),
            "New holiday range Spring: 2027-02-01 to 2027-02-09, 5 days (MORE) longer for RESPONSE_WINDOW.",
        ),
        ("reasons", {**NEW.reasons, "fraud": ("stolen",)}, "New category of reasons fraud: stolen."),
        (
            "reasons",
            {**NEW.reasons, "buyer_reason": ("regret",)},
            "The category of reasons buyer_reason: now also regret.",
        ),
        ("plans", ("refund", "no_refund"), "The plans on offer: no longer return_and_refund."),
        ("file_again_after", (), "The endings after which a line may be disputed again: no longer withdrawn."),
        ("evidence_limits", NEW.evidence_limits[:1], "The evidence limit video is gone."),
        ("facts", (FactRule("vip", "A good customer."),), "New fact vip: A good customer, yes and no."),
        ("times", {"customs": "Through customs."}, "New time customs: “Through customs.”."),
        ("reason_codes", {**NEW.reason_codes, "delivered": "It came."}, "The reason code delivered changes from “The"),
        ("effects", {"call": "Ring them up."}, "New effect call: “Ring them up.”."),
        ("pausable", None, "The time a dispute may be paused for changes from 30 days (PAUSES) to nothing."),
    ],
)
def test_each_part_has_its_sentence(field: str, value: object, sentence: str) -> None:
    assert any(one.startswith(sentence) for one in diff(**{field: value})), diff(**{field: value})


OTHERS: Mapping[type, Mapping[str, object]] = {
    State: {"stage": "returning", "turn": "nobody", "meaning": "Other."},
    Action: {"meaning": "Other.", "may_take": ("note", "why"), "needs_one": True},
    EvidenceLimit: {"count": 9, "bytes": 9, "mark": "found", "source": "Other."},
    TimerRule: {"meaning": "Other.", "reminders": (MORE,), "extendable": MORE, "stopped_by": ("rule",)},
    Transition: {"via": "returning", "changes": ("void_agreement",), "marks": ("other",), "effects": ("replace",)},
}


def _changes() -> list[tuple[str, int, str, object]]:
    """Every field of the first and the last record of each part, with another value that is sound."""
    parts = ("states", "actions", "evidence_limits", "transitions")
    return [
        (part, place, name, value)
        for part in parts
        for place in (1, -1)
        for name, value in OTHERS[type(getattr(NEW, part)[place])].items()
    ]


@pytest.mark.parametrize(("part", "place", "name", "value"), _changes())
def test_no_change_goes_unsaid_and_none_is_said_twice(part: str, place: int, name: str, value: object) -> None:
    records = list(getattr(NEW, part))
    assert name in {field.name for field in fields(records[place])}
    if isinstance(value, bool):
        value = not getattr(records[place], name)
    records[place] = replace(records[place], **{name: value})
    data = NEW.to_data() | {part: replace(NEW, **{part: tuple(records)}).to_data()[part]}
    changed = Workflow.from_data(data)
    assert len(NEW.diff(changed)) == 1
    assert len(changed.diff(NEW)) == 1
