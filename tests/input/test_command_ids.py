"""A command carries an id: sent again it does nothing and answers as before; for anything else it is a conflict."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import pytest
from disputes import Actor, CommandConflict, Dispute, Engine, Evidence, Refused

from ..support import BUYER, DAY, IMAGE, PLATFORM, SELLER, START, a_claim, an_order, refund, usd
from .shop import STRANGERS, Shop, everything, not_found, nothing_added
from .wrong import named

Again = Callable[[Engine], Any]


@contextmanager
def conflict(engine: Engine, command_id: str, difference: str) -> Generator[None]:
    """CommandConflict that names the id and what differs, and nothing added."""
    with nothing_added(engine), pytest.raises(CommandConflict, match=difference) as error:
        yield
    assert error.value.command_id == command_id
    assert command_id in str(error.value)


def _go_on(shop: Shop) -> None:
    """Later events: a counter-plan, a fact, timers, to the end."""
    engine, dispute_id = shop.engine, shop.open.id
    engine.act(dispute_id, "submit_evidence", by=SELLER, evidence=[IMAGE])
    engine.act(dispute_id, "modify_claim", by=BUYER, plan=refund(900))
    engine.update_order("8190021", seller_medal="gold")
    shop.clock.advance(days=30)
    engine.tick()
    assert engine.get(dispute_id).stage == "resolved"


def _file(engine: Engine) -> Dispute:
    return engine.file(an_order(line="7"), a_claim(text="Late"), by=BUYER, command_id="c-1")


COMMANDS: dict[str, Callable[[Engine, str], Any]] = {
    "file": lambda engine, _: _file(engine),
    "reject": lambda engine, one: engine.act(one, "reject", by=SELLER, plan=refund(5), note="No", command_id="c-1"),
    "evidence": lambda engine, one: engine.act(one, "submit_evidence", by=BUYER, evidence=[IMAGE], command_id="c-1"),
    "line": lambda engine, _: engine.update_order("8190021", "1", seller_medal="silver", command_id="c-1"),
    "order": lambda engine, _: engine.update_order("8190021", seller_medal="silver", command_id="c-1"),
    "address": lambda engine, _: engine.update_order("8190021", "1", return_address="1 Main St", command_id="c-1"),
    "erase": lambda engine, one: engine.erase(one, why="request", command_id="c-1"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_retry_answers_as_before_and_adds_nothing(new_shop: Shop, name: str) -> None:
    """At once, and after everything else that happened since, also after the end and its erasure."""
    engine, dispute_id, command = new_shop.engine, new_shop.open.id, COMMANDS[name]
    answer = command(engine, dispute_id)
    with nothing_added(engine):
        assert command(engine, dispute_id) == answer
    _go_on(new_shop)
    with nothing_added(engine):
        assert command(engine, dispute_id) == answer


@pytest.mark.parametrize("name", COMMANDS)
def test_a_retry_works_after_an_erasure(new_shop: Shop, name: str) -> None:
    """Its texts are gone; that it was carried out is not."""
    engine, command = new_shop.engine, COMMANDS[name]
    answer = command(engine, new_shop.open.id)
    _go_on(new_shop)
    for one in engine.find(limit=100, order="8190021"):
        engine.erase(one.id, why="request")
    with nothing_added(engine):
        again = command(engine, new_shop.open.id)
    assert _versions(again) == _versions(answer)


def _versions(answer: Any) -> list[tuple[str, int, str]]:
    disputes: list[Dispute] = [answer] if isinstance(answer, Dispute) else [*answer]
    return [(one.id, one.version, one.state) for one in disputes]


def test_a_retry_by_another_process_answers_the_same(new_shop: Shop) -> None:
    """The id stands in the database."""
    answer = _file(new_shop.engine)
    new_shop.clock.advance(days=1)
    assert _file(new_shop.engine) == answer


def test_a_retry_fires_nothing(new_shop: Shop) -> None:
    """It does nothing at all: overdue timers wait for a tick."""
    answer = _file(new_shop.engine)
    new_shop.clock.advance(days=6)
    with nothing_added(new_shop.engine):
        assert _file(new_shop.engine) == answer


def test_a_retry_passes_over_the_version_that_was_seen(new_shop: Shop) -> None:
    """The command itself has moved the version on."""
    seen = new_shop.open.version

    def reject() -> Dispute:
        return new_shop.engine.act(new_shop.open.id, "reject", by=SELLER, expected_version=seen, command_id="c-1")

    assert reject() == reject()


OTHER_FILINGS: list[tuple[dict[str, Any], str]] = [
    ({"claim": a_claim(cents=1251, text="Late")}, "claim"),
    ({"claim": a_claim(text="later")}, "claim"),
    ({"claim": a_claim("customs", text="Late")}, "claim"),
    ({"claim": a_claim(text="Late", evidence=[IMAGE])}, "claim"),
    ({"order": an_order(line="8")}, "order"),
    ({"order": an_order(line="7", paid=usd(4600))}, "order"),
    ({"order": an_order(line="7", return_address="1 Main St")}, "order"),
    ({"order": an_order(line="7", buyer="b-999"), "by": Actor.buyer("b-999")}, "buyer:b-204"),
]


@pytest.mark.parametrize(("other", "difference"), OTHER_FILINGS, ids=named)
def test_another_filing_under_the_same_id_is_a_conflict(new_shop: Shop, other: dict[str, Any], difference: str) -> None:
    """The error names what differs."""
    _file(new_shop.engine)
    given: dict[str, Any] = {"order": an_order(line="7"), "claim": a_claim(text="Late"), "by": BUYER} | other
    with conflict(new_shop.engine, "c-1", difference):
        new_shop.engine.file(**given, command_id="c-1")


OTHER_ACTS: list[tuple[Again, str]] = [
    (lambda e: e.act(_first(e), "reject", by=SELLER, plan=refund(6), command_id="c-1"), "plan"),
    (lambda e: e.act(_first(e), "reject", by=SELLER, plan=refund(5), note="No", command_id="c-1"), "note"),
    (lambda e: e.act(_first(e), "reject", by=SELLER, command_id="c-1"), "plan"),
    (lambda e: e.act(_first(e), "propose_plan", by=SELLER, plan=refund(5), command_id="c-1"), "reject"),
    (lambda e: e.act(_first(e), "propose_plan", by=BUYER, plan=refund(5), command_id="c-1"), "reject"),
    (lambda e: e.act(_second(e), "reject", by=SELLER, plan=refund(5), command_id="c-1"), "dispute"),
    (lambda e: e.act(_first(e), "take_case", by=PLATFORM, command_id="c-1"), "reject"),
    (lambda e: e.file(an_order(line="9"), a_claim(), by=BUYER, command_id="c-1"), "reject"),
    (lambda e: e.update_order("8190021", "1", seller_medal="gold", command_id="c-1"), "reject"),
    (lambda e: e.update_order("8190021", seller_medal="gold", command_id="c-1"), "reject"),
    (lambda e: e.erase(_first(e), why="request", command_id="c-1"), "reject"),
    (lambda e: e.act(_first(e), "take_case", by=Actor.platform("p-2"), command_id="c-0"), "p-1"),
]


def _first(engine: Engine) -> str:
    return engine.find(order="8190021", line="1")[0].id


def _second(engine: Engine) -> str:
    return engine.find(order="ended")[0].id


@pytest.mark.parametrize(("again", "difference"), OTHER_ACTS, ids=range(len(OTHER_ACTS)))
def test_anything_else_under_the_same_id_is_a_conflict(new_shop: Shop, again: Again, difference: str) -> None:
    """Other details, action, actor or dispute; the error names the first of these that differs."""
    engine = new_shop.engine
    engine.act(new_shop.open.id, "reject", by=SELLER, plan=refund(5), command_id="c-1")
    engine.act(new_shop.open.id, "take_case", by=PLATFORM, command_id="c-0")
    with conflict(engine, "c-0" if difference == "p-1" else "c-1", difference):
        again(engine)


OTHER_FACTS: list[tuple[Again, str]] = [
    (lambda e: e.update_order("8190021", seller_medal="gold", command_id="c-1"), "seller_medal"),
    (lambda e: e.update_order("8190021", completed_at=START, command_id="c-1"), "completed_at"),
    (lambda e: e.update_order("guaranteed", seller_medal="silver", command_id="c-1"), "dispute|order"),
    (lambda e: e.act(_first(e), "withdraw", by=BUYER, command_id="c-1"), "update_order"),
    (lambda e: e.file(an_order(line="9"), a_claim(), by=BUYER, command_id="c-1"), "update_order"),
    (lambda e: e.erase(_first(e), why="request", command_id="c-1"), "update_order"),
]


@pytest.mark.parametrize("line", [None, "1"], ids=["of the order", "of a line"])
@pytest.mark.parametrize(("again", "difference"), OTHER_FACTS, ids=range(len(OTHER_FACTS)))
def test_the_id_of_an_update_is_as_global_as_any(
    new_shop: Shop, again: Again, difference: str, line: str | None
) -> None:
    """Whether it was for one line or for the whole order."""
    new_shop.engine.update_order("8190021", line, seller_medal="silver", command_id="c-1")
    with conflict(new_shop.engine, "c-1", difference):
        again(new_shop.engine)


def test_a_retried_update_takes_no_dispute_that_came_later(new_shop: Shop) -> None:
    """It answers with the disputes that took the facts then, and does nothing."""
    engine = new_shop.engine
    answer = engine.update_order("8190021", seller_medal="silver", command_id="c-1")
    engine.file(an_order(line="2"), a_claim(), by=BUYER)
    before = everything(engine)
    assert engine.update_order("8190021", seller_medal="silver", command_id="c-1") == answer
    assert everything(engine) == before


def test_a_retried_update_finds_its_own_dispute_after_a_new_filing(new_shop: Shop) -> None:
    """The line was withdrawn and filed again in between."""
    engine = new_shop.engine
    answer = engine.update_order("8190021", "1", seller_medal="silver", command_id="c-1")
    engine.act(new_shop.open.id, "withdraw", by=BUYER)
    engine.file(an_order(), a_claim(), by=BUYER)
    before = everything(engine)
    assert engine.update_order("8190021", "1", seller_medal="silver", command_id="c-1") == answer
    assert everything(engine) == before


def test_refusals_are_not_remembered(new_shop: Shop) -> None:
    """The same id may be used for another command, or for the same one later."""
    engine = new_shop.engine
    with pytest.raises(Refused):
        engine.act(new_shop.open.id, "take_case", by=PLATFORM, command_id="c-1")
    rejected = engine.act(new_shop.open.id, "reject", by=SELLER, command_id="c-1")
    assert rejected.state == "negotiation"
    with pytest.raises(Refused):
        engine.file(an_order(), a_claim(), by=BUYER, command_id="c-2")
    engine.act(new_shop.open.id, "withdraw", by=BUYER)
    assert engine.file(an_order(), a_claim(), by=BUYER, command_id="c-2").stage == "seller_response"


def test_invalid_input_is_not_remembered(new_shop: Shop) -> None:
    """Nor is what nobody found."""
    engine = new_shop.engine
    with pytest.raises(ValueError, match=r"plan\.amount"):
        engine.act(new_shop.open.id, "reject", by=SELLER, plan=refund(4600), command_id="c-1")
    with not_found(engine, new_shop.open.id):
        engine.act(new_shop.open.id, "reject", by=STRANGERS[1], command_id="c-1")
    assert engine.act(new_shop.open.id, "reject", by=SELLER, command_id="c-1").state == "negotiation"


def test_a_stranger_learns_nothing_from_an_id(new_shop: Shop) -> None:
    """The retry of somebody else's command is not found, like everything else of the dispute."""
    new_shop.engine.act(new_shop.open.id, "reject", by=SELLER, command_id="c-1")
    for by in STRANGERS:
        with not_found(new_shop.engine, new_shop.open.id):
            new_shop.engine.act(new_shop.open.id, "reject", by=by, command_id="c-1")


def test_equal_content_in_another_form_is_no_conflict(new_shop: Shop) -> None:
    """A list or a tuple, None or left out, the same instant in another zone."""
    engine, dispute_id = new_shop.engine, new_shop.open.id
    image = Evidence("image", IMAGE.uri, IMAGE.sha256.upper(), IMAGE.size)
    first = engine.act(dispute_id, "submit_evidence", by=BUYER, evidence=[IMAGE], command_id="c-1")
    assert engine.act(dispute_id, "submit_evidence", by=BUYER, evidence=(image,), command_id="c-1") == first
    first = engine.act(dispute_id, "reject", by=SELLER, plan=None, command_id="c-2")
    assert engine.act(dispute_id, "reject", by=SELLER, command_id="c-2") == first
    later = START + DAY
    answer = engine.update_order("8190021", completed_at=later, command_id="c-3")
    assert engine.update_order("8190021", completed_at=later.astimezone(), command_id="c-3") == answer


def test_ids_are_told_apart_to_the_letter(new_shop: Shop) -> None:
    """Case, spaces and forms of one letter make other ids, on every store."""
    engine, ids = new_shop.engine, ("c", "C", "c ", "é", "e\u0301", "c:1", "x" * 200)
    for command_id in ids:
        engine.act(new_shop.open.id, "submit_evidence", by=BUYER, evidence=[IMAGE], command_id=command_id)
    history = engine.history(new_shop.open.id)
    assert [event.command_id for event in history if event.action == "submit_evidence"] == list(ids)


def test_the_workflow_belongs_to_a_filing(new_shop: Shop) -> None:
    """The name, or the name and version: the same filing."""
    answer = _file(new_shop.engine)
    again = new_shop.engine.file(an_order(line="7"), a_claim(text="Late"), "aliexpress@2", by=BUYER, command_id="c-1")
    assert again == answer
