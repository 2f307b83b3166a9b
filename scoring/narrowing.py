"""Fewer facts: those of one marketplace, and those that some of its sellers' scores need."""

from .ibis_adapter import Table, load_ibis
from .sources import Facts

OF_ORDERS = ("disputes", "reviews", "shipments", "chargebacks")
OF_SELLERS = ("listings", "messages", "refunds")


def of_marketplace(facts: Facts, marketplace: str) -> Facts:
    """The facts of one marketplace.

    Its name becomes a constant, which databases compare for a tenth less of a big run.
    """
    name_of = load_ibis().literal(marketplace)
    return {
        name: table.filter(table.marketplace == marketplace).mutate(marketplace=name_of)
        for name, table in facts.items()
    }


def of_sellers(facts: Facts, sellers: Table) -> Facts:
    """The facts that the scores of the `seller`s of a table need.

    Their own, and the orders of others that they sold a part of. Complaints and violations stay, which also speak of
    others' reviews and listings.
    """
    own = {name: facts[name].semi_join(sellers, "seller") for name in (*OF_ORDERS, *OF_SELLERS)}
    whose = load_ibis().union(
        facts["orders"].semi_join(sellers, "seller").select("id"),
        *(own[name].select(id="order") for name in OF_ORDERS),
    )
    known = facts["sellers"]
    return {
        **facts,
        **own,
        "orders": facts["orders"].semi_join(whose, "id"),
        "sellers": known.semi_join(sellers, known.id == sellers.seller),
    }
