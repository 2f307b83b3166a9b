"""What is SQLite's own: strict tables, constraints, append-only histories, locks, migrations, the host's session."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from disputes import Busy, DisputeEngine, InvalidInput, ManualClock, SchemaOutdated
from disputes.storage import schema
from disputes.storage.sqlite import WAL_IS_SAFE_FROM, SqliteStore
from disputes.storage.tables import metadata
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlmodel import Session as SqlModelSession

from ..support import BUYER, DAY, SELLER, START, a_claim, an_order


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the database is."""
    return tmp_path / "disputes.db"


@pytest.fixture
def engine(file: Path) -> Iterator[DisputeEngine]:
    """An engine on a new file, with one dispute that has ended and one that is open."""
    with DisputeEngine(f"sqlite:///{file}", clock=ManualClock(START)) as engine:
        ended = engine.file(an_order(), a_claim(text="It never came"), by=BUYER, command_id="file-1")
        engine.act(ended.id, "accept_plan", by=SELLER, of="buyer")
        engine.file(an_order(line="2"), a_claim(), by=BUYER, command_id="file-2")
        engine.outcomes()
        yield engine


@pytest.fixture
def raw(engine: DisputeEngine, file: Path) -> Iterator[sqlite3.Connection]:
    """Somebody who writes to the file behind the engine's back."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    yield connection
    connection.close()


@pytest.fixture
def host(file: Path) -> Iterator[Engine]:
    """A host's own connections to the same file."""
    engine = create_engine(f"sqlite:///{file}")
    yield engine
    engine.dispose()


def test_every_table_is_strict(raw: sqlite3.Connection) -> None:
    listed = raw.execute("PRAGMA table_list").fetchall()
    ours = {row[1]: row[5] for row in listed if row[1].startswith("dispute_")}
    strict = {name for name, is_strict in ours.items() if is_strict}
    assert strict == {table.name for table in metadata.sorted_tables}


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE dispute_record SET id = ''", "id_filled"),
        ("UPDATE dispute_record SET stage = 'pending' WHERE stage <> 'resolved'", "record_stage"),
        ("UPDATE dispute_record SET turn = 'robot'", "record_turn"),
        ("UPDATE dispute_record SET resolved_at = NULL WHERE stage = 'resolved'", "record_resolved"),
        ("UPDATE dispute_record SET resolved_at = 1 WHERE stage <> 'resolved'", "record_resolved"),
        ("UPDATE dispute_record SET paid_amount = 0", "paid_amount"),
        ("UPDATE dispute_record SET version = 0", "record_version"),
        ("UPDATE dispute_record SET entered_state_at = 0", "record_times"),
        ("UPDATE dispute_record SET filed_at = 'yesterday'", "cannot store TEXT"),
        ("UPDATE dispute_record SET filed_at = 1.5", "cannot store REAL"),
        ("UPDATE dispute_timer SET due_at = armed_at - 1", "timer_due_at"),
        ("UPDATE dispute_timer SET dispute_id = 'nobody'", "FOREIGN KEY"),
        ("UPDATE dispute_outcome SET refund_amount = paid_amount + 1", "refund_amount"),
        ("UPDATE dispute_outcome SET refund_amount = -1", "refund_amount"),
        ("UPDATE dispute_outcome SET winner = 'me'", "outcome_winner"),
        ("UPDATE dispute_outcome SET position = 0", "outcome_position"),
        ("DELETE FROM dispute_record", "FOREIGN KEY"),
        ("UPDATE dispute_event SET action = 'withdraw'", "append-only"),
        ("UPDATE dispute_event SET details = '{}' WHERE seq = 1", "append-only"),
        ("UPDATE dispute_event SET recorded_at = 0", "append-only"),
        ("DELETE FROM dispute_event", "append-only"),
    ],
)
def test_the_database_refuses_what_must_not_be(raw: sqlite3.Connection, statement: str, constraint: str) -> None:
    before = list(raw.iterdump())
    with pytest.raises(sqlite3.IntegrityError, match=constraint):
        raw.execute(statement)
    assert list(raw.iterdump()) == before


def test_an_event_has_its_position_for_good(engine: DisputeEngine, raw: sqlite3.Connection) -> None:
    assert engine.events()[0].position == 1
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute("UPDATE dispute_event SET position = position + 100")


def test_a_line_has_one_open_dispute_at_most(raw: sqlite3.Connection) -> None:
    columns = [row[1] for row in raw.execute("PRAGMA table_info(dispute_record)")]
    copied = ", ".join("'another'" if name == "id" else name for name in columns)
    for stage in ("resolved", "seller_response"):
        insert = f"INSERT INTO dispute_record SELECT {copied} FROM dispute_record WHERE stage = '{stage}'"
        if stage == "resolved":
            raw.execute("BEGIN")
            raw.execute(insert)  # any number of ended ones
            raw.execute("ROLLBACK")
        else:
            with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
                raw.execute(insert)


def test_a_command_id_is_used_once(raw: sqlite3.Connection) -> None:
    instead = {"number": "NULL", "seq": "99", "position": "NULL", "from_state": "'filed'"}
    columns = (str(row[1]) for row in raw.execute("PRAGMA table_info(dispute_event)"))
    copied = ", ".join(instead.get(name, name) for name in columns)
    with pytest.raises(sqlite3.IntegrityError, match="command_id"):
        raw.execute(f"INSERT INTO dispute_event SELECT {copied} FROM dispute_event WHERE command_id = 'file-1'")


def test_the_migrations_make_just_the_tables_that_the_code_has(engine: DisputeEngine, host: Engine) -> None:
    with host.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": schema.VERSION_TABLE})
        differences = compare_metadata(context, metadata)
        migrated = _constraints(connection.connection.driver_connection)
    assert differences == []
    fresh = create_engine("sqlite://")
    metadata.create_all(fresh)
    with fresh.connect() as connection:
        assert _constraints(connection.connection.driver_connection) == migrated
    fresh.dispose()


def _constraints(connection: object) -> dict[str, set[str]]:
    """Every table's columns, checks and options, and every index, without their order."""
    assert isinstance(connection, sqlite3.Connection)
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger'")
    parts = {name: {line.strip().rstrip(",") for line in sql.splitlines()} for name, sql in rows}
    return {name: lines for name, lines in parts.items() if schema.VERSION_TABLE not in name and "sqlite_" not in name}


def test_the_code_needs_the_newest_migration(engine: DisputeEngine, host: Engine) -> None:
    with host.connect() as connection:
        assert ScriptDirectory.from_config(schema.config(connection)).get_current_head() == schema.HEAD
        assert schema.found(connection) == schema.HEAD


def test_a_newer_schema_is_left_alone(engine: DisputeEngine, raw: sqlite3.Connection, file: Path) -> None:
    raw.execute(f"UPDATE {schema.VERSION_TABLE} SET version_num = '9999'")
    with DisputeEngine(f"sqlite:///{file}") as newer, pytest.raises(SchemaOutdated, match="9999") as caught:
        newer.find()
    assert "use a newer version" in str(caught.value)


def test_a_writer_that_waits_too_long_is_told_so(engine: DisputeEngine, raw: sqlite3.Connection, file: Path) -> None:
    raw.execute("BEGIN IMMEDIATE")
    with DisputeEngine(f"sqlite:///{file}?timeout=0.01", clock=ManualClock(START)) as other:
        with pytest.raises(Busy, match="nothing was done"):
            other.file(an_order(line="3"), a_claim(), by=BUYER)
        assert len(other.find()) == 2  # reading needs no writer's lock
        raw.execute("ROLLBACK")
        assert other.file(an_order(line="3"), a_claim(), by=BUYER).state == "seller_response"


def test_reads_cannot_write(engine: DisputeEngine, file: Path) -> None:
    store = SqliteStore(make_url(f"sqlite:///{file}"))
    with store.reading() as reading, pytest.raises(OperationalError, match="readonly"):
        reading.erase_texts("d1")
    store.close()


def test_the_journal_is_safe_for_this_sqlite(engine: DisputeEngine) -> None:
    described = engine.describe()
    safe = sqlite3.sqlite_version_info >= WAL_IS_SAFE_FROM
    assert described["journal_mode"].upper() == ("WAL" if safe else "TRUNCATE")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://x/y", "nonsense", ""])
def test_a_url_that_is_no_store_says_which_are(url: str) -> None:
    with pytest.raises(InvalidInput, match=r"sqlite:///"):
        DisputeEngine(url)


@pytest.mark.parametrize("session_class", [Session, SqlModelSession])
def test_a_hosts_rollback_takes_the_dispute_with_it(
    engine: DisputeEngine, host: Engine, session_class: type[Session]
) -> None:
    before = len(engine.find())
    with session_class(host) as session:
        dispute = engine.file(an_order(line="3"), a_claim(), by=BUYER, session=session)
        assert engine.get(dispute.id, session=session).state == "seller_response"
        session.rollback()
    assert len(engine.find()) == before
    with session_class(host) as session:
        engine.file(an_order(line="3"), a_claim(), by=BUYER, session=session)
        session.commit()
    assert len(engine.find()) == before + 1


def test_what_fired_is_due_again_after_a_hosts_rollback(engine: DisputeEngine, host: Engine) -> None:
    assert isinstance(engine.clock, ManualClock)
    engine.clock.advance(5 * DAY)
    with Session(host) as session:
        assert engine.tick(session=session).fired
        session.rollback()
    assert [fired.timer for fired in engine.tick().fired] == ["reminder", "seller_response_timeout"]
