"""Counts what became of the orders: complaints, what was not eligible and why, what was filed, how it ended."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..engine.records import STAGES, Dispute
from .complaint_rules import RULES
from .complaints import Complaint
from .drive import AGAIN
from .olist import OlistOrder
from .script import File, Script

RESOLUTIONS = ("agreed", "seller_timeout", "ruled", "withdrawn", "return_expired", "platform_timeout")


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """One line of the printed funnel; `level` says how far it is indented, `of` what it is a part of."""

    level: int
    what: str
    count: int
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Funnel:
    """The numbers of an import. The mappings are in the order of the rules, stages and resolutions.

    A complaint concerns one line. `not_yet` are complaints after the cut-off; `dropped` are acts of the parties
    that had become impossible when their time came, by the engine's code.
    """

    orders: int
    orders_without_lines: int
    lines: int
    lines_complained_of: int
    complaints: Mapping[str, int]
    not_yet: int
    not_eligible: Mapping[str, int]
    filed: int
    open: Mapping[str, int]
    outcomes: Mapping[str, int]
    acts: int
    dropped: Mapping[str, int]

    def faults(self) -> tuple[str, ...]:
        """What does not add up, in sentences; empty when everything does."""
        made, refused = sum(self.complaints.values()), sum(self.not_eligible.values())
        standing, ended = sum(self.open.values()), sum(self.outcomes.values())
        first = made - sum(self.complaints.get(why, 0) for why in AGAIN)
        checks = (
            (self.orders_without_lines <= self.orders, "more orders have no lines than there are orders"),
            (self.lines_complained_of <= self.lines, "more lines are complained of than there are"),
            (self.lines_complained_of <= first, "more lines are complained of than there are complaints"),
            (
                made == self.not_yet + refused + self.filed,
                f"{made} complaints are not {self.not_yet} not yet made + {refused} refused + {self.filed} filed",
            ),
            (
                self.filed == standing + ended,
                f"{self.filed} filed are not {standing} open + {ended} resolved",
            ),
        )
        return tuple(fault for holds, fault in checks if not holds)

    def rows(self) -> tuple[FunnelRow, ...]:
        """The funnel from top to bottom, for a table."""
        made, refused = sum(self.complaints.values()), sum(self.not_eligible.values())
        ended = sum(self.outcomes.values())
        return (
            FunnelRow(0, "orders", self.orders),
            FunnelRow(1, "without any line", self.orders_without_lines, "orders"),
            FunnelRow(0, "order lines", self.lines),
            FunnelRow(1, "complained of", self.lines_complained_of, "order lines"),
            FunnelRow(0, "complaints", made),
            *_parts(1, self.complaints, "complaints"),
            FunnelRow(0, "after the cut-off", self.not_yet, "complaints"),
            FunnelRow(0, "not eligible", refused, "complaints"),
            *_parts(1, self.not_eligible, "not eligible"),
            FunnelRow(0, "filed", self.filed, "complaints"),
            FunnelRow(1, "open", self.filed - ended, "filed"),
            *_parts(2, self.open, "open"),
            FunnelRow(1, "resolved", ended, "filed"),
            *_parts(2, self.outcomes, "resolved"),
        )

    def as_json(self) -> dict[str, object]:
        """The same numbers as plain JSON data, with the faults."""
        return {
            "orders": self.orders,
            "orders_without_lines": self.orders_without_lines,
            "lines": self.lines,
            "lines_complained_of": self.lines_complained_of,
            "complaints": dict(self.complaints),
            "not_yet": self.not_yet,
            "not_eligible": dict(self.not_eligible),
            "filed": self.filed,
            "open": dict(self.open),
            "outcomes": dict(self.outcomes),
            "acts": self.acts,
            "dropped": dict(self.dropped),
            "faults": list(self.faults()),
        }


def _parts(level: int, counts: Mapping[str, int], of: str) -> tuple[FunnelRow, ...]:
    return tuple(FunnelRow(level, name.replace("_", " "), count, of) for name, count in counts.items())


def count_funnel(
    orders: Sequence[OlistOrder], complaints: Sequence[Complaint], script: Script, disputes: Iterable[Dispute]
) -> Funnel:
    """The funnel of an import: what was read and inferred, what the script did, how the disputes stand."""
    standing = list(disputes)
    again = Counter(
        filing.rule
        for filing in (
            *(step.filing for step in script.steps if isinstance(step, File)),
            *(refusal.filing for refusal in script.refusals),
            *script.to_come,
        )
        if filing.rule in AGAIN
    )
    return Funnel(
        orders=len(orders),
        orders_without_lines=sum(not order.lines for order in orders),
        lines=sum(len(order.lines) for order in orders),
        lines_complained_of=len({(one.order.id, one.line.number) for one in complaints}),
        complaints=_sorted(
            Counter(complaint.rule for complaint in complaints) + again, [*(rule.name for rule in RULES), *AGAIN]
        ),
        not_yet=len(script.to_come),
        not_eligible=_sorted(Counter(refusal.code for refusal in script.refusals)),
        filed=len(standing),
        open=_sorted(Counter(one.stage for one in standing if one.outcome is None), STAGES),
        outcomes=_sorted(Counter(one.outcome.resolution for one in standing if one.outcome), RESOLUTIONS),
        acts=sum(not isinstance(step, File) for step in script.steps),
        dropped=_sorted(Counter(dropped.code for dropped in script.dropped)),
    )


def _sorted(counts: Mapping[str, int], names: Sequence[str] = ()) -> dict[str, int]:
    """In the order of the names, the rest by size and name."""
    rest = sorted(counts.keys() - set(names), key=lambda name: (-counts[name], name))
    return {name: counts[name] for name in (*names, *rest) if counts.get(name)}
