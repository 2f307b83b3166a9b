"""When scores are due: in the marketplace's local days, whatever the machine's zone and however long it was off."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .card import Card, Schedule
from .published import Period
from .windows import month_end, previous_month_end


def local_day(zone: str, now: datetime) -> date:
    """The local day that an instant lies on."""
    return now.astimezone(ZoneInfo(zone)).date()


def latest_due(schedule: Schedule, zone: str, now: datetime) -> date:
    """The last day whose score is due at an instant: today, or, of months, the last day of a month."""
    today = local_day(zone, now)
    if schedule.every == "daily":
        return today
    end = previous_month_end(today)
    return end if today.day >= _publishing_day(schedule) else previous_month_end(end)


def days_due(schedule: Schedule, zone: str, after: date, now: datetime) -> list[date]:
    """Every day later than `after` whose score is due at an instant, in order; of months, their last days."""
    last = latest_due(schedule, zone, now)
    return [day for day in _days(schedule, after, last) if day > after]


def due_at(schedule: Schedule, zone: str, day: date) -> datetime:
    """The instant from which the score of a day is due: its first local moment, or that of its publishing day."""
    return datetime.combine(due_on(schedule, day), time(), ZoneInfo(zone)).astimezone(UTC)


def due_on(schedule: Schedule, day: date) -> date:
    """The local day from which the score of a day is due; of a month (`day` is its last), its publishing day."""
    return day if schedule.every == "daily" else day + timedelta(days=_publishing_day(schedule))


def own_period(card: Card) -> Period:
    """What the card itself scores: days or months."""
    return "day" if card.schedule.every == "daily" else "month"


def schedules(card: Card) -> list[tuple[Period, Schedule]]:
    """When a card's scores are due: its own, and the monthly means of daily ones."""
    own: list[tuple[Period, Schedule]] = [(own_period(card), card.schedule)]
    return [*own, ("month", card.monthly.schedule)] if card.monthly else own


def next_day(schedule: Schedule, after: date) -> date:
    """The next day that has a score."""
    if schedule.every == "daily":
        return after + timedelta(days=1)
    return month_end(month_end(after) + timedelta(days=1)) if after == month_end(after) else month_end(after)


def _days(schedule: Schedule, after: date, last: date) -> Iterator[date]:
    day = next_day(schedule, after)
    while day <= last:
        yield day
        day = next_day(schedule, day)


def _publishing_day(schedule: Schedule) -> int:
    if schedule.on is None:
        raise ValueError("a monthly schedule needs a day of the month")
    return int(schedule.on.value)
