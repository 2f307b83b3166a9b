"""Time rule 4: any schedule of ticks, including none, gives the same history, on every store."""

from hypothesis import given, settings

from .programmes import Play, a_clock
from .steps import EVERY_STEP, NEVER, PUNCTUAL, Programme, Ticks
from .stores import Databases, share_of
from .stories import Story, told
from .strategies import EVERYWHERE, TICKS, programmes


def _reference(databases: Databases, programme: Programme) -> tuple[Play, Story]:
    """The play that nobody ticks: it finds the instants, and is read at the end only."""
    with databases.new() as database:
        clock = a_clock()
        play = Play(database.engine(clock), clock, programme.facts).run(programme).finish()
        return play, told(play)


def _compare(databases: Databases, first: Play, expected: Story, ticks: Ticks) -> None:
    """The same at the same instants with other ticks: as projected at the end, and as recorded then."""
    with databases.new() as database:
        clock = a_clock()
        play = Play(database.engine(clock), clock, first.facts, ticks)
        projected = told(play.repeat(first.script).finish())
        assert projected == expected, f"projected after {ticks}"
        play.engine.tick()
        assert told(play) == expected, f"recorded after {ticks}"


@settings(max_examples=share_of(100))
@given(programme=programmes(14, *EVERYWHERE), at_random=TICKS)
def test_any_schedule_of_ticks_gives_the_same_history(
    in_memory: Databases, programme: Programme, at_random: Ticks
) -> None:
    """Never, at every due time, at every step, at random: one history, one record, the same answers."""
    first, expected = _reference(in_memory, programme)
    for ticks in (NEVER, PUNCTUAL, EVERY_STEP, at_random):
        _compare(in_memory, first, expected, ticks)


@settings(max_examples=share_of(20))
@given(programme=programmes(14, *EVERYWHERE), at_random=TICKS)
def test_every_store_gives_the_same_history(
    in_memory: Databases, on_sqlite: Databases, programme: Programme, at_random: Ticks
) -> None:
    """What SQLite records under random ticks is what the store in memory tells without any."""
    first, expected = _reference(in_memory, programme)
    for ticks in (NEVER, at_random):
        _compare(on_sqlite, first, expected, ticks)


@settings(max_examples=share_of(20))
@given(programme=programmes(14, *EVERYWHERE))
def test_the_same_story_is_told_after_every_step(
    in_memory: Databases, on_sqlite: Databases, programme: Programme
) -> None:
    """An engine that is always ticked and one that never is agree at every moment, not only at the end."""
    with in_memory.new() as one, on_sqlite.new() as other:
        clocks = a_clock(), a_clock()
        lazy = Play(one.engine(clocks[0]), clocks[0], programme.facts)
        eager = Play(other.engine(clocks[1]), clocks[1], programme.facts, PUNCTUAL)
        for step in programme.steps:
            lazy.step(step)
            eager.repeat(lazy.script[-1:])
            assert told(lazy) == told(eager)
