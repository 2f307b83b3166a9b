"""Time rule 4: any schedule of ticks, including none, gives the same history, on every store."""

import pytest
from hypothesis import given, settings

from .programmes import EVERY_STEP, NEVER, PUNCTUAL, Play, Programme, Story, Ticks, a_clock, told
from .stores import Databases
from .strategies import TICKS, programmes


@pytest.fixture(scope="session")
def in_memory(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """Databases in memory, for the play that the others are compared with."""
    return Databases("memory", tmp_path_factory.mktemp("in_memory"))


def _reference(databases: Databases, programme: Programme) -> tuple[Play, Story]:
    """The play that nobody ticks: it finds the instants, and is read at the end only."""
    with databases.new() as database:
        clock = a_clock()
        play = Play(database.engine(clock), clock, programme.facts).run(programme).finish()
        return play, told(play)


def _replayed(databases: Databases, programme: Programme, first: Play, ticks: Ticks) -> tuple[Story, Story]:
    """The same at the same instants with other ticks: as projected at the end, and as recorded then."""
    with databases.new() as database:
        clock = a_clock()
        play = Play(database.engine(clock), clock, programme.facts, ticks)
        projected = told(play.run(programme, first.instants).finish())
        play.engine.tick()
        return projected, told(play)


@settings(max_examples=60)
@given(programme=programmes(), at_random=TICKS)
def test_any_schedule_of_ticks_gives_the_same_history(
    databases: Databases, in_memory: Databases, programme: Programme, at_random: Ticks
) -> None:
    """Never, at every due time, at every step, at random: one history, one record, the same answers."""
    first, expected = _reference(in_memory, programme)
    for ticks in (NEVER, PUNCTUAL, EVERY_STEP, at_random):
        projected, recorded = _replayed(databases, programme, first, ticks)
        assert projected == expected, f"projected after {ticks}"
        assert recorded == expected, f"recorded after {ticks}"


@settings(max_examples=40)
@given(programme=programmes())
def test_the_same_story_is_told_after_every_step(databases: Databases, programme: Programme) -> None:
    """An engine that is always ticked and one that never is agree at every moment, not only at the end."""
    with databases.new() as one, databases.new() as other:
        clocks = a_clock(), a_clock()
        lazy = Play(one.engine(clocks[0]), clocks[0], programme.facts)
        eager = Play(other.engine(clocks[1]), clocks[1], programme.facts, PUNCTUAL)
        for step in programme.steps:
            lazy.step(step)
            eager.step(step, lazy.instants[-1])
            assert told(lazy) == told(eager)
