"""A seller's standing: versions that stay, and the medal that the next dispute's arbitration counts by."""

from datetime import timedelta

import pytest
from disputes import (
    Case,
    CommandConflict,
    Dispute,
    DisputeEngine,
    InvalidInput,
    Refused,
    Standing,
)

from ..support import BUYER, DAY, PLATFORM, SELLER, START, a_claim, an_order, refund
from .shop import clock_of

MONTH = "aliexpress/level 2026-10 revision 1"


def sla(engine: DisputeEngine, dispute: Dispute) -> timedelta:
    """How long the platform has for this dispute, once it arbitrates."""
    taken = engine.act(dispute.id, "take_case", by=PLATFORM) if dispute.stage != "arbitration" else dispute
    before = engine.get(taken.id)
    (timer,) = (one for one in before.timers if one.action == "arbitration_sla")
    return timer.due_at - timer.armed_at


def in_arbitration(engine: DisputeEngine, **order: object) -> Dispute:
    """A dispute that goes to the platform at once."""
    return engine.file(an_order(after_sales_guarantee=True, **order), a_claim(), by=BUYER)


def test_a_standing_has_versions_that_stay(engine: DisputeEngine) -> None:
    assert engine.standing("s-17") is None
    first = engine.set_standing("s-17", medal="silver", level="good", source=MONTH, by=PLATFORM)
    assert first == Standing("s-17", "silver", "good", MONTH, "default", version=1, set_at=START, by=PLATFORM)
    clock_of(engine).advance(DAY)
    assert engine.set_standing("s-17", medal="silver", level="good", source=MONTH) == first, "the same is no news"
    second = engine.set_standing("s-17", level="pass")
    assert (second.version, second.medal, second.set_at) == (2, None, START + DAY)
    assert engine.standing("s-17") == second
    assert engine.standings("s-17") == [first, second]
    assert engine.standing("s-17", marketplace="shop-a") is None
    assert engine.standings("s-18") == []


def test_the_medal_reaches_the_next_disputes_sla(engine: DisputeEngine) -> None:
    engine.set_standing("s-17", medal="gold", source=MONTH)
    dispute = in_arbitration(engine)
    assert dispute.order.seller_medal == "gold"
    assert sla(engine, dispute) == timedelta(hours=24)
    filed = engine.history(dispute.id)[0]
    assert filed.details["standing"] == engine.standing("s-17")
    engine.set_standing("s-17", medal="silver")
    assert sla(engine, dispute) == timedelta(hours=24), "a dispute keeps the medal it was filed under"
    assert sla(engine, in_arbitration(engine, id="next")) == timedelta(hours=48)
    engine.set_standing("s-17")
    after = in_arbitration(engine, id="after")
    assert sla(engine, after) > timedelta(hours=48)
    assert "standing" not in engine.history(after.id)[0].details
    assert all(engine.verify(one.id) == () for one in engine.find())


def test_the_host_overrides_the_standing(engine: DisputeEngine) -> None:
    engine.set_standing("s-17", medal="gold")
    silver = in_arbitration(engine, id="silver", seller_medal="silver")
    none = in_arbitration(engine, id="none", seller_medal="none")
    assert (silver.order.seller_medal, sla(engine, silver)) == ("silver", timedelta(hours=48))
    plain = in_arbitration(engine, id="plain", seller="s-18")
    assert sla(engine, none) == sla(engine, plain) > timedelta(hours=48)
    assert none.order.seller_medal == "none"
    for one in (silver, none):
        assert "standing" not in engine.history(one.id)[0].details
    (moved,) = engine.update_order("silver", seller_medal="none")
    assert sla(engine, moved) == sla(engine, plain)
    assert all(engine.verify(one.id) == () for one in engine.find())


def test_a_standing_counts_on_its_marketplace(engine: DisputeEngine) -> None:
    engine.set_standing("s-17", marketplace="shop-a", medal="gold")
    assert in_arbitration(engine, id="here").order.seller_medal is None
    assert in_arbitration(engine, id="there", marketplace="shop-a").order.seller_medal == "gold"


def test_a_filing_sent_again_answers_as_before_whatever_the_standing_is_now(engine: DisputeEngine) -> None:
    engine.set_standing("s-17", medal="gold")
    dispute = engine.file(an_order(), a_claim(), by=BUYER, command_id="f-1")
    engine.set_standing("s-17", medal="silver")
    assert engine.file(an_order(), a_claim(), by=BUYER, command_id="f-1") == dispute
    with pytest.raises(CommandConflict):
        engine.file(an_order(seller_medal="gold"), a_claim(), by=BUYER, command_id="f-1")


def test_an_adopted_case_takes_the_medal_too(engine: DisputeEngine) -> None:
    engine.set_standing("s-17", medal="silver")
    times = {"claim_submitted": START - DAY}
    case = Case(an_order(), a_claim(), state="seller_response", filed_at=START - DAY, times=times)
    dispute = engine.adopt(case, by=PLATFORM, command_id="a-1")
    assert dispute.order.seller_medal == "silver"
    assert engine.adopt(case, by=PLATFORM, command_id="a-1") == dispute
    assert engine.verify(dispute.id) == ()


def test_many_are_set_in_one_transaction_or_none(engine: DisputeEngine) -> None:
    many = [Standing(f"s-{number}", medal="silver", level="good", source=MONTH) for number in range(1_200)]
    done = engine.set_standings(many, by=PLATFORM, command_id="level-10")
    assert [one.seller for one in done] == [one.seller for one in many]
    assert {one.version for one in done} == {1}
    engine.set_standing("s-3", medal="gold")
    assert engine.set_standings(many, by=PLATFORM, command_id="level-10") == done, "what was answered before"
    assert engine.standing("s-3") == Standing("s-3", "gold", version=2, set_at=START, by=engine.standings("s-3")[1].by)
    for other in (many[:-1], [*many[:-1], Standing("s-1199", medal="gold")]):
        with pytest.raises(CommandConflict):
            engine.set_standings(other, command_id="level-10")
    with pytest.raises(ZeroDivisionError), engine.transaction() as session:
        engine.set_standings([Standing("s-1", medal="gold"), Standing("s-new")], session=session)
        assert engine.standing("s-new", session=session)
        raise ZeroDivisionError
    assert engine.standing("s-new") is None
    assert engine.standings("s-1") == [done[1]]


def test_a_command_that_changed_nothing_is_still_known(engine: DisputeEngine) -> None:
    engine.set_standing("s-17", medal="gold")
    second = engine.set_standing("s-17", medal="gold", command_id="c-1")
    engine.set_standing("s-17", medal="silver")
    assert engine.set_standing("s-17", medal="gold", command_id="c-1") == second
    assert [one.medal for one in engine.standings("s-17")] == ["gold", "gold", "silver"]


def test_wrong_standings_are_named_and_nothing_is_set(engine: DisputeEngine) -> None:
    with pytest.raises(InvalidInput, match="medal"):
        engine.set_standing("s-17", medal="bronze")  # pyright: ignore[reportArgumentType]
    with pytest.raises(InvalidInput, match="seller"):
        engine.set_standing("")
    with pytest.raises(InvalidInput, match="s-1 stands there twice"):
        engine.set_standings([Standing("s-1"), Standing("s-2"), Standing("s-1")])
    with pytest.raises(InvalidInput, match=r"standing\.version"):
        engine.set_standings([Standing("s-1", version=1)])
    with pytest.raises(Refused) as refusal:
        engine.set_standing("s-17", medal="gold", by=SELLER)
    assert refusal.value.code == "wrong_actor"
    assert engine.standings("s-17") == []


def test_the_ruling_of_a_medal_seller_replays_after_the_end(engine: DisputeEngine) -> None:
    engine.set_standing("s-17", medal="gold", source=MONTH)
    dispute = in_arbitration(engine)
    engine.act(dispute.id, "rule", by=PLATFORM, plan=refund(500), winner="buyer", liable="platform")
    engine.set_standing("s-17")
    assert engine.get(dispute.id).order.seller_medal == "gold"
    assert engine.verify(dispute.id) == ()
