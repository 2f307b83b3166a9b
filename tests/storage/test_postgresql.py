"""What is PostgreSQL's own: constraints, append-only histories, who migrates, locks, the host's session."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from disputes import Busy, DisputeEngine, InvalidInput, ManualClock, SchemaOutdated, Unavailable
from disputes.storage import schema
from disputes.storage.tables import metadata
from disputes.storage.warehouse import Warehouse
from sqlalchemy import Engine, create_engine, inspect, make_url, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlmodel import Session as SqlModelSession

from ..postgres_databases import PostgresDatabases
from ..support import BUYER, DAY, SELLER, START, a_claim, an_order


@pytest.fixture
def engine(postgres_url: str) -> Iterator[DisputeEngine]:
    """An engine with one dispute that has ended and one that is open."""
    with DisputeEngine(postgres_url, clock=ManualClock(START)) as engine:
        ended = engine.file(an_order(), a_claim(text="It never came"), by=BUYER, command_id="file-1")
        engine.act(ended.id, "accept_plan", by=SELLER, of="buyer")
        engine.file(an_order(line="2"), a_claim(), by=BUYER, command_id="file-2")
        engine.outcomes()
        yield engine


@pytest.fixture
def host(postgres_url: str) -> Iterator[Engine]:
    """A host's own connections to the same database."""
    engine = create_engine(postgres_url)
    yield engine
    engine.dispose()


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE dispute_record SET stage = 'pending' WHERE stage <> 'resolved'", "record_stage"),
        ("UPDATE dispute_record SET resolved_at = NULL WHERE stage = 'resolved'", "record_resolved"),
        ("UPDATE dispute_record SET paid_amount = 0", "paid_amount"),
        ("UPDATE dispute_timer SET due_at = armed_at - 1", "timer_due_at"),
        ("UPDATE dispute_outcome SET refund_amount = paid_amount + 1", "refund_amount"),
        ("DELETE FROM dispute_record", "foreign key"),
        ("UPDATE dispute_event SET action = 'withdraw'", "append-only"),
        ("UPDATE dispute_event SET recorded_at = 0", "append-only"),
        ("UPDATE dispute_event SET position = position + 100", "append-only"),
        ("DELETE FROM dispute_event", "append-only"),
    ],
)
def test_the_database_refuses_what_must_not_be(
    engine: DisputeEngine, host: Engine, statement: str, constraint: str
) -> None:
    before = engine.events()
    with host.begin() as connection, pytest.raises(IntegrityError, match=constraint):
        connection.execute(text(statement))
    assert engine.events() == before


def test_the_migrations_make_just_the_tables_that_the_code_has(engine: DisputeEngine, host: Engine) -> None:
    with host.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": schema.VERSION_TABLE})
        assert compare_metadata(context, metadata) == []
        checks = "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conname LIKE 'ck_dispute_%'"
        made = set(connection.execute(text(checks)).scalars())
    wanted = {str(one.name) for table in metadata.sorted_tables for one in table.constraints}
    assert made == {name for name in wanted if name.startswith("ck_")}


def test_a_database_used_again_has_nothing_of_the_test_before(postgres_databases: PostgresDatabases) -> None:
    """A warehouse, or a host, keeps tables in the engine's database; the next test must not find them."""
    with postgres_databases.new() as url:
        Warehouse(url).close()
        assert "dispute_score" in _tables(url)
    with postgres_databases.new() as again:
        assert again == url
        assert "dispute_score" not in _tables(url)


def _tables(url: str) -> list[str]:
    engine = create_engine(url)
    try:
        return inspect(engine).get_table_names()
    finally:
        engine.dispose()


def test_ids_sort_by_bytes_as_on_every_store(engine: DisputeEngine, host: Engine) -> None:
    with host.connect() as connection:
        keys = connection.execute(
            text(
                "SELECT collation_name FROM information_schema.columns "
                "WHERE table_name = 'dispute_record' AND column_name IN ('id', 'order_id', 'seller')"
            )
        ).scalars()
        assert set(keys) == {"C"}


def test_nothing_runs_before_the_tables_are_made(postgres_server: str) -> None:
    with DisputeEngine(postgres_server) as engine:
        with pytest.raises(SchemaOutdated, match="disputes migrate --db postgresql"):
            engine.find()
        with pytest.raises(SchemaOutdated):
            engine.file(an_order(), a_claim(), by=BUYER)


def test_a_database_that_is_not_there_is_said_to_be() -> None:
    with DisputeEngine("postgresql+psycopg://nobody@/none?host=/nonexistent") as engine, pytest.raises(Unavailable):
        engine.find()


def test_a_dispute_that_somebody_else_has_locked_is_busy_for_a_command_and_passed_over_by_a_tick(
    engine: DisputeEngine, host: Engine, postgres_url: str
) -> None:
    (dispute,) = engine.find(stage="seller_response")
    url = make_url(postgres_url).update_query_dict({"lock_timeout": "0.05"})
    clock = ManualClock(START + 6 * DAY)
    with DisputeEngine(url.render_as_string(hide_password=False), clock=clock) as other:
        with host.begin() as connection:
            connection.execute(text("SELECT 1 FROM dispute_record WHERE id = :id FOR UPDATE"), {"id": dispute.id})
            with pytest.raises(Busy, match="nothing was done"):
                other.act(dispute.id, "withdraw", by=BUYER)
            assert other.tick().fired == ()
        assert len(other.tick().fired) == 2


def test_two_processes_filing_on_one_line_make_one_dispute(postgres_url: str) -> None:
    results: list[str] = []
    barrier = threading.Barrier(6)

    def file() -> None:
        with DisputeEngine(postgres_url, clock=ManualClock(START)) as engine:
            barrier.wait()
            try:
                results.append(engine.file(an_order(), a_claim(), by=BUYER).state)
            except Exception as error:
                results.append(getattr(error, "code", repr(error)))

    threads = [threading.Thread(target=file) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["already_open"] * 5 + ["seller_response"]


@pytest.mark.parametrize("session_class", [Session, SqlModelSession])
def test_a_hosts_rollback_takes_the_dispute_its_timers_and_its_events_with_it(
    engine: DisputeEngine, host: Engine, session_class: type[Session]
) -> None:
    before = (len(engine.events()), len(engine.find()), engine.next_due_at())
    with session_class(host) as session:
        dispute = engine.file(an_order(line="3"), a_claim(), by=BUYER, session=session)
        engine.act(dispute.id, "accept_plan", by=SELLER, of="buyer", session=session)
        assert engine.get(dispute.id, session=session).stage == "resolved"
        session.rollback()
    assert (len(engine.events()), len(engine.find()), engine.next_due_at()) == before
    with session_class(host) as session:
        engine.file(an_order(line="3"), a_claim(), by=BUYER, session=session)
        session.commit()
    assert len(engine.find()) == before[1] + 1


def test_a_refusal_leaves_the_hosts_transaction_usable(engine: DisputeEngine, host: Engine) -> None:
    with Session(host) as session:
        with pytest.raises(Exception, match="is open on this order line"):
            engine.file(an_order(line="2"), a_claim(), by=BUYER, session=session)
        engine.file(an_order(line="3"), a_claim(), by=BUYER, session=session)
        session.commit()
    assert len(engine.find()) == 3


def test_a_session_of_another_database_is_refused(engine: DisputeEngine) -> None:
    elsewhere = create_engine("sqlite://")
    with Session(elsewhere) as session, pytest.raises(InvalidInput, match="another database"):
        engine.find(session=session)
    elsewhere.dispose()


def test_deadlines_do_not_depend_on_the_servers_time_zone(engine: DisputeEngine) -> None:
    (dispute,) = engine.find(stage="seller_response")
    assert dispute.due_at == START + timedelta(days=5)
