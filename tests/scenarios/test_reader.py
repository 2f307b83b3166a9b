"""A table that says something unclear, and a story that leaves something out, are errors that name the line."""

import pytest
from disputes import Claim, DisputeEngine, Order

from ..support import DAY, START, Timeline, refund, timeline, usd
from .reader import TableError, read
from .runner import Regime, play
from .table import Act, Given
from .words import instant, normal, shown

HEAD = """scenario: A title     # rule: one; another
order     paid 45.99 USD, shipped day -20, promised day -10
claim     not_received, refund 12.50 USD
"""
FILING = "day 0   buyer   file   → seller_response\n"
FILED = HEAD + FILING
UNDER = HEAD + "workflow   {}\n"
WITHDRAWN = FILED + "day 1   buyer   withdraw   → resolved\n"
OUTCOME = "outcome withdrawn, decided by buyer, winner seller, liable nobody, refund 0.00 USD, not arbitrated\n"

RULED = (
    HEAD.replace("not_received,", "not_received, 1 image,")
    + "day 0   buyer   file   → seller_response\n"
    + "day 1   seller   reject   → negotiation\n"
    + "day 2   platform   take_case   → arbitration\n"
    + "day 2   platform   rule, no refund, winner seller, liable nobody   → resolved\n"
    + "outcome ruled, decided by platform, winner seller, liable nobody, refund 0.00 USD, arbitrated, "
    + "first answer after 1 day\n"
    + "day 3   buyer   appeal, 1 image   → appealed\n"
)
OVERTURNED = "day 4   platform   decide_appeal, overturn, refund 5.00 USD, winner both, liable nobody   → resolved\n"
SECOND = (
    "outcome ruled, decided by platform, winner both, liable nobody, refund 5.00 USD, arbitrated, "
    "first answer after 1 day, revision 2\n"
)

UNREADABLE = {
    "day 0 buyer file → seller_response": (1, "no scenario has begun"),
    "scenario: Without a rule": (1, "a scenario is written"),
    "scenario:   # rule: one": (1, "a scenario is written"),
    HEAD + "tomorrow   buyer   file   → seller_response": (4, "not understood: 'tomorrow'"),
    HEAD + "day 0   buyer   file": (4, "a line with a day is written"),
    HEAD + "day 0   courier   file   → seller_response": (4, "not understood: courier file"),
    HEAD + "day 0   buyer   complain   → seller_response": (4, "not understood: buyer complain"),
    HEAD + "day 5   timer   withdraw   → resolved": (4, "not understood: timer withdraw"),
    HEAD + "day 5   timer   reminder, refund 1.00 USD   → seller_response": (4, "a timer has no details"),
    HEAD + "day 0   buyer   file   → filed": (4, "not understood: → filed"),
    HEAD + "day 0   buyer   file   → refused too_soon": (4, "not understood: → refused too_soon"),
    FILED + "day 1   seller   reject, refund 5 USD   → negotiation": (5, "not understood: 'refund 5 USD'"),
    FILED + "day 1   seller   reject, no refund, refund 5.00 USD   → negotiation": (5, "plan is said twice"),
    FILED + "day 1   seller   reject, winner everybody   → negotiation": (5, "not understood: 'winner everybody'"),
    FILED + "order   paid 45.99 USD, lost": (5, "not understood: 'lost'"),
    FILED + "order   shipped day 0": (5, "paid"),
    FILED + "order   paid 45.99 XXY": (5, "ISO 4217"),
    FILED + "claim   not_received": (5, "plan"),
    FILED + "plans   buyer refund 12.50 USD": (5, "not understood: 'buyer refund 12.50 USD'"),
    FILED + "turn   courier": (5, "not understood: 'courier'"),
    FILED + "agenda   payday day 5": (5, "not understood: 'payday day 5'"),
    FILED + "nothing until tomorrow": (5, "not understood: 'nothing'"),
    FILED + "day -1   buyer   withdraw   → resolved": (5, "time goes back"),
    FILED + "workflow   Aliexpress": (5, "not understood: 'Aliexpress'"),
    FILED + "daemon   asleep": (5, "not understood: 'asleep'"),
    FILED + "day 1   platform   extend, timer reminder by 2   → seller_response": (
        5,
        "not understood: 'timer reminder",
    ),
    FILED + "plans   buyer goods back and refund 1.00 USD, seller none, platform none": (5, "not understood"),
    FILED + "day 1   platform   decide_appeal, uphold   → resolved\n" + OUTCOME: (6, "an outcome stands after"),
    RULED + OVERTURNED: (1, "a dispute ends without an outcome line"),
    WITHDRAWN: (1, "a dispute ends without an outcome line"),
    WITHDRAWN + "day 2   buyer   file   → seller_response\n" + "day 3   buyer   withdraw   → resolved": (
        7,
        "an outcome stands after",
    ),
    FILED + OUTCOME: (5, "an outcome stands after"),
    WITHDRAWN + "outcome withdrawn, decided by buyer, winner seller": (6, "missing liable, refund, arbitrated"),
    WITHDRAWN + OUTCOME.replace("withdrawn", "forgotten"): (6, "not understood: 'forgotten'"),
}

UNTRUE = {
    FILED + "day 4   buyer   submit_evidence, 1 image   → seller_response": "reminder",
    FILED + "day 2   timer   reminder   → seller_response": "does not happen",
    FILED + "day 3 + 1us   timer   reminder   → seller_response": "reminder",
    FILED + "day 3   timer   arbitration_sla   → seller_response": "reminder",
    FILED + "nothing until day 4": "reminder",
    FILED + "day 1   seller   reject   → resolved\n" + OUTCOME: "→ negotiation, not → resolved",
    FILED + "day 1   seller   reject   → refused too_late": "→ negotiation, not → refused too_late",
    FILED + "day 1   buyer   reject   → negotiation": "→ refused wrong_actor, not → negotiation",
    FILED + "day 1   buyer   modify_claim, refund 99.00 USD   → invalid reason": "→ invalid plan.amount",
    FILED + "turn   platform": "wanted",
    FILED + "agenda   reminder day 3": "wanted",
    WITHDRAWN + OUTCOME.replace("winner seller", "winner buyer"): "winner",
    WITHDRAWN + OUTCOME.replace("not arbitrated", "not arbitrated, seller timed out"): "seller_timed_out",
    WITHDRAWN + OUTCOME.replace("not arbitrated", "not arbitrated, first answer after 1 day"): "first_response_after",
    WITHDRAWN + OUTCOME.replace("not arbitrated", "not arbitrated, goods returned"): "with_return",
    WITHDRAWN + OUTCOME.replace("not arbitrated", "not arbitrated, revision 2"): "revision",
    RULED + OVERTURNED + SECOND.replace(", revision 2", ""): "revision",
    RULED + OVERTURNED + SECOND.replace("5.00", "6.00"): "refund",
    RULED + "day 4   platform   decide_appeal, uphold   → resolved\nnothing until day 5\nturn   platform": "nobody",
    UNDER.format("aliexpress@1")
    + FILING
    + "agenda   reminder day 3, seller_response_timeout day 5, platform_intervention day 7": "day 16",
    UNDER.format("nobodys@1") + FILING: "→ invalid workflow",
    FILED + "daemon   down\nday 4   seller   reject   → negotiation": "reminder",
}


@pytest.mark.parametrize("text", UNREADABLE, ids=lambda text: text.splitlines()[-1])
def test_what_cannot_be_read_names_file_and_line(text: str) -> None:
    number, fault = UNREADABLE[text]
    with pytest.raises(TableError) as raised:
        read(text, "some.txt")
    assert str(raised.value).startswith(f"some.txt:{number}: ")
    assert fault in str(raised.value)


@pytest.mark.parametrize("regime", ["ticking at every line", "ticking at the end only"])
@pytest.mark.parametrize("text", UNTRUE, ids=lambda text: text.splitlines()[-1])
def test_a_story_that_is_not_true_fails_and_says_where(text: str, regime: Regime) -> None:
    with timeline("manual") as time, DisputeEngine("memory://", clock=time.clock) as engine:
        (scenario,) = read(text, "some.txt")
        with pytest.raises(AssertionError) as raised:
            play(scenario, engine, time, regime)
    assert str(raised.value).startswith("some.txt:")
    assert UNTRUE[text] in str(raised.value)


def test_a_true_story_passes(engine: DisputeEngine, time: Timeline) -> None:
    (scenario,) = read(WITHDRAWN + OUTCOME, "some.txt")
    play(scenario, engine, time, "ticking at every line")


def test_a_scenario_has_its_place_title_and_rules() -> None:
    first, second = read("# A remark\n" + FILED + "\n" + FILED.replace("A title", "Another"), "some.txt")
    assert (first.file, first.number, first.title, first.rules) == ("some.txt", 2, "A title", ("one", "another"))
    assert (second.number, second.title) == (7, "Another")


def test_a_line_is_read_with_its_details() -> None:
    (scenario,) = read(FILED + "day 1 02:30   seller   reject, line 2, refund 5.00 USD   → negotiation", "some.txt")
    act = scenario.rows[-1]
    assert isinstance(act, Act)
    assert (act.number, act.line, act.who, act.action, act.result) == (5, "2", "seller", "reject", "negotiation")
    assert act.at == START + 1.0625 * DAY + DAY / 24
    assert act.details == {"plan": refund(500)}


def test_what_evidence_adds_up_to_and_what_an_order_knows() -> None:
    (scenario,) = read(
        "scenario: T # rule: r\norder line 2, paid 1.00 USD, gold seller, under guarantee, refunded 0.50 USD\n"
        "claim line 2, quality, refund 0.50 USD, goods received, 2 images, 1 video of 500 MB\n",
        "some.txt",
    )
    order, claim = (row.what for row in scenario.rows if isinstance(row, Given))
    assert isinstance(order, Order)
    assert isinstance(claim, Claim)
    assert (order.line, order.paid, order.refunded, order.seller_medal) == ("2", usd(100), usd(50), "gold")
    assert [(item.kind, item.size) for item in claim.evidence][-2:] == [("image", 81_920), ("video", 500_000_000)]


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("day 5", "day 5"),
        ("day -20", "day -20"),
        ("day 2 03:00", "day 2 03:00"),
        ("day 5 - 1us", "day 4 23:59:59.999999"),
        ("day 5 + 1us", "day 5 00:00:00.000001"),
    ],
)
def test_instants_are_shown_as_they_are_written(text: str, canonical: str) -> None:
    assert shown(instant(text)) == canonical
    assert normal(f"reminder  {text}") == f"reminder {canonical}"
