"""What the facts say of one seller, beyond what cards count: violations, judgements, accounts, products, choices."""

from datetime import date

from ...scoring.ibis_adapter import Table
from ...scoring.penalties import Violation
from ...scoring.sources import Facts, judgements


def violations_of(facts: Facts, marketplace: str, seller: str) -> list[Violation]:
    """Every breach of the rules that was found on a seller, those taken back as well."""
    rows = _of(facts["violations"], marketplace, seller).to_pyarrow().to_pylist()
    return [Violation(row["found_on"], row["points"], row["revoked_at"] is not None, row["what"]) for row in rows]


def judged_on(facts: Facts, marketplace: str, seller: str) -> list[date]:
    """The days on which a seller was judged "not as described", in order."""
    return sorted(_of(judgements(facts), marketplace, seller).to_pyarrow()["day"].to_pylist())


def other_accounts(facts: Facts, marketplace: str, seller: str) -> list[str]:
    """The other accounts of a seller's owner, in order: those linked to it, either way and through others."""
    pairs = _links(facts, marketplace)
    found, waiting = {seller}, [seller]
    while waiting:
        one = waiting.pop()
        new = {account for pair in pairs if one in pair for account in pair} - found
        found |= new
        waiting += new
    return sorted(found - {seller})


def quality_of(facts: Facts, marketplace: str, listing: str) -> int | None:
    """A product's quality score, 0 to 100; None where none is known."""
    table = facts["listings"]
    rows = table.filter(table.marketplace == marketplace, table.id == listing).select("quality").to_pyarrow()
    return next(iter(rows["quality"].to_pylist()), None)


def has_left(facts: Facts, marketplace: str, seller: str) -> bool:
    """Whether a seller has left advance loans by choice."""
    table = facts["sellers"]
    table = table.filter(table.marketplace == marketplace, table.id == seller, table.loan_choice == "left")
    return bool(table.count().to_pyarrow().as_py())


def _links(facts: Facts, marketplace: str) -> list[tuple[str, str]]:
    table = facts["sellers"]
    rows = table.filter(table.marketplace == marketplace, table.linked_to.notnull()).select("id", "linked_to")
    return [(row["id"], row["linked_to"]) for row in rows.to_pyarrow().to_pylist()]


def _of(table: Table, marketplace: str, seller: str) -> Table:
    return table.filter(table.marketplace == marketplace, table.seller == seller)
