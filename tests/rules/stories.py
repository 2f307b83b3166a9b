"""What came of a programme, to compare plays by: without what may differ between two of them."""

from dataclasses import dataclass, replace

from disputes import Dispute, Effect, Event, Outcome

from .programmes import Play, Result


@dataclass(frozen=True)
class Story:
    """What came of a programme, without what may differ: random ids, digests, positions, times of recording."""

    results: tuple[Result, ...]
    histories: tuple[tuple[Event, ...], ...]
    records: tuple[Dispute, ...]


def told(play: Play) -> Story:
    """The story of a play, as the engine tells it now."""
    histories = (play.engine.history(dispute_id) for dispute_id in play.ids)
    records = (play.engine.get(dispute_id) for dispute_id in play.ids)
    return Story(
        tuple(play.results),
        tuple(tuple(plain_event(event) for event in history) for history in histories),
        tuple(plain_record(record) for record in records),
    )


def plain_event(event: Event) -> Event:
    """An event without what may differ between two plays."""
    effects = tuple(_plain_effect(effect) for effect in event.effects)
    return replace(event, dispute_id="", effects=effects, digest="", position=None, recorded_at=None)


def _plain_effect(effect: Effect) -> Effect:
    return replace(effect, id=effect.id.partition(":")[2])


def plain_record(dispute: Dispute) -> Dispute:
    """A record without what may differ between two plays."""
    outcome = dispute.outcome and plain_outcome(dispute.outcome)
    return replace(dispute, id="", digest="", outcome=outcome)


def plain_outcome(outcome: Outcome) -> Outcome:
    """An outcome without what may differ between two plays."""
    return replace(outcome, dispute_id="", position=None)
