"""Everything that is wrong with an input, told at once."""

from .errors import InvalidInput

SHOWN_PROBLEMS = 20
"""How many problems an error lists; it says how many more there are."""


class Problems:
    """What is wrong with the input, in the order found."""

    def __init__(self) -> None:
        self._found: list[tuple[str, str]] = []
        self._more = 0

    def add(self, where: str, rule: str) -> None:
        """Note a problem; beyond the first 20 only their number is kept."""
        if len(self._found) < SHOWN_PROBLEMS:
            self._found.append((where, rule))
        else:
            self._more += 1

    def count(self, more: int) -> None:
        """So many more were found, and are not shown."""
        self._more += more

    def __bool__(self) -> bool:
        return bool(self._found)

    def raise_if_any(self) -> None:
        """InvalidInput with all problems, if there are any."""
        if not self._found:
            return
        more = [("and", f"{self._more} more problems like these")] if self._more else []
        (where, rule), *others = self._found
        raise InvalidInput(where, rule, [*others, *more])
