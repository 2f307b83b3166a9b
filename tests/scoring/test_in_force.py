"""What is in force for a seller, from what was published: grades, several months, penalty points, the advance loan."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from disputes import InvalidInput, ManualClock
from disputes.interfaces.scores.in_force import InForce
from disputes.interfaces.scores.scoring import Scores
from disputes.scoring.grading import Score, grade_of, shown
from disputes.scoring.published import Period
from disputes.scoring.windows import month_end
from disputes.storage import published
from disputes.workflows import cards
from disputes.workflows.aliexpress.advance_loan import RiskDay

from .market import LOS_ANGELES, SHANGHAI, Market, at

RIGHTS, BAN, CLOSED = "restricted rights", "no upload, listing or update of products", "account closed"
MAY = date(2020, 5, 5)


class Record:
    """Scores of one warehouse, published as a run publishes them; the clock stands at noon of a day."""

    def __init__(self, day: date, zone: str, url: str = "duckdb://") -> None:
        self.clock = ManualClock(at(day, zone))
        self.scores = Scores(url, clock=self.clock)

    def publish(self, *scores: Score, period: Period = "day") -> None:
        published.publish(self.scores.warehouse, scores, period, 0, self.clock.now())

    def months(self, first: str, text: str) -> None:
        """Monthly totals of DHgate's card from a month on; `-` is a month without a score."""
        card, month = cards.get("dhgate"), month_end(date.fromisoformat(f"{first}-01"))
        assert card.monthly
        for word in text.split():
            total = None if word == "-" else Fraction(word)
            grade = grade_of(card.monthly.grades, lambda _: None, total) if total is not None else None
            score = Score(card.id, "default", "s", month, total=total, grade=grade.name if grade else None)
            self.publish(replace(score, shown=total and shown(card, total)), period="month")
            month = month_end(month + timedelta(days=1))

    def dhgate(self, day: date | None = None) -> list[InForce]:
        return list(self.scores.consequences("dhgate", "s", day=day))


@pytest.fixture
def shanghai() -> Iterator[Record]:
    record = Record(MAY, SHANGHAI)
    with record.scores:
        yield record


@pytest.fixture
def los_angeles() -> Iterator[Record]:
    record = Record(date(2026, 3, 10), LOS_ANGELES)
    with record.scores:
        yield record


def names(found: list[InForce]) -> list[str]:
    return [one.name for one in found]


def test_dhgate_three_months_running_and_lifted(shanghai: Record) -> None:
    """January to March below 60, published on the 5th of the month after; April 60.00 lifts everything on May 5."""
    shanghai.months("2020-01", "59 58 57.5 60")
    assert names(shanghai.dhgate(date(2020, 2, 4))) == []
    assert names(shanghai.dhgate(date(2020, 2, 5))) == [RIGHTS]
    assert names(shanghai.dhgate(date(2020, 4, 4))) == [RIGHTS]
    rights, ban = shanghai.dhgate(date(2020, 5, 4))
    assert (rights.since, rights.why) == (date(2020, 2, 5), "dhgate@1 of 2020-03: fail, 57.50")
    assert (ban.name, ban.since, ban.final) == (BAN, date(2020, 4, 5), False)
    assert ban.why == "dhgate@1 of 2020-01 (59.00), 2020-02 (58.00), 2020-03 (57.50)"
    assert [one.name for one in ban.includes] == ["no new listings"]
    assert shanghai.dhgate() == [], "the clock stands on May 5"


def test_dhgate_six_in_a_year_is_final(shanghai: Record) -> None:
    """Every other month of 2019 below 60, the sixth in November; whatever follows."""
    shanghai.months("2019-01", "59 70 59 70 59 70 59 70 59 70 59 90 90")
    assert names(shanghai.dhgate(date(2019, 12, 4))) == []
    assert names(shanghai.dhgate(date(2019, 12, 5))) == [RIGHTS, CLOSED]
    (closed,) = shanghai.dhgate()
    assert (closed.name, closed.since, closed.final) == (CLOSED, date(2019, 12, 5), True)
    assert "funds held" in [one.name for one in closed.includes]


def test_a_revised_month_mends_what_followed(shanghai: Record) -> None:
    """March is revised from 59 to 60 after an appeal: neither the ban nor the restriction is left."""
    shanghai.months("2020-01", "59 59 59")
    assert names(shanghai.dhgate()) == [RIGHTS, BAN]
    shanghai.months("2020-03", "60")
    assert shanghai.dhgate() == []


def test_a_day_below_60_restricts_nothing_on_dhgate(shanghai: Record) -> None:
    """Only the month's grade is the published one."""
    shanghai.publish(Score("dhgate@1", "default", "s", date(2020, 5, 4), total=Fraction(1), grade="fail"))
    assert shanghai.dhgate() == []


def test_each_category_and_what_a_seller_lacks(los_angeles: Record) -> None:
    """AliExpress' indicators by category: a seller who evades the rating is banned in each of them."""
    card = cards.get("aliexpress_indicators_by_category")
    (evading,) = [one for one in card.requirements if one.code == "evading"]
    score = Score(card.id, "default", "s", date(2026, 1, 31), why_not=evading.says)
    los_angeles.publish(*(replace(score, category=one) for one in ("bags", "shoes")), period="month")
    found = los_angeles.scores.consequences(card.name, "s")
    assert [(one.category, one.name) for one in found] == [
        (category, name) for category in ("bags", "shoes") for name in evading.consequences
    ]
    assert {one.why for one in found} == {f"{card.id} of 2026-01: {evading.says}"}


def test_who_evades_the_rating_brings_it_to_the_owners_other_shops(los_angeles: Record) -> None:
    """`evader` is linked to s, `third` to `evader`, `stranger` to nobody: s and third meet it, from March 2 on."""
    card = cards.get("aliexpress_indicators")
    market = Market(LOS_ANGELES, los_angeles.scores.warehouse)
    links = {"evader": "s", "third": "evader", "stranger": None}
    market.load("sellers", *({"id": one, "linked_to": to, "evading": one == "evader"} for one, to in links.items()))
    (evading,) = [one for one in card.requirements if one.code == "evading"]
    month = Score(card.id, "default", "evader", date(2026, 2, 28), why_not=evading.says)
    market.facts()
    los_angeles.publish(month, period="month")
    scores = los_angeles.scores
    assert names([*scores.consequences(card.name, "evader")]) == [*evading.consequences]
    for seller in ("s", "third"):
        (met,) = scores.consequences(card.name, seller)
        assert (met.name, met.since) == ("owner's other shops restricted or closed", date(2026, 3, 2))
        assert met.why == f"evader, of the same owner: {card.id} of 2026-02: {evading.says}"
        assert scores.consequences(card.name, seller, day=date(2026, 3, 1)) == ()
    assert scores.consequences(card.name, "stranger") == ()


def test_penalty_points_of_a_marketplace_with_a_ladder(los_angeles: Record) -> None:
    """12 points on March 1 freeze for 7 days; 6 of them were found on March 1, 23:00, in Los Angeles."""
    scores = los_angeles.scores
    with pytest.raises(InvalidInput, match="no card with a ladder of penalty points grades default"):
        scores.penalty_points("s")
    scores.enable("aliexpress_level", since=date(2026, 1, 1))
    market, first = Market(LOS_ANGELES, scores.warehouse), date(2026, 3, 1)
    usual = {"seller": "s", "what": "copy", "points": 6}
    market.load("violations", *(
        {"id": f"v{hour}", "found_at": at(first, LOS_ANGELES, hour)} | usual | more
        for hour, more in ((1, {}), (23, {}), (2, {"seller": "other"}), (3, {"revoked_at": at(first, LOS_ANGELES)}))
    ))  # fmt: skip
    market.facts()
    (frozen,) = scores.penalty_points("s", day=date(2026, 3, 7)).in_force
    assert (frozen.name, frozen.since, frozen.until) == ("account frozen", first, date(2026, 3, 8))
    assert [one.name for one in frozen.includes] == ["products removed", "no new listings"]
    today = scores.penalty_points("s")
    assert (today.day, today.points, len(today.sanctions), today.in_force) == (date(2026, 3, 10), 12, 1, ())
    assert scores.penalty_points("s", day=date(2026, 2, 28)).sanctions == ()


def test_a_warning_lasts_while_its_points_live(los_angeles: Record) -> None:
    """Two points of March 1, 2025, whose 365th day is February 28, 2026; only a closed account is final."""
    scores = los_angeles.scores
    scores.enable("aliexpress_level", since=date(2026, 1, 1))
    market, found_at = Market(LOS_ANGELES, scores.warehouse), at(date(2025, 3, 1), LOS_ANGELES)
    market.load("violations", {"id": "v", "seller": "s", "what": "copy", "points": 2, "found_at": found_at})
    market.facts()
    last = scores.penalty_points("s", day=date(2026, 2, 28))
    assert (last.points, [(one.name, one.until, one.final) for one in last.in_force]) == (
        2, [("warning", date(2026, 3, 1), False)],
    )  # fmt: skip
    after = scores.penalty_points("s", day=date(2026, 3, 1))
    assert (after.points, after.in_force) == (0, ())


def test_wash_orders_and_bought_reviews_lower_the_ranking_beside_their_points(los_angeles: Record) -> None:
    """Found on March 1 and again on March 5; what was found on March 6 was taken back, and a copy brings none."""
    scores = los_angeles.scores
    scores.enable("aliexpress_level", since=date(2026, 1, 1))
    market, usual = Market(LOS_ANGELES, scores.warehouse), {"seller": "s", "points": 1}
    told = ((1, "wash_orders", False), (5, "wash_orders", False), (5, "copy", False), (6, "bought_reviews", True))
    for day, what, revoked in told:
        found_at = at(date(2026, 3, day), LOS_ANGELES)
        taken_back = {"revoked_at": found_at} if revoked else {}
        market.load("violations", usual | {"id": f"{what}-{day}", "what": what, "found_at": found_at} | taken_back)
    market.facts()

    def lowered(day: date) -> list[tuple[date, date | None]]:
        found = scores.penalty_points("s", day=day).in_force
        return [(one.since, one.until) for one in found if one.name == "lower search ranking"]

    assert [one.mark for one in scores.penalty_points("s").in_force][-1] == "default", "for how long, nobody says"
    assert lowered(date(2026, 2, 28)) == []
    assert lowered(date(2026, 3, 4)) == [(date(2026, 3, 1), date(2027, 3, 1))]
    assert lowered(date(2026, 3, 10)) == [(date(2026, 3, 1), date(2027, 3, 5))]
    assert lowered(date(2027, 3, 5)) == []


def test_judged_not_as_described_freezes_for_7_days_then_30(los_angeles: Record) -> None:
    """Judged on February 1 and, both lines of another order, on March 1; all that is no such ruling is silent."""
    scores = los_angeles.scores
    scores.enable("aliexpress_level", since=date(2026, 1, 1))
    market, first, again = Market(LOS_ANGELES, scores.warehouse), date(2026, 2, 1), date(2026, 3, 1)
    (test_order,) = market.orders(1, first, kind="test")
    ruled = {"category_of_reason": "not_as_described", "resolution": "ruled", "liable": "seller"}
    told: tuple[tuple[str, date, dict[str, Any]], ...] = (
        ("o-first", first, {}),
        ("o-again", again, {"line": "1"}),
        ("o-again", again, {"line": "2"}),
        ("o-agreed", first, {"resolution": "agreed"}),
        ("o-timeout", first, {"resolution": "seller_timeout"}),
        ("o-lost", first, {"category_of_reason": "not_received"}),
        ("o-overturned", first, {"liable": "nobody", "revision": 2}),
        ("o-others", first, {"seller": "other"}),
        (test_order, first, {}),
    )
    for number, (order, on, more) in enumerate(told):
        ended = {"id": f"d{number}", "ended_at": at(on, LOS_ANGELES)} | ruled | more
        market.disputes([order], on - timedelta(days=9), **ended)
    market.facts()

    def frozen(day: date) -> list[tuple[str, date, date | None]]:
        return [(one.name, one.since, one.until) for one in scores.penalty_points("s", day=day).in_force]

    assert frozen(date(2026, 1, 31)) == []
    assert frozen(date(2026, 2, 7)) == [("account frozen", first, date(2026, 2, 8))]
    assert frozen(date(2026, 2, 8)) == []
    assert frozen(date(2026, 3, 30)) == [("account frozen", again, date(2026, 3, 31))]
    assert frozen(date(2026, 3, 31)) == []
    (now,) = scores.penalty_points("s").in_force
    assert now.why == "judged not as described on 2026-03-01, time 2"


def loans(record: Record, *grades: str) -> None:
    """The risk data of the days from March 1 on."""
    days = (date(2026, 3, 1) + timedelta(days=number) for number in range(len(grades)))
    record.publish(*(Score("aliexpress_loan@1", "default", "s", day, grade=one) for day, one in zip(days, grades)))  # noqa: B905


def level(record: Record, month: date, grade: str) -> None:
    record.publish(Score("aliexpress_level@1", "default", "s", month, grade=grade), period="month")


def test_a_loan_joins_the_risk_data_and_the_level(los_angeles: Record) -> None:
    """Good data from March 1 on, but February's level, a fail, is in force from March 2 on; January's was a pass."""
    level(los_angeles, date(2026, 1, 31), "pass")
    level(los_angeles, date(2026, 2, 28), "fail")
    loans(los_angeles, "good", "good", "bad")
    scores = los_angeles.scores
    open_, closed = (scores.loan("s", day=date(2026, 3, day)) for day in (1, 3))
    assert (open_.standing, open_.since, open_.level) == ("open", date(2026, 3, 1), "pass")
    assert [one.name for one in open_.in_force] == ["advance loan"]
    assert (closed.standing, closed.since, closed.level) == ("closed", date(2026, 3, 2), "fail")
    assert [one.name for one in closed.in_force] == ["early lending closed"]
    assert closed.risk_days[-1] == RiskDay(date(2026, 3, 3), "bad")
    assert closed.order(date(2026, 3, 1)).first == date(2026, 3, 4), "shipped while it was open: lent"
    assert closed.order(date(2026, 3, 2), date(2026, 3, 20)).last == date(2026, 4, 4)
    assert scores.loan("nobody").standing == "not_assessed"


def test_a_seller_who_leaves_has_left_at_once(los_angeles: Record) -> None:
    """Before the next risk data; the deposit is released 15 days after the last order. Earlier days stay."""
    level(los_angeles, date(2026, 1, 31), "good")
    loans(los_angeles, "good")
    market = Market(LOS_ANGELES, los_angeles.scores.warehouse)
    market.load("sellers", {"id": "s", "version": 2, "loan_choice": "left"})
    market.facts()
    loan = los_angeles.scores.loan("s")
    assert (loan.standing, loan.since, loan.in_force) == ("left", date(2026, 3, 10), ())
    assert loan.deposit_released_on(None) == date(2026, 3, 25)
    before = los_angeles.scores.loan("s", day=date(2026, 3, 9))
    assert (before.standing, before.deposit_released_on(None)) == ("open", None)
