"""Fewer facts: those of one marketplace, and those that some of its sellers' scores need."""

from .ibis_adapter import Table, load_ibis
from .sources import Facts

OF_ORDERS = ("disputes", "reviews", "shipments", "chargebacks")
OF_SELLERS = ("listings", "messages", "refunds")


def of_marketplace(facts: Facts, marketplace: str) -> Facts:
    """The facts of one marketplace, without the column of its name: databases compare a good tenth less."""
    return {name: table.filter(table.marketplace == marketplace).drop("marketplace") for name, table in facts.items()}


def of_sellers(facts: Facts, sellers: Table) -> Facts:
    """The facts that the scores of the `seller`s of a table need.

    Their own, and the orders of others that they sold a part of. Complaints and violations stay, which also speak of
    others' reviews and listings.
    """
    own = {name: sold_by(facts[name], sellers) for name in (*OF_ORDERS, *OF_SELLERS)}
    mentioned = [table.select(id="order") for name, table in own.items() if name in OF_ORDERS]
    whose = load_ibis().union(sold_by(facts["orders"], sellers).select("id"), *mentioned)
    orders, known = facts["orders"], facts["sellers"]
    return {
        **facts,
        **own,
        "orders": orders.filter(orders.id.isin(whose.id)),
        "sellers": known.filter(known.id.isin(sellers.seller)),
    }


def sold_by(table: Table, sellers: Table) -> Table:
    """The rows of these sellers. Not a semi join: SQLGlot renders only the first of two in a row for PostgreSQL."""
    return table.filter(table.seller.isin(sellers.seller))
