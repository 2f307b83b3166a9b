"""AliExpress' advance loan, worked out by hand: the risk data of 2026-03-01 (2025-12-01 ... 2026-02-28 count), and a
loan's life, the payment of an order and the deposit."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from disputes import Money
from disputes.scoring.grading import Score
from disputes.workflows.aliexpress import advance_loan, loan_rules
from disputes.workflows.aliexpress.advance_loan import Payment, RiskDay, Sign, Standing, risk_day, settle_deposit
from disputes.workflows.aliexpress.loan import CARD

from .worked import Examples, Shop

DAY = date(2026, 3, 1)
YESTERDAY, LONG_AGO = DAY - timedelta(days=1), DAY - timedelta(days=91)
example = Examples(CARD, DAY)


def trading(shop: Shop, positive: int = 19, negative: int = 1, disputed: int = 1, orders: int = 20) -> list[str]:
    """So many orders, of which so many are reviewed with 5 and 1 stars and disputed."""
    ids = shop.orders(orders, YESTERDAY)
    shop.reviews(ids[:positive], YESTERDAY, stars=5)
    shop.reviews(ids[positive : positive + negative], YESTERDAY, stars=1)
    shop.disputes(ids[:disputed], YESTERDAY)
    return ids


@example(grade="good", values={"positive": "95", "disputes": "5", "violations": "0"})
def exactly_at_the_bounds(shop: Shop) -> None:
    """19 of 20 reviews positive, 1 of 20 orders disputed."""
    trading(shop)


@example(grade="bad", values={"positive": "1800/19"})
def too_few_positive_reviews(shop: Shop) -> None:
    """18 of 19 are 94.7 %."""
    trading(shop, positive=18)


@example(grade="bad", values={"disputes": "200/39"})
def too_many_disputes(shop: Shop) -> None:
    """2 of 39 are 5.1 %."""
    trading(shop, disputed=2, orders=39)


@example(grade="good", values={"disputes": "0"})
def withdrawn_disputes_are_none(shop: Shop) -> None:
    """Both were withdrawn."""
    ids = trading(shop, disputed=0)
    shop.disputes(ids[:2], YESTERDAY, withdrawn_at=shop.on(YESTERDAY))


@example(grade="good", values={"positive": "95"})
def three_stars_are_neither(shop: Shop) -> None:
    """They are in neither count."""
    shop.reviews(trading(shop), YESTERDAY, stars=3)


@example(grade="bad", values={"violations": "1"})
def one_violation(shop: Shop) -> None:
    """On day 90."""
    trading(shop)
    shop.load("violations", 1, what="copy", found_at=shop.on(date(2025, 12, 1)))


@example(grade="good", values={"violations": "0"})
def violations_that_do_not_count(shop: Shop) -> None:
    """One of day 91, one that was taken back."""
    trading(shop)
    shop.load("violations", 1, what="copy", found_at=shop.on(LONG_AGO))
    shop.load("violations", 1, what="copy", found_at=shop.on(YESTERDAY), revoked_at=shop.on(YESTERDAY))


@example(grade=None, why_not="no orders in the 90 days before", values={"positive": None, "disputes": None})
def no_orders(shop: Shop) -> None:
    """Nothing to assess: the only order is of day 91."""
    shop.orders(1, LONG_AGO)


@example(grade="good", values={"orders": "1", "positive": "100", "disputes": "0"})
def one_order_of_day_90(shop: Shop) -> None:
    """Enough to be assessed."""
    shop.reviews(shop.orders(1, date(2025, 12, 1)), YESTERDAY, stars=5)


@example(grade=None, why_not="no orders in the 90 days before", values={"violations": "1"})
def a_violation_without_orders(shop: Shop) -> None:
    """Not assessed, whatever else is known."""
    shop.load("violations", 1, what="copy", found_at=shop.on(YESTERDAY))


@example(grade="bad", values={"positive": None, "disputes": "0"})
def no_reviews(shop: Shop) -> None:
    """Nothing is positive."""
    shop.orders(30, YESTERDAY)


@example(grade="good")
def joined_45_days_ago(shop: Shop) -> None:
    """Assessed by itself."""
    shop.known["joined_at"] = shop.on(DAY - timedelta(days=45))
    trading(shop)


@example(grade=None, why_not="joined less than 45 days ago, and has not applied through the account manager")
def joined_44_days_ago(shop: Shop) -> None:
    """One day too early."""
    shop.known["joined_at"] = shop.on(DAY - timedelta(days=44))
    trading(shop)


@example(grade="good")
def applied_on_day_44(shop: Shop) -> None:
    """The account manager's way needs no waiting."""
    shop.known |= {"joined_at": shop.on(DAY - timedelta(days=44)), "loan_choice": "applied"}
    trading(shop)


@example(grade=None, why_not="a cancelled enterprise is excluded")
def a_cancelled_enterprise(shop: Shop) -> None:
    """However good it is, and though it applied."""
    shop.known |= {"enterprise_cancelled": True, "loan_choice": "applied"}
    trading(shop)


@example(grade=None, why_not="left the advance loan, which is final")
def a_seller_who_left(shop: Shop) -> None:
    """Final."""
    shop.known["loan_choice"] = "left"
    trading(shop)


@example(grade="good", values={"chargebacks": "2", "not_sold": "100/21", "returns": "100/21", "refunds": "1"})
def what_is_counted_beside(shop: Shop) -> None:
    """2 chargebacks, 1 of 21 orders not sold, 1 returned, 1 refund: for the host that assesses the deposit."""
    ids = trading(shop, disputed=0)
    shop.not_sold(1, YESTERDAY)
    shop.disputes(ids[:1], YESTERDAY, with_return=True)
    shop.facts("chargeback", ids[:2], {"filed_at": shop.on(YESTERDAY)})
    shop.load("refunds", 1, dispute="d", ordered_at=shop.on(YESTERDAY))


@example(values={"orders": "20", "refunds": "1"})
def refunds_of_test_orders_do_not_count(shop: Shop) -> None:
    """A real order, a test and a wash order were refunded, each by a dispute: 1."""
    ids = trading(shop, disputed=0)[:1]
    ids += [shop.orders(1, YESTERDAY, kind=kind)[0] for kind in ("test", "wash")]
    record = {"buyer": "b", "line": "1", "reason": "fake", "category_of_reason": "not_as_described"}
    disputes = shop.facts("dispute", ids, record | {"filed_at": shop.on(YESTERDAY)})
    for dispute in disputes:
        shop.load("refunds", 1, dispute=dispute, ordered_at=shop.on(YESTERDAY))


@pytest.fixture(scope="module")
def scores() -> Mapping[str, list[Score]]:
    return example.scores()


@pytest.mark.parametrize("name", example.all)
def test_a_worked_example(name: str, scores: Mapping[str, list[Score]]) -> None:
    (score,) = scores[name]
    assert example.all[name].faults(score) == {}


@pytest.mark.parametrize(
    ("name", "level", "sign"),
    [
        ("exactly_at_the_bounds", "excellent", "good"),
        ("exactly_at_the_bounds", "pass", "good"),
        ("exactly_at_the_bounds", "fail", "bad"),
        ("exactly_at_the_bounds", None, "bad"),
        ("one_violation", "excellent", "bad"),
        ("joined_44_days_ago", "pass", None),
        ("a_cancelled_enterprise", "pass", "excluded"),
        ("no_orders", "excellent", "excluded"),
        ("a_seller_who_left", "pass", "leave"),
    ],
)
def test_what_a_day_says(name: str, level: str | None, sign: Sign | None, scores: Mapping[str, list[Score]]) -> None:
    assert risk_day(scores[name][0], level) == RiskDay(DAY, sign)


@pytest.mark.parametrize(
    ("signs", "standing"),
    [
        ((), "not_assessed"),
        ((None, None), "not_assessed"),
        ((None, "good"), "open"),
        ((None, "bad"), "closed"),
        (("good", "bad"), "closed"),
        (("good", "bad", "good"), "open"),  # reopened by itself
        (("good", None), "open"),  # a day without data changes nothing
        (("good", "excluded"), "closed"),
        (("excluded",), "not_assessed"),
        (("good", "leave"), "left"),
        (("leave", "good", "bad"), "left"),  # final
        (("bad", "leave", "good"), "left"),
        ((None, "leave"), "left"),
    ],
)
def test_a_loans_life(signs: tuple[Sign | None, ...], standing: Standing) -> None:
    days = [RiskDay(DAY + timedelta(days=number), sign) for number, sign in enumerate(signs)]
    assert advance_loan.standing_on(DAY + timedelta(days=30), reversed(days)) == standing


def test_a_standing_knows_nothing_of_later_days() -> None:
    days = [RiskDay(DAY, "good"), RiskDay(DAY + timedelta(days=1), "bad")]
    assert advance_loan.standing_on(DAY, days) == "open"


@pytest.mark.parametrize(
    ("standing", "shipped", "ended", "lent", "first", "last"),
    [
        ("open", date(2024, 2, 27), None, True, date(2024, 3, 1), date(2024, 3, 3)),  # over a leap day
        ("open", None, None, True, None, None),  # not shipped yet
        ("closed", date(2024, 2, 1), date(2024, 2, 20), False, date(2024, 3, 6), date(2024, 3, 6)),
        ("closed", date(2024, 2, 1), None, False, None, None),  # not ended yet
        ("not_assessed", date(2024, 2, 1), date(2024, 12, 20), False, date(2025, 1, 4), date(2025, 1, 4)),
        ("left", date(2024, 2, 1), date(2024, 2, 2), False, date(2024, 2, 17), date(2024, 2, 17)),
    ],
)
def test_an_orders_payment(
    standing: Standing, shipped: date | None, ended: date | None, lent: bool, first: date | None, last: date | None
) -> None:
    found = advance_loan.decide_order(standing, shipped, ended)
    why = (
        "lent 3-5 days after shipment"
        if lent
        else f"no loan ({standing.replace('_', ' ')}): paid 15 days after the order ended"
    )
    assert found == Payment(lent, first, last, why)


@pytest.mark.parametrize(
    ("held", "assessed", "balance", "released", "taken", "later"),
    [
        (1500, 500, 0, 1000, 0, 0),  # 1,500 held, 500 assessed: 1,000 released
        (1500, 2000, 9000, 0, 500, 0),  # 2,000 assessed: 500 more taken
        (1500, 2000, 500, 0, 500, 0),  # the balance just reaches
        (1500, 2000, 499, 0, 499, 1),
        (1500, 2000, 0, 0, 0, 500),  # before the next loans
        (1500, 1500, 9000, 0, 0, 0),
        (0, 0, 0, 0, 0, 0),
        (1500, 0, 0, 1500, 0, 0),
        (0, 2000, 300, 0, 300, 1700),
    ],
)
def test_a_deposit(held: int, assessed: int, balance: int, released: int, taken: int, later: int) -> None:
    found = settle_deposit(*(Money(one, "USD") for one in (held, assessed, balance)))
    sums = (found.released, found.taken, found.before_next_loans)
    assert sums == tuple(Money(one, "USD") for one in (released, taken, later))


def test_a_deposit_has_one_currency() -> None:
    with pytest.raises(ValueError, match="one currency"):
        settle_deposit(Money(1, "USD"), Money(1, "EUR"), Money(1, "USD"))


@pytest.mark.parametrize(
    ("left", "last", "released"),
    [
        (date(2025, 5, 1), date(2025, 5, 20), date(2025, 6, 4)),
        (date(2025, 5, 1), date(2025, 4, 20), date(2025, 5, 5)),
        (date(2025, 5, 1), None, date(2025, 5, 16)),
    ],
)
def test_the_deposit_of_a_seller_who_left(left: date, last: date | None, released: date) -> None:
    assert advance_loan.deposit_released_on(left, last) == released


def test_the_numbers_are_those_of_the_rules() -> None:
    assert (loan_rules.LENDS_FROM.value, loan_rules.LENDS_UNTIL.value, loan_rules.LOAN_JOINED.value) == (3, 5, 45)
