"""Facts in: from Python records, JSON lines, Parquet, Arrow tables and the Olist layout, each load all or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, cast

from ...engine.clock import Clock, SystemClock
from ...engine.errors import InvalidInput
from ...scoring.facts import FactTable
from ...storage.fact_files import JSON_SUFFIXES, PARQUET_SUFFIXES, Progress, read_arrow, read_lines, read_parquet
from ...storage.fact_money import Rates, rates_of
from ...storage.fact_rows import fact_table, to_arrow
from ...storage.fact_zones import settle_zone, zone_of
from ...storage.loading import Loaded
from ...storage.types import microseconds
from ...storage.warehouse import Warehouse

GivenRates = Mapping[str, str | Decimal]
Format = Literal["jsonl", "parquet"]


def load_facts(
    warehouse: Warehouse,
    fact: str,
    source: str | Path | Iterable[object],
    *,
    marketplace: str = "default",
    zone: str | None = None,
    rates: GivenRates | None = None,
    format: Format | None = None,
    clock: Clock | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """Take in facts of one kind, all or none: by id, a later version in place of an earlier one.

    `source` is a file (.jsonl, .ndjson, both also .gz, .parquet; `format` says it for other names), an Arrow
    table, or an iterable of mappings or dataclasses. `zone` is where the marketplace's days begin: needed the first
    time, kept from then on. Money is in US cents or says its currency; `rates` are US dollars for one unit:
    `{"BRL": "0.27"}`. InvalidInput lists every fault with its record, line or row, and known versions that come
    with other content.

    >>> from disputes import Warehouse
    >>> load_facts(Warehouse("duckdb://"), "sellers", [{"id": "s-17", "verified": True}], zone="Asia/Shanghai").new
    1
    """
    table, exact = fact_table(fact), rates_of(rates)
    with warehouse.transaction():
        settled = settle_zone(warehouse, marketplace, zone)
        rows = _read(table, source, _Given(settled, marketplace, exact, format, progress))
        for other in rows["marketplace"].unique().to_pylist():
            if other != marketplace:
                settle_zone(warehouse, other, settled)
        return warehouse.load(table, rows, microseconds((clock or SystemClock()).now()))


def load_olist(
    warehouse: Warehouse,
    folder: Path,
    *,
    marketplace: str = "olist",
    zone: str | None = None,
    rates: GivenRates | None = None,
    clock: Clock | None = None,
    progress: Progress | None = None,
) -> tuple[Loaded, ...]:
    """Take in the sellers, orders, shipments and reviews of a folder in the Olist layout, all or none.

    Its times are those of America/Sao_Paulo, and so are the days unless `zone` is that of the cards to be tried on
    them. Without a rate for BRL a default counts (`BRL_TO_USD`).
    """
    from ...simulation.olist_facts import BRL_TO_USD, ZONE, read_olist_facts

    given = {"BRL": BRL_TO_USD.text} | dict(rates or {})
    kinds = read_olist_facts(folder).by_kind()
    days = zone or zone_of(warehouse, marketplace) or str(ZONE)
    loaded: list[Loaded] = []
    with warehouse.transaction():
        for fact, records in kinds.items():
            done = load_facts(warehouse, fact, records, marketplace=marketplace, zone=days, rates=given, clock=clock)
            loaded.append(done)
            if progress:
                progress(len(loaded), len(kinds))
    return tuple(loaded)


@dataclass(frozen=True)
class _Given:
    """What a load was told about its source."""

    zone: str
    marketplace: str
    rates: Rates
    format: Format | None
    progress: Progress | None


def _read(table: FactTable, source: object, given: _Given) -> Any:
    if isinstance(source, str | Path):
        return _read_file(table, Path(source), given)
    if hasattr(source, "column_names"):
        return read_arrow(source, table, given.zone, given.marketplace, given.rates)
    if not isinstance(source, Iterable):
        raise InvalidInput("source", "must be a file, an Arrow table, or an iterable of records")
    records = cast("Iterable[object]", source)
    return to_arrow(table, records, given.zone, marketplace=given.marketplace, rates=given.rates)


def _read_file(table: FactTable, path: Path, given: _Given) -> Any:
    if not path.is_file():
        raise InvalidInput(str(path), "is no file")
    if _format(path, given.format) == "parquet":
        return read_parquet(path, table, given.zone, given.marketplace, given.rates)
    return read_lines(path, table, given.zone, given.marketplace, given.rates, given.progress)


def _format(path: Path, said: Format | None) -> Format:
    if said:
        return said
    if path.name.endswith(PARQUET_SUFFIXES):
        return "parquet"
    if path.name.endswith(JSON_SUFFIXES):
        return "jsonl"
    known = ", ".join((*JSON_SUFFIXES, *PARQUET_SUFFIXES))
    raise InvalidInput(str(path), f"must end in one of {known}, or say its format")
