"""Which row of one version is which row of another: by what they say, never by their number."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from .definition import Transition
from .details import canonical
from .export import data_of
from .forms import slots
from .phrases import differs


@dataclass
class Matched:
    """The pairs of rows found, by their indexes, and the rows without a partner."""

    old: Sequence[Transition]
    new: Sequence[Transition]
    pairs: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])

    @property
    def removed(self) -> list[Transition]:
        """Rows that only the old version has."""
        paired = {index for index, _ in self.pairs}
        return [row for index, row in enumerate(self.old) if index not in paired]

    @property
    def added(self) -> list[Transition]:
        """Rows that only the new version has."""
        paired = {index for _, index in self.pairs}
        return [row for index, row in enumerate(self.new) if index not in paired]

    @property
    def changed(self) -> list[tuple[Transition, Transition]]:
        """The pairs that do not say the same, in the new version's order."""
        pairs = ((self.old[i], self.new[j]) for i, j in sorted(self.pairs, key=lambda pair: pair[1]))
        return [(before, after) for before, after in pairs if differs(before, after)]

    def match(self, key: Callable[[Transition], Hashable]) -> None:
        """Pair rows of one key that have no partner yet, the most alike first."""
        paired = {index for index, _ in self.pairs}, {index for _, index in self.pairs}
        olds = {i: key(row) for i, row in enumerate(self.old) if i not in paired[0]}
        news = {j: key(row) for j, row in enumerate(self.new) if j not in paired[1]}
        found = [(i, j) for i in olds for j in news if olds[i] == news[j]]
        found.sort(key=lambda pair: (-_alike(self.old[pair[0]], self.new[pair[1]]), pair))
        for i, j in found:
            if i in olds and j in news:
                del olds[i], news[j]
                self.pairs.append((i, j))

    def moved(self) -> list[str]:
        """The actions whose rows are tried in another order than before."""
        order = [index for index, _ in sorted(self.pairs, key=lambda pair: pair[1])]
        actions = list(dict.fromkeys(self.old[index].action for index in order))
        return [action for action in actions if not _rises([i for i in order if self.old[i].action == action])]


def match_rows(old: Sequence[Transition], new: Sequence[Transition]) -> Matched:
    """Pair rows that say the same, then those of one action, actor, origin and details, then ever looser."""
    matched = Matched(old, new)
    matched.match(lambda row: canonical(data_of(row)))
    matched.match(lambda row: (row.action, row.by, row.from_, row.given))
    matched.match(lambda row: (row.action, row.by, row.given, row.to))
    matched.match(lambda row: (row.action, row.from_, row.given, row.to))
    matched.match(lambda row: (row.action, row.by, row.from_))
    return matched


def _alike(one: Transition, other: Transition) -> int:
    """How many fields two rows have in common."""
    return sum(not differs(getattr(one, slot.field), getattr(other, slot.field)) for slot in slots(Transition))


def _rises(numbers: list[int]) -> bool:
    return numbers == sorted(numbers)
