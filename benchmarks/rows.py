"""What the engine has written, as plain rows: the floor's values are made of it, and its result is compared with it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from disputes.storage.tables import metadata

Row = tuple[Any, ...]
Tables = dict[str, list[Row]]

COLUMNS = {name: tuple(column.name for column in table.columns) for name, table in metadata.tables.items()}
"""The columns of each table, in order."""

ADDED = {
    name: tuple(column for column in columns if column not in {"number", "position"})
    for name, columns in COLUMNS.items()
}
"""The columns that are given when a row is written: the database numbers events and outcomes itself."""

CHANGING = (
    "state",
    "stage",
    "turn",
    "entered_state_at",
    "resolved_at",
    "last_event_at",
    "due_at",
    "version",
    "digest",
    "body",
)
"""The columns of a dispute that an action or a timer changes."""


@dataclass
class Written:
    """What one command or one firing does to one dispute: rows to write, prebuilt."""

    dispute_id: str
    record: Row = ()
    changed: Row = ()
    seen: int = 0
    gone: list[Row] = field(default_factory=list[Row])
    armed: list[Row] = field(default_factory=list[Row])
    events: list[Row] = field(default_factory=list[Row])
    texts: list[Row] = field(default_factory=list[Row])
    outcomes: list[Row] = field(default_factory=list[Row])
    refunds: list[Row] = field(default_factory=list[Row])

    @property
    def command_id(self) -> str:
        """The id of the command, which is looked up first."""
        return self.events[0][ADDED["dispute_event"].index("command_id")]

    @property
    def order_key(self) -> Row:
        """Marketplace, order and line, by which a filing looks for earlier disputes."""
        return pick(self.record, "dispute_record", ("marketplace", "order_id", "line"))


def pick(row: Row, table: str, names: Sequence[str]) -> Row:
    """Some columns of a row."""
    columns = COLUMNS[table]
    return tuple(row[columns.index(name)] for name in names)


def written(before: Tables, after: Tables) -> list[Written]:
    """What happened between two states of a database, dispute by dispute, in the order in which it was written."""
    events = _new(before, after, "dispute_event")
    found = {row[0]: Written(row[0]) for row in (pick(one, "dispute_event", ("dispute_id",)) for one in events)}
    versions = {row[0]: pick(row, "dispute_record", ("version",))[0] for row in before["dispute_record"]}
    for row in after["dispute_record"]:
        if one := found.get(row[0]):
            one.record, one.changed = row, pick(row, "dispute_record", CHANGING)
            one.seen = versions.get(row[0], 0)
    for table, into in (
        ("dispute_timer", "armed"),
        ("dispute_event", "events"),
        ("dispute_text", "texts"),
        ("dispute_outcome", "outcomes"),
        ("dispute_refund", "refunds"),
    ):
        for row in _new(before, after, table):
            added = pick(row, table, ADDED[table])
            getattr(found[added[0]], into).append(added)
    for row in _new(after, before, "dispute_timer"):
        found[row[0]].gone.append(row[:2])
    return list(found.values())


def _new(before: Tables, after: Tables, table: str) -> list[Row]:
    old = set(before[table])
    return [row for row in after[table] if row not in old]


def differences(ours: Tables, floor: Tables) -> list[str]:
    """The tables that do not hold the same rows."""
    counts: defaultdict[str, str] = defaultdict(str)
    for table in COLUMNS:
        if sorted(map(repr, ours[table])) != sorted(map(repr, floor[table])):
            counts[table] = f"{table} ({len(ours[table])} and {len(floor[table])} rows)"
    return list(counts.values())
