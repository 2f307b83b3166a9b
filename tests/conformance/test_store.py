"""What every store promises, told of the port alone; the same suite runs on each of them."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from disputes import Actor, Claim, Dispute, Hold, Order, Refused, workflows
from disputes.engine.context import step_of
from disputes.engine.decide import decide
from disputes.engine.draft import Command
from disputes.engine.personal import PersonalText
from disputes.engine.ports import Query, Step, Store, Transaction
from disputes.engine.projection import settle
from disputes.engine.replay import replay
from disputes.storage.open import open_store

from ..support import BUYER, DAY, PLATFORM, SELLER, START, a_claim, an_order, refund

WORKFLOW = workflows.get("aliexpress@2")
KNOWN = frozenset({"aliexpress@2"})


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A new, empty store of each kind."""
    opened = open_store(url)
    opened.migrate()
    yield opened
    opened.close()


def filed(name: str, order: Order | None = None, claim: Claim | None = None, at: timedelta = timedelta()) -> Step:
    """The step that files a dispute with this id."""
    order = order or an_order(id=f"order-{name}")
    details = {"order": order, "claim": claim or a_claim()}
    command = Command("file", Actor.buyer(order.buyer), START + at, details, name, f"file-{name}")
    return step_of(decide(WORKFLOW, None, command), START + at)


def acted(dispute: Dispute, action: str, actor: Actor, at: timedelta, **details: object) -> Step:
    """The step that an action makes."""
    command = Command(action, actor, START + at, details, dispute.id)
    return step_of(decide(WORKFLOW, dispute, command), START + at)


def claimed(transaction: Transaction, days: int) -> list[str]:
    """The ids of what can be claimed so many days after START."""
    items = transaction.claim(START + days * DAY, 10, KNOWN, None).items
    assert all(item.dispute is not None and not item.error for item in items)
    return [item.dispute_id for item in items]


def write(store: Store, *steps: Step) -> None:
    """One transaction with these steps."""
    with store.writing() as transaction:
        transaction.append(steps)


def test_what_is_appended_is_read_back_the_same(store: Store) -> None:
    first = filed("d1")
    second = acted(first.dispute, "reject", SELLER, DAY, plan=refund(500))
    write(store, first)
    write(store, second)
    with store.reading() as reading:
        assert reading.dispute("d1") == second.dispute
        history = reading.history("d1")
        assert [event.seq for event in history] == [1, 2, 3]
        assert replay(WORKFLOW, history) == second.dispute
        assert reading.command("file-d1") == history[0]
        assert reading.command("another") is None
        assert reading.dispute("d2") is None
        assert reading.history("d2") == []
        assert reading.workflows_of({"d1", "d2"}) == {"d1": "aliexpress@2"}


def test_several_steps_of_one_dispute_are_written_in_one_go(store: Store) -> None:
    first = filed("d1")
    second = acted(first.dispute, "reject", SELLER, DAY)
    third = acted(second.dispute, "withdraw", BUYER, 2 * DAY)
    write(store, first, second, third)
    with store.reading() as reading:
        assert reading.dispute("d1") == third.dispute
        assert [event.action for event in reading.history("d1")] == ["file", "route", "reject", "withdraw"]
        assert reading.next_due_at(KNOWN) is None


def test_an_exception_undoes_the_whole_transaction(store: Store) -> None:
    write(store, filed("d1"))
    with pytest.raises(ZeroDivisionError), store.writing() as transaction:
        dispute = transaction.lock("d1")
        assert dispute is not None
        transaction.append([acted(dispute, "withdraw", BUYER, DAY), filed("d2")])
        transaction.erase_texts("d1")
        raise ZeroDivisionError
    with store.writing() as transaction:
        assert transaction.lock("d2") is None
        assert transaction.command("file-d2") is None
        dispute = transaction.lock("d1")
        assert dispute is not None
        assert dispute.state == "seller_response"
        assert len(transaction.history("d1")) == 2
        transaction.stamp()
        assert transaction.outcomes(0, 10) == []
        assert claimed(transaction, 9) == ["d1"]


def test_a_refusal_keeps_what_was_appended_before_it(store: Store) -> None:
    with pytest.raises(Refused), store.writing() as transaction:
        transaction.append([filed("d1")])
        raise Refused("wrong_state", "Not now.")
    with store.reading() as reading:
        assert reading.dispute("d1") is not None


def test_a_savepoint_undoes_only_its_own_part(store: Store) -> None:
    with store.writing() as transaction:
        transaction.append([filed("d1")])
        with pytest.raises(ZeroDivisionError), transaction.savepoint():
            transaction.append([filed("d2")])
            raise ZeroDivisionError
        with pytest.raises(Refused), transaction.savepoint():
            transaction.append([filed("d3")])
            raise Refused("wrong_state", "Not now.")
    with store.reading() as reading:
        assert [reading.dispute(name) is not None for name in ("d1", "d2", "d3")] == [True, False, True]


def test_a_session_of_the_stores_own_joins_its_transaction(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.writing() as outer:
        with store.writing(outer) as inner:
            inner.append([filed("d1")])
        with store.reading(outer) as reading:
            assert reading.dispute("d1") is not None
        raise ZeroDivisionError
    with store.reading() as reading:
        assert reading.dispute("d1") is None


def test_the_disputes_of_an_order_come_oldest_first(store: Store) -> None:
    first = filed("d1", an_order(line="1"))
    withdrawn = acted(first.dispute, "withdraw", BUYER, DAY)
    again = filed("d0", an_order(line="1"), at=2 * DAY)
    other = filed("d2", an_order(line="2"), at=DAY)
    elsewhere = filed("d3", an_order(marketplace="shop-b"))
    write(store, first, withdrawn, other, again, elsewhere)
    with store.writing() as transaction:
        assert [d.id for d in transaction.lock_order("default", "8190021", "1")] == ["d1", "d0"]
        assert [d.id for d in transaction.lock_order("default", "8190021", None)] == ["d1", "d2", "d0"]
        assert transaction.lock_order("default", "8190021", "9") == []


def test_claims_are_what_is_due_most_overdue_first_within_bounds(store: Store) -> None:
    write(store, *(filed(f"d{day}", at=day * DAY) for day in (3, 1, 2)))
    with store.writing() as transaction:
        assert claimed(transaction, 3) == []  # the first reminder is due on day 4
        assert claimed(transaction, 4) == ["d1"]
        assert claimed(transaction, 60) == ["d1", "d2", "d3"]
        late = START + 60 * DAY
        assert transaction.claim(late, 10, frozenset({"aliexpress@1"}), None).items == ()
        assert transaction.claim(late, 10, frozenset(), None).items == ()


def test_claims_come_in_bounded_parts_that_follow_each_other(store: Store) -> None:
    write(store, *(filed(f"d{day}", at=day * DAY) for day in range(5)))
    late, after, seen = START + 60 * DAY, None, list[str]()
    with store.writing() as transaction:
        while True:
            claims = transaction.claim(late, 2, KNOWN, after)
            assert len(claims.items) <= 2
            seen += [item.dispute_id for item in claims.items]
            after = claims.after
            if after is None:
                break
    assert list(dict.fromkeys(seen)) == ["d0", "d1", "d2", "d3", "d4"]


def test_due_means_from_the_very_microsecond_on(store: Store) -> None:
    write(store, filed("d1"))
    due = START + 3 * DAY
    with store.writing() as transaction:
        assert transaction.next_due_at(KNOWN) == due
        assert transaction.claim(due - timedelta(microseconds=1), 10, KNOWN, None).items == ()
        assert len(transaction.claim(due, 10, KNOWN, None).items) == 1


def test_what_has_fired_in_a_window_comes_by_time(store: Store) -> None:
    timers = ("seller_response_timeout", "platform_intervention")
    steps = [filed(name, at=at * DAY) for name, at in (("d2", 1), ("d1", 0), ("d3", 2))]
    write(store, *steps)
    settled = [
        step_of(done, START + 9 * DAY) for one in steps for _, done in settle(WORKFLOW, one.dispute, START + 9 * DAY)
    ]
    write(store, *settled)
    with store.reading() as reading:

        def told(since: int, until: int, names: tuple[str, ...] = timers, limit: int = 10) -> list[str]:
            return [event.dispute_id for event in reading.fired(START + since * DAY, START + until * DAY, names, limit)]

        assert told(0, 9) == ["d1", "d2", "d3"]
        assert told(5, 7) == ["d1", "d2"]
        assert told(6, 6) == []
        assert told(0, 9, limit=2) == ["d1", "d2"]
        assert told(0, 9, ("platform_intervention",)) == []
        assert told(0, 9, ("reminder", "file")) == ["d1", "d2", "d3"]  # filing was the buyer's doing


def test_a_dispute_that_fails_too_often_is_parked_until_it_is_let_go(store: Store) -> None:
    write(store, filed("d1"), filed("d2"))
    late = START + 60 * DAY
    for expected in (1, 2, 3):
        with store.writing() as transaction:
            assert transaction.count_failure("d1", "out of luck", 3, late) == expected
    with store.writing() as transaction:
        assert claimed(transaction, 60) == ["d2"]
        assert [(item.dispute_id, item.parked) for item in transaction.overdue(late, 10)] == [
            ("d1", True),
            ("d2", False),
        ]
        assert transaction.unpark("d1")
        assert not transaction.unpark("d9")
        assert claimed(transaction, 60) == ["d1", "d2"]
        assert transaction.count_failure("d1", "again", 3, late) == 1


def test_a_parked_dispute_is_not_what_is_due_next(store: Store) -> None:
    write(store, filed("d1"), filed("d2", at=DAY))
    with store.writing() as transaction:
        assert transaction.next_due_at(KNOWN) == START + 3 * DAY
        transaction.count_failure("d1", "out of luck", 1, START)
        assert transaction.next_due_at(KNOWN) == START + 4 * DAY


def test_firing_clears_the_count_of_failures(store: Store) -> None:
    write(store, filed("d1"))
    with store.writing() as transaction:
        transaction.count_failure("d1", "out of luck", 3, START)
        dispute = transaction.lock("d1")
        assert dispute is not None
        now = START + 5 * DAY
        transaction.append([step_of(decision, now) for _, decision in settle(WORKFLOW, dispute, now)])
        assert transaction.count_failure("d1", "out of luck", 3, START) == 1


def test_feeds_are_contiguous_and_in_order(store: Store) -> None:
    first, second = filed("d1"), filed("d2")
    write(store, first, acted(first.dispute, "withdraw", BUYER, DAY))
    write(store, second, acted(second.dispute, "accept_plan", SELLER, DAY, of="buyer"))
    with store.writing() as transaction:
        transaction.stamp()
        transaction.stamp()
        events = transaction.events(0, 100)
        assert [event.position for event in events] == [1, 2, 3, 4, 5, 6]
        assert [(event.dispute_id, event.seq) for event in events if event.dispute_id == "d1"] == [
            ("d1", 1),
            ("d1", 2),
            ("d1", 3),
        ]
        assert [event.position for event in transaction.events(2, 2)] == [3, 4]
        outcomes = transaction.outcomes(0, 100)
        assert [(o.position, o.dispute_id, o.resolution) for o in outcomes] == [
            (1, "d1", "withdrawn"),
            (2, "d2", "agreed"),
        ]
        assert transaction.outcomes(2, 100) == []


def test_texts_are_kept_apart_and_can_be_erased(store: Store) -> None:
    step = filed("d1")
    text = PersonalText("r1", "salt", "Blue, not red")
    write(store, Step(None, step.dispute, step.events, None, (text,)), filed("d2"))
    with store.writing() as transaction:
        assert transaction.texts(["d1", "d2"]) == {"r1": text}
        assert transaction.texts([]) == {}
        transaction.erase_texts("d1")
    with store.reading() as reading:
        assert reading.texts(["d1"]) == {}


def test_a_hold_stands_until_it_is_released(store: Store) -> None:
    write(store, filed("d1"))
    held = Hold("h1", "Outage", PLATFORM, START, ("seller_response_timeout",), "d1")
    with store.writing() as transaction:
        transaction.put_hold(held)
        assert transaction.holds() == [held]
        assert not transaction.release_hold("h2", PLATFORM, START)
        assert transaction.release_hold("h1", PLATFORM, START + DAY)
        assert not transaction.release_hold("h1", PLATFORM, START + DAY)
        assert transaction.holds() == []
        assert [hold.id for hold in transaction.holds(START + DAY)] == ["h1"]
        assert transaction.holds(START + 2 * DAY) == []


def test_a_definition_is_kept_as_of_its_first_use(store: Store) -> None:
    with store.writing() as transaction:
        assert transaction.definition("aliexpress@2") is None
        transaction.add_definition("aliexpress@2", "0" * 64, "{}", START)
    with store.reading() as reading:
        assert reading.definition("aliexpress@2") == ("0" * 64, "{}")


SEARCHES: list[tuple[Query, Callable[[Dispute], bool]]] = [
    (Query(limit=99), lambda _: True),
    (Query(seller="s-1", limit=99), lambda d: d.order.seller == "s-1"),
    (Query(stage="resolved", limit=99), lambda d: d.stage == "resolved"),
    (Query(marketplace="shop-b", reason="in_transit", limit=99), lambda d: d.order.marketplace == "shop-b"),
    (Query(order="o3", line="1", limit=99), lambda d: d.order.id == "o3"),
    (Query(workflow="aliexpress", version=2, turn="seller", limit=99), lambda d: d.turn == "seller"),
    (Query(workflow="other", limit=99), lambda _: False),
]


def test_finding_agrees_with_looking_at_every_dispute(store: Store) -> None:
    steps: list[Step] = []
    for number in range(12):
        promised = START + 20 * DAY
        order = an_order(
            id=f"o{number}",
            promised_delivery_at=promised,
            seller=f"s-{number % 3}",
            marketplace="shop-b" if number % 4 == 0 else "a",
        )
        step = filed(f"d{number:02}", order, a_claim("customs" if number % 2 else "in_transit"), at=number * DAY)
        steps.append(step)
        if number % 5 == 0:
            steps.append(acted(step.dispute, "withdraw", BUYER, (number + 1) * DAY))
    write(store, *steps)
    disputes = {step.dispute.id: step.dispute for step in steps}.values()
    with store.reading() as reading:
        for query, matches in SEARCHES:
            assert {d.id for d in reading.find(query)} == {d.id for d in disputes if matches(d)}, query
        cut = START + 9 * DAY
        early = {d.id for d in disputes if d.due_at is not None and d.due_at < cut}
        assert {d.id for d in reading.find(Query(due_before=cut, limit=99))} == early


@pytest.mark.parametrize("order_by", ["due", "filed"])
def test_pages_follow_each_other_without_gap_or_repeat(store: Store, order_by: str) -> None:
    steps: list[Step] = []
    for number in range(9):
        step = filed(f"d{number}", at=(number % 4) * DAY)
        steps.append(step)
        if number in (2, 3):
            steps.append(acted(step.dispute, "withdraw", BUYER, 5 * DAY))
    write(store, *steps)
    seen: list[Dispute] = []
    by_due = order_by == "due"
    with store.reading() as reading:
        while True:
            after = (seen[-1].due_at if by_due else seen[-1].filed_at, seen[-1].id) if seen else None
            page = reading.find(Query(order_by="due" if by_due else "filed", limit=2, after=after))
            if not page:
                break
            seen += page
    assert len(seen) == len({dispute.id for dispute in seen}) == 9
    keys = [(d.due_at or START + 999 * DAY, d.id) if by_due else (d.filed_at, d.id) for d in seen]
    assert keys == sorted(keys)


def test_the_store_says_what_it_is(store: Store) -> None:
    assert store.describe()["store"] in {"memory", "SQLite", "PostgreSQL"}
