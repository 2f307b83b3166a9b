"""What the facts say of one seller, beyond what cards count: violations, judgements, choices."""

from datetime import date

from ...scoring.ibis_adapter import Table
from ...scoring.penalties import Violation
from ...scoring.sources import Facts, judgements


def violations_of(facts: Facts, marketplace: str, seller: str) -> list[Violation]:
    """Every breach of the rules that was found on a seller, those taken back as well."""
    rows = _of(facts["violations"], marketplace, seller).to_pyarrow().to_pylist()
    return [Violation(row["found_on"], row["points"], row["revoked_at"] is not None) for row in rows]


def judged_on(facts: Facts, marketplace: str, seller: str) -> list[date]:
    """The days on which a seller was judged "not as described", in order."""
    return sorted(_of(judgements(facts), marketplace, seller).to_pyarrow()["day"].to_pylist())


def has_left(facts: Facts, marketplace: str, seller: str) -> bool:
    """Whether a seller has left advance loans by choice."""
    table = facts["sellers"]
    table = table.filter(table.marketplace == marketplace, table.id == seller, table.loan_choice == "left")
    return bool(table.count().to_pyarrow().as_py())


def _of(table: Table, marketplace: str, seller: str) -> Table:
    return table.filter(table.marketplace == marketplace, table.seller == seller)
