"""What is true of every dispute after every step of any programme, and of the feeds over all of them."""

from .invariants import check_all
from .programmes import Play, a_clock
from .steps import Programme, Ticks
from .stores import Databases, examples
from .stories import plain_outcome
from .strategies import EVERYWHERE, TICKS, WITH_OUTAGES, programmes


@examples(120, 20, programme=programmes(14, *WITH_OUTAGES), ticks=TICKS)
def test_every_dispute_is_sound_after_every_step(databases: Databases, programme: Programme, ticks: Ticks) -> None:
    """Gapless histories that rebuild the record, time that never goes back, money within its bounds."""
    with databases.new() as database:
        clock = a_clock()
        play = Play(database.engine(clock), clock, programme.facts, ticks)
        for step in programme.steps:
            play.step(step)
            check_all(play.engine, play.ids)
        check_all(play.finish().engine, play.ids)


@examples(60, 12, programme=programmes(14, *EVERYWHERE), ticks=TICKS)
def test_feeds_are_contiguous_and_complete(databases: Databases, programme: Programme, ticks: Ticks) -> None:
    """One outcome for every revision, positions 1, 2, 3, …; every recorded event once, in its dispute's order."""
    with databases.new() as database:
        clock = a_clock()
        play = Play(database.engine(clock), clock, programme.facts, ticks)
        for step in programme.steps:
            play.step(step)
            _check_outcomes(play)
        play.finish().engine.tick()
        _check_outcomes(play)
        _check_events(play)


def _check_outcomes(play: Play) -> None:
    feed = play.engine.outcomes()
    assert [outcome.position for outcome in feed] == list(range(1, len(feed) + 1))
    recorded = [found.outcome for found in play.engine.find(order_by="filed", limit=10_000) if found.outcome]
    by_dispute = {outcome.dispute_id: plain_outcome(outcome) for outcome in feed}
    assert len(feed) == sum(outcome.revision for outcome in recorded)
    assert sorted((one.dispute_id, one.revision) for one in feed) == sorted(
        (one.dispute_id, revision) for one in recorded for revision in range(1, one.revision + 1)
    )
    assert by_dispute == {outcome.dispute_id: plain_outcome(outcome) for outcome in recorded}
    assert [page.position for page in play.engine.outcomes(1, 1)] == ([2] if len(feed) > 1 else [])


def _check_events(play: Play) -> None:
    feed = play.engine.events(limit=10_000)
    positions = [event.position for event in feed if event.position]
    assert len(positions) == len(feed)
    assert positions == sorted(set(positions))
    for dispute_id in play.ids:
        assert [event for event in feed if event.dispute_id == dispute_id] == play.engine.history(dispute_id)
    last = positions[len(positions) // 2] if positions else 0
    rest = play.engine.events(after=last, limit=10_000)
    assert rest == [event for event in feed if event.position and event.position > last]
