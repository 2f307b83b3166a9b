"""The rows that indicators sum over, as Ibis tables made from the facts.

Every row has `marketplace`, `seller`, `category`, `usd` (what its order was paid, null without one) and a `day`.
Test and wash orders, and what hangs on them, are in none of them. Facts of one marketplace may do without the column
`marketplace`: then no join and no grouping compares it.
"""

from collections.abc import Callable, Mapping, Set
from datetime import date
from typing import Any

from .ibis_adapter import Table, load_ibis
from .spans import Span

Facts = Mapping[str, Table]
"""The fact tables by name, as Ibis tables of one database: all with the column `marketplace`, or all without."""

NEVER = date(9999, 12, 31)
STAR_KINDS = ("stars", "description", "service", "logistics")
OF_ORDER = ("usd", "category", "of_signed_at", "of_paid_at", "of_complete_at")
"""What rows that hang on an order know of it."""
_ALWAYS = frozenset(("marketplace", "id", "seller", "order", "buyer", "dispute", *STAR_KINDS))


class Counted(dict[str, Table]):
    """The facts as one card counts them.

    `names` are the columns that its expressions speak of: the others need not be made, which makes a query several
    times smaller; None where that is not known. `dropped` are the exclusions of orders, row expressions.
    """

    def __init__(self, facts: Facts, names: Set[str] | None, dropped: tuple[Any, ...]) -> None:
        super().__init__(facts)
        self.names = names
        self.dropped = dropped


def assessed_orders(facts: Facts) -> Table:
    """Orders on the day they are assessed: the first on which one is confirmed, times out, is disputed or not sold.

    Not sold: paid, but neither shipped nor cancelled before the deadline, or cancelled for the seller's reason,
    whichever came first. Several disputed lines of one order are one disputed order; `*_exempt` leaves out what is not
    the seller's: after-sales guarantee and carrier.
    """
    orders, disputed = _real_orders(facts), _disputes_per_order(facts)
    orders = orders.select(*(name for name in orders.columns if name in _ASSESSED or _speaks_of(facts, name)))
    # Of an order of several sellers each answers for what he sold.
    same = _same(orders, disputed, marketplace="of_marketplace", id="of_order", seller="of_seller")
    table = orders.left_join(disputed, same)
    not_sold_on = _first(_late_on(table), _cancelled_on(table))
    table = table.mutate(not_sold=_one(not_sold_on < _never()))
    first = _first(table.confirmed_on, table.timed_out_on, table.disputed_on, not_sold_on)
    flags = {name: table[name].fill_null(0) for name in DISPUTE_FLAGS if _speaks_of(facts, name)}
    return table.mutate(day=first, order=table.id, usd=table.paid, **flags)


_ASSESSED = _ALWAYS | {
    "category", "paid", "shipped_at", "ship_by_at", "ship_by_on", "confirmed_on", "timed_out_on", "cancelled_at",
    "cancelled_for", "cancelled_on",
}  # fmt: skip


def _late_on(table: Table) -> Any:
    """The day of the deadline when an order was neither shipped nor cancelled before it: it is over at its instant."""
    forever = 2**62
    unshipped = (table.shipped_at.fill_null(forever) >= table.ship_by_at).fill_null(False)
    waiting = (table.cancelled_at.fill_null(forever) >= table.ship_by_at).fill_null(False)
    return (unshipped & waiting).ifelse(table.ship_by_on, load_ibis().null("date"))


def _cancelled_on(table: Table) -> Any:
    """The day on which it was cancelled for the seller's reason."""
    return (table.cancelled_for == "seller").fill_null(False).ifelse(table.cancelled_on, load_ibis().null("date"))


def _first(*days: Any) -> Any:
    """The first of these days, `NEVER` without any."""
    return load_ibis().least(*(day.fill_null(_never()) for day in days))


def _never() -> Any:
    return load_ibis().date(NEVER.isoformat())


DISPUTE_FLAGS = (
    "disputed",
    "not_received",
    "not_described",
    "not_received_exempt",
    "not_described_exempt",
    "arbitrated",
    "unanswered",
    "ruled_against",
    "returned",
    "silencing",
)


def _disputes_per_order(facts: Facts) -> Table:
    """One row for each order with disputes; flags are 1 when any of its disputes has them."""
    rows = dispute_rows(facts)
    flags = {name: rows[name].max() for name in DISPUTE_FLAGS if _speaks_of(facts, name)}
    grouped = rows.group_by(**_named(rows, marketplace="of_marketplace", order="of_order", seller="of_seller"))
    return grouped.agg(disputed_on=rows.filed_on.min(), **flags)


def dispute_rows(facts: Facts) -> Table:
    """Disputes with what each means to scores, as 0 or 1 (platform-rules: what a dispute does to the scores).

    A withdrawn dispute leaves the dispute rates; a platform review that began counts whoever wins and whatever
    follows; guarantee and carrier cases are exempt (a carrier's: it is liable, or the platform's own logistics did not
    deliver); only rulings are judgements against the seller. `silencing`: not received or with return, and not
    withdrawn before the platform's review; stars of cheap orders are then not heard.
    """
    table = facts["disputes"]
    counts = table.withdrawn_at.isnull()
    not_received = table.category_of_reason == "not_received"
    not_described = table.category_of_reason == "not_as_described"
    carrier = (table.liable.fill_null("") == "carrier") | (table.platform_logistics & not_received)
    exempt = table.guarantee | carrier
    ruled = table.resolution.fill_null("") == "ruled"
    flags = {
        "disputed": _one(counts),
        "not_received": _one(counts & not_received),
        "not_described": _one(counts & not_described),
        "not_received_exempt": _one(counts & not_received & ~exempt),
        "not_described_exempt": _one(counts & not_described & ~exempt),
        "arbitrated": _one(table.arbitrated_at.notnull() & ~exempt),
        "unanswered": _one(table.timed_out_at.notnull()),
        "ruled_against": _one(ruled & (table.liable.fill_null("") == "seller")),
        "returned": _one(table.with_return & counts),
        "silencing": _one((not_received | table.with_return) & (counts | _withdrawn_under_review(table))),
    }
    return table.mutate(**{name: flag for name, flag in flags.items() if _speaks_of(facts, name)})


def _withdrawn_under_review(table: Table) -> Any:
    return (table.arbitrated_at <= table.withdrawn_at).fill_null(False)


def rated_orders(facts: Facts) -> Table:
    """Assessed orders with the lowest stars of each kind that their reviews gave: `lowest_<kind>`, null without."""
    orders, given = assessed_orders(facts), reviews(facts)
    keys = _named(given, marketplace="rated_marketplace", order="rated_order", seller="rated_seller")
    lowest = given.group_by(**keys).agg(**{f"lowest_{kind}": given[kind].min() for kind in STAR_KINDS})
    same = _same(orders, lowest, marketplace="rated_marketplace", id="rated_order", seller="rated_seller")
    return orders.left_join(lowest, same)


def disputes(facts: Facts) -> Table:
    """Disputes on the day they were filed."""
    return _of_orders(facts, dispute_rows(facts), "filed_on")


def closed_disputes(facts: Facts) -> Table:
    """Disputes on the day they ended."""
    rows = dispute_rows(facts)
    return _of_orders(facts, rows.filter(rows.ended_on.notnull()), "ended_on")


def reviews(facts: Facts) -> Table:
    """Reviews that count, on the day they were given: not filtered, not removed after a complaint."""
    table = facts["reviews"]
    table = table.filter(table.filtered.isnull())
    complaints = facts["review_complaints"]
    removed = complaints.filter(complaints.upheld).select(*whose(complaints), id="review")
    table = table.anti_join(removed, [*whose(table), "id"])
    return _of_orders(facts, table, "given_on")


def heard_reviews(facts: Facts) -> Table:
    """Reviews that count, and whether a dispute of their order, and seller, is `silencing`."""
    given, orders = reviews(facts), _disputes_per_order(facts)
    orders = orders.select("silencing", **{f"by_{name}": f"of_{name}" for name in whose(given, "order", "seller")})
    same = _same(given, orders, marketplace="by_marketplace", order="by_order", seller="by_seller")
    joined = given.left_join(orders, same)
    return joined.mutate(silencing=joined.silencing.fill_null(0))


def ratings(facts: Facts) -> Table:
    """Reviews that count, and, without stars of their own, returns for "not as described", once an order.

    A return is there (`returned` is 1) on the first day on which a dispute with return of the order ended with the
    goods back.
    """
    ibis = load_ibis()
    given = reviews(facts).mutate(returned=ibis.literal(0, "int64"))
    back = dispute_rows(facts)
    ended = ~back.resolution.fill_null("").isin(("withdrawn", "return_expired"))
    back = back.filter(back.with_return, back.category_of_reason == "not_as_described", back.ended_on.notnull(), ended)
    back = back.group_by(whose(back, "seller", "order")).agg(id=back.id.min(), ended_on=back.ended_on.min())
    rows = _of_orders(facts, back, "ended_on").mutate(returned=ibis.literal(1, "int64"))
    columns = {name: kind for name, kind in given.schema().items() if name not in {"of_marketplace", "of_order"}}
    missing = {name: ibis.null(kind) for name, kind in columns.items() if name not in rows.columns}
    return ibis.union(given.select(*columns), rows.mutate(**missing).select(*columns))


def sellers_reviews(facts: Facts) -> Table:
    """Reviews that count, with their seller's monthly `turnover`."""
    given, sellers = reviews(facts), facts["sellers"]
    sellers = sellers.select(**_named(sellers, marketplace="sold_on", id="sold_by"), turnover="turnover")
    return given.left_join(sellers, _same(given, sellers, marketplace="sold_on", seller="sold_by"))


def shipments(facts: Facts) -> Table:
    """Tracking numbers on the day they were entered."""
    table = facts["shipments"]
    return _of_orders(facts, table.mutate(tracked=_one(table.tracked_at.notnull())), "entered_on")


def messages(facts: Facts) -> Table:
    """Conversations on the day the buyer began them."""
    return _without_orders(facts["messages"], "asked_on")


def chargebacks(facts: Facts) -> Table:
    """Payments taken back, on the day they were."""
    return _of_orders(facts, facts["chargebacks"], "filed_on")


def refunds(facts: Facts) -> Table:
    """Refunds on the day they were ordered, but for those of test and wash orders."""
    unreal = _unreal(facts)
    disputes = facts["disputes"].semi_join(unreal, whose(unreal, "order")).select(*whose(unreal), dispute="id")
    return _without_orders(facts["refunds"].anti_join(disputes, whose(disputes, "dispute")), "ordered_on")


def judgements(facts: Facts) -> Table:
    """Rulings of "not as described" against the seller, on the day they ended, but for test and wash orders.

    A ruling that an appeal has overturned is none; an order's lines are one.
    """
    rows = dispute_rows(facts)
    rows = rows.filter(rows.ruled_against == 1, rows.not_described == 1).anti_join(_unreal(facts), whose(rows, "order"))
    return rows.group_by(whose(rows, "seller", "order")).agg(day=rows.ended_on.min())


def violations(facts: Facts) -> Table:
    """Violations that stand, on the day they were found."""
    table = facts["violations"]
    return _without_orders(table.filter(table.revoked_at.isnull()), "found_on")


def listings(facts: Facts, span: Span) -> Table:
    """Products on offer on any day of the span; `violating` when a violation was found on one in that time."""
    ibis = load_ibis()
    offered = span.overlapping(facts["listings"], "listed_on", "delisted_on")
    found = facts["violations"]
    found = span.of(found.filter(found.revoked_at.isnull(), found.listing.notnull()).mutate(day=found.found_on))
    keys = {"marketplace": "of_marketplace", "listing": "of_listing", "score_day": "of_score_day"}
    found = found.group_by(**_named(found, **keys)).agg(violating=found.id.count())
    same = _same(offered, found, marketplace="of_marketplace", id="of_listing", score_day="of_score_day")
    joined = offered.left_join(found, same)
    return joined.mutate(
        day=joined.listed_on, usd=ibis.null("int64"), violating=_one(joined.violating.fill_null(0) > 0)
    )


def buyers(orders: Table, span: Span) -> Table:
    """A seller's buyers, with the number of the assessed orders that each has in the span."""
    grouped = orders.group_by(whose(orders, "seller", "buyer", *span.keys))
    return span.stamped(
        grouped.agg(orders=orders.count(), category=orders.category.max(), day=orders.day.max(), usd=orders.usd.max())
    )


def _real_orders(facts: Facts) -> Table:
    """The orders that count: but for test and wash orders, and those that the card leaves out."""
    orders = facts["orders"]
    orders = orders.filter(orders.kind == "real")
    orders = orders.mutate(usd=orders.paid)
    for dropped in facts.dropped if isinstance(facts, Counted) else ():
        (drop,) = orders.bind(dropped)
        orders = orders.filter(~drop.fill_null(False))
    return orders


def _speaks_of(facts: Facts, name: str) -> bool:
    """Whether the card's expressions speak of a column; yes where that is not known."""
    return not isinstance(facts, Counted) or facts.names is None or name in facts.names


def _unreal(facts: Facts) -> Table:
    """Test and wash orders, by `order`."""
    orders = facts["orders"]
    return orders.filter(orders.kind != "real").select(*whose(orders), order="id")


def _of_orders(facts: Facts, table: Table, day: str) -> Table:
    """Rows that hang on a real order, on their `day`, with what it was paid, its category and its instants.

    An order is complete when the host says so (`completed_at`), or else when it was confirmed or timed out. Where the
    card speaks of nothing of the order, it is enough that there is one: databases do that with less.
    """
    ibis, orders = load_ibis(), _real_orders(facts)
    kept = [name for name in table.columns if name in _ALWAYS or _speaks_of(facts, name)]
    table = table.select(*(name for name in kept if name not in {"usd", "category"}), day=day)
    wanted = [name for name in OF_ORDER if _speaks_of(facts, name)]
    if not wanted and "marketplace" not in table.columns:
        return table.filter(table.order.isin(orders.id))
    columns = {
        "usd": orders.paid, "category": orders.category,
        "of_signed_at": orders.signed_at, "of_paid_at": orders.paid_at,
        "of_complete_at": ibis.coalesce(orders.completed_at, orders.confirmed_at, orders.timed_out_at),
    }  # fmt: skip
    orders = orders.select(
        **_named(orders, marketplace="of_marketplace", id="of_order"), **{name: columns[name] for name in wanted},
        # Of what several parts of a query read, DuckDB leaves out unused columns only where one is a constant.
        of_kind=ibis.literal("real"),
    )  # fmt: skip
    return table.inner_join(orders, _same(table, orders, marketplace="of_marketplace", order="of_order"))


def _without_orders(table: Table, day: str) -> Table:
    ibis = load_ibis()
    return table.mutate(day=table[day], usd=ibis.null("int64"), category=ibis.null("string"))


def whose(table: Table, *names: str) -> list[str]:
    """The columns of these names, and before them `marketplace` where the facts are of several."""
    return [*(("marketplace",) if "marketplace" in table.columns else ()), *names]


def _named(table: Table, **names: str) -> dict[str, Table]:
    """Columns under other names, `marketplace` where the table has it."""
    return {new: table[old] for old, new in names.items() if old != "marketplace" or old in table.columns}


def _same(left: Table, right: Table, **names: str) -> list[Any]:
    """What two tables are joined by: a column of the left for each of the right, `marketplace` where it is there."""
    return [left[one] == right[of] for one, of in names.items() if one != "marketplace" or one in left.columns]


def _one(condition: Any) -> Any:
    """A truth value as 0 or 1, unknown as 0. PostgreSQL casts no truth value to a big integer."""
    return condition.ifelse(1, 0).cast("int64")


BY_DAY: Mapping[str, Callable[[Facts], Table]] = {
    "orders": assessed_orders,
    "disputes": disputes,
    "closed_disputes": closed_disputes,
    "rated_orders": rated_orders,
    "reviews": reviews,
    "heard_reviews": heard_reviews,
    "ratings": ratings,
    "sellers_reviews": sellers_reviews,
    "shipments": shipments,
    "messages": messages,
    "chargebacks": chargebacks,
    "refunds": refunds,
    "violations": violations,
}
