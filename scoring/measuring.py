"""From facts to the sums that a card needs, one row a seller: one Ibis expression, whatever the database."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .card import Card, Indicator
from .ibis_adapter import Table, load_ibis
from .sources import BY_DAY, Counted, Facts, buyers, listings, whose
from .spans import Days, GivenDays, Span, each_day
from .windows import Adaptive, AnyWindow

SELLER_FACTS = (
    "joined_on", "verified", "company_verified", "enterprise", "status", "closed_on", "linked_to", "evading",
    "turnover", "loan_choice", "enterprise_cancelled",
)  # fmt: skip


_COLUMN = re.compile(r"\b_\.(\w+)|\b_\[['\"](\w+)['\"]\]")


@dataclass(frozen=True)
class Sum:
    """One window of one indicator: the columns of its two sums are `n<i>_<k>` and `d<i>_<k>`."""

    indicator: Indicator
    window: AnyWindow
    place: str

    @property
    def columns(self) -> tuple[str, str]:
        """The names of the numerator's and the denominator's column."""
        return f"n{self.place}", f"d{self.place}"


def windows_of(card: Card, indicator: Indicator) -> tuple[AnyWindow, ...]:
    """The windows an indicator is summed over: its own or the card's, both of an adaptive one."""
    chosen = indicator.windows or card.window
    if isinstance(chosen, Adaptive):
        return chosen.short, chosen.long
    if not chosen:
        raise ValueError(f"{card.id}: {indicator.name} has no window")
    return chosen if isinstance(chosen, tuple) else (chosen,)


def sums_of(card: Card) -> tuple[Sum, ...]:
    """Every sum of a card, in the order of its declaration."""
    return tuple(
        Sum(indicator, window, f"{number}_{place}")
        for number, indicator in enumerate(card.indicators)
        for place, window in enumerate(windows_of(card, indicator))
    )


def keys_of(card: Card) -> tuple[str, ...]:
    """What one score is of: a seller, or a seller's category."""
    return ("marketplace", "seller", "category") if card.by_category else ("marketplace", "seller")


def measure(
    card: Card, facts: Facts, days: Sequence[date] | Days, also: Table | None = None, *, marketplace: str | None = None
) -> Table:
    """The sums of a card on each of these days, and the sellers' facts: one row a day and seller, in `score_day`.

    A seller is there who is known, or ever had an order, or has a row that counts, or whose key (`keys_of`, of
    several days with its `score_day`) is in the table `also`. `marketplace` names the one that facts without a column
    of it are of.
    """
    days = GivenDays(tuple(days)) if isinstance(days, Sequence) else days
    apart = ("score_day",) if days.several else ()
    keys, columns = (*_keys(card, facts), *apart), [name for one in sums_of(card) for name in one.columns]
    known = (*_known(card, facts, days), *(() if also is None else (also,)))
    parts = [_widened(part, keys, columns) for part in (*_summed(card, facts, days), *known)]
    table = parts[0] if len(parts) == 1 else load_ibis().union(*parts)
    totals = table.group_by(list(keys)).agg(**{name: table[name].max().fill_null(0) for name in columns})
    sellers = facts["sellers"]
    sellers = sellers.select(*whose(sellers, *SELLER_FACTS), seller="id")
    rows = totals.left_join(sellers, whose(sellers, "seller")).select(*keys, *columns, *SELLER_FACTS)
    rows = rows if marketplace is None else rows.mutate(marketplace=load_ibis().literal(marketplace))
    return rows if apart else each_day(rows, days)


def _keys(card: Card, facts: Facts) -> list[str]:
    """What one score is of, as columns: those of facts of one marketplace have none of it."""
    return whose(facts["sellers"], *(name for name in keys_of(card) if name != "marketplace"))


def rows_in(card: Card, facts: Facts, source: str, window: AnyWindow, day: date) -> Table:
    """The rows of a source that a card sums over, in a window as it lies on a day."""
    return _rows(_counted(card, facts), source, Span(window, GivenDays((day,))))


def _summed(card: Card, facts: Facts, days: Days) -> Iterator[Table]:
    """One aggregation for each source and window."""
    groups: dict[tuple[str, AnyWindow], list[Sum]] = {}
    for one in sums_of(card):
        groups.setdefault((one.indicator.over, one.window), []).append(one)
    facts = _counted(card, facts)
    for (source, window), sums in groups.items():
        span = Span(window, days)
        table = _rows(facts, source, span)
        columns = {
            name: column for one in sums for name, column in zip(one.columns, _sums(table, one.indicator), strict=True)
        }
        yield table.group_by([*_keys(card, facts), *span.keys]).agg(**columns)


def _rows(facts: Facts, source: str, span: Span) -> Table:
    if source in BY_DAY:
        return span.of(BY_DAY[source](facts))
    if source == "buyers":
        return buyers(span.of(BY_DAY["orders"](facts)), span)
    return listings(facts, span)


def _counted(card: Card, facts: Facts) -> Counted:
    """The facts as the card counts them."""
    dropped = tuple(one.drops for one in card.exclusions)
    rows = [row for one in card.indicators for row in (one.numerator, one.denominator, one.blame)]
    spoken = [_names(row) for row in rows if row is not None and not isinstance(row, int)]
    keys = frozenset(keys_of(card))
    return Counted(facts, None if None in spoken else keys.union(*(names for names in spoken if names)), dropped)


def _names(expression: Any) -> frozenset[str] | None:
    """The columns that a row expression speaks of; None where that cannot be told, as of a function."""
    if not isinstance(expression, load_ibis().Deferred):
        return None
    return frozenset(name for pair in _COLUMN.findall(repr(expression)) for name in pair if name)


def _sums(table: Table, indicator: Indicator) -> tuple[Any, Any]:
    """The two sums; a denominator of 1 counts the rows whose numerator is known."""
    numerator = _column(table, indicator.numerator)
    if isinstance(indicator.denominator, int):
        return _sum(numerator), numerator.count()
    return _sum(numerator), _sum(_column(table, indicator.denominator))


def _sum(column: Any) -> Any:
    return _as_count(column).sum().fill_null(0)


def _as_count(column: Any) -> Any:
    """A truth value as 0 or 1: PostgreSQL casts none to a big integer."""
    return (column.ifelse(1, 0) if column.type().is_boolean() else column).cast("int64")


def _column(table: Table, expression: Any) -> Any:
    """The expression over a table's rows; a plain number stands in every row."""
    if isinstance(expression, int):
        return table.seller.notnull().ifelse(expression, 0)
    (column,) = table.bind(expression)
    return column


def _known(card: Card, facts: Facts, days: Days) -> Iterator[Table]:
    """Every known seller, if only by an order of long ago, so that one without orders is told why it has no score."""
    if not card.by_category:
        sellers, orders = facts["sellers"], facts["orders"]
        sold = orders.select(whose(orders, "seller")).distinct()
        for table in (sellers.select(*whose(sellers), seller="id"), sold):
            yield each_day(table, days) if days.several else table


def _widened(table: Table, keys: tuple[str, ...], columns: list[str]) -> Table:
    """The same rows with all the columns, those of other sources null.

    The casts of the keys are none but where a user's own table says that a column has no nulls: a union takes tables
    of one kind only.
    """
    none = load_ibis().null("int64")
    have = set(table.columns)
    whose = {name: table[name].cast("date" if name == "score_day" else "string") for name in keys}
    return table.select(**whose, **{name: table[name].cast("int64") if name in have else none for name in columns})
