"""Commands that every workflow has: new facts about the order, and the removal of personal data."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from .draft import Draft

UPDATE_ORDER = "update_order"
ERASE = "erase"


def _update_order(draft: Draft) -> None:
    """New facts replace the old ones; timers that count from them are armed again."""
    facts: dict[str, Any] = dict(draft.details)
    draft.order = replace(draft.order, **facts)
    draft.facts_changed = True


def _erase(_draft: Draft) -> None:
    """The record stays as it is: the texts go from the store."""


BUILT_IN: dict[str, Callable[[Draft], None]] = {UPDATE_ORDER: _update_order, ERASE: _erase}
"""These move no state and stand in no workflow."""
