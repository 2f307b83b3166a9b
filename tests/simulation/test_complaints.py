"""Which complaints the rules infer, on invented orders."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from disputes import workflows
from disputes.simulation.complaint_rules import GENERAL_RULES, RULES
from disputes.simulation.complaints import Complaint, infer_complaints, plain, rules_table
from disputes.simulation.olist import read_olist

from .layout import Row, a_line, a_review, an_order, make_folder

PROMISED = datetime(2018, 3, 20, 3, 0, tzinfo=UTC)
ANSWERED = datetime(2018, 3, 21, 12, 0, tzinfo=UTC)
ARRIVED = {"order_status": "delivered", "order_delivered_customer_date": "2018-03-15 12:00:00"}
LATE = {"order_status": "delivered", "order_delivered_customer_date": "2018-03-25 12:00:00"}
NOT_SHIPPED = {"order_status": "canceled", "order_delivered_carrier_date": ""}


def infer(folder: Path, order: Row, review: Row | None = None, lines: int = 1) -> tuple[Complaint, ...]:
    """The complaints of one order."""
    prices = [a_line(number=str(number + 1), price=f"{10 * (number + 1)}.00") for number in range(lines)]
    return infer_complaints(read_olist(make_folder(folder, [order], prices, [review] if review else [])))


@pytest.mark.parametrize(
    ("order", "words", "rule", "reason"),
    [
        (NOT_SHIPPED, "Não tinham no estoque", "not_shipped", "not_received"),
        ({}, "O pacote voltou para a loja", "sent_back", "returned_to_seller"),
        ({}, "Dizem que o ENDEREÇO não existe", "address", "wrong_address"),
        ({}, "Foi extraviado", "lost", "abnormal_tracking"),
        ({}, "Sem rastreamento", "tracking", "invalid_tracking"),
        ({}, "Ainda não recebi", "says_not_arrived", "in_transit"),
        ({}, "Péssimo", "promise_broken", "in_transit"),
        (ARRIVED, "É uma réplica", "fake", "counterfeit"),
        (ARRIVED, "Veio faltando uma peça", "part_missing", "short_shipment"),
        (ARRIVED, "Veio errado", "other_than_ordered", "wrong_description"),
        (ARRIVED, "Chegou quebrado", "broken", "damaged"),
        (ARRIVED, "Não funciona", "poor_quality", "quality"),
        (ARRIVED, "Não recebi nada", "marked_delivered", "abnormal_tracking"),
        (ARRIVED, "Me arrependi", "regrets", "buyer_reason"),
    ],
)
def test_each_rule_finds_its_complaint(
    tmp_path: Path, order: dict[str, str], words: str, rule: str, reason: str
) -> None:
    (complaint,) = infer(tmp_path, an_order(**order), a_review(words=words))
    assert (complaint.rule, complaint.reason, complaint.at) == (rule, reason, ANSWERED)
    assert complaint.words == words
    assert complaint.received == (order == ARRIVED and rule != "marked_delivered")


def test_the_first_rule_that_fits_counts(tmp_path: Path) -> None:
    (complaint,) = infer(tmp_path, an_order(**ARRIVED), a_review(words="veio errado e quebrado e falsificado"))
    assert complaint.rule == "fake"


def test_who_says_nothing_complains_a_day_after_the_promised_date(tmp_path: Path) -> None:
    (complaint,) = infer(tmp_path, an_order())
    assert (complaint.rule, complaint.at, complaint.words) == (
        "promise_broken",
        datetime(2018, 3, 21, 3, 0, tzinfo=UTC),
        None,
    )


@pytest.mark.parametrize(("stars", "complains"), [(1, True), (2, True), (3, True), (4, False), (5, False)])
def test_content_buyers_do_not_complain_of_dates(tmp_path: Path, stars: int, complains: bool) -> None:
    assert bool(infer(tmp_path, an_order(), a_review(stars=stars))) == complains


@pytest.mark.parametrize(("stars", "complains"), [(1, True), (2, True), (3, False), (4, False)])
def test_words_complain_up_to_two_stars(tmp_path: Path, stars: int, complains: bool) -> None:
    review = a_review(words="quebrado", stars=stars)
    assert bool(infer(tmp_path, an_order(**ARRIVED), review)) == complains


def test_goods_that_come_on_the_day_after_are_complained_of_and_those_before_are_not(tmp_path: Path) -> None:
    at_midnight = an_order(order_delivered_customer_date="2018-03-21 00:00:00")
    a_second_later = an_order(order_delivered_customer_date="2018-03-21 00:00:01")
    assert not infer(tmp_path, at_midnight)
    assert len(infer(tmp_path, a_second_later)) == 1


def test_words_before_the_promised_date_complain_early(tmp_path: Path) -> None:
    review = a_review(words="ainda não recebi", review_answer_timestamp="2018-03-15 09:00:00")
    (complaint,) = infer(tmp_path, an_order(), review)
    assert complaint.at < PROMISED
    assert complaint.rule == "says_not_arrived"


def test_words_that_say_nothing_wait_for_the_promised_date(tmp_path: Path) -> None:
    review = a_review(words="péssimo", review_answer_timestamp="2018-03-15 09:00:00")
    (complaint,) = infer(tmp_path, an_order(), review)
    assert (complaint.rule, complaint.words) == ("promise_broken", None)


def test_late_goods_may_be_complained_of_twice(tmp_path: Path) -> None:
    review = a_review(words="quebrado", review_answer_timestamp="2018-03-26 09:00:00")
    late, broken = infer(tmp_path, an_order(**LATE), review)
    assert (late.rule, late.received, late.words) == ("promise_broken", False, None)
    assert (broken.rule, broken.received, broken.words) == ("broken", True, "quebrado")


def test_who_has_said_so_before_the_goods_came_does_not_complain_again(tmp_path: Path) -> None:
    (complaint,) = infer(tmp_path, an_order(**LATE), a_review(words="não chegou"))
    assert complaint.rule == "says_not_arrived"


def test_goods_that_came_without_a_record_of_it_are_found_by_the_words(tmp_path: Path) -> None:
    (complaint,) = infer(tmp_path, an_order(), a_review(words="veio quebrado"))
    assert (complaint.rule, complaint.received) == ("broken", True)


def test_nothing_came_means_every_line_and_bad_goods_the_dearest(tmp_path: Path) -> None:
    assert [one.line.number for one in infer(tmp_path, an_order(), lines=3)] == ["1", "2", "3"]
    broken = infer(tmp_path, an_order(**ARRIVED), a_review(words="quebrado"), lines=3)
    assert [one.line.number for one in broken] == ["3"]


def test_an_order_without_lines_has_no_complaint(tmp_path: Path) -> None:
    orders = [an_order(), an_order("o2", **NOT_SHIPPED)]
    complaints = infer_complaints(read_olist(make_folder(tmp_path, orders, [a_line()])))
    assert [one.order.id for one in complaints] == ["o1"]


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("os correios são lentos", None),  # "cor." is not correios
        ("a cor não é essa", "other_than_ordered"),
        ("recomendo", None),
        ("desfalsificado", None),  # Words are looked for at the beginning of a word.
    ],
)
def test_words_are_looked_for_at_the_beginning_of_words(tmp_path: Path, words: str, rule: str | None) -> None:
    found = infer(tmp_path, an_order(**ARRIVED), a_review(words=words))
    assert [one.rule for one in found] == ([rule] if rule else [])


def test_words_are_compared_without_accents_case_and_spacing() -> None:
    assert plain("  NÃO \n  Recebi:   péssimo ") == "nao recebi: pessimo"


def test_every_reason_is_the_workflows() -> None:
    known = workflows.get("aliexpress").categories
    assert {rule.reason for rule in RULES} <= known.keys()


def test_the_words_of_the_rules_are_as_they_are_compared() -> None:
    words = [word for rule in RULES for word in rule.words]
    assert all(plain(word.removesuffix(".")) == word.removesuffix(".") for word in words)
    assert all(len(set(rule.words)) == len(rule.words) for rule in RULES)


def test_the_rules_can_be_printed() -> None:
    rows = rules_table()
    assert [row.name for row in rows] == [rule.name for rule in RULES]
    assert all(row.looks_for.endswith(".") and row.reason and row.of and row.made for row in rows)
    assert all(sentence.endswith(".") for sentence in GENERAL_RULES)
