"""Which cards grade which marketplaces, and from which day on."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from ..scoring.ibis_adapter import load_arrow, load_ibis
from .warehouse import Warehouse
from .warehouse_databases import open_database

TABLE, RUNS, STAGE = "dispute_score_marketplace", "dispute_score_run", "dispute_score_chosen"
_SCHEMA = {"marketplace": "string", "card": "string"}
_THE_SAME = "old.marketplace = new.marketplace AND old.card = new.card"


@dataclass(frozen=True)
class Enabled:
    """A card's id, that grades a marketplace from a local day of its zone on."""

    marketplace: str
    card: str
    zone: str
    since: date


def read_enabled(warehouse: Warehouse) -> list[Enabled]:
    """All there are, by the day since when."""
    rows = warehouse.table(TABLE).order_by(["since", "marketplace", "card"]).to_pyarrow().to_pylist()
    return [Enabled(**row | {"since": date.fromordinal(row["since"])}) for row in rows]


def enabled_there(url: str) -> list[tuple[str, str]] | None:
    """Each marketplace with a card that grades it, in a database that is only looked at; None without any scores."""
    database = open_database(url)
    try:
        of_tables = "information_schema.tables WHERE table_schema = current_schema()"
        if not database.execute(f"SELECT 1 FROM {of_tables} AND table_name = '{TABLE}'"):
            return None
        rows = database.execute(f"SELECT marketplace, card FROM {TABLE} ORDER BY marketplace, card")
    finally:
        database.close()
    return [(marketplace, card) for marketplace, card in rows]


def add_enabled(warehouse: Warehouse, new: Enabled) -> None:
    """Keep a new one. Its schedule begins afresh: its runs of a time before are no longer the schedule's."""
    warehouse.append(TABLE, [asdict(new) | {"since": new.since.toordinal()}])
    _change(warehouse, [new], f"UPDATE {RUNS} AS old SET kind = 'asked' FROM {STAGE} AS new", "old.kind = 'due'")


def remove_enabled(warehouse: Warehouse, gone: Sequence[Enabled]) -> None:
    """Forget some of them."""
    _change(warehouse, gone, f"DELETE FROM {TABLE} AS old USING {STAGE} AS new")


def _change(warehouse: Warehouse, chosen: Sequence[Enabled], change: str, condition: str = "true") -> None:
    """Change the rows of these cards: names are the host's, and stand in no SQL."""
    keys = [{name: getattr(one, name) for name in _SCHEMA} for one in chosen]
    rows = load_arrow().Table.from_pylist(keys, load_ibis().schema(_SCHEMA).to_pyarrow())
    with warehouse.staged(STAGE, _SCHEMA, rows):
        warehouse.execute(f"{change} WHERE {_THE_SAME} AND {condition}")
