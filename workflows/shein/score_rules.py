"""The numbers of Shein's grade, each with its mark and source. The card is in grade.py."""

from ...scoring.numbers import Choice, Number
from ...scoring.windows import Window

_OURS = "our default: no public document gives it"


def _default(name: str, text: str, unit: str) -> Number:
    return Number(name, text, unit, "default", _OURS)


ZONE = Choice("ZONE", "Asia/Shanghai", "default", _OURS)
"""Whose local days count."""
WITHOUT_DATA = Choice("WITHOUT_DATA", "a seller of whom one of the two rates is unknown has no grade", "default", _OURS)

WINDOW = Window(_default("WINDOW_NEWEST", "1", "days"), _default("WINDOW_OLDEST", "90", "days"))
REORDER_POINTS = _default("REORDER_POINTS", "50", "points")
REORDER_FULL = _default("REORDER_FULL", "100", "%")
SIZE_POINTS = _default("SIZE_POINTS", "50", "points")
SIZE_FULL = _default("SIZE_FULL", "100", "%")
S_FROM = _default("S_FROM", "90", "points")
A_FROM = _default("A_FROM", "75", "points")
B_FROM = _default("B_FROM", "60", "points")
