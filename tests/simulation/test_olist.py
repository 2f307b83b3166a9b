"""The reader of the Olist layout: what it makes of good files, and what it says of bad ones."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from disputes import InvalidInput, Money
from disputes.simulation.olist import read_olist

from .layout import LINES, ORDERS, REVIEWS, SELLERS, a_line, a_review, an_order, make_folder, write


def problems(folder: Path) -> tuple[tuple[str, str], ...]:
    """What the reader says is wrong."""
    with pytest.raises(InvalidInput) as caught:
        read_olist(folder)
    return caught.value.problems


def test_reads_an_order_with_its_line_and_review(tmp_path: Path) -> None:
    (order,) = read_olist(make_folder(tmp_path, reviews=[a_review(words="cadê?", review_comment_title="Nada")]))
    assert (order.id, order.customer, order.status) == ("o1", "customer-of-o1", "shipped")
    assert order.shipped_at == datetime(2018, 3, 3, 15, 0, tzinfo=UTC)
    assert order.promised_at == datetime(2018, 3, 20, 3, 0, tzinfo=UTC)
    assert order.delivered_at is None
    (line,) = order.lines
    assert (line.number, line.seller, line.paid) == ("1", "s1", Money(11500, "BRL"))
    assert order.review is not None
    assert (order.review.score, order.review.words) == (1, "Nada: cadê?")
    assert order.review.answered_at == datetime(2018, 3, 21, 12, 0, tzinfo=UTC)


def test_summer_time_moves_local_times_by_an_hour(tmp_path: Path) -> None:
    orders = [an_order(order_purchase_timestamp="2018-01-10 10:00:00")]
    assert read_olist(make_folder(tmp_path, orders))[0].purchased_at == datetime(2018, 1, 10, 12, 0, tzinfo=UTC)


def test_a_midnight_that_summer_time_skipped_is_still_an_instant(tmp_path: Path) -> None:
    orders = [an_order(order_estimated_delivery_date="2017-10-15 00:00:00")]
    assert read_olist(make_folder(tmp_path, orders))[0].promised_at == datetime(2017, 10, 15, 3, 0, tzinfo=UTC)


def test_plain_and_gzipped_files_read_alike(tmp_path: Path) -> None:
    plain = read_olist(make_folder(tmp_path))
    for name in (ORDERS, LINES, REVIEWS):
        file = tmp_path / name
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(file.read_bytes()))
        file.unlink()
    assert read_olist(tmp_path) == plain


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path: Path) -> None:
    file = make_folder(tmp_path) / ORDERS
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert len(read_olist(tmp_path)) == 1


def test_of_several_reviews_the_worst_counts_and_of_those_the_earliest(tmp_path: Path) -> None:
    reviews = [
        a_review(stars=5, words="bom", review_id="r1"),
        a_review(stars=1, words="depois", review_id="r2", review_answer_timestamp="2018-03-23 09:00:00"),
        a_review(stars=1, words="antes", review_id="r3", review_answer_timestamp="2018-03-22 09:00:00"),
    ]
    review = read_olist(make_folder(tmp_path, reviews=reviews))[0].review
    assert review is not None
    assert review.words == "antes"


def test_an_order_may_have_no_lines_and_no_review(tmp_path: Path) -> None:
    first, second = read_olist(make_folder(tmp_path, [an_order("o1"), an_order("o2")]))
    assert len(first.lines) == 1
    assert second.lines == ()
    assert second.review is None


def test_the_sellers_file_gives_return_addresses(tmp_path: Path) -> None:
    header = ("seller_id", "seller_zip_code_prefix", "seller_city", "seller_state")
    write(make_folder(tmp_path), SELLERS, [dict(zip(header, ("s1", "01310", "sao paulo", "SP"), strict=True))])
    assert read_olist(tmp_path)[0].lines[0].return_address == "01310 sao paulo, SP"


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere"
    assert problems(missing) == ((str(missing), "must be a folder with the Olist files"),)


def test_every_missing_file_is_named(tmp_path: Path) -> None:
    assert [rule for _, rule in problems(tmp_path)] == [
        "must hold olist_orders_dataset.csv or olist_orders_dataset.csv.gz",
        "must hold olist_order_items_dataset.csv or olist_order_items_dataset.csv.gz",
        "must hold olist_order_reviews_dataset.csv or olist_order_reviews_dataset.csv.gz",
    ]


def test_missing_columns_are_named(tmp_path: Path) -> None:
    write(make_folder(tmp_path), LINES, [a_line()], ("order_id", "order_item_id", "seller_id"))
    assert problems(tmp_path) == ((f"{LINES} line 1", "must name the columns price, freight_value"),)


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("order_purchase_timestamp", "", "is required: a local time"),
        ("order_purchase_timestamp", "2018-03-01", "must be a local time such as 2018-08-17 12:15:10"),
        ("order_purchase_timestamp", "2018-03-01T10:00:00", "must be a local time"),
        ("order_purchase_timestamp", "2018-02-30 10:00:00", "must be a local time"),
        ("order_purchase_timestamp", "2018-03-01 10:00+01", "must be a local time"),
        ("order_purchase_timestamp", "2018-W10-4 10:00:00", "must be a local time"),
        ("order_estimated_delivery_date", "9999-12-31 00:00:00", "must be a local time"),
        ("order_delivered_carrier_date", "yesterday", "must be a local time"),
        ("order_estimated_delivery_date", "", "is required"),
        ("customer_id", "  ", "must be an id of 1 to 64 characters"),
        ("order_status", "x" * 65, "must be an id of 1 to 64 characters"),
        ("customer_id", "s1", "is the order's customer: nobody buys from himself"),
        ("order_status", "a\x00b", "must not contain NUL characters"),
    ],
)
def test_a_bad_order_is_named_with_file_and_line(tmp_path: Path, column: str, value: str, rule: str) -> None:
    found = problems(make_folder(tmp_path, [an_order(**{column: value})]))
    assert any(rule in text for _, text in found)
    assert found[0][0] in (f"{ORDERS} line 2", f"{LINES} line 2")


@pytest.mark.parametrize("price", ["", "-1.00", "1e3", "12,50", "NaN", "0x10", "1.005", "99999999999999999999", "١٢"])
def test_a_bad_price_is_named_with_file_and_line(tmp_path: Path, price: str) -> None:
    row = a_line(price=f'"{price}"')
    assert problems(make_folder(tmp_path, lines=[row])) == (
        (f"{LINES} line 2", f"price must be an amount such as 99.90, not {price!r}"),
    )


@pytest.mark.parametrize(("price", "cents"), [("99.9", 9990), ("99.900", 9990), ("100", 10000), ("0.01", 1)])
def test_prices_are_exact(tmp_path: Path, price: str, cents: int) -> None:
    order = read_olist(make_folder(tmp_path, lines=[a_line(price=price, freight_value="0.0")]))[0]
    assert order.lines[0].paid == Money(cents, "BRL")


def test_a_line_nobody_paid_for_is_refused(tmp_path: Path) -> None:
    found = problems(make_folder(tmp_path, lines=[a_line(price="0", freight_value="0.00")]))
    assert found == ((f"{LINES} line 2", "price and freight_value must not both be zero: nothing was paid"),)


@pytest.mark.parametrize("score", ["0", "6", "", "5.0", "-1", "²"])
def test_a_bad_score_is_named(tmp_path: Path, score: str) -> None:
    found = problems(make_folder(tmp_path, reviews=[dict(a_review()) | {"review_score": score}]))
    assert found == ((f"{REVIEWS} line 2", f"review_score must be a whole number from 1 to 5, not {score!r}"),)


def test_lines_and_reviews_of_unknown_orders_are_named(tmp_path: Path) -> None:
    found = problems(make_folder(tmp_path, lines=[a_line(), a_line("o9")], reviews=[a_review("o8")]))
    assert found == (
        (f"{LINES} line 3", "order_id o9 is not in olist_orders_dataset"),
        (f"{REVIEWS} line 2", "order_id o8 is not in olist_orders_dataset"),
    )


def test_what_stands_twice_is_named(tmp_path: Path) -> None:
    found = problems(make_folder(tmp_path, [an_order(), an_order()], [a_line(), a_line()]))
    assert found == (
        (f"{ORDERS} line 3", "order_id o1 stands in this file twice"),
        (f"{LINES} line 3", "order_item_id 1 of order o1 stands in this file twice"),
    )


def test_a_short_row_is_named_and_the_rest_still_read(tmp_path: Path) -> None:
    file = make_folder(tmp_path) / REVIEWS
    with file.open("a", encoding="utf-8") as more:
        more.write('r1,o1,1\nr2,o1,1,,"two\nlines",2018-03-21 00:00:00,2018-03-21 09:00:00\nr3,o1,1\n')
    assert problems(tmp_path) == (
        (f"{REVIEWS} line 2", "must have 7 fields, as the header has, not 3"),
        (f"{REVIEWS} line 5", "must have 7 fields, as the header has, not 3"),
    )


def test_of_many_problems_twenty_are_listed_and_the_rest_counted(tmp_path: Path) -> None:
    found = problems(make_folder(tmp_path, lines=[a_line("o9", str(number)) for number in range(50)]))
    assert len(found) == 21
    assert found[-1] == ("and", "30 more problems like these")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b'order_id,"open\n'])
def test_what_is_no_csv_in_utf_8_is_named(tmp_path: Path, content: bytes) -> None:
    (make_folder(tmp_path) / ORDERS).write_bytes(content)
    (where, rule), *_ = problems(tmp_path)
    assert where == ORDERS
    assert rule.startswith("cannot be read as CSV in UTF-8: ")


def test_a_broken_gzip_file_is_named(tmp_path: Path) -> None:
    file = make_folder(tmp_path) / ORDERS
    (tmp_path / f"{ORDERS}.gz").write_bytes(gzip.compress(file.read_bytes())[:-20])
    file.unlink()
    (where, rule), *_ = problems(tmp_path)
    assert where == f"{ORDERS}.gz"
    assert rule.startswith("cannot be read")
