"""Which local days a score counts: by their age on the day of the score, or a calendar month."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from .numbers import Number

WHOLE = 1


@dataclass(frozen=True)
class Window:
    """The days from `newest` to `oldest` days before the day of the score, both included; 0 is the day itself.

    Where an indicator has several windows, `weight` is this one's share of its value.
    """

    newest: Number
    oldest: Number
    weight: Number | None = None

    def days(self, day: date) -> tuple[date, date]:
        """The first and the last day that count."""
        return day - timedelta(days=int(self.oldest.value)), day - timedelta(days=int(self.newest.value))

    def reach(self, first: date, last: date) -> tuple[date, date]:
        """The first and the last day whose score counts any of these days."""
        return later(first, int(self.newest.value)), later(last, int(self.oldest.value))


@dataclass(frozen=True)
class MonthWindow:
    """The calendar month of the day of the score, up to its last day."""

    weight: None = None

    def days(self, day: date) -> tuple[date, date]:
        """The first and the last day of the month."""
        return day.replace(day=1), month_end(day)

    def reach(self, first: date, last: date) -> tuple[date, date]:
        """The first and the last day whose score counts any of these days."""
        return first.replace(day=1), month_end(last)


@dataclass(frozen=True)
class Adaptive:
    """The `short` window when it holds at least so many assessed orders, else the `long` one."""

    short: Window
    long: Window
    at_least: Number


AnyWindow = Window | MonthWindow


def later(day: date, days: int) -> date:
    """So many days later, at most the last there is."""
    return day + timedelta(days=min(days, (date.max - day).days))


def month_end(day: date) -> date:
    """The last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def previous_month_end(day: date) -> date:
    """The last day of the month before a day's month."""
    return day.replace(day=1) - timedelta(days=1)
