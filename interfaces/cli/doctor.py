"""`migrate` and `doctor`: the schema, and whether what is configured is healthy."""

import platform
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Literal

from .database import Database, chosen, opened
from .delivery_checks import delivery_checks
from .exits import Exit, Stop
from .logs import configure
from .options import AsJson, Db, Verbose
from .output import add_row, emit_json, note, show, table
from .score_checks import score_checks
from .words import hold_words, instant_words, left_words

if TYPE_CHECKING:
    from datetime import datetime

    from ...engine.definition import Workflow
    from ...engine.ports import Overdue, Reading
    from ...engine.records import Heartbeat, Hold
    from ..embedded import DisputeEngine

Health = Literal["ok", "note", "fault"]

_COUNTED = 10_000
_LISTED = 1_000
_SILENT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what it is, how it stands, and whether that is well."""

    what: str
    value: str
    health: Health = "ok"


def migrate(db: Db = None, verbose: Verbose = False) -> None:
    """Make or renew the database's tables; a file of SQLite is renewed at first use anyway."""
    with opened(db, verbose) as engine:
        before = dict(engine.describe())
        engine.migrate()
        after = dict(engine.describe())
    found, wanted = before.get("schema"), after.get("schema")
    if wanted is None:
        note(f"A database {after.get('store', '')} has no schema to migrate.")
    elif found == wanted:
        note(f"The schema is at {wanted} already: nothing to do.")
    else:
        note(f"The schema is now at {wanted}; it was {'missing' if found in (None, 'None') else found}.")


def doctor(db: Db = None, as_json: AsJson = False, verbose: Verbose = False) -> None:
    """Show what is configured, from where, and whether it is healthy; exits with 6 when it is not."""
    configure(verbose=verbose)
    database = chosen(db)
    checks = [*_versions(), *_database(database), *(Check(*one) for one in score_checks(db))]
    faults = [check for check in checks if check.health == "fault"]
    if as_json:
        emit_json({"healthy": not faults, "checks": [asdict(check) for check in checks]})
    else:
        _show(checks)
    if faults:
        raise Stop(Exit.DATABASE, f"Not healthy: {'; '.join(f'{one.what}: {one.value}' for one in faults)}")


def _show(checks: Iterable[Check]) -> None:
    made = table("", "What", "How it stands", keep=(0, 1))
    styles: dict[Health, str | None] = {"ok": None, "note": "yellow", "fault": "red"}
    marks: dict[Health, str] = {"ok": "ok", "note": "!", "fault": "FAULT"}
    for check in checks:
        add_row(made, marks[check.health], check.what, check.value, style=styles[check.health])
    show(made)


def _versions() -> Iterator[Check]:
    try:
        yield Check("dispute-engine", version("dispute-engine"))
    except PackageNotFoundError:
        yield Check("dispute-engine", "not installed as a package", "note")
    yield Check("python", f"{platform.python_version()} on {platform.system()}")


def _database(database: Database) -> Iterator[Check]:
    yield Check("database", f"{database.shown} ({database.source})")
    if database.is_new:
        yield Check("file", f"{database.file} does not exist; the first command makes it", "note")
        return
    try:
        with _engine(database) as engine:
            facts = dict(engine.describe())
            yield from _described(dict(facts))
            if facts.get("schema") == facts.get("schema_wanted"):
                yield from _contents(engine)
    except Exception as error:
        # Whatever it is, it is what the doctor was asked for.
        from .faults import sentence

        yield Check("reading it", sentence(error), "fault")


def _described(facts: dict[str, str]) -> Iterator[Check]:
    """What the store says of itself, each fact together with its reason."""
    reason, wanted = facts.pop("why", ""), facts.pop("schema_wanted", "")
    facts.pop("url", None)
    for name, value in facts.items():
        if name == "journal_mode" and reason:
            yield Check("journal mode", f"{value}: {reason}")
        elif name == "schema" and value != wanted:
            yield _other_schema(value, wanted)
        else:
            yield Check(name.replace("_", " "), value)


def _other_schema(found: str, wanted: str) -> Check:
    if found == "None":
        return Check("schema", "none yet; the first command makes it", "note")
    if found < wanted:
        return Check("schema", f"{found}, this version needs {wanted}; `disputes migrate` renews it", "note")
    return Check("schema", f"{found} is newer than {wanted}, which this version knows: update it", "fault")


@contextmanager
def _engine(database: Database) -> "Generator[DisputeEngine]":
    from ..embedded import DisputeEngine

    with DisputeEngine(database.url) as engine:
        yield engine


def _contents(engine: "DisputeEngine") -> Iterator[Check]:
    now = engine.now()
    with engine.reading() as reading:
        yield from _workflows(reading)
        holds = reading.holds()
        yield from _overdue(reading.overdue(now, _LISTED), holds, now)
        yield from _daemons(reading.heartbeats(), now)
        yield from (
            Check("hold", f"{hold_words(hold)} (to end it: disputes resume {hold.id})", "note") for hold in holds
        )
        yield from (Check(*one) for one in delivery_checks(reading.deliveries, now))
    yield from _refunds(engine)
    yield from _stages(engine)
    upcoming = engine.next_due_at()
    yield Check("next timer", f"{instant_words(upcoming)}, {left_words(upcoming, now)}" if upcoming else "none waits")


def _workflows(reading: "Reading") -> Iterator[Check]:
    from ... import workflows

    for workflow in workflows.all():
        yield _workflow(reading, workflow)


def _workflow(reading: "Reading", workflow: "Workflow") -> Check:
    """Whether the database knows this version with the content that this process has."""
    from ...engine.export import definition_digest, definition_json

    digest = definition_digest(definition_json(workflow))
    known = reading.definition(workflow.id)
    what, short = f"workflow {workflow.id}", digest[:12]
    if known is None:
        return Check(what, f"digest {short}, not used in this database yet")
    if known[0] == digest:
        return Check(what, f"digest {short}, as in this database")
    return Check(what, f"drifted: its digest is {short}, disputes here run under {known[0][:12]}", "fault")


def _overdue(found: "list[Overdue]", holds: "list[Hold]", now: "datetime") -> Iterator[Check]:
    from ... import workflows

    mine = {workflow.id for workflow in workflows.all()}
    parked = [item for item in found if item.parked]
    foreign = sorted({item.workflow_id for item in found} - mine)
    late = [item for item in found if not item.parked and item.workflow_id in mine]
    held = all(any(hold.covers(item.dispute_id, item.action) for hold in holds) for item in late)
    oldest = (
        f", the oldest {left_words(late[0].due_at, now)}: {'held' if held else 'run `disputes tick`'}" if late else ""
    )
    yield Check("overdue disputes", _count(len(late), _LISTED) + oldest, "note" if late else "ok")
    mend = " (once the cause is mended: disputes unpark ID)" if parked else ""
    listed = ", ".join(item.dispute_id for item in parked) or "0"
    yield Check("parked disputes", listed + mend, "fault" if parked else "ok")
    if foreign:
        yield Check("unknown workflows", f"overdue disputes run under {', '.join(foreign)}", "fault")


def _daemons(heartbeats: "list[Heartbeat]", now: "datetime") -> Iterator[Check]:
    """The daemons that run, or seem to: one that was killed could not say that it stopped."""
    running = [one for one in heartbeats if one.stopped_at is None]
    for one in running:
        silent = now - one.seen_at > _SILENT
        seen = f"process {one.pid} on {one.host}, last seen {instant_words(one.seen_at)}"
        yield Check("daemon", seen + (": it seems to be gone" if silent else ""), "note" if silent else "ok")
    if not running:
        yield Check("daemons", "none runs: `disputes daemon` fires timers when they are due", "note")


def _refunds(engine: "DisputeEngine") -> Iterator[Check]:
    """Refund orders that nobody recorded as executed in time."""
    late = engine.refunds("late", limit=_LISTED)
    oldest = f", the oldest since {instant_words(late[0].due_at)}: see `disputes refunds --late`" if late else ""
    yield Check("late refunds", _count(len(late), _LISTED) + oldest, "note" if late else "ok")


def _stages(engine: "DisputeEngine") -> Iterator[Check]:
    from ...engine.records import STAGES

    for stage in STAGES:
        found = engine.find(stage=stage, limit=_COUNTED)
        yield Check(f"stage {stage}", _count(len(found) + bool(found.next), _COUNTED))


def _count(count: int, most: int) -> str:
    return f"{most:,} or more" if count >= most else f"{count:,}"
