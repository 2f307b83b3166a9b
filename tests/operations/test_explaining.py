"""Agendas, actions and refusals name the numbers behind them, with mark and source."""

from datetime import timedelta

import pytest
from disputes import Actor, Duration, Engine, ManualClock, Refused, workflows
from disputes.interfaces.embedded import DisputeEngine

from ..support import BUYER, DAY, PLATFORM, SELLER, START, a_claim, an_order, refund

NUMBERS = workflows.get("aliexpress").durations


@pytest.fixture
def clock() -> ManualClock:
    """The shop's clock."""
    return ManualClock(START)


@pytest.fixture
def shop(clock: ManualClock) -> Engine:
    """An engine in memory: what is explained does not hang on the store."""
    return DisputeEngine("memory://", clock=clock)


def names(rules: tuple[Duration, ...]) -> list[str]:
    """The names of numbers, which are the workflow's own."""
    assert all(NUMBERS[rule.name] == rule for rule in rules)
    return [rule.name for rule in rules]


def test_an_agenda_names_the_number_behind_each_item(shop: Engine) -> None:
    dispute = shop.file(an_order(), a_claim(), by=BUYER)
    assert [(item.action, names(item.rules)) for item in shop.agenda(dispute.id)] == [
        ("reminder", ["RESPONSE_REMINDER"]),
        ("seller_response_timeout", ["RESPONSE_WINDOW"]),
        ("platform_intervention", ["INTERVENTION"]),
    ]


def test_an_agenda_says_what_was_added(shop: Engine, clock: ManualClock) -> None:
    dispute = shop.file(an_order(), a_claim(), by=BUYER)
    shop.act(dispute.id, "extend", by=PLATFORM, timer="seller_response_timeout", duration=2 * DAY)
    shop.act(dispute.id, "pause", by=PLATFORM)
    (pause,) = shop.agenda(dispute.id)
    assert (pause.action, names(pause.rules)) == ("pause_timeout", ["PAUSES"])
    clock.advance(days=1)
    shop.act(dispute.id, "resume", by=PLATFORM)
    (timeout,) = (item for item in shop.agenda(dispute.id) if item.action == "seller_response_timeout")
    assert timeout.why.startswith("5 days after claim submitted, and 2 days of extension, and 1 days of pauses.")
    assert timeout.due_at == START + 8 * DAY


def test_an_action_names_the_number_of_its_deadline_or_of_its_refusal(shop: Engine, clock: ManualClock) -> None:
    dispute = shop.file(an_order(), a_claim(), "aliexpress@1", by=BUYER)
    items = {item.action: item for item in shop.actions(dispute.id, by=BUYER)}
    assert names(items["withdraw"].rules) == ["RESPONSE_WINDOW"]
    escalate = items["escalate"]
    assert not escalate.allowed
    assert [(rule.name, str(rule), rule.mark) for rule in escalate.rules] == [
        ("OLD_ESCALATION_OPENS", "4 days", "found")
    ]
    with pytest.raises(Refused) as refused:
        shop.act(dispute.id, "escalate", by=BUYER)
    assert refused.value.rules == escalate.rules


def test_a_refusal_to_file_names_its_number(shop: Engine) -> None:
    early = an_order(shipped_at=START - DAY, promised_delivery_at=START + 20 * DAY)
    with pytest.raises(Refused) as refused:
        shop.file(early, a_claim(), by=BUYER)
    assert (refused.value.code, names(refused.value.rules)) == ("too_early", ["FILING_DELAY"])


def test_a_cap_names_its_number(shop: Engine) -> None:
    dispute = shop.file(an_order(), a_claim(), by=BUYER)
    with pytest.raises(Refused) as refused:
        shop.act(dispute.id, "extend", by=PLATFORM, timer="platform_intervention", duration=timedelta(days=16))
    assert (refused.value.code, names(refused.value.rules)) == ("above_cap", ["EXTENSION"])


def test_clock_actions_are_listed_for_the_platform_only(shop: Engine) -> None:
    dispute = shop.file(an_order(), a_claim(), by=BUYER)

    def clock_items(by: Actor) -> dict[str, bool]:
        wanted = {"extend", "pause", "resume"}
        return {item.action: item.allowed for item in shop.actions(dispute.id, by=by) if item.action in wanted}

    assert clock_items(PLATFORM) == {"extend": True, "pause": True, "resume": False}
    assert clock_items(SELLER) == {}
    shop.act(dispute.id, "reject", by=SELLER, plan=refund(100))
    shop.act(dispute.id, "pause", by=PLATFORM)
    assert clock_items(PLATFORM) == {"extend": True, "pause": False, "resume": True}
