"""Time rule 5: reading tells the truth as of now, and changes nothing."""

from collections.abc import Sequence
from datetime import timedelta

from disputes import ActionItem, AgendaItem, Dispute, Engine, Event
from hypothesis import strategies as st

from ..support import BUYER, DAY, PLATFORM, SELLER
from .programmes import a_clock, played
from .steps import MOMENT, Programme
from .stores import Databases, examples
from .stories import plain_event, plain_record
from .strategies import EVERYWHERE, programmes

LATER = st.sampled_from((timedelta(), MOMENT, DAY, 2 * DAY, 3 * DAY, 5 * DAY, 7 * DAY, 10 * DAY, 40 * DAY))

Seen = tuple[Dispute, list[Event], list[list[ActionItem]], list[AgendaItem]]


def _seen(engine: Engine, dispute_id: str) -> Seen:
    record = engine.get(dispute_id)
    history = [plain_event(event) for event in engine.history(dispute_id)]
    actions = [engine.actions(dispute_id, by=by) for by in (BUYER, SELLER, PLATFORM)]
    return plain_record(record), history, actions, engine.agenda(dispute_id)


def _recorded(engine: Engine) -> tuple[Sequence[object], ...]:
    """All that is recorded, and nothing that is projected."""
    return engine.events(limit=10_000), engine.outcomes(limit=10_000), engine.find(order_by="filed"), engine.holds()


@examples(60, 12, programme=programmes(14, *EVERYWHERE), later=LATER)
def test_reads_tell_what_a_tick_then_records(databases: Databases, programme: Programme, later: timedelta) -> None:
    """get, history, actions and agenda are the same before and after the tick of that instant."""
    with databases.new() as database:
        clock = a_clock()
        play = played(database.engine(clock), clock, programme)
        clock.advance(later)
        before = [_seen(play.engine, dispute_id) for dispute_id in play.ids]
        tick = play.engine.tick()
        assert [_seen(play.engine, dispute_id) for dispute_id in play.ids] == before
        assert all(event.recorded_at for dispute_id in play.ids for event in play.engine.history(dispute_id))
        assert (tick.now, tick.parked, tick.held, tick.foreign) == (clock.now(), (), (), ())
        assert play.engine.tick().fired == (), "a second tick at the same instant finds nothing"


@examples(60, 12, programme=programmes(14, *EVERYWHERE), later=LATER)
def test_reads_change_nothing(databases: Databases, programme: Programme, later: timedelta) -> None:
    """Whatever is read, the same is recorded as before; what is projected says so."""
    with databases.new() as database:
        clock = a_clock()
        play = played(database.engine(clock), clock, programme)
        clock.advance(later)
        before = _recorded(play.engine)
        for dispute_id in play.ids:
            _seen(play.engine, dispute_id)
            play.engine.verify(dispute_id)
            _check_projection(play.engine, dispute_id)
        play.engine.next_due_at()
        assert _recorded(play.engine) == before


def _check_projection(engine: Engine, dispute_id: str) -> None:
    """What the feed has is recorded; what history has besides is projected, and find marks the dispute overdue."""
    fed = [event for event in engine.events(limit=10_000) if event.dispute_id == dispute_id]
    history = engine.history(dispute_id)
    assert history[: len(fed)] == fed
    assert all(event.recorded_at is None for event in history[len(fed) :])
    found = next(one for one in engine.find(order_by="filed") if one.id == dispute_id)
    assert found.version == len(fed), "find shows what is recorded"
    assert found.overdue == (len(history) > len(fed)), "find marks what is overdue"
    assert not engine.get(dispute_id).overdue, "without a hold nothing stays overdue in a projection"
    assert not any(item.overdue for item in engine.agenda(dispute_id))
