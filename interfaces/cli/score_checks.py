"""What the doctor says of scores: where they are kept, and which cards grade which marketplaces."""

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from .database import Database, chosen
from .delivery_checks import Finding
from .score_database import DUCKDB, VARIABLE, beside


def score_checks(db: str | None) -> Iterator[Finding]:
    """What was looked at, how it stands, and whether that is well; nothing where no scores are kept."""
    disputes, said = chosen(db), os.environ.get(VARIABLE)
    if not find_spec("ibis") or not (said or disputes.file or disputes.url.startswith("postgres")):
        return
    url = said or beside(disputes)
    where = Database(url, VARIABLE).shown
    if not _is_missing(url):
        yield from _kept_in(url, where, own=url != disputes.url)
    elif said:
        yield "scores", f"{where} does not exist; `disputes score load` makes it", "note"


def _is_missing(url: str) -> bool:
    return url.startswith(DUCKDB) and not Path(url.removeprefix(DUCKDB)).exists()


def _kept_in(url: str, where: str, *, own: bool) -> Iterator[Finding]:
    """`own` unless it is the disputes' database, of which it is said already when it is away."""
    from ...engine.errors import Busy
    from ...storage.enabled_cards import enabled_there
    from .faults import sentence

    try:
        found = enabled_there(url)
    except Busy:
        yield "scores", f"{where}, which another process has in use now", "ok"
    except Exception as error:  # Whatever it is, it is what the doctor was asked for.
        if own:
            yield "scores", sentence(error), "fault"
    else:
        if found is not None:
            cards = ", ".join(f"{card} grades {marketplace}" for marketplace, card in found)
            yield "scores", f"{where}: {cards or 'no card is enabled (disputes score enable CARD)'}", "ok"
