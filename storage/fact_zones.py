"""In which zone a marketplace's days begin: said once, and the same for all of its facts and cards."""

from zoneinfo import ZoneInfo

from ..engine.errors import InvalidInput
from .warehouse import Warehouse

_ZONES = "dispute_score_zone"
_CARDS = "dispute_score_marketplace"
_LOADS = "dispute_score_load"


def zone_of(warehouse: Warehouse, marketplace: str) -> str | None:
    """The zone of a marketplace's days: its facts', else its cards'; None when neither is there yet."""
    for name in (_ZONES, _CARDS):
        table = warehouse.table(name)
        zones = table.filter(table.marketplace == marketplace).limit(1).to_pyarrow()["zone"].to_pylist()
        if zones:
            return zones[0]
    return None


def marketplaces(warehouse: Warehouse) -> list[str]:
    """The marketplaces that anything is known of: facts were loaded, or a card is enabled."""
    tables = (_ZONES, _CARDS, _LOADS)
    found = warehouse.execute(" UNION ".join(f"SELECT marketplace FROM {name}" for name in tables))
    return sorted(name for (name,) in found)


def settle_zone(warehouse: Warehouse, marketplace: str, given: str | None, otherwise: str | None = None) -> str:
    """The zone that facts of a marketplace are loaded in; kept when it is new, InvalidInput when it is another.

    `otherwise` counts where neither the caller nor an earlier load has said one.
    """
    known = zone_of(warehouse, marketplace)
    if known and given not in (None, known):
        raise InvalidInput("zone", f"the days of {marketplace} are kept in {known}, not {given}")
    zone = known or given or otherwise
    if zone is None:
        raise InvalidInput("zone", f"say where the days of {marketplace} begin, such as Asia/Shanghai")
    check_zone(zone)
    if not known:
        warehouse.append(_ZONES, [{"marketplace": marketplace, "zone": zone}])
    return zone


def check_zone(zone: str) -> None:
    """InvalidInput when there is no such time zone."""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise InvalidInput("zone", f"{zone!r} is no time zone, such as Asia/Shanghai") from None
